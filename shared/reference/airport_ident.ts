/**
 * What a source says about an airport's codes, in the words of OurAirports' columns. A source that
 * lacks a column leaves it empty or out.
 */
export interface AirportCodes {
  /** ISO 3166-1 alpha-2 (`iso_country`). */
  country_code: string;
  /** Location identifier of the country: in the United States the FAA's (`local_code`). */
  local_code?: string;
  icao_code?: string;
  /** What a GPS database calls it: mostly the ICAO code, else a national one (`gps_code`). */
  gps_code?: string;
  /** OurAirports' own key (`ident`), always there. */
  ident: string;
}

/** The countries and territories whose airports have an FAA location identifier. */
const faaCountries = new Set(["US", "PR", "VI", "GU", "AS", "MP", "UM"]);

/** Whether the FAA gives the location identifiers of a country (ISO 3166-1 alpha-2). */
export function isFaaCountry(country_code: string): boolean {
  return faaCountries.has(country_code);
}

/**
 * The stable code of an airport; its id is `stableId("airport:" + airportIdent(…))`. Every source
 * must lead to the same code for the same place, so the rule uses what sources agree on:
 *
 * 1. In the United States and its territories, `FAA-` and the FAA location identifier (`FAA-PAO`,
 *    `FAA-7B2`). Every public and private field has one, and it stays when a field is given an
 *    ICAO code later; sources differ about that code. The prefix is needed since dozens of identifiers
 *    are also national codes of strips in Brazil (SD58).
 * 2. Elsewhere the ICAO code, else the GPS code: `EGLL`, `CNC3`.
 * 3. Else the key of OurAirports: `BR-1234`.
 *
 * Several rows of one file may lead to the same code: `airportIdents` settles who has it.
 */
export function airportIdent(codes: AirportCodes): string {
  const code = (text: string | undefined) => (text ?? "").trim().toUpperCase();
  const local = code(codes.local_code);
  if (isFaaCountry(codes.country_code) && local !== "") return `FAA-${local}`;
  return code(codes.icao_code) || code(codes.gps_code) || code(codes.ident);
}

/**
 * The stable codes of a whole file, row by row. Where several rows lead to the same code, the one
 * with the lowest `rank` has it (0: the largest open airport), the earlier row of two equals; the
 * others are known by `OA-` and their key, which no code looks like.
 */
export function airportIdents(rows: readonly (AirportCodes & { rank: number })[]): string[] {
  const idents = rows.map(airportIdent);
  const holder = new Map<string, number>();
  idents.forEach((ident, row) => {
    const other = holder.get(ident);
    if (other === undefined || rows[row]!.rank < rows[other]!.rank) holder.set(ident, row);
  });
  return idents.map((ident, row) =>
    holder.get(ident) === row ? ident : `OA-${rows[row]!.ident.trim().toUpperCase()}`,
  );
}
