import { describe, expect, test } from "vitest";
import { newRecordId, uuidOf } from "../../../shared/ids.ts";
import type { Json } from "../../../shared/kinds/kind.ts";
import { kindNamed, type RecordOfKind } from "../../../shared/kinds/kinds.ts";
import { limits } from "../../../shared/limits.ts";
import type { Values } from "../../../shared/merge.ts";
import { acceptAnswer, publicKeyId } from "../../../shared/signatures/accept_answer.ts";
import type { SignableTable } from "../../../shared/signatures/canonical_form.ts";
import {
  frameCollector,
  fromBase45,
  packPayload,
  payloadFrames,
  payloadText,
  readPayloadText,
  toBase45,
  unpackPayload,
} from "../../../shared/signatures/payload.ts";
import { publicKeyOfSeed } from "../../../shared/signatures/sign_entry.ts";
import {
  makeRequest,
  readRequest,
  type SignAnswer,
  type SignRequest,
  signRequest,
} from "../../../shared/signatures/sign_request.ts";
import { validate } from "../../../shared/validate.ts";
import { everyKind } from "../../harness/pilots.ts";
import { aFlight, aModel, anAircraft, aPerson } from "../../harness/records.ts";

const now = "2026-05-02T10:00:00Z";
const pilot = aPerson({ is_logbook_owner: true });
const flight = aFlight(anAircraft(aModel()), { remarks: "Steep turns, ±100 ft, “very nice”" });
const signer_person_id = uuidOf(newRecordId("person"));
const signed_for_person_id = uuidOf(newRecordId("person"));
const seed = (byte: number) => new Uint8Array(32).fill(byte);
const says = {
  name: "Carol Whitman",
  certificate_number: "1234567CFI",
  certificate_expiration: null,
  recent_experience_end: "2028-05-31",
  signed_at: now,
};

function record(document: object): Values & { _id: string } {
  const checked = validate(document);
  if (!checked.ok) expect.fail(JSON.stringify(checked.problems));
  return checked.value.record as never;
}

const terms = {
  purpose: "cfi_endorsement_signature" as const,
  signed_for_person_id: uuidOf(pilot._id),
  pilot: "Amelia Vaughn",
  names: { [`aircraft:${String(flight["aircraft_id"])}`]: "N737ER" },
  signer_person_id,
  known_keys: {},
};
const request = (fields: Partial<SignRequest> = {}): SignRequest => ({
  ...makeRequest("flights", record(flight), terms),
  ...fields,
});

function answerTo(asked: SignRequest, by = 1): SignAnswer {
  const read = readRequest(JSON.parse(JSON.stringify(asked)));
  if (!read.ok) expect.fail(read.reason);
  return signRequest(read.value, says, seed(by));
}

const around = (fields: object = {}) => ({
  record: (_: SignableTable, uuid: string) =>
    uuid === uuidOf(flight._id) ? record(flight) : undefined,
  owner_person_id: uuidOf(pilot._id),
  hasPerson: () => false,
  key: (): RecordOfKind<"public_key"> | undefined => undefined,
  now,
  ...fields,
});

/** A key of the pilot's logbook. */
const registered = (by: number, fields: object = {}) =>
  record({
    _id: publicKeyId(publicKeyOfSeed(seed(by)).key_fingerprint),
    created_at: now,
    updated_at: now,
    person_id: signer_person_id,
    registered_at: now,
    ...publicKeyOfSeed(seed(by)),
    ...fields,
  }) as unknown as RecordOfKind<"public_key">;

describe("base45", () => {
  // RFC 9285, section 4.3 and 4.4.
  test.each([
    ["AB", "BB8"],
    ["Hello!!", "%69 VD92EX0"],
    ["base-45", "UJCLQE7W581"],
    ["ietf!", "QED8WEX0"],
  ])("writes %s as %s and reads it back", (text, letters) => {
    const bytes = new TextEncoder().encode(text);
    expect(toBase45(bytes)).toBe(letters);
    expect(fromBase45(letters)).toEqual(bytes);
  });
  test.each(["GGW", "A", "aB8", "::"])("refuses %s", (letters) => {
    expect(fromBase45(letters)).toBeUndefined();
  });
});

