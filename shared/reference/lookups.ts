/**
 * Every lookup table of `reference` (database design, section 12.3), written out. The gateway loads
 * these rows into PostgreSQL and the app reads them here, so both know the same ids.
 */
import type { LookupName } from "../fields.ts";
import { stableId } from "../ids.ts";
import { aircraftCategories, aircraftClasses, trainingDeviceTypes } from "./lookups/aircraft.ts";
import { endorsementTypes } from "./lookups/endorsement_types.ts";
import type { LookupEntry } from "./lookups/entry.ts";
import { farCitations } from "./lookups/far_citations.ts";
import { approachTypes, picBasisTypes, roleOnFlightTypes } from "./lookups/flight.ts";
import {
  certificateLevels,
  medicalClasses,
  ratingTypes,
  roleQualificationTypes,
} from "./lookups/people.ts";
import { trainingEventTypes } from "./lookups/training.ts";

/** Each table by its name; a table stands after those that its rows refer to. */
const tables = {
  aircraft_categories: aircraftCategories,
  aircraft_classes: aircraftClasses,
  approach_types: approachTypes,
  certificate_levels: certificateLevels,
  endorsement_types: endorsementTypes,
  far_citations: farCitations,
  medical_classes: medicalClasses,
  pic_basis_types: picBasisTypes,
  rating_types: ratingTypes,
  role_on_flight_types: roleOnFlightTypes,
  role_qualification_types: roleQualificationTypes,
  training_device_types: trainingDeviceTypes,
  training_event_types: trainingEventTypes,
} as const satisfies Record<LookupName, LookupEntry[]> & Record<string, LookupEntry[]>;

/** The name of a lookup table, as in SQL. */
export type LookupTable = keyof typeof tables;

/** The names of all lookup tables, in an order in which they can be loaded. */
export const lookupTables = Object.keys(tables) as LookupTable[];

/** A row of a lookup table, with the names and values of its columns. */
export interface LookupRow {
  id: string;
  code: string;
  name: string;
  description: string;
  display_order: number;
  is_deprecated: boolean;
  /** First day of the definition, `YYYY-MM-DD`; null when it has always held. */
  effective_from: string | null;
  /** Last day of the definition, `YYYY-MM-DD`; null while it holds. */
  effective_to: string | null;
  /** Of `aircraft_classes`: the id of the category. Null in every other table. */
  category_id: string | null;
}

interface Index {
  rows: readonly LookupRow[];
  by_code: ReadonlyMap<string, LookupRow>;
  by_id: ReadonlyMap<string, LookupRow>;
}

/** Filled table by table on first use: an id costs a SHA-256, and most screens need few tables. */
const indexes = new Map<LookupTable, Index>();

function toRow(table: LookupTable, line: LookupEntry, position: number): LookupRow {
  return {
    id: stableId(`${table}:${line.code}`),
    code: line.code,
    name: line.name,
    description: line.description,
    display_order: (position + 1) * 10,
    is_deprecated: line.is_deprecated ?? false,
    effective_from: line.effective_from ?? null,
    effective_to: line.effective_to ?? null,
    category_id:
      line.category_code === undefined
        ? null
        : stableId(`aircraft_categories:${line.category_code}`),
  };
}

function indexOf(table: LookupTable): Index {
  const known = indexes.get(table);
  if (known !== undefined) return known;
  const rows = tables[table].map((line, position) => toRow(table, line, position));
  const made = {
    rows,
    by_code: new Map(rows.map((row) => [row.code, row])),
    by_id: new Map(rows.map((row) => [row.id, row])),
  };
  indexes.set(table, made);
  return made;
}

/** All rows of a table in display order, those no longer in use included. */
export function lookupRows(table: LookupTable): readonly LookupRow[] {
  return indexOf(table).rows;
}

/** The row with a code, letter for letter; undefined when there is none. */
export function lookupByCode(table: LookupTable, code: string): LookupRow | undefined {
  return indexOf(table).by_code.get(code);
}

/** The row with an id; undefined when there is none. */
export function lookupById(table: LookupTable, id: string): LookupRow | undefined {
  return indexOf(table).by_id.get(id);
}

/** The rows that were in force on a day (`YYYY-MM-DD`) and are in use: what a form offers. */
export function lookupChoices(table: LookupTable, day: string): LookupRow[] {
  return lookupRows(table).filter(
    (row) =>
      !row.is_deprecated &&
      (row.effective_from === null || row.effective_from <= day) &&
      (row.effective_to === null || day <= row.effective_to),
  );
}
