import { landingsOf, type Flight } from "./flight_facts.ts";

/** The time columns that are added up, in the order in which a logbook shows them. */
export const timeColumns = [
  "total_time",
  "pic_time",
  "sic_time",
  "solo_time",
  "dual_received",
  "dual_given",
  "cross_country_time",
  "night_time",
  "actual_instrument",
  "simulated_instrument",
  "ground_training_received",
  "ground_training_given",
] as const;

type TimeColumn = (typeof timeColumns)[number];

/** Sums over flights: whole minutes, and counts. */
export interface Totals {
  flights: number;
  minutes: Record<TimeColumn, number>;
  day_takeoffs: number;
  night_takeoffs: number;
  day_landings: number;
  night_landings: number;
  full_stops: number;
  approaches: number;
}

/**
 * Flights that count: neither marked as an error nor superseded by a correction entry (database
 * design, section 10).
 */
export function countedFlights(flights: readonly Flight[]): Flight[] {
  const superseded = new Set(flights.map((flight) => flight.corrects_flight_id));
  return flights.filter(
    (flight) => !flight.is_erroneous && !superseded.has(flight._id.slice("flight:".length)),
  );
}

/** Adds flights up. Give it `countedFlights`. */
export function totalsOf(flights: readonly Flight[]): Totals {
  const minutes = Object.fromEntries(timeColumns.map((column) => [column, 0])) as Totals["minutes"];
  const sum = {
    day_takeoffs: 0,
    night_takeoffs: 0,
    day_landings: 0,
    night_landings: 0,
    full_stops: 0,
    approaches: 0,
  };
  for (const flight of flights) {
    for (const column of timeColumns) minutes[column] += flight[column];
    const landings = landingsOf(flight);
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += landings[name];
  }
  return { flights: flights.length, minutes, ...sum };
}

/** The flights from a day on, that day included. */
export function since(flights: readonly Flight[], day: string): Flight[] {
  return flights.filter((flight) => flight.flight_date >= day);
}
