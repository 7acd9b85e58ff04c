import { useState } from "preact/hooks";
import type { Field } from "../../shared/fields.ts";
import { limits } from "../../shared/limits.ts";
import { ProblemText, type FieldProps } from "./field_frame.tsx";
import { FieldInput } from "./field_input.tsx";
import { shownFields } from "./value_text.ts";
import { Icon } from "../ui/icon.tsx";

interface RowsInputProps extends FieldProps<Extract<Field, { type: "rows" }>> {
  /** Fields of a row that it does not need. */
  without?: (path: string) => readonly string[];
}

/** Rows that are drawn before somebody asks for more: a paste may have brought thousands. */
const drawn_max = 100;

/** How many rows are drawn: all that may be, when one that would not be has a problem. */
function drawnRows({ form, path }: Pick<FieldProps<Field>, "form" | "path">): number {
  const isLater = ({ path: at }: { path: string }) =>
    at.startsWith(`${path}.`) && Number.parseInt(at.slice(path.length + 1), 10) >= drawn_max;
  return form.problems.value.some(isLater) ? limits.rows : drawn_max;
}

/** Rows of a record: each with its own fields, added and removed one by one. */
export function RowsInput({ form, path, field, without = () => [] }: RowsInputProps) {
  const rows = (form.value(path) ?? []) as { id: string }[];
  const problem = form.problemAt(path);
  const [isWhole, setWhole] = useState(false);
  const drawn = isWhole ? rows : rows.slice(0, drawnRows({ form, path }));
  const fieldsOf = (row_path: string) => {
    const left_out = without(row_path);
    return shownFields(field.fields).filter(([name]) => !left_out.includes(name));
  };
  return (
    <fieldset class="wide" data-path={path}>
      <legend class="field_label">{field.label}</legend>
      {drawn.map((row, i) => (
        <div class="sub_row" key={row.id}>
          <header>
            <h2 class="entry_title">
              {field.max === 1 ? field.row_label : `${field.row_label} ${i + 1}`}
            </h2>
            <button
              type="button"
              class="icon_button"
              aria-label={`Remove ${field.row_label.toLowerCase()} ${i + 1}`}
              onClick={() => form.removeRow(path, i)}
            >
              <Icon name="trash" />
            </button>
          </header>
          <div class="form_grid">
            {fieldsOf(`${path}.${i}`).map(([name, inner]) => (
              <FieldInput key={name} form={form} path={`${path}.${i}.${name}`} field={inner} />
            ))}
          </div>
        </div>
      ))}
      {drawn.length < rows.length && (
        <button type="button" class="button" onClick={() => setWhole(true)}>
          Show all {rows.length.toLocaleString("en-US")}
        </button>
      )}
      {problem !== undefined && <ProblemText id={`${path}-problem`} problem={problem} />}
      {rows.length < (field.max ?? limits.rows) && (
        <button type="button" class="button" onClick={() => form.addRow(path, field.fields)}>
          Add {field.row_label.toLowerCase()}
        </button>
      )}
    </fieldset>
  );
}
