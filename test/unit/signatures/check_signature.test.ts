import { describe, expect, test } from "vitest";
import type { Fields } from "../../../shared/fields.ts";
import { newRecordId, uuidOf } from "../../../shared/ids.ts";
import { kindOfTable, type RecordOfKind } from "../../../shared/kinds/kinds.ts";
import type { Values } from "../../../shared/merge.ts";
import {
  canonicalEntryText,
  type SignableTable,
  signedFields,
  type SignedFields,
} from "../../../shared/signatures/canonical_form.ts";
import { checkSignature } from "../../../shared/signatures/check_signature.ts";
import { datingWarnings } from "../../../shared/signatures/dating.ts";
import { publicKeyOfSeed, signEntry } from "../../../shared/signatures/sign_entry.ts";
import { validate } from "../../../shared/validate.ts";
import { aFlight, aModel, anAircraft, aPerson } from "../../harness/records.ts";

const at = "2026-05-01T10:00:00Z";
const envelope = { created_at: at, updated_at: at };
const seed = (n: number) => new Uint8Array(32).fill(n);

/** A validated record of a document. */
function valid<T>(document: object): T {
  const result = validate(document);
  if (!result.ok) expect.fail(JSON.stringify(result.problems));
  return result.value.record as T;
}

const pilot = aPerson({ is_logbook_owner: true });
const signer = aPerson({ display_name: "Sign Er" });
const flight = aFlight(anAircraft(aModel()), { remarks: "as flown" });
const entry = valid<Values>(flight);
const key = (n: number, fields: object = {}) =>
  valid<RecordOfKind<"public_key">>({
    _id: newRecordId("public_key"),
    ...envelope,
    person_id: uuidOf(signer._id),
    registered_at: at,
    ...publicKeyOfSeed(seed(n)),
    ...fields,
  });

const terms = {
  entry_table: "flights" as const,
  entry_id: uuidOf(flight._id),
  signer_person_id: uuidOf(signer._id),
  signer_certificate_number: "1234567CFI",
  signer_certificate_expiration: null,
  signer_recent_experience_end: "2028-05-31",
  signed_for_person_id: uuidOf(pilot._id),
  signed_with: { signer: "Sign Er", aircraft: "N12345" },
  signed_at: "2026-05-02T10:00:00Z",
  signature_purpose: "cfi_endorsement_signature",
};

const signature = (fields: object = {}, by = key(1)) =>
  valid<RecordOfKind<"entry_signature">>({
    _id: newRecordId("entry_signature"),
    ...envelope,
    public_key_id: uuidOf(by._id),
    ...signEntry(terms, entry, seed(1)),
    ...fields,
  });

const around = (fields: object = {}) => ({
  entry: canonicalEntryText("flights", entry),
  entry_day: "2026-05-01",
  key: key(1),
  logbook_person_id: uuidOf(pilot._id),
  ...fields,
});

test("a signature is valid over what was signed", () => {
  expect(checkSignature(signature(), around())).toMatchObject({ verdict: "VALID", notes: [] });
});

test("its notes are its owner's, and its moments may be spelt otherwise", () => {
  const other = signature({ notes: "at the ramp", signed_at: "2026-05-02T10:00:00.000Z" });
  expect(checkSignature(other, around()).verdict).toBe("VALID");
});

describe("HASH_MISMATCH", () => {
  const changed = (fields: object) => canonicalEntryText("flights", { ...entry, ...fields });
  test.each([
    ["the entry was changed", {}, { entry: changed({ remarks: "nicer" }) }],
    ["a minute was added", {}, { entry: changed({ total_time: 61 }) }],
    ["the entry is gone", {}, { entry: undefined }],
    ["it is put on another entry", { entry_id: uuidOf(newRecordId("flight")) }, {}],
    ["it is put on an entry of another kind", { entry_table: "training_sessions" }, {}],
    ["it is put into another logbook", {}, { logbook_person_id: uuidOf(newRecordId("person")) }],
    ["nobody's logbook is named", {}, { logbook_person_id: null }],
    ["it claims another canonical form", { canonical_form_version: "0" }, {}],
    ["it claims a canonical form to come", { canonical_form_version: "2" }, {}],
    ["it claims another time", { signed_at: "2026-05-03T10:00:00Z" }, {}],
    ["it claims another certificate", { signer_certificate_number: "7654321CFI" }, {}],
    ["it claims another purpose", { signature_purpose: "examiner_signature" }, {}],
    ["what was shown was changed", { signed_with: { aircraft: "N54321" } }, {}],
    ["its hash was changed", { canonical_data_hash: "0".repeat(64) }, {}],
  ])("when %s", (_, fields, surroundings) => {
    expect(checkSignature(signature(fields), around(surroundings)).verdict).toBe("HASH_MISMATCH");
  });
});

