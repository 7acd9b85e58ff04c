import { lookupById, lookupChoices, type LookupRow } from "../../shared/reference/lookups.ts";
import type { Field } from "../../shared/fields.ts";
import { limits } from "../../shared/limits.ts";
import { useApp } from "../app_context.ts";
import { plainFigures } from "../ui/digits.ts";
import { Combobox } from "../ui/combobox.tsx";
import type { ControlProps, FieldProps } from "./field_frame.tsx";

/** Lookup rows that a plain chooser can hold; a longer table is searched. */
const select_max = 12;

interface ChoiceProps<T extends Field["type"]> extends FieldProps<Extract<Field, { type: T }>> {
  control: ControlProps;
}

interface SelectProps {
  control: ControlProps;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  required: boolean;
  onPick: (value: string) => void;
}

/** One of a list, by the device's own chooser. */
function Select({ control, value, options, required, onPick }: SelectProps) {
  return (
    <select
      id={control.id}
      class="input"
      aria-describedby={control.describedBy}
      aria-invalid={control.invalid}
      aria-required={required}
      value={value}
      onChange={(event) => onPick(event.currentTarget.value)}
    >
      {options.map(([option, label]) => (
        <option key={option} value={option}>
          {label}
        </option>
      ))}
    </select>
  );
}

/** One of a few codes of the kind. */
export function ChoiceInput({ form, path, field, control }: ChoiceProps<"choice">) {
  const none = field.default === undefined ? [["", "–"] as const] : [];
  return (
    <Select
      control={control}
      value={(form.value(path) as string | null) ?? ""}
      options={[...none, ...Object.entries(field.choices)]}
      required={field.required ?? false}
      onPick={(value) => form.set(path, value || null)}
    />
  );
}

/** A row of a lookup table that was in force on the day of the entry. */
export function LookupInput({ form, path, field, control }: ChoiceProps<"lookup">) {
  const { clock } = useApp();
  const day = form.kind.day?.(form.values.value as never) || clock.today();
  const value = (form.value(path) as string | null) ?? "";
  const choices = lookupChoices(field.lookup, day);
  const chosen = value === "" ? undefined : lookupById(field.lookup, value);
  const rows =
    chosen === undefined || choices.some((row) => row.id === value)
      ? choices
      : [chosen, ...choices];
  if (rows.length > select_max)
    return <LookupBox {...{ form, path, field, control, rows }} shown={chosen?.name ?? ""} />;
  return (
    <Select
      control={control}
      value={value}
      options={[["", "–"], ...rows.map((row) => [row.id, row.name] as const)]}
      required={field.required ?? false}
      onPick={(id) => form.set(path, id || null)}
    />
  );
}

interface LookupBoxProps extends ChoiceProps<"lookup"> {
  rows: readonly LookupRow[];
  shown: string;
}

/** The same for a table that is too long to look through: found by code and words. */
function LookupBox({ form, path, field, control, rows, shown }: LookupBoxProps) {
  const matching = (text: string) => {
    const words = text.trim().toLowerCase().split(/\s+/);
    return rows.filter(({ code, name, description }) => {
      const said = `${code} ${name} ${description}`.toLowerCase();
      return words.every((word) => said.includes(word));
    });
  };
  return (
    <Combobox
      {...control}
      prefilled={form.prefilled.value.has(path)}
      required={field.required ?? false}
      placeholder="Type to find"
      shown={shown}
      unread={form.unread.value[path]}
      options={(text) =>
        matching(text).map(({ id, name, description }) => ({
          key: id,
          label: name,
          more: description === name ? "" : description,
          pick: () => form.set(path, id),
        }))
      }
      onText={() => undefined}
      onLeave={(text) => {
        const said = text.trim().toLowerCase();
        const [only, ...others] = matching(text);
        // What only a description has, in the middle of a word, was hardly meant.
        const isNamed = `${only?.code} ${only?.name}`.toLowerCase().includes(said);
        if (said === "") form.set(path, null);
        else if (only !== undefined && others.length === 0 && isNamed) form.set(path, only.id);
        else form.setUnread(path, text);
      }}
    />
  );
}

/** Yes, no or unknown. */
export function BooleanInput({ form, path, control }: ChoiceProps<"boolean">) {
  const value = form.value(path);
  return (
    <Select
      control={control}
      value={value === null ? "" : String(value)}
      options={[
        ["", "–"],
        ["true", "Yes"],
        ["false", "No"],
      ]}
      required={false}
      onPick={(picked) => form.set(path, picked === "" ? null : picked === "true")}
    />
  );
}

/** A small whole number, by buttons, arrows or typing. */
export function CountInput({ form, path, field, control }: ChoiceProps<"count">) {
  const most = field.max ?? limits.count;
  const value = (form.value(path) as number | null) ?? 0;
  const shown = form.unread.value[path] ?? String(value);
  const set = (next: number) => form.set(path, Math.max(0, Math.min(most, next)));
  const read = (typed: string) => {
    const figures = plainFigures(typed);
    if (/^\d{0,6}$/.test(figures)) form.set(path, Number(figures));
    else form.setUnread(path, typed);
  };
  // The arrows are its buttons for the keyboard.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    set(value + (event.key === "ArrowUp" ? 1 : -1));
  };
  return (
    <div class="stepper">
      <button
        type="button"
        tabIndex={-1}
        aria-label={`${field.label}: one less`}
        disabled={value === 0}
        onClick={() => set(value - 1)}
      >
        −
      </button>
      <input
        id={control.id}
        type="text"
        inputMode="numeric"
        autocomplete="off"
        aria-describedby={control.describedBy}
        aria-invalid={control.invalid}
        value={shown}
        onFocus={(event) => event.currentTarget.select()}
        onInput={(event) => read(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <button
        type="button"
        tabIndex={-1}
        aria-label={`${field.label}: one more`}
        disabled={value >= most}
        onClick={() => set(value + 1)}
      >
        +
      </button>
    </div>
  );
}
