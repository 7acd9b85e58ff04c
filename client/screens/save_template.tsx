import { useState } from "preact/hooks";
import { useApp } from "../app_context.ts";
import { openTemplates } from "../models/templates.ts";
import { fieldsOf, type AnyRecord } from "../models/logbook.ts";
import { FormDialog } from "../ui/form_dialog.tsx";
import { InputField } from "../ui/input_field.tsx";

/** Characters of a name: it stands on a button. */
const name_max = 60;

/** Keeps a flight as what others begin with. */
export function SaveTemplate({ record }: { record: AnyRecord }) {
  const { logbook, shelf, toasts } = useApp();
  const [name, setName] = useState<string | undefined>(undefined);
  const [problem, setProblem] = useState("");
  const close = () => setName(undefined);
  const save = () => {
    const said = (name ?? "").trim();
    if (said === "") return setProblem("Give it a name, like “Pattern at KPAO”.");
    if (said.length > name_max) return setProblem(`At most ${name_max} characters. Shorten it.`);
    if (!openTemplates(shelf, logbook.id).add(said, fieldsOf(record)))
      return setProblem("This device has no room for it. Free some space and try again.");
    toasts.show("Template saved");
    close();
  };
  return (
    <>
      <button type="button" class="button" onClick={() => setName("")}>
        Save as template
      </button>
      {name !== undefined && (
        <FormDialog
          title="Save as template"
          submit="Save template"
          problem={problem}
          onSubmit={save}
          onClose={close}
        >
          <p>
            Aircraft, route, landings, people, tags and remarks are kept on this device; new flights
            begin with them. Dates and times are of each flight.
          </p>
          <InputField label="Name" value={name} onText={setName} />
        </FormDialog>
      )}
    </>
  );
}
