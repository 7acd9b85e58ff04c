import type { Fields } from "../../shared/fields.ts";
import type { Json } from "../../shared/kinds/kind.ts";
import { kindNamed, type KindName } from "../../shared/kinds/kinds.ts";
import { absentValue } from "../../shared/merge.ts";
import type { StoredDocument } from "../store/messages.ts";
import type { AnyRecord } from "./logbook.ts";

type JsonObject = { [field: string]: Json };

/** What a document may leave out beside its kind's fields. */
const envelope: JsonObject = { device_id: null, change_reason: null };

const blankRows = new Map<Fields, JsonObject>();
const blankRecords = new Map<Fields, JsonObject>();

/** An object of these fields that says nothing, made once; copies of it are cheap. */
function made(kept: Map<Fields, JsonObject>, fields: Fields, first: JsonObject): JsonObject {
  let object = kept.get(fields);
  if (object === undefined) {
    const entries = Object.entries(fields).map(([name, field]) => [name, absentValue(field)]);
    object = { ...first, ...Object.fromEntries(entries) };
    kept.set(fields, object);
  }
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
