import { describe, expect, test } from "vitest";
import { instantOf } from "../../../shared/calendar.ts";
import type { Position } from "../../../shared/geography.ts";
import { nightOfFlight, nightOnRoute, placeOnRoute } from "../../../shared/night.ts";
import vectors from "../../vectors/night.json" with { type: "json" };
import { altitudeOf } from "./astronomy.ts";

const minute = 60_000;
const hour = 60 * minute;
const p = (latitude: number, longitude: number): Position => ({ latitude, longitude });
const KPAO = p(37.4611, -122.115);
const KLAX = p(33.9425, -118.4081);

/** The same flight another way: vectors turned about the axis of the great circle, every ten seconds. */
function nightByHand(out: number, end: number, a: Position, b: Position) {
  const radians = Math.PI / 180;
  const vector = ({ latitude, longitude }: Position) => [
    Math.cos(latitude * radians) * Math.cos(longitude * radians),
    Math.cos(latitude * radians) * Math.sin(longitude * radians),
    Math.sin(latitude * radians),
  ];
  const [u, v] = [vector(a), vector(b)];
  const dot = u.reduce((sum, x, i) => sum + x * v[i]!, 0);
  const angle = Math.acos(Math.min(1, dot));
  const ortho = v.map((x, i) => x - dot * u[i]!);
  const length = Math.hypot(...ortho) || 1;
  const at = (t: number) => {
    const turned = ((t - out) / (end - out)) * angle;
    const [x, y, z] = u.map(
      (w, i) => w * Math.cos(turned) + (ortho[i]! / length) * Math.sin(turned),
    );
    return [Math.asin(z!) / radians, Math.atan2(y!, x!) / radians] as const;
  };
  let [part1, recency] = [0, 0];
  for (let t = out + 5000; t < end; t += 10_000) {
    const [latitude, longitude] = at(t);
    if (altitudeOf(t, latitude, longitude) < -6) part1 += 1 / 6;
    const down = [-60, -30, 0, 30, 60].every(
      (m) => altitudeOf(t + m * minute, latitude, longitude) <= -50 / 60,
    );
    if (down) recency += 1 / 6;
  }
  return { part1, recency };
}

describe("night minutes agree with a second computation", () => {
  test.each(vectors.flights)("$name", ({ stops, block_out, block_in, ...expected }) => {
    const [start, end] = [instantOf(block_out), instantOf(block_in)];
    const night = nightOnRoute({ out: start, in: end }, stops);
    const second = nightByHand(start, end, stops[0]!, stops[1]!);
    expect(Math.abs(night.part1_minutes - second.part1)).toBeLessThan(1.2);
    expect(Math.abs(night.recency_minutes - second.recency)).toBeLessThan(1.2);
    expect(Math.abs(night.part1_minutes - expected.part1_minutes)).toBeLessThanOrEqual(1);
    expect(Math.abs(night.recency_minutes - expected.recency_minutes)).toBeLessThanOrEqual(1);
  });
});

describe("where the aircraft is", () => {
  const times = { out: 0, off: 10 * minute, on: 70 * minute, in: 80 * minute };
  test("it stands until wheels off and from wheels on", () => {
    const place = placeOnRoute(times, [KPAO, KLAX]);
    expect(place(9 * minute)).toEqual(KPAO);
    expect(place(75 * minute)).toEqual(KLAX);
    expect(place(40 * minute).latitude).toBeCloseTo(35.72, 1);
  });
  test("legs share the time by their minutes, or by their length when some have none", () => {
    const timed = placeOnRoute(times, [p(0, 0), p(0, 1), p(0, 4)], [30, 30]);
    expect(timed(40 * minute).longitude).toBeCloseTo(1, 6);
    const measured = placeOnRoute(times, [p(0, 0), p(0, 1), p(0, 4)], [30, 0]);
    expect(measured(25 * minute).longitude).toBeCloseTo(1, 6);
  });
  test("one place is one place", () => {
    expect(placeOnRoute(times, [KPAO, KPAO])(40 * minute)).toEqual(KPAO);
  });
});

describe("a flight record", () => {
  const leg = {
    leg_number: 1,
    from_airport_id: "a",
    to_airport_id: "b",
    from_own_airport_id: null,
    to_own_airport_id: null,
    leg_time: 0,
  };
  const base = {
    block_out: "2026-01-01T04:00Z",
    block_off: null,
    block_on: null,
    block_in: "2026-01-01T05:00Z",
  };
  const placeOf = (id: string) => ({ a: KPAO, b: KLAX })[id];
  test("has its night from block times and places", () => {
    const answer = nightOfFlight({ ...base, flight_legs: [leg] }, placeOf);
    expect(answer).toMatchObject({ ok: true, night: { part1_minutes: 60, recency_minutes: 60 } });
  });
  test("takes wheels off and on where OUT and IN are missing", () => {
    const air = {
      block_out: null,
      block_off: base.block_out,
      block_on: base.block_in,
      block_in: null,
    };
    expect(nightOfFlight({ ...air, flight_legs: [leg] }, placeOf).ok).toBe(true);
  });
  test("is unknown without times, without a known place, without legs", () => {
    expect(nightOfFlight({ ...base, block_in: null, flight_legs: [leg] }, placeOf)).toEqual({
      ok: false,
      unknown: "no_block_times",
    });
    expect(
      nightOfFlight({ ...base, flight_legs: [{ ...leg, to_airport_id: "x" }] }, placeOf),
    ).toEqual({ ok: false, unknown: "no_place" });
    expect(
      nightOfFlight({ ...base, flight_legs: [{ ...leg, to_airport_id: null }] }, placeOf),
    ).toEqual({ ok: false, unknown: "no_place" });
    expect(nightOfFlight({ ...base, flight_legs: [] }, placeOf)).toEqual({
      ok: false,
      unknown: "no_place",
    });
  });
  test("has no night when it ends before it begins, or years after it: not every minute is looked at", () => {
    expect(nightOnRoute({ out: hour, in: 0 }, [KPAO, KLAX]).part1_minutes).toBe(0);
    const mistyped = { out: Date.parse("0001-01-01T10:00Z"), in: Date.parse("9999-01-01T12:00Z") };
    expect(nightOnRoute(mistyped, [KPAO, KLAX]).part1_minutes).toBe(0);
  });
});
