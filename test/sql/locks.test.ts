import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newRowId, uuidOf } from "../../shared/ids.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { emptied, freshDatabase } from "../harness/fresh_database.ts";
import {
  applyDocuments,
  type Document,
  everyKind,
  loadSomeReference,
  newOwner,
  type Owner,
  refusalOf,
  removeDocuments,
} from "../harness/pilots.ts";
import type { TestDatabase } from "../harness/postgres.ts";
import { aFlight } from "../harness/records.ts";

let database: TestDatabase;
let owner: Owner;
let all: ReturnType<typeof everyKind>;
beforeAll(async () => {
  database = await freshDatabase();
  await loadSomeReference(database.admin);
});
afterAll(() => database.drop());
beforeEach(async () => {
  await emptied(database.admin);
  owner = await newOwner(database.db, "ann");
  all = everyKind();
  await apply(...Object.values(all));
});
afterEach(() => checkLedger(database.admin));

const apply = (...documents: Document[]) => applyDocuments(database.db, owner, documents);
const run = (sql: string) => database.admin.run(sql);
const lockAll = (reason = "user_locked") =>
  run(
    `update logbook.flights set is_locked = true, locked_at = now(), locked_reason = '${reason}';
    update logbook.training_sessions set is_locked = true, locked_at = now(), locked_reason = '${reason}'`,
  );
const superseded = async (table = "flights", column = "superseded_by_flight_id") => {
  const rows = await database.admin.query<{ id: string; by: string | null }>(
    `select id, ${column} as by from logbook.${table}`,
  );
  return new Map(rows.map((row) => [row.id, row.by]));
};
const at = (hour: number) => `2026-05-03T${hour}:00:00Z`;
const correctionOf = (flight: Document, hour = 12, fields: object = {}) =>
  aFlight(all.aircraft, {
    corrects_flight_id: uuidOf(flight._id),
    correction_reason: "the date was wrong",
    created_at: at(hour),
    ...fields,
  });

