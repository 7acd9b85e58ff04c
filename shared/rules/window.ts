/**
 * Recent experience: so many of this and that within a window before the day. One machine for the
 * rules of the law and for a pilot's own.
 */
import { dayNumber, dayOf, type Day, endOfMonths } from "../calendar.ts";
import type { EntryFacts } from "../facts/flight_facts.ts";
import { columnOf, placeOfDay, type Timeline } from "../facts/timeline.ts";
import { stretchesOf } from "./stretches.ts";
import type { Counted, Missing } from "./verdict.ts";

/** How long an event counts. */
export interface Window {
  /** The last day number on which an event of `day` still counts. Never falls as `day` rises. */
  until: (day: number) => number;
}

/**
 * Days before the day of the flight: the day of the event is day 0 and the last day is event + n.
 * The regulation does not say how to count; `convention` does.
 */
export function daysWindow(days: number): Window {
  return { until: (day) => day + days };
}

/** Calendar months before the month of the flight; what was done earlier this month counts too. */
export function monthsWindow(months: number): Window {
  return { until: (day) => endOfMonths(day, months) };
}

/** Says how `daysWindow` counts. */
export function daysConvention(days: number): string {
  return `The day of the event is day 0, so it counts through the day ${days} days later.`;
}

/** Says how `monthsWindow` counts. */
export function monthsConvention(months: number): string {
  return `Calendar months: what was done in a month counts through the end of the ${ordinal(months)} month after it.`;
}

/** 1st, 2nd, 3rd, 24th. */
function ordinal(n: number): string {
  const tens = n % 100;
  const suffix = tens > 10 && tens < 14 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${suffix}`;
}

/** One thing needed in the window. */
export interface Need {
  /** In words, for people: "landings". */
  what: string;
  /** The measure's place in the vector. */
  measure: number;
  need: number;
}

/** How a window of needs stands on a day. */
export interface WindowState {
  held: boolean;
  /** First day of the unbroken time in which it is held, or of its lapse; null when never held. */
  since: Day | null;
  /** The last day on which it is held, or was; null when never. */
  last_day: Day | null;
  /** Entries that count: from the latest back to the one that `last_day` hangs on. */
  counted: Counted[];
  /** What the window of the day lacks; empty when held. */
  missing: Missing[];
}

/** What a check does: it stands for all needs, and only it revives what lapsed too long ago. */
export interface Check {
  /** The measure that counts checks. */
  measure: number;
  /** The last day number on which a lapse that began after `last_day` can be made up without it. */
  revivable: (last_day: number) => number;
}

/** The answer last given of a timeline for some needs: most groups are untouched by a save. */
interface Remembered {
  as_of: Day;
  window: Window;
  check: Check | undefined;
  state: WindowState;
}

const remembered = new WeakMap<Timeline, Map<readonly Need[], Remembered>>();

/** Judges needs over the days of a timeline, as seen on a day. Days after it do not exist. */
export function judgeWindow(
  timeline: Timeline,
  as_of: Day,
  needs: readonly Need[],
  window: Window,
  check?: Check,
): WindowState {
  let of_timeline = remembered.get(timeline);
  if (of_timeline === undefined) remembered.set(timeline, (of_timeline = new Map()));
  const before = of_timeline.get(needs);
  if (before?.as_of === as_of && before.window === window && before.check === check)
    return before.state;
  const state = judged(timeline, as_of, needs, window, check);
  of_timeline.set(needs, { as_of, window, check, state });
  return state;
}

function judged(
  timeline: Timeline,
  as_of: Day,
  needs: readonly Need[],
  window: Window,
  check: Check | undefined,
): WindowState {
  const today = dayNumber(as_of);
  const { days } = timeline;
  const end = placeOfDay(days, today + 1);
  const last = stretchesOf(timeline, end, needs, window, check).at(-1);
  const held = last !== undefined && today <= last.to;
  const start = firstThatCounts(days, end, window, today);
  return {
    held,
    since: last === undefined ? null : dayOf(held ? last.from : last.to + 1),
    last_day: last === undefined ? null : dayOf(last.to),
    counted: countedIn(timeline, start, end, needs, held, check),
    missing: held ? [] : missingIn(timeline, start, end, needs),
  };
}

/** The first of the rows before `end` that still counts on a day; `until` never falls. */
function firstThatCounts(days: Int32Array, end: number, window: Window, today: number): number {
  let [low, high] = [0, end];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (window.until(days[middle]!) < today) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Several windows that must all be held. Each part held up to its own last day, so that all of them
 * held up to the earliest at best.
 */
export function combine(parts: readonly WindowState[]): WindowState {
  const counted = parts.flatMap((part) => part.counted);
  const missing = parts.flatMap((part) => part.missing);
  const last_days = parts.map(({ last_day }) => last_day);
  if (last_days.includes(null))
    return { held: false, since: null, last_day: null, counted, missing };
  const held = parts.every((part) => part.held);
  const last_day = (last_days as Day[]).reduce((a, b) => (a < b ? a : b));
  const sinces = parts.filter((part) => part.held === held).map((part) => part.since!);
  const since = sinces.reduce((a, b) => (held === a > b ? a : b));
  return { held, since, last_day, counted, missing };
}

function missingIn(
  timeline: Timeline,
  start: number,
  end: number,
  needs: readonly Need[],
): Missing[] {
  return needs
    .map(({ what, measure, need }) => {
      const have = columnOf(timeline, measure)
        .subarray(start, end)
        .reduce((sum, value) => sum + value, 0);
      return { what, have, need };
    })
    .filter(({ have, need }) => have < need);
}

/** Calls back for entries from the latest back, until it answers true. */
function eachLatestFirst(
  { rows }: Timeline,
  start: number,
  end: number,
  isEnough: (entry: EntryFacts) => boolean,
): void {
  for (let i = end - 1; i >= start; i--) {
    const row = rows[i]!;
    for (let n = row.length - 1; n >= 0; n--) if (isEnough(row[n]!)) return;
  }
}

/** Entries from the latest back: as many as each need asks for, or all that are in the window. */
function countedIn(
  timeline: Timeline,
  start: number,
  end: number,
  needs: readonly Need[],
  held: boolean,
  check: Check | undefined,
): Counted[] {
  const counted: Counted[] = [];
  for (const { what, measure, need } of needs) {
    let have = 0;
    eachLatestFirst(timeline, start, end, (entry) => {
      const is_check = check !== undefined && entry.sums[check.measure]! > 0;
      have += is_check ? need : entry.sums[measure]!;
      if (entry.sums[measure]! > 0) counted.push(one(entry, what, entry.sums[measure]!));
      return held && have >= need;
    });
  }
  if (check !== undefined)
    eachLatestFirst(timeline, start, end, (entry) => {
      if (entry.sums[check.measure]! > 0) counted.push(one(entry, "check", 1));
      return false;
    });
  return counted;
}

const one = (entry: EntryFacts, what: string, how_many: number): Counted => ({
  id: entry.id,
  date: entry.date,
  what,
  how_many,
});
