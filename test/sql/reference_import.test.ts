import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { silentLog } from "../../server/log.ts";
import { importAirports } from "../../server/reference/import_airports.ts";
import { loadReference } from "../../server/reference/load.ts";
import { newRowId, stableId, uuidOf } from "../../shared/ids.ts";
import { aircraftModelRows } from "../../shared/reference/aircraft_models.ts";
import type { OurAirport } from "../../shared/reference/our_airports.ts";
import { trainingDeviceModelRows } from "../../shared/reference/training_device_models.ts";
import { freshDatabase } from "../harness/fresh_database.ts";
import { applyDocuments, newOwner } from "../harness/pilots.ts";
import type { TestDatabase } from "../harness/postgres.ts";
import { aFlight, aModel, anAircraft } from "../harness/records.ts";

let base: TestDatabase;
beforeAll(async () => {
  base = await freshDatabase("reference");
});
afterAll(() => base.drop());

const field = (ident: string, more: Partial<OurAirport> = {}): OurAirport => ({
  ident,
  icao_code: null,
  iata_code: null,
  faa_lid: null,
  name: `Field ${ident}`,
  municipality: null,
  country_code: "GB",
  latitude: 51.5,
  longitude: -0.5,
  elevation_ft: 83,
  is_active: true,
  airport_type: "small_airport",
  ...more,
});

/** Some of the list: what the packed one has, what it has not, and what is no longer open. */
const file = [
  field("EGLL", { icao_code: "EGLL", name: "Heathrow, renamed", airport_type: "large_airport" }),
  field("XX-0001", { name: "A new strip", latitude: 51.6 }),
  field("EGKK", { icao_code: "EGKK", is_active: false, airport_type: "large_airport" }),
  field("FAA-PAO", { country_code: "US", name: "Palo Alto Airport", latitude: 10, longitude: 10 }),
];
const bytes = new TextEncoder().encode("the file");
const airport = async (ident: string) => {
  const [row] = await base.admin.query(
    `select name, latitude::float8, time_zone, is_active, has_control_tower
     from reference.airports where ident = $1`,
    [ident],
  );
  return row;
};
const count = async () =>
  (await base.admin.query<{ n: number }>("select count(*) as n from reference.airports"))[0]!.n;

describe("importing the full list", () => {
  let before: number;
  let outcome: Awaited<ReturnType<typeof importAirports>>;
  beforeAll(async () => {
    before = await count();
    const model = aModel();
    const aircraft = anAircraft(model);
    const owner = await newOwner(base.db, "ann");
    const leg = {
      id: newRowId(),
      leg_number: 1,
      from_airport_id: stableId("airport:EGLL"),
      to_airport_id: stableId("airport:EDDF"),
    };
    await applyDocuments(base.db, owner, [
      model,
      aircraft,
      aFlight(aircraft, { flight_legs: [leg] }),
    ]);
    outcome = await importAirports(base.admin, file, bytes);
  });

  test("adds, renews and closes, and says how many", async () => {
    expect(outcome).toMatchObject({ added: 1, renewed: 3 });
    expect(await count()).toBe(before + 1);
    expect(await airport("EGLL")).toMatchObject({ name: "Heathrow, renamed", is_active: true });
    expect(await airport("EGKK")).toMatchObject({ is_active: false });
  });

  test("deletes nothing: a flight to a place that is not in the file still reads", async () => {
    const places = await base.admin.query("select places from logbook.v_flat_flights");
    expect(places).toEqual([{ places: "EGLL-EDDF" }]);
    expect(await airport("EDDF")).toMatchObject({ is_active: false });
  });

  test("gives a new field the zone of its neighbours and the id that any device derives", async () => {
    const [row] = await base.admin.query(
      "select time_zone, name from reference.airports where id = $1",
      [stableId("airport:XX-0001")],
    );
    expect(row).toEqual({ time_zone: "Europe/London", name: "A new strip" });
  });

  test("leaves what the FAA says of its own fields, and takes their names", async () => {
    expect(await airport("FAA-PAO")).toMatchObject({
      name: "Palo Alto Airport",
      latitude: expect.closeTo(37.46, 1) as number,
      is_active: true,
      has_control_tower: true,
    });
    const [open] = await base.admin.query(
      "select count(*)::int as n from reference.airports where is_active and ident like 'FAA-%'",
    );
    expect((open as { n: number }).n).toBeGreaterThan(10_000);
  });

  test("twice changes nothing", async () => {
    expect(await importAirports(base.admin, file, bytes)).toEqual({
      added: 0,
      renewed: 0,
      retired: 0,
      moved: 0,
    });
  });

  test("is not undone by the packed list of the next version", async () => {
    await base.admin.run(
      "update reference.data_versions set sha256 = repeat('0', 64) where name = 'airports'",
    );
    await loadReference(base.admin, silentLog);
    expect(await airport("EGLL")).toMatchObject({ name: "Heathrow, renamed" });
  });

  test("that fails leaves the former list", async () => {
    const wrong = [field("EGLL", { name: "Wrong" }), field("YY-1", { latitude: 99 })];
    await expect(importAirports(base.admin, wrong, bytes)).rejects.toThrow(/latitude_range/);
    expect(await airport("EGLL")).toMatchObject({ name: "Heathrow, renamed" });
  });
});

test("the database has the models of the device, with the same ids", async () => {
  const models = await base.admin.query(
    "select *, reference.stable_id('aircraft_model:' || code) as own_id from reference.aircraft_models",
  );
  const by_id = new Map(models.map((row) => [row["id"], row]));
  expect(models).toHaveLength(aircraftModelRows().length);
  for (const row of aircraftModelRows())
    expect(by_id.get(row.id)).toMatchObject({ ...row, own_id: row.id });
  const devices = await base.admin.query("select * from reference.training_device_models");
  expect(devices).toHaveLength(trainingDeviceModelRows().length);
  for (const row of trainingDeviceModelRows())
    expect(devices.find(({ id }) => id === row.id)).toMatchObject(row);
});

test("an aircraft can be of a shared model, and the views say what it is", async () => {
  const owner = await newOwner(base.db, "bob");
  const aircraft = {
    ...anAircraft(aModel()),
    own_model_id: null,
    model_id: stableId("aircraft_model:cessna-172s"),
  };
  await applyDocuments(base.db, owner, [aircraft]);
  const rows = await base.admin.query(
    "select manufacturer, class_code, is_complex from logbook.v_aircraft_described where aircraft_id = $1",
    [uuidOf(aircraft._id)],
  );
  expect(rows).toEqual([{ manufacturer: "Cessna", class_code: "ASEL", is_complex: false }]);
});

test("a model that a later version no longer lists stays readable and is offered no more", async () => {
  await base.admin.run(`
    insert into reference.aircraft_models (id, code, manufacturer, model_name)
      values (reference.stable_id('aircraft_model:old'), 'old', 'Old', 'One');
    update reference.data_versions set sha256 = repeat('0', 64) where name = 'models';
  `);
  await loadReference(base.admin, silentLog);
  const old = await base.admin.query(
    "select code, is_deprecated from reference.aircraft_models where is_deprecated",
  );
  expect(old).toEqual([{ code: "old", is_deprecated: true }]);
});
