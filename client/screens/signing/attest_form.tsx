import { useState } from "preact/hooks";
import { uuidOf } from "../../../shared/ids.ts";
import { useApp } from "../../app_context.ts";
import type { AnyRecord } from "../../models/logbook.ts";
import { saveChecked } from "../../models/save_checked.ts";
import { ownerOf } from "../../models/signing.ts";
import type { DocumentToSave } from "../../store/messages.ts";
import { formatDay } from "../../ui/moments.ts";
import { Problem } from "../../ui/input_field.tsx";

/** What the owner of a logbook says of a report, before signing it. Database design 14.3. */
export function AttestForm({ record }: { record: AnyRecord }) {
  const app = useApp();
  const { logbook, clock } = app;
  const [text, setText] = useState(
    `I attest that this report is what my logbook says as of ${formatDay(String(record["as_of_date"]))}, and that my entries are true to the best of my knowledge.`,
  );
  const [problem, setProblem] = useState("");
  const attest = async () => {
    const owner = ownerOf(logbook);
    if (text.trim() === "") return setProblem("Say what you attest.");
    const refusal = await saveChecked(app, [
      {
        ...record,
        is_attested: true,
        attested_at: clock.now(),
        attested_by_person_id: owner === undefined ? null : uuidOf(owner._id),
        attestation_text: text.trim(),
      } as unknown as DocumentToSave,
    ]);
    if (refusal !== undefined) setProblem(`Not kept: ${refusal.message}`);
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void attest();
      }}
    >
      <label class="field">
        <span class="field_label">You attest</span>
        <textarea
          class="input"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <Problem>{problem}</Problem>
      <div class="buttons">
        <button type="submit" class="button primary">
          Attest
        </button>
      </div>
    </form>
  );
}
