/**
 * Reads a ForeFlight logbook file: an aircraft table and a flights table in one CSV. Every line that
 * says something comes back as an aircraft, a flight or an unread line; none is dropped.
 */
import { limits } from "../limits.ts";
import { dayOrderOf, plainText } from "./cell_values.ts";
import { type CsvRow, type CsvTable, isBlank, readCsv } from "./csv_table.ts";
import { looksLike, notCsvBecause } from "./file_guess.ts";
import {
  type AircraftColumn,
  aircraftColumnsOf,
  type Column,
  type FlightColumn,
  flightColumnsOf,
  isTypeRow,
} from "./foreflight_columns.ts";
import { type FlightLine, type Note, readFlightLine } from "./foreflight_line.ts";
import type { Remark, RemarkLevel } from "./remark.ts";

/** What a line of the aircraft table says. Columns that say nothing are not there. */
export interface AircraftLine {
  line: number;
  raw: string;
  cells: Partial<Record<AircraftColumn, string>>;
  /** Cells of columns that have no field here. */
  notes: Note[];
}

/** A line that says something and could not be read as an aircraft or a flight. */
export interface UnreadLine {
  line: number;
  raw: string;
  message: string;
}

/** What a ForeFlight file says. */
export interface ForeFlightReading {
  format: "foreflight";
  /** Why nothing could be read, in words for a person, with a remedy; null when it could. */
  failure: string | null;
  aircraft: AircraftLine[];
  flights: FlightLine[];
  unread: UnreadLine[];
  remarks: Remark[];
}

type Section = "aircraft" | "flights";

const expected =
  "Expected is ForeFlight's logbook export (ForeFlight on the web, Logbook, Export), a CSV file " +
  'with an "Aircraft Table" and a "Flights Table".';

function failed(failure: string): ForeFlightReading {
  return { format: "foreflight", failure, aircraft: [], flights: [], unread: [], remarks: [] };
}

/** The table that a row announces. */
function sectionOf(row: CsvRow): Section | undefined {
  const first = plainText(row.cells[0] ?? "").toLowerCase();
  if (row.cells.slice(1).some((cell) => cell.trim() !== "")) return undefined;
  if (first === "aircraft table") return "aircraft";
  return first === "flights table" ? "flights" : undefined;
}

/** The rows of one table between its title and the next one's. */
interface Table {
  section: Section;
  title_line: number;
  header: CsvRow | undefined;
  rows: CsvRow[];
}

function isHeader(section: Section, row: CsvRow): boolean {
  const columns: Column<string>[] =
    section === "aircraft" ? aircraftColumnsOf(row.cells) : flightColumnsOf(row.cells);
  const names = columns.map((column) => (column.is === "known" ? column.name : ""));
  return (
    names.includes("AircraftID") &&
    (section === "aircraft" || (names.includes("Date") && names.includes("TotalTime")))
  );
}

/** Splits the rows into tables; what stands outside one comes back in `outside`. */
function tablesOf(csv: CsvTable): { tables: Table[]; outside: CsvRow[] } {
  const tables: Table[] = [];
  const outside: CsvRow[] = [];
  for (const row of csv.rows) {
    if (isBlank(row)) continue;
    const section = sectionOf(row);
    const table = tables.at(-1);
    if (section !== undefined)
      tables.push({ section, title_line: row.line, header: undefined, rows: [] });
    else if (table === undefined) outside.push(row);
    else if (isTypeRow(row.cells)) continue;
    else if (table.header === undefined && isHeader(table.section, row)) table.header = row;
    else table.rows.push(row);
  }
  return { tables, outside };
}

/** Why a row's end is unknown: a quotation mark stays open, or the file ends in the middle of it. */
function incompleteBecause(
  row: CsvRow,
  table: Table,
  csv: CsvTable,
): { message: string; certain: boolean } | null {
  const isLast = row === csv.rows.at(-1) && !csv.ends_with_newline;
  if (row.open_quote)
    return {
      message: isLast
        ? "The file is cut off in this line."
        : "A quotation mark in this line is never closed, so the end of the line is unknown.",
      certain: true,
    };
  const width = table.header?.cells.length ?? 0;
  if (!isLast || row.cells.length >= width) return null;
  // A file whose blank cells at the ends of lines were trimmed has other short lines too.
  const trimmed = table.rows.some((other) => other !== row && other.cells.length < width);
  return {
    message: trimmed
      ? "The file ends without a line break: check that this line is whole."
      : "The file is cut off in this line.",
    certain: !trimmed,
  };
}

function readAircraftTable(table: Table, csv: CsvTable, reading: ForeFlightReading): void {
  const columns = aircraftColumnsOf(table.header!.cells);
  for (const row of table.rows) {
    const incomplete = incompleteBecause(row, table, csv);
    const line: AircraftLine = { line: row.line, raw: row.raw, cells: {}, notes: [] };
    row.cells.forEach((cell, at) => {
      const text = plainText(cell);
      const column = columns[at];
      if (text === "") return;
      if (column?.is === "known") line.cells[column.name] = text;
      else line.notes.push({ column: column?.header || `column ${at + 1}`, cell });
    });
    const unreadable =
      line.cells.AircraftID === undefined
        ? "This line of the aircraft table names no aircraft."
        : incomplete?.certain || (incomplete !== null && Object.keys(line.cells).length === 1)
          ? incomplete.message
          : undefined;
    if (unreadable === undefined) reading.aircraft.push(line);
    else unread(reading, row, unreadable);
  }
}

