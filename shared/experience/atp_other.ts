import { type ExperienceTable, hours, minutes, type Where } from "./requirement.ts";

const helicopter: Where = { category: "rotorcraft", classes: ["helicopter"] };
const poweredLift: Where = { category: "powered_lift" };
const device = { at_most: hours(100), of: "total" } as const;
const pdpic = [
  "Time as SIC performing the duties of PIC under supervision counts too: entries do not say.",
];

/** Airline transport pilot, helicopter 61.161 and powered-lift 61.163: written from memory of the text. */
export const atpOtherTables: readonly ExperienceTable[] = [
  {
    table: "faa_61_161",
    title: "Airline transport pilot, helicopter",
    regulation: "14 CFR 61.161",
    cross_country: "rotorcraft_25nm",
    category: "rotorcraft",
    lines: [
      minutes({
        line: "total",
        paragraph: "61.161(a)",
        what: "total time as a pilot",
        need: hours(1200),
        parts: ["total"],
        device,
      }),
      minutes({
        line: "xc",
        paragraph: "61.161(a)(1)",
        what: "cross-country",
        need: hours(500),
        parts: ["xc"],
      }),
      minutes({
        line: "night",
        paragraph: "61.161(a)(2)",
        what: "night",
        need: hours(100),
        parts: ["night"],
      }),
      minutes({
        line: "night_helicopters",
        paragraph: "61.161(a)(2)",
        what: "night in helicopters",
        where: helicopter,
        need: hours(15),
        parts: ["night"],
      }),
      minutes({
        line: "helicopters",
        paragraph: "61.161(a)(3)",
        what: "in helicopters",
        where: helicopter,
        need: hours(200),
        parts: ["total"],
      }),
      minutes({
        line: "pic_helicopters",
        paragraph: "61.161(a)(3)",
        what: "as PIC in helicopters",
        where: helicopter,
        need: hours(75),
        parts: ["pic"],
        unknown: pdpic,
      }),
      minutes({
        line: "instrument",
        paragraph: "61.161(a)(4)",
        what: "instrument, actual or simulated",
        need: hours(75),
        parts: ["instrument"],
        device: { at_most: hours(25), of: "instrument" },
      }),
      minutes({
        line: "pic_instrument_helicopters",
        paragraph: "61.161(a)(4)",
        what: "instrument as PIC in helicopters",
        where: helicopter,
        need: hours(25),
        parts: ["pic", "instrument"],
        unknown: pdpic,
      }),
    ],
  },
  {
    table: "faa_61_163",
    title: "Airline transport pilot, powered-lift",
    regulation: "14 CFR 61.163",
    cross_country: "atp_50nm",
    category: "powered_lift",
    lines: [
      minutes({
        line: "total",
        paragraph: "61.163(a)",
        what: "total time as a pilot",
        need: hours(1500),
        parts: ["total"],
        device,
      }),
      minutes({
        line: "xc",
        paragraph: "61.163(a)(1)",
        what: "cross-country",
        need: hours(500),
        parts: ["xc"],
      }),
      minutes({
        line: "night",
        paragraph: "61.163(a)(2)",
        what: "night",
        need: hours(100),
        parts: ["night"],
      }),
      minutes({
        line: "pic",
        paragraph: "61.163(a)(3)",
        what: "as PIC in powered-lift",
        where: poweredLift,
        need: hours(250),
        parts: ["pic"],
        unknown: pdpic,
      }),
      minutes({
        line: "pic_xc",
        paragraph: "61.163(a)(3)(i)",
        what: "cross-country as PIC in powered-lift",
        where: poweredLift,
        need: hours(100),
        parts: ["pic", "xc"],
      }),
      minutes({
        line: "pic_night",
        paragraph: "61.163(a)(3)(ii)",
        what: "night as PIC in powered-lift",
        where: poweredLift,
        need: hours(25),
        parts: ["pic", "night"],
      }),
      minutes({
        line: "instrument",
        paragraph: "61.163(a)(4)",
        what: "instrument, actual or simulated",
        need: hours(75),
        parts: ["instrument"],
        device: { at_most: hours(25), of: "instrument" },
      }),
    ],
  },
];
