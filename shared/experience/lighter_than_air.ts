import {
  count,
  type ExperienceTable,
  flight,
  hours,
  minutes,
  type Requirement,
  type Where,
} from "./requirement.ts";

const airship: Where = { category: "lighter_than_air", classes: ["airship"] };
const balloon: Where = { category: "lighter_than_air", classes: ["balloon"] };

const pdpic = [
  "Time performing the duties of PIC with an instructor: taken from time logged as PIC.",
];

const inMonths = (where: Where): Where => ({ ...where, months_before: 2 });

function privateAirship(): Requirement[] {
  const p = "61.109(g)";
  return [
    minutes({
      line: "dual",
      paragraph: `${p}(1)`,
      what: "training in airships",
      where: airship,
      need: hours(25),
      parts: ["dual"],
    }),
    minutes({
      line: "dual_xc",
      paragraph: `${p}(1)(i)`,
      what: "cross-country training",
      where: airship,
      need: hours(3),
      parts: ["dual", "xc"],
    }),
    minutes({
      line: "dual_night",
      paragraph: `${p}(1)(ii)`,
      what: "night training",
      where: airship,
      need: hours(3),
      parts: ["dual", "night"],
    }),
    flight({
      line: "dual_night_xc",
      paragraph: `${p}(1)(ii)(A)`,
      what: "night cross-country flight with an instructor of more than 25 NM in total",
      where: airship,
      need: 1,
      asked: { minutes: { dual: 1, night: 1 }, total_nm: { more_than: 25 } },
    }),
    count({
      line: "night_takeoffs",
      paragraph: `${p}(1)(ii)(B)`,
      what: "night take-offs in training",
      where: airship,
      need: 5,
      of: "night_takeoffs",
      parts: ["dual"],
    }),
    count({
      line: "night_full_stops",
      paragraph: `${p}(1)(ii)(B)`,
      what: "night landings to a full stop in training",
      where: airship,
      need: 5,
      of: "night_full_stops",
      parts: ["dual"],
    }),
    minutes({
      line: "dual_instrument",
      paragraph: `${p}(2)`,
      what: "instrument training",
      where: airship,
      need: hours(3),
      parts: ["dual", "instrument"],
    }),
    minutes({
      line: "test_preparation",
      paragraph: `${p}(3)`,
      what: "training for the test in the 2 calendar months before",
      where: inMonths(airship),
      need: hours(3),
      parts: ["dual"],
    }),
    minutes({
      line: "pdpic",
      paragraph: `${p}(4)`,
      what: "performing the duties of PIC with an instructor",
      where: airship,
      need: hours(5),
      parts: ["pic"],
      unknown: pdpic,
    }),
  ];
}

function privateBalloon(): Requirement[] {
  const p = "61.109(h)";
  return [
    minutes({
      line: "dual",
      paragraph: `${p}`,
      what: "training in balloons",
      where: balloon,
      need: hours(10),
      parts: ["dual"],
      unknown: [
        "A controlled ascent to 2,000 feet above the launch site (gas: 3,000) is asked for too.",
        "Gas balloons are asked for two flights of two hours, and one performing the duties of PIC.",
      ],
    }),
    count({
      line: "dual_flights",
      paragraph: `${p}`,
      what: "training flights",
      where: balloon,
      need: 6,
      of: "takeoffs",
      parts: ["dual"],
    }),
    flight({
      line: "test_preparation",
      paragraph: `${p}(2)(i)`,
      what: "training flights of an hour for the test in the 2 calendar months before",
      where: inMonths(balloon),
      need: 2,
      asked: { minutes: { dual: hours(1) } },
    }),
    count({
      line: "solo_flights",
      paragraph: `${p}(2)(ii)`,
      what: "solo flights",
      where: balloon,
      need: 1,
      of: "takeoffs",
      parts: ["solo"],
    }),
  ];
}

