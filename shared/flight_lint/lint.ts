import type { Day } from "../calendar.ts";
import { unknownCraft } from "../facts/craft.ts";
import type { Facts } from "../facts/facts.ts";
import type { FlightRecord } from "../facts/records.ts";
import { uuidOf } from "../ids.ts";
import { lookupById } from "../reference/lookups.ts";
import type { Advice, LintContext } from "./advice.ts";
import { placeChecks } from "./places.ts";
import { timeChecks } from "./times.ts";

/** Advice about one flight. An empty list says that nothing was found, not that all is right. */
export function lintFlight(flight: FlightRecord, context: LintContext): Advice[] {
  return [...timeChecks, ...placeChecks].flatMap((check) => check(flight, context));
}

/** What the facts of a logbook say beside a flight of that day. */
export function lintContext(facts: Facts, flight: FlightRecord, as_of: Day): LintContext {
  const owner = facts.records.person.find((person) => person.is_logbook_owner);
  return {
    as_of,
    craft: facts.crafts.get(flight.aircraft_id) ?? unknownCraft,
    airport: facts.airport,
    birth: owner?.date_of_birth ?? null,
    is_student: isStudent(facts, flight.flight_date),
    owner_id: owner === undefined ? null : uuidOf(owner._id),
  };
}

function isStudent(facts: Facts, day: Day): boolean | null {
  const levels = facts.records.certificate
    .filter((certificate) => certificate.date_of_issuance <= day)
    .map((one) => lookupById("certificate_levels", one.certificate_level_id)?.code);
  if (levels.length === 0) return null;
  const pilots = ["sport", "recreational", "private", "commercial", "ATP", "R-ATP"];
  return levels.includes("student") && !levels.some((level) => pilots.includes(level ?? ""));
}
