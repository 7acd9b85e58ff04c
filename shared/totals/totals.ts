/** Totals of flights by any window and any sort of aircraft or condition. Minutes, exact. */
import { dayNumber, dayOf, type Day, firstOfMonth, monthNumber } from "../calendar.ts";
import { craftOfFlight, type Facts } from "../facts/facts.ts";
import type { FlightFacts } from "../facts/flight_facts.ts";
import { monthsOf, placeOfDay, type Timeline } from "../facts/timeline.ts";
import {
  addCounts,
  addSums,
  at,
  type Measure,
  measures,
  minuteFields,
  namedSums,
  noSums,
  type Sums,
} from "../facts/measures.ts";
import type { Craft } from "../facts/craft.ts";

/** Which flights a total is of; what is not given does not matter. */
export interface TotalsQuery {
  /** First and last day, both included. */
  from?: Day;
  to?: Day;
  category?: string;
  class?: string;
  /** The type, where a type rating is required. */
  type?: string;
  /** Uuid or registration of an aircraft. */
  aircraft?: string;
  multi_engine?: boolean;
  complex?: boolean;
  high_performance?: boolean;
  tailwheel?: boolean;
  turbine?: boolean;
  taa?: boolean;
  /** Only flights with some of this: `night_time`, `actual_instrument`, `night_landings`. */
  with?: Measure;
}

/** What a total says: every measure by name, and how many flights it is of. */
export type Totals = Record<Measure, number>;

const yesOrNo = {
  multi_engine: "is_multi_engine",
  complex: "is_complex",
  high_performance: "is_high_performance",
  tailwheel: "is_tailwheel",
  turbine: "is_turbine",
  taa: "is_taa",
} as const satisfies Record<string, keyof Craft>;

function isAsked(flight: FlightFacts, craft: Craft, query: TotalsQuery): boolean {
  if (query.category !== undefined && craft.category !== query.category) return false;
  if (query.class !== undefined && craft.class !== query.class) return false;
  if (query.type !== undefined && craft.type !== query.type) return false;
  if (
    query.aircraft !== undefined &&
    flight.aircraft_id !== query.aircraft &&
    craft.registration !== query.aircraft
  )
    return false;
  if (query.with !== undefined && flight.sums[at[query.with]] === 0) return false;
  return Object.entries(yesOrNo).every(([asked, field]) => {
    const wanted = query[asked as keyof typeof yesOrNo];
    return wanted === undefined || craft[field] === wanted;
  });
}

function windowOf(facts: Facts, { from, to }: TotalsQuery): readonly FlightFacts[] {
  if (from === undefined && to === undefined) return facts.flights;
  return facts.flights.filter(
    ({ date }) => (from === undefined || from <= date) && (to === undefined || date <= to),
  );
}

/** The flights that a query asks for, in order of the day. */
export function flightsAsked(facts: Facts, query: TotalsQuery): FlightFacts[] {
  return windowOf(facts, query).filter((flight) =>
    isAsked(flight, craftOfFlight(facts, flight), query),
  );
}

/** The total of the flights that a query asks for. */
export function totalsOf(facts: Facts, query: TotalsQuery = {}): Totals {
  const sums = noSums();
  for (const flight of flightsAsked(facts, query)) addCounts(sums, flight);
  return namedSums(sums);
}

/** What totals can be split by. */
export const splits = ["category", "class", "type", "aircraft", "model", "year", "month"] as const;

export type Split = (typeof splits)[number];

function keyOf(flight: FlightFacts, craft: Craft, by: Split): string {
  switch (by) {
    case "category":
    case "class":
    case "type":
      return craft[by] ?? "";
    case "aircraft":
      return craft.registration ?? flight.aircraft_id;
    case "model":
      return craft.model;
    case "year":
      return flight.date.slice(0, 4);
    case "month":
      return flight.date.slice(0, 7);
  }
}

/** Totals split by one thing, in order of its name; flights of which it is not known stand under "". */
export function totalsBy(
  facts: Facts,
  by: Split,
  query: TotalsQuery = {},
): { key: string; totals: Totals }[] {
  const found = new Map<string, Sums>();
  for (const flight of flightsAsked(facts, query)) {
    const key = keyOf(flight, craftOfFlight(facts, flight), by);
    let sums = found.get(key);
    if (sums === undefined) found.set(key, (sums = noSums()));
    addCounts(sums, flight);
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, sums]) => ({ key, totals: namedSums(sums) }));
}

/**
 * The sums of a timeline from one day to another, both included: whole months from their sums, the
 * rest day by day. This is what the home screen asks after each save.
 */
export function sumsBetween(timeline: Timeline, from: Day | null, to: Day): Float64Array {
  const sums = new Float64Array(measures.length);
  const end = dayNumber(to);
  const start = from === null ? Number.NEGATIVE_INFINITY : dayNumber(from);
  const months = monthsOf(timeline);
  const addMonth = (month: number) => {
    const month_sums = months.get(month);
    if (month_sums === undefined) return;
    const [first, last] = [firstOfMonth(month), firstOfMonth(month + 1) - 1];
    if (start <= first && last <= end) addSums(sums, month_sums);
    else if (first <= end && start <= last)
      for (
        let i = placeOfDay(timeline.days, Math.max(first, start));
        i < timeline.rows.length && timeline.days[i]! <= Math.min(last, end);
        i++
      )
        for (const entry of timeline.rows[i]!) addCounts(sums, entry);
  };
  if (from === null) for (const month of months.keys()) addMonth(month);
  else for (let month = monthNumber(from); month <= monthNumber(to); month++) addMonth(month);
  return sums;
}

/** Totals for the home screen: all of a career, this year, twelve calendar months, 90 days. */
export interface HomeTotals {
  all: Totals;
  this_year: Totals;
  twelve_months: Totals;
  ninety_days: Totals;
  by_category: { category: string; totals: Totals }[];
  by_class: { category: string; class: string; totals: Totals }[];
}

function added(all: readonly Float64Array[]): Float64Array {
  const sums = new Float64Array(measures.length);
  for (const one of all) addSums(sums, one);
  return sums;
}

/**
 * The totals that stand on the home screen on a day. Flights after it are not counted. Every flight
 * is in one class group, so everything is added up from those.
 */
export function homeTotals(facts: Facts, as_of: Day): HomeTotals {
  const classes = [...facts.groups.values()]
    .filter(({ level }) => level === "class")
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const since = (from: Day | null) =>
    classes.map(({ timeline }) => sumsBetween(timeline, from, as_of));
  const ever = since(null);
  const categories = new Set(classes.map(({ applies_to }) => applies_to.category));
  return {
    all: namedSums(added(ever)),
    this_year: namedSums(added(since(`${as_of.slice(0, 4)}-01-01`))),
    twelve_months: namedSums(added(since(dayOf(firstOfMonth(monthNumber(as_of) - 12))))),
    ninety_days: namedSums(added(since(dayOf(dayNumber(as_of) - 90)))),
    by_category: [...categories]
      .filter((category) => category !== undefined)
      .map((category) => ({
        category,
        totals: namedSums(
          added(ever.filter((_, i) => classes[i]!.applies_to.category === category)),
        ),
      })),
    by_class: classes.flatMap(({ applies_to: { category, class: of_class } }, i) =>
      category === undefined || of_class === undefined
        ? []
        : [{ category, class: of_class, totals: namedSums(ever[i]!) }],
    ),
  };
}

/** Minutes among the measures, for those who show hours. */
export const minuteMeasures: readonly Measure[] = [...minuteFields, "device_time"];
