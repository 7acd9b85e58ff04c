/**
 * One line of ForeFlight's flights table, cell by cell. A cell that cannot be read is kept as it is
 * and reported; a time or a count that cannot be read makes the line one that is not imported, since
 * a zero in its place would be a false entry.
 */
import { limits } from "../limits.ts";
import type { Problem } from "../problems.ts";
import {
  clockOf,
  countOf,
  dayOf,
  type DayOrder,
  hoursOf,
  isNone,
  plainText,
  twoDecimalsOf,
  yesOrNoOf,
} from "./cell_values.ts";
import type { CsvRow } from "./csv_table.ts";
import {
  type ApproachCell,
  approachOf,
  isEmptyPack,
  type PersonCell,
  personOf,
} from "./foreflight_cells.ts";
import {
  approachColumns,
  type ClockColumn,
  clockColumns,
  type Column,
  type CountColumn,
  countFields,
  type CustomType,
  type FlagColumn,
  flagFields,
  type FlightColumn,
  type HoursColumn,
  hoursFields,
  type NumberColumn,
  numberFields,
  personColumns,
  remarkColumns,
  type TextColumn,
  textColumns,
} from "./foreflight_columns.ts";
import type { Remark, RemarkLevel } from "./remark.ts";

/** A cell that has no field here, to be kept as `Column: cell`. */
export interface Note {
  column: string;
  cell: string;
}

/** A cell of one of the pilot's own columns. */
export interface CustomCell {
  type: CustomType;
  name: string;
  column: string;
  cell: string;
}

/** What a line of the flights table says. Columns that say nothing are not there. */
export interface FlightLine {
  line: number;
  raw: string;
  /** Why the rest of the line is unknown, e.g. since the file is cut off there; null as a rule. */
  incomplete: string | null;
  day: string | null;
  /** Every cell that says something, as it was. */
  cells: Map<FlightColumn, string>;
  text: Partial<Record<TextColumn, string>>;
  /** Minutes. */
  hours: Partial<Record<HoursColumn, number>>;
  counts: Partial<Record<CountColumn, number>>;
  numbers: Partial<Record<NumberColumn, number>>;
  flags: Partial<Record<FlagColumn, boolean>>;
  /** Seconds of the day, UTC. */
  clocks: Partial<Record<ClockColumn, number>>;
  approaches: ApproachCell[];
  people: PersonCell[];
  custom: CustomCell[];
  notes: Note[];
  problems: Problem[];
}

/** What reading a line needs beside the line. */
export interface LineContext {
  columns: readonly Column<FlightColumn>[];
  day_order: DayOrder;
  /** Remarks are added here. */
  remarks: Remark[];
}

type Say = (level: RemarkLevel, message: string) => void;

const has = <K extends string>(table: Readonly<Record<K, unknown>>, name: string): name is K =>
  Object.hasOwn(table, name);
const isIn = <K extends string>(list: readonly K[], name: string): name is K =>
  (list as readonly string[]).includes(name);

function emptyLine(row: CsvRow): FlightLine {
  return {
    line: row.line,
    raw: row.raw,
    incomplete: null,
    day: null,
    cells: new Map(),
    text: {},
    hours: {},
    counts: {},
    numbers: {},
    flags: {},
    clocks: {},
    approaches: [],
    people: [],
    custom: [],
    notes: [],
    problems: [],
  };
}

/** Reads a cell of hours or a whole number; without it the entry would be false. */
function readAmount(
  line: FlightLine,
  name: HoursColumn | CountColumn,
  cell: string,
  say: Say,
): void {
  if (has(hoursFields, name)) {
    const hours = hoursOf(cell);
    if (hours !== undefined) {
      if (!hours.exact) say("info", `Not whole minutes: read as ${hours.minutes} minutes.`);
      line.hours[name] = hours.minutes;
      return;
    }
  } else {
    const count = countOf(cell);
    if (count !== undefined) {
      line.counts[name] = count;
      return;
    }
  }
  const what = has(hoursFields, name) ? "a time such as 1.5 or 1:30" : "a whole number";
  line.problems.push({
    code: "E_FIELD_FORMAT",
    path: (has(hoursFields, name) ? hoursFields[name] : countFields[name]) ?? name,
    message: `"${cell}" in ${name} is not ${what}.`,
  });
  say("error", `This is not ${what}. The line is not imported until the cell is corrected.`);
}

