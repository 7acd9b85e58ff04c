/**
 * Loads the reference data that comes with this version into PostgreSQL: the packed airports, the
 * lookup lists and the models of aircraft and training devices. Ids are derived from stable codes, so a row is the same on every installation;
 * rows are added and renewed, never deleted.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { performance } from "node:perf_hooks";
import { aircraftModelRows } from "../../shared/reference/aircraft_models.ts";
import { type Airport } from "../../shared/reference/airport.ts";
import { decodeAirportFile } from "../../shared/reference/airport_file.ts";
import { airportInRow } from "../../shared/reference/airports.ts";
import { lookupRows, type LookupTable, lookupTables } from "../../shared/reference/lookups.ts";
import { trainingDeviceModelRows } from "../../shared/reference/training_device_models.ts";
import type { Log } from "../log.ts";
import type { Queryable } from "../postgres/database.ts";

/** The packed airports: the app's own copy is the same file. */
export const airportsFile = new URL("../../shared/reference/airports.bin", import.meta.url);

/** Any number that no other lock of ours uses: two gateways that start at once take turns. */
export const loadLock = 720_114_001;

/** Rows in one statement. */
export const batchRows = 5_000;

/** The columns of `reference.airports` with their types, as they stand in the arrays. */
export const airportColumns = {
  id: "uuid",
  ident: "text",
  icao_code: "text",
  iata_code: "text",
  faa_lid: "text",
  name: "text",
  municipality: "text",
  country_code: "text",
  latitude: "numeric",
  longitude: "numeric",
  elevation_ft: "integer",
  has_control_tower: "boolean",
  time_zone: "text",
  airport_type: "text",
  is_active: "boolean",
} as const satisfies Record<keyof Airport, string>;

const lookupColumns = {
  id: "uuid",
  code: "text",
  name: "text",
  description: "text",
  display_order: "integer",
  is_deprecated: "boolean",
  effective_from: "date",
  effective_to: "date",
} as const;

const aircraftModelColumns = {
  id: "uuid",
  code: "text",
  manufacturer: "text",
  model_name: "text",
  icao_type_designator: "text",
  category_id: "uuid",
  class_id: "uuid",
  engine_type: "text",
  engine_count: "smallint",
  gear_type: "text",
  is_complex: "boolean",
  is_high_performance: "boolean",
  is_tailwheel: "boolean",
  is_pressurized: "boolean",
  service_ceiling_ft: "integer",
  requires_type_rating: "boolean",
  type_rating_code: "text",
  mtow_lbs: "integer",
  notes: "text",
  is_deprecated: "boolean",
} as const;

const deviceModelColumns = {
  id: "uuid",
  code: "text",
  manufacturer: "text",
  model_name: "text",
  device_type_id: "uuid",
  device_level: "text",
  aircraft_model_simulated_id: "uuid",
  notes: "text",
  is_deprecated: "boolean",
} as const;

/** Adds rows given as one array a column; those that are there stay as they are. */
function insertMissing(table: string, columns: Readonly<Record<string, string>>): string {
  const names = Object.keys(columns);
  const arrays = Object.values(columns).map((type, i) => `$${i + 1}::${type}[]`);
  return `
    insert into reference.${table} (${names.join(", ")})
    select * from unnest(${arrays.join(", ")})
    on conflict do nothing`;
}

/** Adds rows given as one array a column; renews those that differ and leaves the others alone. */
export function upsert(table: string, columns: Readonly<Record<string, string>>): string {
  const names = Object.keys(columns);
  const arrays = Object.values(columns).map((type, i) => `$${i + 1}::${type}[]`);
  const excluded = names.map((name) => `excluded.${name}`);
  return `
    insert into reference.${table} as t (${names.join(", ")})
    select * from unnest(${arrays.join(", ")})
    on conflict (id) do update
    set (${names.join(", ")}, updated_at) = row (${excluded.join(", ")}, now())
    where row (${names.map((name) => `t.${name}`).join(", ")})
      is distinct from row (${excluded.join(", ")})`;
}

/** One array a column, in the order of the names. */
export function columnArrays<R extends object>(rows: readonly R[], names: readonly (keyof R)[]) {
  return names.map((name) => rows.map((row) => row[name]));
}

