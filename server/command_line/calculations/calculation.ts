import type { Calculated } from "../../../shared/rules/calc.ts";
import type { Queryable } from "../../postgres/database.ts";
import { Misuse } from "../../refusal.ts";

/** The options that were given, by name without dashes. */
export type Given = Readonly<Record<string, string | undefined>>;

/** One thing that `offblock calc` computes. */
export interface Calculation {
  /** Its name on the command line: `flight-review`. */
  name: string;
  description: string;
  /** Flags as commander reads them, and what they say. */
  options: readonly (readonly [flags: string, description: string])[];
  /** A command line without `npx offblock calc`, and the most telling part of its answer. */
  example: readonly [args: string, answer: string];
  /** What the answer holds, in words. */
  output: string;
  /** Answers from the options. Throws `Misuse` for what cannot be used. */
  answer: (given: Given) => object;
  /** The same from the functions of the ledger; left out where the ledger has none. */
  answerBySql?: (given: Given, tx: Queryable) => Promise<object>;
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
