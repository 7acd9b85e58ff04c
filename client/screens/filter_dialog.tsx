import { useId, useMemo, useState } from "preact/hooks";
import {
  everyFlight,
  fieldAt,
  type FieldTestName,
  fieldTests,
  type FilterList,
  filterLists,
  testsOf,
} from "../../shared/flight_filter.ts";
import type { Field } from "../../shared/fields.ts";
import { uuidOf } from "../../shared/ids.ts";
import type { KindName } from "../../shared/kinds/kinds.ts";
import { lookupRows } from "../../shared/reference/lookups.ts";
import { useApp } from "../app_context.ts";
import { type FilterChoice, choicesOf, listWords, testableFields } from "../fields/filter_words.ts";
import type { AnyRecord } from "../models/logbook.ts";
import { Combobox } from "../ui/combobox.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { parseMinutes } from "../ui/durations.ts";
import { Icon } from "../ui/icon.tsx";
import { dayInWords } from "../ui/moments.ts";
import { SavedSearchList } from "./saved_search_list.tsx";
import type { FilterControl } from "./use_filter.ts";

/** Choices offered at once. */
const offered = 40;

interface ListInputProps {
  list: FilterList;
  choices: readonly FilterChoice[];
  control: FilterControl;
}

/** One list of the filter: what was chosen, and a field to find more. */
function ListInput({ list, choices, control }: ListInputProps) {
  const id = useId();
  const filter = control.filter.value;
  const chosen = filter[list];
  if (choices.length === 0 && chosen.length === 0) return null;
  const set = (values: readonly string[]) => control.change({ ...filter, [list]: values });
  const matching = (text: string) => {
    const said = text.trim().toLowerCase();
    return choices.filter(
      ({ value, label }) => !chosen.includes(value) && label.toLowerCase().includes(said),
    );
  };
  return (
    <div class="field">
      <label for={id}>{listWords[list]}</label>
      {chosen.length > 0 && (
        <ul class="chips">
          {chosen.map((value) => {
            const label = choices.find((one) => one.value === value)?.label ?? value;
            return (
              <li key={value}>
                <button
                  type="button"
                  class="chip"
                  aria-label={`Remove: ${label}`}
                  onClick={() => set(chosen.filter((one) => one !== value))}
                >
                  <bdi>{label}</bdi>
                  <Icon name="close" />
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <Combobox
        id={id}
        describedBy=""
        invalid={false}
        prefilled={false}
        placeholder={chosen.length === 0 ? "Any" : "or …"}
        shown=""
        unread={undefined}
        options={(text) =>
          matching(text)
            .slice(0, offered)
            .map(({ value, label }) => ({
              key: value,
              label,
              more: "",
              pick: () => set([...chosen, value]),
            }))
        }
        onText={() => undefined}
        onLeave={(text) => {
          const found = matching(text);
          if (text.trim() !== "" && found.length === 1) set([...chosen, found[0]!.value]);
        }}
      />
    </div>
  );
}

function DayInputs({ control }: { control: FilterControl }) {
  const filter = control.filter.value;
  const days = (name: "from" | "to", label: string) => (
    <label class="field">
      <span class="field_label">{label}</span>
      <input
        type="date"
        class="input"
        value={filter[name] ?? ""}
        onChange={({ currentTarget }) =>
          control.change({ ...filter, [name]: currentTarget.value || null })
        }
      />
    </label>
  );
  return (
    <>
      {days("from", "From")}
      {days("to", "To")}
      <label class="field">
        <span class="field_label">Within so many days up to today</span>
        <input
          class="input figures"
          inputMode="numeric"
          value={filter.last_days ?? ""}
          onChange={({ currentTarget }) => {
            const said = currentTarget.value.trim();
            const last_days = /^\d{1,5}$/.test(said) && said !== "0" ? Number(said) : null;
            currentTarget.value = String(last_days ?? "");
            control.change({ ...filter, last_days });
          }}
        />
      </label>
    </>
  );
}

/** What a field of a few values can be held against. */
function valuesOf(
  field: Field,
  records: (kind: KindName) => readonly AnyRecord[],
  title: (record: AnyRecord) => string,
): [string, string][] | undefined {
  switch (field.type) {
    case "boolean":
      return [
        ["true", "yes"],
        ["false", "no"],
      ];
    case "choice":
      return Object.entries(field.choices);
    case "lookup":
      return lookupRows(field.lookup).map((row) => [row.id, row.name]);
    case "reference":
      return records(field.kind as KindName).map((one) => [
        uuidOf(one._id),
        dayInWords(title(one)),
      ]);
    default:
      return undefined;
  }
}

/** What was typed, as a test holds it; undefined when it is no value of the field. */
function comparedText(field: Field, typed: string): string | undefined {
  const said = typed.trim();
  if (said === "") return undefined;
  if (field.type === "minutes") {
    const minutes = parseMinutes(said);
    return minutes === undefined ? undefined : String(minutes);
  }
  if (field.type === "number" || field.type === "count" || field.type === "rows") {
    const number = Number(said.replace(",", "."));
    return Number.isFinite(number) ? String(number) : undefined;
  }
  return said;
}

/** Any field at all: which one, how, and against what. */
function TestInput({ control }: { control: FilterControl }) {
  const { logbook } = useApp();
  const fields = useMemo(testableFields, []);
  const [path, setPath] = useState("");
  const [test, setTest] = useState<FieldTestName>("said");
  const [value, setValue] = useState("");
  const [problem, setProblem] = useState("");
  const field = fieldAt(path);
  const asked = field === undefined ? [] : testsOf(field);
  const needsValue = test !== "said" && test !== "not_said";
  const values =
    field === undefined
      ? undefined
      : valuesOf(
          field,
          (kind) => logbook.all(kind) as unknown as readonly AnyRecord[],
          logbook.title,
        );
  const choose = (next: string) => {
    const chosen = fieldAt(next);
    setPath(next);
    setTest(chosen === undefined ? "said" : testsOf(chosen)[0]!);
    setValue(chosen?.type === "boolean" ? "true" : "");
    setProblem("");
  };
  const add = () => {
    const said = needsValue ? comparedText(field!, value) : "";
    if (said === undefined)
      return setProblem(
        field!.type === "minutes" ? "Type a time, like 1.5 or 1:30." : "Say what to compare with.",
      );
    const { filter, change } = control;
    change({
      ...filter.value,
      tests: [...filter.value.tests, { field: path, is: test, value: said }],
    });
    choose("");
  };
  return (
    <fieldset class="stack any_field">
      <legend class="field_label">Any field</legend>
      <select
        class="input"
        aria-label="Field"
        value={path}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        <option value="">Choose a field</option>
        {fields.map(({ value: at, label }) => (
          <option key={at} value={at}>
            {label}
          </option>
        ))}
      </select>
      {field !== undefined && (
        <div class="form_grid">
          <select
            class="input"
            aria-label="How"
            value={test}
            onChange={(event) => setTest(event.currentTarget.value as FieldTestName)}
          >
            {asked.map((name) => (
              <option key={name} value={name}>
                {fieldTests[name]}
              </option>
            ))}
          </select>
          {needsValue && values !== undefined && (
            <select
              class="input"
              aria-label="Value"
              value={value}
              onChange={(event) => setValue(event.currentTarget.value)}
            >
              {field.type !== "boolean" && <option value="">Choose</option>}
              {values.map(([one, label]) => (
                <option key={one} value={one}>
                  {label}
                </option>
              ))}
            </select>
          )}
          {needsValue && values === undefined && (
            <input
              class="input"
              dir="auto"
              aria-label="Value"
              value={value}
              onInput={(event) => setValue(event.currentTarget.value)}
            />
          )}
          <button type="button" class="button" onClick={add}>
            Add
          </button>
        </div>
      )}
      {problem !== "" && (
        <p class="notice bad" role="alert">
          {problem}
        </p>
      )}
    </fieldset>
  );
}

interface FilterDialogProps {
  control: FilterControl;
  /** How many flights are found. */
  count: number;
  onClose: () => void;
}

/** Everything that can be looked for. The list behind follows at once. */
export function FilterDialog({ control, count, onClose }: FilterDialogProps) {
  const app = useApp();
  const choices = useMemo(() => choicesOf(app), []);
  return (
    <Dialog title="Find flights" onClose={onClose}>
      <SavedSearchList onOpen={onClose} />
      <div class="form_grid">
        {filterLists.map((list) => (
          <ListInput key={list} list={list} choices={choices[list]} control={control} />
        ))}
        <DayInputs control={control} />
      </div>
      <TestInput control={control} />
      <div class="buttons dialog_foot">
        <button type="button" class="button primary" onClick={onClose}>
          Show {count === 1 ? "1 flight" : `${count} flights`}
        </button>
        <button type="button" class="button" onClick={() => control.change(everyFlight)}>
          Show all
        </button>
      </div>
    </Dialog>
  );
}
