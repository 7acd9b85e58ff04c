import type { Day } from "../../../shared/calendar.ts";
import type { Envelope } from "../../../shared/kinds/kind.ts";
import type { Calculated } from "../../../shared/rules/calc.ts";
import type { Queryable } from "../../postgres/database.ts";
import { Misuse } from "../../refusal.ts";
import type { OutputField } from "../output_fields.ts";
import { readDay } from "../words.ts";

/** The options that were given, by name without dashes. */
export type Given = Readonly<Record<string, string | undefined>>;

/** An empty ledger that a calculation asks. */
export interface AskedLedger {
  tx: Queryable;
  /** How the medicals of a logbook of these records stand on a day. */
  standing: (
    records: readonly Envelope[],
    as_of: Day,
  ) => Promise<{ operation: string; state: string; last_day: Day | null }[]>;
}

/** One thing that `offblock calc` computes. */
export interface Calculation {
  /** Its name on the command line: `flight-review`. */
  name: string;
  description: string;
  /** Flags as commander reads them, and what they say. */
  options: readonly (readonly [flags: string, description: string])[];
  /** A command line without `npx offblock calc`, and the most telling part of its answer. */
  example: readonly [args: string, answer: string];
  /** The fields of the answer. */
  output: readonly OutputField[];
  /** Those of them that PostgreSQL answers. */
  output_by_sql?: readonly string[];
  /** Answers from the options. Throws `Misuse` for what cannot be used. */
  answer: (given: Given) => object;
  /** The same from the functions of the ledger; left out where the ledger has none. */
  answerBySql?: (given: Given, ledger: AskedLedger) => Promise<object>;
}

/** The value of an option that must be there. */
export function required(given: Given, option: string, example: string): string {
  const value = given[option];
  if (value !== undefined) return value;
  throw new Misuse(`--${option} is missing.`, `Give it, e.g. --${option} ${example}.`);
}

/** The value of a calculation that went well; otherwise what was wrong with its input. */
export function valueOf<T>(calculated: Calculated<T>): T {
  if (calculated.ok) return calculated.value;
  throw new Misuse(calculated.problems.join(" "), "See --help for what each option takes.");
}

/** The day of an option, if it was given. */
export function dayGiven(given: Given, option: string): Day | undefined {
  const text = given[option];
  return text === undefined ? undefined : readDay(option, text);
}

/** The day of an option that must be there. */
export const dayRequired = (given: Given, option: string) =>
  readDay(option, required(given, option, "2026-04-01"));

/** The option that asks how something stands on a day. */
export const asOf = ["--as-of <day>", "also say how it stands on this day"] as const;
