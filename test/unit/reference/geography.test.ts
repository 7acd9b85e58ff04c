import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { distanceNm } from "../../../shared/geography.ts";
import { decodeAirports } from "../../../shared/reference/airports.ts";

const airports = decodeAirports(
  new Uint8Array(readFileSync(new URL("../../../shared/reference/airports.bin", import.meta.url))),
);
const place = (code: string) => airports.byCode(code)[0]!.airport;

test("a degree of the equator and of a meridian is 60 nautical miles and a little", () => {
  const origin = { latitude: 0, longitude: 0 };
  expect(distanceNm(origin, { latitude: 0, longitude: 1 })).toBeCloseTo(60.04, 2);
  expect(distanceNm(origin, { latitude: 1, longitude: 0 })).toBeCloseTo(60.04, 2);
});

test("the way round the world is as long by either side, and across the date line short", () => {
  const [west, east] = [-179.5, 179.5].map((longitude) => ({ latitude: 0, longitude }));
  expect(distanceNm(west!, east!)).toBeCloseTo(60.04, 2);
  const [a, b] = [place("EGLL"), place("YSSY")];
  expect(distanceNm(a, b)).toBe(distanceNm(b, a));
  const poles = [90, -90].map((latitude) => ({ latitude, longitude: 17 }));
  expect(distanceNm(poles[0]!, poles[1]!)).toBeCloseTo(180 * 60.04, 0);
});

test("a place is nowhere from itself", () => {
  expect(distanceNm(place("KPAO"), place("KPAO"))).toBe(0);
});

// Great-circle distances as ForeFlight and gcmap.com give them; the ellipsoid differs by 0.5 %.
test.each([
  ["KPAO", "KUKI", 112],
  ["KJFK", "EGLL", 2999],
  ["KLAX", "KJFK", 2151],
  ["EGLL", "YSSY", 9188],
])("%s to %s is %i nautical miles", (from, to, nm) => {
  const distance = distanceNm(place(from), place(to));
  expect(Math.abs(distance - nm)).toBeLessThan(Math.max(0.7, nm * 0.0056));
});
