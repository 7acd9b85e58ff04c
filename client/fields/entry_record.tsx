import { useState } from "preact/hooks";
import { uuidOf } from "../../shared/ids.ts";
import { correctsField } from "../../shared/kinds/entry_parts.ts";
import { kindNamed, type KindName } from "../../shared/kinds/kinds.ts";
import { useApp } from "../app_context.ts";
import { addressOf } from "../models/addresses.ts";
import { lockOf, waitingSignatures, type Lock } from "../models/entry_lock.ts";
import { locked, markedErroneous, supersededBy, unlocked, unmarked } from "../models/locks.ts";
import type { AnyRecord } from "../models/logbook.ts";
import { saveChecked } from "../models/save_checked.ts";
import type { DocumentToSave } from "../store/messages.ts";
import { FormDialog } from "../ui/form_dialog.tsx";
import { InputField } from "../ui/input_field.tsx";
import { dayInWords, formatMoment } from "../ui/moments.ts";
import { Section } from "../ui/page.tsx";
import { Status } from "../ui/status.tsx";
import { Signatures } from "./signatures.tsx";
import { Versions } from "./versions.tsx";

const lockedWords: Record<Lock, string> = {
  owner: "Locked by you",
  signature: "Signed and locked",
  kind: "Fixed since it was made",
};

function MarkDialog({ record, onClose }: { record: AnyRecord; onClose: () => void }) {
  const app = useApp();
  const { clock, toasts } = app;
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState("");
  const mark = async () => {
    const said = reason.trim();
    if (said === "") return setProblem("Say why: the mark is kept with its reason.");
    const refusal = await saveChecked(app, [markedErroneous(record, said, clock.now())]);
    if (refusal !== undefined) return setProblem(`Not saved: ${refusal.message}`);
    toasts.show("Marked as an error");
    onClose();
  };
  return (
    <FormDialog
      title="Mark as an error"
      submit="Mark as an error"
      problem={problem}
      onSubmit={mark}
      onClose={onClose}
    >
      <p>
        For an entry that should not be there: a flight that never happened, one that is in the book
        twice. It stays readable and counts no more.
      </p>
      <InputField label="Why it is an error" value={reason} onText={setReason} />
    </FormDialog>
  );
}

/** Another entry of the same kind, by its title, as a link. */
function EntryLink({ kind, uuid }: { kind: string; uuid: string }) {
  const { logbook } = useApp();
  return <a href={addressOf(`${kind}:${uuid}`)}>{dayInWords(logbook.nameOf(kind, uuid))}</a>;
}

/** Edits of this entry that could not simply be applied: those that wait, and what became of others. */
function Edits({ record }: { record: AnyRecord }) {
  const { logbook } = useApp();
  const edits = logbook.all("correction").filter(({ corrects_id }) => corrects_id === record._id);
  return (
    <>
      {edits.map(({ _id, status, written_at, decided_at }) => (
        <li key={_id}>
          {status === "open" ? (
            <>
              <Status tone="bad">Edit waits</Status>{" "}
              <a href="#/corrections">Decide which version stands</a>
            </>
          ) : (
            <>
              <Status tone="quiet">
                {status === "accepted" ? "Edit accepted" : "Edit dismissed"}
              </Status>{" "}
              <a href={`#/records/correction/${uuidOf(_id)}`}>
                {decided_at !== null ? formatMoment(decided_at) : "What it said"}
              </a>
            </>
          )}
          {written_at !== null && <span class="soft"> written {formatMoment(written_at)}</span>}
        </li>
      ))}
    </>
  );
}

function Lines({ record, lock }: { record: AnyRecord; lock: Lock | undefined }) {
  const { logbook } = useApp();
  const kind = record._id.slice(0, record._id.indexOf(":"));
  const corrected = record[correctsField(kind) ?? ""];
  const superseder = supersededBy(logbook, record);
  return (
    <ul class="record_lines">
      {superseder !== undefined && (
        <li>
          <Status tone="wait">Superseded</Status> It counts no more: read{" "}
          <EntryLink kind={kind} uuid={superseder} /> instead.
        </li>
      )}
      {typeof corrected === "string" && (
        <li>
          <Status tone="quiet">Correction</Status> of <EntryLink kind={kind} uuid={corrected} />:{" "}
          {String(record["correction_reason"] ?? "")}
        </li>
      )}
      {record["is_erroneous"] === true && (
        <li>
          <Status tone="bad">Marked as an error</Status>{" "}
          {typeof record["marked_erroneous_at"] === "string" &&
            formatMoment(record["marked_erroneous_at"])}
          . It counts no more: {String(record["erroneous_reason"] ?? "")}
        </li>
      )}
      {lock !== undefined && (
        <li>
          <Status tone="good">{lockedWords[lock]}</Status>{" "}
          {typeof record["locked_at"] === "string" && formatMoment(record["locked_at"])}
        </li>
      )}
      <Edits record={record} />
      {waitingSignatures(logbook, record).map((signature) => (
        <li key={signature._id}>
          <Status tone="wait">Signature waits</Status> One by{" "}
          {logbook.nameOf("person", signature.signer_person_id)},{" "}
          {formatMoment(signature.signed_at)}, is over something else than the entry says now. It
          locks nothing.
        </li>
      ))}
    </ul>
  );
}

/** How an entry stands: locked, corrected, an error; and what can be done about it. */
export function EntryRecord({ record }: { record: AnyRecord }) {
  const { logbook, clock, toasts, may_write } = useApp();
  const [marking, setMarking] = useState(false);
  const kind = record._id.slice(0, record._id.indexOf(":")) as KindName;
  const { fields } = kindNamed(kind)!;
  const lock = lockOf(logbook, record);
  const canCorrect = correctsField(kind) !== undefined;
  if (!("is_locked" in fields)) return null;
  const counting = supersededBy(logbook, record) === undefined && record["is_erroneous"] !== true;
  const write = async (document: DocumentToSave, done: string) => {
    const [result] = await logbook.save([document]);
    toasts.show(result?.ok === true ? done : `Not saved: ${result?.message ?? ""}`);
  };
  return (
    <>
      <Signatures record={record} />
      <Versions record={record} />
      <Section title="Record">
        <Lines record={record} lock={lock} />
        {may_write && (
          <div class="buttons after">
            {canCorrect && lock !== undefined && counting && (
              <a class="button primary" href={`${addressOf(record._id)}/correct`}>
                Correct this entry
              </a>
            )}
            {lock === undefined && counting && (
              <button
                type="button"
                class="button"
                onClick={() => void write(locked(record, clock.now()), "Locked")}
              >
                Lock
              </button>
            )}
            {lock === "owner" && (
              <button
                type="button"
                class="button"
                onClick={() => void write(unlocked(record), "Unlocked")}
              >
                Unlock
              </button>
            )}
            {canCorrect && counting && (
              <button type="button" class="button" onClick={() => setMarking(true)}>
                Mark as an error
              </button>
            )}
            {record["is_erroneous"] === true && (
              <button
                type="button"
                class="button"
                onClick={() => void write(unmarked(record), "It counts again")}
              >
                It is no error
              </button>
            )}
          </div>
        )}
        {marking && <MarkDialog record={record} onClose={() => setMarking(false)} />}
      </Section>
    </>
  );
}
