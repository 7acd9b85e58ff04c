import { part142, pdpic } from "./commercial.ts";
import { type ExperienceTable, hours, type Requirement, type Where } from "./requirement.ts";

function helicopter(): Requirement[] {
  const p = "61.129(c)";
  const where: Where = { category: "rotorcraft", classes: ["helicopter"] };
  return [
    {
      line: "total",
      paragraph: p,
      what: "flight time as a pilot",
      need: hours(150),
      measure: { kind: "minutes", parts: ["total"] },
      device: { at_most: hours(25), of: "total" },
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
      line: "helicopters",
      paragraph: `${p}(1)`,
      what: "in helicopters",
      where,
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
      line: "pic_helicopters",
      paragraph: `${p}(2)(i)`,
      what: "as PIC in helicopters",
      where,
      need: hours(35),
      measure: { kind: "minutes", parts: ["pic"] },
    },
    {
      line: "pic_xc_helicopters",
      paragraph: `${p}(2)(ii)`,
      what: "cross-country as PIC in helicopters",
      where,
      need: hours(10),
      measure: { kind: "minutes", parts: ["pic", "xc"] },
    },
    {
      line: "dual",
      paragraph: `${p}(3)`,
      what: "training",
      where,
      need: hours(20),
      measure: { kind: "minutes", parts: ["dual"] },
    },
    {
      line: "dual_instrument",
      paragraph: `${p}(3)(i)`,
      what: "instrument training",
      where,
      need: hours(5),
      measure: { kind: "minutes", parts: ["dual", "instrument"] },
    },
    {
      line: "dual_day_xc",
      paragraph: `${p}(3)(ii)`,
      what: "2-hour cross-country by day with an instructor, more than 50 NM from the departure",
      where,
      need: 1,
      measure: {
        kind: "flights",
        asked: {
          minutes: { dual: 1, total: hours(2) },
          by_day: true,
          from_origin_nm: { more_than: 50 },
        },
      },
    },
    {
      line: "dual_night_xc",
      paragraph: `${p}(3)(iii)`,
      what: "2-hour cross-country by night with an instructor, more than 50 NM from the departure",
      where,
      need: 1,
      measure: {
        kind: "flights",
        asked: { minutes: { dual: 1, night: hours(2) }, from_origin_nm: { more_than: 50 } },
      },
    },
    {
      line: "test_preparation",
      paragraph: `${p}(3)(iv)`,
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
      line: "solo_xc",
      paragraph: `${p}(4)(i)`,
      what: "solo cross-country flight with landings at three points, one of them 50 NM from the departure",
      where,
      need: 1,
      measure: {
        kind: "flights",
        asked: { minutes: { solo: 1 }, points: 3, from_origin_nm: { at_least: 50 } },
      },
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
      what: "solo night take-offs",
      where,
      need: 10,
      measure: { kind: "count", of: "night_takeoffs", parts: ["solo"] },
    },
    {
      line: "solo_night_landings",
      paragraph: `${p}(4)(ii)`,
      what: "solo night landings",
      where,
      need: 10,
      measure: { kind: "count", of: "night_landings", parts: ["solo"] },
    },
  ];
}

function gyroplane(): Requirement[] {
  const p = "61.129(d)";
  const where: Where = { category: "rotorcraft", classes: ["gyroplane"] };
  const kept = new Set(["total", "powered", "pic", "dual", "dual_day_xc"]);
  // What is asked of helicopters too, by its own paragraph.
  const [helicopters, solo] = [helicopter(), ["solo", "solo_xc", "solo_night"]];
  const same = (names: ReadonlySet<string>) =>
    helicopters
      .filter(({ line }) => names.has(line))
      .map((one) => ({
        ...one,
        paragraph: one.paragraph.replace("61.129(c)", p),
        ...(one.where?.classes === undefined ? {} : { where: { ...one.where, ...where } }),
      }));
  return [
    ...same(kept),
    {
      line: "gyroplanes",
      paragraph: `${p}(1)`,
      what: "in gyroplanes",
      where,
      need: hours(25),
      measure: { kind: "minutes", parts: ["total"] },
    },
    {
      line: "pic_gyroplanes",
      paragraph: `${p}(2)(i)`,
      what: "as PIC in gyroplanes",
      where,
      need: hours(10),
      measure: { kind: "minutes", parts: ["pic"] },
    },
    {
      line: "pic_xc_gyroplanes",
      paragraph: `${p}(2)(ii)`,
      what: "cross-country as PIC in gyroplanes",
      where,
      need: hours(3),
      measure: { kind: "minutes", parts: ["pic", "xc"] },
    },
    {
      line: "dual_instrument",
      paragraph: `${p}(3)(i)`,
      what: "instrument training",
      need: hours(2.5),
      measure: { kind: "minutes", parts: ["dual", "instrument"] },
      device: { at_most: hours(2.5), of: "instrument" },
    },
    {
      line: "dual_night",
      paragraph: `${p}(3)(iii)`,
      what: "training by night",
      where,
      need: hours(2),
      measure: { kind: "minutes", parts: ["dual", "night"] },
    },
    {
      line: "dual_night_takeoffs",
      paragraph: `${p}(3)(iii)`,
      what: "night take-offs in training",
      where,
      need: 10,
      measure: { kind: "count", of: "night_takeoffs", parts: ["dual"] },
    },
    {
      line: "dual_night_full_stops",
      paragraph: `${p}(3)(iii)`,
      what: "night landings to a full stop in training",
      where,
      need: 10,
      measure: { kind: "count", of: "night_full_stops", parts: ["dual"] },
    },
    ...same(new Set(["test_preparation", ...solo, "solo_night_takeoffs", "solo_night_landings"])),
  ];
}

/** Commercial pilot, 14 CFR 61.129(c) and (d); (d) is written from memory of the text. */
export const commercialRotorcraftTables: readonly ExperienceTable[] = [
  {
    table: "faa_61_129_c",
    title: "Commercial pilot, helicopter",
    regulation: "14 CFR 61.129(c)",
    cross_country: "rotorcraft_25nm",
    category: "rotorcraft",
    lines: helicopter(),
  },
  {
    table: "faa_61_129_d",
    title: "Commercial pilot, gyroplane",
    regulation: "14 CFR 61.129(d)",
    cross_country: "rotorcraft_25nm",
    category: "rotorcraft",
    lines: gyroplane(),
  },
];
