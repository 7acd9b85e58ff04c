/**
 * The signing keys that this device holds, each sealed under its passphrase, and what their owner
 * last said of their certificate. They stay on the device: no document, no log, no request has them.
 */
import { signal, type ReadonlySignal } from "@preact/signals";
import {
  type KeyBackup,
  openKey,
  sealKey,
  sealRandomBytes,
} from "../../shared/signatures/key_backup.ts";
import type { Reading } from "../../shared/signatures/payload.ts";
import { publicKeyOfSeed, seedBytes } from "../../shared/signatures/sign_entry.ts";
import { keep, readKept, type Shelf } from "./kept.ts";

/** What a signer says of their certificate, prefilled the next time. Empty text: not said. */
export interface CertificateWords {
  certificate_number: string;
  /** `YYYY-MM-DD` or empty. */
  certificate_expiration: string;
  /** `YYYY-MM-DD` or empty. */
  recent_experience_end: string;
}

/** A key of this device. */
export interface HeldKey extends CertificateWords {
  backup: KeyBackup;
  /** 32 bytes in hex. */
  public_key: string;
  /** The signer's name. */
  name: string;
  /** Whether a backup was saved, so that losing the device does not lose the key. */
  is_backed_up: boolean;
  /** When it was replaced on this device, UTC; null while it signs. */
  retired_at: string | null;
}

/** The keys of this device. */
export interface SigningKeys {
  all: ReadonlySignal<readonly HeldKey[]>;
  /** Adds a key, or writes over the one with its fingerprint; false when the device keeps nothing. */
  put(key: HeldKey): boolean;
  forget(fingerprint: string): void;
}

const shelfKey = "offblock.signing_keys";

/** Reads the keys of this device. */
export function openSigningKeys(shelf: Shelf): SigningKeys {
  const kept = () => readKept<HeldKey[]>(shelf, shelfKey) ?? [];
  const all = signal<readonly HeldKey[]>(kept());
  const write = (keys: readonly HeldKey[]) => {
    const isKept = keep(shelf, shelfKey, keys);
    if (isKept) all.value = keys;
    return isKept;
  };
  // Read anew: another tab may have made a key since.
  const others = (fingerprint: string) =>
    kept().filter(({ backup }) => backup.key_fingerprint !== fingerprint);
  return {
    all,
    put: (key) => write([...others(key.backup.key_fingerprint), key]),
    forget: (fingerprint) => void write(others(fingerprint)),
  };
}

const fresh = {
  certificate_number: "",
  certificate_expiration: "",
  recent_experience_end: "",
  retired_at: null,
};

/** A new key, sealed under a passphrase. Takes about a second and 128 MiB. */
export async function makeKey(name: string, passphrase: string): Promise<HeldKey> {
  const seed = crypto.getRandomValues(new Uint8Array(seedBytes));
  const random = crypto.getRandomValues(new Uint8Array(sealRandomBytes));
  const backup = await sealKey(seed, passphrase, random);
  const { public_key_data } = publicKeyOfSeed(seed);
  return { ...fresh, backup, public_key: public_key_data, name, is_backed_up: false };
}

/** A key from the text of its backup, which stays sealed as it is. */
export async function keyOfBackup(
  text: string,
  name: string,
  passphrase: string,
): Promise<Reading<HeldKey>> {
  let backup: KeyBackup;
  try {
    backup = JSON.parse(text) as KeyBackup;
  } catch {
    return { ok: false, reason: "This is no key backup of Offblock." };
  }
  const opened = await openKey(backup, passphrase);
  if (!opened.ok) return opened;
  const { public_key_data } = publicKeyOfSeed(opened.seed);
  const value = { ...fresh, backup, public_key: public_key_data, name, is_backed_up: true };
  return { ok: true, value };
}
