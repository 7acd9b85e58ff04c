import type { Field, Fields } from "./fields.ts";
import { kindOfTable } from "./kinds/kinds.ts";

/** One place in a record that points at something else. */
export interface Reference {
  /** The field, dotted: `flight_crew.0.person_id`. */
  path: string;
  /** What it points at: a record of this logbook, or a row of the shared reference tables. */
  target: "record" | "airport" | "aircraft_model" | "training_device_model" | "lookup";
  /** The kind of the record, or the name of the lookup table. */
  name: string;
  uuid: string;
}

function targetOf(
  field: Field,
  record: Record<string, unknown>,
): Pick<Reference, "target" | "name"> | undefined {
  switch (field.type) {
    case "reference":
      return { target: "record", name: field.kind };
    case "row_id": {
      // Only where the record itself says which table: a signature, a file.
      const kind = kindOfTable(String(record[field.table]));
      return kind === undefined ? undefined : { target: "record", name: kind.kind };
    }
    case "airport":
      return { target: "airport", name: "airports" };
    case "reference_model":
      return { target: "aircraft_model", name: "aircraft_models" };
    case "reference_device_model":
      return { target: "training_device_model", name: "training_device_models" };
    case "lookup":
      return { target: "lookup", name: field.lookup };
    default:
      return undefined;
  }
}

const pointing: ReadonlySet<Field["type"]> = new Set([
  "reference",
  "row_id",
  "airport",
  "reference_model",
  "reference_device_model",
  "lookup",
  "rows",
]);

/** The fields of a kind that may point at something, of which there are few; found once. */
const pointingFields = new WeakMap<Fields, [name: string, field: Field][]>();

function pointingOf(fields: Fields): [name: string, field: Field][] {
  let known = pointingFields.get(fields);
  if (known === undefined) {
    known = Object.entries(fields).filter(([, { type }]) => pointing.has(type));
    pointingFields.set(fields, known);
  }
  return known;
}

function collect(
  fields: Fields,
  record: Record<string, unknown>,
  at: string,
  into: Reference[],
): void {
  for (const [name, field] of pointingOf(fields)) {
    const value = record[name];
    if (field.type === "rows") {
      const rows = (value ?? []) as Record<string, unknown>[];
      rows.forEach((row, i) => collect(field.fields, row, `${at}${name}.${i}.`, into));
    } else if (typeof value === "string") {
      const target = targetOf(field, record);
      if (target !== undefined) into.push({ path: at + name, ...target, uuid: value });
    }
  }
}

/** Everything that a validated record points at, rows included. */
export function referencesOf(fields: Fields, record: Record<string, unknown>): Reference[] {
  const found: Reference[] = [];
  collect(fields, record, "", found);
  return found;
}
