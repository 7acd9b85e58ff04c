/**
 * ForeFlight's words for classes, gear, engines, devices, roles and approaches, and our codes for
 * them. What is not listed is answered with undefined and kept as text by the caller.
 */
import type { engineTypes, gearTypes } from "../kinds/aircraft_model.ts";
import { lookupByCode, lookupRows, type LookupTable } from "../reference/lookups.ts";
import { folded } from "./cell_values.ts";

/** A word without case, spaces and marks: `Turbo Prop` and `turboprop` are one. */
function wordOf(text: string): string {
  return folded(text).replace(/[\s_./()-]/g, "");
}

function table<V>(entries: Readonly<Record<string, V>>): (text: string) => V | undefined {
  const values = new Map(Object.entries(entries).map(([words, value]) => [wordOf(words), value]));
  return (text) => values.get(wordOf(text));
}

/** The code of `reference.aircraft_classes`, from an export's word or the template's two letters. */
export const classCodeOf = table({
  airplane_single_engine_land: "ASEL",
  airplane_multi_engine_land: "AMEL",
  airplane_single_engine_sea: "ASES",
  airplane_multi_engine_sea: "AMES",
  rotorcraft_helicopter: "helicopter",
  rotorcraft_gyroplane: "gyroplane",
  lighter_than_air_airship: "airship",
  lighter_than_air_balloon: "balloon",
  powered_parachute_land: "powered_parachute_land",
  powered_parachute_sea: "powered_parachute_sea",
  weight_shift_control_land: "weight_shift_control_land",
  weight_shift_control_sea: "weight_shift_control_sea",
  glider: "glider",
  powered_lift: "powered_lift",
  ASEL: "ASEL",
  AMEL: "AMEL",
  ASES: "ASES",
  AMES: "AMES",
  RH: "helicopter",
  helicopter: "helicopter",
  RG: "gyroplane",
  gyroplane: "gyroplane",
  LA: "airship",
  airship: "airship",
  LB: "balloon",
  balloon: "balloon",
  PL: "powered_parachute_land",
  PS: "powered_parachute_sea",
  WL: "weight_shift_control_land",
  WS: "weight_shift_control_sea",
});

/** The code of `reference.aircraft_categories`. */
export const categoryCodeOf = table({
  airplane: "airplane",
  rotorcraft: "rotorcraft",
  glider: "glider",
  lighter_than_air: "lighter_than_air",
  powered_lift: "powered_lift",
  powered_parachute: "powered_parachute",
  weight_shift_control: "weight_shift_control",
});

/** The id of the category that a class belongs to. */
export function categoryIdOfClass(classCode: string): string | null {
  return lookupByCode("aircraft_classes", classCode)!.category_id;
}

/** Landing gear; in the two-letter codes F is fixed, R retractable, C conventional, T tricycle. */
export const gearOf = table<keyof typeof gearTypes>({
  fixed_tricycle: "fixed_tricycle",
  FT: "fixed_tricycle",
  fixed_tailwheel: "fixed_tailwheel",
  fixed_conventional: "fixed_tailwheel",
  FC: "fixed_tailwheel",
  retractable_tricycle: "retractable_tricycle",
  RT: "retractable_tricycle",
  retractable_tailwheel: "retractable_tailwheel",
  retractable_conventional: "retractable_tailwheel",
  RC: "retractable_tailwheel",
  amphibian: "amphibious",
  amphibious: "amphibious",
  AM: "amphibious",
  floats: "floats",
  skids: "skids",
  skis: "skis",
  none: "none",
});

export const engineOf = table<keyof typeof engineTypes>({
  piston: "piston",
  radial: "radial",
  diesel: "diesel",
  turboprop: "turboprop",
  turboshaft: "turboshaft",
  turbojet: "turbojet",
  turbofan: "turbofan",
  electric: "electric",
  none: "none",
  non_powered: "none",
});

/** The code of `reference.training_device_types`, from the equipment type or the class. */
export const deviceTypeOf = table({
  FFS: "FFS",
  FTD: "FTD",
  AATD: "AATD",
  BATD: "BATD",
  ATD: "ATD",
  PCATD: "PCATD",
});

/** The code of `reference.role_on_flight_types`. */
export const roleCodeOf = table({
  PIC: "PIC",
  pilot_in_command: "PIC",
  SIC: "SIC",
  second_in_command: "SIC",
  instructor: "CFI_giving",
  CFI: "CFI_giving",
  student: "student_receiving",
  passenger: "passenger",
  safety_pilot: "safety_pilot",
  examiner: "examiner",
  check_airman: "check_airman",
  relief_pilot: "relief_pilot",
  flight_engineer: "flight_engineer",
  flight_attendant: "flight_attendant",
});

let approachNames: (readonly [name: string, code: string])[] | undefined;

/** Names and codes of the approach types, the longest first; made on first use. */
function namesOfApproaches(): readonly (readonly [name: string, code: string])[] {
  return (approachNames ??= lookupRows("approach_types")
    .flatMap((type) => [type.name, type.code].map((name) => [folded(name), type.code] as const))
    .toSorted(([a], [b]) => b.length - a.length));
}

/** The approach type that a text names or begins with: `ILS RWY 23` is an ILS; and all of it or not. */
export function approachCodeOf(text: string): { code: string; whole: boolean } | undefined {
  const name = folded(text);
  const exact = namesOfApproaches().find(([known]) => known === name);
  if (exact !== undefined) return { code: exact[1], whole: true };
  const begins = namesOfApproaches().find(([known]) => name.startsWith(`${known} `));
  return begins === undefined ? undefined : { code: begins[1], whole: false };
}

/** The id of a row of a lookup table, by a code that is written in this file. */
export function lookupId(table: LookupTable, code: string): string {
  return lookupByCode(table, code)!.id;
}
