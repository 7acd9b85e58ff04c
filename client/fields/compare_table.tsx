import { useId } from "preact/hooks";
import type { Json, Kind } from "../../shared/kinds/kind.ts";
import type { Values } from "../../shared/merge.ts";
import { useApp } from "../app_context.ts";
import { valueText } from "./value_text.ts";

interface Side {
  title: string;
  /** Null: the entry is deleted on this side. */
  values: Values | null;
}

/** Lets a person take each field from one side or the other. */
interface Choice {
  takesRight: (name: string) => boolean;
  take: (name: string, right: boolean) => void;
}

interface CompareTableProps {
  kind: Kind;
  /** The fields to show, by name. */
  names: readonly string[];
  left: Side;
  right: Side;
  /** The version that both sides come from. */
  before?: Values;
  choice?: Choice;
}

/** Two versions of a record side by side, field by field. */
export function CompareTable({ kind, names, left, right, before, choice }: CompareTableProps) {
  const app = useApp();
  const group = useId();
  const words = (values: Values | null, name: string) => {
    const field = kind.fields[name];
    if (field === undefined) return JSON.stringify(values?.[name] ?? null);
    if (values === null) return "deleted";
    const text = valueText(
      field,
      values[name] ?? null,
      app,
      values as { [field: string]: Json },
      name,
    );
    return text === "" ? "–" : text;
  };
  const label = (name: string) => kind.fields[name]?.label ?? name;
  const cell = (side: Side, name: string, isRight: boolean) => {
    const text = words(side.values, name);
    if (choice === undefined) return text;
    return (
      <label class="check">
        <input
          type="radio"
          name={`${group}-${name}`}
          aria-label={`${label(name)}, ${side.title}: ${text}`}
          checked={choice.takesRight(name) === isRight}
          onChange={() => choice.take(name, isRight)}
        />
        <span>{text}</span>
      </label>
    );
  };
  return (
    <div class="table_box">
      <table class="compare">
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">{left.title}</th>
            <th scope="col">{right.title}</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <th scope="row">
                {label(name)}
                {before !== undefined && (
                  <span class="block small soft">before: {words(before, name)}</span>
                )}
              </th>
              <td>{cell(left, name, false)}</td>
              <td>{cell(right, name, true)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
