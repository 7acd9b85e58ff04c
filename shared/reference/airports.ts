import { distanceNm, type Position } from "../geography.ts";
import { stableId } from "../ids.ts";
import type { Airport } from "./airport.ts";
import {
  airportAt,
  type AirportColumns,
  decodeAirportFile,
  idPrefix,
  inactiveBit,
  microdegrees,
  typeBits,
} from "./airport_file.ts";
import { type SearchOptions, searchRows, type SearchText, searchText } from "./airport_search.ts";

/** Who gives a code: ICAO, the FAA, IATA, or another country (then it is the ident itself). */
export type CodeSpace = "icao" | "faa" | "iata" | "national";

/** An airport that has a code, and in which spaces: `PAO` is Palo Alto's by the FAA and IATA. */
export interface CodeMatch {
  airport: Airport;
  spaces: CodeSpace[];
}

/** All airports, searchable without a network. Airports are made when asked for, and kept. */
export interface Airports {
  /** Rows, inactive ones included. */
  count: number;
  /** The airport in a row, 0 to `count` - 1. */
  at(row: number): Airport;
  /** The airport with an id; undefined when there is none. */
  byId(id: string): Airport | undefined;
  /**
   * Every airport that has a code, in any space, letter case aside; active and bigger ones first.
   * A code may mean several places: the caller lets the user choose and never guesses.
   */
  byCode(code: string): CodeMatch[];
  /** Airports by code, name and municipality, best first. An empty text finds nothing. */
  search(text: string, options?: SearchOptions): Airport[];
  /** Every active airport within so many nautical miles of a position, nearest first. */
  near(position: Position, within_nm: number): NearAirport[];
}

/** An airport, and how far away it is. */
export interface NearAirport {
  airport: Airport;
  distance_nm: number;
}

type Rows = Map<string, number[]>;

/** The airport in a row, made anew. */
export function airportInRow(columns: AirportColumns, row: number): Airport {
  const fields = airportAt(columns, row);
  return { id: stableId(`airport:${fields.ident}`), ...fields };
}

/**
 * Unpacks `airports.bin`. Ids cost a SHA-256 each, so none is computed here: the file holds the
 * first 16 bits of every id, and `byId` computes the one or two that share them. The maps by code
 * and by id and the text to search are made on first use. Throws when the bytes are not such a
 * file, or are cut off.
 */
export function decodeAirports(bytes: Uint8Array): Airports {
  const columns = decodeAirportFile(bytes);
  const made = new Map<number, Airport>();
  const at = (row: number): Airport => {
    const known = made.get(row);
    if (known !== undefined) return known;
    const airport = airportInRow(columns, row);
    made.set(row, airport);
    return airport;
  };

  let prefixes: Map<number, number[]> | undefined;
  let codes: Rows | undefined;
  let text: SearchText | undefined;
  const rowsWithCode = (code: string) =>
    (codes ??= rowsByCode(columns)).get(code.trim().toUpperCase()) ?? [];
  return {
    count: columns.count,
    at,
    byId(id) {
      prefixes ??= rowsByPrefix(columns);
      const row = prefixes.get(idPrefix(id))?.find((candidate) => at(candidate).id === id);
      return row === undefined ? undefined : at(row);
    },
    byCode(code) {
      return rowsWithCode(code).map((row) => ({
        airport: at(row),
        spaces: spacesOf(columns, row, code.trim().toUpperCase()),
      }));
    },
    search(query, options = {}) {
      text ??= searchText(columns);
      return searchRows(columns, text, query, rowsWithCode(query), options).map(at);
    },
    near: (position, within_nm) =>
      rowsNear(columns, position, within_nm)
        .map(([row, distance_nm]) => ({ airport: at(row), distance_nm }))
        .sort((a, b) => a.distance_nm - b.distance_nm),
  };
}

/** Rows of active airports near a position. A degree of latitude is 60 NM: what is north or south of that is passed over. */
function rowsNear(columns: AirportColumns, position: Position, within_nm: number) {
  const { latitude, longitude, flags, count } = columns;
  const band = ((within_nm + 1) / 60) * microdegrees;
  const middle = position.latitude * microdegrees;
  const found: [row: number, distance_nm: number][] = [];
  for (let row = 0; row < count; row++) {
    if (Math.abs(latitude[row]! - middle) > band || (flags[row]! & inactiveBit) !== 0) continue;
    const there = {
      latitude: latitude[row]! / microdegrees,
      longitude: longitude[row]! / microdegrees,
    };
    const distance_nm = distanceNm(position, there);
    if (distance_nm <= within_nm) found.push([row, distance_nm]);
  }
  return found;
}

function rowsByPrefix(columns: AirportColumns): Map<number, number[]> {
  const rows = new Map<number, number[]>();
  columns.id_prefix.forEach((prefix, row) => {
    const known = rows.get(prefix);
    if (known === undefined) rows.set(prefix, [row]);
    else known.push(row);
  });
  return rows;
}

function spacesOf(columns: AirportColumns, row: number, code: string): CodeSpace[] {
  const spaces: CodeSpace[] = [];
  if (columns.icao_codes[row] === code) spaces.push("icao");
  if (columns.faa_lids[row] === code) spaces.push("faa");
  if (columns.iata_codes[row] === code) spaces.push("iata");
  if (spaces.length === 0) spaces.push("national");
  return spaces;
}

function rowsByCode(columns: AirportColumns): Rows {
  const rows: Rows = new Map();
  const { icao_codes, faa_lids, iata_codes, idents, flags, count } = columns;
  for (let row = 0; row < count; row++) {
    const own = new Set([icao_codes[row]!, faa_lids[row]!, iata_codes[row]!]);
    if (icao_codes[row] === "" && faa_lids[row] === "") own.add(idents[row]!);
    own.delete("");
    for (const code of own) {
      const known = rows.get(code);
      if (known === undefined) rows.set(code, [row]);
      else known.push(row);
    }
  }
  const order = (row: number) => flags[row]! & (inactiveBit | typeBits);
  for (const list of rows.values()) if (list.length > 1) list.sort((a, b) => order(a) - order(b));
  return rows;
}
