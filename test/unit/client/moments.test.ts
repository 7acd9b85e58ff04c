import { afterEach, describe, expect, test } from "vitest";
import {
  addDays,
  clockStyle,
  dateStyle,
  dayInWords,
  formatAgo,
  formatClock,
  formatDay,
  formatMoment,
  formatMonth,
  formatShortMonth,
  momentOf,
  parseClock,
  parseMoment,
  weekday,
} from "../../../client/ui/moments.ts";

describe("a clock as it is typed", () => {
  test.each([
    ["1432", "14:32"],
    ["14:32", "14:32"],
    ["932", "09:32"],
    ["9:05", "09:05"],
    ["7", "07:00"],
    ["0000", "00:00"],
    ["2359Z", "23:59"],
    ["2:32 pm", "14:32"],
    ["232p", "14:32"],
    ["12:05 AM", "00:05"],
    ["12 p.m.", "12:00"],
    ["7 am", "07:00"],
    ["", ""],
  ])("%j is %j", (text, clock) => {
    expect(parseClock(text)).toBe(clock);
  });
  test.each(["2400", "2561", "12:60", "noon", "12345", "13:00 pm", "0 am", "pm"])(
    "%j is no clock",
    (text) => {
      expect(parseClock(text)).toBeUndefined();
    },
  );
});

test("a clock that is earlier than the one before it is of the next day", () => {
  expect(momentOf("2026-05-01", "23:50", null)).toBe("2026-05-01T23:50:00Z");
  expect(momentOf("2026-05-01", "00:40", "2026-05-01T23:50:00Z")).toBe("2026-05-02T00:40:00Z");
  expect(momentOf("2026-12-31", "00:10", "2026-12-31T22:00:00Z")).toBe("2027-01-01T00:10:00Z");
});

test("a whole moment is read as people write it", () => {
  expect(parseMoment("2026-05-01 1432")).toBe("2026-05-01T14:32:00Z");
  expect(parseMoment("2026-05-01T14:32:00Z")).toBe("2026-05-01T14:32:00Z");
  expect(parseMoment("")).toBe("");
  expect(parseMoment("1432")).toBeUndefined();
  expect(parseMoment("2026-05-01")).toBeUndefined();
});

test("days keep to the calendar, leap days included", () => {
  expect(addDays("2024-02-28", 1)).toBe("2024-02-29");
  expect(addDays("2026-03-01", -1)).toBe("2026-02-28");
  // The first powered flight was on a Thursday.
  expect(weekday("1903-12-17")).toBe("Thu");
});

test("days and moments in words", () => {
  expect(formatDay("2026-05-01")).toBe("1 May 2026");
  expect(formatMonth("2026-05-01")).toBe("May 2026");
  expect(formatMoment("2026-05-01T14:32:09.123Z")).toBe("1 May 2026, 14:32 UTC");
  expect(formatAgo("2026-05-01T14:00:00Z", "2026-05-01T14:00:59Z")).toBe("just now");
  expect(formatAgo("2026-05-01T14:00:00Z", "2026-05-01T14:59:00Z")).toBe("59 min ago");
  expect(formatAgo("2026-05-01T14:00:00Z", "2026-05-02T13:00:00Z")).toBe("23 h ago");
  expect(formatAgo("2026-05-01T14:00:00Z", "2026-06-02T13:00:00Z")).toBe("1 May 2026");
});

test("a line that begins with a day or a moment says it in words", () => {
  expect(dayInWords("2026-05-02 N737ER")).toBe("2 May 2026 N737ER");
  expect(dayInWords("2026-05-02T10:00:00Z")).toBe("2 May 2026, 10:00 UTC");
  expect(dayInWords("N737ER")).toBe("N737ER");
});

describe("days and clocks as a device writes them", () => {
  afterEach(() => {
    dateStyle.value = "words";
    clockStyle.value = "24";
  });
  test.each([
    ["words", "1 Mar 2025", "Mar 2025"],
    ["iso", "2025-03-01", "2025-03"],
    ["us", "Mar 1, 2025", "Mar 2025"],
  ] as const)("%s", (style, day, month) => {
    dateStyle.value = style;
    expect([formatDay("2025-03-01"), formatShortMonth("2025-03")]).toEqual([day, month]);
    expect(formatMoment("2025-03-01T14:32:00Z")).toBe(`${day}, 14:32 UTC`);
  });
  test("of twelve hours, read back as they are written", () => {
    clockStyle.value = "12";
    for (const [clock, written] of [
      ["00:05", "12:05 AM"],
      ["09:30", "9:30 AM"],
      ["12:00", "12:00 PM"],
      ["23:59", "11:59 PM"],
    ] as const) {
      expect(formatClock(`2025-03-01T${clock}:00Z`)).toBe(written);
      expect(parseClock(written)).toBe(clock);
    }
  });
});
