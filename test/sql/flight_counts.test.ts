/** What is kept of each flight follows its rows, whatever changes them. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { newRecordId, newRowId, stableId, uuidOf } from "../../shared/ids.ts";
import { countsAgainstRows } from "../harness/check_counts.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { freshDatabase } from "../harness/fresh_database.ts";
import {
  applyDocuments,
  loadSomeReference,
  newOwner,
  type Owner,
  refusalOf,
  removeDocuments,
} from "../harness/pilots.ts";
import type { TestDatabase } from "../harness/postgres.ts";
import { aFlight, aModel, anAircraft } from "../harness/records.ts";

let database: TestDatabase;
let ann: Owner;
let ben: Owner;

const model = aModel();
const aircraft = anAircraft(model);
/** A strip on the equator, where the sun sets at about 18:00 of its own time all the year round. */
const strip = {
  _id: newRecordId("airport"),
  created_at: "2026-05-01T10:00:00Z",
  updated_at: "2026-05-01T10:00:00Z",
  name: "The strip",
  code: "STR",
  latitude: 0,
  longitude: 0,
};
const events = [newRowId(), newRowId()] as const;
/** A landing in the small hours of Palo Alto that says no place, and one at the strip at noon. */
const home = aFlight(aircraft, {
  flight_legs: [
    {
      id: newRowId(),
      leg_number: 1,
      from_airport_id: stableId("airport:KPAO"),
      to_airport_id: stableId("airport:KPAO"),
      landings_takeoffs: [
        {
          id: events[0],
          is_landing: true,
          is_full_stop: true,
          occurred_at: "2026-05-01T10:00:00Z",
        },
      ],
      approaches: [
        { id: newRowId(), approach_type_id: stableId("approach_types:ILS"), in_imc: true },
        { id: newRowId(), approach_type_id: stableId("approach_types:visual") },
      ],
    },
  ],
});
const away = aFlight(aircraft, {
  flight_legs: [
    {
      id: newRowId(),
      leg_number: 1,
      from_airport_id: stableId("airport:KPAO"),
      to_own_airport_id: uuidOf(strip._id),
      day_landings_full_stop: 1,
      landings_takeoffs: [
        {
          id: events[1],
          is_landing: true,
          is_full_stop: true,
          occurred_at: "2026-05-01T12:00:00Z",
        },
      ],
    },
  ],
});

beforeAll(async () => {
  database = await freshDatabase();
  await loadSomeReference(database.admin);
  await database.admin.run(
    `insert into reference.approach_types (id, code, name)
       values (reference.stable_id('approach_types:visual'), 'visual', 'Visual')`,
  );
  ann = await newOwner(database.db, "ann");
  ben = await newOwner(database.db, "ben");
  for (const owner of [ann, ben])
    await applyDocuments(database.db, owner, [model, aircraft, strip, home, away]);
});
afterAll(async () => {
  await checkLedger(database.admin);
  await database.drop();
});

interface Counts {
  places: string;
  leg_count: number;
  counted_landings: number;
  counted_night_landings: number;
  recency_night_full_stops: number;
  approach_count: number;
  instrument_approaches: number;
}

/** What is kept of a flight, after all that is kept has been held against the rows. */
async function counted(flight: { _id: string }, owner = ann): Promise<Counts | undefined> {
  expect(await countsAgainstRows(database.admin)).toEqual([]);
  const rows = await database.db.transaction(owner.user_id, (tx) =>
    tx.query<Counts>("select * from logbook.flight_counts where id = $1", [uuidOf(flight._id)]),
  );
  return rows[0];
}

const asAnn = (statement: string, values: unknown[] = []) =>
  database.db.transaction(ann.user_id, (tx) => tx.query(statement, values));

test("a flight is counted when it comes: by its legs, its events and the sun over them", async () => {
  expect(await counted(home)).toMatchObject({
    places: "KPAO-KPAO",
    counted_landings: 1,
    counted_night_landings: 1,
    recency_night_full_stops: 1,
    approach_count: 2,
    instrument_approaches: 1,
  });
  expect(await counted(away)).toMatchObject({ places: "KPAO-STR", counted_night_landings: 0 });
});

