import { newRowId } from "../../shared/ids.ts";
import { flight as flightKind } from "../../shared/kinds/flight.ts";
import type { Json } from "../../shared/kinds/kind.ts";
import type { Flight } from "./flight_facts.ts";
import { blank } from "./record_defaults.ts";

type Leg = Flight["flight_legs"][number];
type End = "from" | "to";

const eventFields = flightKind.fields.flight_legs.fields.landings_takeoffs.fields;

interface Said {
  end: End;
  is_takeoff: boolean;
  is_landing: boolean;
  is_full_stop: boolean | null;
}

/** The events that a leg's counts stand for: take-offs, then touch-and-goes, then full stops. */
function eventsSaid(leg: Leg): Said[] {
  const touches = leg.day_landings_touch_and_go + leg.night_landings_touch_and_go;
  const stops = leg.day_landings_full_stop + leg.night_landings_full_stop;
  const takeoffs = leg.day_takeoffs + leg.night_takeoffs;
  const row = (end: End, is_takeoff: boolean, is_full_stop: boolean | null): Said => ({
    end,
    is_takeoff,
    is_landing: is_full_stop !== null,
    is_full_stop,
  });
  return [
    ...Array.from({ length: Math.max(0, takeoffs - touches) }, () => row("from", true, null)),
    ...Array.from({ length: touches }, (_, i) => row("to", i < takeoffs, false)),
    ...Array.from({ length: stops }, () => row("to", false, true)),
  ];
}

/** How many single events the counts of a leg stand for. */
export function eventCount(leg: Leg): number {
  return eventsSaid(leg).length;
}

/**
 * A row for each take-off and landing of a leg, at its ends: the first with OFF of the flight, the
 * last with ON. Times between are for the pilot to say.
 */
export function eventsOfLeg(flight: Flight, index: number): Json[] {
  const leg = flight.flight_legs[index]!;
  const said = eventsSaid(leg);
  return said.map(({ end, ...event }, i) => {
    const isFirst = index === 0 && i === 0 && event.is_takeoff;
    const isLast =
      index === flight.flight_legs.length - 1 && i === said.length - 1 && event.is_landing;
    return {
      ...blank(eventFields),
      ...event,
      id: newRowId(),
      airport_id: leg[`${end}_airport_id`],
      own_airport_id: leg[`${end}_own_airport_id`],
      airport_description: leg[`${end}_airport_description`],
      occurred_at: isFirst ? flight.block_off : isLast ? flight.block_on : null,
    };
  });
}
