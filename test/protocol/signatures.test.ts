import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkpointSigner, makeCheckpoint } from "../../server/ledger/checkpoints.ts";
import { exportText } from "../../server/ledger/export.ts";
import { verifyText } from "../../server/ledger/verify.ts";
import { newRecordId, uuidOf } from "../../shared/ids.ts";
import { type Gateway, type Pilot, startGateway } from "../harness/gateway.ts";
import { aSigner, signedBy } from "../harness/signed.ts";
import { aFlight, aModel, anAircraft } from "../harness/records.ts";

let gateway: Gateway;
let pilot: Pilot;
const envelope = { created_at: "2026-05-01T10:00:00Z", updated_at: "2026-05-01T10:00:00Z" };
const model = aModel();
const aircraft = anAircraft(model);
const flight = aFlight(aircraft, { remarks: "as flown" });
const { pilot: owner, person: signer, key, seed } = aSigner();
const signature = signedBy({ pilot: owner, person: signer, key, seed }, flight);

beforeEach(async () => {
  gateway = await startGateway();
  pilot = await gateway.signUp();
});
afterEach(() => gateway.close());

const bulk = async (...docs: object[]) =>
  (await pilot.send("POST", "/_bulk_docs", { docs })).body as { ok?: true; reason?: string }[];
const current = async (id: string) => (await pilot.send("GET", `/${id}`)).body;
const edit = async (id: string, changes: object) =>
  await pilot.send("PUT", `/${id}`, { ...(await current(id)), ...changes });
const waiting = () => gateway.database.admin.query("select document_id from sync.waiting");
const locks = () =>
  gateway.database.admin.query("select is_locked, locked_reason from logbook.flights");
const signed = { is_locked: true, locked_reason: "cryptographic_signature" };
async function corrections() {
  const { body } = await pilot.send(
    "GET",
    '/_all_docs?include_docs=true&startkey="correction:"&endkey="correction;"',
  );
  return body.rows.map((row: { doc: unknown }) => row.doc);
}

test("a signature locks its entry in the ledger, and the document of the entry stays as it was", async () => {
  await bulk(model, aircraft, flight, owner, signer, key);
  const before = await current(flight._id);
  await bulk(signature);
  expect(await locks()).toEqual([signed]);
  expect(await current(flight._id)).toEqual(before);
});

test("a signature that comes before its entry, its key and its signer waits for them", async () => {
  await bulk(signature);
  expect(await waiting()).toEqual([{ document_id: signature._id }]);
  await bulk(owner, signer, key, model, aircraft);
  expect(await waiting()).toEqual([{ document_id: signature._id }]);
  await bulk(flight);
  expect(await waiting()).toEqual([]);
  expect(await locks()).toEqual([signed]);
});

test("a signature over an entry that was deleted brings it back; the deletion is an open correction", async () => {
  await bulk(model, aircraft, flight, owner, signer, key);
  const { _rev } = await current(flight._id);
  await pilot.send("DELETE", `/${flight._id}?rev=${_rev}`);
  await bulk(signature);
  expect(await waiting()).toEqual([]);
  expect(await current(flight._id)).toMatchObject({ remarks: "as flown" });
  expect(await locks()).toEqual([signed]);
  expect(await corrections()).toMatchObject([{ reason: "signed_elsewhere", proposed: null }]);
});

test("an entry that an instructor signed off in its simple fields is locked by that", async () => {
  const off = {
    ...flight,
    cfi_signature_person_id: uuidOf(signer._id),
    cfi_signed_at: "2026-05-01T12:00:00Z",
  };
  await bulk(model, aircraft, signer, flight);
  await edit(flight._id, off);
  const lock = [{ is_locked: true, locked_reason: "cfi_signature" }];
  expect(await locks()).toEqual(lock);
  expect((await edit(flight._id, { remarks: "nicer" })).status).toBe(201);
  await edit(flight._id, { cfi_signed_at: null });
  expect(await current(flight._id)).toMatchObject(off);
  expect(await corrections()).toMatchObject([
    { reason: "signed_elsewhere" },
    { reason: "signed_elsewhere" },
  ]);
  expect(await locks()).toEqual(lock);
  await edit(flight._id, { is_erroneous: true, erroneous_reason: "never flown" });
  expect(await current(flight._id)).toMatchObject({ is_erroneous: true });
  const text = (await exportText(gateway.database.db, pilot.user_id))!;
  expect((await verifyText(text)).problems).toEqual([]);
});

