/** Tables of experience held against a logbook: have, need, missing, and what counts. */
import { dayNumber, type Day, startOfCalendarMonths } from "../calendar.ts";
import type { Craft } from "../facts/craft.ts";
import { craftOfFlight, type Facts } from "../facts/facts.ts";
import type { FlightFacts } from "../facts/flight_facts.ts";
import { crossCountryMinutes } from "../facts/flight_route.ts";
import { at } from "../facts/measures.ts";
import type { SessionFacts } from "../facts/session_facts.ts";
import { creditOf, nightLandingMinutes } from "./credit.ts";
import type { CountName, ExperienceTable, Part, Requirement, Where } from "./requirement.ts";
import { routeMeets } from "./route_asked.ts";

/** How one line stands. Minutes, counts or flights, as its `unit` says. */
export interface LineStanding {
  line: string;
  paragraph: string;
  what: string;
  unit: "minutes" | "count" | "flights";
  have: number;
  /** What is certain where times of one flight may overlap less than they could. */
  have_at_least: number;
  need: number;
  missing: number;
  /** How much of `have` was in devices. */
  device_credit: number;
  /** Ids of the flights and lessons that count. */
  entries: string[];
  /** Flights that would count but for half a percent of distance. */
  ambiguous: string[];
  /** Flights of which it could not be known. */
  undecided: string[];
  unknown: string[];
}

/** How a whole table stands on a day, which is taken as the day of the test. */
export interface TableStanding {
  table: string;
  title: string;
  regulation: string;
  as_of: Day;
  complete: boolean;
  lines: LineStanding[];
  convention: string;
}

const convention =
  "Times of one flight that fall together (PIC and night, say) are taken to overlap as far as they can; have_at_least is what is certain.";

const notPowered = new Set(["glider", "balloon"]);

function isWhere(where: Where, craft: Craft): boolean {
  if (where.category !== undefined && craft.category !== where.category) return false;
  if (where.classes !== undefined && !where.classes.includes(craft.class ?? "")) return false;
  if (where.multi_engine !== undefined && craft.is_multi_engine !== where.multi_engine)
    return false;
  if (where.powered === true)
    return (
      craft.category !== null &&
      !notPowered.has(craft.category) &&
      !notPowered.has(craft.class ?? "")
    );
  const is_complex = craft.is_complex || craft.is_turbine;
  if (where.complex === "complex_or_turbine") return is_complex;
  return where.complex === undefined || is_complex || craft.is_taa;
}

const partFields: Readonly<Record<Exclude<Part, "xc">, number>> = {
  total: at.total_time,
  pic: at.pic_time,
  sic: at.sic_time,
  solo: at.solo_time,
  dual: at.dual_received,
  night: at.night_time,
  instrument: at.instrument_minutes,
};

/** What a flight gives to a line. */
interface Gift {
  amount: number;
  at_least: number;
  undecided: "ambiguous" | "unknown" | null;
}

const nothing: Gift = { amount: 0, at_least: 0, undecided: null };

type CrossCountry = ReturnType<typeof crossCountryMinutes>;

/** What a table is asked with: the facts, and the cross-country of each flight by its definition. */
interface Context {
  facts: Facts;
  table: ExperienceTable;
  cross_country: Map<FlightFacts, CrossCountry>;
}

function partOf(flight: FlightFacts, part: Part, context: Context): CrossCountry {
  if (part !== "xc") return { minutes: flight.sums[partFields[part]]!, undecided: null };
  const { facts, table, cross_country } = context;
  let minutes = cross_country.get(flight);
  if (minutes === undefined) {
    minutes = crossCountryMinutes(flight, table.cross_country, facts.airport);
    cross_country.set(flight, minutes);
  }
  return minutes;
}

/** The minutes in which all parts hold at once: at most the least of them, at least what must overlap. */
function overlap(flight: FlightFacts, parts: readonly Part[], context: Context): Gift {
  const total = flight.sums[at.total_time]!;
  let [amount, sum, undecided] = [Number.POSITIVE_INFINITY, 0, null as Gift["undecided"]];
  for (const part of parts) {
    const { minutes, undecided: unsure } = partOf(flight, part, context);
    if (minutes === 0 && unsure === null) return nothing;
    if (unsure !== null) undecided = unsure;
    amount = Math.min(amount, minutes);
    sum += minutes;
  }
  return {
    amount,
    at_least: Math.max(0, Math.min(amount, sum - (parts.length - 1) * total)),
    undecided,
  };
}

