import { dayNumber, type Day } from "../calendar.ts";
import type { Facts } from "../facts/facts.ts";
import type { FlightFacts } from "../facts/flight_facts.ts";
import type { Group } from "../facts/groups.ts";
import { at } from "../facts/measures.ts";
import { timelineOf } from "../facts/timeline.ts";
import { uuidOf } from "../ids.ts";
import { lookupById } from "../reference/lookups.ts";
import { groupsUpTo, inWords, unplacedFlights } from "./subjects.ts";
import { type Counted, defineRule, type Finding } from "./verdict.ts";
import { daysConvention, daysWindow, judgeWindow, type Need } from "./window.ts";

const window = daysWindow(90);

/** FCL.060(b)(1): three take-offs, approaches and landings within the preceding 90 days. */
const needs: Need[] = [
  { what: "take-offs", measure: at.takeoffs, need: 3 },
  { what: "landings, each with its approach", measure: at.landings, need: 3 },
];

/** FCL.060(b)(2)(i): one of each by night. */
const nightNeeds: Need[] = [
  { what: "take-offs by night", measure: at.night_takeoffs, need: 1 },
  { what: "landings by night, each with its approach", measure: at.night_landings, need: 1 },
];

/** Balloons and sailplanes have parts of their own (Part-BFCL, Part-SFCL). */
const categories = new Set(["airplane", "rotorcraft", "powered_lift"]);

const instrumentRatings: Readonly<Record<string, string>> = {
  airplane: "instrument_airplane",
  rotorcraft: "instrument_helicopter",
  powered_lift: "instrument_powered_lift",
};

/** The certificate that holds an instrument rating for a category, FCL.060(b)(2)(ii). */
function instrumentRating(facts: Facts, category: string, as_of: Day): Counted | undefined {
  for (const certificate of facts.records.certificate)
    for (const rating of certificate.ratings) {
      const code = lookupById("rating_types", rating.rating_type_id)?.code;
      const date = rating.date_added ?? certificate.date_of_issuance;
      if (code === instrumentRatings[category] && date <= as_of)
        return { id: certificate._id, date, what: "instrument rating", how_many: 1 };
    }
  return undefined;
}

function groupsOf(facts: Facts, as_of: Day) {
  return groupsUpTo(facts, as_of, "class", "type").filter((group) =>
    categories.has(group.applies_to.category!),
  );
}

function findDay(facts: Facts, as_of: Day): Finding[] {
  const today = dayNumber(as_of);
  return groupsOf(facts, as_of).map((group) => {
    const { held, ...state } = judgeWindow(group.timeline, as_of, needs, window);
    return {
      ...state,
      applies_to: {
        ...group.applies_to,
        operation: "carrying passengers or commercial air transport, as PIC or co-pilot",
      },
      state: held ? "current" : state.last_day === null ? "never" : "lapsed",
      regain: `Three take-offs, approaches and landings within 90 days in a ${inWords(group)}, or in a simulator that stands for it.`,
      unknown: unplacedFlights(facts, today - 90, today),
    };
  });
}

function findNight(facts: Facts, as_of: Day): Finding[] {
  return groupsOf(facts, as_of).map((group) => {
    const applies_to = { ...group.applies_to, operation: "carrying passengers by night, as PIC" };
    const rating = instrumentRating(facts, group.applies_to.category!, as_of);
    if (rating !== undefined)
      return {
        applies_to,
        state: "current",
        since: rating.date,
        counted: [rating],
        regain: "The instrument rating stands for it.",
      };
    const { held, ...state } = judgeWindow(group.timeline, as_of, nightNeeds, window);
    return {
      ...state,
      applies_to,
      state: held ? "current" : state.last_day === null ? "never" : "lapsed",
      regain: `A take-off, approach and landing by night as pilot flying within 90 days in a ${inWords(group)}, or an instrument rating.`,
    };
  });
}

/** FCL.060(b)(3)(ii): three sectors as a cruise relief pilot on the type. */
const sectors: Need[] = [{ what: "sectors as cruise relief pilot", measure: 0, need: 3 }];

/** The flights of a type in which the owner relieved in cruise, each with its sectors. */
function reliefTimeline(group: Group, owner: string) {
  const found = (group.timeline.rows.flat() as FlightFacts[]).filter(({ relief_crew }) =>
    relief_crew.includes(owner),
  );
  return timelineOf(
    found.map((flight) => ({ ...flight, sums: [flight.legs.length], filled: [0] })),
  );
}

function findRelief(facts: Facts, as_of: Day): Finding[] {
  const person = facts.records.person.find(({ is_logbook_owner }) => is_logbook_owner);
  if (person === undefined) return [];
  return groupsUpTo(facts, as_of, "type").flatMap((group): Finding[] => {
    const relief = reliefTimeline(group, uuidOf(person._id));
    if (!(relief.days[0]! <= dayNumber(as_of))) return [];
    const own = judgeWindow(relief, as_of, sectors, window);
    const landed = judgeWindow(group.timeline, as_of, needs, window);
    // Of the two ways the one that lasts longer stands; what is missing is said of this one.
    const { held, ...state } = (landed.last_day ?? "") > (own.last_day ?? "") ? landed : own;
    return [
      {
        ...state,
        applies_to: { ...group.applies_to, operation: "cruise relief co-pilot" },
        state: held ? "current" : state.last_day === null ? "never" : "lapsed",
        missing: held ? [] : own.missing,
        regain: `Three sectors as cruise relief pilot within 90 days in a ${inWords(group)}, or what (b)(1) asks.`,
        unknown: ["Refresher training in a simulator within 90 days, which does too."],
      },
    ];
  });
}

const about = {
  authority: "EASA",
  law_from: "2012-04-08",
  law_to: null,
  convention: daysConvention(90),
} as const;

/**
 * Recent experience under EASA, FCL.060(b)(1) of Regulation (EU) 1178/2011, which has applied since
 * 8 April 2012. No landing need be to a full stop. 120 days of line flying, (c), are an operator's.
 */
export const easa_fcl_060_b_1 = defineRule({
  ...about,
  rule: "easa_fcl_060_b_1",
  title: "Recent experience, EASA",
  regulation: "FCL.060(b)(1)",
  find: findDay,
});

/** Recent experience by night under EASA, FCL.060(b)(2): night as logged, or an instrument rating. */
export const easa_fcl_060_b_2 = defineRule({
  ...about,
  rule: "easa_fcl_060_b_2",
  title: "Recent experience by night, EASA",
  regulation: "FCL.060(b)(2)",
  find: findNight,
});

/**
 * Recent experience of cruise relief co-pilots under EASA, FCL.060(b)(3): as (b)(1), or three sectors
 * as cruise relief pilot on the type. Judged for types in which the owner relieved.
 */
export const easa_fcl_060_b_3 = defineRule({
  ...about,
  rule: "easa_fcl_060_b_3",
  title: "Cruise relief co-pilot, EASA",
  regulation: "FCL.060(b)(3)",
  find: findRelief,
});
