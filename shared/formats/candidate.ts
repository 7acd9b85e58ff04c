/** Documents on their way from a file into a logbook. */
import { derivedUuid } from "../ids.ts";
import type { Json } from "../kinds/kind.ts";
import type { KindName } from "../kinds/kinds.ts";
import type { Problem } from "../problems.ts";

/** A document as an import makes it: fields that hold their default are left out. */
export interface ImportedDocument {
  _id: string;
  created_at: string;
  updated_at: string;
  [field: string]: Json;
}

/** One thing that a file says, as a document that may or may not be added. */
export interface Candidate {
  kind: KindName;
  /** The line of the file that says it first. */
  line: number;
  /** That line as it is in the file. */
  raw: string;
  document: ImportedDocument;
  /** What is wrong with the cells, beside what validation will find. */
  problems: Problem[];
  /** Why the line's end is unknown; such a document is only added when a person says so. */
  incomplete: string | null;
  /** A line of the file stands for it; anything else is added only for what refers to it. */
  has_line: boolean;
}

/** Midnight UTC of a day, in milliseconds since 1970. */
export function dayMs(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** The id of a row inside a document: the same on every device that reads the same line. */
export function derivedRowId(parentUuid: string, list: string, index: number, day: string): string {
  return derivedUuid(`${parentUuid}|${list}|${index}`, dayMs(day));
}

/**
 * Makes a document that depends on the file only: two devices that import the same file make the
 * same revision, so they have nothing to disagree about. Both moments are midnight of `day`.
 */
export function makeDocument(
  id: string,
  day: string,
  fields: Readonly<Record<string, Json | undefined>>,
): ImportedDocument {
  const moment = `${day}T00:00:00Z`;
  return { _id: id, created_at: moment, updated_at: moment, ...compact(fields) };
}

/** Leaves out what says nothing: null, zero, no, empty. */
export function compact(fields: Readonly<Record<string, Json | undefined>>): Record<string, Json> {
  const says = (value: Json | undefined): value is Json =>
    value !== undefined &&
    value !== null &&
    value !== 0 &&
    value !== false &&
    value !== "" &&
    !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, Json] => says(entry[1])),
  );
}

/** Notes as text: `Column: cell`, a line each. */
export function notesText(notes: readonly { column: string; cell: string }[]): string {
  return notes.map(({ column, cell }) => `${column}: ${cell}`).join("\n");
}
