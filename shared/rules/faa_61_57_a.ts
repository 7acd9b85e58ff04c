import { dayNumber, type Day } from "../calendar.ts";
import type { Facts } from "../facts/facts.ts";
import type { Group } from "../facts/groups.ts";
import { at } from "../facts/measures.ts";
import { groupsUpTo, inWords, unplacedFlights } from "./subjects.ts";
import { defineRule, type Finding } from "./verdict.ts";
import { daysConvention, daysWindow, judgeWindow, type Need } from "./window.ts";

/** 14 CFR 61.57(a)(1): three of each within the preceding 90 days. */
const window = daysWindow(90);
const landings: Need[] = [
  { what: "take-offs", measure: at.takeoffs, need: 3 },
  { what: "landings", measure: at.landings, need: 3 },
];
/** 14 CFR 61.57(a)(1)(ii): to a full stop in an airplane with a tailwheel. */
const tailwheelLandings: Need[] = [
  { what: "take-offs", measure: at.takeoffs, need: 3 },
  { what: "landings to a full stop", measure: at.full_stops, need: 3 },
];

/** "Persons" since 2 December 2024 (89 FR 80310), "passengers" before. */
export function carrying(as_of: Day): string {
  return as_of >= "2024-12-02" ? "carrying persons" : "carrying passengers";
}

/** How a group of aircraft stands by 61.57(a) on a day. */
export function judgeTakeoffsAndLandings(group: Group, as_of: Day) {
  const needs = group.level === "tailwheel" ? tailwheelLandings : landings;
  return judgeWindow(group.timeline, as_of, needs, window);
}

function find(facts: Facts, as_of: Day): Finding[] {
  const today = dayNumber(as_of);
  return groupsUpTo(facts, as_of, "class", "type", "tailwheel").map((group) => {
    const { held, ...state } = judgeTakeoffsAndLandings(group, as_of);
    const stop = group.level === "tailwheel" ? " to a full stop" : "";
    return {
      ...state,
      applies_to: { ...group.applies_to, operation: carrying(as_of) },
      state: held ? "current" : state.last_day === null ? "never" : "lapsed",
      regain: `Three take-offs and three landings${stop} within 90 days, as sole manipulator of the controls of a ${inWords(group)}; meanwhile with nobody aboard who is not needed, by day.`,
      unknown: unplacedFlights(facts, today - 90, today),
    };
  });
}

/**
 * Take-offs and landings to carry persons, 14 CFR 61.57(a). Same category and class, and type where
 * a type rating is required: what was done in an aircraft with a type counts for its class too. A
 * landing that is logged is taken as made at the controls. Lessons in devices never count: 61.57(a)(3)
 * asks for an approved part 142 course, which no entry records. The same words stood in the rule
 * since the part was written anew (62 FR 16298).
 */
export const faa_61_57_a = defineRule({
  rule: "faa_61_57_a",
  title: "Take-offs and landings",
  regulation: "14 CFR 61.57(a)",
  authority: "FAA",
  law_from: "1997-08-04",
  law_to: null,
  convention: daysConvention(90),
  find,
});
