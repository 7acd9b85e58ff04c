/**
 * The airports of OurAirports (`airports.csv`, public domain) as rows of ours: the whole list, with
 * the same ids as the packed one. Zones are not in the file; whoever keeps the rows fills them in.
 */
import Papa from "papaparse/papaparse.js";
import { isPosition } from "../geography.ts";
import { type AirportFields, type AirportType, airportTypes } from "./airport.ts";
import { airportIdents, isFaaCountry } from "./airport_ident.ts";

/** The columns that are read. The file has more; a column of them that is missing makes it none. */
const columns = [
  "ident",
  "type",
  "name",
  "latitude_deg",
  "longitude_deg",
  "elevation_ft",
  "iso_country",
  "municipality",
  "iata_code",
  "gps_code",
  "local_code",
] as const;

type Column = (typeof columns)[number];
type Line = Readonly<Record<Column, string>> & { icao_code: string };

/** An airport of the file. The zone and the tower are not in it. */
export type OurAirport = Omit<AirportFields, "time_zone" | "has_control_tower">;

/** What a text holds: airports, and lines that are no airport; or why it is no such file. */
export type OurAirportsReading =
  | { ok: true; airports: OurAirport[]; unreadable: { row: number; why: string }[] }
  | { ok: false; why: string };

/** Fewer airports than this are not the whole list: it has had more than 50,000 since 2018. */
const airportsMin = 40_000;

const textOrNull = (text: string) => text.trim().replace(/\s+/g, " ") || null;
const codeOf = (text: string, form: RegExp) => (form.test(text.trim()) ? text.trim() : null);

/** How likely a line is to be meant by a code that several have: open before closed, large first. */
function rankOf(line: Line): number {
  const place = airportTypes.indexOf(line.type as AirportType);
  return place === -1 ? airportTypes.length : place;
}

/** Elevations between the shore of the Dead Sea and the highest strips; others are slips. */
function elevation(text: string): number | null {
  const feet = Math.round(Number(text));
  return text.trim() !== "" && feet >= -2000 && feet <= 25_000 ? feet : null;
}

const degrees = (text: string) => Math.round(Number(text) * 1_000_000) / 1_000_000;

function toAirport(line: Line, ident: string): OurAirport {
  const four_letters = /^[A-Z]{4}$/;
  const country_code = line.iso_country.trim();
  const icao_code =
    codeOf(line.icao_code, four_letters) ??
    codeOf(line.gps_code, four_letters) ??
    codeOf(line.ident, four_letters);
  return {
    ident,
    icao_code,
    iata_code: codeOf(line.iata_code, /^[A-Z]{3}$/),
    faa_lid: isFaaCountry(country_code) ? textOrNull(line.local_code) : null,
    name: textOrNull(line.name) ?? line.ident,
    municipality: textOrNull(line.municipality),
    country_code,
    latitude: degrees(line.latitude_deg),
    longitude: degrees(line.longitude_deg),
    elevation_ft: elevation(line.elevation_ft),
    is_active: line.type !== "closed",
    airport_type: airportTypes.find((type) => type === line.type) ?? "small_airport",
  };
}

/** Why a line is no airport; undefined when it is one. */
function faultOf(line: Line): string | undefined {
  if (line.ident.trim() === "") return "it has no ident";
  const place = { latitude: Number(line.latitude_deg), longitude: Number(line.longitude_deg) };
  if (line.latitude_deg.trim() === "" || line.longitude_deg.trim() === "" || !isPosition(place))
    return `${line.ident} has no place on the earth`;
  if (!/^[A-Z]{2}$/.test(line.iso_country.trim())) return `${line.ident} has no country`;
  if (line.type !== "closed" && !airportTypes.some((type) => type === line.type))
    return `${line.ident} is of an unknown type, ${line.type}`;
  return undefined;
}

function linesOf(cells: readonly string[][], header: readonly string[]): Line[] {
  const place = new Map(header.map((name, at) => [name.trim(), at]));
  const icao_at = place.get("icao_code");
  return cells.map((row) => ({
    ...(Object.fromEntries(columns.map((name) => [name, row[place.get(name)!] ?? ""])) as Record<
      Column,
      string
    >),
    icao_code: icao_at === undefined ? "" : (row[icao_at] ?? ""),
  }));
}

/** Reads `airports.csv` of OurAirports. `count_min` is what makes it the whole list. */
export function readOurAirports(text: string, count_min = airportsMin): OurAirportsReading {
  const { data } = Papa.parse(text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n"), {
    delimiter: ",",
    newline: "\n",
  });
  const [header = [], ...rest] = data;
  const missing = columns.filter((name) => !header.some((cell) => cell.trim() === name));
  if (missing.length > 0)
    return {
      ok: false,
      why: `This is not airports.csv of OurAirports: there is no column ${missing.join(", ")}.`,
    };
  const filled = rest.flatMap((cells, at) =>
    cells.some((cell) => cell !== "") ? [{ cells, row: at + 2 }] : [],
  );
  const lines = linesOf(
    filled.map(({ cells }) => cells),
    header,
  );
  const unreadable: { row: number; why: string }[] = [];
  const good = lines.filter((line, at) => {
    const why = faultOf(line);
    if (why !== undefined) unreadable.push({ row: filled[at]!.row, why });
    return why === undefined;
  });
  if (good.length < count_min)
    return {
      ok: false,
      why: `This is not the whole list: ${good.length} airports, and there are at least ${count_min}.`,
    };
  const idents = airportIdents(
    good.map((line) => ({ ...line, country_code: line.iso_country.trim(), rank: rankOf(line) })),
  );
  return { ok: true, airports: good.map((line, at) => toAirport(line, idents[at]!)), unreadable };
}
