/** Asking for a signature, and taking one in: what passes between a logbook and a signer's key. */
import { uuidOf } from "../../shared/ids.ts";
import { entrySignature } from "../../shared/kinds/entry_signature.ts";
import { signableTables } from "../../shared/kinds/entry_parts.ts";
import { kindNamed, kindOfTable, type KindName } from "../../shared/kinds/kinds.ts";
import type { Values } from "../../shared/merge.ts";
import { referencesOf } from "../../shared/references.ts";
import {
  type AcceptedAnswer,
  acceptAnswer,
  publicKeyId,
} from "../../shared/signatures/accept_answer.ts";
import type { SignableTable } from "../../shared/signatures/canonical_form.ts";
import { canonicalEntryText } from "../../shared/signatures/canonical_form.ts";
import { checkSignature, type SignatureCheck } from "../../shared/signatures/check_signature.ts";
import { datingWarnings, dayOfEntry } from "../../shared/signatures/dating.ts";
import type { Reading } from "../../shared/signatures/payload.ts";
import {
  makeRequest,
  type Names,
  type ReadRequest,
  type SignaturePurpose,
  type SignRequest,
} from "../../shared/signatures/sign_request.ts";
import type { App } from "../app_context.ts";
import type { DocumentToSave } from "../store/messages.ts";
import { signaturesOf } from "./locks.ts";
import { type AnyRecord, kindOfId } from "./records.ts";
import { modelName } from "./shared_models.ts";

type Signing = Pick<App, "logbook" | "models">;
type Signature = ReturnType<typeof signaturesOf>[number];

/** The table of a record whose entries can be signed; undefined for the others. */
export function signableTable(record: { _id: string }): SignableTable | undefined {
  const { table } = kindNamed(kindOfId(record._id))!;
  return table in signableTables ? (table as SignableTable) : undefined;
}

/** As what a record is signed most often. */
export function usualPurpose(table: SignableTable): SignaturePurpose {
  return table === "book_reports" ? "report_attestation" : "cfi_endorsement_signature";
}

/** As what somebody signed, in words. */
export function purposeWords(purpose: string): string {
  const choices: Readonly<Record<string, string>> = entrySignature.fields.signature_purpose.choices;
  return choices[purpose] ?? purpose;
}

/** The person whose logbook this is; undefined until it is known. */
export function ownerOf(logbook: App["logbook"]) {
  return logbook.all("person").find((person) => person.is_logbook_owner);
}

function nameFor({ logbook, models }: Signing, kind: string, uuid: string): string {
  const name = logbook.nameOf(kind, uuid);
  const aircraft = kind === "aircraft" ? logbook.get("aircraft", uuid) : undefined;
  if (aircraft === undefined) return name;
  return [name, modelName({ logbook, models }, aircraft)].filter(Boolean).join(", ");
}

/** The names of what a record points at in its own logbook. */
function namesIn(app: Signing, record: AnyRecord): Names {
  const { fields } = kindNamed(kindOfId(record._id))!;
  const found = referencesOf(fields, record).filter(({ target }) => target === "record");
  return Object.fromEntries(
    found.map(({ name, uuid }) => [`${name}:${uuid}`, nameFor(app, name, uuid)]),
  );
}

/** A request for a signature over a record; undefined for a record that nobody signs. */
export function requestFor(
  app: Signing,
  record: AnyRecord,
  { purpose, signer_person_id }: { purpose: SignaturePurpose; signer_person_id: string | null },
): SignRequest | undefined {
  const owner = ownerOf(app.logbook);
  const table = signableTable(record);
  if (owner === undefined || table === undefined) return undefined;
  const keys = app.logbook.all("public_key");
  return makeRequest(table, record as Values & { _id: string }, {
    purpose,
    signer_person_id,
    signed_for_person_id: uuidOf(owner._id),
    pilot: owner.display_name,
    names: namesIn(app, record),
    known_keys: Object.fromEntries(keys.map((key) => [key.key_fingerprint, key.person_id])),
  });
}

/** What a signer should look at: the date that this device would put under an entry. */
export function dateWarnings(
  { clock, sync }: Pick<App, "clock" | "sync">,
  { request, record }: ReadRequest,
): string[] {
  const own = { now: clock.now(), ...sync.report.value };
  return datingWarnings(own, dayOfEntry(request.entry_table, record));
}

/** Checks an answer that came back and saves what it brings: then the entry is locked. */
export async function takeAnswer(
  { logbook, clock }: Pick<App, "logbook" | "clock">,
  answer: unknown,
): Promise<Reading<AcceptedAnswer>> {
  const owner = ownerOf(logbook);
  if (owner === undefined)
    return { ok: false, reason: "This logbook has no owner yet. Wait until it has been read." };
  const accepted = acceptAnswer(answer, {
    record: (table, uuid) => logbook.record(`${kindOfTable(table)!.kind}:${uuid}`) as Values,
    owner_person_id: uuidOf(owner._id),
    hasPerson: (uuid) => logbook.get("person", uuid) !== undefined,
    key: (fingerprint) => logbook.get("public_key", uuidOf(publicKeyId(fingerprint))),
    now: clock.now(),
  });
  if (!accepted.ok) return accepted;
  const results = await logbook.save(accepted.value.documents as unknown as DocumentToSave[]);
  const failed = results.find((result) => !result.ok && result.error === "failed");
  if (failed !== undefined && !failed.ok)
    return { ok: false, reason: `This device could not keep it: ${failed.message}` };
  return accepted;
}

/** What a pilot is told of a signature that was taken in. */
export function takenWords({ signer, notes }: AcceptedAnswer): string {
  return [`Signed by ${signer}. The entry is locked.`, ...notes].join(" ");
}

/** Verdicts by signature, with the records that they were found from. */
const judged = new WeakMap<object, { from: readonly unknown[]; check: SignatureCheck }>();

/**
 * What the check of a signature of this logbook says, as the logbook is now. Checked once for the
 * records as they are: a page and the sheet that it is printed on show the same signatures.
 */
export function verdictOf(logbook: App["logbook"], signature: Signature): SignatureCheck {
  const table = signature.entry_table as SignableTable;
  const kind = kindOfTable(table)!.kind as KindName;
  const record = logbook.record(`${kind}:${signature.entry_id}`);
  const key = logbook.get("public_key", signature.public_key_id);
  const owner = ownerOf(logbook);
  const from = [record, key, owner?._id];
  const known = judged.get(signature);
  if (known !== undefined && from.every((one, i) => one === known.from[i])) return known.check;
  const check = checkSignature(signature, {
    entry: record === undefined ? undefined : canonicalEntryText(table, record as Values),
    entry_day: record === undefined ? null : dayOfEntry(table, record as Values),
    key,
    logbook_person_id: owner === undefined ? null : uuidOf(owner._id),
  });
  judged.set(signature, { from, check });
  return check;
}
