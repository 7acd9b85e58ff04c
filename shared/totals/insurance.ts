/** What underwriters ask a pilot for, on one page. Minutes and counts, exact. */
import { type Day, dayNumber, dayOf, startOfCalendarMonths } from "../calendar.ts";
import type { Craft } from "../facts/craft.ts";
import { craftOfFlight, type Facts } from "../facts/facts.ts";
import type { FlightFacts } from "../facts/flight_facts.ts";
import { at, type Measure } from "../facts/measures.ts";
import { typeOf } from "./report_table.ts";

/** One line: what is summed, and of which aircraft. */
interface InsuranceLine {
  line: string;
  label: string;
  is_time: boolean;
  all: number;
  twelve_months: number;
  ninety_days: number;
}

export interface InsuranceSummary {
  as_of: Day;
  /** The aircraft asked about; null when none was. */
  craft: Craft | null;
  lines: InsuranceLine[];
  /** The first day of the last twelve calendar months, and of the last 90 days. */
  twelve_months_from: Day;
  ninety_days_from: Day;
}

interface Asked {
  label: string;
  measure: Measure;
  /** Undefined: every aircraft. */
  of?: (craft: Craft, asked: Craft | null) => boolean;
}

const isAirplane = ({ category }: Craft) => category === "airplane";

const isOfType = (craft: Craft, wanted: Craft | null) =>
  wanted !== null && typeOf(craft) !== "" && typeOf(craft) === typeOf(wanted);

const asked = {
  total: { label: "Total time", measure: "total_time" },
  pic: { label: "PIC", measure: "pic_time" },
  aircraft: {
    label: "In this aircraft",
    measure: "total_time",
    of: (craft, wanted) => craft.aircraft_id === wanted?.aircraft_id,
  },
  model: {
    label: "In make and model",
    measure: "total_time",
    of: (craft, wanted) => craft.model !== "" && craft.model === wanted?.model,
  },
  type: {
    label: "In type",
    measure: "total_time",
    of: isOfType,
  },
  type_pic: {
    label: "PIC in type",
    measure: "pic_time",
    of: isOfType,
  },
  retractable: {
    label: "Retractable gear",
    measure: "total_time",
    of: ({ is_retractable }) => is_retractable,
  },
  multi_engine: {
    label: "Multi-engine",
    measure: "total_time",
    of: (craft) => isAirplane(craft) && craft.is_multi_engine,
  },
  tailwheel: {
    label: "Tailwheel",
    measure: "total_time",
    of: (craft) => isAirplane(craft) && craft.is_tailwheel,
  },
  complex: { label: "Complex", measure: "total_time", of: ({ is_complex }) => is_complex },
  high_performance: {
    label: "High performance",
    measure: "total_time",
    of: ({ is_high_performance }) => is_high_performance,
  },
  turbine: { label: "Turbine", measure: "total_time", of: ({ is_turbine }) => is_turbine },
  sea: { label: "Seaplane", measure: "total_time", of: ({ is_sea }) => is_sea },
  helicopter: {
    label: "Helicopter",
    measure: "total_time",
    of: (craft) => craft.class === "helicopter",
  },
  cross_country: { label: "Cross-country", measure: "cross_country_time" },
  night: { label: "Night", measure: "night_time" },
  actual_instrument: { label: "Actual instrument", measure: "actual_instrument" },
  instrument: { label: "Instrument, actual and simulated", measure: "instrument_minutes" },
  dual_given: { label: "Dual given", measure: "dual_given" },
  landings: { label: "Landings", measure: "landings" },
  type_landings: {
    label: "Landings in type",
    measure: "landings",
    of: isOfType,
  },
} as const satisfies Record<string, Asked>;

/** Lines that ask for an aircraft. */
const ofAircraft: ReadonlySet<string> = new Set([
  "aircraft",
  "model",
  "type",
  "type_pic",
  "type_landings",
]);

function sumOf(facts: Facts, flights: readonly FlightFacts[], line: Asked, wanted: Craft | null) {
  let sum = 0;
  for (const flight of flights)
    if (line.of === undefined || line.of(craftOfFlight(facts, flight), wanted))
      sum += flight.sums[at[line.measure]]!;
  return sum;
}

/**
 * The summary on a day, for an aircraft (uuid) or for none. Twelve months are calendar months: from
 * the first day of the twelfth month before; the 90 days begin 90 days ago.
 */
export function insuranceSummary(
  facts: Facts,
  as_of: Day,
  aircraft_id: string | null,
): InsuranceSummary {
  const craft = facts.crafts.get(aircraft_id ?? "") ?? null;
  const twelve_months_from = startOfCalendarMonths(as_of, 12);
  const ninety_days_from = dayOf(dayNumber(as_of) - 90);
  const flown = facts.flights.filter(({ date }) => date <= as_of);
  const recent = flown.filter(({ date }) => date >= twelve_months_from);
  const latest = flown.filter(({ date }) => date >= ninety_days_from);
  const lines = (Object.entries(asked) as [string, Asked][])
    .filter(([line]) => craft !== null || !ofAircraft.has(line))
    .map(([line, one]) => ({
      line,
      label: one.label,
      is_time: one.measure !== "landings",
      all: sumOf(facts, flown, one, craft),
      twelve_months: sumOf(facts, recent, one, craft),
      ninety_days: sumOf(facts, latest, one, craft),
    }));
  return { as_of, craft, lines, twelve_months_from, ninety_days_from };
}
