import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { uuidOf } from "../../shared/ids.ts";
import { type Gateway, type Pilot, startGateway } from "../harness/gateway.ts";
import { aFlight, aModel, anAircraft, aPerson } from "../harness/records.ts";

let gateway: Gateway;
let pilot: Pilot;
beforeEach(async () => {
  gateway = await startGateway();
  pilot = await gateway.signUp();
});
afterEach(() => gateway.close());

const count = async (sql: string) =>
  Number((await gateway.database.admin.query<{ n: number }>(`select count(*) as n ${sql}`))[0]!.n);

describe("an unmodified PouchDB", () => {
  test("pushes records into the ledger and pulls them to a second device, in batches of any size", async () => {
    const model = aModel();
    const aircraft = anAircraft(model);
    const flights = Array.from({ length: 25 }, () => aFlight(aircraft));
    const first = pilot.device();
    await first.bulkDocs([model, aircraft, ...flights]);
    const pushed = await first.replicate.to(pilot.remote(), { batch_size: 4, batches_limit: 3 });
    expect(pushed).toMatchObject({ ok: true, docs_written: 27, doc_write_failures: 0 });
    expect(await count("from logbook.flights")).toBe(25);
    expect(await count("from logbook.flight_legs where day_landings_full_stop = 1")).toBe(25);
    expect(await count("from audit.audit_log where table_name = 'logbook.flights'")).toBe(25);

    const second = pilot.device();
    const oneByOne = { batch_size: 1, batches_limit: 2 };
    expect(await second.replicate.from(pilot.remote(), oneByOne)).toMatchObject({
      ok: true,
      docs_written: 27,
    });
    for (const one of flights) expect(await second.get(one._id)).toMatchObject(one);
    const atOnce = { batch_size: 1000, batches_limit: 1 };
    expect(await pilot.device().replicate.from(pilot.remote(), atOnce)).toMatchObject({
      ok: true,
      docs_written: 27,
    });
  });

  test("brings an edit and a deletion through, with one audit entry for each changed row", async () => {
    const model = aModel();
    const aircraft = anAircraft(model);
    const [edited, deleted] = [aFlight(aircraft), aFlight(aircraft)];
    const device = pilot.device();
    await device.bulkDocs([model, aircraft, edited, deleted]);
    await device.replicate.to(pilot.remote());
    await device.put({ ...(await device.get(edited._id)), remarks: "windy" });
    await device.remove(await device.get(deleted._id));
    const before = await count("from audit.audit_log");
    await device.replicate.to(pilot.remote());
    const rows = await gateway.database.admin.query<{ id: string; remarks: string }>(
      "select id, remarks from logbook.flights",
    );
    expect(rows).toEqual([{ id: uuidOf(edited._id), remarks: "windy" }]);
    // One for the edited flight; the deleted flight and its leg.
    expect(await count("from audit.audit_log")).toBe(before + 3);
  });

  test("finds nothing to do the second time", async () => {
    const device = pilot.device();
    await device.bulkDocs([aPerson(), aPerson()]);
    await device.replicate.to(pilot.remote());
    const before = await count("from audit.audit_log");
    expect(await device.replicate.to(pilot.remote())).toMatchObject({ docs_written: 0 });
    expect(await count("from audit.audit_log")).toBe(before);
  });

  test("follows the feed live, and one device's record appears on the other", async () => {
    const [first, second] = [pilot.device(), pilot.device()];
    const person = aPerson();
    const live = second.sync(pilot.remote(), { live: true, retry: true });
    const arrived = new Promise<void>((resolve, reject) => {
      void live.on("change", (info) => {
        if (info.change.docs.some((doc: { _id: string }) => doc._id === person._id)) resolve();
      });
      void live.on("error", reject);
    });
    await new Promise<void>((resolve) => void live.once("paused", () => resolve()));
    await first.put(person);
    await first.replicate.to(pilot.remote());
    await arrived;
    live.cancel();
    expect(await second.get(person._id)).toMatchObject(person);
  });
});

describe("a plain write over HTTP", () => {
  test("is an edit of its _rev, and 409 when that is stale", async () => {
    const person = aPerson();
    const created = await pilot.send("PUT", `/${person._id}`, person);
    expect(created).toMatchObject({ status: 201, body: { ok: true, id: person._id } });
    const _rev = created.body.rev;
    const edited = await pilot.send("PUT", `/${person._id}`, { ...person, _rev, notes: "one" });
    expect(edited.status).toBe(201);
    const stale = await pilot.send("PUT", `/${person._id}`, { ...person, _rev, notes: "two" });
    expect(stale).toMatchObject({ status: 409, body: { error: "conflict" } });
    const got = await pilot.send("GET", `/${person._id}?revs=true`);
    expect(got.body).toMatchObject({
      notes: "one",
      _rev: edited.body.rev,
      _revisions: { start: 2 },
    });
    const gone = await pilot.send("DELETE", `/${person._id}?rev=${edited.body.rev}`);
    expect(gone.status).toBe(200);
    expect((await pilot.send("GET", `/${person._id}`)).body).toEqual({
      error: "not_found",
      reason: "deleted",
    });
  });

  test("in a batch answers each document for itself", async () => {
    const person = aPerson();
    const { status, body } = await pilot.send("POST", "/_bulk_docs", {
      docs: [person, { ...aPerson(), display_name: undefined }, { ...person, notes: "again" }],
    });
    expect(status).toBe(201);
    expect(body).toMatchObject([
      { ok: true, id: person._id },
      { error: "forbidden", reason: expect.stringContaining("E_FIELD_REQUIRED: display_name") },
      { id: person._id, error: "conflict" },
    ]);
  });
});

describe("the feed", () => {
  test("has one number for each accepted change, without a gap", async () => {
    await pilot.send("POST", "/_bulk_docs", { docs: [aPerson(), aPerson(), aPerson()] });
    const { body } = await pilot.send("GET", "/_changes");
    expect(body.results.map((row: { seq: number }) => row.seq)).toEqual([1, 2, 3]);
    expect(body).toMatchObject({ last_seq: 3, pending: 0 });
    const page = await pilot.send("GET", "/_changes?since=1&limit=1&include_docs=true");
    expect(page.body).toMatchObject({ last_seq: 2, pending: 1, results: [{ seq: 2 }] });
    expect(page.body.results[0].doc.display_name).toBe("Ann Other");
  });

  test("really waits in a long-poll, and answers with the change", async () => {
    let answered = false;
    const poll = pilot.send("GET", "/_changes?feed=longpoll&since=0").then((answer) => {
      answered = true;
      return answer;
    });
    const person = aPerson();
    await pilot.send("GET", "");
    expect(answered).toBe(false);
    await pilot.send("PUT", `/${person._id}`, person);
    expect((await poll).body).toMatchObject({ last_seq: 1, results: [{ id: person._id }] });
  });

  test("ends a long-poll empty after its timeout", async () => {
    const { body } = await pilot.send("GET", "/_changes?feed=longpoll&since=0&timeout=20");
    expect(body).toEqual({ results: [], last_seq: 0, pending: 0 });
  });
});
