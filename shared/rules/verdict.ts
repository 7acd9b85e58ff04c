import { addDays, type Day } from "../calendar.ts";
import type { Facts } from "../facts/facts.ts";
import type { EntryFacts } from "../facts/flight_facts.ts";
import type { AppliesTo } from "../facts/groups.ts";

/**
 * How a privilege stands. `grace`: not held, but what is missing can still be made up without a
 * check; `needs_ipc`: only an instrument proficiency check brings it back; `never`: it was not yet
 * held; `unknown`: what is recorded does not decide.
 */
export type State = "current" | "grace" | "needs_ipc" | "lapsed" | "never" | "unknown";

/** A record that counts towards a verdict. */
export interface Counted {
  /** The whole id of the record. */
  id: string;
  date: Day;
  /** What of it counts, in words: "landings". */
  what: string;
  how_many: number;
}

/** Something that a verdict lacks. Times are in minutes. */
export interface Missing {
  what: string;
  have: number;
  need: number;
}

/** What a verdict is about: a sort of aircraft, or an operation or certificate. */
export interface Subject extends AppliesTo {
  /** What one wants to do: "carrying persons by night". */
  operation?: string;
  certificate?: string;
}

/** What a rule answers for one subject on one day. */
export interface Verdict {
  /** Stable key of the rule: `faa_61_57_a`. */
  rule: string;
  title: string;
  /** The paragraph: `14 CFR 61.57(a)`. */
  regulation: string;
  authority: "FAA" | "EASA" | "own";
  applies_to: Subject;
  state: State;
  /** The first day of the state as it is now; null when there is none. */
  since: Day | null;
  /** The last day on which the privilege holds, or held. */
  last_day: Day | null;
  /** The last day of a grace period; null where there is none. */
  grace_last_day: Day | null;
  counted: Counted[];
  missing: Missing[];
  /** How to get the privilege back, or how to keep it. */
  regain: string;
  /** How the days were counted, where the law leaves it open. */
  convention: string | null;
  /** What could not be known, in words. */
  unknown: string[];
}

/** One rule: pure, for any day. `law_from` is when it became law as it is written here. */
export interface Rule {
  rule: string;
  title: string;
  regulation: string;
  authority: Verdict["authority"];
  /** First day on which this was the law; before it the verdict is unknown. */
  law_from: Day;
  /** Last day; null while it is the law. */
  law_to: Day | null;
  judge: (facts: Facts, as_of: Day) => Verdict[];
}

/** The parts of a verdict that its rule decides; the rest stands in the rule. */
export type Finding = Pick<Verdict, "applies_to" | "state"> &
  Partial<Omit<Verdict, "applies_to" | "state">>;

/** Makes a rule from what is written of it and a function that finds. */
export function defineRule(
  rule: Omit<Rule, "judge"> & {
    convention?: string;
    find: (facts: Facts, as_of: Day) => Finding[];
  },
): Rule {
  const { find, convention = null, ...about } = rule;
  const { rule: key, title, regulation, authority } = about;
  return {
    ...about,
    judge: (facts, as_of) =>
      find(facts, as_of).map((finding): Verdict => {
        const verdict: Verdict = {
          rule: key,
          title,
          regulation,
          authority,
          since: null,
          last_day: null,
          grace_last_day: null,
          counted: [],
          missing: [],
          regain: "",
          convention,
          unknown: [],
          ...finding,
        };
        return isLaw(about, as_of) ? withSince(verdict) : outsideTheLaw(verdict, about);
      }),
  };
}

/** What is no longer held has not been held since the day after its last. */
function withSince(verdict: Verdict): Verdict {
  const isOver = verdict.state === "lapsed" || verdict.state === "grace";
  return isOver && verdict.since === null && verdict.last_day !== null
    ? { ...verdict, since: addDays(verdict.last_day, 1) }
    : verdict;
}

function isLaw(rule: Pick<Rule, "law_from" | "law_to">, as_of: Day): boolean {
  return rule.law_from <= as_of && (rule.law_to === null || as_of <= rule.law_to);
}

/** A day on which the rule was not the law as written here is not judged by it. */
function outsideTheLaw(verdict: Verdict, rule: Pick<Rule, "law_from" | "law_to">): Verdict {
  const until = rule.law_to === null ? "" : ` to ${rule.law_to}`;
  return {
    ...verdict,
    state: "unknown",
    since: null,
    last_day: null,
    grace_last_day: null,
    counted: [],
    missing: [],
    unknown: [
      `${verdict.regulation} is known here as it is since ${rule.law_from}${until}; the law of that day is not.`,
    ],
  };
}

/** The entries of some days that have something of one measure, latest first. */
export function countedOf(
  entries: readonly EntryFacts[],
  what: string,
  measure: number,
): Counted[] {
  return entries
    .filter((entry) => entry.sums[measure]! > 0)
    .map((entry) => ({ id: entry.id, date: entry.date, what, how_many: entry.sums[measure]! }));
}
