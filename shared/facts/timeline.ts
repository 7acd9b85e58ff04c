/**
 * Entries in order of the day, with a column for each measure that someone asked for. A rule goes
 * over two or three columns of some ten thousand days, so they lie in one piece of memory each.
 */
import { monthNumber } from "../calendar.ts";
import type { EntryFacts } from "./flight_facts.ts";
import { addSums, at, type Measure, measures, noSums } from "./measures.ts";

/** Entries by day. A value: one more entry makes another timeline. */
export interface Timeline {
  /** Day numbers, rising; no day twice. */
  days: Int32Array;
  /** The entries of each of them. */
  rows: readonly (readonly EntryFacts[])[];
}

/** Sums of all measures by month; a million long flights exceed 32 bits. */
export type MonthSums = ReadonlyMap<number, Float64Array>;

/** A pass over a timeline as it stood before some row: what was done up to there need not be done again. */
export interface Checkpoint {
  /** The row that comes next. */
  row: number;
}

/** What was computed of a timeline when it was first asked for. */
interface Derived {
  columns: (Int32Array | undefined)[];
  months: MonthSums | undefined;
  checkpoints: Map<unknown, Checkpoint>;
}

const derived = new WeakMap<Timeline, Derived>();

function derivedOf(timeline: Timeline): Derived {
  let known = derived.get(timeline);
  if (known === undefined) {
    known = {
      columns: measures.map(() => undefined),
      months: undefined,
      checkpoints: new Map(),
    };
    derived.set(timeline, known);
  }
  return known;
}

/** Makes a timeline from entries in order of the day. */
export function timelineOf(entries: readonly EntryFacts[]): Timeline {
  const days: number[] = [];
  const rows: EntryFacts[][] = [];
  let last = Number.NaN;
  for (const entry of entries) {
    if (entry.day === last) rows[rows.length - 1]!.push(entry);
    else {
      last = entry.day;
      days.push(last);
      rows.push([entry]);
    }
  }
  return { days: Int32Array.from(days), rows };
}

/** Measures that the rules ask together: going over the entries once is what costs. */
const families: readonly (readonly Measure[])[] = [
  [
    "takeoffs",
    "landings",
    "full_stops",
    "night_takeoffs",
    "night_landings",
    "recency_night_takeoffs",
    "recency_night_full_stops",
  ],
  [
    "credited_approaches",
    "holds",
    "tracking",
    "ipc",
    "approaches",
    "flight_reviews",
    "practical_tests",
    "pic_checks",
    "nvg_operations",
    "nvg_check",
  ],
  ["total_time", "pic_time", "instructor_hours"],
  ["sic_time", "multi_pilot_time"],
];

const familyOf = new Map(
  families.flatMap((family) => {
    const places = family.map((measure) => at[measure]);
    return places.map((place) => [place, places] as const);
  }),
);

/** The sums of some measures for each day; those not known yet are made in one pass. */
export function columnsOf(timeline: Timeline, wanted: readonly number[]): Int32Array[] {
  const { columns } = derivedOf(timeline);
  const { rows } = timeline;
  const asked = new Set(
    wanted
      .filter((measure) => columns[measure] === undefined)
      .flatMap((measure) => familyOf.get(measure) ?? [measure]),
  );
  const absent = [...asked].filter((measure) => columns[measure] === undefined);
  if (absent.length > 0) {
    const made = absent.map(() => new Int32Array(rows.length));
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      for (let n = 0; n < row.length; n++) {
        const { sums } = row[n]!;
        for (let k = 0; k < absent.length; k++) {
          const value = sums[absent[k]!]!;
          if (value !== 0) made[k]![i]! += value;
        }
      }
    }
    for (const [k, measure] of absent.entries()) columns[measure] = made[k];
  }
  return wanted.map((measure) => columns[measure]!);
}

/** The sum of one measure for each day. */
export function columnOf(timeline: Timeline, measure: number): Int32Array {
  return derivedOf(timeline).columns[measure] ?? columnsOf(timeline, [measure])[0]!;
}

