import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { distanceNm } from "../../../shared/geography.ts";
import { decodeAirports } from "../../../shared/reference/airports.ts";

const bytes = new Uint8Array(
  readFileSync(new URL("../../../shared/reference/airports.bin", import.meta.url)),
);
const airports = decodeAirports(bytes);

/** The one airport with an ICAO code or FAA location identifier. */
function only(code: string) {
  const found = airports
    .byCode(code)
    .filter(({ spaces }) => spaces.includes("icao") || spaces.includes("faa"));
  expect(found.map(({ airport }) => airport.name)).toHaveLength(1);
  return found[0]!.airport;
}

/** Degrees of a position as aeronautical publications print it: `512839N0002741W`. */
function published(text: string) {
  const [, lat, ns, lon, ew] = /^(\d{6})([NS])(\d{7})([EW])$/.exec(text)!;
  const angle = (digits: string) => {
    const [d, m, s] = [digits.slice(0, -4), digits.slice(-4, -2), digits.slice(-2)].map(Number);
    return d! + m! / 60 + s! / 3600;
  };
  return {
    latitude: angle(lat!) * (ns === "N" ? 1 : -1),
    longitude: angle(lon!) * (ew === "E" ? 1 : -1),
  };
}

describe("airports are where they are published to be", () => {
  // Reference points of the national aeronautical publications.
  test.each([
    ["KPAO", "372740N1220654W", "America/Los_Angeles"],
    ["KUKI", "390733N1231203W", "America/Los_Angeles"],
    ["KLNS", "400720N0761740W", "America/New_York"],
    ["KJFK", "403823N0734644W", "America/New_York"],
    ["KLAX", "335633N1182429W", "America/Los_Angeles"],
    ["KDEN", "395142N1044023W", "America/Denver"],
    ["KPHX", "332603N1120042W", "America/Phoenix"],
    ["PANC", "611027N1495954W", "America/Anchorage"],
    ["PHNL", "211904N1575521W", "Pacific/Honolulu"],
    ["TJSJ", "182622N0660007W", "America/Puerto_Rico"],
    ["CYYZ", "434036N0793750W", "America/Toronto"],
    ["EGLL", "512839N0002741W", "Europe/London"],
    ["LFPG", "490035N0023252E", "Europe/Paris"],
    ["EDDF", "500200N0083414E", "Europe/Berlin"],
    ["BIRK", "640748N0215626W", "Atlantic/Reykjavik"],
    ["RJTT", "353312N1394652E", "Asia/Tokyo"],
    ["VHHH", "221832N1135453E", "Asia/Hong_Kong"],
    ["WSSS", "012133N1035922E", "Asia/Singapore"],
    ["OMDB", "251510N0552152E", "Asia/Dubai"],
    ["YSSY", "335646S1511038E", "Australia/Sydney"],
    ["NZAA", "370029S1744730E", "Pacific/Auckland"],
    ["FAOR", "260801S0281432E", "Africa/Johannesburg"],
    ["SBGR", "232608S0462823W", "America/Sao_Paulo"],
  ])("%s", (code, place, zone) => {
    const airport = only(code);
    expect(distanceNm(airport, published(place))).toBeLessThan(1);
    expect(airport.icao_code).toBe(code);
    expect(airport.time_zone).toBe(zone);
    expect(airport.is_active).toBe(true);
  });

  test.each([
    ["KDEN", 5434],
    ["KLAX", 128],
    ["KPAO", 7],
    ["EGLL", 83],
  ])("%s is at its published elevation", (code, feet) => {
    expect(Math.abs(only(code).elevation_ft! - feet)).toBeLessThanOrEqual(3);
  });

  test("Palo Alto has a tower, Ukiah has none, of Heathrow the sources do not say", () => {
    expect(only("KPAO").has_control_tower).toBe(true);
    expect(only("KUKI").has_control_tower).toBe(false);
    expect(only("EGLL").has_control_tower).toBeNull();
  });
});

