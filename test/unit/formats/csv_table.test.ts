import { expect, test } from "vitest";
import { isBlank, readCsv } from "../../../shared/formats/csv_table.ts";

const cells = (text: string) => readCsv(text).rows.map((row) => row.cells);

test.each([
  ["commas", ",", "a,b,c\nd,e,f\n"],
  ["semicolons", ";", "a;b;c\nd;e;f\n"],
  ["tabs", "\t", "a\tb\tc\nd\te\tf\n"],
])("a file with %s is read", (_, separator, text) => {
  const table = readCsv(text);
  expect(table.separator).toBe(separator);
  expect(table.rows.map((row) => row.cells)).toEqual([
    ["a", "b", "c"],
    ["d", "e", "f"],
  ]);
});

test("a byte order mark is no part of the first cell", () => {
  expect(cells("\uFEFFa,b")).toEqual([["a", "b"]]);
});

test("CRLF, LF, CR and CR CR LF each end one line, mixed as they may be", () => {
  const table = readCsv("a,1\r\nb,2\nc,3\r\r\nd,4\re,5");
  expect(table.rows.map((row) => [row.line, row.cells[0]])).toEqual([
    [1, "a"],
    [2, "b"],
    [3, "c"],
    [4, "d"],
    [5, "e"],
  ]);
});

test("quoted cells may hold separators, doubled quotes and line breaks; lines are still counted", () => {
  const table = readCsv('a,"x, ""y""\r\nz",c\r\nd,e,f\r\n');
  expect(table.rows.map((row) => row.cells)).toEqual([
    ["a", 'x, "y"\nz', "c"],
    ["d", "e", "f"],
  ]);
  expect(table.rows.map((row) => row.line)).toEqual([1, 3]);
});

test("a quotation mark inside an unquoted cell is a character like others", () => {
  expect(cells('a,5" pipe,c\nd,e,f\n')).toEqual([
    ["a", '5" pipe', "c"],
    ["d", "e", "f"],
  ]);
});

test("a quotation mark that is never closed costs its own line only", () => {
  const table = readCsv('a,b\n2024-01-02,N1,"open,x\n2024-01-03,N1,"""said""",y\n');
  expect(table.rows.map((row) => row.open_quote)).toEqual([false, true, false]);
  expect(table.rows[2]!.cells).toEqual(["2024-01-03", "N1", '"said"', "y"]);
});

test("an open quotation mark does not swallow a row of padded cells", () => {
  const table = readCsv('a,"b,c,d,e\nf,,,,\n');
  expect(table.rows.map((row) => row.cells[0])).toEqual(["a", "f"]);
});

test("thousands of open quotation marks are read in reasonable time, line by line", () => {
  expect(readCsv('x,"y\n'.repeat(20_000)).rows.length).toBeGreaterThan(9_000);
});

test("whether the last line ends is known", () => {
  expect(readCsv("a,b\n").ends_with_newline).toBe(true);
  expect(readCsv("a,b").ends_with_newline).toBe(false);
});

test("padding is blank", () => {
  expect(readCsv(",,\n , \n,x\n").rows.map(isBlank)).toEqual([true, true, false]);
});
