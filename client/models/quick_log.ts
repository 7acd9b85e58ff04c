/** Four taps that make a flight: OUT, OFF, ON, IN, each with its clock and, if allowed, its place. */
import { instantOf } from "../../shared/calendar.ts";
import type { Position } from "../../shared/geography.ts";
import { isNight6157 } from "../../shared/sun.ts";
import type { Flight } from "./flight_facts.ts";
import type { Form } from "./form.ts";
import { idsOf, type NearPlace, type Places } from "./places.ts";

/** The four moments of a flight, in order, as a pilot calls them. */
export const taps = [
  { name: "block_out", label: "OUT", says: "Start of movement" },
  { name: "block_off", label: "OFF", says: "Wheels off" },
  { name: "block_on", label: "ON", says: "Wheels on" },
  { name: "block_in", label: "IN", says: "Shutdown" },
] as const;

export type TapName = (typeof taps)[number]["name"];

/** The name of the draft that the four buttons write. */
export const quickDraft = "quick";

/** Farther away than this no airport is meant, in nautical miles: a big one is 3 NM across. */
export const nearest_within_nm = 3;

/** The moments that were tapped or typed, in order. */
export function tapped(form: Form): { name: TapName; label: string; moment: string }[] {
  return taps.flatMap(({ name, label }) => {
    const moment = form.value(name);
    return typeof moment === "string" ? [{ name, label, moment }] : [];
  });
}

/** Notes a moment, to the minute, as clocks are read. The first of a flight says which day it is. */
export function tap(form: Form, name: TapName, now: string, today: string): void {
  if (tapped(form).length === 0 && form.value("flight_date") !== today)
    form.set("flight_date", today);
  form.set(name, `${now.slice(0, 16)}:00Z`);
}

const atDeparture = (name: TapName) => name === "block_out" || name === "block_off";

/** The airport that is meant by a position: a heliport only for a helicopter. */
export function nearestPlace(
  places: Pick<Places, "near">,
  position: Position,
  category: string | null,
): NearPlace | undefined {
  const found = places.near(position, nearest_within_nm);
  if (category === "rotorcraft") return found[0];
  return found.find((place) => place.own || place.airport.airport_type !== "heliport");
}

/** Fills in where a tap was made, unless somebody has said otherwise. */
export function placeTap(form: Form, name: TapName, place: NearPlace): void {
  const end = atDeparture(name) ? "from" : "to";
  const { airport_id, own_airport_id } = idsOf(place);
  form.prefill(`flight_legs.0.${end}_airport_id`, airport_id);
  form.prefill(`flight_legs.0.${end}_own_airport_id`, own_airport_id);
}

/**
 * One take-off with OFF, one landing to a full stop with ON; with OUT and IN where a whole flight
 * has only these. By night is what counts by night for
 * carrying persons, 14 CFR 61.57(b)(1); without a place nobody knows, and it is by day.
 */
export function countTaps(form: Form, positionOf: (end: "from" | "to") => Position | undefined) {
  const flight = form.values.value as unknown as Flight;
  const count = (moment: string | null, end: "from" | "to", what: string) => {
    const place = positionOf(end);
    const isNight = moment !== null && place !== undefined && isNight6157(instantOf(moment), place);
    form.prefill(`flight_legs.0.day_${what}`, moment === null || isNight ? 0 : 1);
    form.prefill(`flight_legs.0.night_${what}`, isNight ? 1 : 0);
  };
  const { block_out, block_off, block_on, block_in } = flight;
  const isWhole = block_out !== null && block_in !== null;
  count(block_off ?? (isWhole ? block_out : null), "from", "takeoffs");
  count(block_on ?? (isWhole ? block_in : null), "to", "landings_full_stop");
}

/** The tap that comes next, when none is skipped; undefined after the last. */
export function nextTap(form: Form): TapName | undefined {
  const last = taps.findLastIndex(({ name }) => form.value(name) !== null);
  return taps[last + 1]?.name;
}

/** Whether a quick log was begun on an earlier day and never ended. */
export function isLeftOpen(form: Form, today: string): boolean {
  return tapped(form).length > 0 && (form.value("flight_date") as string) < today;
}
