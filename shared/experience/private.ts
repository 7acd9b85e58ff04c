import { type ExperienceTable, hours, type Requirement, type Where } from "./requirement.ts";

/** 14 CFR 61.109(k)(1): 2.5 hours of training in a device; 5 in a course of part 142. */
const device = { at_most: hours(2.5), of: "dual" } as const;

const part142 = [
  "Whether the training was a course of part 142, where a device gives more and 35 hours do.",
];

/** Lines of 61.109(a), (b) and (e): airplanes of either class, and powered-lift, are asked the same. */
function airplane(letter: "a" | "b" | "e", where: Where & { category: string }): Requirement[] {
  const p = `61.109(${letter})`;
  return [
    {
      line: "total",
      paragraph: p,
      what: "flight time",
      need: hours(40),
      measure: { kind: "minutes", parts: ["total"] },
      device,
      unknown: part142,
    },
    {
      line: "dual",
      paragraph: p,
      what: "flight training",
      where: { category: where.category },
      need: hours(20),
      measure: { kind: "minutes", parts: ["dual"] },
      device,
    },
    {
      line: "dual_xc",
      paragraph: `${p}(1)`,
      what: "cross-country training",
      where,
      need: hours(3),
      measure: { kind: "minutes", parts: ["dual", "xc"] },
    },
    {
      line: "dual_night",
      paragraph: `${p}(2)`,
      what: "night training",
      where,
      need: hours(3),
      measure: { kind: "minutes", parts: ["dual", "night"] },
    },
    {
      line: "dual_night_xc",
      paragraph: `${p}(2)(i)`,
      what: "night cross-country flight with an instructor of more than 100 NM in total",
      where,
      need: 1,
      measure: {
        kind: "flights",
        asked: { minutes: { dual: 1, night: 1, xc: 1 }, total_nm: { more_than: 100 } },
      },
    },
    {
      line: "night_takeoffs",
      paragraph: `${p}(2)(ii)`,
      what: "night take-offs in training",
      where,
      need: 10,
      measure: { kind: "count", of: "night_takeoffs", parts: ["dual"] },
    },
    {
      line: "night_full_stops",
      paragraph: `${p}(2)(ii)`,
      what: "night landings to a full stop in training",
      where,
      need: 10,
      measure: { kind: "count", of: "night_full_stops", parts: ["dual"] },
    },
    {
      line: "dual_instrument",
      paragraph: `${p}(3)`,
      what: "instrument training",
      where,
      need: hours(3),
      measure: { kind: "minutes", parts: ["dual", "instrument"] },
    },
    {
      line: "test_preparation",
      paragraph: `${p}(4)`,
      what: "training for the test in the 2 calendar months before",
      where: { ...where, months_before: 2 },
      need: hours(3),
      measure: { kind: "minutes", parts: ["dual"] },
    },
    {
      line: "solo",
      paragraph: `${p}(5)`,
      what: "solo",
      where,
      need: hours(10),
      measure: { kind: "minutes", parts: ["solo"] },
    },
    {
      line: "solo_xc",
      paragraph: `${p}(5)(i)`,
      what: "solo cross-country",
      where,
      need: hours(5),
      measure: { kind: "minutes", parts: ["solo", "xc"] },
    },
    {
      line: "solo_xc_150",
      paragraph: `${p}(5)(ii)`,
      what: "solo cross-country flight of 150 NM with full stops at three points and a leg of more than 50 NM",
      where,
      need: 1,
      measure: {
        kind: "flights",
        asked: {
          minutes: { solo: 1 },
          total_nm: { at_least: 150 },
          full_stop_points: 3,
          leg_nm: { more_than: 50 },
        },
      },
    },
    {
      line: "towered",
      paragraph: `${p}(5)(iii)`,
      what: "solo landings to a full stop with a tower in operation",
      where,
      need: 3,
      measure: { kind: "count", of: "towered_full_stops", parts: ["solo"] },
    },
  ];
}

