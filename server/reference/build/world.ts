import airportData from "airport-data-js";
import type { AirportType } from "../../../shared/reference/airport.ts";
import { airportIdent } from "../../../shared/reference/airport_ident.ts";
import { type Candidate, degrees } from "./candidate.ts";

/** Places with a code that nobody lands at: cities, stations, ports. */
const notAirports = /\b(railway|bus stn|bus station|metropolitan|ferry port|hbf)\b/i;

function typeOf(type: string, name: string): AirportType {
  if (type === "heliport" || /\bhelipo?rt\b|\bhelipad\b|\bheliporto\b/i.test(name))
    return "heliport";
  if (type === "seaplane_base" || /\bseaplane\b|\bwater aerodrome\b/i.test(name))
    return "seaplane_base";
  return "small_airport";
}

/**
 * Airports of the world by `airport-data-js` (CC BY 4.0), which has codes and names of many small
 * fields. What it lacks or gets wrong is left out: its elevations (two in five are more than 500 ft
 * off), its sizes; places without an ICAO or national code, which no other
 * source could be matched to.
 */
export async function readWorld(): Promise<Candidate[]> {
  const airports = await airportData.findAirports({});
  return airports.flatMap((airport) => {
    // One code is a number in the data (2136).
    const code = String(airport.icao).trim().toUpperCase();
    const iata = String(airport.iata).trim();
    const name = airport.airport.trim().replace(/\s+/g, " ");
    if (notAirports.test(name) || !/^[A-Z0-9]{3,4}$/.test(code)) return [];
    return {
      ident: airportIdent({ country_code: airport.country_code, gps_code: code, ident: code }),
      icao_code: /^[A-Z]{4}$/.test(code) ? code : null,
      iata_code: /^[A-Z]{3}$/.test(iata) ? iata : null,
      faa_lid: null,
      name,
      municipality: null,
      country_code: airport.country_code,
      latitude: degrees(airport.latitude),
      longitude: degrees(airport.longitude),
      elevation_ft: null,
      has_control_tower: null,
      airport_type: typeOf(airport.type, name),
      source_zone: airport.time,
    };
  });
}
