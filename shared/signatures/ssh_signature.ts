/**
 * Signatures of `ssh-keygen -Y sign` (SSHSIG; PROTOCOL.sshsig of OpenSSH). Only Ed25519, only our
 * namespace, so that a signature that was made for something else is none here.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import nacl from "tweetnacl";
import { sshWireKey } from "./public_keys.ts";
import { asciiOf, fromBase64, readSshStrings, sshString } from "./wire.ts";

/** The namespace to sign in: `ssh-keygen -Y sign -n offblock-entry -f key file`. */
export const sshNamespace = "offblock-entry";

const magic = utf8ToBytes("SSHSIG");
const armor = /-----BEGIN SSH SIGNATURE-----\s+([A-Za-z0-9+/=\s]+?)\s*-----END SSH SIGNATURE-----/;
/** SHA-512 is tweetnacl's: it has it already, and the first load must not grow by another. */
const hashes = { sha256, sha512: nacl.hash } as const;

/** Whether a text claims to be such a signature. */
export function isSshSignature(text: string): boolean {
  return text.includes("-----BEGIN SSH SIGNATURE-----");
}

/** What Ed25519 has to check, or why the signature is none. */
export type SshSignature =
  | { ok: true; message: Uint8Array; signature: Uint8Array }
  | { ok: false; reason: string };

const sameBytes = (a: Uint8Array, b: Uint8Array) =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

const refuse = (reason: string): SshSignature => ({ ok: false, reason });

/** Unfolds an armored signature over `bytes` by `public_key` (32 bytes). */
export function readSshSignature(
  text: string,
  bytes: Uint8Array,
  public_key: Uint8Array,
): SshSignature {
  const blob = fromBase64(armor.exec(text)?.[1] ?? "-");
  const isVersion1 =
    blob !== undefined &&
    sameBytes(blob.subarray(0, 6), magic) &&
    sameBytes(blob.subarray(6, 10), Uint8Array.of(0, 0, 0, 1));
  const strings = isVersion1 ? readSshStrings(blob.subarray(10), 5) : undefined;
  if (strings === undefined) return refuse("The SSH signature is cut off or damaged.");
  const [key, namespace, reserved, algorithm, signed] = strings as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  if (!sameBytes(key, sshWireKey(public_key)))
    return refuse("The SSH signature was made with another key.");
  if (asciiOf(namespace) !== sshNamespace)
    return refuse(`The SSH signature is not of the namespace ${sshNamespace}.`);
  const name = asciiOf(algorithm);
  const parts = readSshStrings(signed, 2);
  if (!(name === "sha256" || name === "sha512") || parts === undefined)
    return refuse("The SSH signature is not written as it must be.");
  if (asciiOf(parts[0]!) !== "ssh-ed25519")
    return refuse("The SSH signature is not one of Ed25519.");
  const digest = hashes[name](bytes);
  const message = concatBytes(
    magic,
    sshString(namespace),
    sshString(reserved),
    sshString(algorithm),
    sshString(digest),
  );
  return { ok: true, message, signature: parts[1]! };
}
