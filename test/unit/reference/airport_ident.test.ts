import { expect, test } from "vitest";
import { airportIdent, airportIdents } from "../../../shared/reference/airport_ident.ts";

// Lines as OurAirports writes them.
const paloAlto = {
  country_code: "US",
  local_code: "PAO",
  icao_code: "KPAO",
  gps_code: "KPAO",
  ident: "KPAO",
};
const northampton = { country_code: "US", local_code: "7B2", ident: "K7B2" };
const heathrow = { country_code: "GB", icao_code: "EGLL", gps_code: "EGLL", ident: "EGLL" };

test("a field in the United States is known by its FAA identifier, ICAO code or not", () => {
  expect(airportIdent(paloAlto)).toBe("FAA-PAO");
  expect(airportIdent({ ...paloAlto, icao_code: "", gps_code: "", ident: "PAO" })).toBe("FAA-PAO");
  expect(airportIdent(northampton)).toBe("FAA-7B2");
});

test("elsewhere it is the ICAO code, the GPS code or the key, in this order", () => {
  expect(airportIdent(heathrow)).toBe("EGLL");
  expect(airportIdent({ country_code: "CA", gps_code: "cnc3", ident: "CNC3" })).toBe("CNC3");
  expect(airportIdent({ country_code: "BR", local_code: "SP1", ident: "BR-0042" })).toBe("BR-0042");
});

test("a strip in Brazil and one in South Dakota with the same code are two", () => {
  const brazil = { country_code: "BR", gps_code: "SD58", local_code: "SD58", ident: "SD58" };
  const dakota = { country_code: "US", gps_code: "SD58", local_code: "SD58", ident: "SD58" };
  expect(airportIdent(brazil)).not.toBe(airportIdent(dakota));
});

test("of several rows with one code the largest open one has it", () => {
  const rows = [
    { ...paloAlto, ident: "US-0001", rank: 9 },
    { ...paloAlto, rank: 1 },
    { ...paloAlto, ident: "US-0002", rank: 1 },
  ];
  expect(airportIdents(rows)).toEqual(["OA-US-0001", "FAA-PAO", "OA-US-0002"]);
});
