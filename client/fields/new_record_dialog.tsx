import { useState } from "preact/hooks";
import { uuidOf } from "../../shared/ids.ts";
import { kindNamed, type KindName } from "../../shared/kinds/kinds.ts";
import { useApp } from "../app_context.ts";
import { openForm } from "../models/form.ts";
import { FormDialog } from "../ui/form_dialog.tsx";
import { NewAircraftDialog } from "./new_aircraft_dialog.tsx";
import { RecordFields } from "./record_fields.tsx";
import { saveForm } from "./save_form.ts";

interface NewRecordDialogProps {
  kind: KindName;
  /** What was typed where the record is needed: its name. */
  text: string;
  onMade: (uuid: string) => void;
  onClose: () => void;
}

/** The field that holds what a record of a kind is called: a short word may be an airport's code. */
function nameField(kind: KindName, text: string): string {
  if (kind === "airport" && /^[\p{L}\p{N}-]{2,7}$/u.test(text)) return "code";
  const named = Object.entries(kindNamed(kind)!.fields).find(
    ([, field]) => field.type === "text" && field.required,
  );
  return named?.[0] ?? "";
}

function AnyRecordDialog({ kind, text, onMade, onClose }: NewRecordDialogProps) {
  const app = useApp();
  const [form] = useState(() =>
    openForm(kindNamed(kind)!, null, {
      values: text === "" ? {} : { [nameField(kind, text)]: text },
    }),
  );
  const save = async () => {
    const saved = await saveForm(app, form);
    if (saved !== undefined) onMade(uuidOf(saved));
  };
  return (
    <FormDialog
      title={`New ${form.kind.label.toLowerCase()}`}
      submit="Save"
      noValidate
      onSubmit={save}
      onClose={onClose}
    >
      <RecordFields form={form} />
    </FormDialog>
  );
}

/** Makes a record where another one needs it, without leaving the form. */
export function NewRecordDialog(props: NewRecordDialogProps) {
  return props.kind === "aircraft" ? (
    <NewAircraftDialog {...props} />
  ) : (
    <AnyRecordDialog {...props} />
  );
}
