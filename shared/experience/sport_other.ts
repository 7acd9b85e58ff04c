import {
  count,
  type ExperienceTable,
  flight,
  hours,
  minutes,
  type Requirement,
  type Where,
} from "./requirement.ts";

const inMonths = (where: Where): Where => ({ ...where, months_before: 2 });

/** What aircraft of one category are asked for; they differ in hours and in the long flight. */
interface Asked {
  p: string;
  where: Where;
  total: number;
  dual: number;
  solo: number;
  dual_xc: number;
  full_stops: number;
  total_nm: number;
  preparation: number;
}

/** Lines of gyroplanes, weight-shift-control aircraft and helicopters. */
function powered({ p, where, ...asked }: Asked): Requirement[] {
  return [
    minutes({
      line: "total",
      paragraph: `${p}`,
      what: "flight time",
      need: hours(asked.total),
      parts: ["total"],
    }),
    minutes({
      line: "dual",
      paragraph: `${p}`,
      what: "flight training",
      where: where,
      need: hours(asked.dual),
      parts: ["dual"],
    }),
    minutes({
      line: "solo",
      paragraph: `${p}`,
      what: "solo",
      where: where,
      need: hours(asked.solo),
      parts: ["solo"],
    }),
    minutes({
      line: "dual_xc",
      paragraph: `${p}(i)`,
      what: "cross-country training",
      where: where,
      need: hours(asked.dual_xc),
      parts: ["dual", "xc"],
    }),
    count({
      line: "full_stops",
      paragraph: `${p}(ii)`,
      what: "landings to a full stop",
      where: where,
      need: asked.full_stops,
      of: "full_stops",
      parts: [],
    }),
    flight({
      line: "solo_xc",
      paragraph: `${p}(iii)`,
      what: `solo cross-country flight of ${asked.total_nm} NM with full stops at two points and a leg of 25 NM`,
      where: where,
      need: 1,
      asked: {
        minutes: { solo: 1 },
        total_nm: { at_least: asked.total_nm },
        full_stop_points: 2,
        leg_nm: { at_least: 25 },
      },
    }),
    minutes({
      line: "test_preparation",
      paragraph: `${p}(iv)`,
      what: "training for the test in the 2 calendar months before",
      where: inMonths(where),
      need: hours(asked.preparation),
      parts: ["dual"],
    }),
  ];
}

function poweredParachute(): Requirement[] {
  const [p, where]: [string, Where] = ["61.313(g)(1)", { category: "powered_parachute" }];
  return [
    minutes({
      line: "total",
      paragraph: `${p}`,
      what: "flight time in powered parachutes",
      where: where,
      need: hours(12),
      parts: ["total"],
    }),
    minutes({
      line: "dual",
      paragraph: `${p}`,
      what: "flight training",
      where: where,
      need: hours(10),
      parts: ["dual"],
    }),
    minutes({
      line: "solo",
      paragraph: `${p}`,
      what: "solo",
      where: where,
      need: hours(2),
      parts: ["solo"],
    }),
    minutes({
      line: "dual_xc",
      paragraph: `${p}(i)`,
      what: "cross-country training",
      where: where,
      need: hours(1),
      parts: ["dual", "xc"],
    }),
    count({
      line: "full_stops",
      paragraph: `${p}(ii)`,
      what: "landings to a full stop",
      where: where,
      need: 20,
      of: "full_stops",
      parts: [],
    }),
    count({
      line: "solo_full_stops",
      paragraph: `${p}(iii)`,
      what: "landings to a full stop, solo",
      where: where,
      need: 10,
      of: "full_stops",
      parts: ["solo"],
    }),
    flight({
      line: "solo_xc",
      paragraph: `${p}(iv)`,
      what: "solo flight to another airport with a leg of 10 NM",
      where: where,
      need: 1,
      asked: { minutes: { solo: 1 }, leg_nm: { at_least: 10 } },
    }),
    minutes({
      line: "test_preparation",
      paragraph: `${p}(v)`,
      what: "training for the test in the 2 calendar months before",
      where: inMonths(where),
      need: hours(1),
      parts: ["dual"],
    }),
  ];
}

