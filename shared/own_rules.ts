/**
 * Rules of a pilot's own (an insurer's, a club's), as data: `currency_rule.rule_config`. They are
 * judged by the same machine as the law and explained in the same words.
 *
 * {
 *   "lookback_days": 60,             or "lookback_months": 6, calendar months
 *   "required": {"landings": 5, "total_time": 120},      measures; times in minutes
 *   "applies_to": {"category_class": ["ASEL", "AMEL"]},  one verdict for each
 *   "filter": {"is_tailwheel": true},                    a selector over what `entryDocument` shows
 *   "include_devices": true                              lessons in devices count too
 * }
 */
import { dayNumber, type Day } from "./calendar.ts";
import type { Craft } from "./facts/craft.ts";
import { craftOfFlight, type Facts } from "./facts/facts.ts";
import type { FlightFacts } from "./facts/flight_facts.ts";
import { at, type Measure, measures, namedSums } from "./facts/measures.ts";
import type { LogbookRecords } from "./facts/records.ts";
import type { SessionFacts } from "./facts/session_facts.ts";
import { lookupByCode } from "./reference/lookups.ts";
import { byDay, timelineOf } from "./facts/timeline.ts";
import type { Verdict } from "./rules/verdict.ts";
import {
  daysConvention,
  daysWindow,
  judgeWindow,
  monthsConvention,
  monthsWindow,
  type Need,
  type Window,
} from "./rules/window.ts";
import { compileSelector, type Matcher } from "./selector.ts";

/** A rule made ready. */
export interface OwnRule {
  window: Window;
  convention: string;
  /** In words: "within 60 days". */
  within: string;
  needs: Need[];
  /** Codes of categories or classes, each judged apart; empty: all flights together. */
  category_class: string[];
  matches: Matcher;
  include_devices: boolean;
}

/** A rule made ready, or everything that is wrong with it. */
export type ParsedOwnRule = { ok: true; rule: OwnRule } | { ok: false; problems: string[] };

/** Other names by which a measure is known. */
const otherNames: Readonly<Record<string, Measure>> = {
  night_full_stop: "night_full_stops",
  day_full_stop: "day_full_stops",
  full_stop: "full_stops",
  cross_country: "cross_country_time",
};

const known = new Set([
  "lookback_days",
  "lookback_months",
  "required",
  "applies_to",
  "filter",
  "include_devices",
]);

/** A hundred years: longer windows are slips of the finger. */
const longestDays = 36_525;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function windowOf(config: Record<string, unknown>, problems: string[]) {
  const { lookback_days: days, lookback_months: months } = config;
  const isCount = (value: unknown, most: number): value is number =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
  if (days !== undefined && months === undefined && isCount(days, longestDays))
    return {
      window: daysWindow(days),
      convention: daysConvention(days),
      within: `within ${days} days`,
    };
  if (months !== undefined && days === undefined && isCount(months, 1200))
    return {
      window: monthsWindow(months),
      convention: monthsConvention(months),
      within: `within ${months} calendar months`,
    };
  problems.push(
    "Either lookback_days (0 to 36525) or lookback_months (0 to 1200) says how far it looks back.",
  );
  return undefined;
}

function needsOf(required: unknown, problems: string[]): Need[] {
  const wanted = isObject(required) ? Object.entries(required) : [];
  if (wanted.length === 0) problems.push("required names at least one measure, with a number.");
  return wanted.flatMap(([name, need]) => {
    const measure = otherNames[name] ?? (name as Measure);
    if (!measures.includes(measure)) problems.push(`There is no measure ${name}.`);
    else if (!Number.isInteger(need) || (need as number) < 1)
      problems.push(`${name} needs a whole number from 1.`);
    else return [{ what: name.replaceAll("_", " "), measure: at[measure], need: need as number }];
    return [];
  });
}

function categoryClassOf(applies_to: unknown, problems: string[]): string[] {
  if (applies_to === undefined || applies_to === null) return [];
  const codes = isObject(applies_to) ? applies_to["category_class"] : undefined;
  if (Array.isArray(codes) && codes.every((code) => typeof code === "string")) return codes;
  problems.push("applies_to holds category_class, a list of codes.");
  return [];
}

