/** What a new flight begins with. */
import { newRowId } from "../../shared/ids.ts";
import { flight as flightKind } from "../../shared/kinds/flight.ts";
import type { Json } from "../../shared/kinds/kind.ts";
import type { Values } from "../../shared/merge.ts";
import { addDays, momentOf } from "../ui/moments.ts";
import { endsOf, type Flight } from "./flight_facts.ts";
import type { Form, FormStart } from "./form.ts";
import { blank } from "./record_defaults.ts";

/** The clocks of a flight, in the order in which they are read. */
export const blockTimes = ["block_out", "block_off", "block_on", "block_in"] as const;

type Leg = Flight["flight_legs"][number];

const legFields = flightKind.fields.flight_legs.fields;

/** A leg that begins where the one before it ended. */
export function nextLeg(before: Leg | undefined): Values & { id: string } {
  return {
    ...blank(legFields),
    id: newRowId(),
    leg_number: (before?.leg_number ?? 0) + 1,
    from_airport_id: before?.to_airport_id ?? null,
    from_own_airport_id: before?.to_own_airport_id ?? null,
    from_airport_description: before?.to_airport_description ?? null,
  };
}

/** A new flight: today, in the aircraft of the last flight, from where that one ended. */
export function newFlight(today: string, last: Flight | undefined): FormStart {
  const leg: Values = { ...nextLeg(last?.flight_legs.at(-1)), leg_number: 1 };
  const known = [
    ...(last === undefined ? [] : ["aircraft_id"]),
    ...["from_airport_id", "from_own_airport_id"]
      .filter((name) => leg[name] != null)
      .map((name) => `flight_legs.0.${name}`),
  ];
  return {
    values: {
      flight_date: today,
      aircraft_id: last?.aircraft_id ?? null,
      flight_legs: [leg as Json],
    },
    prefilled: known,
  };
}

/** The route of a leg, in its direction or the other. */
function routeLeg(leg: Leg, leg_number: number, back: boolean): Json {
  const { from, to } = endsOf(leg);
  const [start, end] = back ? [to, from] : [from, to];
  return {
    ...blank(legFields),
    id: newRowId(),
    leg_number,
    from_airport_id: start.airport_id,
    from_own_airport_id: start.own_airport_id,
    from_airport_description: start.airport_description,
    to_airport_id: end.airport_id,
    to_own_airport_id: end.own_airport_id,
    to_airport_description: end.airport_description,
    distance_nm: leg.distance_nm,
  };
}

/** A route in words, the other way round; null where it is told, not listed. */
function wayBack(route: string | null): string | null {
  const points = route?.trim().split(/\s+/) ?? [];
  return points.every((point) => /^[A-Z\d/.-]+$/.test(point)) && points.length > 0
    ? points.reverse().join(" ")
    : null;
}

/** The people of a flight, as rows of another. */
const sameCrew = (flight: Flight) =>
  flight.flight_crew.map((row) => ({ ...row, id: newRowId() })) as Json;

/** The leg after a flight: the same day, aircraft and people, from where it ended. */
export function nextFlight(flight: Flight): FormStart {
  const { values, prefilled } = newFlight(flight.flight_date, flight);
  return {
    values: {
      ...values,
      flight_crew: sameCrew(flight),
      instructor_name: flight.instructor_name,
    },
    prefilled: prefilled ?? [],
  };
}

/** The same flight again, or the way back: aircraft, route and people, without times and counts. */
export function repeatedFlight(today: string, flight: Flight, back: boolean): FormStart {
  const legs = back ? flight.flight_legs.toReversed() : flight.flight_legs;
  return {
    values: {
      flight_date: today,
      aircraft_id: flight.aircraft_id,
      route: back ? wayBack(flight.route) : flight.route,
      flight_legs: legs.map((leg, i) => routeLeg(leg, i + 1, back)),
      flight_crew: sameCrew(flight),
      instructor_name: flight.instructor_name,
    },
  };
}

/** Moves the clocks of a flight with its date, so that 14:32 stays 14:32. */
export function moveClocks(form: Form, from: string | null, to: string | null): void {
  if (from === null || to === null) return;
  const days = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
  if (!Number.isFinite(days) || days === 0) return;
  for (const name of [...blockTimes, "on_duty", "off_duty"]) {
    const moment = form.value(name);
    if (typeof moment !== "string") continue;
    form.set(name, momentOf(addDays(moment.slice(0, 10), days), moment.slice(11, 16), null));
  }
}