/** Lines of 61.109(c) and (d), which differ in the class alone. */
function rotorcraft(letter: "c" | "d", of_class: "helicopter" | "gyroplane"): Requirement[] {
  const p = `61.109(${letter})`;
  const where: Where = { category: "rotorcraft", classes: [of_class] };
  return [
    {
      line: "total",
      paragraph: p,
      what: "flight time",
      need: hours(40),
      measure: { kind: "minutes", parts: ["total"] },
      device,
      unknown: part142,
    },
    {
      line: "dual",
      paragraph: p,
      what: "flight training",
      where: { category: "rotorcraft" },
      need: hours(20),
      measure: { kind: "minutes", parts: ["dual"] },
      device,
    },
    {
      line: "dual_xc",
      paragraph: `${p}(1)`,
      what: "cross-country training",
      where,
      need: hours(3),
      measure: { kind: "minutes", parts: ["dual", "xc"] },
    },
    {
      line: "dual_night",
      paragraph: `${p}(2)`,
      what: "night training",
      where,
      need: hours(3),
      measure: { kind: "minutes", parts: ["dual", "night"] },
    },
    {
      line: "dual_night_xc",
      paragraph: `${p}(2)(i)`,
      what: "night cross-country flight with an instructor of more than 50 NM in total",
      where,
      need: 1,
      measure: {
        kind: "flights",
        asked: { minutes: { dual: 1, night: 1, xc: 1 }, total_nm: { more_than: 50 } },
      },
    },
    {
      line: "night_takeoffs",
      paragraph: `${p}(2)(ii)`,
      what: "night take-offs in training",
      where,
      need: 10,
      measure: { kind: "count", of: "night_takeoffs", parts: ["dual"] },
    },
    {
      line: "night_full_stops",
      paragraph: `${p}(2)(ii)`,
      what: "night landings to a full stop in training",
      where,
      need: 10,
      measure: { kind: "count", of: "night_full_stops", parts: ["dual"] },
    },
    {
      line: "test_preparation",
      paragraph: `${p}(3)`,
      what: "training for the test in the 2 calendar months before",
      where: { ...where, months_before: 2 },
      need: hours(3),
      measure: { kind: "minutes", parts: ["dual"] },
    },
    {
      line: "solo",
      paragraph: `${p}(4)`,
      what: "solo",
      where,
      need: hours(10),
      measure: { kind: "minutes", parts: ["solo"] },
    },
    {
      line: "solo_xc",
      paragraph: `${p}(4)(i)`,
      what: "solo cross-country",
      where,
      need: hours(3),
      measure: { kind: "minutes", parts: ["solo", "xc"] },
    },
    {
      line: "solo_xc_100",
      paragraph: `${p}(4)(ii)`,
      what: "solo cross-country flight of 100 NM with landings at three points and a leg of more than 25 NM",
      where,
      need: 1,
      measure: {
        kind: "flights",
        asked: {
          minutes: { solo: 1 },
          total_nm: { at_least: 100 },
          points: 3,
          leg_nm: { more_than: 25 },
        },
      },
    },
    {
      line: "towered",
      paragraph: `${p}(4)(iii)`,
      what: "solo landings to a full stop with a tower in operation",
      where,
      need: 3,
      measure: { kind: "count", of: "towered_full_stops", parts: ["solo"] },
    },
  ];
}

/** Private pilot, 14 CFR 61.109(a) to (e); (d) and (e) are written from memory of the text. */
export const privateTables: readonly ExperienceTable[] = [
  {
    table: "faa_61_109_a",
    title: "Private pilot, single-engine airplane",
    regulation: "14 CFR 61.109(a)",
    cross_country: "over_50nm",
    category: "airplane",
    lines: airplane("a", { category: "airplane", multi_engine: false }),
  },
  {
    table: "faa_61_109_b",
    title: "Private pilot, multiengine airplane",
    regulation: "14 CFR 61.109(b)",
    cross_country: "over_50nm",
    category: "airplane",
    lines: airplane("b", { category: "airplane", multi_engine: true }),
  },
  {
    table: "faa_61_109_c",
    title: "Private pilot, helicopter",
    regulation: "14 CFR 61.109(c)",
    cross_country: "rotorcraft_25nm",
    category: "rotorcraft",
    lines: rotorcraft("c", "helicopter"),
  },
  {
    table: "faa_61_109_d",
    title: "Private pilot, gyroplane",
    regulation: "14 CFR 61.109(d)",
    cross_country: "rotorcraft_25nm",
    category: "rotorcraft",
    lines: rotorcraft("d", "gyroplane"),
  },
  {
    table: "faa_61_109_e",
    title: "Private pilot, powered-lift",
    regulation: "14 CFR 61.109(e)",
    cross_country: "over_50nm",
    category: "powered_lift",
    lines: airplane("e", { category: "powered_lift" }),
  },
];
