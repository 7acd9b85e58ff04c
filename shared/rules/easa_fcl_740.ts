import { addMonths, dayNumber, type Day, dayOf } from "../calendar.ts";
import type { Facts } from "../facts/facts.ts";
import type { Group } from "../facts/groups.ts";
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
  { what: "minutes of training with an instructor", measure: at.dual_received, need: 60 },
];

const motorGliders = "A glider with an engine is taken for a touring motor glider.";

/** What a group of aircraft revalidates, and what stays open about it. */
function asked({ level }: Group): { operation: string; unknown: string[] } {
  if (level === "sep")
    return { operation: "revalidating the SEP class rating by experience", unknown: [] };
  if (level === "tmg")
    return {
      operation: "revalidating the TMG class rating by experience",
      unknown: [motorGliders],
    };
  return {
    operation:
      "revalidating the SEP (land) and TMG class ratings together by experience, when both are held",
    unknown: ["Whether both ratings are held.", motorGliders],
  };
}

/** SEP, TMG, and both together where both were flown, FCL.740.A(b)(2). */
function groupsOf(facts: Facts, as_of: Day): Group[] {
  const own = groupsUpTo(facts, as_of, "sep", "tmg");
  const isFlown = (key: string) => own.some((group) => group.key === key);
  const both = facts.groups.get("sep_land_or_tmg");
  return both !== undefined && isFlown("tmg") && isFlown("sep|airplane|ASEL")
    ? [...own, both]
    : own;
}

function find(facts: Facts, as_of: Day): Finding[] {
  return groupsOf(facts, as_of).map((group) => {
    const { held, ...state } = judgeWindow(group.timeline, as_of, needs, window);
    const { operation, unknown } = asked(group);
    return {
      ...state,
      applies_to: { ...group.applies_to, operation },
      state: held ? "current" : state.last_day === null ? "never" : "lapsed",
      regain:
        "In the 12 months before the rating expires: 12 hours in the class, six as PIC, 12 take-offs and landings, an hour in total with an instructor; or a proficiency check.",
      unknown: [
        "When the class rating expires: the verdict is for a rating that expires on this day.",
        ...unknown,
      ],
    };
  });
}

/**
 * Revalidation of the single-engine piston and touring motor glider class ratings by experience,
 * FCL.740.A(b)(1)(ii) and (b)(2). The hour with an instructor may be put together of several flights.
 */
export const easa_fcl_740_a = defineRule({
  rule: "easa_fcl_740_a",
  title: "SEP and TMG revalidation, EASA",
  regulation: "FCL.740.A(b)",
  authority: "EASA",
  law_from: "2012-04-08",
  law_to: null,
  convention: "12 months to the day: an event counts through the same day a year later.",
  find,
});
