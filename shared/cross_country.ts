import { distanceNm, ellipsoidDistanceNm, type Position } from "./geography.ts";
import {
  arrivalOf,
  departureOf,
  type LegEnds,
  type NamedPlace,
  type Place,
  placeOf,
} from "./places.ts";

/**
 * Cross-country by the seven definitions of 14 CFR 61.1(b), which differ in whether a landing is
 * needed and how far away. The distance is a straight line from the original point of departure,
 * and "more than" is strict. That the pilot found the way by pilotage, dead reckoning or navigation
 * aids, as all of them ask, is taken as given.
 */

/** One definition of cross-country time. */
export interface CrossCountryVariant {
  /** Stable name: key of reports and of the 8710 form. */
  variant: VariantName;
  /** The paragraph of "cross-country time" in 14 CFR 61.1(b). */
  paragraph: string;
  /** What it is used for. */
  used_for: string;
  /** Nautical miles that must be exceeded; null where any other place will do. */
  more_than_nm: number | null;
  /** Whether there must be a landing that far away, or having been there is enough. */
  landing_required: boolean;
}

export type VariantName =
  | "any_landing"
  | "over_50nm"
  | "sport_25nm"
  | "powered_parachute_15nm"
  | "rotorcraft_25nm"
  | "atp_50nm"
  | "military_50nm";

/** The seven definitions, in the order of the paragraph. */
export const crossCountryVariants: readonly CrossCountryVariant[] = [
  {
    variant: "any_landing",
    paragraph: "61.1(b)(i)",
    used_for: "Cross-country time in general, of the holder of a pilot certificate",
    more_than_nm: null,
    landing_required: true,
  },
  {
    variant: "over_50nm",
    paragraph: "61.1(b)(ii)",
    used_for:
      "Private, commercial and instrument rating (not rotorcraft, not powered parachute), 61.101(c)",
    more_than_nm: 50,
    landing_required: true,
  },
  {
    variant: "sport_25nm",
    paragraph: "61.1(b)(iii)",
    used_for: "Sport pilot certificate (not powered parachute)",
    more_than_nm: 25,
    landing_required: true,
  },
  {
    variant: "powered_parachute_15nm",
    paragraph: "61.1(b)(iv)",
    used_for: "Sport or private pilot certificate, powered parachute",
    more_than_nm: 15,
    landing_required: true,
  },
  {
    variant: "rotorcraft_25nm",
    paragraph: "61.1(b)(v)",
    used_for: "Any certificate with a rotorcraft rating, instrument rating for helicopters",
    more_than_nm: 25,
    landing_required: true,
  },
  {
    variant: "atp_50nm",
    paragraph: "61.1(b)(vi)",
    used_for: "Airline transport pilot certificate, airplane or powered-lift",
    more_than_nm: 50,
    landing_required: false,
  },
  {
    variant: "military_50nm",
    paragraph: "61.1(b)(vii)",
    used_for: "Commercial pilot certificate of a military pilot, 61.73",
    more_than_nm: 50,
    landing_required: false,
  },
];

/** Answers to "does this flight count": `unknown` for want of a place, `ambiguous` for want of metres. */
export type Qualifies = "yes" | "no" | "ambiguous" | "unknown";

/** A point of a flight after its departure. `place` undefined: nobody knows where it is. */
export interface RoutePoint {
  /** What names the place: its airport id or the words of the entry; null when the entry names none. */
  name: string | null;
  place: Position | undefined;
  is_landing: boolean;
}

/** What one definition says of a flight. */
export interface CrossCountryAnswer {
  variant: VariantName;
  qualifies: Qualifies;
  /** The farthest point that counts for this definition, in nautical miles on the sphere. */
  distance_nm: number | null;
  /** The same on the WGS 84 ellipsoid: where the two disagree, nothing is decided. */
  ellipsoid_distance_nm: number | null;
  /** The name of that point. */
  farthest: string | null;
}

/**
 * Half a percent: how far a sphere can be from the ellipsoid. A distance this near to the limit is
 * ambiguous, since 14 CFR does not say on which figure of the earth it is measured.
 */
export const ambiguousShare = 0.005;

/** How a distance stands to a limit that must be exceeded. */
export function isMoreThan(distance_nm: number, limit_nm: number): Qualifies {
  if (Math.abs(distance_nm - limit_nm) <= limit_nm * ambiguousShare) return "ambiguous";
  return distance_nm > limit_nm ? "yes" : "no";
}

/** The farthest of some points from the departure, and whether one of them is nobody knows where. */
interface Farthest {
  point: RoutePoint | undefined;
  distance_nm: number;
  is_somewhere_unknown: boolean;
}

