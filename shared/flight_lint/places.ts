/** Places, landings, night and cross-country that do not fit each other. */
import { instantOf } from "../calendar.ts";
import { judgeCrossCountry, routePoints } from "../cross_country.ts";
import type { FlightRecord } from "../facts/records.ts";
import { distanceNm } from "../geography.ts";
import { nightOfFlight } from "../night.ts";
import { arrivalOf, departureOf, placeOf } from "../places.ts";
import { sunState } from "../sun.ts";
import { advise, type Check, type LintContext, roundingMinutes } from "./advice.ts";

const inOrder = (flight: FlightRecord) =>
  flight.flight_legs.toSorted((a, b) => a.leg_number - b.leg_number);

const approaches: Check = (flight) => {
  const instrument = flight.actual_instrument + flight.simulated_instrument;
  const all = flight.flight_legs.flatMap((leg, i) =>
    leg.approaches.map((approach, j) => ({ approach, path: `flight_legs.${i}.approaches.${j}` })),
  );
  const unplaced = all.filter(({ approach }) => placeOf(approach).name === null);
  return [
    ...unplaced.flatMap(({ path }) =>
      advise(
        "approach_without_place",
        `${path}.airport_id`,
        "An approach counts for recency only with its place.",
        "14 CFR 61.51(g)(3)(i)",
      ),
    ),
    ...(all.length > 0 && instrument === 0
      ? advise(
          "approach_without_instrument_time",
          "simulated_instrument",
          "Approaches were flown and no instrument time was logged.",
          "14 CFR 61.51(g)(1)",
        )
      : []),
    ...(all.length > 0 && instrument > 0 && flight.course_intercepting_tracking_performed === null
      ? advise(
          "tracking_not_said",
          "course_intercepting_tracking_performed",
          "Whether courses were intercepted and tracked is not said, and recency asks for it.",
          "14 CFR 61.57(c)(1)(iii)",
        )
      : []),
  ];
};

const legs: Check = (flight) => {
  const ordered = inOrder(flight);
  const apart = ordered.slice(1).filter((leg, i) => {
    const [before, now] = [arrivalOf(ordered[i]!).name, departureOf(leg).name];
    return before !== null && now !== null && before !== now;
  });
  const elsewhere = flight.flight_legs.flatMap((leg, i) =>
    leg.landings_takeoffs.flatMap((event, j) => {
      const ends = [departureOf(leg).name, arrivalOf(leg).name];
      const { name } = placeOf(event);
      return name === null || ends.includes(name)
        ? []
        : advise(
            "landing_elsewhere",
            `flight_legs.${i}.landings_takeoffs.${j}.airport_id`,
            "A take-off or landing at a place where the leg neither begins nor ends.",
          );
    }),
  );
  return [
    ...apart.flatMap((leg) =>
      advise(
        "legs_apart",
        `flight_legs.${flight.flight_legs.indexOf(leg)}.from_airport_id`,
        "The leg begins elsewhere than the one before ended.",
      ),
    ),
    ...elsewhere,
  ];
};

/** Minutes in the air, or of the whole flight where that is all there is. */
function airMinutes(flight: FlightRecord): number {
  const { block_off, block_on, total_time } = flight;
  return block_off !== null && block_on !== null
    ? (instantOf(block_on) - instantOf(block_off)) / 60_000
    : total_time;
}

/** Knots beyond which a flight is a slip of the finger: with a jet stream behind a jet, or a piston. */
const fastest = { turbine: 700, other: 320 };

const speed: Check = (flight, { craft, airport }) => {
  let distance_nm = 0;
  for (const leg of flight.flight_legs) {
    const [from, to] = [departureOf(leg).id, arrivalOf(leg).id];
    const [a, b] = [from, to].map((id) => (id === null ? undefined : airport(id)));
    if (a !== undefined && b !== undefined) distance_nm += distanceNm(a, b);
  }
  const minutes = airMinutes(flight);
  if (minutes <= 0 || distance_nm === 0) return [];
  const knots = Math.round((distance_nm / minutes) * 60);
  const isOdd =
    knots > (craft.is_turbine || craft.engine_type === null ? fastest.turbine : fastest.other);
  return isOdd
    ? advise(
        "unusual_speed",
        "total_time",
        `${Math.round(distance_nm)} NM in ${Math.round(minutes)} min are ${knots} knots.`,
      )
    : [];
};

