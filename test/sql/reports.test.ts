import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main } from "../../server/command_line/main.ts";
import { addDays } from "../../shared/calendar.ts";
import { newRecordId, newRowId, stableId, uuidOf } from "../../shared/ids.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { freshDatabase } from "../harness/fresh_database.ts";
import { applyDocuments, type Document, newOwner, type Owner } from "../harness/pilots.ts";
import type { TestDatabase } from "../harness/postgres.ts";
import type { Queryable } from "../../server/postgres/database.ts";
import { aFlight, aModel, anAircraft } from "../harness/records.ts";

let base: TestDatabase;
let owner: Owner;
const at = "2026-05-01T10:00:00Z";
const envelope = { created_at: at, updated_at: at };
/** The views speak of today, so the records are placed around it. */
const today = new Date().toISOString().slice(0, 10);
const ago = (days: number) => addDays(today, -days);

const strip = {
  _id: newRecordId("airport"),
  ...envelope,
  code: "FARM",
  name: "Farm strip",
  latitude: 37.1,
  longitude: -121.9,
};
const aircraft = {
  ...anAircraft(aModel()),
  own_model_id: null,
  model_id: stableId("aircraft_model:cessna-172s"),
  registration: "N172SP",
};
const pattern = aFlight(aircraft, {
  flight_date: ago(80),
  total_time: 90,
  pic_time: 90,
  night_time: 30,
  flight_legs: [
    {
      id: newRowId(),
      leg_number: 1,
      from_airport_id: stableId("airport:FAA-PAO"),
      to_own_airport_id: uuidOf(strip._id),
      leg_time: 30,
      day_takeoffs: 1,
      day_landings_full_stop: 1,
    },
    {
      id: newRowId(),
      leg_number: 2,
      from_own_airport_id: uuidOf(strip._id),
      to_airport_id: stableId("airport:FAA-PAO"),
      leg_time: 60,
      day_takeoffs: 2,
      day_landings_full_stop: 2,
      approaches: [{ id: newRowId(), approach_type_id: stableId("approach_types:ILS") }],
    },
  ],
});
const wrong = aFlight(aircraft, {
  flight_date: ago(10),
  is_erroneous: true,
  erroneous_reason: "never flown",
});
const session = {
  _id: newRecordId("training_session"),
  ...envelope,
  session_date: ago(40),
  session_type: "ground",
  location: "Classroom 2",
  total_time: 120,
};
const medical = {
  _id: newRecordId("medical"),
  ...envelope,
  medical_class_id: stableId("medical_classes:class_3"),
  exam_date: ago(20),
};
const review = { _id: newRecordId("flight_review"), ...envelope, review_date: ago(900) };
const certificate = {
  _id: newRecordId("certificate"),
  ...envelope,
  certificate_level_id: stableId("certificate_levels:private"),
  date_of_issuance: ago(1000),
  ratings: [{ id: newRowId(), rating_type_id: stableId("rating_types:ASEL") }],
};
const endorsement = (code: string, days_ago: number) => ({
  _id: newRecordId("endorsement"),
  ...envelope,
  endorsement_type_id: stableId(`endorsement_types:${code}`),
  endorsement_date: ago(days_ago),
  far_reference: "14 CFR 61",
});
const solo = endorsement("solo_90day_repeat", 60);
const oldSolo = endorsement("solo_90day_repeat", 200);
const highPerformance = endorsement("high_performance", 300);
const planned = {
  _id: newRecordId("training_event"),
  ...envelope,
  event_type_id: stableId("training_event_types:ground_school"),
  planned_period_description: "next spring",
};
const documents: Document[] = [
  strip,
  aircraft,
  pattern,
  wrong,
  session,
  medical,
  review,
  certificate,
  solo,
  oldSolo,
  highPerformance,
  planned,
];

beforeAll(async () => {
  base = await freshDatabase("reference");
  owner = await newOwner(base.db, "ann");
  await applyDocuments(base.db, owner, documents);
  const other = await newOwner(base.db, "bob");
  const his = { ...anAircraft(aModel()), own_model_id: null, model_id: aircraft.model_id };
  await applyDocuments(base.db, other, [
    his,
    aFlight(his),
    { ...medical, _id: newRecordId("medical") },
  ]);
});
afterAll(async () => {
  await checkLedger(base.admin);
  await base.drop();
});

const as = <Row = Record<string, unknown>>(query: string, values: unknown[] = []) =>
  base.db.transaction(owner.user_id, (tx) => tx.query<Row>(query, values));

test("v_flat_flight_legs has one row a leg, own airports by their code", async () => {
  expect(
    await as(
      `select leg_number, from_place, to_place, leg_hours, approach_count, registration, category_code
       from logbook.v_flat_flight_legs order by leg_number`,
    ),
  ).toEqual([
    {
      leg_number: 1,
      from_place: "KPAO",
      to_place: "FARM",
      leg_hours: 0.5,
      approach_count: 0,
      registration: "N172SP",
      category_code: "airplane",
    },
    expect.objectContaining({
      leg_number: 2,
      from_place: "FARM",
      to_place: "KPAO",
      approach_count: 1,
    }),
  ]);
  expect(await as("select places from logbook.v_flat_flights")).toEqual([
    { places: "KPAO-FARM-KPAO" },
  ]);
});

