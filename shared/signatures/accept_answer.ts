/** What becomes of a signature that came back: it is checked against the pilot's own logbook. */
import { derivedUuid, uuidOf } from "../ids.ts";
import { entrySignature } from "../kinds/entry_signature.ts";
import type { Json } from "../kinds/kind.ts";
import { kindOfTable, type RecordOfKind } from "../kinds/kinds.ts";
import type { Values } from "../merge.ts";
import { reasonOf } from "../problems.ts";
import { validate } from "../validate.ts";
import { canonicalEntryText, type SignableTable } from "./canonical_form.ts";
import { checkSignature, verdicts } from "./check_signature.ts";
import { dayOfEntry } from "./dating.ts";
import { type Reading, refuse } from "./payload.ts";
import { keyFingerprint, readPublicKey } from "./public_keys.ts";
import { isObject, versionProblem } from "./sign_request.ts";

/** What an answer is checked against: the pilot's own logbook. */
export interface AnswerSurroundings {
  /** The entry as it is; undefined when there is none. */
  record(table: SignableTable, uuid: string): Values | undefined;
  owner_person_id: string;
  hasPerson(uuid: string): boolean;
  key(fingerprint: string): RecordOfKind<"public_key"> | undefined;
  /** UTC. */
  now: string;
}

/** The documents that an answer becomes in the pilot's logbook, whose signature is VALID. */
export interface AcceptedAnswer {
  documents: ({ _id: string } & Values)[];
  entry_id: string;
  signer: string;
  /** What somebody should know of it. */
  notes: string[];
}

/** The id of the record of a key: one key is one record, on every device. */
export function publicKeyId(fingerprint: string): string {
  return `public_key:${derivedUuid(`public_key:${fingerprint}`)}`;
}

const text = (value: unknown): string | null =>
  typeof value === "string" && value.trim() !== "" ? value : null;

/** The document of a signature as an answer carries it; the same answer gives the same document. */
function signatureDocument(given: { [name: string]: Json }, key_id: string, now: string) {
  const fields = Object.keys(entrySignature.fields).filter(
    (name) => name !== "public_key_id" && name !== "notes",
  );
  const name = `entry_signature:${String(given["canonical_data_hash"])}:${key_id}`;
  return {
    ...Object.fromEntries(fields.map((field) => [field, given[field] ?? null])),
    _id: `entry_signature:${derivedUuid(name)}`,
    created_at: now,
    updated_at: now,
    public_key_id: uuidOf(key_id),
  };
}

function signerName({ signed_with }: RecordOfKind<"entry_signature">): string {
  return text(isObject(signed_with) ? signed_with["signer"] : null) ?? "Signer";
}

/** Checks an answer against the logbook it came to, and says what is to be saved. */
export function acceptAnswer(value: unknown, around: AnswerSurroundings): Reading<AcceptedAnswer> {
  const { now } = around;
  const answer = isObject(value) ? value : {};
  const wrong = versionProblem(answer, "offblock signature");
  if (wrong !== undefined) return refuse(wrong);
  const key = readPublicKey(text(answer["public_key"]) ?? "");
  if (!key.ok) return refuse(key.reason);
  const given = answer["signature"];
  if (!isObject(given)) return refuse("The answer holds no signature.");
  const { bytes, ...ofKey } = key.key;
  const known = around.key(keyFingerprint(bytes));
  const key_id = known?._id ?? publicKeyId(ofKey.key_fingerprint);
  const envelope = { created_at: now, updated_at: now };
  const person_id = given["signer_person_id"] ?? null;
  const new_key = { _id: key_id, ...envelope, ...ofKey, person_id, registered_at: now };
  const document = signatureDocument(given, key_id, now);
  const checked = validate(document);
  if (!checked.ok) return refuse(`The answer is not whole: ${reasonOf(checked.problems[0]!)}`);
  const signature = checked.value.record as unknown as RecordOfKind<"entry_signature">;
  const found = checkedHere(signature, known ?? validated(new_key), around);
  if (!found.ok) return found;
  const signer = signerName(signature);
  const person = {
    _id: `person:${signature.signer_person_id}`,
    ...envelope,
    display_name: signer,
    faa_certificate_number: signature.signer_certificate_number,
  };
  const documents = [
    ...(around.hasPerson(signature.signer_person_id) ? [] : [person]),
    ...(known === undefined ? [new_key] : []),
    document,
  ];
  const entry_id = `${kindOfTable(signature.entry_table)!.kind}:${signature.entry_id}`;
  return { ok: true, value: { documents, entry_id, signer, notes: found.value } };
}

/** The notes on a signature that is VALID in this logbook, or why it does not hold. */
function checkedHere(
  signature: RecordOfKind<"entry_signature">,
  key: RecordOfKind<"public_key"> | undefined,
  around: AnswerSurroundings,
): Reading<string[]> {
  const table = signature.entry_table as SignableTable;
  const record = around.record(table, signature.entry_id);
  if (record === undefined)
    return refuse("This signs an entry that is not in this logbook on this device.");
  const { verdict, why, notes } = checkSignature(signature, {
    entry: canonicalEntryText(table, record),
    entry_day: dayOfEntry(table, record),
    key,
    logbook_person_id: around.owner_person_id,
  });
  return verdict === "VALID"
    ? { ok: true, value: notes }
    : refuse(`${verdict}: ${verdicts[verdict]} ${why}`);
}

function validated(document: object): RecordOfKind<"public_key"> | undefined {
  const checked = validate(document);
  return checked.ok ? (checked.value.record as unknown as RecordOfKind<"public_key">) : undefined;
}
