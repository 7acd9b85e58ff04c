/** Where a logbook has been: the routes flown and the places visited. */
import type { Day } from "../calendar.ts";
import type { Facts } from "../facts/facts.ts";
import { distanceNm, type Position } from "../geography.ts";

/** A place that was flown to, from or landed at. */
export interface VisitedPlace {
  /** Id of the airport; where it is not known where that is, or in words, there is no position. */
  name: string;
  position: Position | null;
  /** Flights that began, ended, landed or flew an approach there: each once. */
  flights: number;
  first: Day;
  last: Day;
}

/** Two places between which legs were flown, either way. */
export interface FlownRoute {
  a: string;
  b: string;
  from: Position;
  to: Position;
  legs: number;
  /** Great circle, one way. */
  distance_nm: number;
}

export interface FlownMap {
  /** Most flights first. */
  places: VisitedPlace[];
  /** Most legs first. */
  routes: FlownRoute[];
  /** Of all legs between two known places; local flights add nothing. */
  distance_nm: number;
}

const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The map of the flights of some days; null is no limit. Places keep the names of the facts. */
export function flownMap(facts: Facts, from: Day | null, to: Day | null): FlownMap {
  const places = new Map<string, VisitedPlace>();
  const routes = new Map<string, FlownRoute>();
  const positionOf = (name: string): Position | null => {
    const { latitude, longitude } = facts.airport(name) ?? {};
    return latitude === undefined || longitude === undefined ? null : { latitude, longitude };
  };
  const visit = (name: string, date: Day) => {
    const known = places.get(name);
    if (known === undefined)
      places.set(name, { name, position: positionOf(name), flights: 1, first: date, last: date });
    else {
      known.flights++;
      known.last = date;
    }
  };
  for (const { date, legs, other_points } of facts.flights) {
    if ((from !== null && date < from) || (to !== null && date > to)) continue;
    const ends = legs.flatMap((leg) => [leg.from, leg.to]);
    const names = new Set([...ends, ...other_points.map(({ name }) => name)]);
    for (const name of names) if (name !== null) visit(name, date);
    for (const leg of legs) {
      if (leg.from === null || leg.to === null || leg.from === leg.to) continue;
      const [a, b] = [leg.from, leg.to].sort(byName) as [string, string];
      const known = routes.get(`${a} ${b}`);
      if (known !== undefined) {
        known.legs++;
        continue;
      }
      const [start, end] = [positionOf(a), positionOf(b)];
      if (start === null || end === null) continue;
      const distance_nm = distanceNm(start, end);
      routes.set(`${a} ${b}`, { a, b, from: start, to: end, legs: 1, distance_nm });
    }
  }
  const flown = [...routes.values()].sort(
    (x, y) => y.legs - x.legs || byName(x.a, y.a) || byName(x.b, y.b),
  );
  return {
    places: [...places.values()].sort((x, y) => y.flights - x.flights || byName(x.name, y.name)),
    routes: flown,
    distance_nm: flown.reduce((sum, { legs, distance_nm }) => sum + legs * distance_nm, 0),
  };
}
