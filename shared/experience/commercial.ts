import { type ExperienceTable, hours, type Requirement, type Where } from "./requirement.ts";

/** What a line about devices cannot tell. */
export const part142 = [
  "Whether a device was used in a course of part 142, where twice as much counts.",
];
/** What a line about solo cannot tell. */
export const pdpic = [
  "Time performing the duties of PIC with an instructor, which does in place of solo: entries do not say.",
];
const hawaii = ["Within Hawaii 150 NM do in place of 250."];

/**
 * Lines of 61.129(a), (b) and (e): total, powered, PIC; then training and solo in the class. Powered-
 * lift are asked what airplanes are, but for the complex airplane.
 */
function airplane(
  letter: "a" | "b" | "e",
  where: Where & { category: "airplane" | "powered_lift" },
  complex?: NonNullable<Where["complex"]>,
): Requirement[] {
  const p = `61.129(${letter})`;
  const inAirplanes: Where = { category: where.category };
  const [key, words] =
    where.category === "airplane" ? ["airplanes", "airplanes"] : ["powered_lift", "powered-lift"];
  // The paragraph of the complex airplane is missing in (e), so what follows moves up.
  const [day, night, preparation] =
    complex === undefined ? ["ii", "iii", "iv"] : ["iii", "iv", "v"];
  return [
    {
      line: "total",
      paragraph: p,
      what: "flight time as a pilot",
      need: hours(250),
      measure: { kind: "minutes", parts: ["total"] },
      device: { at_most: hours(50), of: "total" },
      unknown: part142,
    },
    {
      line: "powered",
      paragraph: `${p}(1)`,
      what: "in powered aircraft",
      where: { powered: true },
      need: hours(100),
      measure: { kind: "minutes", parts: ["total"] },
    },
    {
      line: key!,
      paragraph: `${p}(1)`,
      what: `in ${words}`,
      where: inAirplanes,
      need: hours(50),
      measure: { kind: "minutes", parts: ["total"] },
    },
    {
      line: "pic",
      paragraph: `${p}(2)`,
      what: "as PIC",
      need: hours(100),
      measure: { kind: "minutes", parts: ["pic"] },
    },
    {
      line: `pic_${key}`,
      paragraph: `${p}(2)(i)`,
      what: `as PIC in ${words}`,
      where: inAirplanes,
      need: hours(50),
      measure: { kind: "minutes", parts: ["pic"] },
    },
    {
      line: "pic_xc",
      paragraph: `${p}(2)(ii)`,
      what: "cross-country as PIC",
      need: hours(50),
      measure: { kind: "minutes", parts: ["pic", "xc"] },
    },
    {
      line: `pic_xc_${key}`,
      paragraph: `${p}(2)(ii)`,
      what: `cross-country as PIC in ${words}`,
      where: inAirplanes,
      need: hours(10),
      measure: { kind: "minutes", parts: ["pic", "xc"] },
    },
    {
      line: "dual",
      paragraph: `${p}(3)`,
      what: "training",
      where: inAirplanes,
      need: hours(20),
      measure: { kind: "minutes", parts: ["dual"] },
    },
    {
      line: "dual_instrument",
      paragraph: `${p}(3)(i)`,
      what: "instrument training",
      need: hours(10),
      measure: { kind: "minutes", parts: ["dual", "instrument"] },
      device: { at_most: hours(5), of: "instrument" },
    },
    {
      line: "dual_instrument_class",
      paragraph: `${p}(3)(i)`,
      what: "instrument training in the class",
      where,
      need: hours(5),
      measure: { kind: "minutes", parts: ["dual", "instrument"] },
    },
    ...(complex === undefined ? [] : [inComplex(p, where, complex)]),
    {
      line: "dual_day_xc",
      paragraph: `${p}(3)(${day})`,
      what: "2-hour cross-country by day with an instructor, more than 100 NM from the departure",
      where,
      need: 1,
      measure: {
        kind: "flights",
        asked: {
          minutes: { dual: 1, total: hours(2) },
          by_day: true,
          from_origin_nm: { more_than: 100 },
        },
      },
    },
    {
      line: "dual_night_xc",
      paragraph: `${p}(3)(${night})`,
      what: "2-hour cross-country by night with an instructor, more than 100 NM from the departure",
      where,
      need: 1,
      measure: {
        kind: "flights",
        asked: { minutes: { dual: 1, night: hours(2) }, from_origin_nm: { more_than: 100 } },
      },
    },
    {
      line: "test_preparation",
      paragraph: `${p}(3)(${preparation})`,
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
      unknown: pdpic,
    },
    {
      line: "solo_xc_300",
      paragraph: `${p}(4)(i)`,
      what: "solo cross-country flight of 300 NM with landings at three points, one of them 250 NM from the departure",
      where,
      need: 1,
      measure: {
        kind: "flights",
        asked: {
          minutes: { solo: 1 },
          total_nm: { at_least: 300 },
          points: 3,
          from_origin_nm: { at_least: 250 },
        },
      },
      unknown: hawaii,
    },
    {
      line: "solo_night",
      paragraph: `${p}(4)(ii)`,
      what: "solo by night",
      where,
      need: hours(5),
      measure: { kind: "minutes", parts: ["solo", "night"] },
    },
    {
      line: "solo_night_takeoffs",
      paragraph: `${p}(4)(ii)`,
      what: "solo night take-offs with a tower in operation",
      where,
      need: 10,
      measure: { kind: "count", of: "towered_night_takeoffs", parts: ["solo"] },
    },
    {
      line: "solo_night_landings",
      paragraph: `${p}(4)(ii)`,
      what: "solo night landings with a tower in operation",
      where,
      need: 10,
      measure: { kind: "count", of: "towered_night_landings", parts: ["solo"] },
    },
  ];
}

/** 61.129(a)(3)(ii) and (b)(3)(ii): in (a) a technically advanced airplane does too. */
function inComplex(p: string, where: Where, complex: NonNullable<Where["complex"]>): Requirement {
  return {
    line: "dual_complex",
    paragraph: `${p}(3)(ii)`,
    what:
      complex === "complex_or_turbine"
        ? "training in a complex or turbine-powered airplane"
        : "training in a complex, turbine-powered or technically advanced airplane",
    where: { ...where, complex },
    need: hours(10),
    measure: { kind: "minutes", parts: ["dual"] },
  };
}

/** Commercial pilot, 14 CFR 61.129(a), (b) and (e); (e) is written from memory of the text. */
export const commercialTables: readonly ExperienceTable[] = [
  {
    table: "faa_61_129_a",
    title: "Commercial pilot, single-engine airplane",
    regulation: "14 CFR 61.129(a)",
    cross_country: "over_50nm",
    category: "airplane",
    lines: airplane("a", { category: "airplane", multi_engine: false }, "complex_turbine_or_taa"),
  },
  {
    table: "faa_61_129_b",
    title: "Commercial pilot, multiengine airplane",
    regulation: "14 CFR 61.129(b)",
    cross_country: "over_50nm",
    category: "airplane",
    lines: airplane("b", { category: "airplane", multi_engine: true }, "complex_or_turbine"),
  },
  {
    table: "faa_61_129_e",
    title: "Commercial pilot, powered-lift",
    regulation: "14 CFR 61.129(e)",
    cross_country: "over_50nm",
    category: "powered_lift",
    lines: airplane("e", { category: "powered_lift" }),
  },
];
