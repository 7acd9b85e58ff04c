import { describe, expect, test } from "vitest";
import { nearestZone } from "../../../shared/reference/nearest_zone.ts";
import { readOurAirports } from "../../../shared/reference/our_airports.ts";

const header =
  '"id","ident","type","name","latitude_deg","longitude_deg","elevation_ft","continent","iso_country","iso_region","municipality","scheduled_service","icao_code","iata_code","gps_code","local_code","home_link","wikipedia_link","keywords"';
const read = (...lines: string[]) => readOurAirports([header, ...lines, ""].join("\n"), 0);
/** Lines as the file has them. */
const paloAlto =
  '3890,"KPAO","small_airport","Palo Alto Airport",37.461102,-122.114998,4,"NA","US","US-CA","Palo Alto","no","KPAO","PAO","KPAO","PAO",,,';
const heathrow =
  '2434,"EGLL","large_airport","London Heathrow Airport",51.470748,-0.459909,83,"EU","GB","GB-ENG","London","yes","EGLL","LHR","EGLL",,,,"LON"';

describe("a line of OurAirports", () => {
  test("of the United States is known by the FAA's identifier", () => {
    expect(read(paloAlto)).toEqual({
      ok: true,
      unreadable: [],
      airports: [
        {
          ident: "FAA-PAO",
          icao_code: "KPAO",
          iata_code: "PAO",
          faa_lid: "PAO",
          name: "Palo Alto Airport",
          municipality: "Palo Alto",
          country_code: "US",
          latitude: 37.461102,
          longitude: -122.114998,
          elevation_ft: 4,
          is_active: true,
          airport_type: "small_airport",
        },
      ],
    });
  });

  test("of elsewhere is known by its ICAO code", () => {
    expect(read(heathrow)).toMatchObject({
      airports: [{ ident: "EGLL", iata_code: "LHR", faa_lid: null, airport_type: "large_airport" }],
    });
  });

  test("of a closed field is kept as closed, and gives way to an open one of the same code", () => {
    const reading = read(
      heathrow.replace("large_airport", "closed").replace("2434", "1"),
      heathrow.replace('"EGLL","large', '"GB-0001","large'),
    );
    expect(reading).toMatchObject({
      airports: [
        { ident: "OA-EGLL", is_active: false },
        { ident: "EGLL", is_active: true },
      ],
    });
  });

  test.each([
    ["without a place", heathrow.replace("51.470748", ""), /no place/],
    ["beyond the pole", heathrow.replace("51.470748", "91.5"), /no place/],
    ["without an ident", heathrow.replace('"EGLL","large', '"","large'), /no ident/],
    ["without a country", heathrow.replace('"GB"', '""'), /no country/],
    ["of a type that nobody knows", heathrow.replace("large_airport", "moon_base"), /moon_base/],
  ])("%s is left out, and said", (_, line, why) => {
    const reading = read(paloAlto, line);
    expect(reading).toMatchObject({ ok: true, airports: [{ ident: "FAA-PAO" }] });
    if (!reading.ok) return;
    expect(reading.unreadable).toEqual([{ row: 3, why: expect.stringMatching(why) as string }]);
  });

  test("with an elevation that no place has says none", () => {
    expect(read(heathrow.replace(",83,", ",99999,"))).toMatchObject({
      airports: [{ elevation_ft: null }],
    });
  });
});

describe("a file that is none", () => {
  test.each([
    ["empty", ""],
    ["another CSV", "date,aircraft\n2026-01-01,N1\n"],
    ["a web page", "<!doctype html><html></html>"],
  ])("%s is refused, with what is missing", (_, text) => {
    expect(readOurAirports(text)).toMatchObject({
      ok: false,
      why: expect.stringContaining("there is no column ident") as string,
    });
  });

  test("a part of the list is refused, or the rest of it would be closed", () => {
    expect(readOurAirports([header, paloAlto].join("\n"))).toMatchObject({
      ok: false,
      why: expect.stringContaining("not the whole list: 1 airports") as string,
    });
  });

  test("Windows line ends and a byte order mark change nothing", () => {
    const text = `\uFEFF${[header, paloAlto, heathrow].join("\r\n")}\r\n`;
    expect(readOurAirports(text, 2)).toEqual(read(paloAlto, heathrow));
  });
});

describe("the zone of a place that has none", () => {
  const place = (country_code: string, latitude: number, longitude: number) => ({
    country_code,
    latitude,
    longitude,
  });
  const zoneOf = nearestZone([
    { ...place("US", 32.7, -117.2), time_zone: "America/Los_Angeles" },
    { ...place("MX", 32.5, -117), time_zone: "America/Tijuana" },
    { ...place("FJ", -17.8, 177.4), time_zone: "Pacific/Fiji" },
    { ...place("FJ", -16.8, -179.9), time_zone: "Pacific/Fiji" },
  ]);

  test("is that of the nearest place of its country", () => {
    expect(zoneOf(place("US", 32.55, -117))).toBe("America/Los_Angeles");
    expect(zoneOf(place("MX", 32.6, -117.1))).toBe("America/Tijuana");
  });

  test("is found across the date line", () => {
    expect(zoneOf(place("FJ", -16.5, 179.9))).toBe("Pacific/Fiji");
  });

  test("is the nearest of any country when its own has none, and unknown in the open sea", () => {
    expect(zoneOf(place("XX", 33, -118))).toBe("America/Los_Angeles");
    expect(zoneOf(place("XX", 0, 0))).toBeUndefined();
  });
});
