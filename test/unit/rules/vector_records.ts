/** Turns the short forms of the vectors into records. */
import type { Envelope } from "../../../shared/kinds/kind.ts";
import { derivedUuid } from "../../../shared/ids.ts";
import type { LookupTable } from "../../../shared/reference/lookups.ts";
import { aircraft, code, type Fields, flight, type FlightParts, record } from "./logbook.ts";

/** One logbook of a vector file. */
export interface VectorLogbook {
  aircraft?: Record<string, Fields>;
  records: [string, Fields][];
}

/** Lookup values `{table, code}` become ids, at any depth. */
function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== "object" || value === null) return value;
  const { table, code: name } = value as { table?: LookupTable; code?: string };
  if (table !== undefined && name !== undefined) return code(table, name);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolved(one)]));
}

function session({ device, approaches = 0, ...fields }: Fields, key: string): Envelope {
  return record("training_session", key, {
    ...(device === undefined
      ? {}
      : { training_device_id: derivedUuid(`device ${String(device)}`) }),
    approaches: Array.from({ length: Number(approaches) }, (_, n) => ({
      id: derivedUuid(`${key} approach ${n}`),
      approach_type_id: code("approach_types", "ILS"),
    })),
    ...fields,
  });
}

/** The records of a vector's logbook. */
export function vectorRecords({ aircraft: models = {}, records }: VectorLogbook): Envelope[] {
  return [
    ...Object.entries(models).flatMap(([registration, model]) => aircraft(registration, model)),
    ...records.map(([kind, raw], i) => {
      const fields = resolved(raw) as Fields;
      const key = `${kind} ${i}`;
      if (kind === "flight") return flight(fields as FlightParts);
      if (kind === "training_session") return session(fields, key);
      if (kind === "training_device")
        return record(kind, `device ${String(fields["name"])}`, fields);
      const ratings = (fields["ratings"] ?? []) as Fields[];
      const rows = ratings.map((row, n) => ({ id: derivedUuid(`${key} rating ${n}`), ...row }));
      return record(kind, key, kind === "certificate" ? { ...fields, ratings: rows } : fields);
    }),
  ];
}
