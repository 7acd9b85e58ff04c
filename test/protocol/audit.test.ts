import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type AuditEntry, genesisHash, verifyContinuation } from "../../shared/audit_chain.ts";
import { newRecordId, uuidOf } from "../../shared/ids.ts";
import { checkpointSigner, makeCheckpoint } from "../../server/ledger/checkpoints.ts";
import { type Gateway, type Pilot, startGateway } from "../harness/gateway.ts";
import { aFlight, aModel, anAircraft, aPerson, deviceId } from "../harness/records.ts";

let gateway: Gateway;
let pilot: Pilot;
beforeEach(async () => {
  gateway = await startGateway();
  pilot = await gateway.signUp("ann@example.test");
});
afterEach(() => gateway.close());

const get = async (path: string, who = pilot) => {
  const answer = await who.ask(`/api/v1/logbooks/${pilot.logbook_id}${path}`);
  return { status: answer.status, body: (await answer.json()) as any };
};
const put = async (document: { _id: string }) =>
  (await pilot.send("PUT", `/${document._id}`, document)).body.rev as string;

describe("the chain over HTTP", () => {
  test("lets a device check that today's head continues the one that it remembers", async () => {
    const { body: empty } = await get("/audit/head");
    expect(empty).toEqual({
      chain_number: 0,
      row_hash: genesisHash(pilot.logbook_id),
      checkpoint: null,
      restored: null,
    });
    for (const display_name of ["One", "Two", "Three"]) await put(aPerson({ display_name }));
    const { body: head } = await get("/audit/head");
    expect(head.chain_number).toBe(3);
    const { body } = await get("/audit/entries?from=1");
    expect(verifyContinuation(pilot.logbook_id, empty, head, body.entries)).toEqual([]);
    const { body: part } = await get("/audit/entries?from=2&to=2");
    expect(part.entries.map((entry: AuditEntry) => entry.chain_number)).toEqual([2]);
  });

  test("shows the last checkpoint over it", async () => {
    await put(aPerson());
    await makeCheckpoint(gateway.database.db, checkpointSigner(new Uint8Array(32)));
    const { body } = await get("/audit/head");
    expect(body.checkpoint).toMatchObject({ number: 1, chain_number: 1, row_hash: body.row_hash });
  });

  test("answers at most 1,000 entries at a time", async () => {
    const people = Array.from({ length: 1001 }, () => aPerson());
    await pilot.send("POST", "/_bulk_docs", { docs: people });
    const { body } = await get("/audit/entries?to=5000");
    expect(body.entries).toHaveLength(1000);
    expect((await get("/audit/entries?from=1001")).body.entries).toHaveLength(1);
  });

  test("refuses numbers that are none", async () => {
    for (const query of ["from=0", "from=x", "to=1.5", "from=-1"])
      expect(await get(`/audit/entries?${query}`)).toMatchObject({
        status: 400,
        body: { code: "E_REQUEST_FIELD" },
      });
  });

  test("tells how the logbook stood at the end of a day, and asks for a day of the calendar", async () => {
    const model = aModel();
    const plane = anAircraft(model);
    for (const document of [model, plane, aFlight(plane, { total_time: 96 })]) await put(document);
    const today = new Date().toISOString().slice(0, 10);
    expect((await get(`/audit/as_it_stood?day=${today}`)).body).toMatchObject({
      problem: null,
      audit_head: (await get("/audit/head")).body.row_hash,
      totals: { flights: 1, total_time: 96, pic_time: 60, night_time: 0 },
      flights: [{ total_time: 96, since: "same", counts: true }],
      flight_count: 1,
    });
    expect((await get("/audit/as_it_stood?day=2020-01-01")).body).toMatchObject({
      audit_entries: 0,
      audit_head: null,
      totals: { flights: 0, total_time: 0 },
      flights: [],
    });
    // Read on from a place in the list; beyond its end there is nothing more.
    for (const from of [2, Number.MAX_SAFE_INTEGER])
      expect((await get(`/audit/as_it_stood?day=${today}&from=${from}`)).body).toMatchObject({
        totals: { flights: 1 },
        flights: [],
        flight_count: 1,
      });
    expect((await get(`/audit/as_it_stood?day=${today}&from=0`)).status).toBe(400);
    for (const day of ["", "2026-02-30", "today"])
      expect(await get(`/audit/as_it_stood?day=${day}`)).toMatchObject({
        status: 400,
        body: { code: "E_REQUEST_FIELD", detail: expect.stringContaining("day: must be a day") },
      });
  });

  test("is closed to everybody else", async () => {
    const other = await gateway.signUp("ben@example.test");
    for (const path of [
      "/audit/head",
      "/audit/entries",
      "/audit/as_it_stood?day=2026-05-01",
      `/history/${newRecordId("flight")}`,
    ]) {
      expect((await get(path, other)).status).toBe(404);
      const answer = await gateway.app.request(
        `http://offblock.test/api/v1/logbooks/${pilot.logbook_id}${path}`,
      );
      expect(answer.status).toBe(401);
      const nowhere = await pilot.ask(`/api/v1/logbooks/nonsense${path}`);
      expect(nowhere.status).toBe(404);
    }
  });
});