describe("frames", () => {
  const value = { remarks: Array.from({ length: 900 }, (_, i) => `${i * 7919} `).join("") };
  const frames = payloadFrames(value);
  test("a long payload takes several, read in any order, each as often as it comes", () => {
    expect(frames.length).toBeGreaterThan(3);
    const collector = frameCollector();
    const order = [...frames.slice(2), frames[2]!, frames[1]!, frames[1]!];
    for (const frame of order) expect(collector.take(frame).value).toBeUndefined();
    expect(collector.take(frames[0]!).value).toEqual(value);
  });
  test("half of a sequence says how much is missing", () => {
    const collector = frameCollector();
    for (const frame of frames.slice(1)) collector.take(frame);
    expect(collector.take(frames[1]!)).toEqual({
      have: frames.length - 1,
      of: frames.length,
      problem: undefined,
      value: undefined,
    });
  });
  test("a flight fits into three codes at most", () => {
    expect(payloadFrames(request()).length).toBeLessThanOrEqual(3);
    expect(payloadFrames(answerTo(request())).length).toBeLessThanOrEqual(3);
  });
  test("another sequence begins anew; the code of another app is named and loses nothing", () => {
    const collector = frameCollector();
    collector.take(frames[0]!);
    const other = collector.take("https://example.test/menu");
    expect(other).toMatchObject({ have: 1, problem: expect.stringContaining("another app") });
    const next = payloadFrames({ short: 1 });
    expect(collector.take(next[0]!).value).toEqual({ short: 1 });
  });
  test("codes of two sequences of one length are never put together", () => {
    const other = { remarks: value.remarks.replace("7919", "7918") };
    const others = payloadFrames(other);
    expect(others).toHaveLength(frames.length);
    const collector = frameCollector();
    for (const frame of frames.slice(1)) collector.take(frame);
    const read = others.map((frame) => collector.take(frame));
    expect(read[0]!.have).toBe(1);
    expect(read.at(-1)!.value).toEqual(other);
  });
  test.each([
    ["OFFBLOCK/2/0A0A0A0A/1/1/AB", "newer"],
    ["OFFBLOCK/1/0A0A0A0A/3/2/AB", "damaged"],
    ["OFFBLOCK/1/0A0A0A0A/1/1000000000/AB", "damaged"],
    ["OFFBLOCK/1/0A0A0A0A/1/1/BB8", "damaged"],
    ["OFFBLOCK/1/0A0A0A0A/1/1/bb8", "damaged"],
  ])("%s is refused in words", (frame, words) => {
    expect(frameCollector().take(frame).problem).toContain(words);
  });
});

describe("a payload", () => {
  test("is the same as a link, as its last part, and as a file", () => {
    const text = payloadText(request());
    for (const said of [text, ` https://offblock.test/#/sign/open/${text}\n`])
      expect(readPayloadText(said)).toEqual({ ok: true, value: request() });
    expect(readPayloadText(JSON.stringify(request()))).toEqual({ ok: true, value: request() });
  });
  test.each(["", "hello", "https://example.test/", "{", "AAAA", "%%%"])("%j is refused", (text) => {
    expect(readPayloadText(text)).toMatchObject({ ok: false });
  });
  test("that would grow beyond its limit is refused before it has", () => {
    const bomb = packPayload({ remarks: "0".repeat(4 * limits.signing_payload_bytes) });
    expect(bomb.length).toBeLessThan(64 * 1024);
    expect(unpackPayload(bomb)).toMatchObject({ ok: false });
  });
});

