import type { Day } from "../calendar.ts";
import type { Craft } from "../facts/craft.ts";
import type { AirportOf, FlightRecord } from "../facts/records.ts";

/** Something about a flight that contradicts itself or the law. Advice: it refuses nothing. */
export interface Advice {
  code: AdviceCode;
  /** The field, dotted, as in a problem. */
  path: string;
  message: string;
  /** The paragraph, where there is one. */
  regulation: string | null;
}

/** Everything that advice can be about. */
export type AdviceCode =
  | "date_in_future"
  | "date_before_birth"
  | "total_below_parts"
  | "solo_and_dual"
  | "solo_with_others"
  | "pic_basis_missing"
  | "pic_and_dual_of_student"
  | "block_time_differs"
  | "meter_differs"
  | "instrument_without_safety_pilot"
  | "dual_without_instructor"
  | "approach_without_place"
  | "approach_without_instrument_time"
  | "tracking_not_said"
  | "nvg_beyond_night"
  | "night_landing_by_day"
  | "day_landing_by_night"
  | "night_landing_without_night_time"
  | "night_time_differs"
  | "landing_elsewhere"
  | "legs_apart"
  | "unusual_speed"
  | "cross_country_without_landing"
  | "cross_country_50nm_too_near"
  | "cross_country_not_logged";

/** What advice needs to know beside the flight. */
export interface LintContext {
  /** Today, by the caller's clock. */
  as_of: Day;
  craft: Craft;
  airport: AirportOf;
  birth: Day | null;
  /** True when the pilot held a student certificate and no other on the day; null when nothing is recorded. */
  is_student: boolean | null;
  /** Uuid of the person who owns the logbook. */
  owner_id: string | null;
}

/** One check of a flight. */
export type Check = (flight: FlightRecord, context: LintContext) => Advice[];

/** Makes a piece of advice, in a list as checks answer it. */
export function advise(
  code: AdviceCode,
  path: string,
  message: string,
  regulation: string | null = null,
): Advice[] {
  return [{ code, path, message, regulation }];
}

/** Tenths are rounded part by part, so that parts may differ by one tenth, 6 minutes. */
export const roundingMinutes = 6;