describe("a locked entry", () => {
  const refusedAs = (table: string) => ({
    code: "23514",
    constraint: `${table}_locked`,
    message: expect.stringMatching(/^E_ENTRY_LOCKED: /),
  });

  test.each([
    ["flights", "remarks = 'x'"],
    ["flights", "total_time = total_time + 1"],
    ["flights", "flight_date = flight_date + 1"],
    ["flights", "created_at = now()"],
    ["flights", "is_locked = false, remarks = 'x'"],
    ["flights", "cfi_signed_at = now()"],
    ["training_sessions", "total_time = 1"],
  ])("refuses, even from an administrator: update %s set %s", async (table, change) => {
    await lockAll();
    expect(
      await refusalOf(database.admin.query(`update logbook.${table} set ${change}`)),
    ).toMatchObject(refusedAs(table));
  });

  test.each([
    "superseded_by_flight_id = null",
    "is_erroneous = true, erroneous_reason = 'never flown', marked_erroneous_at = now()",
    "is_locked = false, locked_at = null, locked_reason = null",
    "updated_at = now(), device_id = gen_random_uuid()",
  ])("accepts: %s", async (change) => {
    await lockAll();
    await run(`update logbook.flights set ${change}`);
  });

  test.each([
    "insert into logbook.flight_legs (owner_user_id, id, flight_id, position, leg_number) select owner_user_id, gen_random_uuid(), id, 2, 2 from logbook.flights",
    "update logbook.flight_legs set leg_time = 3",
    "delete from logbook.flight_legs",
    "update logbook.landings_takeoffs set runway = '9'",
    "delete from logbook.landings_takeoffs",
    "update logbook.approaches set runway = '9' where flight_leg_id is not null",
    "update logbook.approaches set runway = '9' where training_session_id is not null",
    "delete from logbook.approaches where training_session_id is not null",
    "update logbook.flight_crew set notes = 'x' where flight_id is not null",
    "delete from logbook.flight_crew where training_session_id is not null",
    "update logbook.entry_tags set numeric_value = 1 where owner_table = 'flights'",
    "delete from logbook.entry_tags where owner_table = 'training_sessions'",
  ])("keeps its rows: %s", async (change) => {
    await lockAll();
    const refused = await refusalOf(database.admin.query(change));
    expect(refused).toMatchObject({
      code: "23514",
      message: expect.stringMatching(/^E_ENTRY_LOCKED: /),
    });
  });

  test.each(["flights", "training_sessions"])("cannot be deleted: %s", async (table) => {
    await lockAll();
    expect(await refusalOf(database.admin.query(`delete from logbook.${table}`))).toMatchObject(
      refusedAs(table),
    );
  });

  test("cannot be removed or rewritten by its writers", async () => {
    await lockAll();
    await refusalOf(removeDocuments(database.db, owner, "flight", [all.flight]));
    await refusalOf(apply({ ...all.flight, remarks: "x" }));
    await refusalOf(apply({ ...all.session, remarks: "x" }));
  });

  test("may arrive complete and locked, with all its rows", async () => {
    const flight = aFlight(all.aircraft, {
      is_locked: true,
      locked_at: at(10),
      locked_reason: "cfi_signature",
    });
    await apply(flight);
    await apply(flight);
    expect(
      await database.admin.query(
        `select count(*) as n from logbook.flight_legs where flight_id = '${uuidOf(flight._id)}'`,
      ),
    ).toEqual([{ n: 1 }]);
  });

  test("may be changed and locked in one revision", async () => {
    const legs = all.flight.flight_legs.map((leg) => ({ ...leg, leg_time: 42 }));
    await apply({
      ...all.flight,
      flight_legs: legs,
      remarks: "the last word",
      is_locked: true,
      locked_reason: "user_locked",
    });
    expect(
      await database.admin.query(
        `select f.remarks, f.is_locked, l.leg_time from logbook.flights f
          join logbook.flight_legs l on l.flight_id = f.id`,
      ),
    ).toEqual([{ remarks: "the last word", is_locked: true, leg_time: 42 }]);
  });

  test.each(["cfi_signature", "cryptographic_signature"])(
    "that was locked by %s stays locked",
    async (reason) => {
      await lockAll(reason);
      for (const change of ["is_locked = false", "locked_reason = 'user_locked'"])
        expect(
          await refusalOf(database.admin.query(`update logbook.flights set ${change}`)),
        ).toMatchObject({ code: "23514", constraint: "flights_signed" });
    },
  );

  test.each([
    ["flights", "superseded_by_flight_id"],
    ["training_sessions", "superseded_by_training_session_id"],
  ])("of %s accepts changes of these columns and of no other", async (table, superseded) => {
    const free = [
      "is_locked", // not once it is signed
      "locked_at",
      "locked_reason",
      "is_erroneous",
      "erroneous_reason",
      "marked_erroneous_at",
      "updated_at",
      "device_id",
      superseded, // by the settling of corrections alone
    ];
    await lockAll();
    const columns = await database.admin.query<{ name: string; type: string }>(
      `select attname as name, format_type(atttypid, null) as type from pg_attribute
        where attrelid = 'logbook.${table}'::regclass and attnum > 0 and not attisdropped`,
    );
    const other: Record<string, string> = {
      boolean: "not coalesce(%, false)",
      date: "coalesce(%, '2026-05-01') - 1",
      uuid: "gen_random_uuid()",
      "timestamp with time zone": "coalesce(%, now()) + interval '1 hour'",
      "numeric(7,2)": "coalesce(%, 0) + 1",
      numeric: "coalesce(%, 0) + 1",
      "logbook.minutes": "coalesce(%, 0) + 1",
      "logbook.event_count": "coalesce(%, 0) + 1",
      "logbook.line": "coalesce(%, '') || 'x'",
      "logbook.prose": "coalesce(%, '') || 'x'",
    };
    for (const { name, type } of columns.filter((column) => !free.includes(column.name))) {
      const value = other[type]!.replace("%", name);
      const refused = await refusalOf(
        database.admin.query(`update logbook.${table} set ${name} = ${value}`),
      );
      expect({ name, message: refused.message }).toEqual({
        name,
        message: expect.stringMatching(/^E_(ENTRY_LOCKED|ROW_KEY_FIXED): /),
      });
    }
  });

  test("that its owner unlocked can be edited again", async () => {
    await lockAll();
    await run(
      "update logbook.flights set is_locked = false, locked_at = null, locked_reason = null",
    );
    await run("update logbook.flights set remarks = 'x'");
  });

  test("locked in one transaction and edited in another is refused in the second", async () => {
    let edited: Promise<unknown> | undefined;
    await database.db.transaction(owner.user_id, async (tx) => {
      await tx.query("update logbook.flights set is_locked = true, locked_reason = 'user_locked'");
      // Waits for the row until the lock is committed.
      edited = refusalOf(
        database.db.transaction(owner.user_id, (other) =>
          other.query("update logbook.flights set remarks = 'too late'"),
        ),
      );
      await tx.query("select 1");
    });
    expect(await edited).toMatchObject(refusedAs("flights"));
  });
});

