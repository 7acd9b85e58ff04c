/**
 * What passes between the pilot's device and the signer's: a request that holds the entry in its
 * canonical form with the names in it, and the signature that answers it. No network is needed, and
 * neither device trusts the other. `docs/oplf/signing.md` defines both.
 */
import nacl from "tweetnacl";
import { canonicalJson } from "../canonical_json.ts";
import type { Fields } from "../fields.ts";
import { derivedUuid, isUuid, newRowId, uuidOf } from "../ids.ts";
import { entrySignature } from "../kinds/entry_signature.ts";
import type { Json } from "../kinds/kind.ts";
import { kindOfTable } from "../kinds/kinds.ts";
import type { Values } from "../merge.ts";
import { reasonOf } from "../problems.ts";
import { validate } from "../validate.ts";
import {
  canonicalEntry,
  canonicalEntryText,
  canonicalFormVersion,
  type SignableTable,
  signedFields,
} from "./canonical_form.ts";
import { refuse, type Reading } from "./payload.ts";
import type { ReadKey } from "./public_keys.ts";
import { bytesToSign, publicKeyOfSeed, signEntry } from "./sign_entry.ts";
import { readSshSignature } from "./ssh_signature.ts";
import { type SignedTerms, statementHash } from "./statement.ts";

/** As what one signs. */
export type SignaturePurpose = keyof typeof entrySignature.fields.signature_purpose.choices;

/** The people and things that an entry names, by `<kind>:<uuid>`: what their ids stand for. */
export type Names = Readonly<Record<string, string>>;

/** What a pilot asks to be signed. */
export interface SignRequest {
  format: "offblock signature request";
  version: 1;
  canonical_form_version: string;
  entry_table: SignableTable;
  entry_id: string;
  /** The canonical form of the entry. */
  entry: { [name: string]: Json };
  purpose: SignaturePurpose;
  /** Whose logbook it is, and what they are called. */
  signed_for_person_id: string;
  pilot: string;
  names: Names;
  /** Whom the signer becomes in the pilot's logbook, unless the key is known there; null: somebody new. */
  signer_person_id: string | null;
  /** Keys of the pilot's logbook by fingerprint, with the person that each is registered for. */
  known_keys: Readonly<Record<string, string>>;
}

/** A signature on its way back to the pilot. */
export interface SignAnswer {
  format: "offblock signature";
  version: 1;
  /** The signer's public key as `public_key_data` holds it. */
  public_key: string;
  /** The fields of an `entry_signature` but `public_key_id` and `notes`. */
  signature: ReturnType<typeof signEntry>;
}

/** A request that holds what it must, with the entry as a validated record. */
export interface ReadRequest {
  request: SignRequest;
  record: Values;
}

