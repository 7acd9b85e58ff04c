/** The pilot's own columns as tags, their cells as the tags of an entry. */
import { derivedUuid, uuidOf } from "../ids.ts";
import type { Json } from "../kinds/kind.ts";
import { limits } from "../limits.ts";
import { type Candidate, compact, derivedRowId, makeDocument } from "./candidate.ts";
import { folded, hoursOf, plainText, yesOrNoOf } from "./cell_values.ts";
import type { CustomType } from "./foreflight_columns.ts";
import type { CustomCell, FlightLine, Note } from "./foreflight_line.ts";
import type { Remark } from "./remark.ts";

/** The tags of a file, and the rows of one entry. */
export interface Tags {
  /** The `entry_tags` of an entry; a cell that cannot be read is added to `notes`. */
  rowsOf(flight: FlightLine, parentUuid: string, notes: Note[]): Json[];
  candidates: Candidate[];
}

/** What a tag of such a column holds: presence, hours, or the cell as text. */
const valueTypes: Readonly<Record<CustomType, "boolean" | "numeric_hours" | "text">> = {
  Toggle: "boolean",
  Hours: "numeric_hours",
  Text: "text",
  Numeric: "text",
  Counter: "text",
  Date: "text",
  DateTime: "text",
};

/** The value of a tag; null for "no", undefined for a cell that does not say. */
function valueOf(cell: CustomCell): Record<string, Json> | null | undefined {
  switch (valueTypes[cell.type]) {
    case "boolean": {
      const yes = yesOrNoOf(cell.cell);
      return yes === false ? null : yes && {};
    }
    case "numeric_hours": {
      const hours = hoursOf(cell.cell);
      return hours && { numeric_value: hours.minutes };
    }
    case "text":
      return { text_value: plainText(cell.cell) };
  }
}

/** Collects the tags. Two columns of one name that hold different things become two tags. */
export function tagsOf(flights: readonly FlightLine[], remarks: Remark[]): Tags {
  const types = new Map<string, string>();
  const tags = new Map<string, Candidate>();
  const nameOf = ({ name, type }: CustomCell) => {
    const first = types.get(folded(name)) ?? valueTypes[type];
    types.set(folded(name), first);
    return first === valueTypes[type] ? name : `${name} (${type})`;
  };
  const tagOf = (cell: CustomCell, { line, raw, day }: FlightLine) => {
    const name = nameOf(cell);
    const key = folded(name);
    const known = tags.get(key);
    const since = day ?? "1970-01-01";
    if (known !== undefined && known.document.created_at.slice(0, 10) <= since) return known;
    const id = `tag:${derivedUuid(`tag:${name.trim().toLowerCase()}`)}`;
    const document = makeDocument(known?.document._id ?? id, since, {
      tag_name: known?.document["tag_name"] ?? name,
      tag_value_type: valueTypes[cell.type],
    });
    const first = known ?? { line, raw };
    const made: Candidate = {
      kind: "tag",
      line: first.line,
      raw: first.raw,
      document,
      problems: [],
      incomplete: null,
      has_line: false,
    };
    tags.set(key, made);
    return made;
  };
  for (const flight of flights)
    for (const cell of flight.custom) if (fits(cell)) tagOf(cell, flight);

  const rowsOf: Tags["rowsOf"] = (flight, parentUuid, notes) =>
    flight.custom.flatMap((cell, index): Json[] => {
      const value = fits(cell) ? valueOf(cell) : undefined;
      if (value === null) return [];
      if (value === undefined) {
        const { column, cell: text } = cell;
        notes.push({ column, cell: text });
        const message = "This cannot be read. The cell is kept in the entry's notes of the import.";
        remarks.push({ line: flight.line, column, cell: text, level: "warning", message });
        return [];
      }
      const tag = tags.get(folded(nameOf(cell)))!;
      const id = derivedRowId(parentUuid, "entry_tags", index, flight.day ?? "1970-01-01");
      return [compact({ id, tag_id: uuidOf(tag.document._id), ...value })];
    });
  return { rowsOf, candidates: [...tags.values()] };
}

function fits(cell: CustomCell): boolean {
  return cell.name.length <= limits.text_characters - 20;
}