describe("the simple signature of an instructor", () => {
  const signOff = (table: string) =>
    run(`update logbook.${table} set cfi_signed_at = '${at(11)}',
      cfi_signature_person_id = (select id from logbook.people limit 1)`);
  const lockOf = (table: string) =>
    database.admin.query(`select is_locked, locked_at, locked_reason from logbook.${table}`);
  const lock = { is_locked: true, locked_at: at(11), locked_reason: "cfi_signature" };

  test.each(["flights", "training_sessions"])("locks its entry in %s for good", async (table) => {
    await signOff(table);
    expect(await lockOf(table)).toEqual([lock]);
    for (const change of [
      "is_locked = false",
      "is_locked = false, cfi_signed_at = null",
      "cfi_signed_at = null",
      "cfi_signature_person_id = null",
      "remarks = 'x'",
    ])
      expect(
        await refusalOf(database.admin.query(`update logbook.${table} set ${change}`)),
      ).toMatchObject({ code: "23514", message: expect.stringMatching(/^E_ENTRY_LOCKED: /) });
    await refusalOf(database.admin.query(`delete from logbook.${table}`));
  });

  test("locks an entry that comes with it, and one that its writer changes", async () => {
    const flight = aFlight(all.aircraft, { cfi_signed_at: at(11) });
    await apply(flight);
    await apply(flight);
    await apply({ ...all.flight, cfi_signed_at: at(11) });
    expect(await lockOf("flights")).toEqual([lock, lock]);
  });

  test("takes the place of the owner's own lock in the same revision", async () => {
    await apply({
      ...all.flight,
      cfi_signed_at: at(11),
      is_locked: true,
      locked_at: at(10),
      locked_reason: "user_locked",
    });
    expect(await lockOf("flights")).toEqual([{ ...lock, locked_at: at(10) }]);
  });
});

describe("a correction", () => {
  test("supersedes the original, also a locked one", async () => {
    await lockAll();
    const correction = correctionOf(all.flight);
    await apply(correction);
    expect((await superseded()).get(uuidOf(all.flight._id))).toBe(uuidOf(correction._id));
    expect((await superseded()).get(uuidOf(correction._id))).toBe(null);
  });

  test("may come in one batch with what it corrects, in any order", async () => {
    const original = aFlight(all.aircraft);
    const correction = correctionOf(original);
    await apply(correction, original);
    expect((await superseded()).get(uuidOf(original._id))).toBe(uuidOf(correction._id));
  });

  test("of one entry on two devices: the later one counts, in whatever order they arrive", async () => {
    const [early, late] = [correctionOf(all.flight, 13), correctionOf(all.flight, 14)];
    const expected = new Map([
      [uuidOf(all.flight._id), uuidOf(late._id)],
      [uuidOf(early._id), uuidOf(late._id)],
      [uuidOf(late._id), null],
    ]);
    await apply(early);
    await apply(late);
    expect(await superseded()).toEqual(expected);
    await removeDocuments(database.db, owner, "flight", [early, late]);
    expect(await superseded()).toEqual(new Map([[uuidOf(all.flight._id), null]]));
    await apply(late);
    await apply(early);
    expect(await superseded()).toEqual(expected);
    await removeDocuments(database.db, owner, "flight", [early, late]);
    await apply(early, late);
    expect(await superseded()).toEqual(expected);
  });

  test("that turns out to be an error gives the original back", async () => {
    const correction = correctionOf(all.flight);
    await apply(correction);
    await apply({ ...correction, is_erroneous: true, erroneous_reason: "it was right before" });
    expect((await superseded()).get(uuidOf(all.flight._id))).toBe(null);
  });

  test("can be corrected itself", async () => {
    const first = correctionOf(all.flight, 13);
    const second = correctionOf(first, 14);
    await apply(first);
    await apply(second);
    expect(await superseded()).toEqual(
      new Map([
        [uuidOf(all.flight._id), uuidOf(first._id)],
        [uuidOf(first._id), uuidOf(second._id)],
        [uuidOf(second._id), null],
      ]),
    );
  });

  test("of itself is refused", async () => {
    const flight = aFlight(all.aircraft);
    const refused = await refusalOf(
      apply({ ...flight, corrects_flight_id: uuidOf(flight._id), correction_reason: "x" }),
    );
    expect(refused).toMatchObject({ code: "23514", constraint: "flights_correction_other" });
  });

  test("that leads back to itself by way of others is refused", async () => {
    const [a, b] = [aFlight(all.aircraft), aFlight(all.aircraft)];
    const c = correctionOf(b);
    await apply(a, b, c);
    await apply({ ...b, corrects_flight_id: uuidOf(a._id), correction_reason: "x" });
    const refused = await refusalOf(
      apply({ ...a, corrects_flight_id: uuidOf(c._id), correction_reason: "x" }),
    );
    expect(refused).toMatchObject({ code: "23514", constraint: "flights_correction_cycle" });
  });

  test("keeps what it corrects from being deleted", async () => {
    await apply(correctionOf(all.flight));
    const refused = await refusalOf(removeDocuments(database.db, owner, "flight", [all.flight]));
    expect(refused).toMatchObject({ code: "23503", constraint: "flights_corrects_flight_fk" });
  });

  test("works for training sessions as well", async () => {
    const correction = {
      ...all.session,
      _id: `training_session:${newRowId()}`,
      approaches: [],
      flight_crew: [],
      entry_tags: [],
      corrects_training_session_id: uuidOf(all.session._id),
      correction_reason: "x",
    };
    await lockAll();
    await apply(correction);
    expect(
      (await superseded("training_sessions", "superseded_by_training_session_id")).get(
        uuidOf(all.session._id),
      ),
    ).toBe(uuidOf(correction._id));
  });
});
