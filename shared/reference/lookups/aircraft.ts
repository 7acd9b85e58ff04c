import { entry } from "./entry.ts";

/** Categories of aircraft with respect to airmen, 14 CFR 61.5(b)(1). */
export const aircraftCategories = [
  entry("airplane", "Airplane", "Engine-driven fixed-wing aircraft"),
  entry("rotorcraft", "Rotorcraft", "Lift principally from rotors"),
  entry("glider", "Glider", "Free flight does not depend principally on an engine"),
  entry("lighter_than_air", "Lighter-than-air", "Airships and balloons"),
  entry("powered_lift", "Powered-lift", "Vertical take-off, wing-borne flight"),
  entry("powered_parachute", "Powered parachute", "Flexible wing that inflates in flight"),
  entry("weight_shift_control", "Weight-shift-control", "Trikes"),
];

const airplane = { category_code: "airplane" };
const rotorcraft = { category_code: "rotorcraft" };
const lighterThanAir = { category_code: "lighter_than_air" };
const poweredParachute = { category_code: "powered_parachute" };
const weightShift = { category_code: "weight_shift_control" };

/**
 * Classes, 14 CFR 61.5(b)(2) to (6). A glider and a powered-lift have no class under part
 * 61; they are listed so that every aircraft model can name one.
 */
export const aircraftClasses = [
  entry("ASEL", "Airplane single-engine land", "14 CFR 61.5(b)(2)(i)", airplane),
  entry("AMEL", "Airplane multiengine land", "14 CFR 61.5(b)(2)(ii)", airplane),
  entry("ASES", "Airplane single-engine sea", "14 CFR 61.5(b)(2)(iii)", airplane),
  entry("AMES", "Airplane multiengine sea", "14 CFR 61.5(b)(2)(iv)", airplane),
  entry("helicopter", "Helicopter", "14 CFR 61.5(b)(3)(i)", rotorcraft),
  entry("gyroplane", "Gyroplane", "14 CFR 61.5(b)(3)(ii)", rotorcraft),
  entry("airship", "Airship", "14 CFR 61.5(b)(4)(i)", lighterThanAir),
  entry("balloon", "Balloon", "14 CFR 61.5(b)(4)(ii)", lighterThanAir),
  entry("weight_shift_control_land", "Weight-shift-control land", "14 CFR 61.5(b)(5)", weightShift),
  entry("weight_shift_control_sea", "Weight-shift-control sea", "14 CFR 61.5(b)(5)", weightShift),
  entry("powered_parachute_land", "Powered parachute land", "14 CFR 61.5(b)(6)", poweredParachute),
  entry("powered_parachute_sea", "Powered parachute sea", "14 CFR 61.5(b)(6)", poweredParachute),
  entry("glider", "Glider", "The category has no classes", { category_code: "glider" }),
  entry("powered_lift", "Powered-lift", "The category has no classes", {
    category_code: "powered_lift",
  }),
];

/** The day before part 60 took effect: devices were qualified under advisory circulars until then. */
const beforePart60 = "2008-05-29";
/** 14 CFR part 60, effective 30 May 2008 (73 FR 26478). */
const part60 = "2008-05-30";

/**
 * Simulators and training devices. The first lines are what a pilot needs to choose; the levels
 * below keep old sessions under the definition of their day. Dates are those of the documents that
 * defined the level: AC 120-40B (29 Jul 1991), AC 120-45A (5 Feb 1992), AC 61-126 (12 May 1997),
 * part 60 (30 May 2008, and 31 May 2016 for level 7 airplane devices), AC 61-136 (14 Jul 2008).
 */
export const trainingDeviceTypes = [
  entry("FFS", "Full flight simulator", "14 CFR 1.1 and part 60; level A to D"),
  entry("FTD", "Flight training device", "14 CFR 1.1 and part 60; level 4 to 7"),
  entry("AATD", "Advanced aviation training device", "14 CFR 61.4(c), AC 61-136", {
    effective_from: "2008-07-14",
  }),
  entry("BATD", "Basic aviation training device", "14 CFR 61.4(c), AC 61-136", {
    effective_from: "2008-07-14",
  }),
  entry("ATD", "Aviation training device", "Basic or advanced: not known which"),
  entry("PCATD", "PC-based aviation training device", "AC 61-126, before BATD and AATD", {
    effective_from: "1997-05-12",
    effective_to: "2008-07-13",
  }),
  entry("unknown_historical", "Unknown, historical", "An old record that does not say"),
  ...["A", "B", "C", "D"].flatMap((level) => [
    entry(`FFS-${level}`, `Full flight simulator, level ${level}`, "14 CFR part 60", {
      effective_from: part60,
    }),
    entry(`FFS-${level}-AC`, `Airplane simulator, level ${level}`, "AC 120-40B, before part 60", {
      effective_from: "1991-07-29",
      effective_to: beforePart60,
    }),
  ]),
  ...[1, 2, 3, 4, 5, 6, 7].map((level) =>
    entry(
      `FTD-${level}-AC`,
      `Flight training device, level ${level}`,
      "AC 120-45A, before part 60",
      {
        effective_from: "1992-02-05",
        effective_to: beforePart60,
      },
    ),
  ),
  ...[4, 5, 6].map((level) =>
    entry(`FTD-${level}`, `Flight training device, level ${level}`, "14 CFR part 60", {
      effective_from: part60,
    }),
  ),
  entry("FTD-7H", "Flight training device, level 7, helicopter", "14 CFR part 60, appendix D", {
    effective_from: part60,
  }),
  entry("FTD-7", "Flight training device, level 7, airplane", "14 CFR part 60, appendix B", {
    effective_from: "2016-05-31",
  }),
];
