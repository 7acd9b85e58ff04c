import {
  count,
  type ExperienceTable,
  hours,
  minutes,
  type Requirement,
  type Where,
} from "./requirement.ts";

const where: Where = { category: "glider" };

const preparation = (paragraph: string): Requirement => ({
  line: "test_preparation",
  paragraph,
  what: "training flights for the test in the 2 calendar months before",
  where: { ...where, months_before: 2 },
  need: 3,
  measure: { kind: "count", of: "takeoffs", parts: ["dual"] },
});

/** Glider time, and launches of which each is a flight. */
const inGliders = (paragraph: string, need: number): Requirement => ({
  line: "total",
  paragraph,
  what: "flight time in gliders",
  where,
  need: hours(need),
  measure: { kind: "minutes", parts: ["total"] },
});

const about = { cross_country: "over_50nm", category: "glider" } as const;

const commercial = (p: string) => [
  minutes({
    line: "dual",
    paragraph: `${p}(i)`,
    what: "training in gliders",
    where: where,
    need: hours(3),
    parts: ["dual"],
    unknown: ["Ten training flights do in place of three hours."],
  }),
  preparation(`${p}(i)`),
];

/**
 * Glider, 14 CFR 61.109(f) and 61.129(f): two ways each, by the hours in heavier-than-air aircraft.
 * 61.129(f) is written from memory of the text.
 */
export const gliderTables: readonly ExperienceTable[] = [
  {
    ...about,
    table: "faa_61_109_f_1",
    title: "Private pilot, glider, with less than 40 hours in heavier-than-air aircraft",
    regulation: "14 CFR 61.109(f)(1)",
    lines: [
      inGliders("61.109(f)(1)", 10),
      {
        line: "flights",
        paragraph: "61.109(f)(1)(i)",
        what: "flights in gliders",
        where,
        need: 20,
        measure: { kind: "count", of: "takeoffs" },
      },
      preparation("61.109(f)(1)(i)"),
      {
        line: "solo",
        paragraph: "61.109(f)(1)(ii)",
        what: "solo in gliders",
        where,
        need: hours(2),
        measure: { kind: "minutes", parts: ["solo"] },
      },
      {
        line: "solo_launches",
        paragraph: "61.109(f)(1)(ii)",
        what: "launches, solo",
        where,
        need: 10,
        measure: { kind: "count", of: "takeoffs", parts: ["solo"] },
      },
      {
        line: "solo_landings",
        paragraph: "61.109(f)(1)(ii)",
        what: "landings, solo",
        where,
        need: 10,
        measure: { kind: "count", of: "landings", parts: ["solo"] },
      },
    ],
  },
  {
    ...about,
    table: "faa_61_109_f_2",
    title: "Private pilot, glider, with 40 hours in heavier-than-air aircraft",
    regulation: "14 CFR 61.109(f)(2)",
    lines: [
      inGliders("61.109(f)(2)", 3),
      {
        line: "solo_flights",
        paragraph: "61.109(f)(2)(i)",
        what: "solo flights in gliders",
        where,
        need: 10,
        measure: { kind: "count", of: "takeoffs", parts: ["solo"] },
      },
      preparation("61.109(f)(2)(ii)"),
    ],
  },
  {
    ...about,
    table: "faa_61_129_f_1",
    title: "Commercial pilot, glider, with 25 hours in gliders",
    regulation: "14 CFR 61.129(f)(1)",
    lines: [
      inGliders("61.129(f)(1)", 25),
      count({
        line: "pic_flights",
        paragraph: "61.129(f)(1)",
        what: "flights as PIC in gliders",
        where: where,
        need: 100,
        of: "takeoffs",
        parts: ["pic"],
      }),
      ...commercial("61.129(f)(1)"),
      minutes({
        line: "solo",
        paragraph: "61.129(f)(1)(ii)",
        what: "solo in gliders",
        where: where,
        need: hours(2),
        parts: ["solo"],
      }),
      count({
        line: "solo_flights",
        paragraph: "61.129(f)(1)(ii)",
        what: "solo flights in gliders",
        where: where,
        need: 10,
        of: "takeoffs",
        parts: ["solo"],
      }),
    ],
  },
  {
    ...about,
    table: "faa_61_129_f_2",
    title: "Commercial pilot, glider, with 200 hours in heavier-than-air aircraft",
    regulation: "14 CFR 61.129(f)(2)",
    lines: [
      minutes({
        line: "total",
        paragraph: "61.129(f)(2)",
        what: "flight time as a pilot",
        need: hours(200),
        parts: ["total"],
        unknown: ["Lighter-than-air time does not count for the 200 hours."],
      }),
      count({
        line: "pic_flights",
        paragraph: "61.129(f)(2)",
        what: "flights as PIC in gliders",
        where: where,
        need: 20,
        of: "takeoffs",
        parts: ["pic"],
      }),
      ...commercial("61.129(f)(2)"),
      count({
        line: "solo_flights",
        paragraph: "61.129(f)(2)(ii)",
        what: "solo flights in gliders",
        where: where,
        need: 5,
        of: "takeoffs",
        parts: ["solo"],
      }),
    ],
  },
];
