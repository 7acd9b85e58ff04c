import { createHash } from "node:crypto";
import { stableId } from "../../shared/ids.ts";
import { distanceNm } from "../../shared/geography.ts";
import type { Airport } from "../../shared/reference/airport.ts";
import { nearestZone, type ZonedPlace } from "../../shared/reference/nearest_zone.ts";
import type { OurAirport } from "../../shared/reference/our_airports.ts";
import type { Queryable } from "../postgres/database.ts";
import { airportColumns, batchRows, columnArrays, importedAirports, loadLock } from "./load.ts";

/** What an import did to `reference.airports`. Nothing is ever deleted. */
export interface ImportedAirports {
  added: number;
  renewed: number;
  /** Rows that the file does not have: closed, and kept for the entries that refer to them. */
  retired: number;
  /** Renewed rows whose place is now more than 25 NM from where it was. */
  moved: number;
}

/** A row with its id, as the statement takes it. Whether there is a tower the file does not say. */
type ImportRow = Omit<Airport, "has_control_tower">;

interface KnownAirport extends ZonedPlace {
  id: string;
  is_faa: boolean;
}

const movedNm = 25;

const { has_control_tower: _, ...columns } = airportColumns;
const names = Object.keys(columns) as (keyof ImportRow)[];

/**
 * A row that says whether there is a tower is the FAA's own, and the FAA is right about its places
 * and about what is open; OurAirports has the names as people write them, and the size.
 */
const upsertStatement = `
  insert into reference.airports as t (${names.join(", ")})
  select * from unnest(${Object.values(columns)
    .map((type, at) => `$${at + 1}::${type}[]`)
    .join(", ")})
  on conflict (id) do update
  set name = excluded.name,
    municipality = coalesce(excluded.municipality, t.municipality),
    iata_code = coalesce(excluded.iata_code, t.iata_code),
    icao_code = coalesce(excluded.icao_code, t.icao_code),
    elevation_ft = case when t.has_control_tower is null then coalesce(excluded.elevation_ft, t.elevation_ft) else t.elevation_ft end,
    latitude = case when t.has_control_tower is null then excluded.latitude else t.latitude end,
    longitude = case when t.has_control_tower is null then excluded.longitude else t.longitude end,
    is_active = case when t.has_control_tower is null then excluded.is_active else t.is_active end,
    airport_type = case
      when t.has_control_tower is null or t.airport_type = 'small_airport' then excluded.airport_type
      else t.airport_type
    end,
    country_code = excluded.country_code,
    time_zone = coalesce(t.time_zone, excluded.time_zone),
    updated_at = now()
  where (excluded.name, coalesce(excluded.municipality, t.municipality),
      coalesce(excluded.iata_code, t.iata_code), coalesce(excluded.icao_code, t.icao_code),
      excluded.country_code, coalesce(t.time_zone, excluded.time_zone))
      is distinct from (t.name, t.municipality, t.iata_code, t.icao_code, t.country_code, t.time_zone)
    or t.has_control_tower is null
      and (coalesce(excluded.elevation_ft, t.elevation_ft), excluded.latitude, excluded.longitude,
        excluded.is_active, excluded.airport_type)
        is distinct from (t.elevation_ft, t.latitude, t.longitude, t.is_active, t.airport_type)
    or t.airport_type = 'small_airport' and excluded.airport_type <> 'small_airport'
  returning (xmax = 0) as is_new`;

const retireStatement = `
  update reference.airports t
  set is_active = false, updated_at = now()
  where t.is_active and t.has_control_tower is null
    and not exists (select from unnest($1::uuid[]) as f (id) where f.id = t.id)
  returning t.id`;

async function knownAirports(client: Queryable): Promise<Map<string, KnownAirport>> {
  const rows = await client.query<KnownAirport>(
    `select id, country_code, latitude::float8 as latitude, longitude::float8 as longitude,
        time_zone, has_control_tower is not null as is_faa
     from reference.airports`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

function withZones(
  airports: readonly OurAirport[],
  known: ReadonlyMap<string, KnownAirport>,
): ImportRow[] {
  const zoneOf = nearestZone([...known.values()].filter(({ time_zone }) => time_zone !== null));
  return airports.map((airport) => {
    const id = stableId(`airport:${airport.ident}`);
    const zone = known.get(id)?.time_zone ?? zoneOf(airport) ?? "Etc/UTC";
    return { id, ...airport, time_zone: zone };
  });
}

/**
 * Brings the whole list of OurAirports into the ledger, in one transaction on a connection that may
 * become `offblock_owner`. A record that refers to an airport goes on referring to it: ids follow
 * from the codes, and what the file does not have is kept, as closed. If it is stopped anywhere, the
 * former list stands. From then on a new version of the program only adds airports.
 */
export async function importAirports(
  client: Queryable,
  airports: readonly OurAirport[],
  file: Uint8Array,
): Promise<ImportedAirports> {
  await client.query("begin");
  try {
    await client.query("set local role offblock_owner");
    await client.query("select pg_advisory_xact_lock($1)", [loadLock]);
    const known = await knownAirports(client);
    const rows = withZones(airports, known);
    const done = { added: 0, renewed: 0 };
    for (let from = 0; from < rows.length; from += batchRows) {
      const batch = columnArrays(rows.slice(from, from + batchRows), names);
      const changed = await client.query<{ is_new: boolean }>(upsertStatement, batch);
      const added = changed.filter(({ is_new }) => is_new).length;
      done.added += added;
      done.renewed += changed.length - added;
    }
    const retired = await client.query(retireStatement, [rows.map(({ id }) => id)]);
    await client.query(
      `insert into reference.data_versions (name, sha256, loaded_at) values ($1, $2, now())
       on conflict (name) do update set sha256 = excluded.sha256, loaded_at = excluded.loaded_at`,
      [importedAirports, createHash("sha256").update(file).digest("hex")],
    );
    await client.query("commit");
    return { ...done, retired: retired.length, moved: movedAmong(rows, known) };
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

function movedAmong(rows: readonly ImportRow[], known: ReadonlyMap<string, KnownAirport>): number {
  return rows.filter((row) => {
    const before = known.get(row.id);
    return before !== undefined && !before.is_faa && distanceNm(before, row) > movedNm;
  }).length;
}