test("v_events_chronological goes by day, and what has none comes last", async () => {
  const rows = await as<{ event_kind: string; title: string }>(
    "select event_kind, title from logbook.v_events_chronological",
  );
  expect(rows.map((row) => row.event_kind)).toEqual([
    "certificate",
    "flight_review",
    "endorsement",
    "endorsement",
    "endorsement",
    "medical",
    "training_event",
  ]);
  expect(rows[0]).toEqual({ event_kind: "certificate", title: "Private pilot" });
});

test("v_logbook_chronological has flights, lessons and events that count, by day", async () => {
  const rows = await as<{ event_kind: string; title: string; total_time: number | null }>(
    "select event_kind, title, total_time from logbook.v_logbook_chronological",
  );
  expect(rows).toHaveLength(9);
  expect(rows.slice(4, 8)).toEqual([
    { event_kind: "flight", title: "N172SP KPAO-FARM-KPAO", total_time: 90 },
    { event_kind: "endorsement", title: expect.any(String) as string, total_time: null },
    { event_kind: "training_session", title: "Classroom 2", total_time: 120 },
    { event_kind: "medical", title: "Third class", total_time: null },
  ]);
});

test("v_currency_status_live says how things stand today, and of nobody else", async () => {
  const rows = await as(
    "select currency, status, expires_on, days_remaining, owner_user_id from logbook.v_currency_status_live",
  );
  expect(rows).toContainEqual({
    currency: "faa_61_57_a",
    status: "current",
    expires_on: addDays(ago(80), 90),
    days_remaining: 10,
    owner_user_id: owner.user_id,
  });
  expect(rows.map((row) => [row["currency"], row["status"]])).toEqual(
    expect.arrayContaining([
      ["faa_61_57_b", "never"],
      ["faa_61_56", "lapsed"],
      ["faa_61_23", "current"],
    ]),
  );
  for (const row of rows) expect(row["owner_user_id"]).toBe(owner.user_id);
});

test("v_expirations_upcoming has what ends, soonest first, and what has ended", async () => {
  const rows = await as<{ kind: string; days_remaining: number; record_id: string | null }>(
    "select kind, days_remaining, record_id from logbook.v_expirations_upcoming",
  );
  const days = rows.map((row) => row.days_remaining);
  expect(days).toEqual(days.toSorted((a, b) => a - b));
  expect(rows).toContainEqual({
    kind: "endorsement",
    days_remaining: 30,
    record_id: uuidOf(solo._id),
  });
  expect(rows).toContainEqual(
    expect.objectContaining({ record_id: uuidOf(oldSolo._id), days_remaining: -110 }),
  );
  expect(rows.map((row) => row.record_id)).not.toContain(uuidOf(highPerformance._id));
  expect(rows.map((row) => row.kind)).toEqual(
    expect.arrayContaining(["currency", "flight_review", "medical"]),
  );
});

test("v_aeronautical_experience_totals is one row a pilot, with hours beside the minutes", async () => {
  expect(
    await as(
      `select flight_count, total_time, total_hours, night_hours, airplane_time, single_engine_time,
         multi_engine_time, landings, approaches from logbook.v_aeronautical_experience_totals`,
    ),
  ).toEqual([
    {
      flight_count: 1,
      total_time: 90,
      total_hours: 1.5,
      night_hours: 0.5,
      airplane_time: 90,
      single_engine_time: 90,
      multi_engine_time: 0,
      landings: 3,
      approaches: 1,
    },
  ]);
});

