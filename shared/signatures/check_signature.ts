/** Checks one signature with nothing but the records that it names. Design section 7. */
import type { RecordOfKind } from "../kinds/kinds.ts";
import { hexToBytes } from "@noble/hashes/utils.js";
import { canonicalFormVersion, type SignableTable } from "./canonical_form.ts";
import { type Primitives, portablePrimitives } from "./primitives.ts";
import { keyFingerprint, readPublicKey } from "./public_keys.ts";
import { isSshSignature, readSshSignature } from "./ssh_signature.ts";
import { signedBytes, statementHash } from "./statement.ts";
import { fromBase64 } from "./wire.ts";

/** What a check can say, and what each means. */
export const verdicts = {
  VALID: "The entry is what was signed, by the key that is named.",
  HASH_MISMATCH: "What was signed is not what the entry says, or it was signed for something else.",
  SIGNATURE_INVALID: "The signature was not made by the key that is named, or was changed.",
  KEY_REVOKED: "The key had been revoked when it signed.",
  KEY_UNKNOWN: "The key is not there, is not the signer's, or cannot be checked here.",
} as const;

/** What a valid signature does not say; shown beside every verdict. */
export const whatItDoesNotProve =
  "A signature proves that whoever held the key signed exactly this. It does not prove who held the key, " +
  "that the flight took place, or when it was signed: the time is the signer's own word.";

export type Verdict = keyof typeof verdicts;

/** A verdict, why, and what else somebody should know of it. */
export interface SignatureCheck {
  verdict: Verdict;
  /** One sentence about this signature. */
  why: string;
  notes: string[];
}

/** What a signature is checked against. */
export interface SignatureSurroundings {
  /** The canonical form of the entry as it is, as JSON; undefined when there is no such entry. */
  entry: string | undefined;
  /** The record of the key; undefined when there is none. */
  key: RecordOfKind<"public_key"> | undefined;
  /** The person whose logbook this is; null when no person is marked so. */
  logbook_person_id: string | null;
}

type Signature = RecordOfKind<"entry_signature">;

const say = (verdict: Verdict, why: string): SignatureCheck => ({ verdict, why, notes: [] });

function readKey(
  signature: Signature,
  key: SignatureSurroundings["key"],
): Uint8Array | SignatureCheck {
  if (key === undefined) return say("KEY_UNKNOWN", "The key is not in the logbook.");
  const reading = readPublicKey(key.public_key_data);
  if (!reading.ok) return say("KEY_UNKNOWN", reading.reason);
  if (key.key_fingerprint !== keyFingerprint(reading.key.bytes))
    return say("KEY_UNKNOWN", "The fingerprint of the key's record is that of another key.");
  if (key.person_id !== signature.signer_person_id)
    return say("KEY_UNKNOWN", "The key is registered for another person than the signer.");
  return reading.key.bytes;
}

function signatureBytes(text: string): Uint8Array | undefined {
  const bare = text.trim();
  const bytes = /^[0-9a-f]{128}$/.test(bare) ? hexToBytes(bare) : fromBase64(bare);
  return bytes?.length === 64 ? bytes : undefined;
}

function isMadeBy(
  key: Uint8Array,
  message: Uint8Array,
  { signature_data }: Signature,
  primitives: Primitives,
): true | string {
  const wrong = "The signature does not fit the key and what was signed.";
  if (isSshSignature(signature_data)) {
    const ssh = readSshSignature(signature_data, message, key);
    if (!ssh.ok) return ssh.reason;
    return primitives.verifyEd25519(ssh.message, ssh.signature, key) || wrong;
  }
  const bytes = signatureBytes(signature_data);
  if (bytes === undefined) return "The signature is not 64 bytes as base64 or hex.";
  return primitives.verifyEd25519(message, bytes, key) || wrong;
}

function hashProblem(
  signature: Signature,
  message: Uint8Array,
  logbook_person_id: string | null,
  { sha256 }: Primitives,
): string | undefined {
  if (statementHash(message, sha256) !== signature.canonical_data_hash)
    return "The entry, or who signed it, when and as what, differs from what was signed.";
  if (signature.signed_for_person_id === null) return "The signature names nobody's logbook.";
  if (signature.signed_for_person_id !== logbook_person_id)
    return "The signature was made for another person's logbook.";
  return undefined;
}

function revocation(signature: Signature, key: RecordOfKind<"public_key">): SignatureCheck {
  const valid = say("VALID", verdicts.VALID);
  const { revoked_at, revocation_reason } = key;
  if (revoked_at === null) return valid;
  const why = `The key was revoked at ${revoked_at}: ${revocation_reason ?? "no reason given"}.`;
  if (Date.parse(signature.signed_at) >= Date.parse(revoked_at)) return say("KEY_REVOKED", why);
  return { ...valid, notes: [`Signed before that: ${why}`] };
}

/** Checks a signature. Never throws on data; what is wrong first decides. */
export function checkSignature(
  signature: Signature,
  { entry, key, logbook_person_id }: SignatureSurroundings,
  primitives: Primitives = portablePrimitives,
): SignatureCheck {
  const bytes = readKey(signature, key);
  if (!(bytes instanceof Uint8Array)) return bytes;
  if (signature.canonical_form_version !== canonicalFormVersion)
    return say(
      "HASH_MISMATCH",
      `The canonical form ${signature.canonical_form_version} is not known here; this program knows ${canonicalFormVersion}.`,
    );
  if (entry === undefined) return say("HASH_MISMATCH", "The entry that was signed is not there.");
  const terms = { ...signature, entry_table: signature.entry_table as SignableTable };
  const message = signedBytes(terms, entry, keyFingerprint(bytes));
  const differs = hashProblem(signature, message, logbook_person_id, primitives);
  if (differs !== undefined) return say("HASH_MISMATCH", differs);
  const made = isMadeBy(bytes, message, signature, primitives);
  return made === true ? revocation(signature, key!) : say("SIGNATURE_INVALID", made);
}

/** How many signatures got each verdict. */
export function countVerdicts(
  checks: readonly Pick<SignatureCheck, "verdict">[],
): Partial<Record<Verdict, number>> {
  const counts: Partial<Record<Verdict, number>> = {};
  for (const { verdict } of checks) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}