describe("an airport is found offline", () => {
  test.each([
    ["7B2", "Northampton", "MA strip with an FAA identifier only"],
    ["0B5", "Turners Falls", "the same"],
    ["KLNS", "Lancaster", "an ICAO code"],
    ["N47", "Pottstown", "an FAA identifier that looks like a registration"],
    ["O69", "Petaluma", "a letter O, not a zero"],
    ["EGLL", "Heathrow", "abroad"],
  ])("%s and %s lead to the same airport: %s", (code, name) => {
    const { id } = only(code);
    expect(airports.search(code)[0]!.id).toBe(id);
    expect(airports.search(code.toLowerCase())[0]!.id).toBe(id);
    expect(airports.search(name).map((airport) => airport.id)).toContain(id);
  });

  test("letter case, accents and apostrophes do not matter", () => {
    const names = (query: string) => airports.search(query).map((airport) => airport.id);
    expect(names("são paulo")).toEqual(names("SAO PAULO"));
    expect(names("zurich")[0]).toBe(only("LSZH").id);
    expect(names("Zürich")[0]).toBe(only("LSZH").id);
    expect(names("o'hare")).toContain(only("KORD").id);
    expect(names("ohare")).toContain(only("KORD").id);
  });

  test("an exact code stands before a name that begins with it", () => {
    expect(airports.search("pao")[0]!.icao_code).toBe("KPAO");
    // A ranch in Texas is named Heathrow outright; the large one is meant.
    expect(airports.search("heathr")[0]!.icao_code).toBe("EGLL");
    expect(airports.search("ala")[0]!.iata_code).toBe("ALA");
  });

  test("the bigger of two airports of a town stands first", () => {
    const found = airports.search("san francisco").map((airport) => airport.airport_type);
    expect(found[0]).toBe("large_airport");
  });

  test("near a place, the nearer airport stands first", () => {
    const boston = { latitude: 42.36, longitude: -71.01 };
    const england = { latitude: 52.24, longitude: -0.9 };
    const first = (near: typeof boston) => airports.search("northampton", { near })[0]!;
    expect(first(boston).faa_lid).toBe("7B2");
    expect(first(england).country_code).toBe("GB");
  });

  test("no text finds nothing, and so does nonsense", () => {
    expect(airports.search("")).toEqual([]);
    expect(airports.search("  –— ")).toEqual([]);
    expect(airports.search("qqqqzzzz")).toEqual([]);
    expect(airports.byCode("")).toEqual([]);
    expect(airports.byId("00000000-0000-8000-8000-000000000000")).toBeUndefined();
    expect(airports.byId("no uuid")).toBeUndefined();
  });

  test("the limit holds", () => {
    expect(airports.search("a", { limit: 3 })).toHaveLength(3);
    expect(airports.search("a")).toHaveLength(20);
  });
});

describe("a code is never guessed", () => {
  test("a code of several airports gives all of them with where it is known", () => {
    const all = Array.from({ length: airports.count }, (_, row) => airports.at(row));
    const counted = new Map<string, Set<string>>();
    for (const airport of all)
      for (const code of [airport.icao_code, airport.faa_lid, airport.iata_code])
        if (code !== null) counted.set(code, (counted.get(code) ?? new Set()).add(airport.id));
    const ambiguous = [...counted].filter(([, ids]) => ids.size > 1);
    expect(ambiguous.length).toBeGreaterThan(300);
    for (const [code, ids] of ambiguous)
      expect(new Set(airports.byCode(code).map(({ airport }) => airport.id))).toEqual(ids);
  });

  test("the code spaces are told apart", () => {
    const spaces = (code: string, icao: string) =>
      airports.byCode(code).find(({ airport }) => airport.icao_code === icao)?.spaces;
    expect(spaces("KPAO", "KPAO")).toEqual(["icao"]);
    expect(spaces("PAO", "KPAO")).toEqual(["faa", "iata"]);
    expect(spaces("LHR", "EGLL")).toEqual(["iata"]);
  });

  test("no two airports share an ident, an id or an ICAO code", () => {
    const all = Array.from({ length: airports.count }, (_, row) => airports.at(row));
    const unique = (values: (string | null)[]) => new Set(values).size === values.length;
    expect(unique(all.map((airport) => airport.ident))).toBe(true);
    expect(unique(all.map((airport) => airport.id))).toBe(true);
    expect(unique(all.flatMap((airport) => airport.icao_code ?? []))).toBe(true);
  });
});

