import { useMemo, useState } from "preact/hooks";
import { uuidOf } from "../../../shared/ids.ts";
import { kindOfTable, type KindName } from "../../../shared/kinds/kinds.ts";
import { readPayloadText } from "../../../shared/signatures/payload.ts";
import {
  type ReadRequest,
  readRequest,
  type SignAnswer,
  type SignaturePurpose,
} from "../../../shared/signatures/sign_request.ts";
import { useApp } from "../../app_context.ts";
import { addressOf } from "../../models/addresses.ts";
import { ownerOf, requestFor, signableTable, takeAnswer } from "../../models/signing.ts";
import { openSignatureRequests } from "../../models/signature_requests.ts";
import { Page } from "../../ui/page.tsx";
import { TakeSignature } from "./ask_signature.tsx";
import { AttestForm } from "./attest_form.tsx";
import { WaitingForMe } from "./by_account.tsx";
import { Problem } from "../../ui/input_field.tsx";
import { ReadPayload } from "./read_payload.tsx";
import { SignForm } from "./sign_form.tsx";
import {
  type Made,
  NotHandedOver,
  Signed,
  SignedBefore,
  useSignedAnswers,
} from "./signed_answer.tsx";

function titleOf({ request }: ReadRequest): string {
  return `Sign: ${kindOfTable(request.entry_table)!.label.toLowerCase()}`;
}

/** Reads what a pilot shows, and signs it with a key of this device. */
export function SignForStudent({ request }: { request?: ReadRequest }) {
  const { router, network } = useApp();
  const kept = useSignedAnswers();
  const [read, setRead] = useState<ReadRequest | undefined>(request);
  const [asked, setAsked] = useState<string | undefined>();
  const [made, setMade] = useState<Made | undefined>();
  const [problem, setProblem] = useState("");
  const take = (value: unknown): string | undefined => {
    const found = readRequest(value);
    if (!found.ok) return found.reason;
    setRead(found.value);
    return undefined;
  };
  const signed = async ({ request: theirs }: ReadRequest, answer: SignAnswer) => {
    const is_kept = kept.put(theirs, answer);
    const is_sent =
      asked !== undefined && (await openSignatureRequests(network).answer(asked, answer)).ok;
    if (is_sent) kept.putAway(answer);
    setMade({ answer, is_sent, is_kept });
  };
  const show = (answer: SignAnswer) => setMade({ answer, is_sent: false, is_kept: true });
  const over = () => {
    kept.putAway(made!.answer);
    setMade(undefined);
    setRead(undefined);
  };
  return (
    <Page
      title={read === undefined ? "Sign for a student" : titleOf(read)}
      onBack={() => router.back("/more")}
    >
      {read === undefined && made === undefined && (
        <>
          <NotHandedOver kept={kept} onShow={show} />
          <WaitingForMe
            onOpen={({ id, request: theirs }) => {
              setAsked(id);
              setProblem(take(theirs) ?? "");
            }}
          />
          <p class="lead after">
            The pilot opens the entry and chooses Ask for a signature. Read the code here.
          </p>
          <ReadPayload onValue={take} />
          <Problem>{problem}</Problem>
        </>
      )}
      {read !== undefined && made === undefined && (
        <>
          <SignedBefore kept={kept} onShow={show} request={read.request} />
          <SignForm read={read} onSigned={(answer) => void signed(read, answer)} />
        </>
      )}
      {made !== undefined && <Signed {...made} onPutAway={over} />}
    </Page>
  );
}

/** What a link brought: something to sign, or a signature. */
export function OpenPayload({ text }: { text: string }) {
  const { router } = useApp();
  const read = useMemo(() => readPayloadText(text), [text]);
  const request = read.ok ? readRequest(read.value) : read;
  if (request.ok) return <SignForStudent key={text} request={request.value} />;
  const isAnswer =
    read.ok && (read.value as { format?: unknown } | null)?.format === "offblock signature";
  if (isAnswer) return <TakeSignature value={read.value} />;
  return (
    <Page title="Nothing to sign" onBack={() => router.back("/")}>
      <Problem>{request.reason}</Problem>
    </Page>
  );
}

/** What is to be signed in the open logbook; undefined while it is not there. */
function useOwnRequest(kind: KindName, uuid: string, purpose: SignaturePurpose | undefined) {
  const app = useApp();
  const { logbook } = app;
  const record = logbook.record(`${kind}:${uuid}`);
  const owner = ownerOf(logbook);
  // In one's own logbook one signs as oneself.
  const signer_person_id = app.may_write && owner !== undefined ? uuidOf(owner._id) : null;
  const read = useMemo(() => {
    if (record === undefined || purpose === undefined || signableTable(record) === undefined)
      return undefined;
    const request = requestFor(app, record, { purpose, signer_person_id });
    return request === undefined ? undefined : readRequest(request);
  }, [record, purpose, signer_person_id]);
  return { record, read };
}

/** The purposes for which owners sign in their own logbook, as an address says them. */
const ownPurposes: Readonly<Record<string, SignaturePurpose>> = {
  acknowledge: "student_acknowledgment",
  attest: "report_attestation",
};

/** Signs an entry of one's own logbook with one's own key: acknowledges it, or attests a report. */
export function SignOwn({ kind, uuid, as }: { kind: KindName; uuid: string; as: string }) {
  const app = useApp();
  const { router, toasts } = app;
  const [problem, setProblem] = useState("");
  const { record, read } = useOwnRequest(kind, uuid, ownPurposes[as]);
  const address = addressOf(`${kind}:${uuid}`).slice(1);
  const take = async (answer: SignAnswer) => {
    const taken = await takeAnswer(app, answer);
    if (!taken.ok) return setProblem(taken.reason);
    toasts.show("Signed");
    router.replace(address);
  };
  // What is attested is part of what is signed.
  const attests = kind === "book_report" && record?.["is_attested"] === false;
  return (
    <Page title="Sign with your key" onBack={() => router.back(address)}>
      <Problem>{problem}</Problem>
      {attests && <AttestForm record={record} />}
      {!attests && read?.ok === false && <Problem>{read.reason}</Problem>}
      {!attests && read?.ok === true && (
        <SignForm read={read.value} onSigned={(answer) => void take(answer)} />
      )}
    </Page>
  );
}

/** Signs an entry of a logbook that its owner has opened to this account; the answer goes back. */
export function SignGranted({ kind, uuid }: { kind: KindName; uuid: string }) {
  const { router, logbooks, network } = useApp();
  const kept = useSignedAnswers();
  const [made, setMade] = useState<Made | undefined>();
  const { read } = useOwnRequest(kind, uuid, "cfi_endorsement_signature");
  const back = () => router.back(addressOf(`${kind}:${uuid}`).slice(1));
  const over = () => {
    kept.putAway(made!.answer);
    back();
  };
  const signed = async ({ request }: ReadRequest, answer: SignAnswer) => {
    const is_kept = kept.put(request, answer);
    const requests = openSignatureRequests(network);
    const grant_id = logbooks.opened()?.grant?.id ?? "";
    const asked = await requests.ask(grant_id, request);
    const is_sent = asked.ok && (await requests.answer(asked.value.id, answer)).ok;
    if (is_sent) kept.putAway(answer);
    setMade({ answer, is_sent, is_kept });
  };
  return (
    <Page title="Sign this entry" onBack={back}>
      {read?.ok === false && <Problem>{read.reason}</Problem>}
      {read?.ok === true && made === undefined && (
        <SignForm read={read.value} onSigned={(answer) => void signed(read.value, answer)} />
      )}
      {made !== undefined && <Signed {...made} onPutAway={over} />}
    </Page>
  );
}
