/** Flights for the bench: each with a leg, an approach and a landing, four rows in the ledger. */
import { addDays } from "../../shared/calendar.ts";
import { newRowId, stableId } from "../../shared/ids.ts";
import type { Values } from "../../shared/merge.ts";
import { nextRev } from "../../shared/push_decision.ts";
import type { Writes } from "../../server/ledger/document_store.ts";
import { ledgerJudge } from "../../server/ledger/ledger_judge.ts";
import { startWorking, take, type Working, writesOf } from "../../server/ledger/working.ts";
import type { Document } from "../harness/pilots.ts";
import { aFlight } from "../harness/records.ts";

const at = "2026-05-01T10:00:00Z";

/** So many flights in an aircraft, on the hundred days up to `today`. */
export function sampleFlights(aircraft: Document, count: number, today: string): Document[] {
  return Array.from({ length: count }, (_, i) => {
    const flight_date = addDays(today, -(i % 100));
    const leg = {
      id: newRowId(),
      leg_number: 1,
      from_airport_id: stableId("airport:FAA-PAO"),
      to_airport_id: stableId("airport:FAA-SFO"),
      distance_nm: 17.2,
      day_takeoffs: 1,
      day_landings_full_stop: 1,
      approaches: [
        {
          id: newRowId(),
          approach_type_id: stableId("approach_types:ILS"),
          airport_id: stableId("airport:FAA-SFO"),
          in_imc: true,
        },
      ],
      landings_takeoffs: [
        {
          id: newRowId(),
          is_landing: true,
          is_full_stop: true,
          occurred_at: `${flight_date}T10:00:00Z`,
        },
      ],
    };
    return aFlight(aircraft, { flight_date, remarks: `Circuit ${i}`, flight_legs: [leg] });
  });
}

/** What a push of these new documents hands to the store. Throws when one is not valid. */
export function writesFor(documents: readonly Document[]): Writes {
  const working = new Map<string, Working>();
  documents.forEach((document, place) => {
    const body = document as Values & { _id: string };
    const revision = { replicated: [nextRev(null, false, body)] };
    const incoming = { id: body._id, deleted: false, body, revision };
    const verdict = ledgerJudge.admit(incoming, "pilot");
    if ("problem" in verdict) throw new Error(JSON.stringify(verdict.problem));
    const state = startWorking(body._id);
    working.set(body._id, state);
    take(state, { at: place, incoming, record: verdict.record }, at, false, ledgerJudge);
  });
  return writesOf(working, ledgerJudge);
}