describe("a request", () => {
  test("of every kind that can be signed comes back as the record that it was made of", () => {
    for (const document of Object.values(everyKind())) {
      const table = kindNamed(document._id.slice(0, document._id.indexOf(":")))!.table;
      const tables = ["flights", "training_sessions", "endorsements", "flight_reviews"];
      if (![...tables, "book_reports"].includes(table)) continue;
      const made = makeRequest(table as SignableTable, record(document), terms);
      expect(readRequest(JSON.parse(JSON.stringify(made)))).toMatchObject({ ok: true });
    }
  });
  test.each<[string, Partial<Record<keyof SignRequest, unknown>>, string]>([
    ["of an older canonical form", { canonical_form_version: "0" }, "canonical form 0"],
    ["of a newer Offblock", { version: 2 } as never, "newer Offblock"],
    ["that is an answer", { format: "offblock signature" }, "other half"],
    ["of another program", { format: "vcard" }, "nothing that Offblock exchanges"],
    ["for a kind that is not signed", { entry_table: "people" }, "not whole"],
    ["without a pilot", { pilot: 7 }, "not whole"],
    ["with names that are none", { names: { a: 1 } }, "not whole"],
    ["with a key of nobody", { known_keys: { "SHA256:x": "me" } }, "not whole"],
    ["with a field that no flight has", { entry: { ...request().entry, salary: 1 } }, "salary"],
    ["with what is not signed", { entry: { ...request().entry, is_locked: true } }, "the form in"],
    ["with a flight that is none", { entry: { flight_date: "yesterday" } }, "E_"],
  ])("%s is refused", (_, fields, words) => {
    expect(readRequest({ ...request(), ...fields })).toMatchObject({
      ok: false,
      reason: expect.stringContaining(words),
    });
  });
  test.each([undefined, null, 3, "text", []])("that is %j is refused", (value) => {
    expect(readRequest(value).ok).toBe(false);
  });
});

