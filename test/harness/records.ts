/** Good documents to start from. Each call makes a new record. */
import { createHash } from "node:crypto";
import { derivedUuid, newRecordId, newRowId, stableId, uuidOf } from "../../shared/ids.ts";

const at = "2026-05-01T10:00:00Z";
const envelope = { created_at: at, updated_at: at };

/** An aircraft model of one's own. */
export function aModel(fields: object = {}) {
  return { _id: newRecordId("aircraft_model"), ...envelope, model_name: "7ECA", ...fields };
}

/** An aircraft of that model. */
export function anAircraft(model: { _id: string }, fields: object = {}) {
  const registration = `N${Math.trunc(Number(`0x${newRowId().slice(-6)}`) % 90_000) + 10_000}`;
  return {
    _id: newRecordId("aircraft"),
    ...envelope,
    registration,
    own_model_id: uuidOf(model._id),
    ...fields,
  };
}

/** A person. */
export function aPerson(fields: object = {}) {
  return { _id: newRecordId("person"), ...envelope, display_name: "Ann Other", ...fields };
}

/** The record of a file that belongs to a person; its bytes go with the document. */
export function attachedTo(person: { _id: string }, bytes: Uint8Array) {
  return {
    _id: newRecordId("attachment"),
    ...envelope,
    owner_table: "people",
    owner_row_id: uuidOf(person._id),
    filename: "scan.pdf",
    mime_type: "application/pdf",
    file_size_bytes: bytes.length,
    sha256_hash: createHash("sha256").update(bytes).digest("hex"),
  };
}

/** A flight of an hour in that aircraft, one leg, one landing. */
export function aFlight(aircraft: { _id: string }, fields: object = {}) {
  return {
    _id: newRecordId("flight"),
    ...envelope,
    flight_date: "2026-05-01",
    aircraft_id: uuidOf(aircraft._id),
    total_time: 60,
    pic_time: 60,
    flight_legs: [
      {
        id: newRowId(),
        leg_number: 1,
        from_airport_description: "home",
        to_airport_description: "home",
        day_takeoffs: 1,
        day_landings_full_stop: 1,
      },
    ],
    ...fields,
  };
}

/** A device's id that is the same in every run. */
export const deviceId = (name: string) => derivedUuid(`device ${name}`);

/** A role, by the code of its lookup row. */
export const roleId = (code: string) => stableId(`role_on_flight_types:${code}`);
