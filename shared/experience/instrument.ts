import {
  type DeviceCredit,
  type ExperienceTable,
  hours,
  type Requirement,
  type Where,
} from "./requirement.ts";

/** 14 CFR 61.65(h)-(j): 20 hours in devices outside part 142, 10 of them in a basic one. */
const device: DeviceCredit = { at_most: hours(20), of: "instrument", basic_at_most: hours(10) };

const combined =
  "A combined course for private pilot and instrument may credit training as PIC: entries do not say.";
const cfii = "Whether the instructor held an instrument rating on the instructor certificate.";

function lines(letter: "d" | "e", where: Where, in_words: string, nm: number): Requirement[] {
  const p = `61.65(${letter})`;
  return [
    {
      line: "xc_pic",
      paragraph: `${p}(1)`,
      what: "cross-country as PIC",
      need: hours(50),
      measure: { kind: "minutes", parts: ["xc", "pic"] },
      unknown: [combined],
    },
    {
      line: "xc_pic_category",
      paragraph: `${p}(1)`,
      what: `cross-country as PIC in ${in_words}`,
      where,
      need: hours(10),
      measure: { kind: "minutes", parts: ["xc", "pic"] },
    },
    {
      line: "instrument",
      paragraph: `${p}(2)`,
      what: "actual or simulated instrument time",
      need: hours(40),
      measure: { kind: "minutes", parts: ["instrument"] },
      device,
      unknown: ["Whether a device was used in a course of part 142, where 30 hours count."],
    },
    {
      line: "instrument_dual",
      paragraph: `${p}(2)`,
      what: "instrument training",
      where,
      need: hours(15),
      measure: { kind: "minutes", parts: ["instrument", "dual"] },
      device,
      unknown: [cfii],
    },
    {
      line: "test_preparation",
      paragraph: `${p}(2)(i)`,
      what: "instrument training in the 2 calendar months before the test",
      where: { ...where, months_before: 2 },
      need: hours(3),
      measure: { kind: "minutes", parts: ["instrument", "dual"] },
    },
    {
      line: "long_ifr",
      paragraph: `${p}(2)(ii)`,
      what: `IFR cross-country flight with an instructor of ${nm} NM, an approach at each airport, three kinds of approach`,
      where,
      need: 1,
      measure: {
        kind: "flights",
        asked: {
          minutes: { dual: 1 },
          total_nm: { at_least: nm },
          approaches: { at_every_point: true, kinds: 3 },
        },
      },
    },
  ];
}

/** Instrument rating, 14 CFR 61.65(d) airplane and (e) helicopter. */
export const instrumentTables: readonly ExperienceTable[] = [
  {
    table: "faa_61_65_d",
    title: "Instrument rating, airplane",
    regulation: "14 CFR 61.65(d)",
    cross_country: "over_50nm",
    category: "airplane",
    lines: lines("d", { category: "airplane" }, "airplanes", 250),
  },
  {
    table: "faa_61_65_e",
    title: "Instrument rating, helicopter",
    regulation: "14 CFR 61.65(e)",
    cross_country: "rotorcraft_25nm",
    category: "rotorcraft",
    lines: lines("e", { category: "rotorcraft", classes: ["helicopter"] }, "helicopters", 100),
  },
];
