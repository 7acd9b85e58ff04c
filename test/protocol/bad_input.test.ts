import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { derivedUuid, newRecordId, uuidOf } from "../../shared/ids.ts";
import { limits } from "../../shared/limits.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { emptied } from "../harness/fresh_database.ts";
import { type Gateway, type Pilot, startGateway } from "../harness/gateway.ts";
import { aFlight, aModel, anAircraft, aPerson } from "../harness/records.ts";

let gateway: Gateway;
let pilot: Pilot;
let expire = false;
beforeAll(async () => {
  gateway = await startGateway((fetchApp) => (request) => {
    if (expire && new URL(request.url).pathname.endsWith("/_bulk_docs")) {
      const headers = new Headers(request.headers);
      headers.set("Authorization", "Bearer ended");
      return fetchApp(new Request(request, { headers }));
    }
    return fetchApp(request);
  });
});
afterAll(() => gateway.close());
beforeEach(async () => {
  expire = false;
  await emptied(gateway.database.admin);
  pilot = await gateway.signUp();
});
afterEach(() => checkLedger(gateway.database.admin));

const model = aModel();
const aircraft = anAircraft(model);
const good = () => aFlight(aircraft);
const flightRows = async () =>
  (
    await gateway.database.admin.query<{ id: string }>("select id from logbook.flights order by id")
  ).map(({ id }) => id);

describe("one bad document in a batch is refused by itself, with a code, and the rest goes on", () => {
  test.each<[string, () => Record<string, unknown>, RegExp]>([
    [
      "a missing field",
      () => ({ ...good(), flight_date: undefined }),
      /^E_FIELD_REQUIRED: flight_date/,
    ],
    ["an unknown kind", () => ({ ...good(), _id: newRecordId("flieger") }), /^E_KIND_UNKNOWN/],
    ["minus five minutes", () => ({ ...good(), total_time: -5 }), /^E_FIELD_RANGE: total_time/],
    ["100,000 minutes", () => ({ ...good(), total_time: 100_000 }), /^E_FIELD_RANGE: total_time/],
    ["10 MB of remarks", () => ({ ...good(), remarks: "x".repeat(1e7) }), /^E_DOCUMENT_TOO_LARGE/],
    [
      "1.2 MB in 600,000 letters",
      () => ({ ...good(), remarks: "ü".repeat(600_000) }),
      /^E_DOCUMENT_TOO_LARGE/,
    ],
    [
      "an emoji for a tail number",
      () => ({ ...anAircraft(model), registration: "🛩" }),
      /^E_FIELD_FORMAT: registration/,
    ],
    [
      "a registration that is taken",
      () => anAircraft(model, { registration: aircraft.registration }),
      /^E_AIRCRAFT_REGISTRATION_TAKEN/,
    ],
    ["a second owner", () => aPerson({ is_logbook_owner: true }), /^E_OWNER_TAKEN/],
    [
      "a file where none belongs",
      () => ({ ...good(), _attachments: { file: { data: "aGVsbG8=" } } }),
      /^E_ATTACHMENT: _attachments/,
    ],
  ])("%s", async (_, bad, reason) => {
    const [before, after] = [good(), good()];
    const refused = bad();
    const device = pilot.device();
    const owner = aPerson({ is_logbook_owner: true });
    await pilot.send("POST", "/_bulk_docs", { docs: [model, aircraft, owner] });
    const rev = (await device.put(before as never)).rev;
    await device.destroy();
    const docs = [before, refused, after].map((doc) => ({
      ...doc,
      _rev: rev,
      _revisions: { start: 1, ids: [rev.slice(2)] },
    }));
    const { status, body } = await pilot.send("POST", "/_bulk_docs", { new_edits: false, docs });
    expect(status).toBe(201);
    expect(body).toEqual([
      { id: refused["_id"], rev, error: "forbidden", reason: expect.stringMatching(reason) },
    ]);
    expect(await flightRows()).toEqual([before, after].map((one) => uuidOf(one._id)).sort());
  });

  test("PouchDB says which were denied, and delivers the others", async () => {
    const device = pilot.device();
    const bad = { ...good(), total_time: -5 };
    await device.bulkDocs([model, aircraft, good(), bad, good()]);
    const denied: string[] = [];
    const replication = device.replicate.to(pilot.remote());
    void replication.on("denied", (error: any) => denied.push(error.doc?.id ?? error.id));
    await replication;
    expect(denied).toEqual([bad._id]);
    expect(await flightRows()).toHaveLength(2);
    expect(await device.get(bad._id)).toMatchObject({ total_time: -5 });
  });

  test("rows without an id, or that are no documents", async () => {
    const { status, body } = await pilot.send("POST", "/_bulk_docs", {
      new_edits: false,
      docs: [null, 5, [], {}, { _id: 7 }, { _id: aPerson()._id, _rev: "0-x" }],
    });
    expect(status).toBe(201);
    expect(body).toHaveLength(6);
    for (const row of body)
      expect(row).toMatchObject({ error: "forbidden", id: expect.any(String) });
  });
});

