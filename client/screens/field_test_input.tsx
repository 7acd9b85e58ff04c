import { useMemo, useState } from "preact/hooks";
import { fieldAt, type FieldTestName, fieldTests, testsOf } from "../../shared/flight_filter.ts";
import type { Field } from "../../shared/fields.ts";
import { uuidOf } from "../../shared/ids.ts";
import type { KindName } from "../../shared/kinds/kinds.ts";
import { lookupRows } from "../../shared/reference/lookups.ts";
import { useApp } from "../app_context.ts";
import { testableFields } from "../fields/filter_words.ts";
import type { AnyRecord } from "../models/logbook.ts";
import { plainFigures } from "../ui/digits.ts";
import { parseMinutes } from "../ui/durations.ts";
import { dayInWords } from "../ui/moments.ts";
import type { FilterControl } from "./use_filter.ts";

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
    const number = Number(plainFigures(said).replace(",", "."));
    return Number.isFinite(number) ? String(number) : undefined;
  }
  return said;
}

/** Any field at all: which one, how, and against what. */
export function FieldTestInput({ control }: { control: FilterControl }) {
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
