/** Checks one signature with nothing but the records that it names. Design section 7. */
import type { RecordOfKind } from "../kinds/kinds.ts";
import { hexToBytes } from "@noble/hashes/utils.js";
import { canonicalFormVersion, type SignableTable } from "./canonical_form.ts";
import { datingNotes } from "./dating.ts";
import { type Primitives, portablePrimitives } from "./primitives.ts";
import { type ReadKey, readPublicKey } from "./public_keys.ts";
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
  /** The day that it is of; null when it has none. */
  entry_day: string | null;
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
): ReadKey | SignatureCheck {
  if (key === undefined) return say("KEY_UNKNOWN", "The key is not in the logbook.");
  const reading = readPublicKey(key.public_key_data);
  if (!reading.ok) return say("KEY_UNKNOWN", reading.reason);
  if (key.key_fingerprint !== reading.key.key_fingerprint)
    return say("KEY_UNKNOWN", "The fingerprint of the key's record is that of another key.");
  if (key.person_id !== signature.signer_person_id)
    return say("KEY_UNKNOWN", "The key is registered for another person than the signer.");
  return reading.key;
}

function signatureBytes(text: string): Uint8Array | undefined {
  const bare = text.trim();
  const bytes = /^[0-9a-f]{128}$/.test(bare) ? hexToBytes(bare) : fromBase64(bare);
  return bytes?.length === 64 ? bytes : undefined;
}

/** What is left to check: that the key made these 64 bytes over the message. */
interface Question {
  message: Uint8Array;
  signature: Uint8Array;
  public_key: Uint8Array;
}

function questionOf(
  { signature_data }: Signature,
  message: Uint8Array,
  public_key: Uint8Array,
): Question | string {
  if (isSshSignature(signature_data)) {
    const ssh = readSshSignature(signature_data, message, public_key);
    return ssh.ok ? { message: ssh.message, signature: ssh.signature, public_key } : ssh.reason;
  }
  const signature = signatureBytes(signature_data);
  if (signature === undefined) return "The signature is not 64 bytes as base64 or hex.";
  return { message, signature, public_key };
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

/** Everything but the arithmetic of the curve: the verdict already, or the question that decides. */
function examine(
  signature: Signature,
  { entry, key, logbook_person_id }: SignatureSurroundings,
  primitives: Primitives,
): SignatureCheck | Question {
  const reading = readKey(signature, key);
  if ("verdict" in reading) return reading;
  if (signature.canonical_form_version !== canonicalFormVersion)
    return say(
      "HASH_MISMATCH",
      `The canonical form ${signature.canonical_form_version} is not known here; this program knows ${canonicalFormVersion}.`,
    );
  if (entry === undefined) return say("HASH_MISMATCH", "The entry that was signed is not there.");
  const terms = { ...signature, entry_table: signature.entry_table as SignableTable };
  const message = signedBytes(terms, entry, reading.key_fingerprint);
  const differs = hashProblem(signature, message, logbook_person_id, primitives);
  if (differs !== undefined) return say("HASH_MISMATCH", differs);
  const question = questionOf(signature, message, reading.bytes);
  return typeof question === "string" ? say("SIGNATURE_INVALID", question) : question;
}

function concluded(
  signature: Signature,
  { key, entry_day }: SignatureSurroundings,
  isMade: boolean,
): SignatureCheck {
  if (!isMade)
    return say("SIGNATURE_INVALID", "The signature does not fit the key and what was signed.");
  const { notes, ...found } = revocation(signature, key!);
  return { ...found, notes: [...notes, ...datingNotes(signature, entry_day)] };
}

/** Checks a signature. Never throws on data; what is wrong first decides. */
export function checkSignature(
  signature: Signature,
  around: SignatureSurroundings,
  primitives: Primitives = portablePrimitives,
): SignatureCheck {
  const found = examine(signature, around, primitives);
  if ("verdict" in found) return found;
  const { message, signature: bytes, public_key } = found;
  return concluded(signature, around, primitives.verifyEd25519(message, bytes, public_key));
}

/** The same, one of many: the curve is left to other threads where the runtime has them. */
export async function checkSignatureAside(
  signature: Signature,
  around: SignatureSurroundings,
  primitives: Primitives = portablePrimitives,
): Promise<SignatureCheck> {
  const { verifyEd25519Aside } = primitives;
  if (verifyEd25519Aside === undefined) return checkSignature(signature, around, primitives);
  const found = examine(signature, around, primitives);
  if ("verdict" in found) return found;
  const { message, signature: bytes, public_key } = found;
  return concluded(signature, around, await verifyEd25519Aside(message, bytes, public_key));
}

/** How many signatures got each verdict. */
export function countVerdicts(
  checks: readonly Pick<SignatureCheck, "verdict">[],
): Partial<Record<Verdict, number>> {
  const counts: Partial<Record<Verdict, number>> = {};
  for (const { verdict } of checks) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}
