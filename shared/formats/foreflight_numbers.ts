/**
 * Ids of the entries of a file. An id comes from what names the entry (day, aircraft, places,
 * clocks, total time) and a number for lines that share that name, so every device that reads the
 * file makes the same ids.
 */
import { derivedUuid } from "../ids.ts";
import { dayMs } from "./candidate.ts";
import { countFields, hoursFields, numberFields } from "./foreflight_columns.ts";
import { dayOfLine } from "./foreflight_entry.ts";
import type { FlightLine } from "./foreflight_line.ts";
import type { ExistingDocument } from "./import_match.ts";
import type { Remark } from "./remark.ts";

/** A line and what names its entry. */
export interface NamedLine {
  kind: "flight" | "training_session";
  line: FlightLine;
  /** Two lines with the same name may still be two entries. */
  name: string;
}

type Loose = Readonly<Record<string, unknown>>;

/** Fields that a line fills without looking anything up: of the entry, and of its leg. */
function plainFields({ hours, counts, numbers, text }: FlightLine): Record<string, unknown> {
  const from = (names: Readonly<Record<string, string | null>>, values: Loose) =>
    Object.entries(names).flatMap(([column, field]) =>
      field === null ? [] : [[field, values[column]] as const],
    );
  return Object.fromEntries([
    ...from(hoursFields, hours),
    ...from(countFields, counts),
    ...from(numberFields, numbers),
    ["route", text.Route],
    ["remarks", text.PilotComments],
    ["instructor_name", text.InstructorName],
    ["instructor_comments", text.InstructorComments],
  ]);
}

/** Whether a document of the logbook still says what the line says, as far as both have the field. */
function saysTheSame({ kind, line }: NamedLine, document: ExistingDocument): boolean {
  const legs = document["flight_legs"];
  const leg = (Array.isArray(legs) ? legs[0] : undefined) as Loose | undefined;
  const fields = plainFields(line);
  const compared =
    kind === "flight"
      ? Object.keys(fields)
      : ["remarks", "instructor_name", "instructor_comments", "holds"];
  return compared.every(
    (field) => (document[field] || leg?.[field] || null) === (fields[field] || null),
  );
}

/** What a line says, for an order that does not depend on the file's. */
function fingerprint({ line }: NamedLine): string {
  return JSON.stringify([...line.cells].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function lowestFree(taken: ReadonlySet<number>): number {
  let number = 1;
  while (taken.has(number)) number++;
  return number;
}

/** Numbers the lines of one name: first those that the logbook has, as it has them, then the rest. */
function numbersOf(
  group: readonly NamedLine[],
  existingAt: (number: number) => ExistingDocument | undefined,
): Map<NamedLine, number> {
  const numbers = new Map<NamedLine, number>();
  const taken = new Set<number>();
  const give = (named: NamedLine, number: number) => {
    numbers.set(named, number);
    taken.add(number);
  };
  const byContent = group
    .map((named) => ({ named, said: fingerprint(named) }))
    .toSorted((a, b) => (a.said < b.said ? -1 : a.said > b.said ? 1 : 0))
    .map(({ named }) => named);
  for (const named of byContent)
    for (let number = 1; existingAt(number) !== undefined; number++)
      if (!taken.has(number) && saysTheSame(named, existingAt(number)!)) {
        give(named, number);
        break;
      }
  for (const named of byContent) if (!numbers.has(named)) give(named, lowestFree(taken));
  return numbers;
}

/** The uuid of each line's entry. Lines that share a name get a remark. */
export function uuidsOfLines(
  lines: readonly NamedLine[],
  existing: ReadonlyMap<string, ExistingDocument>,
  remarks: Remark[],
): Map<FlightLine, string> {
  const groups = new Map<string, NamedLine[]>();
  for (const named of lines) {
    const incomplete = named.line.incomplete === null ? "" : "|incomplete";
    const key = `foreflight:${named.kind}:${dayOfLine(named.line)}|${named.name}${incomplete}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [named]);
    else group.push(named);
  }
  const uuids = new Map<FlightLine, string>();
  for (const [key, group] of groups) {
    const [{ kind, line: first }] = group as [NamedLine];
    const uuidAt = (number: number) => derivedUuid(`${key}:${number}`, dayMs(dayOfLine(first)));
    const existingAt = (number: number) => existing.get(`${kind}:${uuidAt(number)}`);
    for (const [{ line }, number] of numbersOf(group, existingAt)) uuids.set(line, uuidAt(number));
    for (const { line } of group.slice(1))
      remarks.push({
        line: line.line,
        column: "",
        cell: "",
        level: "warning",
        message: `Line ${first.line} has the same day, aircraft, places and times. Both count.`,
      });
  }
  return uuids;
}