function readDay(line: FlightLine, cell: string, order: DayOrder, say: Say): void {
  const day = dayOf(cell, order);
  line.day = day ?? null;
  if (day !== undefined) return;
  const both = /^\d{1,2}\/\d{1,2}\/\d{4}$/.test(cell.trim());
  const message = both
    ? "Nothing in the file tells whether the day or the month comes first; write 2025-09-11."
    : "This is not a day of the calendar; write it as 2025-09-11.";
  line.problems.push({ code: "E_FIELD_FORMAT", path: "flight_date", message });
  say("error", message);
}

/** Reads a cell whose loss leaves the entry true; answers whether it was understood. */
function readOther(line: FlightLine, name: FlightColumn, cell: string): boolean {
  if (isIn(clockColumns, name)) return set(line.clocks, name, clockOf(cell));
  if (has(numberFields, name)) return set(line.numbers, name, twoDecimalsOf(cell));
  if (has(flagFields, name)) return set(line.flags, name, yesOrNoOf(cell));
  if (isIn(approachColumns, name)) {
    const approach = approachOf(name, cell);
    if (approach === undefined) return false;
    line.approaches.push(approach);
    return true;
  }
  if (isIn(personColumns, name)) {
    const person = personOf(name, cell);
    if (person === undefined) return false;
    line.people.push(person);
    return true;
  }
  const text = plainText(cell);
  const fits = text.length <= limits.text_characters || isIn(remarkColumns, name);
  return set(line.text, name as TextColumn, fits ? text : undefined);
}

function set<K extends string, V>(
  into: Partial<Record<K, V>>,
  name: K,
  value: V | undefined,
): boolean {
  if (value === undefined) return false;
  into[name] = value;
  return true;
}

const packedColumns: readonly FlightColumn[] = [...approachColumns, ...personColumns];
/** Columns in which a zero says something: a text, or midnight. */
const textLike: readonly FlightColumn[] = [...textColumns, ...clockColumns];

function saysNothing(name: FlightColumn, cell: string): boolean {
  if (packedColumns.includes(name)) return isEmptyPack(cell);
  return textLike.includes(name) ? plainText(cell) === "" : isNone(cell);
}

function readKnown(
  line: FlightLine,
  name: FlightColumn,
  cell: string,
  order: DayOrder,
  say: Say,
): void {
  if (name === "Date") {
    line.cells.set(name, cell);
    return readDay(line, cell, order, say);
  }
  if (saysNothing(name, cell)) return;
  line.cells.set(name, cell);
  if (has(hoursFields, name) || has(countFields, name)) return readAmount(line, name, cell, say);
  if (readOther(line, name, cell)) return;
  line.notes.push({ column: name, cell });
  say("warning", "This cannot be read. The cell is kept in the entry's notes of the import.");
}

function readCell(
  line: FlightLine,
  column: Column<FlightColumn> | undefined,
  cell: string,
  at: number,
  context: LineContext,
): void {
  const header = column?.header ?? `column ${at + 1}`;
  const say: Say = (level, message) =>
    context.remarks.push({ line: line.line, column: header, cell, level, message });
  if (column?.is === "known") return readKnown(line, column.name, cell, context.day_order, say);
  if (column?.is === "custom") {
    const none = column.type === "Text" ? cell.trim() === "" : isNone(cell);
    if (!none) line.custom.push({ type: column.type, name: column.name, column: header, cell });
    return;
  }
  if (cell.trim() === "") return;
  line.notes.push({ column: header, cell });
  if (column === undefined) say("warning", "The header has no such column. The cell is kept.");
}

/** A row of clocks that are all 00:00 says none; one midnight among other clocks is a midnight. */
function dropEmptyClocks(line: FlightLine): void {
  const given = Object.keys(line.clocks) as ClockColumn[];
  if (given.some((name) => line.clocks[name] !== 0)) return;
  for (const name of given) line.cells.delete(name);
  line.clocks = {};
}

/**
 * Reads one row of the flights table. `incomplete` says why the row's last cell cannot be trusted;
 * that cell is then kept as a note and not read.
 */
export function readFlightLine(
  row: CsvRow,
  context: LineContext,
  incomplete: string | null,
): FlightLine {
  const line = { ...emptyLine(row), incomplete };
  const trusted = incomplete === null ? row.cells.length : row.cells.length - 1;
  row.cells.forEach((cell, at) => {
    if (at < trusted) return readCell(line, context.columns[at], cell, at, context);
    const header = context.columns[at]?.header ?? `column ${at + 1}`;
    if (cell.trim() !== "") line.notes.push({ column: header, cell });
  });
  if (line.day === null && !line.problems.some((problem) => problem.path === "flight_date"))
    line.problems.push({
      code: "E_FIELD_REQUIRED",
      path: "flight_date",
      message: "The line has no day.",
    });
  dropEmptyClocks(line);
  return line;
}
