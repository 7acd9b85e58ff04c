/**
 * A signing key at rest and in a backup: its seed in a secretbox (tweetnacl) under a key that scrypt
 * (RFC 7914) makes of the passphrase, so that every guess costs memory and time.
 */
import { scryptAsync } from "@noble/hashes/scrypt.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import nacl from "tweetnacl";
import { limits } from "../limits.ts";
import { keyFingerprint } from "./public_keys.ts";
import { fromBase64, toBase64 } from "./wire.ts";

/** An encrypted key, as JSON. Binary members are base64. */
export interface KeyBackup {
  format: "offblock key";
  version: 1;
  key_fingerprint: string;
  kdf: "scrypt";
  /** Cost: 2^17 with r = 8 takes 128 MiB and about a second on a tablet. */
  n: number;
  r: number;
  p: number;
  salt: string;
  nonce: string;
  box: string;
}

/** The seed that a backup holds (32 bytes), or why it cannot be had. */
export type OpenedKey = { ok: true; seed: Uint8Array } | { ok: false; reason: string };

const cost = { n: 2 ** 17, r: 8, p: 1 } as const;
/** What a backup may ask for; a file could otherwise ask for all memory there is. */
const costMax = { n: 2 ** 18, r: 8, p: 1 } as const;
const saltBytes = 16;

/** Bytes of `random` that `sealKey` uses. */
export const sealRandomBytes = saltBytes + nacl.secretbox.nonceLength;

async function boxKey(
  passphrase: string,
  salt: Uint8Array,
  { n, r, p }: Omit<typeof cost, "n"> & { n: number },
) {
  // One passphrase, however the keyboard composed its letters.
  return await scryptAsync(utf8ToBytes(passphrase.normalize("NFKC")), salt, {
    N: n,
    r,
    p,
    dkLen: nacl.secretbox.keyLength,
    maxmem: 2 ** 31 - 1,
  });
}

/** Why a passphrase will not do; undefined when it will. */
export function passphraseProblem(passphrase: string): string | undefined {
  const min = limits.passphrase_characters_min;
  return Array.from(passphrase).length >= min
    ? undefined
    : `The passphrase has at least ${min} characters.`;
}

/** Encrypts a seed (32 bytes) under a passphrase; `random` is `sealRandomBytes` fresh random bytes. */
export async function sealKey(
  seed: Uint8Array,
  passphrase: string,
  random: Uint8Array,
): Promise<KeyBackup> {
  const salt = random.subarray(0, saltBytes);
  const nonce = random.subarray(saltBytes, sealRandomBytes);
  const box = nacl.secretbox(seed, nonce, await boxKey(passphrase, salt, cost));
  return {
    format: "offblock key",
    version: 1,
    key_fingerprint: keyFingerprint(nacl.sign.keyPair.fromSeed(seed).publicKey),
    kdf: "scrypt",
    ...cost,
    salt: toBase64(salt),
    nonce: toBase64(nonce),
    box: toBase64(box),
  };
}

function isPowerOfTwo(n: number): boolean {
  return Number.isInteger(n) && n >= 2 && (n & (n - 1)) === 0;
}

/** Opens a backup, as it was parsed from JSON. Each guess at the passphrase costs what the kdf says. */
export async function openKey(value: unknown, passphrase: string): Promise<OpenedKey> {
  const refuse = (reason: string): OpenedKey => ({ ok: false, reason });
  const backup = (typeof value === "object" && value !== null ? value : {}) as Partial<KeyBackup>;
  if (backup.format !== "offblock key") return refuse("This is no key backup of Offblock.");
  if (backup.version !== 1)
    return refuse(`The key backup is of version ${String(backup.version)}; update the app.`);
  const { n = 0, r = 0, p = 0 } = backup;
  const [salt, nonce, box] = [backup.salt, backup.nonce, backup.box].map((text) =>
    typeof text === "string" ? fromBase64(text) : undefined,
  );
  const fits =
    isPowerOfTwo(n) &&
    n <= costMax.n &&
    r === costMax.r &&
    p === costMax.p &&
    salt?.length === saltBytes &&
    nonce?.length === nacl.secretbox.nonceLength &&
    box?.length === nacl.sign.seedLength + nacl.secretbox.overheadLength;
  if (!fits) return refuse("The key backup is damaged.");
  const seed = nacl.secretbox.open(
    box!,
    nonce!,
    await boxKey(passphrase, salt!, { n, r: 8, p: 1 }),
  );
  if (seed === null) return refuse("The passphrase is wrong, or the key backup was changed.");
  if (keyFingerprint(nacl.sign.keyPair.fromSeed(seed).publicKey) !== backup.key_fingerprint)
    return refuse("The key backup names another key than it holds.");
  return { ok: true, seed };
}