describe("a request that is wrong as a whole", () => {
  const bulk = (body: BodyInit) =>
    pilot.ask(`/db/${pilot.logbook_id}/_bulk_docs`, {
      method: "POST",
      body,
      headers: { "Content-Type": "application/json" },
    });
  test.each<[string, () => BodyInit]>([
    ["no JSON", () => '{"docs": ['],
    ["a list", () => "[]"],
    ["docs that are no list", () => '{"docs": {}}'],
    ["bytes that are no UTF-8", () => new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])],
  ])("%s: 400 in CouchDB's shape, nothing stored", async (_, body) => {
    const answer = await bulk(body());
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: "bad_request", reason: expect.any(String) });
    expect((await pilot.send("GET", "")).body.update_seq).toBe(0);
  });
  test("too many documents: 413 with the limit", async () => {
    const answer = await bulk(JSON.stringify({ docs: Array(limits.batch_documents + 1).fill({}) }));
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({
      reason: expect.stringContaining(String(limits.batch_documents)),
    });
  });
  test("too many bytes: 413", async () => {
    const answer = await bulk(`{"docs":["${"x".repeat(limits.body_bytes)}"]}`);
    expect(answer.status).toBe(413);
  });
  test.each([
    "_changes?since=x",
    "_changes?limit=-1",
    "_changes?limit=1.5",
    "_changes?feed=carrier-pigeon",
    "_changes?filter=mine",
    "_changes?filter=_doc_ids&doc_ids=[",
    "_all_docs?startkey=[",
    "_all_docs?keys=5",
    `person:${derivedUuid("x")}?rev=nonsense`,
  ])("%s: 400", async (path) => {
    const { status, body } = await pilot.send("GET", `/${path}`);
    expect({ status, body }).toMatchObject({ status: 400, body: { error: "bad_request" } });
  });
  test("what is not there: 404", async () => {
    for (const path of [`/person:${derivedUuid("x")}`, "/_local/none", "/_design/none"])
      expect(await pilot.send("GET", path)).toMatchObject({
        status: 404,
        body: { error: "not_found" },
      });
  });
});

