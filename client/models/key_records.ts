/** What a logbook keeps of public keys: registered, revoked from a moment on, replaced by another. */
import { uuidOf } from "../../shared/ids.ts";
import { publicKeyId } from "../../shared/signatures/accept_answer.ts";
import { type Reading, refuse } from "../../shared/signatures/payload.ts";
import type { ReadKey } from "../../shared/signatures/public_keys.ts";
import type { DocumentToSave } from "../store/messages.ts";
import type { Logbook } from "./logbook.ts";
import type { TypedRecord } from "./records.ts";
import type { HeldKey } from "./signing_keys.ts";

/** A public key as a logbook knows it. */
export type KnownKey = TypedRecord<"public_key">;

type Known = Pick<Logbook, "get">;

/** What a logbook knows of the key with a fingerprint. */
export function knownKey(logbook: Known, fingerprint: string): KnownKey | undefined {
  return logbook.get("public_key", uuidOf(publicKeyId(fingerprint)));
}

/** Whether a key of this device still signs: not replaced, and not revoked in the open logbook. */
export function isInUse(logbook: Known, { backup, retired_at }: HeldKey): boolean {
  return retired_at === null && !knownKey(logbook, backup.key_fingerprint)?.revoked_at;
}

/** A public key, registered for a person. `registered_at`: UTC. */
export function keyDocument(
  key: ReadKey,
  person_id: string,
  registered_at: string,
): DocumentToSave {
  const { bytes: _, ...fields } = key;
  const _id = publicKeyId(fields.key_fingerprint);
  return { _id, ...fields, person_id, registered_at } as DocumentToSave;
}

/** A key, revoked from a moment on (UTC), for a reason. */
export function revokedKey(key: KnownKey, revoked_at: string, reason: string): DocumentToSave {
  return { ...key, revoked_at, revocation_reason: reason } as unknown as DocumentToSave;
}

/**
 * One key in the place of another: the new one registered for the person of the old one, which is
 * revoked from now on and names it. Or why that cannot be, in words. `now`: UTC.
 */
export function replacement(
  logbook: Known,
  old: KnownKey,
  key: ReadKey,
  now: string,
): Reading<DocumentToSave[]> {
  const { key_fingerprint } = key;
  const known = knownKey(logbook, key_fingerprint);
  if (key_fingerprint === old.key_fingerprint)
    return refuse("This is the key that is to be replaced. Give the new one.");
  if (known !== undefined && known.person_id !== old.person_id)
    return refuse("This key is registered for somebody else.");
  if (known !== undefined && known.revoked_at !== null)
    return refuse("This key was revoked itself. Give one that is in use.");
  const added = known === undefined ? [keyDocument(key, old.person_id, now)] : [];
  const ended =
    old.revoked_at === null ? [revokedKey(old, now, `Replaced by the key ${key_fingerprint}`)] : [];
  return { ok: true, value: [...added, ...ended] };
}

/**
 * How many signatures in the logbook a key made before a moment (UTC), which stay valid when it is
 * revoked from then on, and how many say that they were made then or later, and count no more.
 */
export function signedBefore(
  logbook: Pick<Logbook, "all">,
  key: KnownKey,
  moment: string,
): { before: number; later: number } {
  const made = logbook
    .all("entry_signature")
    .filter(({ public_key_id }) => public_key_id === uuidOf(key._id));
  const before = made.filter((one) => Date.parse(one.signed_at) < Date.parse(moment)).length;
  return { before, later: made.length - before };
}
