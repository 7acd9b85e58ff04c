import { useState } from "preact/hooks";
import { useApp } from "../app_context.ts";
import { saveCopy } from "../models/saving_copy.ts";
import { formatMoment } from "../ui/moments.ts";
import { Page, Section } from "../ui/page.tsx";
import { saveFile } from "../ui/save_file.ts";
import { Status } from "../ui/status.tsx";

function Settle() {
  const { witness, toasts } = useApp();
  const [sure, setSure] = useState(false);
  const [problem, setProblem] = useState("");
  const settle = async () => {
    if (await witness.settle()) toasts.show("The ledger is taken as it is now");
    else setProblem("The ledger does not answer. Try again when it can be reached.");
  };
  return (
    <Section title="When it is settled">
      <label class="check">
        <input
          type="checkbox"
          checked={sure}
          onChange={(event) => setSure(event.currentTarget.checked)}
        />
        I know why the past was changed, and have kept the evidence.
      </label>
      {problem !== "" && (
        <p class="notice bad" role="alert">
          {problem}
        </p>
      )}
      <div class="buttons after">
        <button type="button" class="button danger" disabled={!sure} onClick={() => void settle()}>
          Take the ledger as it is now
        </button>
      </div>
    </Section>
  );
}

/** What this device has seen of the ledger's chain; the alarm, and what to do about it. */
export function WitnessScreen() {
  const { witness, logbook, router, clock } = useApp();
  const alarm = witness.alarm.value;
  const head = witness.head.value;
  if (alarm === null)
    return (
      <Page title="Witness" onBack={() => router.back("/sync")}>
        <p class="lead">
          <Status tone={head === null ? "quiet" : "good"}>
            {head === null ? "Nothing seen yet" : "The ledger’s past is as this device saw it"}
          </Status>
        </p>
        <p class="after">
          Every change in the ledger is an entry of a chain. This device remembers the last entry
          that it saw, and checks at each sync that the chain still holds it. Nobody can change the
          past unnoticed, whoever runs the server.
        </p>
        {head !== null && (
          <p class="soft after">
            Last seen: entry {head.chain_number}, {head.row_hash.slice(0, 16)}…
          </p>
        )}
      </Page>
    );
  const evidence = () =>
    saveFile(
      `offblock-witness-${clock.today()}.json`,
      JSON.stringify({ logbook_id: logbook.id, ...alarm }, null, 2),
    );
  return (
    <Page title="The ledger’s past was changed" onBack={() => router.back("/sync")}>
      <div class="notice bad" role="alert">
        <p>
          <strong>{alarm.problem}</strong>
        </p>
        <p>
          The ledger showed this device entry {alarm.remembered.chain_number} before. The chain that
          it shows now does not contain it. Noticed on {formatMoment(alarm.noticed_at)}.
        </p>
      </div>
      <Section title="What to do">
        <ol class="steps">
          <li>Go on logging. Nothing is stopped, and what is on this device is not touched.</li>
          <li>Keep a copy of the logbook as this device has it, and the evidence.</li>
          <li>
            Ask whoever runs the server. After a restore from a backup the end of the chain is
            missing, and they know it. Nothing else explains this honestly.
          </li>
          <li>Look at your other devices: each remembers for itself what it saw.</li>
        </ol>
        <div class="buttons after">
          <button
            type="button"
            class="button primary"
            onClick={() => void saveCopy(logbook, clock.today())}
          >
            Save a copy of the logbook
          </button>
          <button type="button" class="button" onClick={evidence}>
            Save the evidence
          </button>
        </div>
      </Section>
      <Section title="What was seen">
        <dl class="facts">
          <div class="wide">
            <dt>This device remembers</dt>
            <dd>
              entry {alarm.remembered.chain_number}, {alarm.remembered.row_hash}
            </dd>
          </div>
          <div class="wide">
            <dt>The ledger shows</dt>
            <dd>
              entry {alarm.shown.chain_number}, {alarm.shown.row_hash}
            </dd>
          </div>
        </dl>
      </Section>
      <Settle />
    </Page>
  );
}
