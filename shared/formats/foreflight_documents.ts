/** A ForeFlight reading as documents, each with what is wrong with it. */
import type { Candidate } from "./candidate.ts";
import type { ForeFlightReading } from "./foreflight.ts";
import { registrationOf } from "./foreflight_aircraft.ts";
import { type Craft, craftsOf } from "./foreflight_crafts.ts";
import type { EntryContext } from "./foreflight_entry.ts";
import { flightName, flightOf } from "./foreflight_flights.ts";
import { type NamedLine, uuidsOfLines } from "./foreflight_numbers.ts";
import { peopleOf } from "./foreflight_people.ts";
import { sessionCraft, sessionName, sessionOf } from "./foreflight_sessions.ts";
import { tagsOf } from "./foreflight_tags.ts";
import type { Existing } from "./import_match.ts";
import type { Places } from "./import_places.ts";
import type { Remark } from "./remark.ts";

/** What the aircraft and devices of the logbook are, by the name that a file would use. */
function knownCrafts(existing: Existing): Map<string, Craft["is"]> {
  const known = new Map<string, Craft["is"]>();
  for (const [kind, field] of [
    ["training_device", "name"],
    ["aircraft", "registration"],
  ] as const)
    for (const document of existing.ofKind.get(kind) ?? [])
      if (typeof document[field] === "string") known.set(registrationOf(document[field]), kind);
  return known;
}

/**
 * Makes the documents of a reading, one for each line and one for each person, model and tag. They
 * depend on the file and the places, not on the device or the clock; `existing` only decides what
 * the table leaves open: whether a name is an aircraft's or a device's, and which of several lines
 * with one name is the one that the logbook has.
 */
export function foreFlightCandidates(
  reading: ForeFlightReading,
  places: Places,
  existing: Existing,
  remarks: Remark[],
): Candidate[] {
  const { flights } = reading;
  const crafts = craftsOf(reading, knownCrafts(existing), remarks);
  const people = peopleOf(flights, remarks);
  const tags = tagsOf(flights, remarks);
  const context: EntryContext = { crafts, people, tags, places, remarks };
  const lines = flights.map((line) => ({ line, device: sessionCraft(line, context) }));
  const named = lines.map(({ line, device }): NamedLine =>
    device === undefined
      ? { kind: "flight", line, name: flightName(line) }
      : { kind: "training_session", line, name: sessionName(line, device) },
  );
  const uuids = uuidsOfLines(named, existing.byId, remarks);
  const entries = lines.map(({ line, device }) => {
    const uuid = uuids.get(line)!;
    return device === undefined
      ? flightOf(line, uuid, context)
      : sessionOf(line, device, uuid, context);
  });
  return [...people.candidates, ...crafts.candidates, ...tags.candidates, ...entries];
}