/** Reads a rule's configuration. */
export function parseOwnRule(config: unknown): ParsedOwnRule {
  if (!isObject(config)) return { ok: false, problems: ["The rule is not an object."] };
  const problems = Object.keys(config)
    .filter((key) => !known.has(key))
    .map((key) => `A rule has no ${key}.`);
  const window = windowOf(config, problems);
  const needs = needsOf(config["required"], problems);
  const category_class = categoryClassOf(config["applies_to"], problems);
  const filter = compileSelector(config["filter"] ?? {});
  if (!filter.ok) problems.push(filter.problem);
  if (problems.length > 0 || window === undefined || !filter.ok) return { ok: false, problems };
  return {
    ok: true,
    rule: {
      ...window,
      needs,
      category_class,
      matches: filter.matches,
      include_devices: config["include_devices"] === true,
    },
  };
}

/** What a filter sees of an entry: its kind and day, every measure, and the aircraft or device. */
export function entryDocument(
  entry: FlightFacts | SessionFacts,
  craft: Craft | undefined,
): Record<string, unknown> {
  const about = { kind: entry.kind, id: entry.id, date: entry.date, ...namedSums(entry.sums) };
  if (entry.kind === "training_session")
    return { ...about, device: entry.device, category: entry.device_category };
  return {
    ...about,
    ...craft,
    pic_basis: entry.pic_basis,
    instructor_name: entry.instructor_name,
    legs: entry.legs,
  };
}

/** The entries that a rule looks at, of one class or category, or all. */
function entriesOf(facts: Facts, rule: OwnRule, code: string | null, as_of: Day) {
  const today = dayNumber(as_of);
  const chosen: (FlightFacts | SessionFacts)[] = facts.flights.filter((flight) => {
    if (flight.day > today) return false;
    const craft = craftOfFlight(facts, flight);
    const fits = code === null || craft.category === code || craft.class === code;
    return fits && rule.matches(entryDocument(flight, craft));
  });
  if (!rule.include_devices) return chosen;
  const sessions = facts.sessions.filter(
    (session) =>
      session.day <= today &&
      session.session_type === "device" &&
      (code === null || session.device_category === code) &&
      rule.matches(entryDocument(session, undefined)),
  );
  return [...chosen, ...sessions].sort(byDay);
}

type RuleRecord = LogbookRecords["currency_rule"][number];

/** Judges one rule of the pilot's own; a rule that cannot be read is unknown and says why. */
export function judgeOwnRule(facts: Facts, record: RuleRecord, as_of: Day): Verdict[] {
  const about = {
    rule: record._id,
    title: record.name,
    regulation: record.regulation_ref ?? "",
    authority: "own" as const,
    grace_last_day: null,
  };
  const parsed = parseOwnRule(record.rule_config);
  if (!parsed.ok)
    return [
      {
        ...about,
        applies_to: {},
        state: "unknown",
        since: null,
        last_day: null,
        counted: [],
        missing: [],
        regain: "",
        convention: null,
        unknown: parsed.problems,
      },
    ];
  const { rule } = parsed;
  const codes = rule.category_class.length === 0 ? [null] : rule.category_class;
  const needed = rule.needs.map(({ what, need }) => `${need} ${what}`).join(", ");
  return codes.map((code): Verdict => {
    const entries = timelineOf(entriesOf(facts, rule, code, as_of));
    const { held, ...state } = judgeWindow(entries, as_of, rule.needs, rule.window);
    return {
      ...about,
      ...state,
      applies_to: subjectOf(code),
      state: held ? "current" : state.last_day === null ? "never" : "lapsed",
      regain: `${needed} ${rule.within}.`,
      convention: rule.convention,
      unknown: [],
    };
  });
}

function subjectOf(code: string | null): Verdict["applies_to"] {
  if (code === null) return {};
  return lookupByCode("aircraft_categories", code) === undefined
    ? { class: code }
    : { category: code };
}

/** Judges all rules of the pilot's own that are in use. */
export function judgeOwnRules(facts: Facts, as_of: Day): Verdict[] {
  return facts.records.currency_rule
    .filter((record) => record.is_active)
    .flatMap((record) => judgeOwnRule(facts, record, as_of));
}