describe("a signed entry whose document says nothing of a lock", () => {
  beforeEach(async () => {
    await bulk(model, aircraft, flight, owner, signer, key, signature);
  });

  test("stays as it is when it is edited; the edit becomes an open correction", async () => {
    expect((await edit(flight._id, { remarks: "nicer" })).status).toBe(201);
    expect(await current(flight._id)).toMatchObject({ remarks: "as flown" });
    expect(await corrections()).toMatchObject([
      {
        corrects_id: flight._id,
        reason: "signed_elsewhere",
        status: "open",
        differing_fields: ["remarks"],
        proposed: { remarks: "nicer" },
      },
    ]);
  });

  test("stays as it is when an offline device edited it meanwhile", async () => {
    const device = pilot.device();
    await device.bulkDocs([{ ...flight, _rev: undefined, remarks: "on the tablet" }]);
    await device.sync(pilot.remote());
    await device.sync(pilot.remote());
    expect(await device.get(flight._id, { conflicts: true })).toMatchObject({
      remarks: "as flown",
    });
    expect(await corrections()).toMatchObject([{ reason: "signed_elsewhere" }]);
  });

  test("comes back when it is deleted, with a correction that proposes so", async () => {
    const { _rev } = await current(flight._id);
    await pilot.send("DELETE", `/${flight._id}?rev=${_rev}`);
    expect(await current(flight._id)).toMatchObject({ remarks: "as flown" });
    expect(await corrections()).toMatchObject([{ reason: "signed_elsewhere", proposed: null }]);
  });

  test("can be marked as an error, and stays locked", async () => {
    await edit(flight._id, { is_erroneous: true, erroneous_reason: "never flown" });
    expect(await corrections()).toEqual([]);
    expect(await locks()).toEqual([signed]);
    expect(await current(flight._id)).toMatchObject({ is_erroneous: true });
  });

  test("cannot be unlocked through its document", async () => {
    const lock = { is_locked: true, locked_reason: "user_locked" };
    await edit(flight._id, lock);
    await edit(flight._id, { is_locked: false, locked_reason: null });
    expect(await locks()).toEqual([signed]);
    expect(await corrections()).toMatchObject([{ reason: "signed_elsewhere" }]);
  });

  test("is corrected by an entry of its own", async () => {
    const correction = aFlight(aircraft, {
      corrects_flight_id: uuidOf(flight._id),
      correction_reason: "the date",
    });
    expect(await bulk(correction)).toMatchObject([{ ok: true }]);
    expect(
      await gateway.database.admin.query(
        "select superseded_by_flight_id as by from logbook.flights where id = $1",
        [uuidOf(flight._id)],
      ),
    ).toEqual([{ by: uuidOf(correction._id) }]);
  });

  test("keeps its signature: an edit or a deletion of that becomes a correction", async () => {
    await edit(signature._id, { signature_data: "BBBB" });
    expect(await current(signature._id)).toMatchObject({
      signature_data: signature["signature_data"],
    });
    const { _rev } = await current(signature._id);
    await pilot.send("DELETE", `/${signature._id}?rev=${_rev}`);
    expect(await current(signature._id)).toMatchObject({
      signature_data: signature["signature_data"],
    });
    expect(await corrections()).toHaveLength(2);
    await edit(signature._id, { notes: "at the ramp" });
    expect(await current(signature._id)).toMatchObject({ notes: "at the ramp" });
  });
});

