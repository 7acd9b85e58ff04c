import { hexToBytes } from "@noble/hashes/utils.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canonicalJson } from "../../shared/canonical_json.ts";
import { newRecordId, uuidOf } from "../../shared/ids.ts";
import { kindNamed } from "../../shared/kinds/kinds.ts";
import type { Values } from "../../shared/merge.ts";
import {
  canonicalEntryText,
  type SignableTable,
  signedFields,
} from "../../shared/signatures/canonical_form.ts";
import { publicKeyOfSeed, signEntry } from "../../shared/signatures/sign_entry.ts";
import { signedBytes } from "../../shared/signatures/statement.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { freshDatabase } from "../harness/fresh_database.ts";
import {
  applyDocuments,
  type Document,
  everyKind,
  loadSomeReference,
  newOwner,
  type Owner,
  recordOf,
} from "../harness/pilots.ts";
import type { TestDatabase } from "../harness/postgres.ts";
import { scrambled, someJson } from "../harness/random_entry.ts";
import { dice } from "../harness/random_logbook.ts";
import rfc8785 from "../vectors/rfc8785.json" with { type: "json" };

let database: TestDatabase;
let owner: Owner;
beforeAll(async () => {
  database = await freshDatabase();
  await loadSomeReference(database.admin);
  owner = await newOwner(database.db, "canonical");
});
afterAll(async () => {
  await checkLedger(database.admin);
  await database.drop();
});

async function answer(query: string, ...values: unknown[]): Promise<string | null> {
  const [row] = await database.admin.query<{ answer: string | null }>(query, values);
  return row!.answer;
}

describe("canonical JSON in SQL is that of RFC 8785", () => {
  test.each(rfc8785.texts)("$canonical", async ({ input, canonical }) => {
    expect(await answer("select logbook.canonical_json($1::jsonb) as answer", input)).toBe(
      canonical,
    );
  });

  test.each(rfc8785.numbers as [string, string][])("%s is written %s", async (bits, text) => {
    const bytes = hexToBytes(bits);
    const number = new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0);
    expect(await answer("select logbook.ecmascript_number($1) as answer", String(number))).toBe(
      text,
    );
  });

  test("and that of the device, whatever the JSON", async () => {
    const random = dice(8785);
    const values = Array.from({ length: 1500 }, () => someJson(random, 4));
    const rows = await database.admin.query<{ text: string }>(
      `select logbook.canonical_json(v) as text
         from jsonb_array_elements($1) with ordinality as t (v, n) order by n`,
      [JSON.stringify(values)],
    );
    rows.forEach(({ text }, i) => expect(text).toBe(canonicalJson(values[i])));
  });
});

/** Fields that the rules of a kind tie to each other. */
const tied =
  "leg_number block_out block_off block_on block_in total_time is_takeoff is_landing is_full_stop " +
  "is_erroneous erroneous_reason is_locked is_attested generated_at numeric_value";

const kindOf = ({ _id }: Document) => kindNamed(_id.slice(0, _id.indexOf(":")))!;
const isSignable = (document: Document) => Object.hasOwn(signedFields, kindOf(document).table);

/** Records of everything that can be signed, at random, with what they refer to. */
function someEntries(seed: number): Document[] {
  const random = dice(seed);
  return (Object.values(everyKind()) as Document[])
    .filter(({ _id }) => !/^(entry_signature|attachment|correction):/.test(_id))
    .map((document) => {
      if (!isSignable(document)) return document;
      const roomy = "total_time" in document ? { ...document, total_time: 600 } : document;
      return scrambled(random, kindOf(document).fields, roomy, tied.split(" "));
    });
}

test("the canonical form of any entry is the same on the device and in the ledger", async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const documents = someEntries(seed);
    await applyDocuments(database.db, owner, documents);
    for (const entry of documents.filter(isSignable)) {
      const table = kindOf(entry).table as SignableTable;
      const text = await answer(
        "select entry as answer from logbook.canonical_entries($1, $2, $3)",
        owner.user_id,
        table,
        [uuidOf(entry._id)],
      );
      expect(text, `seed ${seed}`).toBe(canonicalEntryText(table, recordOf(entry) as Values));
    }
  }
});

test("the signed bytes are the same, and a signature over something else is found", async () => {
  const { model, aircraft, strip, person, device, tag, flight } = everyKind();
  const seed = new Uint8Array(32).fill(3);
  const key = {
    _id: newRecordId("public_key"),
    created_at: "2026-05-01T10:00:00Z",
    updated_at: "2026-05-01T10:00:00Z",
    registered_at: "2026-05-01T10:00:00Z",
    person_id: uuidOf(person._id),
    ...publicKeyOfSeed(seed),
  };
  const terms = {
    entry_table: "flights" as const,
    entry_id: uuidOf(flight._id),
    signer_person_id: uuidOf(person._id),
    signer_certificate_number: "1234567CFI",
    signer_certificate_expiration: null,
    signer_recent_experience_end: "2028-05-31",
    signed_for_person_id: uuidOf(person._id),
    signed_with: { signer: "Sign \u2028 Er", "😀": 1.5, "\ufb33": null },
    signed_at: "2026-05-02T10:00Z",
    signature_purpose: "cfi_endorsement_signature",
  };
  const record = recordOf(flight) as Values;
  const signature = (fields: object = {}): Document => ({
    _id: newRecordId("entry_signature"),
    created_at: "2026-05-01T10:00:00Z",
    updated_at: "2026-05-01T10:00:00Z",
    public_key_id: uuidOf(key._id),
    ...signEntry(terms, record, seed),
    ...fields,
  });
  const good = signature();
  const bad = signature({ signer_certificate_number: "7654321CFI" });
  const old = signature({ canonical_form_version: "0" });
  await applyDocuments(database.db, owner, [
    model,
    aircraft,
    strip,
    person,
    device,
    tag,
    flight,
    key,
    good,
    bad,
    old,
  ] as Document[]);
  expect(
    await answer(
      `select encode(b.bytes, 'hex') as answer from logbook.entry_signatures s
         cross join lateral logbook.signed_bytes($1, array[s]) b where s.id = $2`,
      owner.user_id,
      uuidOf(good._id),
    ),
  ).toBe(
    Buffer.from(
      signedBytes(terms, canonicalEntryText("flights", record), key.key_fingerprint),
    ).toString("hex"),
  );
  const rows = await database.admin.query<{ signature_id: string }>(
    "select signature_id from logbook.differing_signatures($1)",
    [owner.user_id],
  );
  expect(rows.map((row) => row.signature_id).sort()).toEqual(
    [bad, old].map(({ _id }) => uuidOf(_id)).sort(),
  );
});
