/** Where a flight went, measured: what cross-country and long flights are judged by. */
import {
  crossCountryVariants,
  type MeasuredRoute,
  measureRoute,
  type Qualifies,
  qualifies,
  type RoutePoint,
  type VariantName,
} from "../cross_country.ts";
import { distanceNm, type Position } from "../geography.ts";
import type { FlightFacts } from "./flight_facts.ts";
import type { AirportOf } from "./records.ts";
import { at } from "./measures.ts";

/** A flight's route, measured once. */
export interface FlightRoute {
  measured: MeasuredRoute | undefined;
  /** Straight-line nautical miles of each leg; undefined where an end is nobody knows where. */
  leg_nm: (number | undefined)[];
}

/** Routes by their places, for each list of airports: most flights go where others went. */
const routes = new WeakMap<AirportOf, Map<string, FlightRoute>>();

function keyOf({ legs, other_points }: FlightFacts): string {
  // No name holds a NUL: validation refuses it.
  let key = "";
  for (const { from, to } of legs) key += `${from ?? ""}\0${to ?? ""}\0`;
  for (const { name, is_landing } of other_points) key += `${is_landing ? "!" : "?"}${name}\0`;
  return key;
}

/** The route of a flight. */
export function routeOf(flight: FlightFacts, airport: AirportOf): FlightRoute {
  let known = routes.get(airport);
  if (known === undefined) routes.set(airport, (known = new Map()));
  const key = keyOf(flight);
  let route = known.get(key);
  if (route === undefined) known.set(key, (route = measured(flight, airport)));
  return route;
}

function measured(flight: FlightFacts, airport: AirportOf): FlightRoute {
  const positionOf = (name: string | null): Position | undefined =>
    name === null ? undefined : airport(name);
  const point = (name: string | null, is_landing: boolean): RoutePoint => ({
    name,
    place: positionOf(name),
    is_landing,
  });
  const first = flight.legs[0];
  const points = [
    ...flight.legs.slice(1).map((leg) => point(leg.from, true)),
    ...flight.other_points.map(({ name, is_landing }) => point(name, is_landing)),
  ].filter(({ name }) => name !== null);
  const ends = flight.legs.map((leg) => point(leg.to, true));
  return {
    measured: measureRoute(first === undefined ? undefined : point(first.from, false), [
      ...points,
      ...ends,
    ]),
    leg_nm: flight.legs.map(({ from, to }) => {
      const [a, b] = [positionOf(from), positionOf(to)];
      return a === undefined || b === undefined ? undefined : distanceNm(a, b);
    }),
  };
}

const byName = new Map(crossCountryVariants.map((variant) => [variant.variant, variant]));

/** Whether a flight is cross-country by one definition of 14 CFR 61.1(b). */
export function isCrossCountry(
  flight: FlightFacts,
  variant: VariantName,
  airport: AirportOf,
): Qualifies {
  return qualifies(byName.get(variant)!, routeOf(flight, airport).measured);
}

/**
 * The cross-country minutes of a flight by one definition, and what could not be decided. What the
 * pilot logged as more than 50 NM holds for every definition. Otherwise the route decides whether
 * the flight counts: then its logged cross-country time does, or all of it where none was logged.
 */
export function crossCountryMinutes(
  flight: FlightFacts,
  variant: VariantName,
  airport: AirportOf,
): { minutes: number; undecided: "ambiguous" | "unknown" | null } {
  const logged = flight.sums[at.cross_country_time]!;
  const logged_50 = flight.sums[at.cross_country_50nm_time]!;
  if (variant === "any_landing" && logged > 0)
    return { minutes: Math.max(logged, logged_50), undecided: null };
  if (logged_50 > 0) return { minutes: logged_50, undecided: null };
  const answer = isCrossCountry(flight, variant, airport);
  if (answer === "yes")
    return { minutes: logged > 0 ? logged : flight.sums[at.total_time]!, undecided: null };
  return { minutes: 0, undecided: answer === "no" ? null : answer };
}
