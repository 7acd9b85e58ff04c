/** Tables of experience held against a logbook: have, need, missing, and what counts. */
import { dayNumber, type Day, startOfCalendarMonths } from "../calendar.ts";
import type { Craft } from "../facts/craft.ts";
import { craftOfFlight, type Facts } from "../facts/facts.ts";
import type { FlightFacts } from "../facts/flight_facts.ts";
import { crossCountryMinutes } from "../facts/flight_route.ts";
import { at } from "../facts/measures.ts";
import type { SessionFacts } from "../facts/session_facts.ts";
import type {
  CountName,
  DeviceCredit,
  ExperienceTable,
  Part,
  Requirement,
  Where,
} from "./requirement.ts";
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

/** What a table is asked with: the facts and the definition of cross-country. */
interface Context {
  facts: Facts;
  table: ExperienceTable;
}

function partOf(flight: FlightFacts, part: Part, { facts, table }: Context) {
  if (part !== "xc") return { minutes: flight.sums[partFields[part]]!, undecided: null };
  return crossCountryMinutes(flight, table.cross_country, facts.airport);
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

/** Lessons that give credit: with an instructor, in a device that stands for the category. */
function creditOf(
  sessions: readonly SessionFacts[],
  credit: DeviceCredit | undefined,
  category: string,
): { minutes: number; entries: string[] } {
  if (credit === undefined) return { minutes: 0, entries: [] };
  const measure = {
    dual: at.dual_received,
    instrument: at.simulated_instrument,
    total: at.device_time,
  }[credit.of];
  let [basic, advanced] = [0, 0];
  const entries: string[] = [];
  for (const session of sessions) {
    const stands = (session.device_category ?? "airplane") === category;
    const minutes = session.sums[measure]!;
    if (session.session_type !== "device" || !session.has_instructor || !stands || minutes === 0)
      continue;
    entries.push(session.id);
    if (["FFS", "FTD", "AATD"].includes(session.device ?? "")) advanced += minutes;
    else basic += minutes;
  }
  const basic_most = credit.basic_at_most ?? credit.at_most;
  return { minutes: Math.min(credit.at_most, advanced + Math.min(basic, basic_most)), entries };
}

/** 14 CFR 61.159(b): after 20 night full stops each further one stands for an hour, 25 at most. */
function nightLandingMinutes(flights: readonly FlightFacts[]): number {
  let [takeoffs, landings] = [0, 0];
  for (const flight of flights) {
    takeoffs += flight.sums[at.night_takeoffs]!;
    landings += flight.sums[at.night_full_stops]!;
  }
  return Math.min(25, Math.max(0, Math.min(takeoffs, landings) - 20)) * 60;
}

interface Window {
  flights: readonly FlightFacts[];
  sessions: readonly SessionFacts[];
}

function between<E extends { day: number }>(entries: readonly E[], from: number, to: number): E[] {
  return entries.filter(({ day }) => from <= day && day <= to);
}

function standingOf(line: Requirement, window: Window, context: Context): LineStanding {
  const where = line.where ?? {};
  const crafts = context.facts;
  const standing: LineStanding = {
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
  const counted: FlightFacts[] = [];
  for (const flight of window.flights) {
    if (!isWhere(where, craftOfFlight(crafts, flight))) continue;
    counted.push(flight);
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
      ? nightLandingMinutes(counted)
      : 0;
  standing.device_credit = credit.minutes;
  standing.entries.push(...credit.entries);
  standing.have += credit.minutes + extra;
  standing.have_at_least += credit.minutes + extra;
  standing.missing = Math.max(0, line.need - standing.have);
  return standing;
}

/** Holds a table against the flights and lessons up to a day, the day of the test. */
export function evaluateTable(facts: Facts, table: ExperienceTable, as_of: Day): TableStanding {
  const today = dayNumber(as_of);
  const context = { facts, table };
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
