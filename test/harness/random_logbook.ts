/** Logbooks that no pilot would fly, made from a number: for holding two implementations together. */
import { addDays, dayNumber, dayOf, instantOf } from "../../shared/calendar.ts";
import type { Position } from "../../shared/geography.ts";
import { newRecordId, newRowId, stableId, uuidOf } from "../../shared/ids.ts";
import { isNight6157, isNightPart1 } from "../../shared/sun.ts";
import type { Document } from "./pilots.ts";
import { aFlight, aModel, anAircraft, aPerson } from "./records.ts";

/** Chances from a number. */
export interface Dice {
  /** A whole number from 0 to `below` - 1. */
  roll: (below: number) => number;
  /** True once in `n`. */
  once: (n: number) => boolean;
  pick: <T>(from: readonly T[]) => T;
}

/** Dice that fall the same way for the same seed (mulberry32). */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const roll = (below: number) => Math.floor(next() * below);
  return { roll, once: (n) => roll(n) === 0, pick: (from) => from[roll(from.length)]! };
}

const at = "2026-05-01T10:00:00Z";
const envelope = { created_at: at, updated_at: at };
const models = [
  "cessna-172s",
  "cessna-172s",
  "champion-7eca",
  "boeing-737-800",
  "piper-pa-44-180",
  "robinson-r44",
  "schweizer-sgs-2-33a",
  "grob-g-109",
];
/** Where they fly, and about where on earth that is. */
const places: Readonly<Record<string, Position>> = {
  "FAA-PAO": { latitude: 37.46, longitude: -122.11 },
  "FAA-SFO": { latitude: 37.62, longitude: -122.38 },
  EGLL: { latitude: 51.47, longitude: -0.46 },
  BIRK: { latitude: 64.13, longitude: -21.94 },
};
const airports = Object.keys(places).map((ident) => stableId(`airport:${ident}`));
const approachTypes = ["ILS", "VOR", "RNAV-GPS", "visual"].map((code) =>
  stableId(`approach_types:${code}`),
);

const launches = ["aerotow", "winch", "self_launch", "bungee", null];

const eventTypes = [
  ...["WINGS", "LOFT", "61.58_check", "FIRC"],
  ...["61.55_familiarization", "proficiency_check", "recurrent_UAS"],
];
const levels = ["private", "student", "flight_instructor", "remote_pilot"];

/** A day of the years that a logbook is about: many of them close together. */
function aDay({ roll, once }: Dice): string {
  const first = dayNumber("2019-01-01");
  return dayOf(once(3) ? first + roll(2600) : first + 2200 + roll(330));
}

const maybe = ({ roll }: Dice) => [true, false, null][roll(3)]!;

function anApproach(random: Dice) {
  return {
    id: newRowId(),
    approach_type_id: random.pick(approachTypes),
    in_imc: maybe(random),
    in_simulated_imc: maybe(random),
  };
}

/** Whether the night begins or ends somewhere about then: two suns need not agree to the second. */
function isTwilit(at: string): boolean {
  const [before, after] = [-300_000, 300_000].map((ms) => instantOf(at) + ms);
  return Object.values(places).some(
    (place) =>
      isNightPart1(before!, place) !== isNightPart1(after!, place) ||
      isNight6157(before!, place) !== isNight6157(after!, place),
  );
}

/** A minute of a day in which it is clear of all places whether it is night. */
function aMoment({ roll }: Dice, day: string): string {
  for (;;) {
    const [hour, minute] = [roll(24), roll(60)].map((n) => String(n).padStart(2, "0"));
    const at = `${day}T${hour}:${minute}:00Z`;
    if (!isTwilit(at)) return at;
  }
}

function anEvent(random: Dice, day: string) {
  const { once, pick } = random;
  const is_takeoff = once(2);
  const is_landing = !is_takeoff || once(3);
  return {
    id: newRowId(),
    is_takeoff,
    is_landing,
    is_full_stop: is_landing ? maybe(random) : null,
    occurred_at: once(5) ? null : aMoment(random, day),
    ...(once(4) ? { airport_id: pick(airports) } : {}),
    ...(once(9) ? { airport_description: "a field" } : {}),
  };
}

function aLeg(random: Dice, leg_number: number, day: string) {
  const { roll, once, pick } = random;
  const some = () => (once(2) ? roll(4) : 0);
  return {
    id: newRowId(),
    leg_number,
    ...(once(6) ? { from_airport_description: "home" } : { from_airport_id: pick(airports) }),
    ...(once(6) ? {} : { to_airport_id: pick(airports) }),
    day_takeoffs: some(),
    night_takeoffs: once(3) ? some() : 0,
    day_landings_touch_and_go: some(),
    day_landings_full_stop: some(),
    night_landings_touch_and_go: once(4) ? some() : 0,
    night_landings_full_stop: once(3) ? some() : 0,
    approaches: Array.from({ length: once(3) ? roll(4) : 0 }, () => anApproach(random)),
    landings_takeoffs: Array.from({ length: once(5) ? roll(4) : 0 }, () => anEvent(random, day)),
  };
}

