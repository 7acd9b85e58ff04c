// An import cannot bring in the description of a package; without it client and server see no types.
// oxlint-disable-next-line typescript/triple-slash-reference
/// <reference path="./papaparse.d.ts" />
/**
 * Text to rows, for files that went through spreadsheets, editors and mail: any of three separators,
 * every mix of line ends, quotation marks that are never closed. Each row knows its line.
 */
import Papa from "papaparse/papaparse.js";
import { limits } from "../limits.ts";

/** One row of a file. */
export interface CsvRow {
  /** The line of the file on which the row begins, counted from 1. */
  line: number;
  cells: string[];
  /** The row as it stands in the file, line ends made `\n`. */
  raw: string;
  /** A quotation mark is never closed: the last cell, and what would follow it, cannot be trusted. */
  open_quote: boolean;
}

/** A file as rows. */
export interface CsvTable {
  separator: Separator;
  rows: CsvRow[];
  /** Whether the last line ends with a line break. A file that was cut off mostly does not. */
  ends_with_newline: boolean;
}

export type Separator = "," | ";" | "\t";

const separators: readonly Separator[] = [",", ";", "\t"];

/** Lines that one cell may span, and unclosed quotation marks after which none may span any. */
const cellLinesMax = 200;
const openQuotesMax = 100;

function countOf(text: string, character: string): number {
  return text.split(character).length - 1;
}

/** The separator that occurs most often in the first lines. */
function separatorOf(lines: readonly string[]): Separator {
  const head = lines.slice(0, 60).join("\n");
  return separators.reduce((best, separator) =>
    countOf(head, separator) > countOf(head, best) ? separator : best,
  );
}

function parseRecord(text: string, separator: Separator): { cells: string[]; open: boolean } {
  if (!text.includes('"')) return { cells: text.split(separator), open: false };
  const { data, errors } = Papa.parse(text, { delimiter: separator, newline: "\n" });
  return { cells: data[0] ?? [""], open: errors.some((error) => error.code === "MissingQuotes") };
}

/**
 * Whether text that stands inside an open quotation mark is really the next row, so that the mark
 * was never meant to open anything: it begins with a day and cells, names a table, or is mostly
 * empty cells.
 */
function looksLikeRow(text: string, separator: Separator): boolean {
  return (
    text.includes(separator.repeat(3)) ||
    /^\s*(aircraft|flights) table/i.test(text) ||
    (/^\s*\d{4}-\d{2}-\d{2}/.test(text) && countOf(text, separator) >= 2)
  );
}

/** Joins lines until the quotation mark that the first one opened is closed. */
function joinedRecord(
  lines: readonly string[],
  first: number,
  separator: Separator,
): { cells: string[]; lines: number } | undefined {
  let text = lines[first]!;
  for (let used = 1; used < cellLinesMax && first + used < lines.length; used++) {
    const next = lines[first + used]!;
    if (looksLikeRow(next.split('"', 1)[0]!, separator)) return undefined;
    text += `\n${next}`;
    if (text.length > 2 * limits.long_text_characters) return undefined;
    if (!next.includes('"')) continue;
    const { cells, open } = parseRecord(text, separator);
    if (!open) return { cells, lines: used + 1 };
  }
  return undefined;
}

/**
 * Reads a text as rows. Never throws and never swallows a line: a quotation mark that is not closed
 * ends at its own line when what follows looks like rows.
 */
export function readCsv(text: string): CsvTable {
  const plain = text.replace(/^\uFEFF+/, "").replace(/\r+\n?/g, "\n");
  const lines = plain.split("\n");
  const ends_with_newline = lines.at(-1) === "";
  if (ends_with_newline) lines.pop();
  const separator = separatorOf(lines);
  const rows: CsvRow[] = [];
  let openQuotes = 0;
  for (let i = 0; i < lines.length;) {
    const { cells, open } = parseRecord(lines[i]!, separator);
    const joined =
      open && openQuotes < openQuotesMax ? joinedRecord(lines, i, separator) : undefined;
    const used = joined?.lines ?? 1;
    if (open && joined === undefined) openQuotes++;
    rows.push({
      line: i + 1,
      cells: joined?.cells ?? cells,
      raw: lines.slice(i, i + used).join("\n"),
      open_quote: open && joined === undefined,
    });
    i += used;
  }
  return { separator, rows, ends_with_newline };
}

/** Whether a row says nothing: padding between the tables. */
export function isBlank(row: CsvRow): boolean {
  return row.cells.every((cell) => cell.trim() === "");
}

/**
 * Writes rows as a text that spreadsheets read (RFC 4180). A cell that a spreadsheet would take for a
 * formula has an apostrophe before it: what a pilot calls an aircraft must not run.
 */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  return Papa.unparse(rows, { escapeFormulae: true });
}
