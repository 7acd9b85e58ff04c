/** Take-offs, landings and approaches of one leg: what of them counts, and by day or by night. */
import { instantOf } from "../calendar.ts";
import { arrivalOf, departureOf, placeOf } from "../places.ts";
import { lookupById } from "../reference/lookups.ts";
import { isNight6157, isNightPart1 } from "../sun.ts";
import type { AirportOf, FlightRecord } from "./records.ts";

export type Leg = FlightRecord["flight_legs"][number];

/** What one leg adds. */
export interface LegCounts {
  takeoffs: number;
  landings: number;
  full_stops: number;
  night_takeoffs: number;
  night_landings: number;
  night_full_stops: number;
  recency_night_takeoffs: number;
  recency_night_full_stops: number;
  full_stop_unsaid: boolean;
}

const notInstrument = new Set(["visual", "contact"]);

interface EventNight {
  part1: boolean;
  recency: boolean;
}

/** Day or night at a single event; undefined without a time and a place. */
export function nightOf(
  event: Leg["landings_takeoffs"][number],
  leg: Leg,
  airport: AirportOf,
): EventNight | undefined {
  // An event that names no place happened where its leg ends, or begins.
  const end = event.is_landing ? arrivalOf(leg) : departureOf(leg);
  const own = placeOf(event);
  const id = own.name === null ? end.id : own.id;
  const place = id === null ? undefined : airport(id);
  if (event.occurred_at === null || place === undefined) return undefined;
  const instant = instantOf(event.occurred_at);
  return { part1: isNightPart1(instant, place), recency: isNight6157(instant, place) };
}

/**
 * How many of a leg's `night` events count as night for 61.57(b). Single events with a time and a
 * place are decided by the sun; the counts that they do not cover are taken as the pilot logged
 * them. An event covers a night count when it was in the night that is logged (14 CFR 1.1).
 */
function recencyNight(night: number, total: number, events: readonly EventNight[]): number {
  const decided = events.filter(({ recency }) => recency).length;
  if (events.length >= total) return decided;
  const covered = events.filter(({ part1 }) => part1).length;
  return decided + Math.max(0, night - covered);
}

/**
 * The counts of a leg. Counts and single events describe the same take-offs and landings, so the
 * larger number holds, never their sum.
 */
export function countsOf(leg: Leg, airport: AirportOf): LegCounts {
  const day_landings = leg.day_landings_touch_and_go + leg.day_landings_full_stop;
  const counts: LegCounts = {
    takeoffs: leg.day_takeoffs + leg.night_takeoffs,
    night_takeoffs: leg.night_takeoffs,
    landings: day_landings + leg.night_landings_touch_and_go + leg.night_landings_full_stop,
    night_landings: leg.night_landings_touch_and_go + leg.night_landings_full_stop,
    full_stops: leg.day_landings_full_stop + leg.night_landings_full_stop,
    night_full_stops: leg.night_landings_full_stop,
    recency_night_takeoffs: leg.night_takeoffs,
    recency_night_full_stops: leg.night_landings_full_stop,
    full_stop_unsaid: false,
  };
  return leg.landings_takeoffs.length === 0 ? counts : withEvents(counts, leg, airport);
}

function withEvents(counts: LegCounts, leg: Leg, airport: AirportOf): LegCounts {
  const events = leg.landings_takeoffs.map((event) => ({
    ...event,
    night: nightOf(event, leg, airport),
  }));
  const nights = (chosen: typeof events) =>
    chosen.map(({ night }) => night).filter((night) => night !== undefined);
  const takeoffs = events.filter((event) => event.is_takeoff);
  const landings = events.filter((event) => event.is_landing);
  const full_stops = landings.filter((event) => event.is_full_stop === true);
  const total = {
    takeoffs: Math.max(counts.takeoffs, takeoffs.length),
    landings: Math.max(counts.landings, landings.length),
    full_stops: Math.max(counts.full_stops, full_stops.length),
  };
  const part1 = (chosen: typeof events) => nights(chosen).filter((night) => night.part1).length;
  return {
    ...total,
    night_takeoffs: Math.max(counts.night_takeoffs, part1(takeoffs)),
    night_landings: Math.max(counts.night_landings, part1(landings)),
    night_full_stops: Math.max(counts.night_full_stops, part1(full_stops)),
    recency_night_takeoffs: recencyNight(counts.night_takeoffs, total.takeoffs, nights(takeoffs)),
    recency_night_full_stops: recencyNight(
      counts.night_full_stops,
      total.full_stops,
      nights(full_stops),
    ),
    full_stop_unsaid: landings.some((event) => event.is_full_stop === null),
  };
}

/** Codes of lookup rows by id, remembered: one id stands in thousands of flights. */
const approachCodes = new Map<string, string>();

export function approachCode(id: string): string {
  let code = approachCodes.get(id);
  if (code === undefined) {
    code = lookupById("approach_types", id)?.code ?? "other";
    approachCodes.set(id, code);
  }
  return code;
}

type ApproachRow = Leg["approaches"][number];

/** Whether an approach counts, does not, or would if the entry said more. 14 CFR 61.57(c)(1). */
export function approachCredit(
  approach: Pick<ApproachRow, "approach_type_id" | "in_imc" | "in_simulated_imc">,
  instrument_minutes: number,
): "counts" | "unsaid" | "none" {
  if (notInstrument.has(approachCode(approach.approach_type_id))) return "none";
  if (approach.in_imc === true || approach.in_simulated_imc === true) return "counts";
  // Neither was said: the instrument time of the entry says it instead.
  if (approach.in_imc === false && approach.in_simulated_imc === false) return "none";
  return instrument_minutes > 0 ? "counts" : "unsaid";
}