function farthestOf(from: RoutePoint, points: readonly RoutePoint[], landings: boolean): Farthest {
  const found: Farthest = { point: undefined, distance_nm: -1, is_somewhere_unknown: false };
  for (const point of points) {
    if (point.name === from.name || (landings && !point.is_landing)) continue;
    if (from.place === undefined || point.place === undefined) {
      found.is_somewhere_unknown = true;
      continue;
    }
    const distance_nm = distanceNm(from.place, point.place);
    if (distance_nm <= found.distance_nm) continue;
    found.distance_nm = distance_nm;
    found.point = point;
  }
  return found;
}

/** What a flight's geometry says, before any definition is applied to it. */
export interface MeasuredRoute {
  /** Whether there was a landing at a point other than the departure. */
  landed_elsewhere: Qualifies;
  landing: Farthest;
  anywhere: Farthest;
}

/** Measures a flight from its original point of departure; undefined when nobody knows that point. */
export function measureRoute(
  from: RoutePoint | undefined,
  points: readonly RoutePoint[],
): MeasuredRoute | undefined {
  if (from === undefined || from.name === null) return undefined;
  const landings = points.filter(({ is_landing }) => is_landing);
  const elsewhere = landings.some(({ name }) => name !== null && name !== from.name);
  const unnamed = landings.some(({ name }) => name === null);
  return {
    landed_elsewhere: elsewhere ? "yes" : unnamed ? "unknown" : "no",
    landing: farthestOf(from, points, true),
    anywhere: farthestOf(from, points, false),
  };
}

/** Whether a measured flight is cross-country by one definition. */
export function qualifies(
  variant: CrossCountryVariant,
  route: MeasuredRoute | undefined,
): Qualifies {
  if (route === undefined) return "unknown";
  if (variant.more_than_nm === null) return route.landed_elsewhere;
  const farthest = variant.landing_required ? route.landing : route.anywhere;
  const answer =
    farthest.point === undefined ? "no" : isMoreThan(farthest.distance_nm, variant.more_than_nm);
  return answer !== "yes" && farthest.is_somewhere_unknown ? "unknown" : answer;
}

/**
 * Judges a flight by all seven definitions. `from` is the original point of departure; `points`
 * everything after it, landings and places merely flown over alike. Whether several hops are one
 * flight is the pilot's own grouping: a record is one flight.
 */
export function judgeCrossCountry(
  from: RoutePoint | undefined,
  points: readonly RoutePoint[],
): CrossCountryAnswer[] {
  const route = measureRoute(from, points);
  return crossCountryVariants.map((variant): CrossCountryAnswer => {
    const farthest = variant.landing_required ? route?.landing : route?.anywhere;
    const point = farthest?.point;
    const is_measured = point?.place !== undefined && from?.place !== undefined;
    return {
      variant: variant.variant,
      qualifies: qualifies(variant, route),
      distance_nm: is_measured ? farthest!.distance_nm : null,
      ellipsoid_distance_nm: is_measured ? ellipsoidDistanceNm(from.place!, point.place!) : null,
      farthest: point?.name ?? null,
    };
  });
}

/** The parts of a flight record that its route depends on. */
export interface CrossCountryFlight {
  flight_legs: readonly (LegEnds & {
    leg_number: number;
    landings_takeoffs: readonly (Place & { is_landing: boolean })[];
    approaches: readonly Place[];
  })[];
}

/** The points of a flight: every leg ends with a landing; an approach was flown where it was flown. */
export function routePoints(
  flight: CrossCountryFlight,
  positionOf: (airport_id: string) => Position | undefined,
): { from: RoutePoint | undefined; points: RoutePoint[] } {
  const legs = flight.flight_legs.toSorted((a, b) => a.leg_number - b.leg_number);
  const pointOf = ({ id, name }: NamedPlace, is_landing: boolean): RoutePoint => ({
    name,
    place: id === null ? undefined : positionOf(id),
    is_landing,
  });
  const isNamed = ({ name }: RoutePoint) => name !== null;
  const points = legs.flatMap((leg, i) => [
    ...(i === 0 ? [] : [pointOf(departureOf(leg), true)]).filter(isNamed),
    ...leg.landings_takeoffs
      .map((event) => pointOf(placeOf(event), event.is_landing))
      .filter(isNamed),
    ...leg.approaches.map((approach) => pointOf(placeOf(approach), false)).filter(isNamed),
    pointOf(arrivalOf(leg), true),
  ]);
  const first = legs[0];
  return { from: first === undefined ? undefined : pointOf(departureOf(first), false), points };
}
