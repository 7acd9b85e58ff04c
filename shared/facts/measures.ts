/**
 * What is counted and summed of every entry. An entry carries one vector of whole numbers; sums
 * over days and months are vectors of the same order, so that adding one flight is one addition.
 */

/** Minutes that a flight record holds, by the name of the field. */
export const minuteFields = [
  "total_time",
  "pic_time",
  "sic_time",
  "solo_time",
  "dual_received",
  "dual_given",
  "cross_country_time",
  "cross_country_50nm_time",
  "night_time",
  "actual_instrument",
  "simulated_instrument",
  "ifr_time",
  "multi_pilot_time",
  "picus_time",
  "examiner_time",
  "nvg_time",
  "ground_training_received",
  "ground_training_given",
] as const;

/** Counts made of a record's legs, single events and approaches. */
export const countNames = [
  "flights",
  "takeoffs",
  "day_takeoffs",
  "night_takeoffs",
  "landings",
  "day_landings",
  "night_landings",
  "full_stops",
  "day_full_stops",
  "night_full_stops",
  /** Take-offs and full-stop landings between sunset + 1 h and sunrise - 1 h, 61.57(b). */
  "recency_night_takeoffs",
  "recency_night_full_stops",
  "approaches",
  /** Approaches that count for 14 CFR 61.57(c). */
  "credited_approaches",
  "holds",
  /** Actual and simulated instrument time together. */
  "instrument_minutes",
  /** 1 when the entry logs that courses were intercepted and tracked, or has approaches and does not deny it. */
  "tracking",
  /** Minutes of instrument flight in an entry that logs tracking in so many words. */
  "tracking_minutes",
  "nvg_operations",
  /** 1 when the entry is an instrument proficiency check, 14 CFR 61.57(d). */
  "ipc",
  /** 1 when the entry is an NVG proficiency check, 14 CFR 61.57(g). */
  "nvg_check",
  /** 1 when the entry is marked as a flight review, a practical test, a check of 61.58. */
  "flight_reviews",
  "practical_tests",
  "pic_checks",
  /** Minutes in a simulator or training device. */
  "device_time",
] as const;

/** The name of one element of a vector. */
export type Measure = (typeof minuteFields)[number] | (typeof countNames)[number];

/** Every measure, in the order of the vector. */
export const measures: readonly Measure[] = [...minuteFields, ...countNames];

/** The place of each measure in the vector. */
export const at = Object.fromEntries(measures.map((measure, i) => [measure, i])) as Readonly<
  Record<Measure, number>
>;

/** A vector: whole numbers in the order of `measures`. */
export type Sums = number[];

const zeros: Sums = measures.map(() => 0);

/** A vector of zeros. */
export function noSums(): Sums {
  return zeros.slice();
}

/** The places of a vector that hold something: most of an entry's do not. */
export function filledOf(sums: Readonly<Sums>): number[] {
  const filled: number[] = [];
  for (let i = 0; i < sums.length; i++) if (sums[i] !== 0) filled.push(i);
  return filled;
}

/** What an entry counts: its vector, and the places of it that hold something. */
export interface Counts {
  sums: Readonly<Sums>;
  filled: readonly number[];
}

/** Adds what an entry counts to `into`, times `sign`. */
export function addCounts(
  into: Sums | Float64Array,
  { sums, filled }: Counts,
  sign: 1 | -1 = 1,
): void {
  for (let i = 0; i < filled.length; i++) into[filled[i]!]! += sign * sums[filled[i]!]!;
}

/** Adds `sums` to `into`. */
export function addSums(into: Sums | Float64Array, sums: Readonly<Sums> | Float64Array): void {
  for (let i = 0; i < sums.length; i++) into[i]! += sums[i]!;
}

/** A vector by names. */
export function namedSums(sums: Readonly<Sums> | Float64Array): Record<Measure, number> {
  return Object.fromEntries(measures.map((measure, i) => [measure, sums[i] ?? 0])) as Record<
    Measure,
    number
  >;
}
