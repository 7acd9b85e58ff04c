/** What is said of a flight wherever it is shown: its route, its landings, its block time. */
import type { RecordOfKind } from "../../shared/kinds/kinds.ts";
import type { LegEnds, Place } from "../../shared/places.ts";

/** A flight as it lies in the logbook. */
export type Flight = RecordOfKind<"flight"> & { _rev: string };

type Leg = Flight["flight_legs"][number];

interface FlightCounts {
  day_takeoffs: number;
  night_takeoffs: number;
  day_landings: number;
  night_landings: number;
  full_stops: number;
  approaches: number;
}

/** Take-offs, landings and approaches of a flight, over its legs. */
export function landingsOf(flight: Flight): FlightCounts {
  const sum = (count: (leg: Leg) => number) =>
    flight.flight_legs.reduce((total, leg) => total + count(leg), 0);
  return {
    day_takeoffs: sum((leg) => leg.day_takeoffs),
    night_takeoffs: sum((leg) => leg.night_takeoffs),
    day_landings: sum((leg) => leg.day_landings_touch_and_go + leg.day_landings_full_stop),
    night_landings: sum((leg) => leg.night_landings_touch_and_go + leg.night_landings_full_stop),
    full_stops: sum((leg) => leg.day_landings_full_stop + leg.night_landings_full_stop),
    approaches: sum((leg) => leg.approaches.length),
  };
}

/** Writes a place: the code of its airport, or the words that stand for it. */
export type PlaceName = (place: Place) => string;

/** Where a leg begins, and where it ends. */
export function endsOf(leg: LegEnds): { from: Place; to: Place } {
  return {
    from: {
      airport_id: leg.from_airport_id,
      own_airport_id: leg.from_own_airport_id,
      airport_description: leg.from_airport_description,
    },
    to: {
      airport_id: leg.to_airport_id,
      own_airport_id: leg.to_own_airport_id,
      airport_description: leg.to_airport_description,
    },
  };
}

/** The places of a flight in order, each once where it follows itself: `KPAO – KUKI – KPAO`. */
export function routeOf(flight: Flight, place: PlaceName): string {
  const places: string[] = [];
  for (const leg of flight.flight_legs.toSorted((a, b) => a.leg_number - b.leg_number)) {
    const ends = endsOf(leg);
    const [from, to] = [place(ends.from), place(ends.to)];
    if (from !== "" && places.at(-1) !== from) places.push(from);
    if (to !== "" && (places.at(-1) !== to || places.length === 1)) places.push(to);
  }
  return places.join(" – ");
}

/** Minutes from OUT to IN, or from OFF to ON when those are not known; null without either. */
export function blockMinutes(times: {
  block_out: string | null;
  block_off: string | null;
  block_on: string | null;
  block_in: string | null;
}): number | null {
  const between = (from: string | null, to: string | null) =>
    from === null || to === null ? null : (Date.parse(to) - Date.parse(from)) / 60_000;
  const minutes =
    between(times.block_out, times.block_in) ?? between(times.block_off, times.block_on);
  return minutes === null || minutes < 0 ? null : Math.round(minutes);
}
