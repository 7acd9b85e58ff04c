import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { silentLog } from "../../server/log.ts";
import { connectAdmin } from "../../server/postgres/database.ts";
import { airportsFile, loadReference } from "../../server/reference/load.ts";
import type { Airport } from "../../shared/reference/airport.ts";
import { decodeAirports } from "../../shared/reference/airports.ts";
import { lookupRows, lookupTables } from "../../shared/reference/lookups.ts";
import { freshDatabase } from "../harness/fresh_database.ts";
import type { TestDatabase } from "../harness/postgres.ts";

let base: TestDatabase;
beforeAll(async () => {
  base = await freshDatabase();
});
afterAll(() => base.drop());

const airports = decodeAirports(new Uint8Array(readFileSync(airportsFile)));
const counts = () =>
  base.admin.query<{ airports: number; changed: number }>(
    `select count(*)::int as airports, count(*) filter (where updated_at <> created_at)::int as changed
     from reference.airports`,
  );

test("two gateways that start at once load everything once, and neither fails", async () => {
  const [one, two] = await Promise.all([
    connectAdmin({ url: base.url }),
    connectAdmin({ url: base.url }),
  ]);
  let loads = 0;
  const log = { ...silentLog, info: () => void loads++ };
  await Promise.all([loadReference(one, log), loadReference(two, log)]);
  await Promise.all([one.close(), two.close()]);
  expect(loads).toBe(1);
  expect(await counts()).toEqual([{ airports: airports.count, changed: 0 }]);
});

test("the database has the airports of the device, with ids that it would give them itself", async () => {
  const wrong = await base.admin.query(
    "select ident from reference.airports where id <> reference.stable_id('airport:' || ident)",
  );
  expect(wrong).toEqual([]);
  for (const code of ["KPAO", "7B2", "EGLL", "TJSJ"]) {
    const { airport } = airports.byCode(code)[0]!;
    const [row] = await base.admin.query<Airport>(
      "select *, latitude::float8, longitude::float8 from reference.airports where id = $1",
      [airport.id],
    );
    expect(row).toMatchObject(airport);
  }
});

test("the database has the lookup rows of the device", async () => {
  for (const table of lookupTables) {
    const found = await base.admin.query(
      `select t.*, reference.stable_id('${table}:' || code) as own_id from reference.${table} t
       order by display_order`,
    );
    expect(found).toHaveLength(lookupRows(table).length);
    lookupRows(table).forEach(({ category_id, ...row }, i) => {
      expect(found[i]).toMatchObject({ ...row, own_id: row.id });
      if (table === "aircraft_classes") expect(found[i]).toMatchObject({ category_id });
    });
  }
});

test("loading again does nothing", async () => {
  await loadReference(base.admin, silentLog);
  expect(await counts()).toEqual([{ airports: airports.count, changed: 0 }]);
});

test("a new version of the data renews what differs, and deletes nothing", async () => {
  await base.admin.run(`
    update reference.data_versions set sha256 = repeat('0', 64);
    update reference.airports set name = 'Old name' where faa_lid = 'PAO';
    insert into reference.airports (id, ident, name, latitude, longitude)
      values (reference.stable_id('airport:OLD'), 'OLD', 'A closed strip', 1, 2);
    insert into reference.approach_types (id, code, name)
      values (reference.stable_id('approach_types:old'), 'old', 'Of an earlier version');
  `);
  await loadReference(base.admin, silentLog);
  expect(await counts()).toEqual([{ airports: airports.count + 1, changed: 1 }]);
  const names = await base.admin.query(
    "select name, is_active from reference.airports where ident in ('OLD', 'FAA-PAO') order by name",
  );
  expect(names).toEqual([
    { name: "A closed strip", is_active: true },
    { name: "Palo Alto", is_active: true },
  ]);
  const deprecated = await base.admin.query(
    "select code from reference.approach_types where is_deprecated",
  );
  expect(deprecated).toEqual([{ code: "old" }]);
});

test("a load that fails leaves the former data and a usable connection", async () => {
  await base.admin.run(`
    update reference.data_versions set sha256 = repeat('0', 64);
    update reference.airports set name = 'Old name' where ident = 'EGLL';
    alter table reference.airports
      add constraint airports_refused check (name = 'Old name' or ident <> 'EGLL');
  `);
  await expect(loadReference(base.admin, silentLog)).rejects.toThrow(/airports_refused/);
  const [version] = await base.admin.query(
    "select sha256 from reference.data_versions where name = 'lookups'",
  );
  expect(version).toEqual({ sha256: "0".repeat(64) });
  await base.admin.run("alter table reference.airports drop constraint airports_refused");
  await loadReference(base.admin, silentLog);
  const [airport] = await base.admin.query(
    "select name from reference.airports where ident = 'EGLL'",
  );
  expect(airport).toEqual({ name: airports.byCode("EGLL")[0]!.airport.name });
});

test("the gateway reads the reference and cannot write it", async () => {
  await base.db.transaction(null, async (tx) => {
    expect(await tx.query("select name from reference.airports where faa_lid = '7B2'")).toEqual([
      { name: "Northampton" },
    ]);
  });
  const write = base.db.transaction(null, (tx) =>
    tx.query("update reference.airports set name = 'mine' where faa_lid = '7B2'"),
  );
  await expect(write).rejects.toThrow(/permission denied/);
});
