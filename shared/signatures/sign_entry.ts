/** Making keys and signatures. Random bytes and the time come in; nothing here is kept or sent. */
import { bytesToHex } from "@noble/hashes/utils.js";
import nacl from "tweetnacl";
import type { Values } from "../merge.ts";
import { canonicalEntryText, canonicalFormVersion } from "./canonical_form.ts";
import { keyFingerprint } from "./public_keys.ts";
import { signedBytes, type SignedTerms, statementHash } from "./statement.ts";
import { toBase64 } from "./wire.ts";

/** Random bytes that make a key. */
export const seedBytes = nacl.sign.seedLength;

/** The fields of a `public_key` that follow from a seed (32 bytes): a key that the app made. */
export function publicKeyOfSeed(seed: Uint8Array) {
  const { publicKey } = nacl.sign.keyPair.fromSeed(seed);
  return {
    key_fingerprint: keyFingerprint(publicKey),
    key_algorithm: "ed25519",
    public_key_data: bytesToHex(publicKey),
    key_format: "raw",
  } as const;
}

/** The bytes to be signed, for a key that signs outside the app (`ssh-keygen -Y sign`). */
export function bytesToSign(
  terms: SignedTerms,
  entry: Values,
  key_fingerprint: string,
): Uint8Array {
  return signedBytes(terms, canonicalEntryText(terms.entry_table, entry), key_fingerprint);
}

/**
 * Signs a validated entry: the terms together with the fields of an `entry_signature` that hold the
 * signature. The record's id, key and envelope are the caller's.
 */
export function signEntry(terms: SignedTerms, entry: Values, seed: Uint8Array) {
  const { publicKey, secretKey } = nacl.sign.keyPair.fromSeed(seed);
  const bytes = bytesToSign(terms, entry, keyFingerprint(publicKey));
  return {
    ...terms,
    canonical_form_version: canonicalFormVersion,
    canonical_data_hash: statementHash(bytes),
    signature_data: toBase64(nacl.sign.detached(bytes, secretKey)),
  };
}