function commercialAirship(): Requirement[] {
  const p = "61.129(g)";
  return [
    minutes({
      line: "total",
      paragraph: `${p}`,
      what: "flight time as a pilot",
      need: hours(200),
      parts: ["total"],
    }),
    minutes({
      line: "airships",
      paragraph: `${p}(1)`,
      what: "in airships",
      where: airship,
      need: hours(50),
      parts: ["total"],
    }),
    minutes({
      line: "pic",
      paragraph: `${p}(2)`,
      what: "as PIC in airships",
      where: airship,
      need: hours(30),
      parts: ["pic"],
    }),
    minutes({
      line: "pic_xc",
      paragraph: `${p}(2)(i)`,
      what: "cross-country as PIC in airships",
      where: airship,
      need: hours(10),
      parts: ["pic", "xc"],
    }),
    minutes({
      line: "pic_night",
      paragraph: `${p}(2)(ii)`,
      what: "night as PIC in airships",
      where: airship,
      need: hours(10),
      parts: ["pic", "night"],
    }),
    minutes({
      line: "instrument",
      paragraph: `${p}(3)`,
      what: "instrument time",
      need: hours(40),
      parts: ["instrument"],
    }),
    minutes({
      line: "instrument_airships",
      paragraph: `${p}(3)`,
      what: "instrument time in airships",
      where: airship,
      need: hours(10),
      parts: ["instrument"],
    }),
    minutes({
      line: "dual",
      paragraph: `${p}(4)`,
      what: "training in airships",
      where: airship,
      need: hours(20),
      parts: ["dual"],
    }),
    minutes({
      line: "test_preparation",
      paragraph: `${p}(4)(i)`,
      what: "training for the test in the 2 calendar months before",
      where: inMonths(airship),
      need: hours(3),
      parts: ["dual"],
    }),
    flight({
      line: "dual_day_xc",
      paragraph: `${p}(4)(ii)`,
      what: "1-hour cross-country by day with an instructor, more than 25 NM from the departure",
      where: airship,
      need: 1,
      asked: {
        minutes: { dual: 1, total: hours(1) },
        by_day: true,
        from_origin_nm: { more_than: 25 },
      },
    }),
    flight({
      line: "dual_night_xc",
      paragraph: `${p}(4)(iii)`,
      what: "1-hour cross-country by night with an instructor, more than 25 NM from the departure",
      where: airship,
      need: 1,
      asked: { minutes: { dual: 1, night: hours(1) }, from_origin_nm: { more_than: 25 } },
    }),
    minutes({
      line: "pdpic",
      paragraph: `${p}(5)`,
      what: "performing the duties of PIC with an instructor",
      where: airship,
      need: hours(10),
      parts: ["pic"],
      unknown: pdpic,
    }),
    flight({
      line: "pdpic_xc",
      paragraph: `${p}(5)(i)`,
      what: "cross-country flight with landings at three points, one of them 25 NM from the departure",
      where: airship,
      need: 1,
      asked: { minutes: { pic: 1 }, points: 3, from_origin_nm: { at_least: 25 } },
      unknown: pdpic,
    }),
    minutes({
      line: "pdpic_night",
      paragraph: `${p}(5)(ii)`,
      what: "duties of PIC by night",
      where: airship,
      need: hours(5),
      parts: ["pic", "night"],
      unknown: pdpic,
    }),
    count({
      line: "pdpic_night_takeoffs",
      paragraph: `${p}(5)(ii)`,
      what: "night take-offs",
      where: airship,
      need: 10,
      of: "night_takeoffs",
      parts: ["pic"],
    }),
    count({
      line: "pdpic_night_landings",
      paragraph: `${p}(5)(ii)`,
      what: "night landings",
      where: airship,
      need: 10,
      of: "night_landings",
      parts: ["pic"],
    }),
  ];
}

function commercialBalloon(): Requirement[] {
  const p = "61.129(h)";
  return [
    minutes({
      line: "total",
      paragraph: `${p}`,
      what: "flight time as a pilot",
      need: hours(35),
      parts: ["total"],
    }),
    minutes({
      line: "balloons",
      paragraph: `${p}(1)`,
      what: "in balloons",
      where: balloon,
      need: hours(20),
      parts: ["total"],
    }),
    count({
      line: "flights",
      paragraph: `${p}(2)`,
      what: "flights in balloons",
      where: balloon,
      need: 10,
      of: "takeoffs",
      parts: [],
    }),
    count({
      line: "pic_flights",
      paragraph: `${p}(3)`,
      what: "flights as PIC in balloons",
      where: balloon,
      need: 2,
      of: "takeoffs",
      parts: ["pic"],
    }),
    minutes({
      line: "dual",
      paragraph: `${p}(4)`,
      what: "training in balloons",
      where: balloon,
      need: hours(10),
      parts: ["dual"],
      unknown: [
        "A controlled ascent to 3,000 feet above the launch site (gas: 5,000) is asked for too.",
        "Gas balloons are asked for two flights of two hours, and two performing the duties of PIC.",
      ],
    }),
    count({
      line: "dual_flights",
      paragraph: `${p}(4)`,
      what: "training flights",
      where: balloon,
      need: 10,
      of: "takeoffs",
      parts: ["dual"],
    }),
    flight({
      line: "test_preparation",
      paragraph: `${p}(4)(ii)(A)`,
      what: "training flights of an hour for the test in the 2 calendar months before",
      where: inMonths(balloon),
      need: 2,
      asked: { minutes: { dual: hours(1) } },
    }),
    count({
      line: "solo_flights",
      paragraph: `${p}(4)(ii)(B)`,
      what: "solo flights",
      where: balloon,
      need: 2,
      of: "takeoffs",
      parts: ["solo"],
    }),
  ];
}

const about = { cross_country: "over_50nm", category: "lighter_than_air" } as const;

/** Lighter-than-air, 14 CFR 61.109(g), (h) and 61.129(g), (h): written from memory of the text. */
export const lighterThanAirTables: readonly ExperienceTable[] = [
  {
    ...about,
    table: "faa_61_109_g",
    title: "Private pilot, airship",
    regulation: "14 CFR 61.109(g)",
    lines: privateAirship(),
  },
  {
    ...about,
    table: "faa_61_109_h",
    title: "Private pilot, balloon",
    regulation: "14 CFR 61.109(h)",
    lines: privateBalloon(),
  },
  {
    ...about,
    table: "faa_61_129_g",
    title: "Commercial pilot, airship",
    regulation: "14 CFR 61.129(g)",
    lines: commercialAirship(),
  },
  {
    ...about,
    table: "faa_61_129_h",
    title: "Commercial pilot, balloon",
    regulation: "14 CFR 61.129(h)",
    lines: commercialBalloon(),
  },
];