describe("a signature over what the entry no longer says", () => {
  const edited = { ...flight, remarks: "nicer", updated_at: "2026-05-02T09:00:00Z" };
  const first = `1-${"a".repeat(32)}`;
  const second = `2-${"b".repeat(32)}`;
  const parts: Readonly<Record<string, object>> = {
    content: { ...flight, _rev: first },
    edit: { ...edited, _rev: second, _revisions: { start: 2, ids: ["b", "a"].map(repeated) } },
    key: { ...key, _rev: first },
    signature: { ...signature, _rev: first },
  };
  function repeated(letter: string) {
    return letter.repeat(32);
  }
  function orders(names: readonly string[]): string[][] {
    if (names.length === 0) return [[]];
    return names.flatMap((name) =>
      orders(names.filter((other) => other !== name)).map((rest) => [name, ...rest]),
    );
  }
  const replicated = async (...names: string[]) =>
    await pilot.send("POST", "/_bulk_docs", {
      docs: names.map((name) => parts[name]),
      new_edits: false,
    });
  const lastRows = () =>
    gateway.database.admin.query(
      "select remarks, is_locked, locked_reason from logbook.flights where owner_user_id = $1",
      [pilot.user_id],
    );
  async function expectSignedContent() {
    expect(await waiting()).toEqual([]);
    expect(await current(flight._id)).toMatchObject({ remarks: "as flown" });
    expect(await lastRows()).toEqual([{ remarks: "as flown", ...signed }]);
    expect(await corrections()).toMatchObject([
      {
        corrects_id: flight._id,
        corrects_rev: first,
        proposed_rev: second,
        proposed: { remarks: "nicer" },
        differing_fields: ["remarks"],
        reason: "signed_elsewhere",
        status: "open",
      },
    ]);
  }

  test("puts back what was signed, the edit is an open correction: on every device", async () => {
    await bulk(model, aircraft, flight, owner, signer, key);
    const [one, two] = [pilot.device(), pilot.device()];
    for (const device of [one, two]) await device.replicate.from(pilot.remote());
    await two.put({ ...(await two.get(flight._id)), remarks: "nicer" });
    await two.replicate.to(pilot.remote());
    await one.put(signature);
    await one.replicate.to(pilot.remote());
    expect(await locks()).toEqual([signed]);
    for (const device of [one, two]) {
      await device.sync(pilot.remote());
      expect(await device.get(flight._id, { conflicts: true })).toMatchObject({
        remarks: "as flown",
      });
      const { rows } = await device.allDocs({ startkey: "correction:", endkey: "correction;" });
      expect(rows).toHaveLength(1);
    }
    expect(await corrections()).toMatchObject([
      { reason: "signed_elsewhere", status: "open", proposed: { remarks: "nicer" } },
    ]);
    const text = (await exportText(gateway.database.db, pilot.user_id))!;
    const { problems, signatures } = await verifyText(text);
    expect({ problems, verdicts: signatures.map(({ verdict }) => verdict) }).toEqual({
      problems: [],
      verdicts: ["VALID"],
    });
  });

  test("ends in the same state in whatever order the parts come, alone or together", async () => {
    const ends: unknown[] = [];
    const begin = async () => {
      pilot = await gateway.signUp();
      await bulk(model, aircraft, owner, signer);
    };
    const end = async () => {
      await expectSignedContent();
      ends.push([await current(flight._id), await corrections()]);
    };
    for (const order of orders(Object.keys(parts))) {
      await begin();
      for (const name of order) await replicated(name);
      await end();
      await begin();
      await replicated(...order);
      if (order.indexOf("edit") < order.indexOf("content")) await replicated(...order);
      await end();
    }
    for (const state of ends) expect(state).toEqual(ends[0]);
  });

  test("comes twice, and nothing changes", async () => {
    await bulk(model, aircraft, owner, signer);
    for (const name of ["content", "edit", "signature", "key"]) await replicated(name);
    const { body } = await pilot.send("GET", "");
    await replicated("signature", "edit", "content");
    expect((await pilot.send("GET", "")).body).toEqual(body);
    await expectSignedContent();
  });

  test("waits with an entry that waits, and locks what was signed of it", async () => {
    await bulk(model, owner, signer, key);
    await replicated("content");
    await replicated("edit");
    await replicated("signature");
    expect((await waiting()).length).toBe(2);
    await bulk(aircraft);
    await expectSignedContent();
  });

  test("waits, and locks nothing, until what was signed has come", async () => {
    await bulk(model, aircraft, owner, signer, key);
    await replicated("edit");
    await replicated("signature");
    expect(await waiting()).toEqual([{ document_id: signature._id }]);
    expect(await lastRows()).toMatchObject([{ is_locked: false }]);
    expect((await edit(flight._id, { night_time: 6 })).status).toBe(201);
    expect(await corrections()).toEqual([]);
    expect(await current(signature._id)).toMatchObject(signature);
    // Somebody types the very content that was signed.
    await edit(flight._id, { night_time: 0, remarks: "as flown" });
    expect(await waiting()).toEqual([]);
    expect(await lastRows()).toMatchObject([{ remarks: "as flown", ...signed }]);
    expect(await corrections()).toEqual([]);
  });

  test("takes the place of the owner's own lock", async () => {
    await bulk(model, aircraft, owner, signer, key);
    await replicated("content");
    await replicated("edit");
    await edit(flight._id, { is_locked: true, locked_reason: "user_locked" });
    await replicated("signature");
    expect(await lastRows()).toEqual([{ remarks: "as flown", ...signed }]);
    expect(await corrections()).toMatchObject([
      { reason: "signed_elsewhere", proposed: { remarks: "nicer" } },
    ]);
  });

  test("waits when another signature stands over what the entry says now", async () => {
    await bulk(model, aircraft, owner, signer, key);
    await replicated("content");
    await replicated("edit");
    const over = signedBy({ pilot: owner, person: signer, key, seed }, edited);
    await bulk(over);
    await replicated("signature");
    expect(await waiting()).toEqual([{ document_id: signature._id }]);
    expect(await lastRows()).toEqual([{ remarks: "nicer", ...signed }]);
  });
});

