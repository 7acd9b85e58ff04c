import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main } from "../../server/command_line/main.ts";
import type { Queryable } from "../../server/postgres/database.ts";
import { uuidOf } from "../../shared/ids.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { freshDatabase } from "../harness/fresh_database.ts";
import { applyDocuments, newOwner, type Owner } from "../harness/pilots.ts";
import type { TestDatabase } from "../harness/postgres.ts";
import { aFlight, aModel, anAircraft } from "../harness/records.ts";

let base: TestDatabase;
let ann: Owner;
let emma: Owner;

beforeAll(async () => {
  base = await freshDatabase();
  ann = await newOwner(base.db, "ann");
  emma = await newOwner(base.db, "emma");
});
afterAll(async () => {
  await checkLedger(base.admin);
  await base.drop();
});

describe("the logbook as it stood", () => {
  const moment = async (db: Queryable) =>
    (await db.query<{ now: string }>("select clock_timestamp()::text as now"))[0]!.now;

  test("at a moment is told by the audit log alone: edits and deletions of later are not in it", async () => {
    const model = aModel();
    const plane = anAircraft(model);
    const kept = aFlight(plane, { total_time: 60, remarks: "as flown" });
    const doomed = aFlight(plane, { total_time: 60 });
    const before = await moment(base.admin);
    await applyDocuments(base.db, emma, [model, plane, kept, doomed]);
    const then = await moment(base.admin);
    await applyDocuments(base.db, emma, [{ ...kept, total_time: 90, remarks: "embellished" }]);
    const asEmma = <Row>(query: string, values: unknown[]) =>
      base.db.transaction(emma.user_id, (tx) => tx.query<Row>(query, values));
    await asEmma("select logbook.remove_flight($1, $2)", [emma.logbook_id, [uuidOf(doomed._id)]]);
    const now = await moment(base.admin);

    const stood = async (at_moment: string) => {
      const [row] = await asEmma<{
        stood: {
          audit_entries: number;
          totals: { flights: number; total_time: number };
          rows: Record<string, { id: string; remarks: string }[]>;
        };
      }>("select audit.logbook_as_of($1, $2) as stood", [emma.logbook_id, at_moment]);
      return row!.stood;
    };
    const told = await stood(then);
    expect(told.totals).toMatchObject({ flights: 2, total_time: 120 });
    expect(told.rows["logbook.flights"]!.map(({ remarks }) => remarks)).toContain("as flown");
    expect(told.rows["logbook.aircraft"]).toHaveLength(1);
    const later = await stood(now);
    expect(later.totals).toMatchObject({ flights: 1, total_time: 90 });
    expect(later.rows["logbook.flights"]!.map(({ remarks }) => remarks)).toEqual(["embellished"]);
    expect(later.audit_entries).toBeGreaterThan(told.audit_entries);
    expect(await stood(before)).toMatchObject({
      audit_entries: 0,
      totals: { flights: 0 },
      rows: {},
    });
    // What became of each since then is told beside what it said.
    const since = async (at_moment: string) =>
      await asEmma(
        `select remarks, aircraft, since, counts from audit.flights_as_of($1, $2)
          order by remarks nulls last`,
        [emma.logbook_id, at_moment],
      );
    const { registration: aircraft } = plane;
    expect(await since(then)).toEqual([
      { remarks: "as flown", aircraft, since: "changed", counts: true },
      { remarks: null, aircraft, since: "deleted", counts: true },
    ]);
    expect(await since(now)).toEqual([
      { remarks: "embellished", aircraft, since: "same", counts: true },
    ]);
    // One after the other they are all there, the newest first.
    const listed = async (from: number, count: number) => {
      const [row] = await asEmma<{ list: { flight_count: number; flights: { id: string }[] } }>(
        "select audit.list_as_of($1, $2, $3, $4) as list",
        [emma.logbook_id, then, from, count],
      );
      expect(row!.list.flight_count).toBe(2);
      return row!.list.flights.map(({ id }) => id);
    };
    const newestFirst = [kept, doomed]
      .map(({ _id }) => uuidOf(_id))
      .toSorted()
      .toReversed();
    expect(await listed(1, 10)).toEqual(newestFirst);
    expect([...(await listed(1, 1)), ...(await listed(2, 1))]).toEqual(newestFirst);
    // Another pilot's log tells her nothing.
    const [hers] = await base.db.transaction(ann.user_id, (tx) =>
      tx.query<{ stood: { audit_entries: number } }>(
        "select audit.logbook_as_of($1, $2) as stood",
        [emma.logbook_id, now],
      ),
    );
    expect(hers!.stood).toMatchObject({ audit_entries: 0, rows: {} });
  });

  test("is asked for at the command line by the end of a day", async () => {
    let [out, said] = ["", ""];
    const run = (on: string) =>
      main(["report", "as-it-stood", "--email", "emma@example.test", "--on", on], {
        print: (line) => void (out += line),
        write: (text) => void (out += text),
        note: (text) => void (said += text),
        env: { DATABASE_URL: base.url },
      });
    expect(await run(new Date().toISOString().slice(0, 10))).toBe(0);
    const stood = JSON.parse(out) as { audit_head: string; totals: { flights: number } };
    expect(stood.totals.flights).toBe(1);
    const [log] = await base.admin.query<{ head: string }>(
      "select encode(audit_head, 'hex') as head from sync.logbooks where id = $1",
      [emma.logbook_id],
    );
    expect(stood.audit_head).toBe(log!.head);
    out = "";
    expect(await run("2020-01-01")).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ audit_entries: 0, audit_head: null, rows: {} });
    // A log that was rewritten answers for no day.
    const reason = async (text: string) =>
      await base.admin.run(
        `begin;
        set local session_replication_role = replica;
        update audit.audit_log set change_reason = ${text}
          where chain_number = 1 and logbook_id = '${emma.logbook_id}';
        commit;`,
      );
    await reason("'rewritten'");
    out = "";
    expect(await run("2020-01-01")).not.toBe(0);
    expect([out, said]).toEqual(["", expect.stringContaining("Entry 1 was changed")]);
    await reason("null");
  });
});
