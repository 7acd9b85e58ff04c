import { useId } from "preact/hooks";
import type { ReasonAsked } from "../models/change_reason.ts";
import type { Form } from "../models/form.ts";
import { ProblemText } from "./field_frame.tsx";

const because: Record<ReasonAsked, string> = {
  old: "This entry has stood in the logbook for a while, so the change says why.",
  reported: "A report has counted this entry, so the change says why.",
};

/** Why an entry is changed, where the audit log is to know. */
export function ReasonField({ form }: { form: Form }) {
  const id = useId();
  if (form.asks_reason === null) return null;
  const problem = form.problemAt("change_reason");
  return (
    <div class="field" data-path="change_reason">
      <label class="field_label" for={id}>
        Why this change (required)
      </label>
      <input
        id={id}
        class="input"
        type="text"
        autocomplete="off"
        aria-describedby={`${id}-hint ${id}-problem`}
        aria-invalid={problem !== undefined}
        aria-required
        value={form.change_reason.value}
        onInput={(event) => {
          form.change_reason.value = event.currentTarget.value;
        }}
      />
      <span class="hint" id={`${id}-hint`}>
        {because[form.asks_reason]}
      </span>
      {problem !== undefined && <ProblemText id={`${id}-problem`} problem={problem} />}
    </div>
  );
}
