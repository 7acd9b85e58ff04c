import {
  addDays,
  dayNumber,
  type Day,
  endOfCalendarMonths,
  endOfMonths,
  startOfCalendarMonths,
} from "../calendar.ts";
import type { Facts } from "../facts/facts.ts";
import type { FlightFacts } from "../facts/flight_facts.ts";
import type { Group } from "../facts/groups.ts";
import { hasAny, placeOfDay } from "../facts/timeline.ts";
import { at } from "../facts/measures.ts";
import type { SessionFacts } from "../facts/session_facts.ts";
import { lookupById } from "../reference/lookups.ts";
import { groupsUpTo, inWords, plural } from "./subjects.ts";
import { defineRule, type Finding, type State } from "./verdict.ts";
import { type Check, judgeWindow, monthsConvention, monthsWindow, type Need } from "./window.ts";

/** 14 CFR 61.57(c)(1): within the six calendar months preceding the month of the flight. */
const window = monthsWindow(6);
const needs: Need[] = [
  { what: "instrument approaches", measure: at.credited_approaches, need: 6 },
  { what: "holding procedures", measure: at.holds, need: 1 },
  { what: "intercepting and tracking courses", measure: at.tracking, need: 1 },
];

/** 14 CFR 61.57(d): after more than six calendar months of lapse only a check brings it back. */
const graceMonths = 6;

/** Devices in any mix with aircraft and one window since then (83 FR 30232); before, other windows. */
const devicesAsAircraftFrom: Day = "2018-11-26";

/** Gliders have a paragraph of their own; the other categories here have instrument ratings. */
const categories = new Set(["airplane", "rotorcraft", "powered_lift", "lighter_than_air"]);

