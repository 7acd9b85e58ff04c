import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newRecordId, newRowId, stableId, uuidOf } from "../../shared/ids.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { freshDatabase } from "../harness/fresh_database.ts";
import {
  applyDocuments,
  aSignature,
  everyKind,
  loadSomeReference,
  newOwner,
  type Owner,
} from "../harness/pilots.ts";
import type { TestDatabase } from "../harness/postgres.ts";
import { aFlight } from "../harness/records.ts";

let database: TestDatabase;
let owner: Owner;
const all = everyKind();
const airport = (code: string) => stableId(`airport:${code}`);
const twoLegs = aFlight(all.aircraft, {
  flight_date: "2026-04-01",
  total_time: 90,
  pic_time: 90,
  night_time: 21,
  block_out: "2026-04-01T10:00:00Z",
  block_off: "2026-04-01T10:10:00Z",
  block_on: "2026-04-01T11:25:00Z",
  block_in: "2026-04-01T11:30:00Z",
  flight_legs: [
    {
      id: newRowId(),
      leg_number: 2,
      from_airport_id: airport("KUKI"),
      to_airport_description: "the farm",
      distance_nm: 20.25,
      night_takeoffs: 1,
      night_landings_full_stop: 2,
      approaches: [1, 2].map(() => ({
        id: newRowId(),
        approach_type_id: stableId("approach_types:ILS"),
      })),
    },
    {
      id: newRowId(),
      leg_number: 1,
      from_airport_id: airport("KPAO"),
      to_airport_id: airport("KUKI"),
      distance_nm: 112.5,
      day_takeoffs: 1,
      day_landings_touch_and_go: 3,
    },
  ],
  flight_crew: [
    {
      id: newRowId(),
      person_id: uuidOf(all.person._id),
      role_on_flight_id: stableId("role_on_flight_types:CFI_giving"),
    },
  ],
});
/** Between two places of the equator a degree of longitude apart: 60.04 NM on the mean sphere. */
const ownPlaces = [
  { name: "Nowhere", code: "NWH", longitude: 0 },
  { name: "Elsewhere", longitude: 1 },
].map((place) => ({
  _id: newRecordId("airport"),
  created_at: "2026-05-01T10:00:00Z",
  updated_at: "2026-05-01T10:00:00Z",
  latitude: 0,
  ...place,
}));
const ownLeg = (leg_number: number, fields: object) => ({
  id: newRowId(),
  leg_number,
  from_own_airport_id: uuidOf(ownPlaces[leg_number % 2]!._id),
  to_own_airport_id: uuidOf(ownPlaces[(leg_number + 1) % 2]!._id),
  ...fields,
});
const between = aFlight(all.aircraft, {
  flight_date: "2026-03-01",
  cfi_signed_at: "2026-03-01T12:00:00Z",
  cfi_signature_person_id: uuidOf(all.signer._id),
  flight_legs: [ownLeg(1, {}), ownLeg(2, { distance_nm: 70 })],
});
const wrong = aFlight(all.aircraft, {
  is_erroneous: true,
  erroneous_reason: "never flown",
});
const correction = aFlight(all.aircraft, {
  corrects_flight_id: uuidOf(all.flight._id),
  correction_reason: "shorter",
  total_time: 48,
  pic_time: 48,
});

beforeAll(async () => {
  database = await freshDatabase();
  await loadSomeReference(database.admin);
  owner = await newOwner(database.db, "ann");
  await applyDocuments(database.db, owner, [
    ...Object.values(all),
    ...ownPlaces,
    twoLegs,
    between,
    wrong,
    correction,
    aSignature(twoLegs, "flights", all.key),
  ]);
});
afterAll(async () => {
  await checkLedger(database.admin);
  await database.drop();
});

const as = (query: string, values: unknown[] = []) =>
  database.db.transaction(owner.user_id, (tx) => tx.query(query, values));