describe("SIGNATURE_INVALID", () => {
  test.each([
    ["is another's", signEntry(terms, entry, seed(2)).signature_data],
    ["is no signature", "AAAA"],
    ["is all zeros", "00".repeat(64)],
  ])("when the signature %s", (_, signature_data) => {
    expect(checkSignature(signature({ signature_data }), around()).verdict).toBe(
      "SIGNATURE_INVALID",
    );
  });
});

describe("KEY_UNKNOWN", () => {
  test.each([
    ["is not there", undefined],
    ["is registered for another person", key(1, { person_id: uuidOf(pilot._id) })],
    [
      "carries the fingerprint of another",
      key(1, { public_key_data: publicKeyOfSeed(seed(2)).public_key_data }),
    ],
    [
      "is one that cannot be checked",
      key(1, {
        public_key_data: "-----BEGIN PGP PUBLIC KEY BLOCK-----",
        key_format: "pgp_armored",
        key_algorithm: "pgp",
      }),
    ],
  ])("when the key %s", (_, other) => {
    expect(checkSignature(signature(), around({ key: other })).verdict).toBe("KEY_UNKNOWN");
  });
});

test("two keys whose fingerprints begin alike are two keys: whole keys are compared", () => {
  // The first characters of a fingerprint name nobody: give the second key's record the first one's.
  const two = key(2);
  const alike = key(2, {
    key_fingerprint: key(1).key_fingerprint.slice(0, 20) + two.key_fingerprint.slice(20),
  });
  expect(checkSignature(signature(), around({ key: two })).verdict).toBe("HASH_MISMATCH");
  expect(checkSignature(signature(), around({ key: alike })).verdict).toBe("KEY_UNKNOWN");
});

describe("a date that cannot be right is told of, and refuses nothing", () => {
  const came = (created_at: string) => signature({ created_at, updated_at: created_at });
  test.each([
    ["a year ahead of the pilot's clock", "2025-05-01T10:00:00Z", null, ["366 days after it came"]],
    ["before the flight", at, "2026-05-20", ["18 days before the day of the entry"]],
    [
      "long before it came in",
      "2027-05-02T10:00:00Z",
      null,
      ["came into the logbook 365 days later"],
    ],
    ["the evening before, by another zone", at, "2026-05-03", []],
    ["some days before it came in", "2026-05-30T10:00:00Z", "2026-04-01", []],
  ])("%s", (_, created_at, entry_day, words) => {
    const found = checkSignature(came(created_at), around({ entry_day }));
    expect(found).toMatchObject({
      verdict: "VALID",
      notes: words.map(() => expect.stringContaining("It is dated 2026-05-02")),
    });
    words.forEach((word, i) => expect(found.notes[i]).toContain(word));
  });
  const clock = { now: "2027-05-02T10:00:00Z", clock_ahead_ms: 0, clock_read_at: null };
  const day_ms = 86_400_000;
  const read = (now: string, days_ahead: number, clock_read_at = now) => ({
    now,
    clock_ahead_ms: days_ahead * day_ms,
    clock_read_at,
  });
  test.each([
    ["a year after the flight", {}, ["366 days after the day of the entry"]],
    ["before the flight", { now: "2026-04-02T10:00:00Z" }, ["29 days before the day of the entry"]],
    ["ahead of the ledger", read(at, 365), ["365 days ahead of the ledger’s when that last"]],
    ["behind the ledger", read(at, -2), ["2 days behind the ledger’s when that last"]],
    ["a day behind it", read(at, -1), ["was 1 day behind"]],
    [
      "as it stood days ago, two days ahead",
      read("2026-05-09T10:00:00Z", 2, "2026-05-05T10:00:00Z"),
      ["on 2026-05-03 by the ledger’s"],
    ],
    [
      "before the ledger's last answer",
      read(at, 0, "2026-05-09T10:00:00Z"),
      ["before the day when the ledger last answered"],
    ],
    ["right again, having been a year ahead", read(at, 365, "2027-05-02T10:00:00Z"), []],
    ["right", { ...read(at, 0), clock_ahead_ms: 60_000 }, []],
  ])("a signer whose clock stands %s is told before", (_, fields, words) => {
    const warnings = datingWarnings({ ...clock, ...fields }, "2026-05-01");
    expect(warnings).toHaveLength(words.length);
    words.forEach((word, i) => expect(warnings[i]).toContain(word));
  });
});

