/**
 * Days, calendar months and ages. A day is `YYYY-MM-DD` without a zone; a day number counts days
 * from 1970-01-01, so that windows are sums. Nothing here knows what today is.
 */

/** A day of the Gregorian calendar, `YYYY-MM-DD`. */
export type Day = string;

/** The number that some digits of a text say; reading them one by one is several times faster. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let i = from; i < to; i++) number = number * 10 + text.charCodeAt(i) - 48;
  return number;
}

/** The day number of a day: 0 is 1970-01-01. The text must be a day. */
export function dayNumber(day: Day): number {
  return numberOf(digits(day, 0, 4), digits(day, 5, 7), digits(day, 8, 10));
}

/** Days since 1970-01-01 by arithmetic alone: March begins the year, so that 29 Feb ends it. */
function numberOf(year: number, month: number, date: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const year_of_era = y - era * 400;
  const day_of_year = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1;
  const day_of_era =
    year_of_era * 365 + Math.floor(year_of_era / 4) - Math.floor(year_of_era / 100) + day_of_year;
  return era * 146_097 + day_of_era - 719_468;
}

/** Year, month (1 to 12) and day of the month of a day number. */
export function partsOf(number: number): { year: number; month: number; date: number } {
  const shifted = number + 719_468;
  const era = Math.floor(shifted / 146_097);
  const day_of_era = shifted - era * 146_097;
  const year_of_era = Math.floor(
    (day_of_era -
      Math.floor(day_of_era / 1460) +
      Math.floor(day_of_era / 36_524) -
      Math.floor(day_of_era / 146_096)) /
      365,
  );
  const day_of_year =
    day_of_era - (365 * year_of_era + Math.floor(year_of_era / 4) - Math.floor(year_of_era / 100));
  const month_from_march = Math.floor((5 * day_of_year + 2) / 153);
  const month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  return {
    year: year_of_era + era * 400 + (month <= 2 ? 1 : 0),
    month,
    date: day_of_year - Math.floor((153 * month_from_march + 2) / 5) + 1,
  };
}

const padded = (value: number, digits: number) => String(value).padStart(digits, "0");

/** The day with a day number. */
export function dayOf(number: number): Day {
  const { year, month, date } = partsOf(number);
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(date, 2)}`;
}

/** The day `days` days later; a negative number goes back. */
export function addDays(day: Day, days: number): Day {
  return dayOf(dayNumber(day) + days);
}

/** Days from one day to another: 1 for tomorrow, negative for the past. */
export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from);
}

/** Months counted from year 0, so that calendar months are sums: 2026-04 is 24315. */
export function monthNumber(day: Day): number {
  return digits(day, 0, 4) * 12 + digits(day, 5, 7) - 1;
}

/** The day number of the first day of a month (`monthNumber`). */
export function firstOfMonth(month: number): number {
  return numberOf(Math.floor(month / 12), (month % 12) + 1, 1);
}

/**
 * The last day of the n-th calendar month after the month of a day: what "calendar months" mean in
 * 14 CFR part 61. With 0 it is the last day of the same month.
 */
export function endOfCalendarMonths(day: Day, months: number): Day {
  return dayOf(endOfMonths(dayNumber(day), months));
}

/** `endOfCalendarMonths` for day numbers. */
export function endOfMonths(day: number, months: number): number {
  const { year, month } = partsOf(day);
  return firstOfMonth(year * 12 + month + months) - 1;
}

/** The first day of the n-th calendar month before the month of a day. */
export function startOfCalendarMonths(day: Day, months: number): Day {
  return dayOf(firstOfMonth(monthNumber(day) - months));
}

/**
 * The same day of the month, `months` months later, or the last day of that month when it is
 * shorter: 31 January and one month is 28 or 29 February.
 */
export function addMonths(day: Day, months: number): Day {
  const month = monthNumber(day) + months;
  const first = firstOfMonth(month);
  const length = firstOfMonth(month + 1) - first;
  return dayOf(first + Math.min(Number(day.slice(8, 10)), length) - 1);
}

/**
 * Age in whole years on a day. The birthday itself completes the year (on the 40th birthday one is
 * 40); who was born on 29 February completes it on 1 March of a year without one. Negative before
 * birth.
 */
export function ageOn(birth: Day, day: Day): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
  return day.slice(5) >= birth.slice(5) ? years : years - 1;
}

/** Milliseconds since 1970 of a UTC instant (`YYYY-MM-DDTHH:MM:SSZ`, seconds optional). */
export function instantOf(moment: string): number {
  return Date.parse(moment);
}

/** The UTC instant of milliseconds since 1970, to the second: `YYYY-MM-DDTHH:MM:SSZ`. */
export function momentOf(instant: number): string {
  const seconds = Math.round(instant / 1000);
  const number = Math.floor(seconds / 86_400);
  const rest = seconds - number * 86_400;
  const clock = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60];
  return `${dayOf(number)}T${clock.map((part) => padded(part, 2)).join(":")}Z`;
}

/**
 * The instant (ms since 1970) of 12:00 on a day by the clocks of an IANA zone; undefined when there
 * is no such zone.
 */
export function localNoon(day: Day, time_zone: string): number | undefined {
  const noon = dayNumber(day) * 86_400_000 + 43_200_000;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", { ...wholeClock, timeZone: time_zone });
  } catch {
    return undefined;
  }
  // Twice: the first answer may stand on the other side of a change of the clocks.
  const offset = (at: number) => wallClock(format, at) - at;
  return noon - offset(noon - offset(noon));
}

const wholeClock = {
  calendar: "iso8601",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
  hourCycle: "h23",
} as const;

/** What the clocks of a zone show at an instant, as if it were UTC. */
function wallClock(format: Intl.DateTimeFormat, instant: number): number {
  const shown = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  const [year, month, date, hours, minutes, seconds] = (
    ["year", "month", "day", "hour", "minute", "second"] as const
  ).map((part) => Number(shown.get(part)));
  const days = numberOf(year!, month!, date!);
  return (days * 86_400 + hours! * 3600 + minutes! * 60 + seconds!) * 1000;
}
