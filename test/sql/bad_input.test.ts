/** Every way around the rules by direct SQL, as the role of the gateway or as an administrator. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newRowId, uuidOf } from "../../shared/ids.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { emptied, freshDatabase } from "../harness/fresh_database.ts";
import {
  applyDocuments,
  aSignature,
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
let ann: Owner;
let ben: Owner;
let all: ReturnType<typeof everyKind>;
beforeAll(async () => {
  database = await freshDatabase();
  await loadSomeReference(database.admin);
});
afterAll(() => database.drop());
beforeEach(async () => {
  await emptied(database.admin);
  ann = await newOwner(database.db, "ann");
  ben = await newOwner(database.db, "ben");
  all = everyKind();
  await apply(...Object.values(all));
});
afterEach(() => checkLedger(database.admin));

const apply = (...documents: Document[]) => applyDocuments(database.db, ann, documents);
const asAnn = (text: string, values: unknown[] = []) =>
  database.db.transaction(ann.user_id, (tx) => tx.query(text, values));
const refused = (text: string, values: unknown[] = []) => refusalOf(asAnn(text, values));
const lockOf = async (table: string, document: Document) => {
  const [row] = await database.admin.query(
    `select is_locked, locked_at, locked_reason from logbook.${table} where id = $1`,
    [uuidOf(document._id)],
  );
  return row;
};

test("a leg does not move to another flight", async () => {
  const other = aFlight(all.aircraft);
  await apply(other);
  const answer = await refused("update logbook.flight_legs set flight_id = $1, leg_number = 2", [
    uuidOf(other._id),
  ]);
  expect(answer).toMatchObject({
    code: "23514",
    message: expect.stringMatching(/^E_ROW_DUPLICATE/),
  });
});

test("what is no number, and no day of flying, is refused by name", async () => {
  for (const [table, set, constraint] of [
    ["flights", "flight_date = 'infinity'", "flights_date_range"],
    ["flights", "flight_date = '-infinity'", "flights_date_range"],
    ["flights", "flight_date = '1903-12-16'", "flights_date_range"],
    ["training_sessions", "session_date = '1903-12-16'", "training_sessions_date_range"],
    ["training_sessions", "session_date = 'infinity'", "training_sessions_date_range"],
    ["flights", "hobbs_end = 'NaN'", "flights_hobbs_range"],
    ["flights", "tach_start = 'NaN'", "flights_tach_range"],
    ["flight_legs", "distance_nm = 'NaN'", "flight_legs_distance_range"],
    ["airports", "latitude = 'NaN'", "airports_latitude_range"],
  ] as const)
    expect(await refused(`update logbook.${table} set ${set}`)).toMatchObject({
      code: "23514",
      constraint,
    });
});

test("times of a flight that do not follow each other are refused", async () => {
  const refusal = await refused(
    `update logbook.flights set block_out = '2026-05-01T12:00Z', block_off = '2026-05-01T11:00Z',
      block_on = '2026-05-01T13:00Z', block_in = '2026-05-01T10:00Z'`,
  );
  expect(refusal).toMatchObject({ code: "23514", constraint: "flights_block_order" });
});

test("a user of the transaction that is no id can neither read nor write", async () => {
  const ids = ["x", "null", "0", "00000000-0000-0000-0000-00000000000g", "{}", "' or 1=1 --", "é"];
  const statements = [
    "select * from logbook.flights",
    "update logbook.flights set remarks = 'x'",
    "delete from logbook.tags",
    "insert into logbook.people (owner_user_id, display_name) values ($1, 'X')",
  ];
  for (const forged of ids)
    for (const statement of statements) {
      const work = database.db.transaction(null, async (tx) => {
        await tx.query("select set_config('app.current_user_id', $1, true)", [forged]);
        await tx.query(statement, statement.includes("$1") ? [ann.user_id] : []);
      });
      expect(await refusalOf(work)).toMatchObject({
        code: "22023",
        message: "app.current_user_id is not a UUID",
      });
    }
});

test("rows of two owners in one statement are refused whole", async () => {
  const count = () =>
    database.admin.query<{ n: number }>("select count(*)::int as n from logbook.people");
  const before = await count();
  const answer = await refused(
    "insert into logbook.people (owner_user_id, display_name) values ($1, 'Hers'), ($2, 'His')",
    [ann.user_id, ben.user_id],
  );
  expect(answer.code).toBe("42501");
  expect(await count()).toEqual(before);
});

test("a row written by hand gets an id of version 7 and its times", async () => {
  const [row] = await asAnn(
    `insert into logbook.people (owner_user_id, display_name) values ($1, 'By Hand')
      returning id, created_at is not null as has_time`,
    [ann.user_id],
  );
  expect(row).toMatchObject({ has_time: true });
  const id = String(row!["id"]);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const minted = Number.parseInt(id.replace("-", "").slice(0, 12), 16);
  expect(Math.abs(Date.now() - minted)).toBeLessThan(60_000);
});

describe("corrections in a circle", () => {
  const cycle = { code: "23514", constraint: "flights_correction_cycle" };
  const corrects = (what: Document, by: Document) =>
    asAnn(
      "update logbook.flights set corrects_flight_id = $1, correction_reason = 'x' where id = $2",
      [uuidOf(what._id), uuidOf(by._id)],
    );

  test("are refused: a correction of its own correction", async () => {
    const correction = aFlight(all.aircraft, {
      corrects_flight_id: uuidOf(all.flight._id),
      correction_reason: "x",
    });
    await apply(correction);
    expect(await refusalOf(corrects(correction, all.flight))).toMatchObject(cycle);
  });

  test("are refused: two flights that come to correct each other in one statement", async () => {
    const other = aFlight(all.aircraft);
    await apply(other);
    const answer = await refused(
      `update logbook.flights f set corrects_flight_id = o.id, correction_reason = 'x'
        from logbook.flights o where o.id <> f.id`,
    );
    expect(answer).toMatchObject(cycle);
  });

  test("are not closed by two transactions at once", async () => {
    const other = aFlight(all.aircraft);
    await apply(other);
    const both = await Promise.allSettled([
      corrects(other, all.flight),
      corrects(all.flight, other),
    ]);
    expect(both.some((one) => one.status === "rejected")).toBe(true);
    const circles = await database.admin.query(
      `select from logbook.flights a join logbook.flights b
        on a.corrects_flight_id = b.id and b.corrects_flight_id = a.id`,
    );
    expect(circles).toEqual([]);
  });
});

describe("an entry that one transaction locks while another edits it", () => {
  test("stays as it was locked, itself and its rows", async () => {
    for (const edit of [
      "update logbook.flights set remarks = 'too late'",
      "update logbook.flight_legs set notes = 'too late'",
      "delete from logbook.landings_takeoffs",
      "update logbook.flight_crew set notes = 'too late' where flight_id is not null",
    ]) {
      let edited: Promise<unknown> | undefined;
      await asAnn("update logbook.flights set is_locked = false, locked_reason = null");
      await database.db.transaction(ann.user_id, async (tx) => {
        await tx.query(
          "update logbook.flights set is_locked = true, locked_reason = 'user_locked'",
        );
        edited = refused(edit);
        await tx.query("select 1");
      });
      expect(await edited).toMatchObject({
        code: "23514",
        message: expect.stringMatching(/^E_ENTRY_LOCKED/),
      });
    }
  });

  test("is locked as the edit left it, when the edit came first", async () => {
    let locking: Promise<unknown> | undefined;
    await database.db.transaction(ann.user_id, async (tx) => {
      await tx.query("update logbook.flight_legs set notes = 'in time'");
      locking = asAnn("update logbook.flights set is_locked = true, locked_reason = 'user_locked'");
      await tx.query("select 1");
    });
    await locking;
    expect(
      await asAnn(
        "select l.notes, f.is_locked from logbook.flight_legs l join logbook.flights f on f.id = l.flight_id",
      ),
    ).toEqual([{ notes: "in time", is_locked: true }]);
  });
});

describe("a row for another owner", () => {
  test("is refused whether the row or the transaction says so", async () => {
    const forged = `insert into logbook.people (owner_user_id, id, display_name, created_at, updated_at)
      values ('${ben.user_id}', gen_random_uuid(), 'X', now(), now())`;
    expect((await refused(forged)).code).toBe("42501");
    const looking = database.db.transaction(ann.user_id, async (tx) => {
      await tx.query("select set_config('app.viewed_owner_id', $1, true)", [ben.user_id]);
      await tx.query(forged);
    });
    expect((await refusalOf(looking)).code).toBe("42501");
  });

  test("is refused when it points across, at a certificate or a person of hers", async () => {
    const add = (text: string) =>
      refusalOf(database.db.transaction(ben.user_id, (tx) => tx.query(text)));
    const his = `'${ben.user_id}', gen_random_uuid()`;
    expect(
      await add(
        `insert into logbook.ratings (owner_user_id, id, certificate_id, position, rating_type_id)
          values (${his}, '${uuidOf(all.certificate._id)}', 1, reference.stable_id('rating_types:instrument_airplane'))`,
      ),
    ).toMatchObject({ code: "23503", constraint: "ratings_certificate_fk" });
    expect(
      await add(
        `insert into logbook.public_keys (owner_user_id, id, person_id, key_fingerprint,
            key_algorithm, public_key_data, key_format, registered_at, created_at, updated_at)
          values (${his}, '${uuidOf(all.signer._id)}', 'f', 'ed25519', 'k', 'raw', now(), now(), now())`,
      ),
    ).toMatchObject({ code: "23503", constraint: "public_keys_person_fk" });
  });
});

describe("superseded_by", () => {
  test("cannot be written by hand, so it cannot go in a circle", async () => {
    const correction = aFlight(all.aircraft, {
      corrects_flight_id: uuidOf(all.flight._id),
      correction_reason: "x",
    });
    await apply(correction);
    const kept = { code: "23514", constraint: "flights_superseded_by_kept" };
    expect(
      await refused("update logbook.flights set superseded_by_flight_id = $1 where id = $2", [
        uuidOf(all.flight._id),
        uuidOf(correction._id),
      ]),
    ).toMatchObject(kept);
    expect(
      await refused("update logbook.flights set superseded_by_flight_id = null"),
    ).toMatchObject(kept);
    expect(
      await refused(
        `insert into logbook.flights
          select (jsonb_populate_record(f, jsonb_build_object('id', gen_random_uuid()))).*
          from logbook.flights f where f.superseded_by_flight_id is not null`,
      ),
    ).toMatchObject(kept);
  });

  test("nor by an administrator, nor for a training session", async () => {
    const answer = await refusalOf(
      database.admin.query(
        "update logbook.training_sessions set superseded_by_training_session_id = id",
      ),
    );
    expect(answer).toMatchObject({ constraint: "training_sessions_superseded_by_kept" });
  });
});

describe("a signature", () => {
  const over = (document: Document, table: string, fields: object = {}) =>
    aSignature(document, table, all.key, fields);

  test("for an entry that is not there is refused at the end of the transaction", async () => {
    for (const [table, document] of [
      ["flights", aFlight(all.aircraft)],
      ["endorsements", all.flight],
    ] as const)
      expect(await refusalOf(apply(over(document, table)))).toMatchObject({
        code: "23503",
        constraint: "entry_signatures_entry_fk",
      });
  });

  test.each(["flights", "training_sessions", "endorsements"])(
    "locks its entry in %s for good",
    async (table) => {
      const entries = {
        flights: all.flight,
        training_sessions: all.session,
        endorsements: all.endorsement,
      };
      const entry = entries[table as keyof typeof entries];
      await apply(over(entry, table));
      expect(await lockOf(table, entry)).toEqual({
        is_locked: true,
        locked_at: "2026-05-02T10:00:00Z",
        locked_reason: "cryptographic_signature",
      });
      expect(
        await refusalOf(database.admin.query(`update logbook.${table} set is_locked = false`)),
      ).toMatchObject({ code: "23514", constraint: `${table}_signed` });
      expect(
        await refusalOf(database.admin.query(`update logbook.${table} set created_at = now()`)),
      ).toMatchObject({ code: "23514", constraint: `${table}_locked` });
      expect(await refusalOf(database.admin.query(`delete from logbook.${table}`))).toMatchObject({
        message: expect.stringMatching(/^E_ENTRY_LOCKED/),
      });
    },
  );

  test("takes the place of the owner's own lock, and leaves an instructor's as it is", async () => {
    const lock = (locked_reason: string) => ({
      is_locked: true,
      locked_at: "2026-05-01T09:00:00Z",
      locked_reason,
    });
    const [own, instructors] = [
      aFlight(all.aircraft, lock("user_locked")),
      aFlight(all.aircraft, lock("cfi_signature")),
    ];
    await apply(own, instructors);
    await apply(over(own, "flights"), over(instructors, "flights"));
    expect(await lockOf("flights", own)).toMatchObject({
      locked_reason: "cryptographic_signature",
    });
    expect(await lockOf("flights", instructors)).toMatchObject({
      locked_reason: "cfi_signature",
    });
  });

  test("is not undone by the writer of an entry whose document knows of no lock", async () => {
    await apply(over(all.flight, "flights"));
    await apply({ ...all.flight, is_erroneous: true, erroneous_reason: "never flown" });
    expect(await lockOf("flights", all.flight)).toMatchObject({ is_locked: true });
    expect(await refusalOf(apply({ ...all.flight, remarks: "x" }))).toMatchObject({
      message: expect.stringMatching(/^E_ENTRY_LOCKED/),
    });
  });

  test("locks in the order of the log: the signature stands before the lock", async () => {
    await apply(over(all.flight, "flights"));
    const rows = await database.admin.query<{ name: string }>(
      "select table_name as name from audit.audit_log order by chain_number desc limit 2",
    );
    expect(rows.map((row) => row.name)).toEqual(["logbook.flights", "logbook.entry_signatures"]);
  });

  test.each([
    "update logbook.entry_signatures set signature_data = 'BBBB'",
    "update logbook.entry_signatures set entry_id = gen_random_uuid()",
    "update logbook.entry_signatures set signed_at = now()",
    "delete from logbook.entry_signatures",
    "update logbook.book_reports set report_data = '{}'",
    "update logbook.book_reports set as_of_date = '2020-01-01'",
    "update logbook.book_reports set is_locked = false",
    "delete from logbook.book_reports",
  ])("and a report stay as they were made: %s", async (statement) => {
    const fixed = { code: "23514", message: expect.stringMatching(/^E_ENTRY_LOCKED/) };
    expect(await refused(statement)).toMatchObject(fixed);
    expect(await refusalOf(database.admin.query(statement))).toMatchObject(fixed);
  });

  test("may get notes, and a report may be attested to", async () => {
    await asAnn("update logbook.entry_signatures set notes = 'at the ramp', updated_at = now()");
    await asAnn(
      `update logbook.book_reports
        set is_attested = true, attested_at = now(), attestation_text = 'It is true.'`,
    );
  });
});

describe("a file", () => {
  test("of nothing that is there is refused", async () => {
    for (const set of ["owner_row_id = gen_random_uuid()", "owner_table = 'flights'"])
      expect(await refused(`update logbook.attachments set ${set}`)).toMatchObject({
        code: "23503",
        constraint: "attachments_owner_row_fk",
      });
  });

  test("keeps what it belongs to from being removed, unless it goes with it", async () => {
    const remove = () => removeDocuments(database.db, ann, "endorsement", [all.endorsement]);
    expect(await refusalOf(remove())).toMatchObject({
      code: "23503",
      constraint: "attachments_owner_row_fk",
    });
    await removeDocuments(database.db, ann, "attachment", [all.attachment]);
    await remove();
  });
});

test("how a landing ended follows from its row", async () => {
  const kinds = [
    [false, false, true, null],
    [true, true, false, "touch_and_go"],
    [true, true, true, "stop_and_go"],
    [true, false, true, "full_stop"],
    [true, false, null, null],
  ] as const;
  for (const [is_landing, is_takeoff, is_full_stop, expected] of kinds)
    expect(
      await asAnn(
        `select logbook.full_stop_type(jsonb_populate_record(null::logbook.landings_takeoffs, $1)) as how`,
        [JSON.stringify({ id: newRowId(), is_landing, is_takeoff, is_full_stop })],
      ),
    ).toEqual([{ how: expected }]);
});