describe("ids are the same on every installation", () => {
  // SHA-256 by another implementation, version and variant bits by hand.
  const idOf = (code: string) => {
    const hash = createHash("sha256").update(`offblock reference ${code}`).digest();
    hash[6] = (hash[6]! & 0x0f) | 0x80;
    hash[8] = (hash[8]! & 0x3f) | 0x80;
    const hex = hash.toString("hex");
    return [0, 8, 12, 16, 20].map((at, i) => hex.slice(at, [8, 12, 16, 20, 32][i])).join("-");
  };

  test.each([
    ["KPAO", "FAA-PAO", "872785e1-79cb-871d-b8cd-b8b281ca82af"],
    ["KUKI", "FAA-UKI", "bbb158d2-1c6b-8026-8b06-2060878c06c0"],
    ["7B2", "FAA-7B2", "3c45484f-f00f-8e9f-b5ea-e7c99f8895ea"],
    ["EGLL", "EGLL", "e85fe080-8955-8c9a-80cc-d1da30c9be7a"],
  ])("%s is %s is %s", (code, ident, id) => {
    expect(only(code).ident).toBe(ident);
    expect(only(code).id).toBe(id);
    expect(idOf(`airport:${ident}`)).toBe(id);
  });

  test("every airport is found by its id", () => {
    for (let row = 0; row < airports.count; row += 7)
      expect(airports.byId(idOf(`airport:${airports.at(row).ident}`))).toBe(airports.at(row));
  });
});

describe("every airport makes sense", () => {
  test("places, countries, zones and codes have their form", () => {
    const zones = new Set<string>();
    const wrong: string[] = [];
    for (let row = 0; row < airports.count; row++) {
      const airport = airports.at(row);
      const { latitude, longitude, elevation_ft } = airport;
      const holds = [
        Math.abs(latitude) <= 90,
        Math.abs(longitude) <= 180,
        elevation_ft === null || (elevation_ft > -1_400 && elevation_ft < 16_000),
        airport.name.trim() !== "",
        /^[A-Z]{2}$/.test(airport.country_code),
        /^[A-Z]{4}$/.test(airport.icao_code ?? "AAAA"),
        /^[A-Z]{3}$/.test(airport.iata_code ?? "AAA"),
        /^[A-Z0-9]{3,4}$/.test(airport.faa_lid ?? "AAA"),
      ];
      if (holds.includes(false)) wrong.push(JSON.stringify(airport));
      zones.add(airport.time_zone);
    }
    // An expectation for each of 260,000 values took half a minute.
    expect(wrong).toEqual([]);
    for (const timeZone of zones)
      expect(() => new Intl.DateTimeFormat("en", { timeZone })).not.toThrow();
  });

  test("there are as many as the sources have", () => {
    expect(airports.count).toBeGreaterThan(32_000);
  });
});

describe("a file that is none", () => {
  test.each([
    ["is empty", new Uint8Array()],
    ["is a web page", new TextEncoder().encode("<!doctype html><title>Not found</title>")],
    ["is cut off", bytes.subarray(0, bytes.length - 1)],
    ["is cut off early", bytes.subarray(0, 40)],
  ])("is refused when it %s", (_, file) => {
    expect(() => decodeAirports(file)).toThrow(/packed file of airports/);
  });
});
