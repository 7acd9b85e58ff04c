import { dayNumber, type Day } from "../calendar.ts";
import { arrivalOf, departureOf, placeOf } from "../places.ts";
import { lookupById } from "../reference/lookups.ts";
import {
  approachCode,
  approachCredit,
  countsOf,
  type Leg,
  type LegCounts,
  nightOf,
} from "./leg_counts.ts";
import { at, type Counts, filledOf, minuteFields, noSums, type Sums } from "./measures.ts";
import type { AirportOf, FlightRecord } from "./records.ts";

/** One entry of the logbook as the rules see it. Plain data: it can be kept in a snapshot. */
export interface EntryFacts extends Counts {
  kind: "flight" | "training_session";
  /** The whole id, `flight:<uuid>`. */
  id: string;
  date: Day;
  day: number;
}

/** A leg, as far as experience asks for it. Places are airport ids or words; null: not said. */
export interface LegFacts {
  from: string | null;
  to: string | null;
  landings: number;
  full_stops: number;
  /** Codes of the approaches that count for instrument experience, with the place of each. */
  approaches: { type: string; place: string | null }[];
  towered_full_stops: number;
  /** Take-offs and landings by night at a field with a tower in operation. */
  towered_night_takeoffs: number;
  towered_night_landings: number;
}

/** A flight, as the rules see it. */
export interface FlightFacts extends EntryFacts {
  kind: "flight";
  aircraft_id: string;
  legs: LegFacts[];
  /** Places that were flown to without being an end of a leg; a landing there or not. */
  other_points: { name: string; is_landing: boolean }[];
  pic_basis: string | null;
  /** How a glider was launched, as 14 CFR 61.31(j) and the 8710 form tell launches apart. */
  launch: "aero_tow" | "ground" | "powered" | null;
  is_signed: boolean;
  instructor_name: string | null;
  /** Approaches that would count if the entry said that they were flown in instrument conditions. */
  unsaid_approaches: number;
  /** Whether the entry says nothing of intercepting and tracking; approaches that count stand for it. */
  tracking_unsaid: boolean;
  /** Who relieved at the controls in cruise: uuids of people. */
  relief_crew: readonly string[];
  /** Whether single landings leave open if they were to a full stop. */
  full_stop_unsaid: boolean;
}

function legFacts(leg: Leg, counts: LegCounts, instrument: number, airport: AirportOf): LegFacts {
  const { id, name } = arrivalOf(leg);
  const place = id === null ? undefined : airport(id);
  const events = leg.landings_takeoffs.filter((event) => event.was_at_towered_field === true);
  const isTowered = place?.has_control_tower === true;
  const night = events.map((event) => ({ event, night: nightOf(event, leg, airport) }));
  const nightEvents = night.filter((one) => one.night?.part1 === true);
  const said = leg.landings_takeoffs.some((event) => event.was_at_towered_field !== null);
  return {
    from: departureOf(leg).name,
    to: name,
    landings: counts.landings,
    full_stops: counts.full_stops,
    approaches: leg.approaches
      .filter((approach) => approachCredit(approach, instrument) === "counts")
      .map((approach) => ({
        type: approachCode(approach.approach_type_id),
        place: placeOf(approach).name,
      })),
    // What the entry says of the tower goes before what the list of airports knows today.
    towered_full_stops: said
      ? events.filter((event) => event.is_full_stop === true).length
      : isTowered
        ? counts.full_stops
        : 0,
    towered_night_takeoffs: said
      ? nightEvents.filter(({ event }) => event.is_takeoff).length
      : isTowered
        ? counts.night_takeoffs
        : 0,
    towered_night_landings: said
      ? nightEvents.filter(({ event }) => event.is_landing).length
      : isTowered
        ? counts.night_landings
        : 0,
  };
}

/** What a flight record counts by itself, before its legs are added. */
function sumsOf(flight: FlightRecord): Sums {
  const sums = noSums();
  for (const field of minuteFields) sums[at[field]] = flight[field];
  const instrument = flight.actual_instrument + flight.simulated_instrument;
  const tracked = flight.course_intercepting_tracking_performed === true;
  sums[at.flights] = 1;
  sums[at.holds] = Math.max(flight.holds, flight.holding_performed === true ? 1 : 0);
  sums[at.instrument_minutes] = instrument;
  sums[at.tracking] = tracked ? 1 : 0;
  sums[at.tracking_minutes] = tracked ? instrument : 0;
  sums[at.nvg_operations] = flight.nvg_operations;
  sums[at.ipc] = flight.is_ipc ? 1 : 0;
  sums[at.nvg_check] = flight.is_nvg_proficiency_check ? 1 : 0;
  sums[at.flight_reviews] = flight.is_flight_review ? 1 : 0;
  sums[at.practical_tests] = flight.is_checkride ? 1 : 0;
  sums[at.pic_checks] = flight.is_6158_check ? 1 : 0;
  return sums;
}

