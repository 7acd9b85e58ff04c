/**
 * What a signer signs: the canonical form of the entry together with who signs it, for whom, as
 * what and when. The bytes are a prefix that nothing else begins with, then canonical JSON.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { canonicalJson } from "../canonical_json.ts";
import type { Json } from "../kinds/kind.ts";
import type { Primitives } from "./primitives.ts";
import { canonicalFormVersion, canonicalMoment, type SignableTable } from "./canonical_form.ts";

/** The members of an `entry_signature` that are part of what is signed. */
export interface SignedTerms {
  entry_table: SignableTable;
  entry_id: string;
  signer_person_id: string;
  signer_certificate_number: string | null;
  signer_certificate_expiration: string | null;
  signer_recent_experience_end: string | null;
  signed_for_person_id: string | null;
  signed_with: Json;
  signed_at: string;
  signature_purpose: string;
}

/** The first line of the signed bytes: says what they are, and by which rules. */
export const statementPrefix = `offblock entry ${canonicalFormVersion}\n`;

/**
 * The bytes that are signed. `entry` is the canonical form of the entry as JSON, so that whoever
 * checks many need not build it again; `key_fingerprint` is that of the signing key.
 */
export function signedBytes(
  terms: SignedTerms,
  entry: string,
  key_fingerprint: string,
): Uint8Array {
  const { entry_id, entry_table, signature_purpose, signed_with, signer_person_id } = terms;
  const text = (name: keyof SignedTerms) =>
    terms[name] === null ? "" : `,"${name}":${JSON.stringify(terms[name])}`;
  // The members in their canonical order, written out: what is signed can be read off.
  const json =
    `{"entry":${entry},"entry_id":${JSON.stringify(entry_id)}` +
    `,"entry_table":${JSON.stringify(entry_table)}` +
    `,"key_fingerprint":${JSON.stringify(key_fingerprint)}` +
    `,"signature_purpose":${JSON.stringify(signature_purpose)}` +
    `,"signed_at":${JSON.stringify(canonicalMoment(terms.signed_at))}` +
    text("signed_for_person_id") +
    (signed_with === null ? "" : `,"signed_with":${canonicalJson(signed_with)}`) +
    text("signer_certificate_expiration") +
    text("signer_certificate_number") +
    `,"signer_person_id":${JSON.stringify(signer_person_id)}` +
    text("signer_recent_experience_end") +
    "}";
  return utf8ToBytes(statementPrefix + json);
}

/** The `canonical_data_hash` of a signature: SHA-256 of the signed bytes, in hex. */
export function statementHash(bytes: Uint8Array, hash: Primitives["sha256"] = sha256): string {
  return bytesToHex(hash(bytes));
}
