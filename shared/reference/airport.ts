/** Kinds of airport, the smallest number being the most likely to be meant. As OurAirports has them. */
export const airportTypes = [
  "large_airport",
  "medium_airport",
  "small_airport",
  "seaplane_base",
  "heliport",
  "balloonport",
] as const;

export type AirportType = (typeof airportTypes)[number];

/** What is kept of an airport: the columns of `reference.airports` without the id and the times. */
export interface AirportFields {
  /** The stable code, see `airportIdent`. */
  ident: string;
  /** Four letters; null where there is none. */
  icao_code: string | null;
  iata_code: string | null;
  /** FAA location identifier: `PAO`, `7B2`. */
  faa_lid: string | null;
  name: string;
  municipality: string | null;
  /** ISO 3166-1 alpha-2. */
  country_code: string;
  /** Degrees, six decimals, north positive. */
  latitude: number;
  /** Degrees, six decimals, east positive. */
  longitude: number;
  /** Feet above mean sea level; null when no source can be trusted. */
  elevation_ft: number | null;
  /** Null when no source says. */
  has_control_tower: boolean | null;
  /** IANA name of the zone. */
  time_zone: string;
  /** False once the sources no longer have it; kept since old entries refer to it. */
  is_active: boolean;
  airport_type: AirportType;
}

/** An airport with its id, the same on every installation. */
export interface Airport extends AirportFields {
  id: string;
}

/** The code that pilots write for an airport. */
export function codeOf(airport: Airport): string {
  return airport.icao_code ?? airport.faa_lid ?? airport.iata_code ?? airport.ident;
}