/** Whether any entry has something of one of the measures. */
export function hasAny(timeline: Timeline, ...wanted: number[]): boolean {
  return columnsOf(timeline, wanted).some((column) => {
    for (let i = column.length - 1; i >= 0; i--) if (column[i]! > 0) return true;
    return false;
  });
}

/** The state of a pass, by its key; one that has been left by an earlier timeline still holds. */
export function checkpointOf(timeline: Timeline, key: unknown): Checkpoint | undefined {
  return derivedOf(timeline).checkpoints.get(key);
}

/** Leaves the state of a pass, for this timeline and those made of it by a later entry. */
export function leaveCheckpoint(timeline: Timeline, key: unknown, checkpoint: Checkpoint): void {
  derivedOf(timeline).checkpoints.set(key, checkpoint);
}

/** The entries that have something of a measure, in order of the day. */
export function entriesWith(timeline: Timeline, measure: number): EntryFacts[] {
  const found: EntryFacts[] = [];
  const column = columnOf(timeline, measure);
  for (let i = 0; i < column.length; i++)
    if (column[i]! > 0)
      found.push(...timeline.rows[i]!.filter((entry) => entry.sums[measure]! > 0));
  return found;
}

/** Sums of all measures by `monthNumber`. */
export function monthsOf(timeline: Timeline): MonthSums {
  const known = derivedOf(timeline);
  if (known.months === undefined) {
    const months = new Map<number, Float64Array>();
    for (const row of timeline.rows) {
      const month = monthNumber(row[0]!.date);
      let sums = months.get(month);
      if (sums === undefined) months.set(month, (sums = new Float64Array(measures.length)));
      for (const entry of row) addSums(sums, entry.sums);
    }
    known.months = months;
  }
  return known.months;
}

/** The place of a day in rising days, or of the first one after it. */
export function placeOfDay(
  days: { readonly [i: number]: number; length: number },
  day: number,
): number {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle]! < day) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Orders entries of one day, so that a logbook gives one answer whatever order it was read in. */
export function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** Orders entries by day, then by id. */
export function byDay(a: EntryFacts, b: EntryFacts): number {
  return a.day - b.day || byId(a, b);
}

/** A list of numbers with one put in at a place, or taken out. */
function spliced(
  list: Int32Array,
  place: number,
  remove: 0 | 1,
  put: readonly number[],
): Int32Array {
  const made = new Int32Array(list.length - remove + put.length);
  made.set(list.subarray(0, place));
  made.set(put, place);
  made.set(list.subarray(place + remove), place + put.length);
  return made;
}

/**
 * The timeline with an entry more (sign 1) or less (-1). What had been computed of it is carried
 * over, so that a save costs a copy and one row.
 */
export function withEntry(timeline: Timeline, entry: EntryFacts, sign: 1 | -1): Timeline {
  const place = placeOfDay(timeline.days, entry.day);
  const before = timeline.days[place] === entry.day ? timeline.rows[place]! : [];
  const row =
    sign === 1 ? [...before, entry].sort(byId) : before.filter(({ id }) => id !== entry.id);
  const remove = before.length > 0 ? 1 : 0;
  const rows = [...timeline.rows];
  rows.splice(place, remove, ...(row.length > 0 ? [row] : []));
  const days = spliced(timeline.days, place, remove, row.length > 0 ? [entry.day] : []);
  const made = { days, rows };
  const known = derived.get(timeline);
  if (known !== undefined)
    derived.set(made, {
      columns: known.columns.map((column, measure) => {
        if (column === undefined) return undefined;
        const sum = row.reduce((total, one) => total + one.sums[measure]!, 0);
        return spliced(column, place, remove, row.length > 0 ? [sum] : []);
      }),
      months: known.months === undefined ? undefined : monthsWith(known.months, entry, sign),
      checkpoints: new Map([...known.checkpoints].filter(([, { row: next }]) => next <= place)),
    });
  return made;
}

function monthsWith(months: MonthSums, entry: EntryFacts, sign: 1 | -1): MonthSums {
  const made = new Map(months);
  const month = monthNumber(entry.date);
  const sums = Float64Array.from(made.get(month) ?? noSums());
  addSums(sums, entry.sums, sign);
  made.set(month, sums);
  return made;
}