describe("v_flat_flights", () => {
  test("has one row a flight that counts", async () => {
    const rows = await as("select flight_id from logbook.v_flat_flights order by flight_date");
    expect(rows).toEqual([
      { flight_id: uuidOf(between._id) },
      { flight_id: uuidOf(twoLegs._id) },
      { flight_id: uuidOf(correction._id) },
    ]);
  });

  test("sums the legs and names the places in order", async () => {
    const [row] = await as("select * from logbook.v_flat_flights where flight_id = $1", [
      uuidOf(twoLegs._id),
    ]);
    expect(row).toMatchObject({
      registration: all.aircraft.registration,
      model_name: "7ECA",
      from_place: "KPAO",
      to_place: "the farm",
      places: "KPAO-KUKI-the farm",
      leg_count: 2,
      distance_nm: 132.75,
      total_time: 90,
      total_hours: 1.5,
      night_hours: 0.4,
      block_time: 90,
      air_time: 75,
      taxi_out: 10,
      taxi_in: 5,
      day_takeoffs: 1,
      night_takeoffs: 1,
      day_landings: 3,
      day_landings_touch_and_go: 3,
      night_landings: 2,
      night_landings_full_stop: 2,
      all_landings: 5,
      approach_count: 2,
      instructor_name: "Ann Other",
      crew_names: "Ann Other (CFI_giving)",
      entry_status: "current",
    });
  });

  test("names own airports, and works out the distance of a leg that says none", async () => {
    const rows = await as("select * from logbook.v_flat_flights where flight_id = $1", [
      uuidOf(between._id),
    ]);
    expect(rows).toMatchObject([
      {
        from_airport_id: null,
        from_own_airport_id: uuidOf(ownPlaces[1]!._id),
        from_place: "Elsewhere",
        to_own_airport_id: uuidOf(ownPlaces[1]!._id),
        places: "Elsewhere-NWH-Elsewhere",
        distance_nm: 130.04,
      },
    ]);
    const legs = await as(
      `select from_place, to_place, distance_nm, from_own_airport_id
        from logbook.v_flat_flight_legs where flight_id = $1 order by leg_number`,
      [uuidOf(between._id)],
    );
    expect(legs).toMatchObject([
      { from_place: "Elsewhere", to_place: "NWH", distance_nm: 60.04 },
      { from_place: "NWH", to_place: "Elsewhere", distance_nm: 70 },
    ]);
  });

  test("says whether an entry is signed, how and by whom, by flight and by leg", async () => {
    for (const view of ["v_flat_flights", "v_flat_flight_legs"])
      expect(
        await as(
          `select distinct flight_date, signature_status, signed_by, is_locked, locked_reason
            from logbook.${view} order by flight_date`,
        ),
      ).toEqual([
        {
          flight_date: "2026-03-01",
          signature_status: "cfi_signature",
          signed_by: "Sign Er",
          is_locked: true,
          locked_reason: "cfi_signature",
        },
        {
          flight_date: "2026-04-01",
          signature_status: "cryptographic_signature",
          signed_by: "Sign Er",
          is_locked: true,
          locked_reason: "cryptographic_signature",
        },
        {
          flight_date: "2026-05-01",
          signature_status: "unsigned",
          signed_by: null,
          is_locked: false,
          locked_reason: null,
        },
      ]);
  });

  test("shows superseded and erroneous ones in its complete form, and says which they are", async () => {
    const rows = await as(
      "select flight_id, entry_status from logbook.v_flat_flights_complete where entry_status <> 'current' order by entry_status",
    );
    expect(rows).toEqual([
      { flight_id: uuidOf(wrong._id), entry_status: "erroneous" },
      { flight_id: uuidOf(all.flight._id), entry_status: "superseded" },
    ]);
  });

  test("has a flight without a crew, a tag or an approach as well", async () => {
    expect(
      await as(
        "select crew_names, tag_names, approach_count from logbook.v_flat_flights where flight_id = $1",
        [uuidOf(correction._id)],
      ),
    ).toEqual([{ crew_names: null, tag_names: null, approach_count: 0 }]);
  });
});

test("v_flights_chronological goes by day", async () => {
  const rows = await as("select flight_date, places from logbook.v_flights_chronological");
  expect(rows).toEqual([
    { flight_date: "2026-03-01", places: "Elsewhere-NWH-Elsewhere" },
    { flight_date: "2026-04-01", places: "KPAO-KUKI-the farm" },
    { flight_date: "2026-05-01", places: "home-home" },
  ]);
});

test("v_aircraft_summary adds up what counts", async () => {
  expect(
    await as(
      "select registration, flight_count, total_time, total_hours, night_time, first_flight_date, last_flight_date from logbook.v_aircraft_summary",
    ),
  ).toEqual([
    {
      registration: all.aircraft.registration,
      flight_count: 3,
      total_time: 198,
      total_hours: 3.3,
      night_time: 21,
      first_flight_date: "2026-03-01",
      last_flight_date: "2026-05-01",
    },
  ]);
});

test("SQL and TypeScript derive the same reference ids", async () => {
  for (const code of ["airport:KPAO", "approach_types:ILS CAT II", "aircraft_model:Ćeßna 17é"])
    expect(await as("select reference.stable_id($1) as id", [code])).toEqual([
      { id: stableId(code) },
    ]);
});
