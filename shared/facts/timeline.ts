/**
 * Entries in order of the day, with a column for each measure that someone asked for. A rule goes
 * over two or three columns of some ten thousand days, so they lie in one piece of memory each.
 */
import { type Day, dayNumber, firstOfMonth, monthNumber } from "../calendar.ts";
import type { EntryFacts } from "./flight_facts.ts";
import { addCounts, measures, noSums } from "./measures.ts";

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

/** The sums of a measure for each day; undefined when no entry has any. */
type Column = Int32Array | undefined;

/** What was computed of a timeline when it was first asked for. */
interface Derived {
  columns: (Column | null)[] | undefined;
  /** The measures that someone asked for: a later timeline carries those on and no others. */
  asked: Set<number>;
  /** The column of a measure that no entry has. */
  zeros: Int32Array | undefined;
  months: MonthSums | undefined;
  checkpoints: Map<unknown, Checkpoint>;
}

const derived = new WeakMap<Timeline, Derived>();

function derivedOf(timeline: Timeline): Derived {
  let known = derived.get(timeline);
  if (known === undefined) {
    known = {
      columns: undefined,
      asked: new Set(),
      zeros: undefined,
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

/** The sums of every measure for each day, made in one pass; a measure that no entry has stays out. */
function allColumns({ rows }: Timeline): Column[] {
  const columns: Column[] = measures.map(() => undefined);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    for (let n = 0; n < row.length; n++) {
      const { sums, filled } = row[n]!;
      for (let k = 0; k < filled.length; k++) {
        const measure = filled[k]!;
        (columns[measure] ??= new Int32Array(rows.length))[i]! += sums[measure]!;
      }
    }
  }
  return columns;
}

/** The columns of all measures, which are not carried on for that. */
function wholeColumns(timeline: Timeline): Column[] {
  const known = derivedOf(timeline);
  const columns = known.columns?.filter((column) => column !== null) ?? [];
  return columns.length === measures.length
    ? columns
    : ((known.columns = allColumns(timeline)) as Column[]);
}

/** The column of a measure: known, or made now. */
function columnAt(timeline: Timeline, measure: number): Column {
  const known = derivedOf(timeline);
  known.asked.add(measure);
  const columns = (known.columns ??= allColumns(timeline));
  let column = columns[measure];
  if (column === null)
    columns[measure] = column = Int32Array.from(timeline.rows, (row) =>
      row.reduce((sum, entry) => sum + entry.sums[measure]!, 0),
    );
  return column;
}

/** The sums of some measures for each day. */
export function columnsOf(timeline: Timeline, wanted: readonly number[]): Int32Array[] {
  const known = derivedOf(timeline);
  return wanted.map(
    (measure) =>
      columnAt(timeline, measure) ?? (known.zeros ??= new Int32Array(timeline.rows.length)),
  );
}

/** The sum of one measure for each day. */
export function columnOf(timeline: Timeline, measure: number): Int32Array {
  return columnsOf(timeline, [measure])[0]!;
}

/** Whether any entry up to a day has something of one of the measures. */
export function hasAny(timeline: Timeline, as_of: Day, ...wanted: number[]): boolean {
  const end = placeOfDay(timeline.days, dayNumber(as_of) + 1);
  return wanted.some((measure) => {
    const column = columnAt(timeline, measure);
    if (column !== undefined) for (let i = end - 1; i >= 0; i--) if (column[i]! > 0) return true;
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
  const column = columnAt(timeline, measure);
  if (column === undefined) return found;
  for (let i = 0; i < column.length; i++)
    if (column[i]! > 0)
      found.push(...timeline.rows[i]!.filter((entry) => entry.sums[measure]! > 0));
  return found;
}

/** The month of each row, as the row at which the next month begins. */
function monthEnds({ days, rows }: Timeline): { month: number; end: number }[] {
  const ends: { month: number; end: number }[] = [];
  for (let i = 0; i < rows.length;) {
    const month = monthNumber(rows[i]![0]!.date);
    const next = firstOfMonth(month + 1);
    while (i < rows.length && days[i]! < next) i++;
    ends.push({ month, end: i });
  }
  return ends;
}

/** Sums of all measures by `monthNumber`. */
export function monthsOf(timeline: Timeline): MonthSums {
  const known = derivedOf(timeline);
  if (known.months === undefined) {
    const columns = wholeColumns(timeline);
    const ends = monthEnds(timeline);
    known.months = new Map(
      ends.map(({ month, end }, n) => {
        const sums = new Float64Array(measures.length);
        for (const [measure, column] of columns.entries())
          if (column !== undefined)
            for (let i = ends[n - 1]?.end ?? 0; i < end; i++) sums[measure]! += column[i]!;
        return [month, sums];
      }),
    );
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
  const is_same_day = before.length > 0 && row.length > 0;
  const days = is_same_day
    ? timeline.days
    : spliced(timeline.days, place, remove, row.length > 0 ? [entry.day] : []);
  const made = { days, rows };
  const known = derived.get(timeline);
  if (known !== undefined)
    derived.set(made, {
      columns: known.columns?.map((column, measure) => {
        const more = sign * entry.sums[measure]!;
        // A day that stays leaves a column as it is where the entry has nothing.
        if (more === 0 && (is_same_day || column === undefined)) return column;
        if (column === null || !known.asked.has(measure)) return null;
        const before_it = column ?? new Int32Array(timeline.rows.length);
        const sum = (remove === 1 ? before_it[place]! : 0) + more;
        return spliced(before_it, place, remove, row.length > 0 ? [sum] : []);
      }),
      asked: known.asked,
      zeros: is_same_day ? known.zeros : undefined,
      months: known.months === undefined ? undefined : monthsWith(known.months, entry, sign),
      checkpoints: new Map([...known.checkpoints].filter(([, { row: next }]) => next <= place)),
    });
  return made;
}

function monthsWith(months: MonthSums, entry: EntryFacts, sign: 1 | -1): MonthSums {
  const made = new Map(months);
  const month = monthNumber(entry.date);
  const sums = Float64Array.from(made.get(month) ?? noSums());
  addCounts(sums, entry, sign);
  made.set(month, sums);
  return made;
}
