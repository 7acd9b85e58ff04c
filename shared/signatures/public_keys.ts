/** Ed25519 public keys in the forms that can be registered, and their fingerprints. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { entropyToMnemonic } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { asciiOf, fromBase64, readSshStrings, sshString, toBase64 } from "./wire.ts";

const keyBytes = 32;
const sshType = "ssh-ed25519";

/** What a registered key is: its bytes, and the fields of a `public_key` that follow from them. */
export interface ReadKey {
  bytes: Uint8Array;
  key_algorithm: "ed25519";
  key_format: "raw" | "openssh";
  public_key_data: string;
  key_fingerprint: string;
}

/** A key that was read, or why it cannot be used, with what to do. */
export type KeyReading = { ok: true; key: ReadKey } | { ok: false; reason: string };

/** The key as OpenSSH writes it on the wire (RFC 8709 section 4). */
export function sshWireKey(key: Uint8Array): Uint8Array {
  return concatBytes(sshString(sshType), sshString(key));
}

function fingerprintBytes(key: Uint8Array): Uint8Array {
  return sha256(sshWireKey(key));
}

/** `SHA256:` and base64, as `ssh-keygen -l` shows it, whichever form the key came in. */
export function keyFingerprint(key: Uint8Array): string {
  return `SHA256:${toBase64(fingerprintBytes(key), false)}`;
}

/** The whole fingerprint in hex. */
export function fingerprintHex(key: Uint8Array): string {
  return bytesToHex(fingerprintBytes(key));
}

/**
 * The first 128 bits of the fingerprint as twelve words (BIP-39, the last one is partly a check), to
 * be read aloud. Nothing is ever compared by them: the program compares whole keys.
 */
export function fingerprintWords(key: Uint8Array): string {
  return entropyToMnemonic(fingerprintBytes(key).slice(0, 16), wordlist);
}

function read(bytes: Uint8Array, key_format: ReadKey["key_format"], data: string): KeyReading {
  const key_fingerprint = keyFingerprint(bytes);
  return {
    ok: true,
    key: { bytes, key_algorithm: "ed25519", key_format, public_key_data: data, key_fingerprint },
  };
}

const refuse = (reason: string): KeyReading => ({ ok: false, reason });

function readOpenssh(line: string): KeyReading {
  const [, base64 = ""] = line.split(/\s+/);
  const strings = readSshStrings(fromBase64(base64) ?? new Uint8Array(), 2);
  const [type, key] = strings ?? [];
  if (type === undefined || asciiOf(type) !== sshType || key?.length !== keyBytes)
    return refuse("The OpenSSH key is cut off or damaged. Copy the whole line of the .pub file.");
  return read(key, "openssh", `${sshType} ${base64}`);
}

/** Keys that are known and not usable: each with what to do instead. */
const refusals: readonly [RegExp, string][] = [
  [
    /PRIVATE KEY/,
    "This is a private key. Never give it to anybody; register the .pub file beside it.",
  ],
  [
    /BEGIN PGP/,
    "OpenPGP keys cannot be checked here. Make an Ed25519 key in the app, or with ssh-keygen -t ed25519.",
  ],
  [
    /BEGIN (CERTIFICATE|PUBLIC KEY)|BEGIN RSA/,
    "X.509 certificates and PEM keys cannot be checked here. Make an Ed25519 key in the app, or with ssh-keygen -t ed25519.",
  ],
  [
    /BEGIN SSH2 PUBLIC KEY|-cert-v01@openssh\.com/,
    "This is another form of an OpenSSH key. Copy the whole line of the .pub file that ssh-keygen wrote.",
  ],
  [
    /^(ssh-(rsa|dss)|ecdsa-sha2-|sk-)/,
    "Only Ed25519 keys of OpenSSH can be checked here. Make one: ssh-keygen -t ed25519.",
  ],
];

/** Reads a public key: OpenSSH's line, or 32 bytes as hex or base64. */
export function readPublicKey(text: string): KeyReading {
  const trimmed = text.trim();
  for (const [pattern, reason] of refusals) if (pattern.test(trimmed)) return refuse(reason);
  if (trimmed.startsWith(`${sshType} `)) return readOpenssh(trimmed);
  const bytes = /^[0-9a-f]{64}$/i.test(trimmed)
    ? hexToBytes(trimmed.toLowerCase())
    : fromBase64(trimmed);
  if (bytes?.length !== keyBytes)
    return refuse(
      "This is no Ed25519 public key. Give the line of an OpenSSH .pub file, or 32 bytes as hex or base64.",
    );
  return read(bytes, "raw", bytesToHex(bytes));
}
