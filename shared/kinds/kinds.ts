import { aircraft } from "./aircraft.ts";
import { aircraftModel } from "./aircraft_model.ts";
import { ownAirport } from "./airport.ts";
import { attachment } from "./attachment.ts";
import { bookReport } from "./book_report.ts";
import { certificate } from "./certificate.ts";
import { correction } from "./correction.ts";
import { currencyRule } from "./currency_rule.ts";
import { endorsement } from "./endorsement.ts";
import { entrySignature } from "./entry_signature.ts";
import { flight } from "./flight.ts";
import { flightReview } from "./flight_review.ts";
import type { Kind, RecordOf } from "./kind.ts";
import { medical } from "./medical.ts";
import { person } from "./person.ts";
import { practicalTest } from "./practical_test.ts";
import { publicKey } from "./public_key.ts";
import { savedReport } from "./saved_report.ts";
import { tag } from "./tag.ts";
import { trainingDevice } from "./training_device.ts";
import { trainingEvent } from "./training_event.ts";
import { trainingSession } from "./training_session.ts";

/**
 * Every kind of record, in the order in which they are applied to the ledger: what is referred to
 * stands before what refers.
 */
export const kinds = {
  person,
  airport: ownAirport,
  aircraft_model: aircraftModel,
  aircraft,
  training_device: trainingDevice,
  tag,
  flight,
  training_session: trainingSession,
  certificate,
  endorsement,
  medical,
  flight_review: flightReview,
  practical_test: practicalTest,
  training_event: trainingEvent,
  book_report: bookReport,
  public_key: publicKey,
  entry_signature: entrySignature,
  attachment,
  saved_report: savedReport,
  currency_rule: currencyRule,
  correction,
} as const;

export type KindName = keyof typeof kinds;

/** A validated record of the kind with this name. */
export type RecordOfKind<K extends KindName> = RecordOf<(typeof kinds)[K]>;

/** The kind with a name, seen without its own types; undefined when there is none. */
export function kindNamed(name: string): Kind | undefined {
  return Object.hasOwn(kinds, name) ? (kinds[name as KindName] as unknown as Kind) : undefined;
}

/** The kind whose records a table of schema `logbook` holds; undefined for a table of rows. */
export function kindOfTable(table: string): Kind | undefined {
  return (Object.values(kinds) as unknown as Kind[]).find((kind) => kind.table === table);
}
