import type { Day } from "../calendar.ts";
import type { Facts } from "../facts/facts.ts";
import type { EntryFacts } from "../facts/flight_facts.ts";
import { at } from "../facts/measures.ts";
import { entriesWith } from "../facts/timeline.ts";
import { uuidOf } from "../ids.ts";
import { lookupById } from "../reference/lookups.ts";
import { completedEvents, type Done, judgeDone, passedTests } from "./events.ts";
import { defineRule, type Finding } from "./verdict.ts";
import { monthsConvention, monthsWindow } from "./window.ts";

/** 14 CFR 61.56(c): since the beginning of the 24th calendar month before. */
const window = monthsWindow(24);

/** How each kind of review record counts. */
const reviewWords: Readonly<Record<string, string>> = {
  flight_review: "flight review",
  new_rating: "practical test, 61.56(d)(1)",
  IPC_combined: "flight review with an instrument proficiency check",
  WINGS_phase: "phase of WINGS, 61.56(e)",
  proficiency_check: "proficiency check, 61.56(d)(1)",
};

/** Certificates whose holders act as PIC and need a review; a student does not, 61.56(g). */
const pilotLevels = new Set(["sport", "recreational", "private", "commercial", "ATP", "R-ATP"]);

/** Everything that is a flight review or stands for one, 14 CFR 61.56(c) to (e). */
export function reviewsOf(facts: Facts): Done[] {
  const reviews = facts.records.flight_review
    .filter((review) => review.satisfactorily_completed !== false)
    .map((review) => ({
      id: review._id,
      date: review.review_date,
      what: reviewWords[review.review_type] ?? "flight review",
    }));
  const marked = (measure: number, what: string) =>
    markedFlights(facts, measure).map(({ id, date }) => ({ id, date, what }));
  const events = completedEvents(facts, ["WINGS", "61.58_check", "proficiency_check"]);
  return [
    ...reviews,
    ...marked(at.flight_reviews, "flight review"),
    ...marked(at.pic_checks, "proficiency check, 61.58"),
    ...checkrides(facts),
    ...passedTests(facts).filter(({ what }) => !isOfDrones(what)),
    ...events.map(({ done }) => done),
  ];
}

/** Flights that carry a mark. */
function markedFlights(facts: Facts, measure: number): EntryFacts[] {
  const all = facts.groups.get("all");
  return all === undefined ? [] : entriesWith(all.timeline, measure);
}

/** A test for small unmanned aircraft is none of a pilot certificate under part 61. */
const isOfDrones = (sought: string) => /remote|unmanned|\bs?uas\b|\b107\b/i.test(sought);

/** Flights marked as a practical test, save those whose test is recorded as anything but passed. */
function checkrides(facts: Facts): Done[] {
  const tests = facts.records.practical_test.filter((test) => test.outcome !== "pass");
  const failed = new Set(tests.map((test) => test.associated_flight_id));
  const failed_days = new Set(tests.map((test) => test.test_date));
  return markedFlights(facts, at.practical_tests)
    .filter((flight) => !failed.has(uuidOf(flight.id)) && !failed_days.has(flight.date))
    .map((flight) => ({
      id: flight.id,
      date: flight.date,
      what: "flight marked as practical test",
    }));
}

function isStudentOnly(facts: Facts, as_of: Day): boolean {
  const levels = facts.records.certificate
    .filter((certificate) => certificate.date_of_issuance <= as_of)
    .map((one) => lookupById("certificate_levels", one.certificate_level_id)?.code ?? "");
  return levels.includes("student") && !levels.some((level) => pilotLevels.has(level));
}

function find(facts: Facts, as_of: Day): Finding[] {
  if (isStudentOnly(facts, as_of)) return [];
  const { held, ...state } = judgeDone(reviewsOf(facts), as_of, window);
  const usesFlag = state.counted.some(({ what }) => what === "flight marked as practical test");
  return [
    {
      ...state,
      applies_to: { operation: "acting as pilot in command" },
      state: held ? "current" : state.last_day === null ? "never" : "lapsed",
      missing: held ? [] : [{ what: "flight review", have: 0, need: 1 }],
      regain:
        "An hour of flight and an hour of ground training with an authorized instructor (glider: three instructional flights), or a practical test, a proficiency check, or a phase of WINGS. An instructor who meets 61.197 needs no ground hour.",
      unknown: usesFlag
        ? ["Whether the flight marked as practical test was passed: no record of the test says so."]
        : [],
    },
  ];
}

/** The flight review and what stands for it, 14 CFR 61.56. Any aircraft for which rated covers all. */
export const faa_61_56 = defineRule({
  rule: "faa_61_56",
  title: "Flight review",
  regulation: "14 CFR 61.56",
  authority: "FAA",
  law_from: "1997-08-04",
  law_to: null,
  convention: monthsConvention(24),
  find,
});
