import { useMemo, useState } from "preact/hooks";
import { uuidOf } from "../../../shared/ids.ts";
import { entrySignature } from "../../../shared/kinds/entry_signature.ts";
import type { KindName } from "../../../shared/kinds/kinds.ts";
import type { SignaturePurpose } from "../../../shared/signatures/sign_request.ts";
import { useApp } from "../../app_context.ts";
import { addressOf } from "../../models/addresses.ts";
import type { AnyRecord } from "../../models/logbook.ts";
import {
  requestFor,
  signableTable,
  takeAnswer,
  takenWords,
  usualPurpose,
} from "../../models/signing.ts";
import { dayInWords } from "../../ui/moments.ts";
import { Page, Section } from "../../ui/page.tsx";
import { AskByAccount } from "./by_account.tsx";
import { Problem, SelectField } from "../../ui/input_field.tsx";
import { ReadPayload } from "./read_payload.tsx";
import { ShowPayload } from "./show_payload.tsx";

const purposes = Object.entries(entrySignature.fields.signature_purpose.choices);

/** Chosen when the signer is not in the logbook yet. */
const somebodyNew = "";

/** Takes the answer in and goes to the entry, which is locked from then on. */
function useAnswer() {
  const app = useApp();
  const [problem, setProblem] = useState("");
  const take = async (value: unknown) => {
    const taken = await takeAnswer(app, value);
    if (!taken.ok) return setProblem(taken.reason);
    app.toasts.show(takenWords(taken.value));
    app.router.replace(addressOf(taken.value.entry_id).slice(1));
  };
  return { problem, take };
}

interface AskProps {
  record: AnyRecord;
}

function Ask({ record }: AskProps) {
  const app = useApp();
  const { logbook } = app;
  const [purpose, setPurpose] = useState<SignaturePurpose>(usualPurpose(signableTable(record)!));
  const [signer, setSigner] = useState(somebodyNew);
  const { problem, take } = useAnswer();
  const people = logbook.all("person").filter((person) => !person.is_logbook_owner);
  const request = useMemo(
    () =>
      requestFor(app, record, {
        purpose,
        signer_person_id: signer === somebodyNew ? null : signer,
      }),
    [record, purpose, signer],
  );
  if (request === undefined) return null;
  const title = dayInWords(logbook.title(record));
  return (
    <>
      <p class="lead">{title}</p>
      <div class="form_grid after">
        <SelectField
          label="Who signs"
          value={signer}
          options={[
            [somebodyNew, "Somebody new to this logbook"],
            ...people.map((person) => [uuidOf(person._id), person.display_name] as const),
          ]}
          onPick={setSigner}
        />
        <SelectField
          label="As what"
          value={purpose}
          options={purposes}
          onPick={(picked) => setPurpose(picked as SignaturePurpose)}
        />
      </div>
      <Section title="1. Show this to the signer">
        <p class="soft">
          On the other device: More, Sign for a student. No network is needed on either.
        </p>
        <ShowPayload value={request} what="What is to be signed" file_name="to_sign.json" />
      </Section>
      <AskByAccount request={request} />
      <Section title="2. Read the signature that comes back">
        <Problem>{problem}</Problem>
        <ReadPayload
          onValue={(value) => {
            void take(value);
            return undefined;
          }}
        />
      </Section>
    </>
  );
}

/** Asks for a signature over one entry, and takes it in. */
export function AskSignature({ kind, uuid }: { kind: KindName; uuid: string }) {
  const { logbook, router } = useApp();
  const record = logbook.record(`${kind}:${uuid}`);
  const back = addressOf(`${kind}:${uuid}`).slice(1);
  return (
    <Page title="Ask for a signature" onBack={() => router.back(back)}>
      {record !== undefined && <Ask record={record} />}
      {record === undefined && logbook.ready.value && (
        <p>This entry is not in the logbook on this device.</p>
      )}
    </Page>
  );
}

/** Takes in a signature that came by link. */
export function TakeSignature({ value }: { value: unknown }) {
  const { router } = useApp();
  const { problem, take } = useAnswer();
  return (
    <Page title="A signature for you" onBack={() => router.back("/")}>
      <div class="stack">
        <p class="lead">A signature came back for an entry of this logbook.</p>
        <Problem>{problem}</Problem>
        <div class="buttons">
          <button type="button" class="button primary" onClick={() => void take(value)}>
            Check it and take it in
          </button>
        </div>
      </div>
    </Page>
  );
}