describe("a device that remembers a head", () => {
  /** As who owns the machine could: without triggers, hashes recomputed. */
  const rewrite = (statement: string) =>
    gateway.database.admin.run(`
      alter table audit.audit_log disable trigger user;
      ${statement};
      alter table audit.audit_log enable trigger user`);
  const rebuild = `
    do $$
    declare
      e audit.audit_log;
      v_hash bytea := audit.genesis((select logbook_id from audit.audit_log limit 1));
      v_number bigint := 0;
    begin
      for e in select * from audit.audit_log order by chain_number loop
        v_number := v_number + 1;
        update audit.audit_log a set chain_number = v_number, prev_hash = v_hash,
          row_hash = sha256(v_hash || convert_to(audit.entry_text(e.logbook_id, v_number,
            e.table_name, e.row_id, e.operation, audit.moment_text(e.changed_at),
            e.changed_by_user_id, e."session_user", e.device_id, e.change_reason, e.old_values,
            e.new_values), 'UTF8'))
          where a.id = e.id
          returning a.row_hash into v_hash;
      end loop;
      update sync.logbooks set audit_count = v_number, audit_head = v_hash;
    end
    $$`;
  const asked = (head: { chain_number: number; row_hash: string }) =>
    get(`/audit/head?chain_number=${head.chain_number}&row_hash=${head.row_hash}`);
  const remember = async () => (await get("/audit/head")).body;

  /** What the history may be made to say afterwards. The chain of each is valid in itself. */
  const lies: [string, string][] = [
    [
      "an entry changed",
      "update audit.audit_log set change_reason = 'as always' where chain_number = 2",
    ],
    ["an entry removed", "delete from audit.audit_log where chain_number = 2"],
    [
      "two entries swapped",
      `update audit.audit_log set chain_number = -chain_number;
      update audit.audit_log set chain_number = case chain_number when -1 then 2 when -2 then 1 else 3 end`,
    ],
    ["the last entry cut off", "delete from audit.audit_log where chain_number = 3"],
  ];

  test("is told that it is still there, as long as it is", async () => {
    expect((await asked(await remember())).body.contains).toBe(true);
    for (const display_name of ["One", "Two", "Three"]) await put(aPerson({ display_name }));
    const head = await remember();
    expect((await asked(head)).body.contains).toBe(true);
    await put(aPerson());
    expect((await asked(head)).body).toMatchObject({ chain_number: 4, contains: true });
    expect((await asked({ ...head, chain_number: 2 })).body.contains).toBe(false);
    expect((await asked({ ...head, chain_number: 9 })).body.contains).toBe(false);
  });

  test.each(lies)(
    "finds a rebuilt history with %s, by asking and by recomputing",
    async (_, lie) => {
      for (const display_name of ["One", "Two", "Three"]) await put(aPerson({ display_name }));
      const head = await remember();
      await rewrite(`${lie}; ${rebuild}`);
      // More was logged since, so the numbers alone look right.
      await put(aPerson());
      const [chain] = await gateway.database.admin.query<{ problems: number }>(
        "select count(*) as problems from audit.verify_chain($1)",
        [pilot.logbook_id],
      );
      expect(chain).toEqual({ problems: 0 });
      const { body: today } = await asked(head);
      expect(today.contains).toBe(false);
      const { body } = await get(`/audit/entries?from=${head.chain_number + 1}`);
      expect(verifyContinuation(pilot.logbook_id, head, today, body.entries)).not.toEqual([]);
      // A history that lies does not pass the check of the whole state.
      const { database } = gateway;
      gateway.close = () => database.drop();
    },
  );

  test.each(["row_hash=x", "chain_number=1", `chain_number=-1&row_hash=${"0".repeat(64)}`])(
    "is told what is wrong with ?%s",
    async (query) => {
      expect(await get(`/audit/head?${query}`)).toMatchObject({
        status: 400,
        body: { code: "E_REQUEST_FIELD" },
      });
    },
  );
});

