/**
 * The packed file of airports: columns one after the other, so that like stands beside like and
 * brotli has much to find.
 *
 * ```
 * magic     8 bytes "OBAIRPT1"
 * count     u32, rows; all numbers are little-endian
 * section*  u32 length in bytes, then the bytes, in the order of `sections`
 * ```
 *
 * A text column is UTF-8, one line a row, an empty line for null; a dictionary is UTF-8, one line
 * an entry; a number column is split in planes: the low bytes of all rows, then the next bytes.
 */
import { stableId } from "../ids.ts";
import { type AirportFields, airportTypes } from "./airport.ts";

const magic = "OBAIRPT1";

const sections = [
  "countries",
  "zones",
  "idents",
  "icao_codes",
  "iata_codes",
  "faa_lids",
  "names",
  "municipalities",
  "country",
  "zone",
  "flags",
  "latitude",
  "longitude",
  "elevation",
  "id_prefix",
] as const;
type Section = (typeof sections)[number];

/** Coordinates are kept as whole millionths of a degree. */
export const microdegrees = 1_000_000;
/** Stands for an unknown elevation; the deepest airport is 1,240 ft below the sea. */
const unknownElevation = -32_768;
/** The bits of the flags that hold the type, an index into `airportTypes`. */
export const typeBits = 7;
const towerShift = 3;
/** The bit of the flags that is set when the airport is inactive. */
export const inactiveBit = 1 << 5;

/** Globals of every runtime (the Encoding standard), which TypeScript counts as part of the DOM. */
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string };
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

/** The columns of the file as they are searched: texts by row, numbers by row. */
export interface AirportColumns {
  count: number;
  idents: string[];
  icao_codes: string[];
  iata_codes: string[];
  faa_lids: string[];
  names: string[];
  municipalities: string[];
  countries: string[];
  zones: string[];
  /** Index into `countries`. */
  country: Uint16Array;
  /** Index into `zones`. */
  zone: Uint16Array;
  /** Type in bits 0 to 2, tower in bits 3 and 4 (0 unknown, 1 no, 2 yes), bit 5 when inactive. */
  flags: Uint8Array;
  /** Millionths of a degree. */
  latitude: Int32Array;
  longitude: Int32Array;
  elevation: Int16Array;
  /** The first 16 bits of the id, so that a row can be found by id without hashing all others. */
  id_prefix: Uint16Array;
}

function planes(values: readonly number[], width: number): Uint8Array {
  const bytes = new Uint8Array(values.length * width);
  values.forEach((value, row) => {
    for (let plane = 0; plane < width; plane++)
      bytes[plane * values.length + row] = (value >>> (8 * plane)) & 0xff;
  });
  return bytes;
}

function fromPlanes<A extends Uint8Array | Uint16Array | Int16Array | Int32Array>(
  bytes: Uint8Array,
  into: A,
): A {
  const count = into.length;
  for (let row = 0; row < count; row++) {
    let value = 0;
    for (let plane = 0; plane < into.BYTES_PER_ELEMENT; plane++)
      value |= bytes[plane * count + row]! << (8 * plane);
    into[row] = value;
  }
  return into;
}

function flagsOf(airport: AirportFields): number {
  const tower = airport.has_control_tower === null ? 0 : airport.has_control_tower ? 2 : 1;
  return (
    airportTypes.indexOf(airport.airport_type) |
    (tower << towerShift) |
    (airport.is_active ? 0 : inactiveBit)
  );
}

/** The first 16 bits of an id. */
export function idPrefix(id: string): number {
  return Number.parseInt(id.slice(0, 4), 16);
}

/** Packs airports in the given order. No text may hold a line break: throws if one does. */
export function encodeAirportFile(airports: readonly AirportFields[]): Uint8Array {
  const lines = (values: readonly (string | null)[]) => {
    if (values.some((value) => value?.includes("\n"))) throw new Error("A text has a line break.");
    return new TextEncoder().encode(values.map((value) => value ?? "").join("\n"));
  };
  const countries = [...new Set(airports.map((a) => a.country_code))].sort();
  const zones = [...new Set(airports.map((a) => a.time_zone))].sort();
  const degrees = (of: (a: AirportFields) => number) =>
    planes(
      airports.map((a) => Math.round(of(a) * microdegrees)),
      4,
    );
  const bytes: Record<Section, Uint8Array> = {
    countries: lines(countries),
    zones: lines(zones),
    idents: lines(airports.map(shortIdent)),
    icao_codes: lines(airports.map((a) => a.icao_code)),
    iata_codes: lines(airports.map((a) => a.iata_code)),
    faa_lids: lines(airports.map((a) => a.faa_lid)),
    names: lines(airports.map((a) => a.name)),
    municipalities: lines(airports.map((a) => a.municipality)),
    country: planes(
      airports.map((a) => countries.indexOf(a.country_code)),
      2,
    ),
    zone: planes(
      airports.map((a) => zones.indexOf(a.time_zone)),
      2,
    ),
    flags: planes(airports.map(flagsOf), 1),
    latitude: degrees((a) => a.latitude),
    longitude: degrees((a) => a.longitude),
    elevation: planes(
      airports.map((a) => a.elevation_ft ?? unknownElevation),
      2,
    ),
    id_prefix: planes(
      airports.map((a) => idPrefix(stableId(`airport:${a.ident}`))),
      2,
    ),
  };
  return join(
    airports.length,
    sections.map((name) => bytes[name]),
  );
}

