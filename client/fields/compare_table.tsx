import type { Json, Kind } from "../../shared/kinds/kind.ts";
import type { Values } from "../../shared/merge.ts";
import { useApp } from "../app_context.ts";
import { valueText } from "./value_text.ts";

interface Side {
  title: string;
  /** Null: the entry is deleted on this side. */
  values: Values | null;
}

interface CompareTableProps {
  kind: Kind;
  /** The fields to show, by name. */
  names: readonly string[];
  left: Side;
  right: Side;
}

/** Two versions of a record side by side, field by field. */
export function CompareTable({ kind, names, left, right }: CompareTableProps) {
  const app = useApp();
  const cell = (side: Side, name: string) => {
    const field = kind.fields[name];
    if (field === undefined) return JSON.stringify(side.values?.[name] ?? null);
    if (side.values === null) return "deleted";
    const text = valueText(
      field,
      side.values[name] ?? null,
      app,
      side.values as { [field: string]: Json },
      name,
    );
    return text === "" ? "–" : text;
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
              <th scope="row">{kind.fields[name]?.label ?? name}</th>
              <td>{cell(left, name)}</td>
              <td>{cell(right, name)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