describe("a revoked key", () => {
  const revoked = (revoked_at: string) => key(1, { revoked_at, revocation_reason: "lost tablet" });
  test("leaves what it signed before valid, and says so", () => {
    expect(checkSignature(signature(), around({ key: revoked("2026-05-02T10:00:01Z") }))).toEqual({
      verdict: "VALID",
      why: expect.any(String),
      notes: [expect.stringContaining("lost tablet")],
    });
  });
  test.each(["2026-05-02T10:00:00Z", "2026-05-01T00:00:00Z"])(
    "signs nothing from %s on",
    (revoked_at) => {
      expect(checkSignature(signature(), around({ key: revoked(revoked_at) })).verdict).toBe(
        "KEY_REVOKED",
      );
    },
  );
});

test("two people sign one entry, each by their own key", () => {
  const own = valid<RecordOfKind<"entry_signature">>({
    _id: newRecordId("entry_signature"),
    ...envelope,
    public_key_id: uuidOf(newRecordId("public_key")),
    ...signEntry(
      {
        ...terms,
        signer_person_id: uuidOf(pilot._id),
        signature_purpose: "student_acknowledgment",
      },
      entry,
      seed(2),
    ),
  });
  const pilotKey = key(2, { person_id: uuidOf(pilot._id) });
  expect(checkSignature(signature(), around()).verdict).toBe("VALID");
  expect(checkSignature(own, around({ key: pilotKey })).verdict).toBe("VALID");
});

/** What is deliberately not signed: what a lock leaves free, and what the row is called. */
const unsigned: Record<SignableTable, string[]> = {
  flights: [
    "is_locked",
    "locked_at",
    "locked_reason",
    "is_erroneous",
    "erroneous_reason",
    "marked_erroneous_at",
  ],
  training_sessions: [
    "is_locked",
    "locked_at",
    "locked_reason",
    "is_erroneous",
    "erroneous_reason",
    "marked_erroneous_at",
  ],
  endorsements: ["is_locked", "locked_at", "locked_reason"],
  flight_reviews: ["is_locked", "locked_at", "locked_reason"],
  book_reports: ["is_locked", "locked_at", "locked_reason", "attestation_signature_id", "notes"],
};

function covered(fields: Fields, signed: SignedFields, free: string[]): void {
  const moments = Object.keys(fields).filter((name) => fields[name]!.type === "moment");
  const rows = Object.keys(fields).filter((name) => fields[name]!.type === "rows");
  const plain = Object.keys(fields).filter(
    (name) => !moments.includes(name) && !rows.includes(name),
  );
  const but = (names: string[]) => names.filter((name) => !free.includes(name)).sort();
  expect([...signed.values].sort()).toEqual(but(plain));
  expect([...signed.moments].sort()).toEqual(but(moments));
  expect(Object.keys(signed.rows).sort()).toEqual(but(rows));
  for (const name of rows) {
    const field = fields[name]!;
    if (field.type === "rows") covered(field.fields, signed.rows[name]!, []);
  }
}

test.each(Object.keys(signedFields) as SignableTable[])(
  "every field of %s is signed, or left out on purpose",
  (table) => {
    covered(kindOfTable(table)!.fields, signedFields[table], unsigned[table]);
  },
);
