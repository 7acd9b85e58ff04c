import { addMonths, dayNumber, type Day, dayOf } from "../calendar.ts";
import type { Facts } from "../facts/facts.ts";
import { at } from "../facts/measures.ts";
import { groupsUpTo } from "./subjects.ts";
import { defineRule, type Finding } from "./verdict.ts";
import { judgeWindow, type Need, type Window } from "./window.ts";

/** FCL.740.A(b)(1)(ii): within the 12 months before the rating expires, to the day. */
const window: Window = { until: (day) => dayNumber(addMonths(dayOf(day), 12)) };

/** FCL.740.A(b)(1)(ii): 12 hours, 6 as PIC, 12 take-offs and landings, an hour with an instructor. */
const needs: Need[] = [
  { what: "minutes in the class", measure: at.total_time, need: 12 * 60 },
  { what: "minutes as PIC", measure: at.pic_time, need: 6 * 60 },
  { what: "take-offs", measure: at.takeoffs, need: 12 },
  { what: "landings", measure: at.landings, need: 12 },
  { what: "training flight of an hour with an instructor", measure: at.instructor_hours, need: 1 },
];

function find(facts: Facts, as_of: Day): Finding[] {
  return groupsUpTo(facts, as_of, "sep").map((group) => {
    const { held, ...state } = judgeWindow(group.timeline, as_of, needs, window);
    return {
      ...state,
      applies_to: {
        ...group.applies_to,
        operation: "revalidating the SEP class rating by experience",
      },
      state: held ? "current" : state.last_day === null ? "never" : "lapsed",
      regain:
        "In the 12 months before the rating expires: 12 hours in the class, six of them as PIC, 12 take-offs and 12 landings, and a training flight of at least an hour with an instructor; or a proficiency check.",
      unknown: [
        "When the class rating expires: the verdict is for a rating that expires on this day.",
        "Time in touring motor gliders, which counts too: no class of the logbook names them.",
      ],
    };
  });
}

/** Revalidation of the single-engine piston class rating by experience, FCL.740.A(b)(1)(ii). */
export const easa_fcl_740_a = defineRule({
  rule: "easa_fcl_740_a",
  title: "SEP revalidation, EASA",
  regulation: "FCL.740.A(b)",
  authority: "EASA",
  law_from: "2012-04-08",
  law_to: null,
  convention: "12 months to the day: an event counts through the same day a year later.",
  find,
});
