/**
 * Entries gathered by what they count for, and summed by day and by month. A rule asks one group; a
 * group is never changed, so that a flight more makes new groups for itself and leaves the others.
 */
import { monthNumber } from "../calendar.ts";
import type { EntryFacts } from "./flight_facts.ts";
import { addSums, noSums, type Sums } from "./measures.ts";

/** What a group of entries has in common. */
export interface AppliesTo {
  category?: string;
  class?: string;
  /** The type, where a type rating is required. */
  type?: string;
  tailwheel?: true;
}

/** Which question a group answers. */
export type GroupLevel =
  | "all"
  | "category"
  | "class"
  | "type"
  | "tailwheel"
  | "instrument"
  | "device";

/** The entries of one day. */
export interface DayOfEntries {
  day: number;
  sums: Sums;
  entries: readonly EntryFacts[];
}

/** Entries of one sort, by day and by month. */
export interface Group {
  key: string;
  level: GroupLevel;
  applies_to: AppliesTo;
  /** In order of the day; no day twice. */
  days: readonly DayOfEntries[];
  /** Sums by `monthNumber`. */
  months: ReadonlyMap<number, Sums>;
}

/** A group's identity without its entries. */
export type GroupName = Pick<Group, "key" | "level" | "applies_to">;

/** Makes a group from its entries, which must be in order of the day. */
export function groupOf(name: GroupName, entries: readonly EntryFacts[]): Group {
  const days: { day: number; sums: Sums; entries: EntryFacts[] }[] = [];
  const months = new Map<number, Sums>();
  let month = Number.NaN;
  let month_sums: Sums = [];
  for (const entry of entries) {
    const last = days.at(-1);
    if (last?.day === entry.day) {
      addSums(last.sums, entry.sums);
      last.entries.push(entry);
    } else days.push({ day: entry.day, sums: [...entry.sums], entries: [entry] });
    const entry_month = last?.day === entry.day ? month : monthNumber(entry.date);
    if (entry_month !== month) {
      month = entry_month;
      month_sums = noSums();
      months.set(month, month_sums);
    }
    addSums(month_sums, entry.sums);
  }
  return { ...name, days, months };
}

/** The place of a day in a list of days, or of the first one after it. */
export function placeOfDay(days: readonly { day: number }[], day: number): number {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle]!.day < day) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The group with an entry more (sign 1) or less (-1). The entry's own day and month are made anew. */
export function withEntry(group: Group, entry: EntryFacts, sign: 1 | -1): Group {
  const place = placeOfDay(group.days, entry.day);
  const known = group.days[place]?.day === entry.day ? group.days[place] : undefined;
  const entries =
    sign === 1
      ? [...(known?.entries ?? []), entry].toSorted(byId)
      : (known?.entries ?? []).filter(({ id }) => id !== entry.id);
  const sums = [...(known?.sums ?? noSums())];
  addSums(sums, entry.sums, sign);
  const days = [...group.days];
  days.splice(
    place,
    known === undefined ? 0 : 1,
    ...(entries.length > 0 ? [{ day: entry.day, sums, entries }] : []),
  );
  const months = new Map(group.months);
  const month = monthNumber(entry.date);
  const month_sums = [...(months.get(month) ?? noSums())];
  addSums(month_sums, entry.sums, sign);
  months.set(month, month_sums);
  return { ...group, days, months };
}

/** Orders entries of one day, so that a logbook gives one answer whatever order it was read in. */
export function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** Orders entries by day, then by id. */
export function byDay(a: EntryFacts, b: EntryFacts): number {
  return a.day - b.day || byId(a, b);
}
