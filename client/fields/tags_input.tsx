import type { Field } from "../../shared/fields.ts";
import { useApp } from "../app_context.ts";
import type { Form } from "../models/form.ts";
import type { FieldProps } from "./field_frame.tsx";
import { RowsInput } from "./rows_input.tsx";

/** The field that a tag of each type asks for. */
const valueOfType: Readonly<Record<string, string>> = {
  numeric_hours: "numeric_value",
  text: "text_value",
};

/** Whether a value of a tag says something: it is shown even where the tag no longer asks for it. */
function isSaid(form: Form, path: string): boolean {
  const value = form.value(path);
  return path in form.unread.value || (value !== null && value !== 0 && value !== "");
}

/** The tags of an entry, each with the value that its type asks for: none, a time, or words. */
export function TagsInput(props: FieldProps<Extract<Field, { type: "rows" }>>) {
  const { logbook } = useApp();
  const { form } = props;
  const without = (row: string) => {
    const tag = logbook.get("tag", form.value(`${row}.tag_id`) as string | null);
    const asked = valueOfType[tag?.tag_value_type ?? ""];
    return Object.values(valueOfType).filter(
      (name) => name !== asked && !isSaid(form, `${row}.${name}`),
    );
  };
  return <RowsInput {...props} without={without} />;
}
