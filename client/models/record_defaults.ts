import { absentValue, type Fields } from "../../shared/fields.ts";
import type { Json } from "../../shared/kinds/kind.ts";
import { kindNamed, type KindName } from "../../shared/kinds/kinds.ts";
import type { StoredDocument } from "../store/messages.ts";
import type { AnyRecord } from "./records.ts";

type JsonObject = { [field: string]: Json };

/** What a document may leave out beside its kind's fields. */
const envelope: JsonObject = { device_id: null, change_reason: null };

const blankRows = new Map<Fields, JsonObject>();
const blankRecords = new Map<Fields, JsonObject>();

/** An object of these fields that says nothing, made once; copies of it are cheap. */
function made(kept: Map<Fields, JsonObject>, fields: Fields, first: JsonObject): JsonObject {
  const known = kept.get(fields);
  if (known !== undefined) return known;
  const entries = Object.entries(fields).map(([name, field]) => [name, absentValue(field)]);
  const object = { ...first, ...(Object.fromEntries(entries) as JsonObject) };
  kept.set(fields, object);
  return object;
}

/** A row or record of these fields that says nothing: every default filled in. */
export function blank(fields: Fields): JsonObject {
  return made(blankRows, fields, {});
}

/** Writes the values over the defaults that are in `into` already. */
function fill(fields: Fields, values: { [field: string]: Json | undefined }, into: JsonObject) {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null) continue;
    const field = fields[name];
    into[name] =
      field?.type === "rows" && Array.isArray(value)
        ? value.map((row) => fill(field.fields, row as JsonObject, { ...blank(field.fields) }))
        : value;
  }
  return into;
}

/**
 * A document as a record: what it leaves out is its kind's default. Copied once: to spread a record
 * of this many fields a second time takes 50 times as long as all of this.
 */
export function withDefaults(kind: KindName, document: StoredDocument): AnyRecord {
  const { fields } = kindNamed(kind)!;
  const defaults = made(blankRecords, fields, envelope);
  return fill(fields, document, { ...defaults }) as AnyRecord;
}

const saysNothing = (value: Json | undefined, absent: Json | undefined) =>
  value === absent || (Array.isArray(value) && value.length === 0);

/** The other way: a record without what its kind's defaults say already. */
export function withoutDefaults(kind: KindName, record: AnyRecord): StoredDocument {
  const { fields } = kindNamed(kind)!;
  const bare = (of: Fields, values: JsonObject, defaults: JsonObject) => {
    const said: JsonObject = {};
    for (const [name, value] of Object.entries(values)) {
      if (saysNothing(value, defaults[name])) continue;
      const field = of[name];
      said[name] =
        field?.type === "rows"
          ? (value as JsonObject[]).map((row) => bare(field.fields, row, blank(field.fields)))
          : value;
    }
    return said;
  };
  return bare(fields, record, made(blankRecords, fields, envelope)) as unknown as StoredDocument;
}
