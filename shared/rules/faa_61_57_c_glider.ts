import type { Day } from "../calendar.ts";
import { craftOfFlight, type Facts } from "../facts/facts.ts";
import type { FlightFacts } from "../facts/flight_facts.ts";
import { at } from "../facts/measures.ts";
import { defineRule, type Finding } from "./verdict.ts";
import { hasAny, timelineOf } from "../facts/timeline.ts";
import {
  combine,
  judgeWindow,
  monthsConvention,
  monthsWindow,
  type Need,
  type WindowState,
} from "./window.ts";

const window = monthsWindow(6);

/** 14 CFR 61.57(c)(3)(i): an hour of tracking and two hours of manoeuvres, glider or single-engine. */
const alone: Need[] = [
  { what: "instrument minutes with tracking", measure: at.tracking_minutes, need: 60 },
  { what: "instrument minutes", measure: at.instrument_minutes, need: 180 },
];
/** 14 CFR 61.57(c)(3)(ii): with a passenger also two hours in a glider. */
const withPassenger: Need[] = [
  { what: "instrument minutes in a glider", measure: at.instrument_minutes, need: 120 },
];

const regain =
  "With a view-limiting device, within six calendar months: an hour of intercepting and tracking and two hours of manoeuvres, in a glider or a single-engine airplane; with a passenger also two hours in a glider.";

function find(facts: Facts, as_of: Day): Finding[] {
  const isGlider = (flight: FlightFacts) => craftOfFlight(facts, flight).category === "glider";
  const isEither = (flight: FlightFacts) => {
    const { category, is_multi_engine } = craftOfFlight(facts, flight);
    return category === "glider" || (category === "airplane" && !is_multi_engine);
  };
  const gliders = facts.groups.get("category|glider")?.timeline;
  if (gliders === undefined || !hasAny(gliders, as_of, at.instrument_minutes)) return [];
  const judge = (needs: Need[], chosen: (flight: FlightFacts) => boolean) =>
    judgeWindow(timelineOf(facts.flights.filter(chosen)), as_of, needs, window);
  const finding = (operation: string, { held, ...state }: WindowState): Finding => ({
    ...state,
    applies_to: { category: "glider", operation },
    state: held ? "current" : state.last_day === null ? "never" : "lapsed",
    regain,
    unknown: ["Which manoeuvres were flown: instrument time is taken as flown for them."],
  });
  const own = judge(alone, isEither);
  const more = judge(withPassenger, isGlider);
  return [
    finding("instrument flight in a glider", own),
    finding("instrument flight in a glider with a passenger", combine([own, more])),
  ];
}

/** Instrument experience in gliders, 14 CFR 61.57(c)(3). Judged only where a glider was flown so. */
export const faa_61_57_c_glider = defineRule({
  rule: "faa_61_57_c_glider",
  title: "Instrument experience, glider",
  regulation: "14 CFR 61.57(c)(3)",
  authority: "FAA",
  law_from: "2018-11-26",
  law_to: null,
  convention: monthsConvention(6),
  find,
});