/** The first day on which an instrument rating of a category is recorded, as a day number. */
function ratedFrom(facts: Facts, category: string): number | undefined {
  const code = {
    airplane: "instrument_airplane",
    rotorcraft: "instrument_helicopter",
    powered_lift: "instrument_powered_lift",
  }[category];
  const days = facts.records.certificate
    .flatMap((certificate) => certificate.ratings)
    .filter((rating) => lookupById("rating_types", rating.rating_type_id)?.code === code)
    .map((rating) => (rating.date_added === null ? undefined : dayNumber(rating.date_added)));
  const known = days.filter((day) => day !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** The lapse that matters is one of a rated pilot: what was flown before the rating starts none. */
function checkOf(rated_from: number): Check {
  let check = checks.get(rated_from);
  if (check === undefined) {
    check = {
      measure: at.ipc,
      revivable: (last_day) => endOfMonths(Math.max(last_day, rated_from), graceMonths),
    };
    checks.set(rated_from, check);
  }
  return check;
}

/** Checks by the day of the rating: the same one again lets an answer be remembered. */
const checks = new Map<number, Check>();

function stateOf(held: boolean, as_of: Day, grace_last_day: Day | null): State {
  if (held) return "current";
  if (grace_last_day === null) return "never";
  return as_of <= grace_last_day ? "grace" : "needs_ipc";
}

/** Entries of the last year that say too little to count, in words. */
function unsaid(group: Group, as_of: Day): string[] {
  const from = dayNumber(startOfCalendarMonths(as_of, graceMonths));
  const { days, rows } = group.timeline;
  const end = placeOfDay(days, dayNumber(as_of) + 1);
  let [approaches, silent, assumed] = [0, 0, 0];
  for (let i = placeOfDay(days, from); i < end; i++)
    for (const entry of rows[i] as readonly (FlightFacts | SessionFacts)[]) {
      approaches += entry.unsaid_approaches;
      if (entry.tracking_unsaid && entry.sums[at.credited_approaches]! > 0) silent += 1;
      if (entry.kind === "training_session" && entry.device_category === null) assumed += 1;
    }
  return [
    ...(approaches > 0
      ? [
          `${plural(approaches, "approach says", "approaches say")} nothing of instrument conditions, actual or simulated, and ${approaches === 1 ? "does" : "do"} not count.`,
        ]
      : []),
    ...(silent > 0
      ? [
          `${plural(silent, "entry", "entries")} with approaches not saying whether courses were intercepted and tracked: taken to have been, as an approach is flown.`,
        ]
      : []),
    ...(assumed > 0
      ? [
          `Which category the device of ${plural(assumed, "lesson", "lessons")} stands for: taken as airplane.`,
        ]
      : []),
  ];
}

function find(facts: Facts, as_of: Day): Finding[] {
  return groupsUpTo(facts, as_of, "instrument")
    .filter((group) => categories.has(group.applies_to.category!) && hasInstrument(group, as_of))
    .map((group) => judge(facts, group, as_of));
}

/** Whether anything of the group bears on instruments: a glider pilot is not told of approaches. */
function hasInstrument(group: Group, as_of: Day): boolean {
  return hasAny(group.timeline, as_of, at.approaches, at.ipc, at.holds);
}

function judge(facts: Facts, group: Group, as_of: Day): Finding {
  const category = group.applies_to.category!;
  const { held, ...found } = judgeWindow(
    group.timeline,
    as_of,
    needs,
    window,
    checkOf(ratedFrom(facts, category) ?? Number.NEGATIVE_INFINITY),
  );
  const grace_last_day =
    found.last_day === null ? null : endOfCalendarMonths(found.last_day, graceMonths);
  const state = stateOf(held, as_of, grace_last_day);
  const finding: Finding = {
    ...found,
    applies_to: { category, operation: "acting as PIC under IFR or below VFR minimums" },
    state,
    since: state === "needs_ipc" ? addDays(grace_last_day!, 1) : found.since,
    grace_last_day: held ? null : grace_last_day,
    missing:
      state === "needs_ipc"
        ? [{ what: "instrument proficiency check", have: 0, need: 1 }]
        : found.missing,
    regain: regainOf(state, group),
    unknown: [
      ...unsaid(group, as_of),
      ...(ratedFrom(facts, category) === undefined
        ? ["Since when there is an instrument rating: none with its date is recorded."]
        : []),
    ],
  };
  const usesDevice = found.counted.some((item) => item.id.startsWith("training_session:"));
  return as_of < devicesAsAircraftFrom && usesDevice ? ofAnotherTime(finding) : finding;
}

/** Before 26 November 2018 a device had windows of its own, which are not written here. */
function ofAnotherTime(finding: Finding): Finding {
  return {
    ...finding,
    state: "unknown",
    since: null,
    last_day: null,
    grace_last_day: null,
    unknown: [
      `Before ${devicesAsAircraftFrom} tasks in devices had other windows, which are not known here.`,
    ],
  };
}

function regainOf(state: State, group: Group): string {
  const tasks = `six instrument approaches, holding, and intercepting and tracking courses in a ${inWords(group)} or a device that stands for one`;
  if (state === "needs_ipc")
    return `An instrument proficiency check, 14 CFR 61.57(d): the lapse is longer than six calendar months.`;
  if (state === "grace")
    return `Complete ${tasks}, in actual conditions or with a view-limiting device and a safety pilot, or pass a proficiency check.`;
  return `Within six calendar months ${tasks}, in actual conditions or with a view-limiting device.`;
}

/**
 * Instrument experience and the proficiency check, 14 CFR 61.57(c)(1), (2) and (d). Done in month M:
 * current through the end of month M + 6; through M + 12 the same tasks bring it back (not as PIC
 * under IFR); from the first of M + 13 only a check does. An approach that counts is flown by
 * intercepting and tracking a course, so an entry that has one and does not say that none was
 * tracked has logged it; the verdict says so.
 */
export const faa_61_57_c = defineRule({
  rule: "faa_61_57_c",
  title: "Instrument experience",
  regulation: "14 CFR 61.57(c)(1)-(2), (d)",
  authority: "FAA",
  law_from: "1997-08-04",
  law_to: null,
  convention: monthsConvention(6),
  find,
});
