import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gunzipSync } from "node:zlib";
import type { AirportType } from "../../../shared/reference/airport.ts";
import { airportIdent } from "../../../shared/reference/airport_ident.ts";
import { type Candidate, degrees } from "./candidate.ts";
import { readableName } from "./names.ts";

/** A facility of the FAA's 28-day subscription (NASR), as `@squawk/airport-data` packs it. */
interface Facility {
  faaId: string;
  icao?: string;
  name: string;
  facilityType: string;
  city: string;
  state?: string;
  country: string;
  lat: number;
  lon: number;
  elevationFt: number;
  timezone: string;
  towerType: string;
}

/** States of NASR that are countries of their own in ISO 3166. */
const countryOfState: Readonly<Record<string, string>> = {
  AS: "AS",
  GU: "GU",
  MP: "MP",
  PR: "PR",
  VI: "VI",
  // Wake, Midway and Palmyra.
  QM: "UM",
  QW: "UM",
  XL: "UM",
};

const typeOfFacility: Readonly<Record<string, AirportType>> = {
  HELIPORT: "heliport",
  SEAPLANE_BASE: "seaplane_base",
  BALLOONPORT: "balloonport",
};

function toCandidate(facility: Facility): Candidate {
  const is_foreign = facility.state === undefined && facility.country !== "PR";
  const country_code = is_foreign
    ? facility.country
    : (countryOfState[facility.state ?? facility.country] ?? "US");
  const icao_code = /^[A-Z]{4}$/.test(facility.icao ?? "") ? facility.icao! : null;
  return {
    ident: airportIdent({
      country_code,
      local_code: facility.faaId,
      gps_code: icao_code ?? facility.faaId,
      ident: facility.faaId,
    }),
    icao_code,
    iata_code: null,
    faa_lid: facility.faaId === icao_code ? null : facility.faaId,
    name: readableName(facility.name),
    municipality: readableName(facility.city),
    country_code,
    latitude: degrees(facility.lat),
    longitude: degrees(facility.lon),
    elevation_ft: Math.round(facility.elevationFt),
    has_control_tower: facility.towerType !== "NON-ATCT",
    airport_type: typeOfFacility[facility.facilityType] ?? "small_airport",
    source_zone: facility.timezone,
  };
}

/** Every open facility that the FAA publishes: the United States and some of its neighbours. */
export function readFaa(): Candidate[] {
  const path = createRequire(import.meta.url).resolve("@squawk/airport-data/data/airports.json.gz");
  const { records } = JSON.parse(gunzipSync(readFileSync(path)).toString("utf8")) as {
    records: Facility[];
  };
  return records.map(toCandidate);
}