/** Whether a JSON value is an object. */
export const isObject = (value: unknown): value is { [name: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isTexts = (value: unknown): value is Record<string, string> =>
  isObject(value) && Object.values(value).every((one) => typeof one === "string");

const isId = (value: unknown): boolean => typeof value === "string" && isUuid(value);

const noEnvelope = "1970-01-01T00:00:00Z";

/** Rows of a canonical form have no ids; a record's have. */
function withRowIds(fields: Fields, values: { [name: string]: Json }): { [name: string]: Json } {
  const out: { [name: string]: Json } = {};
  for (const [name, value] of Object.entries(values)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    out[name] =
      field?.type === "rows" && Array.isArray(value)
        ? value.map((row) =>
            isObject(row) ? { id: newRowId(), ...withRowIds(field.fields, row) } : row,
          )
        : value;
  }
  return out;
}

/** The record that a canonical form says, when it is exactly the canonical form of one. */
function recordOf(
  table: SignableTable,
  id: string,
  entry: { [name: string]: Json },
): Reading<Values> {
  const kind = kindOfTable(table)!;
  const envelope = { created_at: noEnvelope, updated_at: noEnvelope };
  const rows = withRowIds(kind.fields, entry);
  const checked = validate({ ...rows, ...envelope, _id: `${kind.kind}:${id}` });
  if (!checked.ok)
    return refuse(`The entry is not one that can be signed: ${reasonOf(checked.problems[0]!)}`);
  const record = checked.value.record as unknown as Values;
  // Whatever is signed is shown, so there is nothing in it that a record would not hold.
  return canonicalEntryText(table, record) === canonicalJson(entry)
    ? { ok: true, value: record }
    : refuse("The entry is not written in the form in which entries are signed.");
}

/** Why a value is not what is meant to be read here; undefined when it may be. */
export function versionProblem(
  value: { [name: string]: Json },
  format: string,
): string | undefined {
  if (value["format"] !== format)
    return value["format"] === "offblock signature" ||
      value["format"] === "offblock signature request"
      ? "This is the other half: requests are signed, and answers go back to whoever asked."
      : "This is nothing that Offblock exchanges for signatures.";
  return value["version"] === 1
    ? undefined
    : "This was made by a newer Offblock. Update the app on this device.";
}

/** Reads a request from what came over; nothing in it is believed. */
export function readRequest(value: unknown): Reading<ReadRequest> {
  if (!isObject(value)) return refuse("This is nothing that Offblock exchanges for signatures.");
  const wrong = versionProblem(value, "offblock signature request");
  if (wrong !== undefined) return refuse(wrong);
  const request = value as unknown as SignRequest;
  if (request.canonical_form_version !== canonicalFormVersion)
    return refuse(
      `The entry is in the canonical form ${String(request.canonical_form_version)}, and this app signs ${canonicalFormVersion}. Update the older app.`,
    );
  const { signer_person_id } = request;
  const ids = [request.entry_id, request.signed_for_person_id];
  const purposes: object = entrySignature.fields.signature_purpose.choices;
  const fits =
    typeof request.entry_table === "string" &&
    Object.hasOwn(signedFields, request.entry_table) &&
    ids.every(isId) &&
    (signer_person_id === null || isId(signer_person_id)) &&
    Object.hasOwn(purposes, String(request.purpose)) &&
    typeof request.pilot === "string" &&
    isTexts(request.names) &&
    isTexts(request.known_keys) &&
    Object.values(request.known_keys).every(isUuid) &&
    isObject(request.entry);
  if (!fits) return refuse("The request is not whole. Ask for it to be made again.");
  const record = recordOf(request.entry_table, request.entry_id, request.entry);
  return record.ok ? { ok: true, value: { request, record: record.value } } : record;
}

/** A request for a signature over a validated record. */
export function makeRequest(
  table: SignableTable,
  record: Values & { _id: string },
  rest: Pick<
    SignRequest,
    "purpose" | "signed_for_person_id" | "pilot" | "names" | "signer_person_id" | "known_keys"
  >,
): SignRequest {
  return {
    format: "offblock signature request",
    version: 1,
    canonical_form_version: canonicalFormVersion,
    entry_table: table,
    entry_id: uuidOf(record._id),
    entry: canonicalEntry(table, record),
    ...rest,
  };
}

/** What the signer says beside signing. Days are `YYYY-MM-DD`; 14 CFR 61.51(h)(2). */
export interface SignerSays {
  name: string;
  certificate_number: string | null;
  certificate_expiration: string | null;
  recent_experience_end: string | null;
  /** UTC. */
  signed_at: string;
}

/**
 * The person that a signer new to a logbook becomes in it: one person for one key, however many
 * entries they sign before the pilot's device has taken the first signature in.
 */
function newSignerId(signed_for_person_id: string, key_fingerprint: string): string {
  return derivedUuid(`person:${signed_for_person_id}:${key_fingerprint}`);
}

/** What is signed beside the entry, by the key with a fingerprint. */
function termsOf({ request }: ReadRequest, says: SignerSays, key_fingerprint: string): SignedTerms {
  const signed_with = { pilot: request.pilot, signer: says.name, names: request.names };
  return {
    entry_table: request.entry_table,
    entry_id: request.entry_id,
    signer_person_id:
      request.known_keys[key_fingerprint] ??
      request.signer_person_id ??
      newSignerId(request.signed_for_person_id, key_fingerprint),
    signer_certificate_number: says.certificate_number,
    signer_certificate_expiration: says.certificate_expiration,
    signer_recent_experience_end: says.recent_experience_end,
    signed_for_person_id: request.signed_for_person_id,
    signed_with: signed_with as unknown as Json,
    signed_at: says.signed_at,
    signature_purpose: request.purpose,
  };
}

/** Signs what a request asks for. `seed`: of the signer's key. */
export function signRequest(read: ReadRequest, says: SignerSays, seed: Uint8Array): SignAnswer {
  const { key_fingerprint, public_key_data } = publicKeyOfSeed(seed);
  return {
    format: "offblock signature",
    version: 1,
    public_key: public_key_data,
    signature: signEntry(termsOf(read, says, key_fingerprint), read.record, seed),
  };
}

/** What a key outside the app signs, and what its signature makes of it. */
export interface SigningOutside {
  /** To be signed by `ssh-keygen -Y sign -n offblock-entry`. */
  bytes: Uint8Array<ArrayBuffer>;
  /** The answer with the text of a `.sig` file, if that signs these bytes with this key. */
  answerWith(signature_data: string): Reading<SignAnswer>;
}

/** Prepares what a request asks for, for a key that is not in the app. */
export function signOutside(read: ReadRequest, says: SignerSays, key: ReadKey): SigningOutside {
  const terms = termsOf(read, says, key.key_fingerprint);
  const bytes = Uint8Array.from(bytesToSign(terms, read.record, key.key_fingerprint));
  return {
    bytes,
    answerWith(signature_data) {
      const ssh = readSshSignature(signature_data, bytes, key.bytes);
      if (!ssh.ok) return refuse(ssh.reason);
      const isGood =
        ssh.signature.length === nacl.sign.signatureLength &&
        nacl.sign.detached.verify(ssh.message, ssh.signature, key.bytes);
      if (!isGood) return refuse("This signs something else than the file that was saved here.");
      const signature = {
        ...terms,
        canonical_form_version: canonicalFormVersion,
        canonical_data_hash: statementHash(bytes),
        signature_data: signature_data.trim(),
      };
      const { public_key_data: public_key } = key;
      return {
        ok: true,
        value: { format: "offblock signature", version: 1, public_key, signature },
      };
    },
  };
}
