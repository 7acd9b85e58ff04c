import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { copyPieces, type OplfLogbook } from "../../../shared/formats/oplf.ts";
import { deletionProposedBy, proposedDeletion } from "../../../shared/formats/oplf_fate.ts";
import { oplfReader, readOplf } from "../../../shared/formats/oplf_reader.ts";
import { oplfSchema } from "../../../shared/formats/oplf_schema.ts";
import { oplfVerifier } from "../../../shared/formats/oplf_verify.ts";
import type { Values } from "../../../shared/merge.ts";
import { canonicalEntryText } from "../../../shared/signatures/canonical_form.ts";
import { checkSignature } from "../../../shared/signatures/check_signature.ts";
import { signedBytes } from "../../../shared/signatures/statement.ts";
import { validate } from "../../../shared/validate.ts";
import { everyKind } from "../../harness/pilots.ts";

const schemaFile = new URL("../../../docs/oplf/schema-1.0.json", import.meta.url);
const vectorFile = new URL("../../../docs/oplf/signature_vectors.json", import.meta.url);
const logbook = { id: "0198f2a4-0000-7000-8000-000000000001", book: "pilot" };

async function writeOplf(of: OplfLogbook, all: readonly Values[]): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of copyPieces(of, all)) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}

const records = Object.values(everyKind()) as unknown as Values[];

describe("the published JSON Schema", () => {
  const published = JSON.parse(readFileSync(schemaFile, "utf8"));
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  addFormats.default(ajv);
  const holds = ajv.compile(published);

  test("is the one that the kinds make (npm run build:schema writes it)", () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(oplfSchema())));
  });

  test("accepts an export with a record of every kind, and fields to come", async () => {
    const file = JSON.parse(await writeOplf(logbook, records));
    expect([holds(file), holds.errors]).toEqual([true, null]);
    file.records.flight[0].mood = "good";
    file["x-note"] = 1;
    expect(holds(file)).toBe(true);
  });

  test.each([
    ["another version", (file: any) => (file.schema_version = "2.0")],
    ["a flight without a date", (file: any) => delete file.records.flight[0].flight_date],
    ["minutes that are not whole", (file: any) => (file.records.flight[0].total_time = 1.5)],
    ["a kind that there is not", (file: any) => (file.records.mood = [])],
    ["no SHA-256", (file: any) => delete file.sha256],
  ])("refuses %s", async (_, change) => {
    const file = JSON.parse(await writeOplf(logbook, records));
    change(file);
    expect(holds(file)).toBe(false);
  });
});

