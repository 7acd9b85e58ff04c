import { isFaaCountry } from "../../../shared/reference/airport_ident.ts";
import { type Candidate, isWithin } from "./candidate.ts";

/** How far sources may be apart about one place, in nautical miles. */
const samePlace_nm = 5;
/** Coarse sources give whole minutes of arc, and some a neighbouring town. */
const coarse_nm = 30;

/** The list while it grows: an airport is found by any code that it has. */
interface Growing {
  rows: Candidate[];
  by_code: Map<string, Candidate[]>;
  idents: Set<string>;
}

function codesOf(airport: Candidate): string[] {
  return [
    ...new Set([airport.ident, airport.icao_code, airport.faa_lid, airport.iata_code]),
  ].filter((code) => code !== null);
}

function index(growing: Growing, airport: Candidate): void {
  for (const code of codesOf(airport)) {
    const known = growing.by_code.get(code) ?? [];
    if (!known.includes(airport)) growing.by_code.set(code, [...known, airport]);
  }
}

/** Adds an airport unless another has its ident or its ICAO code already. */
function add(growing: Growing, airport: Candidate): void {
  const codes = [airport.ident, airport.icao_code].filter((code) => code !== null);
  if (codes.some((code) => growing.idents.has(code))) return;
  for (const code of codes) growing.idents.add(code);
  growing.rows.push(airport);
  index(growing, airport);
}

/** The airport of the list with one of the codes, near enough. */
function find(
  growing: Growing,
  airport: Candidate,
  codes: readonly (string | null)[],
  limit_nm: number,
): Candidate | undefined {
  return codes
    .flatMap((code) => (code === null ? [] : (growing.by_code.get(code) ?? [])))
    .find((other) => isWithin(airport, other, limit_nm));
}

/** What OurAirports knows better than the FAA: the name as people write it, the IATA code, the size. */
function enrich(growing: Growing, known: Candidate, better: Candidate): void {
  known.name = better.name;
  known.municipality = better.municipality ?? known.municipality;
  known.iata_code = better.iata_code ?? known.iata_code;
  if (known.airport_type === "small_airport") known.airport_type = better.airport_type;
  index(growing, known);
}

function addOurAirport(growing: Growing, airport: Candidate): void {
  const lids = [airport.ident, airport.icao_code, airport.faa_lid];
  const known = find(growing, airport, lids, samePlace_nm);
  if (known !== undefined) enrich(growing, known, airport);
  // A field in the United States that the FAA no longer lists is closed.
  else if (!isFaaCountry(airport.country_code)) add(growing, airport);
}

function addWorldAirport(growing: Growing, airport: Candidate): void {
  if (isFaaCountry(airport.country_code)) {
    const without_k = airport.ident.replace(/^K/, "");
    const known = find(growing, airport, [airport.ident, without_k], coarse_nm);
    if (known !== undefined && known.iata_code === null) {
      known.iata_code = airport.iata_code;
      index(growing, known);
    }
    return;
  }
  // A place under a code that it has since changed: known by its IATA code, nearby.
  const known = find(growing, airport, [airport.iata_code], coarse_nm);
  if (known === undefined) add(growing, airport);
}

/**
 * One list from three sources, each place once. The FAA is right about places and codes in the
 * United States, OurAirports about the larger airports everywhere; the rest of the world fills in.
 */
export function mergeAirports(
  faa: readonly Candidate[],
  our_airports: readonly Candidate[],
  world: readonly Candidate[],
): Candidate[] {
  const growing: Growing = { rows: [], by_code: new Map(), idents: new Set() };
  const [domestic, foreign] = [true, false].map((is_domestic) =>
    faa.filter((airport) => isFaaCountry(airport.country_code) === is_domestic),
  );
  for (const airport of domestic!) add(growing, airport);
  for (const airport of our_airports) addOurAirport(growing, airport);
  for (const airport of foreign!) {
    const codes = [airport.icao_code, airport.ident];
    const known = find(growing, airport, codes, coarse_nm);
    if (known === undefined) add(growing, airport);
    else known.faa_lid ??= airport.faa_lid === known.ident ? null : airport.faa_lid;
  }
  for (const airport of world) addWorldAirport(growing, airport);
  return growing.rows;
}