function readFlightsTable(table: Table, csv: CsvTable, reading: ForeFlightReading): void {
  const columns = flightColumnsOf(table.header!.cells);
  const date = columns.findIndex((column) => column.is === "known" && column.name === "Date");
  const day_order = dayOrderOf(table.rows.map((row) => row.cells[date] ?? ""));
  const { remarks } = reading;
  if (day_order !== "unknown")
    remarks.push({
      line: table.header!.line,
      column: "Date",
      cell: "",
      level: "info",
      message: `Days are read as ${day_order === "day_first" ? "day/month" : "month/day"}/year.`,
    });
  for (const row of table.rows) {
    const incomplete = incompleteBecause(row, table, csv);
    if (incomplete !== null)
      remarks.push({
        line: row.line,
        column: "",
        cell: "",
        level: incomplete.certain ? "error" : "warning",
        message: incomplete.message,
      });
    const because = incomplete?.certain ? incomplete.message : null;
    reading.flights.push(readFlightLine(row, { columns, day_order, remarks }, because));
  }
}

function unread(reading: ForeFlightReading, row: CsvRow, message: string): void {
  reading.unread.push({ line: row.line, raw: row.raw, message });
  reading.remarks.push({ line: row.line, column: "", cell: row.raw, level: "error", message });
}

/** One remark for each column that we do not know, with the number of cells that it fills. */
function remarkOnColumns(table: Table, remarks: Remark[]): void {
  const columns: Column<AircraftColumn | FlightColumn>[] =
    table.section === "aircraft"
      ? aircraftColumnsOf(table.header!.cells)
      : flightColumnsOf(table.header!.cells);
  columns.forEach((column, at) => {
    if (column.is !== "unknown" || column.header === "") return;
    const filled = table.rows.filter((row) => (row.cells[at] ?? "").trim() !== "").length;
    remarks.push({
      line: table.header!.line,
      column: column.header,
      cell: "",
      level: filled === 0 ? "info" : "warning",
      message:
        filled === 0
          ? "This column is unknown, and empty."
          : `This column is unknown. Its ${filled} cells are kept in the notes of their entries.`,
    });
  });
}

function readTable(table: Table, csv: CsvTable, reading: ForeFlightReading): void {
  if (table.header === undefined) {
    const name = table.section === "aircraft" ? "Aircraft Table" : "Flights Table";
    const needs = table.section === "aircraft" ? "AircraftID" : "Date, AircraftID and TotalTime";
    const message = `Under "${name}" there is no line of column names with ${needs}.`;
    const { title_line: line } = table;
    reading.remarks.push({ line, column: "", cell: "", level: "error", message });
    for (const row of table.rows) unread(reading, row, message);
    return;
  }
  remarkOnColumns(table, reading.remarks);
  if (table.section === "aircraft") readAircraftTable(table, csv, reading);
  else readFlightsTable(table, csv, reading);
}

/**
 * Reads the text of a ForeFlight logbook file. Never throws: a file that cannot be read at all says
 * so in `failure`; a line that cannot be read stands in `unread` and in the remarks.
 */
export function readForeFlight(text: string): ForeFlightReading {
  // A text never has more characters than bytes; who reads the file checks its bytes.
  if (text.length > limits.import_bytes)
    return failed(`The file is larger than ${limits.import_bytes / 1024 / 1024} MB.`);
  if (text.trim() === "") return failed(`The file is empty. ${expected}`);
  const notCsv = notCsvBecause(text);
  if (notCsv !== null) return failed(notCsv);
  const csv = readCsv(text);
  const { tables, outside } = tablesOf(csv);
  if (tables.length === 0)
    return failed(`This is not ForeFlight's. ${looksLike(text)} ${expected}`);
  const reading: ForeFlightReading = { ...failed(""), failure: null };
  for (const row of outside)
    if (!/^\W*(?:foreflight logbook import|sep=.\W*$)/i.test(row.raw))
      unread(reading, row, "This line stands before the tables.");
  for (const table of tables) readTable(table, csv, reading);
  const whole = (line: number, level: RemarkLevel, message: string) =>
    reading.remarks.push({ line, column: "", cell: "", level, message });
  if (!tables.some((table) => table.section === "flights"))
    whole(csv.rows.at(-1)!.line, "error", "The file has no Flights Table: it may be cut off.");
  const garbled = csv.rows.find((row) => row.raw.includes("\uFFFD"));
  if (garbled !== undefined)
    whole(garbled.line, "warning", "Some letters are lost: the file is not stored as UTF-8.");
  return reading;
}
