import { describe, expect, test } from "vitest";
import {
  addDays,
  addMonths,
  ageOn,
  dayNumber,
  dayOf,
  daysBetween,
  endOfCalendarMonths,
  instantOf,
  localNoon,
  momentOf,
  startOfCalendarMonths,
} from "../../../shared/calendar.ts";
import vectors from "../../vectors/calendar.json" with { type: "json" };

test.each(vectors.day_numbers as [string, number][])("%s is day %i", (day, number) => {
  expect(dayNumber(day)).toBe(number);
  expect(dayOf(number)).toBe(day);
});

test("every day from 1900 to 2200 is the one that the platform's calendar has", () => {
  for (let number = -25_567; number < 84_006; number++) {
    const day = new Date(number * 86_400_000).toISOString().slice(0, 10);
    if (dayOf(number) !== day || dayNumber(day) !== number) expect(dayOf(number)).toBe(day);
  }
});

test.each(vectors.add_days)("$day and $days days is $is", ({ day, days, is }) => {
  expect(addDays(day, days)).toBe(is);
  expect(daysBetween(day, is)).toBe(days);
});

test.each(vectors.end_of_calendar_months)(
  "$months calendar months after $day end on $is",
  ({ day, months, is }) => {
    expect(endOfCalendarMonths(day, months)).toBe(is);
  },
);

test("the window of six calendar months begins on the first of a month", () => {
  expect(startOfCalendarMonths("2026-04-16", 6)).toBe("2025-10-01");
  expect(startOfCalendarMonths("2026-06-30", 6)).toBe("2025-12-01");
});

test.each(vectors.add_months)("$day and $months months is $is", ({ day, months, is }) => {
  expect(addMonths(day, months)).toBe(is);
});

test.each(vectors.ages)("born $birth one is $is on $day", ({ birth, day, is }) => {
  expect(ageOn(birth, day)).toBe(is);
});

describe("instants", () => {
  test("go to text and back to the second", () => {
    expect(momentOf(instantOf("2026-06-21T02:55:25Z"))).toBe("2026-06-21T02:55:25Z");
    expect(momentOf(instantOf("1903-12-17T15:35Z"))).toBe("1903-12-17T15:35:00Z");
  });
  test("noon by the clocks of a zone knows summer time and the date line", () => {
    expect(momentOf(localNoon("2026-07-01", "America/New_York")!)).toBe("2026-07-01T16:00:00Z");
    expect(momentOf(localNoon("2026-01-01", "America/New_York")!)).toBe("2026-01-01T17:00:00Z");
    expect(momentOf(localNoon("2026-01-01", "Pacific/Kiritimati")!)).toBe("2025-12-31T22:00:00Z");
    expect(momentOf(localNoon("2026-03-08", "America/New_York")!)).toBe("2026-03-08T16:00:00Z");
  });
  test("a zone that does not exist has no noon", () => {
    expect(localNoon("2026-01-01", "Mars/Olympus")).toBeUndefined();
  });
});