describe("the history of a record", () => {
  const model = aModel();
  const aircraft = anAircraft(model);
  const flight = aFlight(aircraft, { remarks: "as flown" });

  test("says who changed what from and to, when, on which device and why, rows included", async () => {
    await put(model);
    await put(aircraft);
    const rev = await put(flight);
    const leg = { ...flight.flight_legs[0]!, leg_time: 55 };
    await put({
      ...flight,
      _rev: rev,
      remarks: "windy",
      flight_legs: [leg],
      change_reason: "read the log again",
      device_id: deviceId("tablet"),
      updated_at: "2026-05-02T10:00:00Z",
    } as never);
    const { status, body } = await get(`/history/${flight._id}`);
    expect(status).toBe(200);
    expect(body.entries.map((e: any) => `${e.operation} ${e.table}`)).toEqual([
      "INSERT flight_legs",
      "INSERT flights",
      "UPDATE flight_legs",
      "UPDATE flights",
    ]);
    const [, made, legChange, change] = body.entries;
    expect(made.changes).toContainEqual({ field: "remarks", from: null, to: "as flown" });
    expect(legChange).toMatchObject({
      row_id: leg.id,
      changes: [{ field: "leg_time", from: 0, to: 55 }],
    });
    expect(change).toMatchObject({
      row_id: uuidOf(flight._id),
      changed_by: "ann",
      change_reason: "read the log again",
      changes: expect.arrayContaining([
        { field: "remarks", from: "as flown", to: "windy" },
        { field: "device_id", from: null, to: deviceId("tablet") },
      ]),
    });
    expect(change.changed_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  });

  test("comes in pages of 1,000 entries", async () => {
    const person = aPerson();
    await put(person);
    await gateway.database.db.transaction(pilot.user_id, async (tx) => {
      for (let i = 0; i < 1004; i++)
        await tx.query("update logbook.people set notes = $1", [`note ${i}`]);
    });
    const first = (await get(`/history/${person._id}`)).body;
    expect(first.entries).toHaveLength(1000);
    expect(first.next).toBe(1001);
    const rest = (await get(`/history/${person._id}?from=${first.next}`)).body;
    expect(rest.entries).toHaveLength(5);
    expect(rest.next).toBeUndefined();
    expect((await get(`/history/${person._id}?from=0`)).status).toBe(400);
    await gateway.database.admin.run("update logbook.people set notes = null");
  });

  test("ends with its removal, and tells of rows that have left it", async () => {
    await put(model);
    await put(aircraft);
    const rev = await put(flight);
    await pilot.send("DELETE", `/${flight._id}?rev=${rev}`);
    const { body } = await get(`/history/${flight._id}`);
    expect(body.entries.map((e: any) => `${e.operation} ${e.table}`).slice(2)).toEqual([
      "DELETE flight_legs",
      "DELETE flights",
    ]);
  });

  test("names the device that a session was opened on", async () => {
    const device_id = deviceId("tablet");
    const login = await gateway.app.request("http://offblock.test/api/v1/auth/login", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        email: "ann@example.test",
        password: "correct horse battery",
        device_id,
        device_name: "Ramp tablet",
      }),
    });
    const cookie = login.headers.get("set-cookie")!.split(";")[0]!;
    const person = aPerson();
    await gateway.app.request(`http://offblock.test/db/${pilot.logbook_id}/${person._id}`, {
      method: "PUT",
      headers: { Cookie: cookie, "Content-Type": "application/json" },
      body: JSON.stringify(person),
    });
    const { body } = await get(`/history/${person._id}`);
    expect(body.entries).toMatchObject([{ device_id, device_name: "Ramp tablet" }]);
  });

  test("is empty for what never was, and 404 for what is no record", async () => {
    expect((await get(`/history/${newRecordId("flight")}`)).body).toEqual({ entries: [] });
    for (const id of ["flight:x", newRecordId("spaceship")])
      expect((await get(`/history/${id}`)).status).toBe(404);
  });
});

test("v_audit_log_readable puts an entry into a line", async () => {
  const person = aPerson({ display_name: "Old" });
  const rev = await put(person);
  await put({ ...person, _rev: rev, display_name: "New" } as never);
  const [row] = await gateway.database.db.transaction(
    (
      await gateway.database.admin.query<{ id: string }>(
        "select id from auth.users where email = 'ann@example.test'",
      )
    )[0]!.id,
    (tx) =>
      tx.query<{ summary: string; changed_by: string }>(
        "select summary, changed_by from audit.v_audit_log_readable order by chain_number desc limit 1",
      ),
  );
  expect(row).toEqual({ changed_by: "ann", summary: "changed in people: display_name Old → New" });
});
