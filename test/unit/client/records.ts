/** Records as the logbook's model holds them. */
import { newRecordId, newRowId, uuidOf } from "../../../shared/ids.ts";
import { withDefaults } from "../../../client/models/record_defaults.ts";
import type { Flight } from "../../../client/models/flight_facts.ts";
import type { AnyRecord } from "../../../client/models/logbook.ts";
import type { StoredDocument } from "../../../client/store/messages.ts";

const at = "2026-05-01T10:00:00Z";

/** A stored document of a kind; what is not said is left out. */
export function stored(kind: string, fields: object = {}): StoredDocument {
  const _id = newRecordId(kind);
  return { _id, _rev: "1-a", created_at: at, updated_at: at, ...fields } as StoredDocument;
}

/** A flight of one leg. */
export function flight(fields: object = {}, leg: object = {}): Flight {
  const document = stored("flight", {
    flight_date: "2026-05-01",
    aircraft_id: uuidOf(newRecordId("aircraft")),
    flight_legs: [{ id: newRowId(), leg_number: 1, ...leg }],
    ...fields,
  });
  return withDefaults("flight", document) as unknown as Flight;
}

/** The same as `flight`, seen without its own types. */
export function anyRecord(record: object): AnyRecord {
  return record as AnyRecord;
}
