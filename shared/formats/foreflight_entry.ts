/** What flights and training sessions of a file share: people, tags, approaches, notes. */
import type { Json } from "../kinds/kind.ts";
import type { KindName } from "../kinds/kinds.ts";
import type { Problem } from "../problems.ts";
import { type Candidate, compact, derivedRowId, notesText } from "./candidate.ts";
import type { Crafts } from "./foreflight_crafts.ts";
import { lookupId, roleCodeOf } from "./foreflight_codes.ts";
import type { FlightColumn } from "./foreflight_columns.ts";
import type { FlightLine, Note } from "./foreflight_line.ts";
import type { People } from "./foreflight_people.ts";
import type { Tags } from "./foreflight_tags.ts";
import type { Places } from "./import_places.ts";
import type { Remark, RemarkLevel } from "./remark.ts";

/** Everything around a line that its entry needs. */
export interface EntryContext {
  crafts: Crafts;
  people: People;
  tags: Tags;
  places: Places;
  /** Remarks are added here. */
  remarks: Remark[];
}

/** A day for a line that has none; the line is not imported. */
const noDay = "1970-01-01";

/** The day that an entry's ids and moments are made from. */
export function dayOfLine(line: FlightLine): string {
  return line.day ?? noDay;
}

/** Adds a remark on a column of a line. */
export function remarkOn(
  context: EntryContext,
  line: FlightLine,
  column: FlightColumn | "",
  level: RemarkLevel,
  message: string,
): void {
  const cell = column === "" ? "" : (line.cells.get(column) ?? "");
  context.remarks.push({ line: line.line, column, cell, level, message });
}

/** The crew rows of an entry. A role that the list lacks is "other", with its word in the notes. */
export function crewOf(line: FlightLine, uuid: string, context: EntryContext): Json[] {
  const seen = new Set<string>();
  return line.people.flatMap((person, index): Json[] => {
    const role = person.role === null ? undefined : roleCodeOf(person.role);
    const person_id = context.people.uuidOf(person);
    const key = `${person_id}|${person.role}|${person.notes}`;
    const column = person.column as FlightColumn;
    if (seen.has(key)) {
      remarkOn(context, line, column, "info", "This person is named twice; once is kept.");
      return [];
    }
    seen.add(key);
    if (role === undefined)
      remarkOn(
        context,
        line,
        column,
        "info",
        `The role "${person.role ?? ""}" is kept as "other".`,
      );
    const word = role === undefined ? person.role : null;
    return [
      compact({
        id: derivedRowId(uuid, "flight_crew", index, dayOfLine(line)),
        person_id,
        role_on_flight_id: lookupId("role_on_flight_types", role ?? "other"),
        notes: [word, person.notes].filter(Boolean).join(" · "),
      }),
    ];
  });
}

/** The approach rows of an entry: a cell that counts two becomes two rows. */
export function approachesOf(line: FlightLine, uuid: string, context: EntryContext): Json[] {
  const rows: Json[] = [];
  for (const cell of line.approaches) {
    const column = cell.column as FlightColumn;
    const place = context.places.placeOf(cell.airport ?? undefined, line.line, column);
    if (cell.type === "other")
      remarkOn(context, line, column, "warning", 'The type of approach is kept as "other".');
    for (let n = 0; n < cell.count; n++)
      rows.push(
        compact({
          id: derivedRowId(uuid, "approaches", rows.length, dayOfLine(line)),
          approach_type_id: lookupId("approach_types", cell.type),
          airport_id: place.airport_id,
          airport_description: place.description,
          runway: cell.runway,
          was_circling: cell.circling,
          notes: cell.notes,
        }),
      );
  }
  return rows;
}

/** The notes of the import: why the line is incomplete, then every cell that has no field. */
export function importNotes(line: FlightLine, notes: readonly Note[]): string {
  const because = line.incomplete === null ? [] : [line.incomplete];
  return [...because, notesText([...line.notes, ...notes])].filter(Boolean).join("\n");
}

/** The candidate of a line; `problems` are those that its cells alone do not show. */
export function entryCandidate(
  kind: KindName,
  line: FlightLine,
  document: Candidate["document"],
  problems: readonly Problem[] = [],
): Candidate {
  return {
    kind,
    line: line.line,
    raw: line.raw,
    document,
    problems: [...line.problems, ...problems],
    incomplete: line.incomplete,
    has_line: true,
  };
}