/** Counts of a flight by night, and whether there are any by day. */
function landingsOf(flight: FlightRecord) {
  const sum = (count: (leg: FlightRecord["flight_legs"][number]) => number) =>
    flight.flight_legs.reduce((total, leg) => total + count(leg), 0);
  return {
    night: sum((leg) => leg.night_landings_full_stop + leg.night_landings_touch_and_go),
    night_full_stops: sum((leg) => leg.night_landings_full_stop),
    day: sum((leg) => leg.day_landings_full_stop + leg.day_landings_touch_and_go),
  };
}

const nightTime: Check = (flight, { airport }) => {
  const computed = nightOfFlight(flight, airport);
  const by_sun = computed.ok ? computed.night.part1_minutes : flight.night_time;
  return [
    ...(landingsOf(flight).night_full_stops > 0 && flight.night_time === 0
      ? advise(
          "night_landing_without_night_time",
          "night_time",
          "Landings by night, and no night time.",
          "14 CFR 61.51(b)(3)(i)",
        )
      : []),
    ...(Math.abs(by_sun - flight.night_time) > 2 * roundingMinutes
      ? advise(
          "night_time_differs",
          "night_time",
          `By the sun ${by_sun} min were night, ${flight.night_time} are logged.`,
          "14 CFR 1.1",
        )
      : []),
  ];
};

/** Landings by night while the sun was up, and by day while it was night, from the first move to the last. */
const nightLandings: Check = (flight, { airport }) => {
  const computed = nightOfFlight(flight, airport);
  const [out, end] = [flight.block_out ?? flight.block_off, flight.block_in ?? flight.block_on];
  if (!computed.ok || out === null || end === null) return [];
  const { part1 } = computed.night;
  const arrival = airport(arrivalOf(inOrder(flight).at(-1)!).id!)!;
  const landings = landingsOf(flight);
  const never_night = part1.length === 0 && sunState(instantOf(end), arrival).sun_is_up;
  const all_night = part1[0]?.from === instantOf(out) && part1[0].to === instantOf(end);
  return [
    ...(landings.night > 0 && never_night
      ? advise(
          "night_landing_by_day",
          "flight_legs.0.night_landings_full_stop",
          "Landings by night, and the sun was up all along.",
          "14 CFR 61.57(b)(1)",
        )
      : []),
    ...(landings.day > 0 && all_night
      ? advise(
          "day_landing_by_night",
          "flight_legs.0.day_landings_full_stop",
          "Landings by day, and it was night all along.",
          "14 CFR 1.1",
        )
      : []),
  ];
};

const crossCountry: Check = (flight, context: LintContext) => {
  const { from, points } = routePoints(flight, context.airport);
  const answers = new Map(
    judgeCrossCountry(from, points).map(({ variant, qualifies }) => [variant, qualifies]),
  );
  const { cross_country_time, cross_country_50nm_time } = flight;
  return [
    ...(cross_country_time > 0 &&
    answers.get("any_landing") === "no" &&
    answers.get("atp_50nm") === "no"
      ? advise(
          "cross_country_without_landing",
          "cross_country_time",
          "Cross-country, and no landing anywhere else.",
          "14 CFR 61.1(b)(i)",
        )
      : []),
    ...(cross_country_50nm_time > 0 && answers.get("over_50nm") === "no"
      ? advise(
          "cross_country_50nm_too_near",
          "cross_country_50nm_time",
          "No landing was more than 50 NM from the departure.",
          "14 CFR 61.1(b)(ii)",
        )
      : []),
    ...(cross_country_time === 0 &&
    cross_country_50nm_time === 0 &&
    answers.get("over_50nm") === "yes"
      ? advise(
          "cross_country_not_logged",
          "cross_country_time",
          "A landing was more than 50 NM away, and no cross-country time is logged.",
          "14 CFR 61.1(b)(ii)",
        )
      : []),
  ];
};

/** Checks of the places and landings of a flight. */
export const placeChecks: readonly Check[] = [
  approaches,
  legs,
  speed,
  nightTime,
  nightLandings,
  crossCountry,
];
