import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatMinutes,
  formatTotal,
  parseMinutes,
  roundToStyle,
} from "../../../client/ui/durations.ts";

describe("a time of flight as it is typed", () => {
  test.each([
    ["", 0],
    ["1.5", 90],
    ["1,5", 90],
    [".4", 24],
    ["0.1", 6],
    ["1:30", 90],
    ["1:3", 63],
    [":45", 45],
    ["1h30", 90],
    ["2h", 120],
    ["90m", 90],
    ["90 min", 90],
    ["100", 6000],
    [" 1 : 05 ", 65],
    ["١٫٥", 90],
    ["۱:۳۰", 90],
    ["१.५", 90],
    ["１．５", 90],
    ["１：３０", 90],
    ["\u200f1.5\u00a0", 90],
  ])("%j is %i minutes", (text, minutes) => {
    expect(parseMinutes(text)).toBe(minutes);
  });
  const many = "9".repeat(400);
  test.each(
    ["x", "1:60", "1.2.3", "-1", "1:2:3", "1.5\t2.0", "1\t2", "1,250", "一", "1e3", "."].concat(
      many,
      `${many}m`,
      `${many}:30`,
      "NaN",
      "Infinity",
    ),
  )("%j is no time", (text) => {
    expect(parseMinutes(text)).toBeUndefined();
  });
  test("what HH:MM shows, it reads back, to the minute", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 59_999 }), (minutes) => {
        expect(parseMinutes(formatMinutes(minutes, "hhmm"))).toBe(minutes);
      }),
    );
  });
  test("a tenth is six minutes exactly, so rounding to tenths shows and reads the same", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 59_999 }), (minutes) => {
        const rounded = roundToStyle(minutes, "tenths");
        expect(Math.abs(rounded - minutes)).toBeLessThanOrEqual(3);
        expect(parseMinutes(formatMinutes(rounded, "tenths"))).toBe(rounded);
      }),
    );
  });
});

test("a sum tells its thousands apart", () => {
  expect(formatTotal(74_070, "tenths")).toBe("1,234.5");
  expect(formatTotal(74_070, "hhmm")).toBe("1,234:30");
  expect(formatTotal(60_000_000, "tenths")).toBe("1,000,000.0");
  expect(formatTotal(36, "tenths")).toBe("0.6");
});