function aRandomFlight(random: Dice, aircraft: readonly Document[]): Document {
  const { roll, once, pick } = random;
  const day = aDay(random);
  const total_time = 60 + roll(300);
  const part = () => (once(3) ? roll(total_time) : 0);
  return aFlight(pick(aircraft), {
    flight_date: day,
    total_time,
    pic_time: part(),
    dual_received: part(),
    sic_time: once(8) ? part() : 0,
    solo_time: once(5) ? part() : 0,
    cross_country_50nm_time: once(6) ? part() : 0,
    multi_pilot_time: once(8) ? part() : 0,
    nvg_operations: once(6) ? roll(4) : 0,
    is_nvg_proficiency_check: once(40),
    night_time: part(),
    cross_country_time: part(),
    actual_instrument: once(4) ? roll(60) : 0,
    simulated_instrument: once(4) ? roll(60) : 0,
    holds: once(4) ? roll(3) : 0,
    holding_performed: maybe(random),
    course_intercepting_tracking_performed: maybe(random),
    is_ipc: once(25),
    is_flight_review: once(40),
    is_checkride: once(40),
    is_6158_check: once(60),
    flight_legs: Array.from({ length: 1 + roll(2) }, (_, i) => aLeg(random, i + 1, day)),
    ...(once(6)
      ? { glider_flight_details: [{ id: newRowId(), launch_method: pick(launches) }] }
      : {}),
    ...(once(20) ? { is_erroneous: true, erroneous_reason: "never flown" } : {}),
  });
}

function crewOf({ pick }: Dice, person: Document) {
  const role = pick(["relief_pilot", "IRO", "PIC"]);
  return {
    id: newRowId(),
    person_id: uuidOf(person._id),
    role_on_flight_id: stableId(`role_on_flight_types:${role}`),
  };
}

function corrected(random: Dice, flights: readonly Document[]): Document[] {
  return flights
    .filter((flight) => flight["is_erroneous"] !== true && random.once(12))
    .map((flight) => ({
      ...flight,
      _id: newRecordId("flight"),
      flight_legs: [aLeg(random, 1, String(flight["flight_date"]))],
      glider_flight_details: [],
      flight_crew: [],
      corrects_flight_id: uuidOf(flight._id),
      correction_reason: "counted wrong",
    }));
}

function aSession(random: Dice, device: Document): Document {
  const { roll, once } = random;
  const total_time = 30 + roll(90);
  return {
    _id: newRecordId("training_session"),
    ...envelope,
    session_date: aDay(random),
    session_type: once(4) ? "ground" : "device",
    training_device_id: uuidOf(device._id),
    total_time,
    instrument_time_simulated: Math.min(roll(60), total_time),
    holds: once(3) ? 1 : 0,
    holding_performed: maybe(random),
    course_intercepting_tracking_performed: maybe(random),
    is_ipc: once(12),
    approaches: Array.from({ length: roll(4) }, () => anApproach(random)),
  };
}

function aMedical(random: Dice): Document {
  const { once, pick, roll } = random;
  const code = pick(["class_1", "class_2", "class_3", "basicmed", "special_issuance"]);
  const exam_date = addDays(aDay(random), -roll(1500));
  const end = () => (once(5) ? addDays(exam_date, roll(1200)) : null);
  return {
    _id: newRecordId("medical"),
    ...envelope,
    medical_class_id: stableId(`medical_classes:${code}`),
    exam_date,
    expiration_date_for_class_1_ops: end(),
    expiration_date_for_class_2_ops: end(),
    expiration_date_for_class_3_ops: end(),
    is_special_issuance: once(6),
    basicmed_cmec_date: once(3) ? addDays(exam_date, roll(300)) : null,
    basicmed_course_date: once(3) ? addDays(exam_date, roll(300)) : null,
  };
}

function reviews(random: Dice): Document[] {
  const { once, pick, roll } = random;
  const some = (n: number, make: () => Document) => Array.from({ length: roll(n) }, make);
  return [
    ...some(4, () => ({
      _id: newRecordId("flight_review"),
      ...envelope,
      review_date: aDay(random),
      review_type: pick(["flight_review", "WINGS_phase"]),
      satisfactorily_completed: maybe(random),
    })),
    ...some(3, () => ({
      _id: newRecordId("practical_test"),
      ...envelope,
      test_date: aDay(random),
      certificate_or_rating_sought: pick(["Commercial", "Remote pilot", "CFII"]),
      outcome: pick(["pass", "pass", "fail"]),
    })),
    ...some(6, () => ({
      _id: newRecordId("training_event"),
      ...envelope,
      event_type_id: stableId(`training_event_types:${pick(eventTypes)}`),
      aircraft_type: pick(["B-737", "b737", null]),
      status: pick(["completed", "planned"]),
      actual_start_date: aDay(random),
      satisfactorily_completed: maybe(random),
    })),
    ...some(5, () => ({
      _id: newRecordId("certificate"),
      ...envelope,
      certificate_level_id: stableId(`certificate_levels:${pick(levels)}`),
      date_of_issuance: "2018-05-17",
      ...(once(2) ? { date_of_issuance: aDay(random) } : {}),
      ...(once(3) ? { recent_experience_end: addDays("2026-06-01", roll(900)) } : {}),
      ratings: once(2)
        ? [
            {
              id: newRowId(),
              rating_type_id: stableId("rating_types:instrument_airplane"),
              date_added: once(4) ? null : aDay(random),
            },
          ]
        : [],
    })),
  ];
}