test("an event that is put at another time, added or removed is counted anew", async () => {
  await asAnn("update logbook.landings_takeoffs set occurred_at = $2 where id = $1", [
    events[0],
    "2026-05-01T20:00:00Z",
  ]);
  expect(await counted(home)).toMatchObject({ counted_landings: 1, counted_night_landings: 0 });
  await asAnn(
    `insert into logbook.landings_takeoffs (owner_user_id, flight_leg_id, is_landing, occurred_at)
       select owner_user_id, flight_leg_id, true, '2026-05-01T10:30:00Z'
       from logbook.landings_takeoffs where id = $1`,
    [events[0]],
  );
  expect(await counted(home)).toMatchObject({ counted_landings: 2, counted_night_landings: 1 });
  await asAnn("delete from logbook.landings_takeoffs where id = $1", [events[0]]);
  expect(await counted(home)).toMatchObject({ counted_landings: 1, recency_night_full_stops: 0 });
});

test("a leg whose ends or counts change takes its flight along; so does an approach", async () => {
  await asAnn(
    `update logbook.flight_legs set to_airport_id = $2, to_own_airport_id = null where flight_id = $1`,
    [uuidOf(away._id), stableId("airport:KPAO")],
  );
  // Noon at the strip is five in the morning at Palo Alto.
  expect(await counted(away)).toMatchObject({ places: "KPAO-KPAO", counted_night_landings: 1 });
  await asAnn(
    `insert into logbook.flight_legs (owner_user_id, flight_id, leg_number, to_own_airport_id, night_landings_full_stop)
       values ($1, $2, 2, $3, 4)`,
    [ann.user_id, uuidOf(away._id), uuidOf(strip._id)],
  );
  expect(await counted(away)).toMatchObject({ places: "KPAO-KPAO-STR", counted_night_landings: 5 });
  await asAnn("delete from logbook.flight_legs where flight_id = $1 and leg_number = 1", [
    uuidOf(away._id),
  ]);
  expect(await counted(away)).toMatchObject({ places: "STR", leg_count: 1, counted_landings: 4 });
  await asAnn("update logbook.approaches set in_imc = false");
  expect(await counted(home)).toMatchObject({ approach_count: 2, instrument_approaches: 0 });
  await asAnn("delete from logbook.approaches");
  expect(await counted(home)).toMatchObject({ approach_count: 0 });
});

test("an own airport that moves or is renamed takes its owner's flights along, and nobody else's", async () => {
  await applyDocuments(database.db, ann, [away]);
  expect(await counted(away)).toMatchObject({ places: "KPAO-STR", counted_night_landings: 0 });
  // Half way round the world noon is midnight.
  await applyDocuments(database.db, ann, [{ ...strip, code: "FAR", longitude: 180 }]);
  expect(await counted(away)).toMatchObject({ places: "KPAO-FAR", recency_night_full_stops: 1 });
  expect(await counted(away, ben)).toMatchObject({
    places: "KPAO-STR",
    recency_night_full_stops: 0,
  });
});

test("an airport of the reference that moves takes the flights of all pilots along", async () => {
  await applyDocuments(database.db, ann, [home]);
  await database.admin.run(
    `begin; set local role offblock_owner;
     update reference.airports set icao_code = 'KNEW', longitude = longitude + 179 where ident = 'KPAO';
     commit`,
  );
  for (const owner of [ann, ben])
    expect(await counted(home, owner)).toMatchObject({
      places: "KNEW-KNEW",
      counted_night_landings: 0,
    });
});

test("what is kept of a flight cannot be written by itself, by nobody", async () => {
  for (const statement of [
    "update logbook.flight_counts set counted_landings = 100",
    "delete from logbook.flight_counts",
    `insert into logbook.flight_counts
       select (json_populate_record(c, json_build_object('id', gen_random_uuid()))).* from logbook.flight_counts c`,
  ]) {
    expect(await refusalOf(asAnn(statement))).toMatchObject({ code: "23514" });
    expect(await refusalOf(database.admin.run(statement))).toMatchObject({ code: "23514" });
  }
  expect(await refusalOf(asAnn("truncate logbook.flight_counts"))).toMatchObject({ code: "42501" });
});

test("nothing is kept of a flight that is gone", async () => {
  await removeDocuments(database.db, ann, "flight", [home]);
  expect(await counted(home)).toBeUndefined();
});