test("an edit that was decided before the signature came is decided again", async () => {
  await bulk(model, aircraft, flight, owner, signer, key);
  const { admin } = gateway.database;
  const blocked = async (count: number) => {
    for (;;) {
      // Inside a transaction PostgreSQL would show the same picture again and again.
      await admin.query("select pg_stat_clear_snapshot()");
      const rows = await admin.query(
        `select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and query like '%sync.store%'`,
      );
      if (rows.length >= count) return;
    }
  };
  // Both requests have read and decided, and wait for the logbook in this order.
  await admin.run("begin; select from sync.logbooks for update");
  const first = bulk(signature);
  await blocked(1);
  const second = edit(flight._id, { remarks: "nicer" });
  await blocked(2);
  await admin.run("commit");
  await Promise.all([first, second]);
  expect(await current(flight._id)).toMatchObject({ remarks: "as flown" });
  expect(await corrections()).toMatchObject([{ reason: "signed_elsewhere" }]);
});

describe("a book report", () => {
  const report = {
    _id: newRecordId("book_report"),
    ...envelope,
    generated_at: "2026-05-01T10:00:00Z",
    as_of_date: "2026-05-01",
    report_type: "totals",
    report_data: { total_time: 60 },
  };

  test("stays as it was made; only attesting to it and its notes change", async () => {
    await bulk(report);
    await edit(report._id, { report_data: { total_time: 6000 } });
    expect(await current(report._id)).toMatchObject({ report_data: { total_time: 60 } });
    expect(await corrections()).toMatchObject([{ reason: "signed_elsewhere" }]);
    const attested = {
      is_attested: true,
      attested_at: "2026-05-02T10:00:00Z",
      attestation_text: "true",
    };
    await edit(report._id, attested);
    expect(await current(report._id)).toMatchObject(attested);
  });

  test("and a signature that name each other arrive in one batch, in any order", async () => {
    const over = signedBy({ pilot: owner, person: signer, key, seed }, report);
    const attested = { ...report, attestation_signature_id: uuidOf(over._id) };
    await bulk(over, attested, key, owner, signer);
    expect(await waiting()).toEqual([]);
  });
});

test("a file waits for what it belongs to, and keeps that from being deleted", async () => {
  const file = {
    _id: newRecordId("attachment"),
    ...envelope,
    owner_table: "flights",
    owner_row_id: uuidOf(flight._id),
    filename: "ramp.jpg",
    mime_type: "image/jpeg",
    file_size_bytes: 3,
    sha256_hash: "0".repeat(64),
  };
  await bulk(file);
  expect(await waiting()).toEqual([{ document_id: file._id }]);
  await bulk(model, aircraft, flight);
  expect(await waiting()).toEqual([]);
  const { _rev } = await current(flight._id);
  await pilot.send("DELETE", `/${flight._id}?rev=${_rev}`);
  expect(await current(flight._id)).toMatchObject({ remarks: "as flown" });
  expect(await corrections()).toMatchObject([{ reason: "still_referenced" }]);
  const tombstones = await Promise.all(
    [file, flight].map(async ({ _id }) => ({
      _id,
      _rev: (await current(_id))._rev,
      _deleted: true,
    })),
  );
  expect(await bulk(...tombstones)).toMatchObject([{ ok: true }, { ok: true }]);
  expect(await gateway.database.admin.query("select from logbook.flights")).toEqual([]);
});

test("an export of a signed, checkpointed logbook is whole, and shows when it is not", async () => {
  await bulk(model, aircraft, flight, owner, signer, key, signature);
  await makeCheckpoint(gateway.database.db, checkpointSigner(new Uint8Array(32)));
  const text = (await exportText(gateway.database.db, pilot.user_id))!;
  expect((await verifyText(text)).problems).toEqual([]);
  const changed = text.replace(/"made_at":"\d{4}/, '"made_at":"1999');
  expect((await verifyText(changed)).problems).toEqual([
    "checkpoint 1 was changed",
    "The file is not what was written: its SHA-256 does not fit.",
  ]);
  const unsigned = text.replace(/,\n"entry_signature":\[\n.*\n\]/, "");
  expect((await verifyText(unsigned)).problems).toContain(
    `${signature._id}: the audit log has it, the file does not`,
  );
});