const filters = [
  {},
  { is_tailwheel: true },
  { category: "airplane", total_time: { $gte: 120 } },
  { night_time: { $gt: 0 }, registration: { $regex: "^N[1-5]" } },
  { $or: [{ type: { $exists: true, $ne: null } }, { pic_time: { $mod: [2, 1] } }] },
  { $nor: [{ engine_type: "piston" }, { kind: "training_session" }] },
  { legs: { $elemMatch: { landings: { $gt: 1 }, from: "home" } } },
  { legs: { $allMatch: { towered_full_stops: { $lte: 2 }, approaches: { $size: 0 } } } },
  { "legs.0.full_stops": { $in: [1, 2] }, class: { $nin: ["AMEL"] } },
  { date: { $gte: "2024-06-01" }, device: { $type: "string" } },
  { legs: { $not: { $size: 1 } }, model: { $regex: "\\bC?1?[0-9a-z]+$" } },
  { total_time: { $near: 5 } },
];

/** A rule of the pilot's own; now and then one that cannot be read. */
function anOwnRule(random: Dice): Document {
  const { once, pick, roll } = random;
  const measures = ["landings", "night_full_stop", "total_time", "credited_approaches", "loops"];
  const required = { [pick(measures)]: 1 + roll(5), ...(once(3) ? { takeoffs: 1 + roll(4) } : {}) };
  return {
    _id: newRecordId("currency_rule"),
    ...envelope,
    name: "Club",
    regulation_ref: once(2) ? "Club 3.1" : null,
    is_active: !once(6),
    rule_config: {
      ...(once(2) ? { lookback_days: roll(200) } : { lookback_months: roll(14) }),
      required,
      ...(once(3)
        ? { applies_to: { category_class: pick([["ASEL", "AMEL"], ["glider"], []]) } }
        : {}),
      ...(once(3) ? {} : { filter: pick(filters) }),
      ...(once(2) ? { include_devices: once(2) } : {}),
    },
  };
}

/** What a logbook is flown in. */
export interface Fleet {
  aircraft: Document[];
  device: Document;
  /** The models of its own. */
  models: Document[];
}

/** Aircraft of many sorts and a device. */
export function randomFleet({ once }: Dice): Fleet {
  const own = aModel();
  return {
    models: [own],
    aircraft: [
      ...models.map((code) => ({
        ...anAircraft(own),
        own_model_id: null,
        model_id: stableId(`aircraft_model:${code}`),
      })),
      anAircraft(own),
    ],
    device: {
      _id: newRecordId("training_device"),
      ...envelope,
      name: "a device",
      device_type_id: stableId("training_device_types:AATD"),
      ...(once(2) ? { model_id: stableId("training_device_model:alsim-al172") } : {}),
    },
  };
}

/** The documents of a logbook with about so many flights in some fleet, which is not among them. */
export function randomEntries(
  random: Dice,
  flight_count: number,
  { aircraft, device }: Fleet,
): Document[] {
  const { once, roll } = random;
  const person = aPerson({
    is_logbook_owner: true,
    ...(once(3) ? {} : { date_of_birth: `19${60 + roll(40)}-0${1 + roll(9)}-1${roll(10)}` }),
  });
  const flights = Array.from({ length: flight_count }, () => {
    const flight = aRandomFlight(random, aircraft);
    return once(4) ? { ...flight, flight_crew: [crewOf(random, person)] } : flight;
  });
  return [
    person,
    ...flights,
    ...corrected(random, flights),
    ...Array.from({ length: roll(4) }, () => aSession(random, device)),
    ...Array.from({ length: roll(4) }, () => aMedical(random)),
    ...Array.from({ length: once(3) ? 1 + roll(2) : 0 }, () => anOwnRule(random)),
    ...reviews(random),
  ];
}

/** The documents of a logbook with about so many flights. */
export function randomLogbook(random: Dice, flight_count: number): Document[] {
  const fleet = randomFleet(random);
  return [
    ...fleet.models,
    ...fleet.aircraft,
    fleet.device,
    ...randomEntries(random, flight_count, fleet),
  ];
}
