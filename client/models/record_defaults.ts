import type { Fields } from "../../shared/fields.ts";
import type { Json } from "../../shared/kinds/kind.ts";
import { kindNamed, type KindName } from "../../shared/kinds/kinds.ts";
import { absentValue } from "../../shared/merge.ts";
import type { StoredDocument } from "../store/messages.ts";
import type { AnyRecord } from "./logbook.ts";

type JsonObject = { [field: string]: Json };

const blanks = new Map<Fields, JsonObject>();

/** A row or record of these fields that says nothing: every default filled in. */
export function blank(fields: Fields): JsonObject {
  let made = blanks.get(fields);
  if (made === undefined) {
    made = Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [name, absentValue(field)]),
    );
    blanks.set(fields, made);
  }
  return made;
}

function filled(fields: Fields, values: { [field: string]: Json | undefined }): JsonObject {
  const record: JsonObject = { ...blank(fields) };
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null) continue;
    const field = fields[name];
    record[name] =
      field?.type === "rows" && Array.isArray(value)
        ? value.map((row) => filled(field.fields, row as JsonObject))
        : value;
  }
  return record;
}

/** A document as a record: what it leaves out is its kind's default. */
export function withDefaults(kind: KindName, document: StoredDocument): AnyRecord {
  const envelope = { device_id: null, change_reason: null };
  return { ...envelope, ...filled(kindNamed(kind)!.fields, document) } as AnyRecord;
}
