import { aircraft } from "./aircraft.ts";
import { aircraftModel } from "./aircraft_model.ts";
import { correction } from "./correction.ts";
import { flight } from "./flight.ts";
import type { Kind, RecordOf } from "./kind.ts";
import { person } from "./person.ts";
import { tag } from "./tag.ts";
import { trainingDevice } from "./training_device.ts";
import { trainingSession } from "./training_session.ts";

/**
 * Every kind of record, in the order in which they are applied to the ledger: what is referred to
 * stands before what refers.
 */
export const kinds = {
  person,
  aircraft_model: aircraftModel,
  aircraft,
  training_device: trainingDevice,
  tag,
  flight,
  training_session: trainingSession,
  correction,
} as const;

export type KindName = keyof typeof kinds;

/** A validated record of the kind with this name. */
export type RecordOfKind<K extends KindName> = RecordOf<(typeof kinds)[K]>;

/** The kind with a name, seen without its own types; undefined when there is none. */
export function kindNamed(name: string): Kind | undefined {
  return Object.hasOwn(kinds, name) ? (kinds[name as KindName] as unknown as Kind) : undefined;
}
