import { type ExperienceTable, hours, type Where } from "./requirement.ts";

const where: Where = { category: "airplane" };

/** 14 CFR 61.313 and 61.329 as amended by MOSAIC (90 FR 35212), from 22 October 2025. */
export const sportTables: readonly ExperienceTable[] = [
  {
    table: "faa_61_313_a_1",
    title: "Sport pilot, airplane",
    regulation: "14 CFR 61.313(a)(1)",
    cross_country: "sport_25nm",
    category: "airplane",
    lines: [
      {
        line: "total",
        paragraph: "61.313(a)(1)",
        what: "flight time",
        need: hours(20),
        measure: { kind: "minutes", parts: ["total"] },
        device: { at_most: hours(2.5), of: "dual" },
      },
      {
        line: "dual",
        paragraph: "61.313(a)(1)",
        what: "flight training",
        where,
        need: hours(15),
        measure: { kind: "minutes", parts: ["dual"] },
        device: { at_most: hours(2.5), of: "dual" },
      },
      {
        line: "solo",
        paragraph: "61.313(a)(1)",
        what: "solo",
        where,
        need: hours(5),
        measure: { kind: "minutes", parts: ["solo"] },
      },
      {
        line: "dual_xc",
        paragraph: "61.313(a)(1)(i)",
        what: "cross-country training",
        where,
        need: hours(2),
        measure: { kind: "minutes", parts: ["dual", "xc"] },
      },
      {
        line: "full_stops",
        paragraph: "61.313(a)(1)(ii)",
        what: "landings to a full stop",
        where,
        need: 10,
        measure: { kind: "count", of: "full_stops" },
      },
      {
        line: "solo_xc_75",
        paragraph: "61.313(a)(1)(iii)",
        what: "solo cross-country flight of 75 NM with full stops at two points and a leg of 25 NM",
        where,
        need: 1,
        measure: {
          kind: "flights",
          asked: {
            minutes: { solo: 1 },
            total_nm: { at_least: 75 },
            full_stop_points: 2,
            leg_nm: { at_least: 25 },
          },
        },
      },
      {
        line: "test_preparation",
        paragraph: "61.313(a)(1)(iv)",
        what: "training for the test in the 2 calendar months before",
        where: { ...where, months_before: 2 },
        need: hours(2),
        measure: { kind: "minutes", parts: ["dual"] },
      },
    ],
  },
  {
    table: "faa_61_329",
    title: "Sport pilot, night",
    regulation: "14 CFR 61.329",
    cross_country: "sport_25nm",
    category: "airplane",
    lines: [
      {
        line: "dual_night",
        paragraph: "61.329",
        what: "night training",
        where,
        need: hours(3),
        measure: { kind: "minutes", parts: ["dual", "night"] },
      },
      {
        line: "dual_night_xc",
        paragraph: "61.329",
        what: "night cross-country flight with an instructor to a landing 25 NM away",
        where,
        need: 1,
        measure: {
          kind: "flights",
          asked: { minutes: { dual: 1, night: 1 }, from_origin_nm: { at_least: 25 } },
        },
      },
      {
        line: "night_takeoffs",
        paragraph: "61.329",
        what: "night take-offs in training",
        where,
        need: 10,
        measure: { kind: "count", of: "night_takeoffs", parts: ["dual"] },
      },
      {
        line: "night_full_stops",
        paragraph: "61.329",
        what: "night landings to a full stop in training",
        where,
        need: 10,
        measure: { kind: "count", of: "night_full_stops", parts: ["dual"] },
        unknown: ["The endorsement, and a medical or BasicMed, are asked for too."],
      },
    ],
  },
];
