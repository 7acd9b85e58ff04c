import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type AirportFields, airportTypes } from "../../../shared/reference/airport.ts";
import { encodeAirportFile } from "../../../shared/reference/airport_file.ts";
import { foldText } from "../../../shared/reference/airport_search.ts";
import { decodeAirports } from "../../../shared/reference/airports.ts";

const microdegrees = (limit: number) =>
  fc.integer({ min: -limit * 1e6, max: limit * 1e6 }).map((value) => value / 1e6);
const letters = (length: number) =>
  fc.string({
    minLength: length,
    maxLength: length,
    unit: fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
  });
const line = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !text.includes("\n"));

const airport: fc.Arbitrary<AirportFields> = fc.record({
  ident: letters(6),
  icao_code: fc.option(letters(4)),
  iata_code: fc.option(letters(3)),
  faa_lid: fc.option(letters(3)),
  name: line,
  municipality: fc.option(line),
  country_code: letters(2),
  latitude: microdegrees(90),
  longitude: microdegrees(180),
  elevation_ft: fc.option(fc.integer({ min: -1500, max: 20_000 })),
  has_control_tower: fc.option(fc.boolean()),
  time_zone: fc.constantFrom("Europe/London", "America/New_York", "Etc/UTC"),
  is_active: fc.boolean(),
  airport_type: fc.constantFrom(...airportTypes),
});
const list = fc.uniqueArray(airport, { selector: (a) => a.ident, minLength: 1 });

test("what is packed is what is unpacked", () => {
  fc.assert(
    fc.property(list, (written) => {
      const read = decodeAirports(encodeAirportFile(written));
      expect(read.count).toBe(written.length);
      written.forEach((fields, row) => {
        const { id, ...others } = read.at(row);
        expect(others).toEqual(fields);
        expect(read.byId(id)).toBe(read.at(row));
      });
    }),
  );
});

test("a file that is cut off anywhere is refused, never misread", () => {
  fc.assert(
    fc.property(list, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (a, part) => {
      const file = encodeAirportFile(a);
      const cut = file.subarray(0, Math.floor(file.length * part));
      expect(() => decodeAirports(cut)).toThrow(/packed file of airports/);
    }),
  );
});

const airports = decodeAirports(
  new Uint8Array(readFileSync(new URL("../../../shared/reference/airports.bin", import.meta.url))),
);
const all = Array.from({ length: airports.count }, (_, row) => airports.at(row));
const wordsOf = all.map((a) =>
  foldText(
    [a.icao_code ?? (a.faa_lid === null ? a.ident : ""), a.faa_lid, a.iata_code, a.name]
      .concat(a.municipality)
      .join(" "),
  )
    .split(" ")
    .filter(Boolean),
);

/** The same search, said as plainly as possible. */
function plainly(query: string): Set<string> {
  const words = foldText(query).split(" ").filter(Boolean);
  return new Set(
    all
      .filter((_, i) => words.every((word) => wordsOf[i]!.some((own) => own.startsWith(word))))
      .map((a) => a.id),
  );
}

test("a search finds the airports in which every word begins a word, and no others", () => {
  const query = fc
    .tuple(fc.nat(airports.count - 1), fc.integer({ min: 1, max: 3 }), fc.nat(6), fc.boolean())
    .map(([row, count, letters_off, reversed]) => {
      const words = wordsOf[row]!.slice(-count).map((word) => word.slice(0, 7 - letters_off));
      return (reversed ? words.reverse() : words).join(" ");
    });
  fc.assert(
    fc.property(query, (text) => {
      const found = airports.search(text, { limit: airports.count });
      expect(new Set(found.map((a) => a.id))).toEqual(plainly(text));
      expect(found).toHaveLength(new Set(found).size);
    }),
    { numRuns: 60 },
  );
});
