import { readFileSync } from "node:fs";
import {
  type AirportsByCode,
  type ImportContext,
  type ImportPlan,
  planImport,
  readForeFlight,
} from "../../../shared/formats/import_plan.ts";
import type { RecordOfKind } from "../../../shared/kinds/kinds.ts";
import type { KindName } from "../../../shared/kinds/kinds.ts";
import type { Airport } from "../../../shared/reference/airport.ts";
import type { CodeSpace } from "../../../shared/reference/airports.ts";
import { derivedUuid, stableId } from "../../../shared/ids.ts";
import { validate } from "../../../shared/validate.ts";
import { type FileParts, fileText } from "../../fixtures/foreflight/file_text.ts";

/** A few airports by hand: a code may be given to several, in a space each. */
const written: readonly [code: string, ident: string, space: CodeSpace, name: string][] = [
  ["KPAO", "FAA-PAO", "icao", "Palo Alto"],
  ["KUKI", "FAA-UKI", "icao", "Ukiah"],
  ["KSTS", "FAA-STS", "icao", "Charles M. Schulz Sonoma County"],
  ["KLVK", "FAA-LVK", "icao", "Livermore"],
  ["O69", "FAA-O69", "faa", "Petaluma"],
  ["TWIN", "FAA-TWIN", "faa", "Twin Oaks"],
  ["TWIN", "TWIN", "icao", "Twin Towers"],
  ["LON", "LON", "iata", "London Field"],
];

export function airportId(ident: string): string {
  return stableId(`airport:${ident}`);
}

export const airports: AirportsByCode = {
  byCode: (code) =>
    written
      .filter(([own]) => own === code.trim().toUpperCase())
      .map(([, ident, space, name]) => ({
        airport: { id: airportId(ident), ident, name } as Airport,
        spaces: [space],
      })),
};

export const now = "2025-01-15T12:00:00Z";

/** A line of a file: somebody flew from Palo Alto to Ukiah. */
export const flown = { From: "KPAO", To: "KUKI", TotalTime: "1.5", PIC: "1.5" };
/** When what is in the logbook already was written. */
export const moments = { created_at: "2024-06-01T00:00:00Z", updated_at: "2024-06-01T00:00:00Z" };
/** What a pilot entered by hand: a model, … */
export const ownModel = {
  _id: `aircraft_model:${derivedUuid("by hand")}`,
  ...moments,
  model_name: "Skyhawk",
};
/** … an aircraft of it, … */
export const ownAircraft = {
  _id: `aircraft:${derivedUuid("by hand too")}`,
  ...moments,
  registration: "N737ER",
  own_model_id: ownModel._id.slice("aircraft_model:".length),
};
/** … and a flight with it, as `fields` say. */
export const ownFlight = (fields: object) => ({
  _id: `flight:${derivedUuid(JSON.stringify(fields))}`,
  ...moments,
  flight_date: "2024-05-01",
  aircraft_id: ownAircraft._id.slice("aircraft:".length),
  total_time: 90,
  flight_legs: [
    {
      id: derivedUuid("leg"),
      leg_number: 1,
      from_airport_id: airportId("FAA-PAO"),
      to_airport_id: airportId("FAA-UKI"),
    },
  ],
  ...fields,
});

/** A fixture as it is on the disk. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../../fixtures/foreflight/${name}`, import.meta.url), "utf8");
}

/** The plan for a text, into an empty logbook unless `existing` says otherwise. */
export function planText(
  text: string,
  existing: Iterable<{ _id: string }> = [],
  context: Partial<ImportContext> = {},
): ImportPlan {
  return planImport(readForeFlight(text), existing, { airports, now, ...context });
}

/** The plan for a file of these parts. */
export function planFile(
  parts: FileParts,
  existing: Iterable<{ _id: string }> = [],
  context: Partial<ImportContext> = {},
): ImportPlan {
  return planText(fileText(parts), existing, context);
}

/** The planned records of a kind, validated and with all defaults, in the order of the plan. */
export function planned<K extends KindName>(plan: ImportPlan, kind: K): RecordOfKind<K>[] {
  return plan.documents
    .filter((document) => document._id.startsWith(`${kind}:`))
    .map((document) => {
      const validation = validate(document);
      if (!validation.ok) throw new Error(JSON.stringify(validation.problems));
      return validation.value.record as unknown as RecordOfKind<K>;
    });
}