describe("a book report", () => {
  const report = async (type: string, day = today) =>
    (
      await as<{ report: Record<string, any> }>(
        "select logbook.book_report_data($1, $2, $3) as report",
        [owner.user_id, day, type],
      )
    )[0]!.report;

  test("of what one needs before a flight has each privilege and what ends soon", async () => {
    const data = await report("pre_flight_check");
    expect(data).toMatchObject({
      as_of_date: today,
      report_type: "pre_flight_check",
      medical_status: [{ operation: "private", status: "current" }],
      flight_review: { status: "lapsed" },
      currency_passenger_day: [{ status: "current", class_code: "ASEL", days_remaining: 10 }],
      currency_passenger_night: [{ status: "never" }],
    });
    expect(data["endorsements_current"].map((one: any) => one.record_id).sort()).toEqual(
      [uuidOf(solo._id), uuidOf(highPerformance._id)].sort(),
    );
    for (const one of data["upcoming_expirations"]) expect(one.days_remaining).toBeLessThan(91);
  });

  test("of currency, of what is due, of totals and of experience", async () => {
    const currency = (await report("currency_summary"))["currency"];
    expect(currency.map((one: any) => one.currency)).toContain("faa_61_57_a");
    const due = await report("next_due");
    expect(due["upcoming_expirations"].length).toBeGreaterThan(2);
    expect(due["expired"].map((one: any) => one.record_id)).toContain(uuidOf(oldSolo._id));
    expect(await report("totals")).toMatchObject({
      totals: { total_time: 90, landings: 3 },
      by_class: [{ category_code: "airplane", class_code: "ASEL", total_time: 90 }],
    });
    expect(await report("experience_summary")).toMatchObject({
      experience: { single_engine_time: 90 },
      certificates: [{ certificate: "private", ratings: ["ASEL"] }],
    });
  });

  test("as of a day in the past knows nothing of what came later", async () => {
    expect(await report("totals", ago(81))).toMatchObject({
      totals: { total_time: 0, flight_count: 0 },
      by_class: [],
    });
    expect((await report("currency_summary", ago(950)))["currency"]).toEqual([
      expect.objectContaining({ currency: "faa_61_56", status: "never" }),
    ]);
  });

  test("of somebody else is empty, and of an unknown kind refused", async () => {
    const stranger = await newOwner(base.db, "stranger");
    const [row] = await base.db.transaction(stranger.user_id, (tx) =>
      tx.query<{ report: any }>("select logbook.book_report_data($1, $2, 'totals') as report", [
        owner.user_id,
        today,
      ]),
    );
    expect(row!.report.totals.total_time).toBe(0);
    await expect(report("horoscope")).rejects.toThrow(/E_FIELD_CHOICE/);
    await expect(as("select logbook.book_report_data(null, null, 'totals')")).rejects.toThrow(
      /E_FIELD_REQUIRED/,
    );
  });
});

test("a report that is generated is kept, reaches the devices, and cannot change", async () => {
  const dora = await newOwner(base.db, "dora");
  const generate = (tx: Queryable, type = "totals") =>
    tx.query<{ id: string }>("select logbook.generate_book_report($1, $2, $3) as id", [
      dora.user_id,
      today,
      type,
    ]);
  const id = await base.db.transaction(dora.user_id, async (tx) => {
    const [made] = await generate(tx);
    return made!.id;
  });
  const [row] = await base.db.transaction(dora.user_id, (tx) =>
    tx.query(
      "select as_of_date::text, report_type, report_data, is_locked from logbook.book_reports",
    ),
  );
  expect(row).toMatchObject({ as_of_date: today, report_type: "totals", is_locked: true });
  expect(row).toMatchObject({ report_data: { totals: { total_time: 0 } } });
  const documents = await base.admin.query(
    `select d.id, d.seq::int, r.body::jsonb ->> 'report_type' as type
     from sync.documents d join sync.revisions r on r.document_id = d.id and r.rev = d.winning_rev
     where d.owner_user_id = $1`,
    [dora.user_id],
  );
  expect(documents).toEqual([{ id: `book_report:${id}`, seq: 1, type: "totals" }]);
  await expect(
    base.db.transaction(dora.user_id, (tx) =>
      tx.query("update logbook.book_reports set report_data = '{}'"),
    ),
  ).rejects.toThrow(/E_ENTRY_LOCKED/);
  await expect(base.db.transaction(owner.user_id, (tx) => generate(tx))).rejects.toThrow(
    /E_NOT_YOURS/,
  );
  await expect(
    base.db.transaction(dora.user_id, (tx) => generate(tx, "horoscope")),
  ).rejects.toThrow(/E_FIELD_CHOICE/);
});

test("the command keeps a report in the logbook as a record that cannot change", async () => {
  const carl = await newOwner(base.db, "carl");
  let out = "";
  let err = "";
  const run = (args: string[]) =>
    main(args, {
      print: (line) => void (out += line),
      write: (text) => void (out += text),
      note: (line) => void (err += `${line}\n`),
      env: { DATABASE_URL: base.url },
    });
  const book = ["report", "book", "--email", "carl@example.test"];
  expect(await run([...book, "--type", "horoscope"])).toBe(1);
  expect(err).toMatch(/There is no report horoscope/);
  expect(await run([...book, "--type", "totals", "--as-of", "2026-02-30"])).toBe(2);
  expect(err).toMatch(/"2026-02-30" cannot be used/);
  expect(await run([...book, "--type", "totals", "--as-of", today])).toBe(0);
  const document = JSON.parse(out) as { _id: string; report_data: unknown };
  const asCarl = (query: string, values: unknown[] = []) =>
    base.db.transaction(carl.user_id, (tx) => tx.query(query, values));
  const [row] = await asCarl(
    "select report_data, is_locked from logbook.book_reports where id = $1",
    [uuidOf(document._id)],
  );
  expect(row).toEqual({ report_data: document.report_data, is_locked: true });
  await expect(asCarl("update logbook.book_reports set report_data = '{}'")).rejects.toThrow(
    /LOCKED/,
  );
});