/** Runs `load` unless what is in the database came from the same bytes. */
async function whenChanged(
  client: Queryable,
  name: string,
  bytes: Uint8Array | string,
  load: () => Promise<number>,
): Promise<number> {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const same = await client.query(
    "select from reference.data_versions where name = $1 and sha256 = $2",
    [name, sha256],
  );
  if (same.length > 0) return 0;
  const rows = await load();
  await client.query(
    `insert into reference.data_versions (name, sha256, loaded_at) values ($1, $2, now())
     on conflict (name) do update set sha256 = excluded.sha256, loaded_at = excluded.loaded_at`,
    [name, sha256],
  );
  return rows;
}

/** The name under which `data_versions` remembers a file that an administrator imported. */
export const importedAirports = "imported airports";

/** Adds and renews airports. Once a fuller file was imported, only those that are missing are added. */
async function loadAirports(client: Queryable, bytes: Uint8Array): Promise<number> {
  // Row by row: the list as objects would stay in a gateway's heap.
  const columns = decodeAirportFile(bytes);
  const imported = await client.query("select from reference.data_versions where name = $1", [
    importedAirports,
  ]);
  const names = Object.keys(airportColumns) as (keyof Airport)[];
  const statement = (imported.length === 0 ? upsert : insertMissing)("airports", airportColumns);
  for (let from = 0; from < columns.count; from += batchRows) {
    const size = Math.min(batchRows, columns.count - from);
    const rows = Array.from({ length: size }, (_, i) => airportInRow(columns, from + i));
    await client.query(statement, columnArrays(rows, names));
  }
  return columns.count;
}

/** Loads a list whole; what is no longer in it stays, and is offered no more. */
async function loadList<R extends { id: string }>(
  client: Queryable,
  table: string,
  columns: Readonly<Record<string, string>>,
  rows: readonly R[],
): Promise<number> {
  const names = Object.keys(columns) as (keyof R)[];
  await client.query(upsert(table, columns), columnArrays(rows, names));
  await client.query(
    `update reference.${table} set is_deprecated = true, updated_at = now()
     where not is_deprecated and id <> all ($1::uuid[])`,
    [rows.map((row) => row.id)],
  );
  return rows.length;
}

function loadLookup(client: Queryable, table: LookupTable): Promise<number> {
  const columns =
    table === "aircraft_classes" ? { ...lookupColumns, category_id: "uuid" } : lookupColumns;
  return loadList(client, table, columns, lookupRows(table));
}

async function loadLookups(client: Queryable): Promise<number> {
  let rows = 0;
  for (const table of lookupTables) rows += await loadLookup(client, table);
  return rows;
}

async function loadModels(client: Queryable): Promise<number> {
  const rows = aircraftModelRows();
  const devices = trainingDeviceModelRows();
  return (
    (await loadList(client, "aircraft_models", aircraftModelColumns, rows)) +
    (await loadList(client, "training_device_models", deviceModelColumns, devices))
  );
}

/**
 * Brings `reference` up to what this version ships, in one transaction of its own on a connection
 * that may become `offblock_owner`. Nothing is done when the same data was loaded before. Safe when
 * several gateways start at once. If the process dies in it, the former data stands and the next
 * start loads again.
 */
export async function loadReference(client: Queryable, log: Log): Promise<void> {
  const started = performance.now();
  const packed = new Uint8Array(await readFile(airportsFile));
  const lists = JSON.stringify(lookupTables.map((table) => [table, lookupRows(table)]));
  const model_lists = JSON.stringify([aircraftModelRows(), trainingDeviceModelRows()]);
  await client.query("begin");
  try {
    await client.query("set local role offblock_owner");
    await client.query("select pg_advisory_xact_lock($1)", [loadLock]);
    const lookups = await whenChanged(client, "lookups", lists, () => loadLookups(client));
    const models = await whenChanged(client, "models", model_lists, () => loadModels(client));
    const airports = await whenChanged(client, "airports", packed, () =>
      loadAirports(client, packed),
    );
    await client.query("commit");
    const duration_ms = Math.round(performance.now() - started);
    if (lookups + models + airports > 0)
      log.info("reference_loaded", { airports, lookups, models, duration_ms });
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}
