import {
  airport,
  boolean,
  count,
  day,
  longText,
  lookup,
  minutes,
  moment,
  number,
  reference,
  rows,
  text,
} from "../fields.ts";
import type { Problem } from "../problems.ts";
import {
  approachRows,
  checkEntry,
  checkPlace,
  checkPlaces,
  crewRows,
  lockFields,
  partsOverTotal,
  tagRows,
} from "./entry_parts.ts";
import { categoryDetails } from "./flight_details.ts";
import { defineKind, type ValuesOf } from "./kind.ts";

/** Take-offs and landings one by one, each with its own time and place. Database design 6.11. */
const eventRows = rows("Take-offs and landings, one by one", "Event", {
  airport_id: airport("Airport"),
  own_airport_id: reference("Own airport", "airport"),
  airport_description: text("Place"),
  occurred_at: moment("Time"),
  is_takeoff: boolean("Take-off", { default: false }),
  is_landing: boolean("Landing", { default: false }),
  is_full_stop: boolean("Full stop"),
  was_at_towered_field: boolean("Tower in operation"),
  runway: text("Runway"),
  notes: longText("Notes"),
});

/** Legs of the flight, in order. Database design 6.10; the counts are facts of the leg. */
const legRows = rows(
  "Legs",
  "Leg",
  {
    leg_number: count("Number", { required: true }),
    from_airport_id: airport("From"),
    from_own_airport_id: reference("From, own airport", "airport"),
    from_airport_description: text("From, in words", { hint: "A strip that no list has" }),
    to_airport_id: airport("To"),
    to_own_airport_id: reference("To, own airport", "airport"),
    to_airport_description: text("To, in words", { hint: "A strip that no list has" }),
    distance_nm: number("Distance", { min: 0, max: 25_000, scale: 2, unit: "NM" }),
    leg_time: minutes("Time of the leg"),
    day_takeoffs: count("Day take-offs"),
    night_takeoffs: count("Night take-offs"),
    day_landings_touch_and_go: count("Day landings, touch and go"),
    day_landings_full_stop: count("Day landings, full stop"),
    night_landings_touch_and_go: count("Night landings, touch and go"),
    night_landings_full_stop: count("Night landings, full stop"),
    notes: longText("Notes"),
    landings_takeoffs: eventRows,
    approaches: approachRows,
  },
  { section: "Route" },
);

const fields = {
  flight_date: day("Date", { required: true }),
  aircraft_id: reference("Aircraft", "aircraft", { required: true }),
  route: text("Route", { hint: "As flown, in words" }),
  flight_legs: legRows,
  block_out: moment("OUT", { section: "Times", hint: "Start of movement" }),
  block_off: moment("OFF", { section: "Times", hint: "Wheels off" }),
  block_on: moment("ON", { section: "Times", hint: "Wheels on" }),
  block_in: moment("IN", { section: "Times", hint: "Shutdown" }),
  on_duty: moment("On duty", { section: "Times" }),
  off_duty: moment("Off duty", { section: "Times" }),
  total_time: minutes("Total time", { section: "Times" }),
  pic_time: minutes("PIC", { section: "Times", hint: "14 CFR 61.51(e)" }),
  pic_basis_id: lookup("PIC because", "pic_basis_types", { section: "Times" }),
  sic_time: minutes("SIC", { section: "Times", hint: "14 CFR 61.51(f)" }),
  solo_time: minutes("Solo", { section: "Times", hint: "Sole occupant, 14 CFR 61.51(d)" }),
  dual_received: minutes("Dual received", { section: "Times" }),
  dual_given: minutes("Dual given", { section: "Times" }),
  cross_country_time: minutes("Cross-country", { section: "Conditions" }),
  cross_country_50nm_time: minutes("Cross-country over 50 NM", {
    section: "Conditions",
    hint: "14 CFR 61.1(b)",
  }),
  night_time: minutes("Night", { section: "Conditions", hint: "14 CFR 1.1" }),
  actual_instrument: minutes("Actual instrument", { section: "Conditions" }),
  simulated_instrument: minutes("Simulated instrument", { section: "Conditions" }),
  ifr_time: minutes("IFR", { section: "Conditions" }),
  multi_pilot_time: minutes("Multi-pilot", { section: "Conditions" }),
  picus_time: minutes("PIC under supervision", { section: "Times" }),
  examiner_time: minutes("Examiner", { section: "Times" }),
  nvg_time: minutes("Night-vision goggles", { section: "Conditions" }),
  nvg_operations: count("NVG operations", { section: "Conditions" }),
  holds: count("Holds", { section: "Conditions" }),
  holding_performed: boolean("Holding", { section: "Conditions" }),
  course_intercepting_tracking_performed: boolean("Intercepting and tracking courses", {
    section: "Conditions",
  }),
  ground_training_received: minutes("Ground training received", { section: "Training" }),
  ground_training_given: minutes("Ground training given", { section: "Training" }),
  instructor_name: text("Instructor", { section: "Training" }),
  instructor_comments: longText("Instructor's comments", { section: "Training" }),
  is_flight_review: boolean("Flight review", {
    default: false,
    section: "Training",
    hint: "14 CFR 61.56",
  }),
  is_ipc: boolean("Instrument proficiency check", {
    default: false,
    section: "Training",
    hint: "14 CFR 61.57(d)",
  }),
  is_checkride: boolean("Practical test", { default: false, section: "Training" }),
  is_6158_check: boolean("PIC proficiency check", {
    default: false,
    section: "Training",
    hint: "14 CFR 61.58",
  }),
  is_nvg_proficiency_check: boolean("NVG proficiency check", {
    default: false,
    section: "Training",
    hint: "14 CFR 61.57(g)",
  }),
  hobbs_start: number("Hobbs, start", { min: 0, max: 99_999.99, scale: 2, section: "Meters" }),
  hobbs_end: number("Hobbs, end", { min: 0, max: 99_999.99, scale: 2, section: "Meters" }),
  tach_start: number("Tach, start", { min: 0, max: 99_999.99, scale: 2, section: "Meters" }),
  tach_end: number("Tach, end", { min: 0, max: 99_999.99, scale: 2, section: "Meters" }),
  ...categoryDetails,
  flight_crew: crewRows,
  entry_tags: tagRows,
  cfi_signature_person_id: reference("Signed by", "person", { section: "Record" }),
  cfi_signed_at: moment("Signed at", { section: "Record" }),
  corrects_flight_id: reference("Corrects", "flight", { section: "Record" }),
  ...lockFields,
  import_notes: longText("Notes of the import", {
    section: "Record",
    hint: "Cells of an imported file that have no field here, as they were",
  }),
  remarks: longText("Remarks"),
} as const;

