import { describe, expect, test } from "vitest";
import { memoryShelf } from "../../../client/models/kept.ts";
import {
  isInUse,
  type KnownKey,
  replacement,
  signedBefore,
} from "../../../client/models/key_records.ts";
import { type HeldKey, openSigningKeys } from "../../../client/models/signing_keys.ts";
import { openSignedAnswers, type SignedAnswers } from "../../../client/models/signed_answers.ts";
import { newRowId, uuidOf } from "../../../shared/ids.ts";
import { limits } from "../../../shared/limits.ts";
import { publicKeyId } from "../../../shared/signatures/accept_answer.ts";
import type { KeyBackup } from "../../../shared/signatures/key_backup.ts";
import { type ReadKey, readPublicKey } from "../../../shared/signatures/public_keys.ts";
import { publicKeyOfSeed } from "../../../shared/signatures/sign_entry.ts";
import type { SignAnswer, SignRequest } from "../../../shared/signatures/sign_request.ts";
import { validate } from "../../../shared/validate.ts";

const at = "2026-05-01T10:00:00Z";
const now = "2026-06-01T10:00:00Z";
const carol = newRowId();

/** The public half of a key that a number stands for. */
function readKey(n: number): ReadKey {
  const reading = readPublicKey(publicKeyOfSeed(new Uint8Array(32).fill(n)).public_key_data);
  if (!reading.ok) expect.fail(reading.reason);
  return reading.key;
}

/** The same as a logbook has it. */
function known(n: number, fields: object = {}): KnownKey {
  const { bytes: _, ...key } = readKey(n);
  const _id = publicKeyId(key.key_fingerprint);
  const envelope = { created_at: at, updated_at: at, registered_at: at };
  const result = validate({ _id, ...envelope, ...key, person_id: carol, ...fields });
  if (!result.ok) expect.fail(JSON.stringify(result.problems));
  return { ...(result.value.record as unknown as KnownKey), _rev: "1-a" };
}

const logbookOf = (...keys: KnownKey[]) => ({
  get: ((_kind: string, uuid: string) => keys.find(({ _id }) => uuidOf(_id) === uuid)) as never,
});

const held = (n: number, retired_at: string | null = null) =>
  ({
    backup: { key_fingerprint: readKey(n).key_fingerprint } as KeyBackup,
    retired_at,
  }) as HeldKey;

describe("a key in the place of another", () => {
  const old = known(1);

  test("is registered for its person, and the old one revoked with who replaces it and when", () => {
    const replaced = replacement(logbookOf(old), old, readKey(2), now);
    if (!replaced.ok) expect.fail(replaced.reason);
    const [added, ended] = replaced.value;
    expect(added).toMatchObject({ _id: known(2)._id, person_id: carol, registered_at: now });
    expect(ended).toMatchObject({ _id: old._id, _rev: "1-a", revoked_at: now });
    expect(ended!["revocation_reason"]).toContain(readKey(2).key_fingerprint);
    for (const document of replaced.value)
      expect(validate({ created_at: at, updated_at: at, ...document })).toMatchObject({ ok: true });
  });

  test("that the logbook knows already is only named; one revoked before keeps its reason", () => {
    const both = replacement(logbookOf(old, known(2)), old, readKey(2), now);
    expect(both.ok && both.value.map(({ _id }) => _id)).toEqual([old._id]);
    const lost = known(1, { revoked_at: at, revocation_reason: "Lost tablet" });
    const again = replacement(logbookOf(lost), lost, readKey(2), now);
    expect(again.ok && again.value.map(({ _id }) => _id)).toEqual([known(2)._id]);
  });

  test.each([
    ["the key itself", [], 1, "is to be replaced"],
    ["one of somebody else", [known(2, { person_id: newRowId() })], 2, "for somebody else"],
    ["a revoked one", [known(2, { revoked_at: at, revocation_reason: "Lost" })], 2, "was revoked"],
  ])("is not %s", (_, others, n, words) => {
    const refused = replacement(logbookOf(old, ...others), old, readKey(n), now);
    expect(refused.ok ? "" : refused.reason).toContain(words);
  });

  test("leaves what was signed before, and tells what says it was signed later", () => {
    const made = [at, "2026-06-01T09:59:59Z", now, "2027-06-01T10:00:00Z"].map((signed_at) => ({
      signed_at,
      public_key_id: uuidOf(old._id),
    }));
    const all = (() => [...made, { signed_at: at, public_key_id: newRowId() }]) as never;
    expect(signedBefore({ all }, old, now)).toEqual({ before: 2, later: 2 });
  });
});

test("a key signs until it is replaced here, or revoked in the logbook that is open", () => {
  const revoked = known(1, { revoked_at: at, revocation_reason: "Lost tablet" });
  expect(isInUse(logbookOf(), held(1))).toBe(true);
  expect(isInUse(logbookOf(known(1)), held(1))).toBe(true);
  expect(isInUse(logbookOf(revoked), held(1))).toBe(false);
  expect(isInUse(logbookOf(), held(1, at))).toBe(false);
});

test("two tabs keep the keys of both", () => {
  const shelf = memoryShelf();
  const [one, other] = [openSigningKeys(shelf), openSigningKeys(shelf)];
  one.put(held(1));
  other.put(held(2));
  one.put(held(1, at));
  expect(openSigningKeys(shelf).all.value).toEqual([held(2), held(1, at)]);
  one.forget(readKey(2).key_fingerprint);
  expect(openSigningKeys(shelf).all.value).toEqual([held(1, at)]);
});

describe("what was signed for somebody else", () => {
  const request = { entry_table: "flights", entry_id: newRowId(), pilot: "Amelia" } as SignRequest;
  const answer = (hash: string) =>
    ({ signature: { canonical_data_hash: hash, entry_id: request.entry_id } }) as SignAnswer;
  const hashes = ({ all }: SignedAnswers) =>
    all.value.map((one) => one.answer.signature.canonical_data_hash);

  test("stays over a reload until it is put away, in whichever tab", () => {
    const shelf = memoryShelf();
    const [one, other] = [openSignedAnswers(shelf), openSignedAnswers(shelf)];
    for (const [tab, hash] of [
      [one, "a"],
      [other, "b"],
      [one, "b"],
    ] as const)
      expect(tab.put(request, answer(hash))).toBe(true);
    expect(hashes(openSignedAnswers(shelf))).toEqual(["b", "a"]);
    other.putAway(answer("a"));
    expect(hashes(openSignedAnswers(shelf))).toEqual(["b"]);
    expect(openSignedAnswers(shelf).all.value[0]!.title).toBe("Flight of Amelia");
  });

  test("is never dropped for another: a full device says so", () => {
    const answers = openSignedAnswers(memoryShelf());
    const all = Array.from({ length: limits.signed_answers_kept }, (_, n) => String(n));
    for (const hash of all) expect(answers.put(request, answer(hash))).toBe(true);
    expect(answers.put(request, answer("more"))).toBe(false);
    expect(hashes(answers)).toEqual(all.toReversed());
  });
});
