/**
 * What the date of a signature says beside other dates. It is the word of the signer's clock: nothing
 * is refused for it, and what is odd about it is told where it is signed, taken in and verified.
 */
import { type Day, daysBetween } from "../calendar.ts";
import { kindOfTable } from "../kinds/kinds.ts";
import type { Values } from "../merge.ts";

/** Zones, and clocks that are a little off, put a day between two devices. */
const near_days = 1;
/** After so many days somebody may ask why only now. */
const late_days = 30;

const counted = (days: number) => (days === 1 ? "1 day" : `${days} days`);
const dayAt = (moment: string): Day => moment.slice(0, 10);

/** The day that an entry is of; null when it has none. */
export function dayOfEntry(table: string, record: Values): Day | null {
  return kindOfTable(table)?.day?.(record as never) ?? null;
}

/** A date as one reads it off a signature, and what it is held against. */
export interface Dating {
  /** UTC, by the signer's clock. */
  signed_at: string;
  /** When it came into the logbook, UTC by the pilot's clock. */
  created_at: string;
}

/** What somebody should know of a signature's date: a sentence each, nothing when it is as usual. */
export function datingNotes(
  { signed_at, created_at }: Dating,
  entry_day: Day | null | undefined,
): string[] {
  const signed = dayAt(signed_at);
  const before = entry_day == null ? 0 : daysBetween(signed, entry_day);
  const late = daysBetween(signed, dayAt(created_at));
  const notes: string[] = [];
  if (before > near_days)
    notes.push(`It is dated ${signed}, ${counted(before)} before the day of the entry.`);
  if (late < -near_days)
    notes.push(
      `It is dated ${signed}, ${counted(-late)} after it came into the logbook: a clock was wrong.`,
    );
  if (late > late_days)
    notes.push(`It is dated ${signed} and came into the logbook ${counted(late)} later.`);
  return notes;
}

/** What this device knows of its own clock. */
export interface OwnClock {
  /** UTC. */
  now: string;
  /** How far this clock was ahead of a ledger's when that was last read, in milliseconds. */
  clock_ahead_ms: number;
  /** When it was read, UTC by this clock; null: never. */
  clock_read_at: string | null;
}

/** How far this clock is ahead, as far as is known, in milliseconds: 0 when it was set back since. */
function knownAhead({ now, clock_ahead_ms, clock_read_at }: OwnClock): number {
  const isSetBack = clock_read_at === null || daysBetween(dayAt(clock_read_at), dayAt(now)) < 0;
  return isSetBack ? 0 : clock_ahead_ms;
}

function clockWarnings(own: OwnClock): string[] {
  const { now, clock_ahead_ms, clock_read_at } = own;
  if (clock_read_at === null) return [];
  const told = dayAt(new Date(Date.parse(clock_read_at) - clock_ahead_ms).toISOString());
  const ahead = Math.round(knownAhead(own) / 86_400_000);
  if (ahead !== 0) {
    const off = `${counted(Math.abs(ahead))} ${ahead > 0 ? "ahead of" : "behind"} the ledger’s`;
    return [`This device’s clock was ${off} when that last answered, on ${told} by the ledger’s.`];
  }
  return daysBetween(told, dayAt(now)) < -near_days
    ? ["This device’s clock stands before the day when the ledger last answered."]
    : [];
}

/** What a signer should look at before signing: a sentence each. */
export function datingWarnings(own: OwnClock, entry_day: Day | null): string[] {
  const after = entry_day === null ? 0 : daysBetween(entry_day, dayAt(own.now));
  const warnings: string[] = [];
  if (after < -near_days) warnings.push(`That is ${counted(-after)} before the day of the entry.`);
  if (after > late_days) warnings.push(`That is ${counted(after)} after the day of the entry.`);
  return [...warnings, ...clockWarnings(own)];
}