function towered(flight: FlightFacts, of: CountName): number {
  const legs = flight.legs;
  switch (of) {
    case "towered_full_stops":
      return legs.reduce((sum, leg) => sum + leg.towered_full_stops, 0);
    case "towered_night_takeoffs":
      return legs.reduce((sum, leg) => sum + leg.towered_night_takeoffs, 0);
    case "towered_night_landings":
      return legs.reduce((sum, leg) => sum + leg.towered_night_landings, 0);
    default:
      return flight.sums[at[of]]!;
  }
}

function giftOf(flight: FlightFacts, { measure }: Requirement, context: Context): Gift {
  if (measure.kind === "minutes") return overlap(flight, measure.parts, context);
  if (measure.kind === "count") {
    const fits = (measure.parts ?? []).every((part) => partOf(flight, part, context).minutes > 0);
    const amount = fits ? towered(flight, measure.of) : 0;
    return { amount, at_least: amount, undecided: null };
  }
  const { asked } = measure;
  const parts = Object.entries(asked.minutes ?? {}) as [Part, number][];
  let undecided: Gift["undecided"] = null;
  for (const [part, minutes] of parts) {
    const has = partOf(flight, part, context);
    if (has.undecided !== null) undecided = has.undecided;
    else if (has.minutes < minutes) return nothing;
  }
  const answer = routeMeets(flight, asked, context.facts.airport);
  if (answer === "no") return nothing;
  if (answer !== "yes") undecided = answer;
  return undecided === null ? { amount: 1, at_least: 1, undecided } : { ...nothing, undecided };
}

interface Window {
  flights: readonly FlightFacts[];
  sessions: readonly SessionFacts[];
}

function between<E extends { day: number }>(entries: readonly E[], from: number, to: number): E[] {
  return entries.filter(({ day }) => from <= day && day <= to);
}

function emptyStanding(line: Requirement): LineStanding {
  return {
    line: line.line,
    paragraph: line.paragraph,
    what: line.what,
    unit: line.measure.kind,
    have: 0,
    have_at_least: 0,
    need: line.need,
    missing: 0,
    device_credit: 0,
    entries: [],
    ambiguous: [],
    undecided: [],
    unknown: [...(line.unknown ?? [])],
  };
}

/** The flights of a window in aircraft that a line looks at. Each craft is looked at once. */
function flightsAsked(where: Where, { flights }: Window, { facts }: Context): FlightFacts[] {
  const fits = new Map<Craft, boolean>();
  return flights.filter((flight) => {
    const craft = craftOfFlight(facts, flight);
    let answer = fits.get(craft);
    if (answer === undefined) fits.set(craft, (answer = isWhere(where, craft)));
    return answer;
  });
}

function standingOf(line: Requirement, window: Window, context: Context): LineStanding {
  const standing = emptyStanding(line);
  const flights = flightsAsked(line.where ?? {}, window, context);
  for (const flight of flights) {
    const gift = giftOf(flight, line, context);
    standing.have += gift.amount;
    standing.have_at_least += gift.at_least;
    if (gift.amount > 0) standing.entries.push(flight.id);
    if (gift.undecided === "ambiguous") standing.ambiguous.push(flight.id);
    if (gift.undecided === "unknown") standing.undecided.push(flight.id);
  }
  const credit = creditOf(window.sessions, line.device, context.table.category);
  const extra =
    line.measure.kind === "minutes" && line.measure.night_landings_as_hours === true
      ? nightLandingMinutes(flights)
      : 0;
  standing.device_credit = credit.minutes;
  standing.entries = standing.entries.concat(credit.entries);
  standing.have += credit.minutes + extra;
  standing.have_at_least += credit.minutes + extra;
  standing.missing = Math.max(0, line.need - standing.have);
  return standing;
}

/** Holds a table against the flights and lessons up to a day, the day of the test. */
export function evaluateTable(facts: Facts, table: ExperienceTable, as_of: Day): TableStanding {
  const today = dayNumber(as_of);
  const context: Context = { facts, table, cross_country: new Map() };
  const lines = table.lines.map((line) => {
    const months = line.where?.months_before;
    const from =
      months === undefined
        ? Number.NEGATIVE_INFINITY
        : dayNumber(startOfCalendarMonths(as_of, months));
    const window = {
      flights: between(facts.flights, from, today),
      sessions: between(facts.sessions, from, today),
    };
    return standingOf(line, window, context);
  });
  const { table: key, title, regulation } = table;
  return {
    table: key,
    title,
    regulation,
    as_of,
    complete: lines.every((line) => line.missing === 0),
    lines,
    convention,
  };
}
