/** What the facts are made of: validated records by kind, and what only the reference data knows. */
import type { Envelope } from "../kinds/kind.ts";
import type { RecordOfKind } from "../kinds/kinds.ts";
import type { ModelFields } from "./craft.ts";

export type FlightRecord = RecordOfKind<"flight">;
export type SessionRecord = RecordOfKind<"training_session">;
export type CertificateRecord = RecordOfKind<"certificate">;
export type TrainingEventRecord = RecordOfKind<"training_event">;

/** The kinds of record that a rule, a report or a total asks about. */
const kindsAsked = [
  "person",
  "airport",
  "aircraft_model",
  "aircraft",
  "training_device",
  "flight",
  "training_session",
  "certificate",
  "endorsement",
  "medical",
  "flight_review",
  "practical_test",
  "training_event",
  "currency_rule",
] as const;

/** Whether anything asks about records of this kind. */
export function isAsked(kind: string): boolean {
  return (kindsAsked as readonly string[]).includes(kind);
}

/** Records by kind; a kind that is missing has none. */
export type LogbookRecords = {
  [K in (typeof kindsAsked)[number]]: RecordOfKind<K>[];
};

/** What is known of an airport. */
export interface AirportFacts {
  latitude: number;
  longitude: number;
  elevation_ft: number | null;
  time_zone: string | null;
  has_control_tower?: boolean | null;
  /** What people call it: `KPAO`. */
  ident?: string;
}

/** Answers where an airport is. */
export type AirportOf = (id: string) => AirportFacts | undefined;

/** The reference data, asked by id. */
export interface FactsLookups {
  airport: (id: string) => AirportFacts | undefined;
  model: (id: string) => ModelFields | undefined;
  /** Code of the category that a model of training device stands for. */
  device_category: (device_model_id: string) => string | null;
}

/** Sorts validated records by their kind. Kinds that nothing asks about are left out. */
export function recordsByKind(records: Iterable<Envelope>): LogbookRecords {
  const sorted = Object.fromEntries(kindsAsked.map((kind) => [kind, [] as Envelope[]]));
  for (const record of records) sorted[record._id.slice(0, record._id.indexOf(":"))]?.push(record);
  return sorted as unknown as LogbookRecords;
}