/** The parts of a flight that cannot be longer than the flight. */
const partsOfTotal = [
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
] as const satisfies readonly (keyof typeof fields)[];

function checkParts(flight: ValuesOf<typeof fields>): Problem[] {
  return partsOverTotal(flight, partsOfTotal).map((part) => ({
    code: "E_FLIGHT_PART_OVER_TOTAL",
    path: part,
    message: `${flight[part]} min of ${fields[part].label} in a flight of ${flight.total_time} min.`,
  }));
}

/** OUT ≤ OFF < ON ≤ IN; neighbours may share a minute, since clocks are read to the minute. */
function checkBlockOrder(flight: ValuesOf<typeof fields>): Problem[] {
  const names = ["block_out", "block_off", "block_on", "block_in"] as const;
  const given = names.filter((name) => flight[name] !== null);
  const problems: Problem[] = [];
  for (let i = 1; i < given.length; i++) {
    const [before, after] = [given[i - 1]!, given[i]!];
    const onGround = (before === "block_out" && after === "block_off") || before === "block_on";
    const order = Date.parse(flight[after]!) - Date.parse(flight[before]!);
    if (order < 0 || (order === 0 && !onGround))
      problems.push({
        code: "E_FLIGHT_BLOCK_ORDER",
        path: after,
        message: `${fields[after].label} ${flight[after]} is not after ${fields[before].label} ${flight[before]}.`,
      });
  }
  return problems;
}

function checkLegs(flight: ValuesOf<typeof fields>): Problem[] {
  if (flight.flight_legs.length === 0)
    return [{ code: "E_FLIGHT_LEG_REQUIRED", path: "flight_legs", message: "There is no leg." }];
  const numbers = new Set<number>();
  const problems: Problem[] = [];
  flight.flight_legs.forEach((leg, i) => {
    if (leg.leg_number < 1 || numbers.has(leg.leg_number))
      problems.push({
        code: "E_ROW_DUPLICATE",
        path: `flight_legs.${i}.leg_number`,
        message: `Leg number ${leg.leg_number} is there twice, or below 1.`,
      });
    numbers.add(leg.leg_number);
    const at = `flight_legs.${i}.`;
    problems.push(
      ...checkPlace(leg, "from_airport_id", "from_own_airport_id", at),
      ...checkPlace(leg, "to_airport_id", "to_own_airport_id", at),
      ...checkPlaces(leg.landings_takeoffs, `${at}landings_takeoffs`),
      ...checkPlaces(leg.approaches, `${at}approaches`),
    );
    leg.landings_takeoffs.forEach((event, j) => {
      const path = `flight_legs.${i}.landings_takeoffs.${j}`;
      if (!event.is_takeoff && !event.is_landing)
        problems.push({
          code: "E_FIELD_REQUIRED",
          path: `${path}.is_landing`,
          message: "An event is a take-off, a landing, or both.",
        });
      if (event.is_full_stop !== null && !event.is_landing)
        problems.push({
          code: "E_FIELD_CHOICE",
          path: `${path}.is_full_stop`,
          message: "Only a landing can be to a full stop.",
        });
    });
  });
  return problems;
}

/** A flight in an aircraft: one or more legs. Database design 6.9, 14 CFR 61.51(b). */
export const flight = defineKind({
  kind: "flight",
  table: "flights",
  label: "Flight",
  label_many: "Flights",
  fields,
  check: (record) => [
    ...checkEntry({
      day: record.flight_date,
      day_path: "flight_date",
      corrects: record.corrects_flight_id,
      correction_reason: record.correction_reason,
      is_erroneous: record.is_erroneous,
      erroneous_reason: record.erroneous_reason,
    }),
    ...checkParts(record),
    ...checkBlockOrder(record),
    ...checkLegs(record),
  ],
  title: (record, name) => `${record.flight_date} ${name("aircraft", record.aircraft_id)}`,
  day: (record) => record.flight_date,
});
