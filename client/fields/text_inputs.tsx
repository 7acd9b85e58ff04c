import { useState } from "preact/hooks";
import type { Json } from "../../shared/kinds/kind.ts";
import type { Field } from "../../shared/fields.ts";
import { useApp } from "../app_context.ts";
import { plainFigures } from "../ui/digits.ts";
import { formatMinutes, parseMinutes } from "../ui/durations.ts";
import { isDay, isMoment } from "../../shared/validate.ts";
import {
  addDays,
  formatClock,
  latest_day,
  momentOf,
  parseClock,
  parseMoment,
} from "../ui/moments.ts";
import type { ControlProps, FieldProps } from "./field_frame.tsx";

interface ReadInputProps extends FieldProps {
  control: ControlProps;
  /** The value as text. */
  write: (value: Json) => string;
  /** The text as value; undefined when it is none. */
  read: (text: string) => Json | undefined;
  class?: string;
  inputMode?: "text" | "decimal" | "numeric";
  placeholder?: string;
}

/** A text field over a value that is not text. What cannot be read stays as it was typed. */
function ReadInput(props: ReadInputProps) {
  const { form, path, field, control, write, read, inputMode, placeholder } = props;
  const [text, setText] = useState<string | undefined>(undefined);
  const shown = form.unread.value[path] ?? write(form.value(path));
  const marks = form.prefilled.value.has(path) ? " prefilled" : "";
  return (
    <input
      id={control.id}
      class={`input ${props.class ?? ""}${marks}`}
      type="text"
      inputMode={inputMode ?? "text"}
      autocomplete="off"
      placeholder={placeholder}
      aria-describedby={control.describedBy}
      aria-invalid={control.invalid}
      aria-required={field.required}
      value={text ?? shown}
      onFocus={(event) => event.currentTarget.select()}
      onInput={(event) => {
        const typed = event.currentTarget.value;
        const value = read(typed);
        setText(typed);
        if (value === undefined) form.setUnread(path, typed);
        else form.set(path, value);
      }}
      onBlur={() => setText(undefined)}
    />
  );
}

interface InputProps extends FieldProps {
  control: ControlProps;
}

/** A time of flight, in tenths or HH:MM as the pilot has set it; it reads both. */
export function MinutesInput(props: InputProps) {
  const style = useApp().settings.duration_style.value;
  return (
    <ReadInput
      {...props}
      class="figures"
      inputMode={style === "tenths" ? "decimal" : "text"}
      placeholder={formatMinutes(0, style)}
      write={(value) => (typeof value === "number" && value > 0 ? formatMinutes(value, style) : "")}
      read={parseMinutes}
    />
  );
}

/** A number with decimals, or nothing. */
export function NumberInput(props: InputProps) {
  return (
    <ReadInput
      {...props}
      class="figures"
      inputMode="decimal"
      write={(value) => (value === null ? "" : String(value))}
      read={(text) => {
        const said = plainFigures(text);
        if (said === "") return null;
        // `12,500` is twelve thousand to one pilot and twelve and a half to another.
        if (/,\d{3}$/.test(said)) return undefined;
        if (!/^-?\d*[.,]?\d+$/.test(said)) return undefined;
        const number = Number(said.replace(",", "."));
        // Of more figures some would be lost.
        return Number.isSafeInteger(Math.trunc(number)) ? number : undefined;
      }}
    />
  );
}

interface MomentInputProps extends InputProps {
  /** The moment before which this one cannot be; a clock that is earlier is of the next day. */
  after?: string | null;
}

/** A moment in UTC. On the day of the entry its clock is enough: `1432`. */
export function MomentInput({ after, ...props }: MomentInputProps) {
  const { form } = props;
  const day = form.kind.day?.(form.values.value as never) ?? "";
  const write = (value: Json) => {
    if (typeof value !== "string") return "";
    const clock = formatClock(value);
    if (!isDay(day)) return `${value.slice(0, 10)} ${clock}`;
    if (value.startsWith(day)) return clock;
    return value.startsWith(addDays(day, 1)) ? `${clock} +1` : `${value.slice(0, 10)} ${clock}`;
  };
  const read = (text: string) => {
    const clock = isDay(day) ? parseClock(text) : undefined;
    if (clock !== undefined) return clock === "" ? null : momentOf(day, clock, after ?? null);
    const next = isDay(day) ? parseClock(text.trim().replace(/\+1$/, "")) : undefined;
    if (next !== undefined && next !== "") return momentOf(addDays(day, 1), next, null);
    const moment = parseMoment(text);
    if (moment === "") return null;
    return moment !== undefined && isMoment(moment) ? moment : undefined;
  };
  return (
    <ReadInput
      {...props}
      class="figures"
      inputMode="text"
      placeholder={!isDay(day) ? "2025-03-01 1432" : "HHMM"}
      write={write}
      read={read}
    />
  );
}

/** A line of text. */
export function TextInput({ form, path, field, control }: InputProps) {
  const { pattern } = field as Extract<Field, { type: "text" }>;
  // A registration is always written in capitals, so the keyboard need not be told.
  const capitals = pattern !== undefined && !pattern.test("a");
  return (
    <input
      id={control.id}
      class={form.prefilled.value.has(path) ? "input prefilled" : "input"}
      type="text"
      dir="auto"
      autocomplete="off"
      autocapitalize={capitals ? "characters" : "sentences"}
      aria-describedby={control.describedBy}
      aria-invalid={control.invalid}
      aria-required={field.required}
      value={(form.value(path) as string | null) ?? ""}
      onInput={(event) => {
        const typed = event.currentTarget.value;
        form.set(path, pattern?.test("A") && capitals ? typed.toUpperCase() : typed);
      }}
    />
  );
}

/** Text of many lines. */
export function LongTextInput({ form, path, control }: InputProps) {
  return (
    <textarea
      id={control.id}
      class="input"
      dir="auto"
      rows={3}
      aria-describedby={control.describedBy}
      aria-invalid={control.invalid}
      value={(form.value(path) as string | null) ?? ""}
      onInput={(event) => form.set(path, event.currentTarget.value)}
    />
  );
}

/**
 * A day, by the browser's own calendar. Of 31 Feb, or a day without its year, the browser tells
 * nothing but that it is none.
 */
export function DayInput({ form, path, field, control }: InputProps) {
  const settle = ({ validity, value }: HTMLInputElement) => {
    if (validity.badInput) form.setUnread(path, "");
    else if (path in form.unread.value) form.set(path, value || null);
  };
  return (
    <input
      id={control.id}
      class="input"
      type="date"
      max={latest_day}
      aria-describedby={control.describedBy}
      aria-invalid={control.invalid}
      aria-required={field.required}
      value={(form.value(path) as string | null) ?? ""}
      onInput={(event) => form.set(path, event.currentTarget.value || null)}
      onBlur={(event) => settle(event.currentTarget)}
      onKeyDown={(event) => event.key === "Enter" && settle(event.currentTarget)}
    />
  );
}
