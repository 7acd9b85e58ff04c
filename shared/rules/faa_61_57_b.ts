import { dayNumber, type Day } from "../calendar.ts";
import type { Facts } from "../facts/facts.ts";
import type { Group } from "../facts/groups.ts";
import { at } from "../facts/measures.ts";
import { carrying } from "./faa_61_57_a.ts";
import { flights, flightsBetween, groupsUpTo, inWords, unplacedFlights } from "./subjects.ts";
import { defineRule, type Finding } from "./verdict.ts";
import { daysConvention, daysWindow, judgeWindow, type Need } from "./window.ts";

/** 14 CFR 61.57(b)(1): three of each within the preceding 90 days, landings to a full stop. */
const needs: Need[] = [
  { what: "take-offs by night", measure: at.recency_night_takeoffs, need: 3 },
  { what: "landings to a full stop by night", measure: at.recency_night_full_stops, need: 3 },
];
const window = daysWindow(90);

/** How a group of aircraft stands by 61.57(b) on a day. */
export function judgeNight(group: Group, as_of: Day) {
  return judgeWindow(group.timeline, as_of, needs, window);
}

function find(facts: Facts, as_of: Day): Finding[] {
  const today = dayNumber(as_of);
  const unsaid = flightsBetween(facts, today - 90, today).filter(
    (flight) => flight.full_stop_unsaid,
  ).length;
  return groupsUpTo(facts, as_of, "class", "type").map((group) => {
    const { held, ...state } = judgeNight(group, as_of);
    return {
      ...state,
      applies_to: {
        ...group.applies_to,
        operation: `${carrying(as_of)} from one hour after sunset to one hour before sunrise`,
      },
      state: held ? "current" : state.last_day === null ? "never" : "lapsed",
      regain: `Three take-offs and three landings to a full stop within 90 days, all from one hour after sunset to one hour before sunrise, as sole manipulator of the controls of a ${inWords(group)}.`,
      unknown: [
        ...unplacedFlights(facts, today - 90, today),
        ...(unsaid > 0
          ? [`Whether single landings were to a full stop, in ${flights(unsaid)}.`]
          : []),
      ],
    };
  });
}

/**
 * Take-offs and landings to carry persons by night, 14 CFR 61.57(b). Single events with a time and
 * a place are decided by the sun; counts of night take-offs and landings are taken as logged. No
 * tailwheel clause. What satisfies this satisfies 61.57(a) too, since every event counts there.
 */
export const faa_61_57_b = defineRule({
  rule: "faa_61_57_b",
  title: "Take-offs and landings by night",
  regulation: "14 CFR 61.57(b)",
  authority: "FAA",
  law_from: "1997-08-04",
  law_to: null,
  convention: daysConvention(90),
  find,
});
