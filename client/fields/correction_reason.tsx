import { lockFields } from "../../shared/kinds/entry_parts.ts";
import type { Form } from "../models/form.ts";
import { FieldInput } from "./field_input.tsx";

/** Why an entry is corrected, at the head of the form of its correction. */
export function CorrectionReason({ form }: { form: Form }) {
  const field = { ...lockFields.correction_reason, required: true };
  return (
    <div class="notice">
      <p>
        The entry that you correct stays as it is, with its lock and signature. What you save here
        supersedes it, and says why.
      </p>
      <FieldInput form={form} path="correction_reason" field={field} />
    </div>
  );
}
