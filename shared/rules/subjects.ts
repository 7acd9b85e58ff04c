/** What the rules about take-offs and landings are about, and what they could not place. */
import { dayNumber, type Day } from "../calendar.ts";
import { craftOfFlight, type Facts } from "../facts/facts.ts";
import type { FlightFacts } from "../facts/flight_facts.ts";
import type { Group, GroupLevel } from "../facts/groups.ts";
import { placeOfDay } from "../facts/timeline.ts";

/**
 * Groups of some levels that have an entry on or before a day, in a steady order. Aircraft of which
 * no category is known are no subject of a rule.
 */
export function groupsUpTo(facts: Facts, as_of: Day, ...levels: GroupLevel[]): Group[] {
  const today = dayNumber(as_of);
  return [...facts.groups.values()]
    .filter(
      ({ level, applies_to, timeline }) =>
        levels.includes(level) &&
        applies_to.category !== undefined &&
        (timeline.days[0] ?? today + 1) <= today,
    )
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Flights from one day to another, both included. */
export function flightsBetween(facts: Facts, from: number, to: number): FlightFacts[] {
  const all = facts.groups.get("all")?.timeline;
  if (all === undefined) return [];
  const rows = all.rows.slice(placeOfDay(all.days, from), placeOfDay(all.days, to + 1));
  return rows.flat() as FlightFacts[];
}

/** The answer last given for some facts: every group of every rule asks the same. */
const remembered = new WeakMap<Facts, { from: number; to: number; words: string[] }>();

/** Says which flights of a window count for no category because their aircraft names none. */
export function unplacedFlights(facts: Facts, from: number, to: number): string[] {
  const before = remembered.get(facts);
  if (before?.from === from && before.to === to) return before.words;
  const words = unplacedWords(facts, from, to);
  remembered.set(facts, { from, to, words });
  return words;
}

function unplacedWords(facts: Facts, from: number, to: number): string[] {
  // Aircraft of no known category have a group of their own.
  if (!facts.groups.has("class||")) return [];
  const unplaced = flightsBetween(facts, from, to).filter(
    (flight) => craftOfFlight(facts, flight).category === null,
  );
  if (unplaced.length === 0) return [];
  const names = new Set(
    unplaced.map((flight) => craftOfFlight(facts, flight).registration ?? flight.aircraft_id),
  );
  return [
    `${flights(unplaced.length)} in aircraft of no known category: ${[...names].join(", ")}.`,
  ];
}

/** "1 flight", "2 flights". */
export function flights(count: number): string {
  return plural(count, "flight", "flights");
}

/** A number with the word that goes with it. */
export function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

const categoryWords: Readonly<Record<string, string>> = {
  airplane: "airplane",
  rotorcraft: "rotorcraft",
  glider: "glider",
  lighter_than_air: "lighter-than-air aircraft",
  powered_lift: "powered-lift",
  powered_parachute: "powered parachute",
  weight_shift_control: "weight-shift-control aircraft",
};

/** "an ASEL airplane of type B-737 with a tailwheel": a group in words. */
export function inWords({ applies_to }: Pick<Group, "applies_to">): string {
  const { category = "", class: of_class, type, tailwheel } = applies_to;
  return [
    type ?? "",
    of_class ?? "",
    categoryWords[category] ?? category,
    tailwheel === true ? "with a tailwheel" : "",
  ]
    .filter((word) => word !== "")
    .join(" ");
}
