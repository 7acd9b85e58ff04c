/** What the bench of the rules runs in the page: a career of flights, judged and added up. */
import { dayNumber, dayOf } from "../../shared/calendar.ts";
import { keepFacts } from "../../shared/facts/facts.ts";
import { minuteFields } from "../../shared/facts/measures.ts";
import type { FlightRecord } from "../../shared/facts/records.ts";
import { referenceLookups } from "../../shared/facts/reference_lookups.ts";
import * as modelLists from "../../shared/reference/model_lists.ts";
import { stableId, uuidOf } from "../../shared/ids.ts";
import type { Envelope } from "../../shared/kinds/kind.ts";
import { reportHome } from "../../shared/rules/home_report.ts";
import { validate } from "../../shared/validate.ts";
import { aFlight, aModel, anAircraft } from "../harness/records.ts";

/** Milliseconds, medians of many runs. */
export interface RulesTimes {
  full: number;
  after_one_more: number;
  from_records: number;
  plain_loop: number;
}

const anywhere = {
  latitude: 37.46,
  longitude: -122.12,
  elevation_ft: 4,
  time_zone: "America/Los_Angeles",
};
const lookups = referenceLookups(
  () => anywhere,
  () => modelLists,
);
const models = ["cessna-172s", "piper-pa-44-180", "boeing-737-800", "champion-7eca"];
const airports = ["FAA-PAO", "FAA-SFO", "FAA-STS"].map((ident) => stableId(`airport:${ident}`));
const today = "2026-06-01";

function recordOf(document: object): Envelope {
  const result = validate(document);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value.record as unknown as Envelope;
}

const fleet = models.map((code) =>
  recordOf({
    ...anAircraft(aModel()),
    own_model_id: null,
    model_id: stableId(`aircraft_model:${code}`),
  }),
);

/** Flights like each other, from one validated: three on most days of thirty years. */
function career(count: number): FlightRecord[] {
  const one = recordOf(aFlight({ _id: fleet[0]!._id })) as unknown as FlightRecord;
  const first = dayNumber(today) - Math.ceil(count / 3);
  return Array.from({ length: count }, (_, i) => ({
    ...one,
    _id: `flight:00000000-0000-7000-8000-${String(i).padStart(12, "0")}`,
    flight_date: dayOf(first + Math.floor(i / 3)),
    aircraft_id: uuidOf(fleet[i % fleet.length]!._id),
    total_time: 60 + (i % 120),
    pic_time: 60,
    night_time: i % 5 === 0 ? 30 : 0,
    actual_instrument: i % 7 === 0 ? 12 : 0,
    sic_time: i % 4 === 2 ? 30 : 0,
    holds: i % 11 === 0 ? 1 : 0,
    flight_legs: [
      {
        ...one.flight_legs[0]!,
        from_airport_id: airports[i % 3]!,
        to_airport_id: airports[(i + 1) % 3]!,
        night_landings_full_stop: i % 5 === 0 ? 1 : 0,
        night_takeoffs: i % 5 === 0 ? 1 : 0,
      },
    ],
  }));
}

function median(runs: number, run: (i: number) => void): number {
  const times = Array.from({ length: runs }, (_, i) => {
    const start = performance.now();
    run(i);
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[runs >> 1]!;
}

/** The same numbers as one plain loop adds them: minutes and landings, in all and of 90 days. */
function plainLoop(flights: readonly FlightRecord[]): number {
  const [all, lately] = [new Float64Array(24), new Float64Array(24)];
  const since = dayOf(dayNumber(today) - 90);
  for (const flight of flights) {
    const is_late = flight.flight_date >= since;
    for (let k = 0; k < minuteFields.length; k++) {
      const minutes = flight[minuteFields[k]!];
      all[k]! += minutes;
      if (is_late) lately[k]! += minutes;
    }
    for (const leg of flight.flight_legs) {
      const landings = leg.day_landings_full_stop + leg.night_landings_full_stop;
      all[20]! += landings;
      if (is_late) lately[20]! += landings;
    }
  }
  return all[0]! + lately[0]!;
}

/** Measures with so many flights. */
export function benchRulesHere(count: number): RulesTimes {
  const flights = career(count) as unknown as Envelope[];
  const snapshot = keepFacts([...fleet, ...flights], lookups).snapshot();
  const from_records = median(
    3,
    () => void reportHome(keepFacts([...fleet, ...flights], lookups).current(), today),
  );
  const full = median(
    15,
    () => void reportHome(keepFacts(fleet, lookups, snapshot).current(), today),
  );
  const keeper = keepFacts(fleet, lookups, snapshot);
  reportHome(keeper.current(), today);
  const more = career(50).map((flight, i) => ({
    ...flight,
    _id: `flight:00000000-0000-7000-9000-${String(i).padStart(12, "0")}`,
    flight_date: today,
  })) as unknown as Envelope[];
  const after_one_more = median(50, (i) => {
    keeper.put(more[i]!);
    reportHome(keeper.current(), today);
  });
  const plain_loop = median(15, () => void plainLoop(flights as unknown as FlightRecord[]));
  return { full, after_one_more, from_records, plain_loop };
}
