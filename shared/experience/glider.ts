import { type ExperienceTable, hours, type Requirement, type Where } from "./requirement.ts";

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

/** Private pilot, glider, 14 CFR 61.109(f): two ways, by the hours in heavier-than-air aircraft. */
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
];