describe("a file", () => {
  test("reads the same in pieces of any size", async () => {
    const text = await writeOplf(logbook, [
      ...records,
      { ...records[0], _id: `${String(records[0]!["_id"]).slice(0, -4)}ffff`, notes: "é€😀\u2028" },
    ]);
    const bytes = new TextEncoder().encode(text);
    for (const size of [1, 2, 7, 64, 1000, bytes.length]) {
      const verifier = oplfVerifier();
      for (let at = 0; at < bytes.length; at += size)
        expect(await verifier.push(bytes.subarray(at, at + size))).toBeUndefined();
      const found = await verifier.end();
      expect(found.problems.filter((problem) => !/entry_signature:/.test(problem))).toEqual([]);
      expect(found.records).toBe(records.length + 1);
    }
  });

  test("that holds one record twice is not sound", async () => {
    const [first] = records as [Values];
    const text = await writeOplf(logbook, [first, { ...first, notes: "another" }]);
    const verifier = oplfVerifier();
    await verifier.push(new TextEncoder().encode(text));
    expect((await verifier.end()).problems).toEqual([`${String(first["_id"])} is there twice`]);
  });

  test.each([1, 3, 64, 100_000])(
    "what nobody hears is passed over unread, in pieces of %i bytes",
    (size) => {
      const line = { text: '}]{[,"\\\n', more: [{ deep: ["]"] }] };
      const file = {
        format: "OPLF",
        schema_version: "1.0",
        logbook,
        audit_log: [line, line],
        records: { flight: [{ _id: "flight:1" }, { _id: "flight:2" }, { _id: "person:1" }] },
      };
      const text = `${JSON.stringify(file, null, 2)}\n`;
      const bytes = new TextEncoder().encode(text);
      const heard: unknown[] = [];
      const reader = oplfReader({ record: (_, { _id }) => heard.push(_id) }, undefined);
      const said = [];
      for (let at = 0; at < bytes.length; at += size)
        said.push(reader.push(bytes.subarray(at, at + size)));
      const place = text.split("\n").findIndex((each) => each.includes("person:1"));
      expect(said.findLast((one) => one !== undefined)).toBe(
        `line ${place}: person:1 stands among the records of flight.`,
      );
      expect(heard).toEqual(["flight:1", "flight:2"]);
    },
  );

  test.each([
    ["", /cut off/],
    ["null", /cut off/],
    ["null ", /no JSON object/],
    ["[]", /no JSON object/],
    ["{}", /format is missing/],
    ['{"a":1}', /first member is not format/],
    [
      '{"format":"OPLF","schema_version":"2.0"}',
      /version 2\.0; this program reads 1\.0. Update it/,
    ],
    ['{"format":"OPLF","schema_version":"1.0","records":{}}', /logbook is missing/],
    ['{"format":"OPLF","schema_version":"1.0","logbook":7}', /no id/],
    [
      '{"format":"OPLF","schema_version":"1.0","logbook":{"id":"a","book":"pilot"},"records":{"flight":[{"_id":"person:1"}]}}',
      /stands among the records of flight/,
    ],
    [
      '{"format":"OPLF","schema_version":"1.0","logbook":{"id":"a","book":"pilot"},"records":{},"audit_log":[]}',
      /audit_log is not in its place/,
    ],
    [
      '{"format":"OPLF","schema_version":"1.0","logbook":{"id":"a","book":"pilot"},"records":{"flight":[],"flight":[]}}',
      /flight are there twice/,
    ],
    [
      '{"format":"OPLF","schema_version":"1.0","logbook":{"id":"a","book":"pilot"},"records":{"flight":[],"person":[]}}',
      /records of person stand after those of flight/,
    ],
    [
      '{"format":"OPLF","schema_version":"1.0","logbook":{"id":"a","book":"pilot"},"audit_log":7}',
      /audit_log is not a list/,
    ],
    ['{"format":"OPLF" "schema_version":"1.0"}', /stands where JSON has something else/],
    ['{"format":OPLF}', /not JSON/],
    ['\ufeff{"format":"OPLF"}', /line 1: this begins with a byte order mark/],
    [
      `{"format":"OPLF","schema_version":"1.0","logbook":{"id":"a","book":"pilot"},\n"zz":${"[".repeat(33)}${"]".repeat(33)}}`,
      /line 2: It nests more than 32 levels/,
    ],
    [
      '{"format":"OPLF","schema_version":"1.0","logbook":{"id":"a","book":"pilot"},"records":{"flight":[{"_id":"flight:1","zz":{"__proto__":1}}]}}',
      /named __proto__/,
    ],
  ])("%s is refused: %s", (text, words) => {
    expect(readOplf(text)).toMatchObject({ ok: false, reason: expect.stringMatching(words) });
  });
});

test("a deletion that a copy carries is a correction that proposes it, the same however often it is saved", () => {
  const _id = "flight:019e7044-87ff-7fc4-8341-2f16e9dca50a";
  const deletion = { _id, _rev: "2-a", _deleted: true, updated_at: "2026-05-02T10:00:00Z" };
  const proposal = proposedDeletion(deletion);
  expect(validate(proposal)).toMatchObject({ ok: true });
  expect(proposal).toEqual(proposedDeletion({ ...deletion }));
  expect(deletionProposedBy(proposal)).toBe(_id);
  // What else is proposed, or was decided, is a record like any other.
  for (const other of [{ reason: "still_referenced" }, { status: "dismissed" }, { proposed: {} }])
    expect(deletionProposedBy({ ...proposal, ...other })).toBeUndefined();
});

describe("the published vectors of signatures", () => {
  const { vectors } = JSON.parse(readFileSync(vectorFile, "utf8"));
  test.each(vectors as any[])(
    "$name",
    ({ entry, key, signature, canonical, signed_bytes, logbook_person_id }) => {
      const [valid, keyRecord, signatureRecord] = [entry, key, signature].map((document) => {
        const result = validate(document);
        if (!result.ok) expect.fail(JSON.stringify(result.problems));
        return result.value.record as any;
      });
      const text = canonicalEntryText(signature.entry_table, valid);
      expect(text).toBe(canonical);
      const bytes = signedBytes(signatureRecord, text, key.key_fingerprint);
      expect(new TextDecoder().decode(bytes)).toBe(signed_bytes);
      const around = { entry: text, entry_day: null, key: keyRecord, logbook_person_id };
      expect(checkSignature(signatureRecord, around).verdict).toBe("VALID");
    },
  );
});