describe("an answer", () => {
  const accepted = (answer: unknown, fields: object = {}) => {
    const got = acceptAnswer(JSON.parse(JSON.stringify(answer)), around(fields));
    if (!got.ok) expect.fail(got.reason);
    return got.value;
  };
  test("becomes the signer, their key and the signature; twice the same documents", () => {
    const answer = answerTo(request());
    const { documents, entry_id, signer } = accepted(answer);
    expect(documents.map(({ _id }) => _id.split(":")[0])).toEqual([
      "person",
      "public_key",
      "entry_signature",
    ]);
    expect([entry_id, signer]).toEqual([flight._id, "Carol Whitman"]);
    expect(documents[2]).toMatchObject({
      signer_certificate_number: "1234567CFI",
      signer_recent_experience_end: "2028-05-31",
      signed_with: { pilot: "Amelia Vaughn", signer: "Carol Whitman" },
    });
    expect(accepted(answer).documents).toEqual(documents);
  });
  test("by a key that the logbook knows is by the person it is registered for", () => {
    const person_id = uuidOf(newRecordId("person"));
    const known = registered(1, { person_id });
    const asked = request({ known_keys: { [known.key_fingerprint]: person_id } });
    const fields = { key: () => known, hasPerson: () => true };
    const { documents } = accepted(answerTo(asked), fields);
    expect(documents).toMatchObject([{ signer_person_id: person_id }]);
  });

  test("by somebody new, asked several times before the first answer comes, is by one person", () => {
    const other = record(aFlight(anAircraft(aModel())));
    const somebody = { ...terms, signer_person_id: null };
    const asked = [record(flight), other].map((entry) => makeRequest("flights", entry, somebody));
    const [first, second] = asked.map((one) => answerTo(one));
    const [person, key] = accepted(first).documents;
    const known = record(key!) as unknown as RecordOfKind<"public_key">;
    const fields = { record: () => other, key: () => known, hasPerson: () => true };
    expect(accepted(second, fields).documents).toMatchObject([
      { signer_person_id: uuidOf(person!._id) },
    ]);
    // Another's key is somebody else's, and so is the same key in another logbook.
    const people = [answerTo(asked[0]!, 2), answerTo({ ...asked[0]!, signed_for_person_id })];
    for (const { signature } of people)
      expect(signature.signer_person_id).not.toBe(uuidOf(person!._id));
  });
  test("by a key that was revoked meanwhile is refused as that", () => {
    const revoked = { revoked_at: "2026-05-01T10:00:00Z", revocation_reason: "Lost tablet" };
    const known = registered(1, revoked);
    const asked = request({ known_keys: { [known.key_fingerprint]: known.person_id } });
    expect(refusal(answerTo(asked), { key: () => known })).toContain("Lost tablet");
  });

  test("by a key whose fingerprint only begins like a known one is by somebody new", () => {
    const { key_fingerprint } = publicKeyOfSeed(seed(1));
    const alike = `${key_fingerprint.slice(0, 40)}${"A".repeat(key_fingerprint.length - 40)}`;
    const asked = request({ known_keys: { [alike]: uuidOf(newRecordId("person")) } });
    expect(accepted(answerTo(asked)).documents[2]).toMatchObject({ signer_person_id });
  });

  const refusal = (answer: unknown, fields: object = {}) => {
    const got = acceptAnswer(answer, around(fields));
    return got.ok ? "" : got.reason;
  };
  const tampered = (fields: { [name: string]: Json }) => {
    const answer = answerTo(request());
    return { ...answer, signature: { ...answer.signature, ...fields } };
  };
  test("over an entry that was changed meanwhile is refused", () => {
    const later = record({ ...flight, remarks: "nicer" });
    expect(refusal(answerTo(request()), { record: () => later })).toContain("HASH_MISMATCH");
  });
  test("replayed in another logbook is refused", () => {
    const owner_person_id = uuidOf(newRecordId("person"));
    expect(refusal(answerTo(request()), { owner_person_id })).toContain("another person's logbook");
  });
  test("replayed on another entry is refused", () => {
    const other = record(aFlight(anAircraft(aModel())));
    const moved = tampered({ entry_id: uuidOf(other._id) });
    expect(refusal(moved, { record: () => other })).toContain("HASH_MISMATCH");
  });
  test("of an older canonical form is refused", () => {
    expect(refusal(tampered({ canonical_form_version: "0" }))).toContain("HASH_MISMATCH");
  });
  test("with a key registered for another person is refused", () => {
    const person_id = uuidOf(newRecordId("person"));
    expect(refusal(answerTo(request()), { key: () => registered(1, { person_id }) })).toContain(
      "another person than the signer",
    );
  });
  test("by a key that was revoked before is refused", () => {
    const revoked = registered(1, {
      revoked_at: "2026-05-01T00:00:00Z",
      revocation_reason: "lost",
    });
    expect(refusal(answerTo(request()), { key: () => revoked })).toContain("KEY_REVOKED");
  });
  test("whose key is not the one that signed is refused", () => {
    const { public_key } = answerTo(request(), 2);
    expect(refusal({ ...answerTo(request()), public_key })).toMatch(/MISMATCH|INVALID/);
  });
  test("over an entry that is not here is refused", () => {
    expect(refusal(answerTo(request()), { record: () => undefined })).toContain("not in this");
  });
  test.each([
    ["a request", () => request(), "other half"],
    ["a shopping list", () => ({ milk: 1 }), "nothing that Offblock exchanges"],
    ["nothing", () => null, "nothing that Offblock exchanges"],
    ["no key", () => ({ ...answerTo(request()), public_key: null }), "no Ed25519"],
    ["no signature", () => ({ ...answerTo(request()), signature: 1 }), "holds no signature"],
    ["half a signature", () => tampered({ signed_at: null }), "not whole"],
  ])("that is %s is refused", (_, answer, words) => {
    expect(refusal(answer())).toContain(words);
  });
});