describe("_local documents", () => {
  test("have a size, and the answer names it", async () => {
    const { local_document_bytes } = limits;
    const notes = "ü".repeat(local_document_bytes / 2);
    expect(await pilot.send("PUT", "/_local/large", { notes })).toMatchObject({
      status: 413,
      body: { error: "too_large", reason: expect.stringContaining(String(local_document_bytes)) },
    });
    expect((await pilot.send("PUT", "/_local/large", { notes: "" })).status).toBe(201);
  });

  test("have a number for each person and logbook; with as many, those there are go on", async () => {
    await gateway.database.admin.query(
      `insert into sync.local_documents (owner_user_id, logbook_id, user_id, id, rev, body)
        select $1, $2, $1, 'check' || i, 1, '{}' from generate_series(1, $3) i`,
      [pilot.user_id, pilot.logbook_id, limits.local_documents],
    );
    expect(await pilot.send("PUT", "/_local/more", {})).toMatchObject({
      status: 413,
      body: { reason: expect.stringMatching(/1000 _local documents.*delete.*_local_docs/) },
    });
    expect((await pilot.send("PUT", "/_local/check1", {})).status).toBe(409);
    expect((await pilot.send("PUT", "/_local/check1", { _rev: "0-1" })).status).toBe(201);
    expect((await pilot.send("DELETE", "/_local/check2?rev=0-1")).status).toBe(200);
    expect((await pilot.send("PUT", "/_local/more", {})).status).toBe(201);
    const other = await gateway.signUp();
    expect((await other.send("PUT", "/_local/more", {})).status).toBe(201);
  });
});

describe("somebody else's logbook", () => {
  test("is closed, and does not even say that it exists", async () => {
    const other = await gateway.signUp();
    const person = aPerson();
    await other.send("PUT", `/${person._id}`, person);
    const paths = ["", `/${person._id}`, "/_changes", "/_all_docs?include_docs=true"];
    for (const path of paths) {
      const [theirs, nobodys] = await Promise.all(
        [other.logbook_id, derivedUuid("no logbook")].map((id) => pilot.ask(`/db/${id}${path}`)),
      );
      expect(theirs!.status).toBe(403);
      expect(await theirs!.text()).toBe(await nobodys!.text());
    }
    const write = await pilot.ask(`/db/${other.logbook_id}/_bulk_docs`, {
      method: "POST",
      body: JSON.stringify({ docs: [aPerson()] }),
    });
    expect(write.status).toBe(403);
  });
  test("cannot be reached by an id of a record in it", async () => {
    const other = await gateway.signUp();
    const theirs = [model, aircraft, good()] as const;
    await other.send("POST", "/_bulk_docs", { docs: theirs });
    // The same ids in one's own logbook are one's own records, and an aircraft of theirs is not here.
    const mine = { ...good(), flight_legs: theirs[2].flight_legs };
    await pilot.send("POST", "/_bulk_docs", { docs: [mine] });
    const rows = await gateway.database.admin.query(
      `select owner_user_id from logbook.flight_legs where id = '${theirs[2].flight_legs[0]!.id}'`,
    );
    expect(rows).toEqual([{ owner_user_id: other.user_id }]);
    const waiting = await gateway.database.admin.query("select document_id from sync.waiting");
    expect(waiting).toEqual([{ document_id: mine._id }]);
  });
  test("without signing in: 401", async () => {
    const answer = await gateway.app.request(`http://offblock.test/db/${pilot.logbook_id}/`);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ error: "unauthorized" });
  });
});

test("a session that ends in the middle of a push loses nothing", async () => {
  const device = pilot.device();
  const flights = [good(), good(), good()];
  await device.bulkDocs([model, aircraft, ...flights]);
  expire = true;
  await expect(device.replicate.to(pilot.remote(), { retry: true })).rejects.toMatchObject({
    status: 401,
  });
  expect(await flightRows()).toEqual([]);
  expire = false;
  await device.replicate.to(pilot.remote());
  expect(await flightRows()).toHaveLength(3);
});

test("the same batch sent twice at once is stored once", async () => {
  const docs = [model, aircraft, good(), good()].map((doc) => ({
    ...doc,
    _rev: "1-abc",
    _revisions: { start: 1, ids: ["abc"] },
  }));
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => pilot.send("POST", "/_bulk_docs", { new_edits: false, docs })),
  );
  for (const { status, body } of answers)
    expect({ status, body }).toEqual({ status: 201, body: [] });
  expect((await pilot.send("GET", "")).body).toMatchObject({ doc_count: 4, update_seq: 4 });
});
