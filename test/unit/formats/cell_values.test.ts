import { expect, test } from "vitest";
import {
  clockOf,
  countOf,
  dayOf,
  dayOrderOf,
  hoursOf,
  isNone,
  plainText,
  twoDecimalsOf,
  yesOrNoOf,
} from "../../../shared/formats/cell_values.ts";

test.each([
  ["1.6", 96],
  ["1,6", 96],
  ["0.1", 6],
  ["1.1", 66],
  ["2.3", 138],
  [".5", 30],
  ["2", 120],
  ["2.", 120],
  ["1.25", 75],
  ["1:30", 90],
  ["1:30:00", 90],
  ["12:05", 725],
  ["1h30", 90],
  ["1h30m", 90],
  ["1 h 30 min", 90],
  ["90m", 90],
  ["2h", 120],
])("%s are whole minutes: %i", (cell, minutes) => {
  expect(hoursOf(cell)).toEqual({ minutes, exact: true });
});

test("every tenth of an hour up to 1,000 hours is exactly six minutes", () => {
  for (let tenths = 0; tenths <= 10_000; tenths++)
    expect(hoursOf((tenths / 10).toFixed(1))).toEqual({ minutes: tenths * 6, exact: true });
});

test("hours that are no whole minutes are rounded to the nearest and marked", () => {
  expect(hoursOf("1.33")).toEqual({ minutes: 80, exact: false });
  expect(hoursOf("0.01")).toEqual({ minutes: 1, exact: false });
  expect(hoursOf("1:30:31")).toEqual({ minutes: 91, exact: false });
});

test.each(["", "abc", "-1.0", "1:60", "1.2.3", "1,234.5", "1e3", "NaN", "--", "0x10", "h", ":"])(
  "%j are no hours",
  (cell) => expect(hoursOf(cell)).toBeUndefined(),
);

test.each(["", "0", "0.0", "0.00", "0,0", "00:00", " 0 "])("%j says none", (cell) =>
  expect(isNone(cell)).toBe(true),
);
test.each(["1", "0.1", "x", "-", ":", "."])("%j says something", (cell) =>
  expect(isNone(cell)).toBe(false),
);

test("counts are whole and not negative", () => {
  expect([countOf("3"), countOf("3.0"), countOf("0")]).toEqual([3, 3, 0]);
  expect([countOf("1.5"), countOf("-1"), countOf("two"), countOf("")]).toEqual(
    Array(4).fill(undefined),
  );
});

test("distances and meters have two decimals, and thousands marks are refused", () => {
  expect([twoDecimalsOf("112.20"), twoDecimalsOf("112,2"), twoDecimalsOf("1752.60")]).toEqual([
    112.2, 112.2, 1752.6,
  ]);
  expect([twoDecimalsOf("1.234,50"), twoDecimalsOf("1.005"), twoDecimalsOf("x")]).toEqual(
    Array(3).fill(undefined),
  );
});

test("yes and no have many spellings; anything else is neither", () => {
  expect(["TRUE", "x", "1", "Yes", "true"].map(yesOrNoOf)).toEqual(Array(5).fill(true));
  expect(["FALSE", "0", "no", ""].map(yesOrNoOf)).toEqual(Array(4).fill(false));
  expect(["maybe", "2"].map(yesOrNoOf)).toEqual([undefined, undefined]);
});

test("clocks are seconds of the day; 25:61 is none", () => {
  expect(
    ["00:00", "14:05", "1405", "905", "9:05", "14:05:30", "24:00", "14:05Z"].map(clockOf),
  ).toEqual([0, 50_700, 50_700, 32_700, 32_700, 50_730, 86_400, 50_700]);
  expect(["25:61", "24:01", "12:60", "noon", "9", "12:00 PM"].map(clockOf)).toEqual(
    Array(6).fill(undefined),
  );
});

test("days are of the calendar, in the ways that cannot be mistaken", () => {
  expect(
    ["2024-02-29", "2024-2-9", "2024/02/09", "9.2.2024"].map((cell) => dayOf(cell, "unknown")),
  ).toEqual(["2024-02-29", "2024-02-09", "2024-02-09", "2024-02-09"]);
  expect(
    ["2023-02-29", "2024-13-01", "24-01-02", "yesterday", ""].map((cell) => dayOf(cell, "unknown")),
  ).toEqual(Array(5).fill(undefined));
});

test("9/11/2025 is read only when the file shows which part is the month", () => {
  expect(dayOf("9/11/2025", dayOrderOf(["9/11/2025", "9/13/2025"]))).toBe("2025-09-11");
  expect(dayOf("9/11/2025", dayOrderOf(["9/11/2025", "13/9/2025"]))).toBe("2025-11-09");
  expect(dayOf("9/11/2025", dayOrderOf(["9/11/2025"]))).toBeUndefined();
  expect(dayOf("9/11/2025", dayOrderOf(["13/1/2025", "1/13/2025"]))).toBeUndefined();
});

test("one pair of quotation marks and odd spaces are taken off, no more", () => {
  expect(plainText('"Remark"')).toBe("Remark");
  expect(plainText('""twice""')).toBe('"twice"');
  expect(plainText('said "hi"')).toBe('said "hi"');
  expect(plainText('"said ""hi"""')).toBe('said "hi"');
  expect(plainText('"said "hi""')).toBe('said "hi"');
  expect(plainText('"')).toBe('"');
  expect(plainText("Ada\u00A0Byron ")).toBe("Ada Byron");
});
