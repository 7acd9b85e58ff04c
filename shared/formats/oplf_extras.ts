/** Fields of a record that this version does not know: taken off before judging, put back on writing. */
import type { Fields } from "../fields.ts";
import type { Json } from "../kinds/kind.ts";
import { kindNamed } from "../kinds/kinds.ts";
import type { Values } from "../merge.ts";

/** What was taken off a record: unknown fields, and by row id those of its rows, in the same shape. */
export interface Extras {
  fields?: { [name: string]: Json };
  /** List → row id → what was taken off the row. */
  rows?: { [list: string]: { [id: string]: Extras } };
}

/** Members of every record beside the fields of its kind. */
const envelope = new Set([
  "_id",
  "_rev",
  "_attachments",
  "created_at",
  "updated_at",
  "device_id",
  "change_reason",
]);
const rowEnvelope = new Set(["id"]);

function splitPart(fields: Fields, known: ReadonlySet<string>, part: Values): [Values, Extras] {
  const kept: Values = {};
  const extras: Extras = {};
  for (const [name, value] of Object.entries(part)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined && !known.has(name)) (extras.fields ??= {})[name] = value!;
    else if (field?.type === "rows" && Array.isArray(value))
      kept[name] = value.map((row) => {
        if (typeof row !== "object" || row === null || Array.isArray(row)) return row;
        const [rest, extra] = splitPart(field.fields, rowEnvelope, row);
        if (extra.fields !== undefined || extra.rows !== undefined)
          ((extras.rows ??= {})[name] ??= {})[String(row["id"])] = extra;
        return rest as Json;
      });
    else kept[name] = value;
  }
  return [kept, extras];
}

/** A record as its kind knows it, and what else it holds; undefined when there is nothing else. */
export function splitExtras(kind: string, record: Values): [Values, Extras | undefined] {
  const fields = kindNamed(kind)?.fields;
  if (fields === undefined) return [record, undefined];
  const [known, extras] = splitPart(fields, envelope, record);
  return extras.fields === undefined && extras.rows === undefined
    ? [record, undefined]
    : [known, extras];
}

/** Puts back what `splitExtras` took off. Rows that are gone since take theirs with them. */
export function joinExtras(record: Values, extras: Extras): Values {
  const joined: Values = { ...extras.fields, ...record };
  for (const [list, rows] of Object.entries(extras.rows ?? {}))
    if (Array.isArray(joined[list]))
      joined[list] = (joined[list] as Values[]).map((row) => {
        const extra = rows[String(row["id"])];
        return (extra === undefined ? row : joinExtras(row, extra)) as Json;
      });
  return joined;
}
