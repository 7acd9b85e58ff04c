/**
 * Builds `shared/reference/airports.bin` from the pinned packages. Run by hand
 * (`npm run build:reference`) when a source is renewed; the result is committed. Airports that the
 * sources no longer have stay in the file as inactive, since old entries refer to them.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { find as findZones } from "geo-tz/all";
import type { AirportFields } from "../../../shared/reference/airport.ts";
import { encodeAirportFile } from "../../../shared/reference/airport_file.ts";
import { decodeAirports } from "../../../shared/reference/airports.ts";
import type { Candidate } from "./candidate.ts";
import { readFaa } from "./faa.ts";
import { mergeAirports } from "./merge.ts";
import { readOurAirports } from "./our_airports.ts";
import { readWorld } from "./world.ts";

const file = new URL("../../../shared/reference/airports.bin", import.meta.url);

/** The zone by the map; by the source where the map has several (disputed) or only open sea. */
function zoneOf({ latitude, longitude, source_zone }: Candidate): string {
  const zones = findZones(latitude, longitude);
  const is_sea = zones.every((zone) => zone.startsWith("Etc/"));
  if (source_zone !== null && (is_sea || zones.includes(source_zone))) return source_zone;
  return zones[0] ?? "Etc/UTC";
}

function toFields(candidate: Candidate): AirportFields {
  return { ...candidate, time_zone: zoneOf(candidate), is_active: true };
}

/** The airports of the committed file that the sources no longer have, now inactive. */
function retired(current: readonly AirportFields[]): AirportFields[] {
  if (!existsSync(file)) return [];
  const earlier = decodeAirports(readFileSync(file));
  const idents = new Set(current.map((airport) => airport.ident));
  const icao_codes = new Set(current.map((airport) => airport.icao_code));
  return Array.from({ length: earlier.count }, (_, row) => earlier.at(row))
    .filter((airport) => !idents.has(airport.ident))
    .map((airport) => ({
      ...airport,
      icao_code: icao_codes.has(airport.icao_code) ? null : airport.icao_code,
      is_active: false,
    }));
}

/** Neighbours in this order have the most in common, which makes the file small. */
function packingOrder(a: AirportFields, b: AirportFields): number {
  const compare = (x: string, y: string) => (x < y ? -1 : x > y ? 1 : 0);
  return compare(a.country_code, b.country_code) || compare(a.ident, b.ident);
}

const current = mergeAirports(readFaa(), readOurAirports(), await readWorld()).map(toFields);
const airports = [...current, ...retired(current)].sort(packingOrder);
const packed = encodeAirportFile(airports);
writeFileSync(file, packed);
console.log(
  `${airports.length} airports, ${airports.length - current.length} of them inactive: ` +
    `${packed.length} bytes, gzip ${gzipSync(packed, { level: 9 }).length}, ` +
    `brotli ${brotliCompressSync(packed).length}`,
);
