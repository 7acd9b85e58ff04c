/** Whether one flight is the long flight that a table asks for. */
import { ambiguousShare, type Qualifies } from "../cross_country.ts";
import type { FlightFacts } from "../facts/flight_facts.ts";
import type { AirportOf } from "../facts/records.ts";
import { routeOf } from "../facts/flight_route.ts";
import { at } from "../facts/measures.ts";
import type { FlightAsked } from "./requirement.ts";

type Limit = { at_least: number } | { more_than: number };

/** Answers in the order in which they win when several conditions must hold. */
const order: readonly Qualifies[] = ["no", "unknown", "ambiguous", "yes"];

/** All must hold: the worst answer decides. */
export function all(answers: readonly Qualifies[]): Qualifies {
  return order.find((answer) => answers.includes(answer)) ?? "yes";
}

function meets(distance_nm: number, limit: Limit): Qualifies {
  const nm = "at_least" in limit ? limit.at_least : limit.more_than;
  if (Math.abs(distance_nm - nm) <= nm * ambiguousShare) return "ambiguous";
  return distance_nm > nm ? "yes" : "no";
}

/** A sum of which some parts are not known can only be too small. */
function meetsAtLeast(known_nm: number, is_part_unknown: boolean, limit: Limit): Qualifies {
  const answer = meets(known_nm, limit);
  return answer !== "yes" && is_part_unknown ? "unknown" : answer;
}

/** Kinds of approach that differ by what they navigate with; lines of minima do not make a kind. */
function kindOf(type: string): string {
  if (type.startsWith("ILS")) return "ILS";
  if (type.startsWith("RNAV") || type === "GPS") return "RNAV";
  if (type.startsWith("VOR")) return "VOR";
  if (type.startsWith("NDB")) return "NDB";
  return type.startsWith("LOC") ? "LOC" : type;
}

function approachesAsked(flight: FlightFacts, kinds: number): Qualifies {
  const flown = new Set(
    flight.legs.flatMap((leg) => leg.approaches.map(({ type }) => kindOf(type))),
  );
  const everywhere = flight.legs.every((leg) =>
    leg.approaches.some(({ place }) => place === null || place === leg.to),
  );
  return everywhere && flown.size >= kinds ? "yes" : "no";
}

function fullStopPoints(flight: FlightFacts, asked: number): Qualifies {
  const stopped = new Set(
    flight.legs.filter((leg) => leg.full_stops > 0 && leg.to !== null).map(({ to }) => to),
  );
  if (stopped.size >= asked) return "yes";
  const reached = new Set(flight.legs.map(({ to }) => to)).size;
  const unsaid = flight.legs.some((leg) => leg.landings === 0);
  return unsaid && reached >= asked ? "unknown" : "no";
}

function fromOrigin(flight: FlightFacts, airport: AirportOf, limit: Limit): Qualifies {
  const landing = routeOf(flight, airport).measured?.landing;
  if (landing === undefined) return "unknown";
  return meetsAtLeast(Math.max(0, landing.distance_nm), landing.is_somewhere_unknown, limit);
}

/** Whether a flight's route is the one asked for; its times are the caller's. */
export function routeMeets(flight: FlightFacts, asked: FlightAsked, airport: AirportOf): Qualifies {
  const { leg_nm } = routeOf(flight, airport);
  const known = leg_nm.filter((nm) => nm !== undefined);
  const is_unknown = known.length < leg_nm.length;
  const points = new Set(flight.legs.map(({ to }) => to).filter((to) => to !== null)).size;
  const answers: Qualifies[] = [];
  if (asked.by_day === true) answers.push(flight.sums[at.night_time] === 0 ? "yes" : "no");
  if (asked.total_nm !== undefined)
    answers.push(
      meetsAtLeast(
        known.reduce((sum, nm) => sum + nm, 0),
        is_unknown,
        asked.total_nm,
      ),
    );
  if (asked.leg_nm !== undefined)
    answers.push(meetsAtLeast(Math.max(0, ...known), is_unknown, asked.leg_nm));
  if (asked.from_origin_nm !== undefined)
    answers.push(fromOrigin(flight, airport, asked.from_origin_nm));
  if (asked.points !== undefined) answers.push(points >= asked.points ? "yes" : "no");
  if (asked.full_stop_points !== undefined)
    answers.push(fullStopPoints(flight, asked.full_stop_points));
  if (asked.approaches !== undefined) answers.push(approachesAsked(flight, asked.approaches.kinds));
  return all(answers);
}