/** The ident where the other codes do not tell it: nearly nowhere. */
function shortIdent(airport: AirportFields): string {
  return airport.ident === toldIdent(airport.faa_lid ?? "", airport.icao_code ?? "")
    ? ""
    : airport.ident;
}

function toldIdent(faa_lid: string, icao_code: string): string {
  return faa_lid === "" ? icao_code : `FAA-${faa_lid}`;
}

function join(count: number, parts: readonly Uint8Array[]): Uint8Array {
  const size = parts.reduce((sum, part) => sum + 4 + part.length, magic.length + 4);
  const file = new Uint8Array(size);
  const view = new DataView(file.buffer);
  file.set(new TextEncoder().encode(magic));
  view.setUint32(magic.length, count, true);
  let at = magic.length + 4;
  for (const part of parts) {
    view.setUint32(at, part.length, true);
    file.set(part, at + 4);
    at += 4 + part.length;
  }
  return file;
}

function split(file: Uint8Array): { count: number; parts: Map<Section, Uint8Array> } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const decoder = new TextDecoder();
  const header = magic.length + 4;
  if (file.length < header || decoder.decode(file.subarray(0, magic.length)) !== magic)
    throw new Error("This is not a packed file of airports, or it is of another version.");
  const parts = new Map<Section, Uint8Array>();
  let at = header;
  for (const name of sections) {
    const length = at + 4 <= file.length ? view.getUint32(at, true) : Infinity;
    if (at + 4 + length > file.length) throw new Error("The packed file of airports is cut off.");
    parts.set(name, file.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return { count: view.getUint32(magic.length, true), parts };
}

/** Unpacks the columns. Throws when the bytes are not such a file, or are cut off. */
export function decodeAirportFile(file: Uint8Array): AirportColumns {
  const { count, parts } = split(file);
  const decoder = new TextDecoder();
  const text = (name: Section) => decoder.decode(parts.get(name)!).split("\n");
  const icao_codes = text("icao_codes");
  const faa_lids = text("faa_lids");
  const idents = text("idents").map(
    (ident, row) => ident || toldIdent(faa_lids[row]!, icao_codes[row]!),
  );
  return {
    count,
    idents,
    icao_codes,
    iata_codes: text("iata_codes"),
    faa_lids,
    names: text("names"),
    municipalities: text("municipalities"),
    countries: text("countries"),
    zones: text("zones"),
    country: fromPlanes(parts.get("country")!, new Uint16Array(count)),
    zone: fromPlanes(parts.get("zone")!, new Uint16Array(count)),
    flags: fromPlanes(parts.get("flags")!, new Uint8Array(count)),
    latitude: fromPlanes(parts.get("latitude")!, new Int32Array(count)),
    longitude: fromPlanes(parts.get("longitude")!, new Int32Array(count)),
    elevation: fromPlanes(parts.get("elevation")!, new Int16Array(count)),
    id_prefix: fromPlanes(parts.get("id_prefix")!, new Uint16Array(count)),
  };
}

/** The fields of one row. */
export function airportAt(columns: AirportColumns, row: number): AirportFields {
  const flags = columns.flags[row]!;
  const tower = (flags >> towerShift) & 3;
  const elevation = columns.elevation[row]!;
  return {
    ident: columns.idents[row]!,
    icao_code: columns.icao_codes[row]! || null,
    iata_code: columns.iata_codes[row]! || null,
    faa_lid: columns.faa_lids[row]! || null,
    name: columns.names[row]!,
    municipality: columns.municipalities[row]! || null,
    country_code: columns.countries[columns.country[row]!]!,
    latitude: columns.latitude[row]! / microdegrees,
    longitude: columns.longitude[row]! / microdegrees,
    elevation_ft: elevation === unknownElevation ? null : elevation,
    has_control_tower: tower === 0 ? null : tower === 2,
    time_zone: columns.zones[columns.zone[row]!]!,
    is_active: (flags & inactiveBit) === 0,
    airport_type: airportTypes[flags & typeBits]!,
  };
}
