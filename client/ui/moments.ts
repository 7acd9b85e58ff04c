/** Days and moments as people read and type them. Moments are UTC and are shown so. */
import { signal } from "@preact/signals";
import { plainFigures } from "./digits.ts";

/** How days are written: `1 Mar 2025`, `2025-03-01`, `Mar 1, 2025`. */
export type DateStyle = "words" | "iso" | "us";
/** How clocks are written: `14:32`, `2:32 PM`. */
export type ClockStyle = "24" | "12";

/** How this device writes them; whatever shows a day follows. */
export const dateStyle = signal<DateStyle>("words");
export const clockStyle = signal<ClockStyle>("24");

const monthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/** The latest day that a field takes: with it the browser asks for years of four figures. */
export const latest_day = "9999-12-31";

/** What is said of a day that the calendar does not have, or that lacks its month or year. */
export const noDay = "The calendar has no such day, or a part of it is missing.";

/** `2025-03-01` as `1 Mar 2025`, or as this device writes days. */
export function formatDay(day: string): string {
  const [year, month, date] = day.split("-");
  const name = monthNames[Number(month) - 1]?.slice(0, 3);
  if (name === undefined || dateStyle.value === "iso") return day;
  return dateStyle.value === "us"
    ? `${name} ${Number(date)}, ${year}`
    : `${Number(date)} ${name} ${year}`;
}

/** `2025-03` as `Mar 2025`, or as it is where days are. */
export function formatShortMonth(month: string): string {
  const name = monthNames[Number(month.slice(5)) - 1]?.slice(0, 3);
  return name === undefined || dateStyle.value === "iso" ? month : `${name} ${month.slice(0, 4)}`;
}

/** `2025-03-01` as `March 2025`. */
export function formatMonth(day: string): string {
  const name = monthNames[Number(day.slice(5, 7)) - 1];
  return name === undefined ? day.slice(0, 7) : `${name} ${day.slice(0, 4)}`;
}

/** The day of the week, `Sat`. */
export function weekday(day: string): string {
  return ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][
    new Date(`${day}T00:00:00Z`).getUTCDay()
  ]!;
}

/** The clock of a moment in UTC, `14:32`, or as this device writes clocks. */
export function formatClock(moment: string): string {
  const clock = moment.slice(11, 16);
  if (clockStyle.value === "24") return clock;
  const hours = Number(clock.slice(0, 2));
  return `${hours % 12 || 12}${clock.slice(2)} ${hours < 12 ? "AM" : "PM"}`;
}

/** A moment as `1 Mar 2025, 14:32 UTC`. */
export function formatMoment(moment: string): string {
  return `${formatDay(moment.slice(0, 10))}, ${formatClock(moment)} UTC`;
}

/** A moment by the clock where the device is, with the name of its zone. */
export function formatLocal(moment: string): string {
  return new Date(moment).toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  });
}

/** A line that may begin with a day or a moment, with that in words. */
export function dayInWords(line: string): string {
  return line
    .replace(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z/, formatMoment)
    .replace(/^\d{4}-\d{2}-\d{2}/, formatDay);
}

/** How long ago a moment was, in words, seen from `now`; its day when it is longer ago. */
export function formatAgo(moment: string, now: string): string {
  const minutes = Math.floor((Date.parse(now) - Date.parse(moment)) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return formatDay(moment.slice(0, 10));
}

/**
 * Reads a clock: `1432`, `14:32`, `932`, `7`, `2:32 pm`. Answers `HH:MM`, an empty text for nothing, undefined
 * when it is no time of day.
 */
export function parseClock(text: string): string | undefined {
  const half = /^(.*\d)\s*([ap])\.?m?\.?$/i.exec(plainFigures(text));
  if (half !== null) return halfClock(half[1]!, half[2]!.toLowerCase() === "p");
  const said = plainFigures(text).replace(/[zZ]$/, "");
  if (said === "") return "";
  const match = /^(\d{1,2}):(\d{2})$/.exec(said) ?? /^(\d{1,2}?)(\d{2})?$/.exec(said);
  if (match === null) return undefined;
  const [hours, minutes] = [Number(match[1]), Number(match[2] ?? 0)];
  if (hours > 23 || minutes > 59) return undefined;
  return `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
}

/** A clock of twelve hours: 12 AM is midnight, 12 PM noon. */
function halfClock(text: string, isAfternoon: boolean): string | undefined {
  const clock = parseClock(text);
  if (clock === undefined || clock === "") return undefined;
  const hours = Number(clock.slice(0, 2));
  if (hours < 1 || hours > 12) return undefined;
  return String((hours % 12) + (isAfternoon ? 12 : 0)).padStart(2, "0") + clock.slice(2);
}

/** The day after, or `days` after, a day. */
export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/**
 * The moment of a clock time on a day, or on the day after when that would be before `after`: a
 * flight that lands past midnight. UTC.
 */
export function momentOf(day: string, clock: string, after: string | null): string {
  const moment = `${day}T${clock}:00Z`;
  const rolls = after !== null && Date.parse(moment) < Date.parse(after);
  return rolls ? `${addDays(day, 1)}T${clock}:00Z` : moment;
}

/** Reads a moment as typed, `2025-03-01 1432` or `2025-03-01T14:32Z`; as `parseClock` answers. */
export function parseMoment(text: string): string | undefined {
  const said = plainFigures(text);
  if (said === "") return "";
  const match = /^(\d{4}-\d{2}-\d{2})[T ]+(.+)$/.exec(said);
  const clock = match === null ? undefined : parseClock(match[2]!.replace(/:00(\.0+)?Z?$/, ""));
  return clock === undefined || clock === "" ? undefined : `${match![1]}T${clock}:00Z`;
}
