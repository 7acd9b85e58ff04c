import { describe, expect, test } from "vitest";
import type { Candidate } from "../../../server/reference/build/candidate.ts";
import { mergeAirports } from "../../../server/reference/build/merge.ts";
import { readableName } from "../../../server/reference/build/names.ts";

describe("a name of the FAA is written as people write it", () => {
  test.each([
    ["TURNERS FALLS", "Turners Falls"],
    ["POTTSTOWN MUNI", "Pottstown Municipal"],
    ["CHICAGO O'HARE INTL", "Chicago O'Hare International"],
    ["MARTHA'S VINEYARD", "Martha's Vineyard"],
    ["CAMP PENDLETON MCAS (MUNN FLD)", "Camp Pendleton MCAS (Munn Field)"],
    ["UNIVERSITY OF MICHIGAN", "University of Michigan"],
    ["ST LOUIS RGNL/THOMAS J BRUMLIK FLD", "St Louis Regional/Thomas J Brumlik Field"],
    ["JSJ  RANCH NR 2", "JSJ Ranch Number 2"],
    ["VAL-D'OR", "Val-D'Or"],
  ])("%s is %s", (written, readable) => {
    expect(readableName(written)).toBe(readable);
  });
});

function candidate(fields: Partial<Candidate> & Pick<Candidate, "ident">): Candidate {
  return {
    icao_code: null,
    iata_code: null,
    faa_lid: null,
    name: fields.ident,
    municipality: null,
    country_code: "US",
    latitude: 40,
    longitude: -100,
    elevation_ft: null,
    has_control_tower: null,
    airport_type: "small_airport",
    source_zone: null,
    ...fields,
  };
}

describe("several sources about one place make one airport", () => {
  const lns = candidate({ ident: "FAA-LNS", icao_code: "KLNS", faa_lid: "LNS", elevation_ft: 403 });

  test("the FAA's place and elevation stand, OurAirports adds name, IATA code and size", () => {
    const better = candidate({
      ident: "FAA-LNS",
      faa_lid: "LNS",
      iata_code: "LNS",
      name: "Lancaster Airport",
      airport_type: "medium_airport",
      latitude: 40.01,
    });
    expect(mergeAirports([{ ...lns }], [better], [])).toEqual([
      { ...lns, name: "Lancaster Airport", iata_code: "LNS", airport_type: "medium_airport" },
    ]);
  });

  test("a row far away under the same code changes nothing", () => {
    const other = candidate({ ident: "FAA-LNS", iata_code: "XYZ", latitude: 30 });
    expect(mergeAirports([{ ...lns }], [other], [other])).toEqual([lns]);
  });

  test("a field that the FAA does not list is not in the United States", () => {
    const closed = candidate({ ident: "FAA-ZZZ" });
    expect(mergeAirports([{ ...lns }], [closed], [closed])).toEqual([lns]);
  });

  test("a place abroad that changed its ICAO code is there once, under the newer", () => {
    const bukhara = { country_code: "UZ", iata_code: "BHK", latitude: 39.77, longitude: 64.48 };
    const now = candidate({ ident: "UZSB", icao_code: "UZSB", ...bukhara });
    const before = candidate({ ident: "UTSB", icao_code: "UTSB", ...bukhara });
    expect(mergeAirports([], [now], [before])).toEqual([now]);
  });

  test("a neighbour that the FAA lists too is there once, with its FAA identifier", () => {
    const atoll = { country_code: "MH", icao_code: "PKWA", latitude: 8.72, longitude: 167.73 };
    const faa = candidate({ ident: "PKWA", faa_lid: "KWA", ...atoll });
    const world = candidate({ ident: "PKWA", ...atoll });
    expect(mergeAirports([faa], [world], [world])).toEqual([{ ...world, faa_lid: "KWA" }]);
  });
});