/** With less than 20 hours in heavier-than-air aircraft, (b), or with 20, (c). */
function glider(letter: "b" | "c"): Requirement[] {
  const p = `61.313(${letter})(1)`;
  const where: Where = { category: "glider" };
  const [total, flights, solo, launches] = letter === "b" ? [10, 10, 2, 5] : [3, 5, 1, 3];
  return [
    minutes({
      line: "total",
      paragraph: `${p}`,
      what: "flight time in gliders",
      where: where,
      need: hours(total!),
      parts: ["total"],
    }),
    count({
      line: "dual_flights",
      paragraph: `${p}`,
      what: "training flights in gliders",
      where: where,
      need: flights!,
      of: "takeoffs",
      parts: ["dual"],
    }),
    minutes({
      line: "solo",
      paragraph: `${p}`,
      what: "solo in gliders",
      where: where,
      need: hours(solo!),
      parts: ["solo"],
    }),
    count({
      line: "solo_launches",
      paragraph: `${p}(i)`,
      what: "launches, solo",
      where: where,
      need: launches!,
      of: "takeoffs",
      parts: ["solo"],
    }),
    count({
      line: "solo_landings",
      paragraph: `${p}(i)`,
      what: "landings, solo",
      where: where,
      need: launches!,
      of: "landings",
      parts: ["solo"],
    }),
    count({
      line: "test_preparation",
      paragraph: `${p}(ii)`,
      what: "training flights for the test in the 2 calendar months before",
      where: inMonths(where),
      need: 3,
      of: "takeoffs",
      parts: ["dual"],
    }),
  ];
}

/**
 * Sport pilot, 14 CFR 61.313, in other aircraft than airplanes and balloons: written from memory of the text, the
 * helicopter (MOSAIC, 90 FR 35212: simplified flight controls, 30 hours) by that of gyroplanes.
 */
export const sportOtherTables: readonly ExperienceTable[] = [
  {
    table: "faa_61_313_b",
    title: "Sport pilot, glider, with less than 20 hours in heavier-than-air aircraft",
    regulation: "14 CFR 61.313(b)",
    cross_country: "sport_25nm",
    category: "glider",
    lines: glider("b"),
  },
  {
    table: "faa_61_313_c",
    title: "Sport pilot, glider, with 20 hours in heavier-than-air aircraft",
    regulation: "14 CFR 61.313(c)",
    cross_country: "sport_25nm",
    category: "glider",
    lines: glider("c"),
  },
  {
    table: "faa_61_313_d",
    title: "Sport pilot, gyroplane",
    regulation: "14 CFR 61.313(d)",
    cross_country: "rotorcraft_25nm",
    category: "rotorcraft",
    lines: powered({
      p: "61.313(d)(1)",
      where: { category: "rotorcraft", classes: ["gyroplane"] },
      total: 20,
      dual: 15,
      solo: 5,
      dual_xc: 2,
      full_stops: 10,
      total_nm: 50,
      preparation: 2,
    }),
  },
  {
    table: "faa_61_313_g",
    title: "Sport pilot, powered parachute",
    regulation: "14 CFR 61.313(g)",
    cross_country: "powered_parachute_15nm",
    category: "powered_parachute",
    lines: poweredParachute(),
  },
  {
    table: "faa_61_313_h",
    title: "Sport pilot, weight-shift-control aircraft",
    regulation: "14 CFR 61.313(h)",
    cross_country: "sport_25nm",
    category: "weight_shift_control",
    lines: powered({
      p: "61.313(h)(1)",
      where: { category: "weight_shift_control" },
      total: 20,
      dual: 15,
      solo: 5,
      dual_xc: 2,
      full_stops: 10,
      total_nm: 50,
      preparation: 2,
    }),
  },
  {
    table: "faa_61_313_helicopter",
    title: "Sport pilot, helicopter with simplified flight controls",
    regulation: "14 CFR 61.313",
    cross_country: "rotorcraft_25nm",
    category: "rotorcraft",
    lines: powered({
      p: "61.313",
      where: { category: "rotorcraft", classes: ["helicopter"] },
      total: 30,
      dual: 15,
      solo: 5,
      dual_xc: 2,
      full_stops: 10,
      total_nm: 50,
      preparation: 2,
    }),
  },
];
