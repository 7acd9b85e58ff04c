import { instantOf } from "./calendar.ts";
import { distanceNm, pointBetween, type Position } from "./geography.ts";
import { limits } from "./limits.ts";
import { isNight6157, isNightPart1 } from "./sun.ts";

/** Block times of a flight, in ms since 1970. Wheels off and on are asked for only to place it. */
export interface BlockInstants {
  out: number;
  off?: number | undefined;
  on?: number | undefined;
  in: number;
}

/** A stretch of time, in ms since 1970. */
export interface Span {
  from: number;
  to: number;
}

/** How much of a flight was night, by both definitions. */
export interface RouteNight {
  /** Whole minutes between the evening and the morning civil twilight, 14 CFR 1.1: night to log. */
  part1_minutes: number;
  /** Whole minutes between sunset + 1 h and sunrise - 1 h, 14 CFR 61.57(b)(1). */
  recency_minutes: number;
  part1: Span[];
  recency: Span[];
}

const minute_ms = 60_000;
const second_ms = 1000;

/**
 * The place of an aircraft at an instant: at the first stop until `off`, at the last from `on`, and
 * between them along the great circles of its legs at one speed. The legs share the time by their
 * minutes when every leg has some, otherwise by their length; how long it stood between legs is not
 * known.
 */
export function placeOnRoute(
  times: BlockInstants,
  stops: readonly Position[],
  leg_minutes: readonly number[] = [],
): (instant: number) => Position {
  const legs = stops.slice(1).map((stop, i) => ({ from: stops[i]!, to: stop }));
  const timed = leg_minutes.length === legs.length && leg_minutes.every((minutes) => minutes > 0);
  const weights = timed ? leg_minutes : legs.map(({ from, to }) => distanceNm(from, to));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const start = times.off ?? times.out;
  const end = times.on ?? times.in;
  return (instant) => {
    let along = end > start ? ((instant - start) / (end - start)) * whole : whole;
    if (along <= 0 || whole === 0) return stops[0]!;
    for (const [i, { from, to }] of legs.entries()) {
      const weight = weights[i]!;
      if (along <= weight && weight > 0) return pointBetween(from, to, along / weight);
      along -= weight;
    }
    return stops.at(-1)!;
  };
}

/** The spans in which a state holds: looked at each minute, and each change found to the second. */
function spansOf(out: number, end: number, holds: (instant: number) => boolean): Span[] {
  const spans: Span[] = [];
  let from = holds(out) ? out : undefined;
  for (let before = out; before < end; before += minute_ms) {
    const after = Math.min(before + minute_ms, end);
    if (holds(after) === (from !== undefined)) continue;
    const change = changeBetween(before, after, holds);
    if (from === undefined) from = change;
    else {
      spans.push({ from, to: change });
      from = undefined;
    }
  }
  if (from !== undefined && end > from) spans.push({ from, to: end });
  return spans;
}

function changeBetween(before: number, after: number, holds: (instant: number) => boolean): number {
  const held = holds(before);
  let [low, high] = [before, after];
  while (high - low > second_ms) {
    const middle = (low + high) / 2;
    if (holds(middle) === held) low = middle;
    else high = middle;
  }
  return high;
}

const minutesOf = (spans: readonly Span[]) =>
  Math.round(spans.reduce((sum, { from, to }) => sum + to - from, 0) / minute_ms);

/**
 * The night of a flight from its block times, along the great circles between its stops (first
 * departure, then every arrival). Minutes are rounded once, from the sum of the spans. A flight
 * whose end is not after its beginning has none, nor has one that is longer than an entry can be: a
 * year was mistyped, and each of its minutes would be looked at.
 */
export function nightOnRoute(
  times: BlockInstants,
  stops: readonly Position[],
  leg_minutes?: readonly number[],
): RouteNight {
  const isPossible = times.in > times.out && times.in - times.out <= limits.minutes * minute_ms;
  if (stops.length === 0 || !isPossible)
    return { part1_minutes: 0, recency_minutes: 0, part1: [], recency: [] };
  const place = placeOnRoute(times, stops, leg_minutes);
  const part1 = spansOf(times.out, times.in, (at) => isNightPart1(at, place(at)));
  const recency = spansOf(times.out, times.in, (at) => isNight6157(at, place(at)));
  return {
    part1_minutes: minutesOf(part1),
    recency_minutes: minutesOf(recency),
    part1,
    recency,
  };
}

/** The parts of a flight record that its night depends on. */
export interface FlightRoute {
  block_out: string | null;
  block_off: string | null;
  block_on: string | null;
  block_in: string | null;
  flight_legs: readonly {
    leg_number: number;
    from_airport_id: string | null;
    from_own_airport_id: string | null;
    to_airport_id: string | null;
    to_own_airport_id: string | null;
    leg_time: number;
  }[];
}

/** What must be known before the night of a flight can be computed, and is not. */
export type NightUnknown = "no_block_times" | "no_place";

/**
 * The night of a flight record. OUT and IN are needed, or OFF and ON in their stead; and a place for
 * every stop: one that no list has makes the night unknown rather than guessed.
 */
export function nightOfFlight(
  flight: FlightRoute,
  placeOf: (airport_id: string) => Position | undefined,
): { ok: true; night: RouteNight } | { ok: false; unknown: NightUnknown } {
  const [out, off, on, end] = [
    flight.block_out,
    flight.block_off,
    flight.block_on,
    flight.block_in,
  ].map((moment) => (moment === null ? undefined : instantOf(moment)));
  const [first, last] = [out ?? off, end ?? on];
  if (first === undefined || last === undefined) return { ok: false, unknown: "no_block_times" };
  const legs = flight.flight_legs.toSorted((a, b) => a.leg_number - b.leg_number);
  const first_leg = legs[0];
  const ids = [
    first_leg?.from_airport_id ?? first_leg?.from_own_airport_id ?? null,
    ...legs.map((leg) => leg.to_airport_id ?? leg.to_own_airport_id),
  ];
  const stops = ids.map((id) => (id === null ? undefined : placeOf(id)));
  if (legs.length === 0 || stops.includes(undefined)) return { ok: false, unknown: "no_place" };
  const times = { out: first, off, on, in: last };
  const minutes = legs.map((leg) => leg.leg_time);
  return { ok: true, night: nightOnRoute(times, stops as Position[], minutes) };
}
