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

/** Everything that a validated record points at, rows included. */
export function referencesOf(
  fields: Fields,
  record: Record<string, unknown>,
  at = "",
): Reference[] {
  return Object.entries(fields).flatMap(([name, field]): Reference[] => {
    const value = record[name];
    const path = `${at}${name}`;
    if (field.type === "rows")
      return ((value ?? []) as Record<string, unknown>[]).flatMap((row, i) =>
        referencesOf(field.fields, row, `${path}.${i}.`),
      );
    const target = targetOf(field, record);
    return target === undefined || typeof value !== "string"
      ? []
      : [{ path, ...target, uuid: value }];
  });
}
