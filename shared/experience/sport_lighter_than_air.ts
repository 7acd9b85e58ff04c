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

function airship(): Requirement[] {
  const p = "61.313(e)(1)";
  const where: Where = { category: "lighter_than_air", classes: ["airship"] };
  const pdpic = [
    "Time performing the duties of PIC with an instructor: taken from time logged as PIC.",
  ];
  return [
    minutes({
      line: "total",
      paragraph: `${p}`,
      what: "flight time",
      need: hours(20),
      parts: ["total"],
    }),
    minutes({
      line: "dual",
      paragraph: `${p}`,
      what: "training in airships",
      where: where,
      need: hours(15),
      parts: ["dual"],
    }),
    minutes({
      line: "pdpic",
      paragraph: `${p}`,
      what: "performing the duties of PIC with an instructor",
      where: where,
      need: hours(3),
      parts: ["pic"],
      unknown: pdpic,
    }),
    minutes({
      line: "dual_xc",
      paragraph: `${p}(i)`,
      what: "cross-country training",
      where: where,
      need: hours(2),
      parts: ["dual", "xc"],
    }),
    count({
      line: "full_stops",
      paragraph: `${p}(ii)`,
      what: "landings to a full stop",
      where: where,
      need: 3,
      of: "full_stops",
      parts: [],
    }),
    flight({
      line: "xc_25",
      paragraph: `${p}(iii)`,
      what: "cross-country flight with a leg of 25 NM",
      where: where,
      need: 1,
      asked: { leg_nm: { at_least: 25 } },
    }),
    minutes({
      line: "test_preparation",
      paragraph: `${p}(iv)`,
      what: "training for the test in the 2 calendar months before",
      where: inMonths(where),
      need: hours(2),
      parts: ["dual"],
    }),
  ];
}

function balloon(): Requirement[] {
  const p = "61.313(f)(1)";
  const where: Where = { category: "lighter_than_air", classes: ["balloon"] };
  return [
    minutes({
      line: "total",
      paragraph: `${p}`,
      what: "flight time in balloons",
      where: where,
      need: hours(7),
      parts: ["total"],
    }),
    count({
      line: "dual_flights",
      paragraph: `${p}`,
      what: "training flights",
      where: where,
      need: 3,
      of: "takeoffs",
      parts: ["dual"],
    }),
    count({
      line: "pdpic_flights",
      paragraph: `${p}`,
      what: "flights performing the duties of PIC with an instructor",
      where: where,
      need: 1,
      of: "takeoffs",
      parts: ["pic"],
    }),
    minutes({
      line: "dual_xc",
      paragraph: `${p}(i)`,
      what: "cross-country training",
      where: where,
      need: hours(2),
      parts: ["dual", "xc"],
    }),
    minutes({
      line: "test_preparation",
      paragraph: `${p}(ii)`,
      what: "training for the test in the 2 calendar months before",
      where: inMonths(where),
      need: hours(1),
      parts: ["dual"],
    }),
  ];
}

/** Sport pilot, lighter-than-air, 14 CFR 61.313(e), (f): written from memory of the text. */
export const sportLighterThanAirTables: readonly ExperienceTable[] = [
  {
    table: "faa_61_313_e",
    title: "Sport pilot, airship",
    regulation: "14 CFR 61.313(e)",
    cross_country: "sport_25nm",
    category: "lighter_than_air",
    lines: airship(),
  },
  {
    table: "faa_61_313_f",
    title: "Sport pilot, balloon",
    regulation: "14 CFR 61.313(f)",
    cross_country: "sport_25nm",
    category: "lighter_than_air",
    lines: balloon(),
  },
];
