import { type ExperienceTable, hours, type Requirement } from "./requirement.ts";

const device = { at_most: hours(100), of: "total" } as const;
const flightEngineer =
  "Flight engineer time, a third of which counts up to 500 hours, 61.159(d): it is not recorded as time of flights.";
const part142 =
  "Whether a device was used in a course of part 142, where 50 hours of instrument time count.";

/** Lines of 61.159(a), with the total and the cross-country that 61.160 lowers. */
function lines(total: number, xc: number, paragraph: string): Requirement[] {
  const p = "61.159(a)";
  return [
    {
      line: "total",
      paragraph,
      what: "total time as a pilot",
      need: hours(total),
      measure: { kind: "minutes", parts: ["total"] },
      device,
      unknown: [flightEngineer],
    },
    {
      line: "xc",
      paragraph: xc === 500 ? `${p}(1)` : paragraph,
      what: "cross-country",
      need: hours(xc),
      measure: { kind: "minutes", parts: ["xc"] },
    },
    {
      line: "night",
      paragraph: `${p}(2), (b)`,
      what: "night",
      need: hours(100),
      measure: { kind: "minutes", parts: ["night"], night_landings_as_hours: true },
    },
    {
      line: "class",
      paragraph: `${p}(3)`,
      what: "in the class of airplane for the rating",
      need: hours(50),
      measure: { kind: "minutes", parts: ["total"] },
      where: { category: "airplane" },
    },
    {
      line: "instrument",
      paragraph: `${p}(4)`,
      what: "instrument, actual or simulated",
      need: hours(75),
      measure: { kind: "minutes", parts: ["instrument"] },
      device: { at_most: hours(25), of: "instrument" },
      unknown: [part142],
    },
    {
      line: "pic",
      paragraph: `${p}(5)`,
      what: "as PIC in airplanes",
      where: { category: "airplane" },
      need: hours(250),
      measure: { kind: "minutes", parts: ["pic"] },
      unknown: [
        "Time as SIC performing the duties of PIC under supervision counts too: entries do not say.",
      ],
    },
    {
      line: "pic_xc",
      paragraph: `${p}(5)(i)`,
      what: "cross-country as PIC in airplanes",
      where: { category: "airplane" },
      need: hours(100),
      measure: { kind: "minutes", parts: ["pic", "xc"] },
    },
    {
      line: "pic_night",
      paragraph: `${p}(5)(ii)`,
      what: "night as PIC in airplanes",
      where: { category: "airplane" },
      need: hours(25),
      measure: { kind: "minutes", parts: ["pic", "night"] },
    },
  ];
}

/** The class line asks for the class sought: one table a class. */
function inClass(all: Requirement[], code: string): Requirement[] {
  return all.map((one) =>
    one.line === "class" ? { ...one, where: { category: "airplane", classes: [code] } } : one,
  );
}

const ways = [
  {
    key: "faa_61_159_a",
    title: "Airline transport pilot",
    regulation: "14 CFR 61.159(a)",
    total: 1500,
    xc: 500,
  },
  {
    key: "faa_61_160_a",
    title: "Restricted ATP, military pilot",
    regulation: "14 CFR 61.160(a)",
    total: 750,
    xc: 200,
  },
  {
    key: "faa_61_160_b",
    title: "Restricted ATP, bachelor's degree with 60 credit hours",
    regulation: "14 CFR 61.160(b)",
    total: 1000,
    xc: 200,
  },
  {
    key: "faa_61_160_c",
    title: "Restricted ATP, associate's degree, or bachelor's with 30 to 59 credit hours",
    regulation: "14 CFR 61.160(c), (d)",
    total: 1250,
    xc: 200,
  },
  {
    key: "faa_61_160_f",
    title: "Restricted ATP, 1,500 hours",
    regulation: "14 CFR 61.160(f)",
    total: 1500,
    xc: 200,
  },
];

/** Airline transport pilot, 14 CFR 61.159(a), and restricted, 61.160; each for both land classes. */
export const atpTables: readonly ExperienceTable[] = ways.flatMap(
  ({ key, title, regulation, total, xc }) =>
    ["ASEL", "AMEL"].map((code) => ({
      table: `${key}_${code}`,
      title: `${title}, ${code}`,
      regulation,
      cross_country: "atp_50nm" as const,
      category: "airplane",
      lines: inClass(lines(total, xc, regulation.slice("14 CFR ".length)), code),
    })),
);