/** Makes the facts of a flight. `airport` places its single events by day or night. */
export function flightFacts(flight: FlightRecord, airport: AirportOf): FlightFacts {
  const sums = sumsOf(flight);
  const instrument = sums[at.instrument_minutes]!;
  let [unsaid_approaches, full_stop_unsaid] = [0, false];
  const legs = flight.flight_legs.length === 1 ? flight.flight_legs : inOrder(flight.flight_legs);
  const leg_facts = legs.map((leg) => {
    const counts = countsOf(leg, airport);
    addLeg(sums, counts);
    full_stop_unsaid ||= counts.full_stop_unsaid;
    for (const approach of leg.approaches) {
      const credit = approachCredit(approach, instrument);
      sums[at.approaches]! += 1;
      if (credit === "counts") sums[at.credited_approaches]! += 1;
      else if (credit === "unsaid") unsaid_approaches += 1;
    }
    return legFacts(leg, counts, instrument, airport);
  });
  const tracking_unsaid = flight.course_intercepting_tracking_performed === null;
  if (tracking_unsaid && sums[at.credited_approaches]! > 0) sums[at.tracking] = 1;
  return {
    kind: "flight",
    id: flight._id,
    date: flight.flight_date,
    day: dayNumber(flight.flight_date),
    aircraft_id: flight.aircraft_id,
    sums,
    filled: filledOf(sums),
    legs: leg_facts,
    other_points: legs.flatMap(otherPoints),
    pic_basis: flight.pic_basis_id === null ? null : picBasis(flight.pic_basis_id),
    launch: launchOf(flight),
    is_signed: flight.cfi_signed_at !== null,
    instructor_name: flight.instructor_name,
    unsaid_approaches,
    tracking_unsaid,
    relief_crew: reliefCrew(flight),
    full_stop_unsaid,
  };
}

const reliefRoles = new Set(["relief_pilot", "IRO"]);
const nobody: readonly string[] = [];

function reliefCrew({ flight_crew }: FlightRecord): readonly string[] {
  if (flight_crew.length === 0) return nobody;
  return flight_crew
    .filter(({ role_on_flight_id }) =>
      reliefRoles.has(lookupById("role_on_flight_types", role_on_flight_id)?.code ?? ""),
    )
    .map(({ person_id }) => person_id);
}

const launches = {
  aerotow: "aero_tow",
  winch: "ground",
  bungee: "ground",
  self_launch: "powered",
} as const;

function launchOf(flight: FlightRecord): FlightFacts["launch"] {
  const method = flight.glider_flight_details[0]?.launch_method ?? null;
  return method === null ? null : (launches[method as keyof typeof launches] ?? null);
}

const inOrder = (legs: readonly Leg[]) => legs.toSorted((a, b) => a.leg_number - b.leg_number);

function addLeg(sums: Sums, counts: LegCounts): void {
  sums[at.takeoffs]! += counts.takeoffs;
  sums[at.night_takeoffs]! += counts.night_takeoffs;
  sums[at.day_takeoffs]! += counts.takeoffs - counts.night_takeoffs;
  sums[at.landings]! += counts.landings;
  sums[at.night_landings]! += counts.night_landings;
  sums[at.day_landings]! += counts.landings - counts.night_landings;
  sums[at.full_stops]! += counts.full_stops;
  sums[at.night_full_stops]! += counts.night_full_stops;
  sums[at.day_full_stops]! += counts.full_stops - counts.night_full_stops;
  sums[at.recency_night_takeoffs]! += counts.recency_night_takeoffs;
  sums[at.recency_night_full_stops]! += counts.recency_night_full_stops;
}

function otherPoints(leg: Leg): FlightFacts["other_points"] {
  if (leg.landings_takeoffs.length === 0 && leg.approaches.length === 0) return [];
  const points = [...leg.landings_takeoffs, ...leg.approaches].map((row) => ({
    name: placeOf(row).name,
    is_landing: "is_landing" in row && row.is_landing,
  }));
  return points.filter((point): point is { name: string; is_landing: boolean } =>
    Boolean(point.name),
  );
}

const picBases = new Map<string, string | null>();

function picBasis(id: string): string | null {
  let code = picBases.get(id);
  if (code === undefined) {
    code = lookupById("pic_basis_types", id)?.code ?? null;
    picBases.set(id, code);
  }
  return code;
}
