import type { Command } from "commander";
import { Misuse } from "../refusal.ts";
import type { Database, Queryable } from "../postgres/database.ts";
import type { AskedLedger, Calculation, Given } from "./calculations/calculation.ts";
import { outputHelp, type OutputField } from "./output_fields.ts";
import { groundCalculations } from "./calculations/ground.ts";
import { medicalCalculation } from "./calculations/medical.ts";
import { skyCalculations } from "./calculations/sky.ts";
import { validityCalculations } from "./calculations/validity.ts";
import { reportFromLedger } from "./reports_by_sql.ts";
import type { Terminal } from "./terminal.ts";
import { withThrowAwayLedger } from "./throw_away_ledger.ts";
import { readChoice } from "./words.ts";

/** Everything that can be computed by itself. */
export const calculations: readonly Calculation[] = [
  ...skyCalculations,
  ...groundCalculations,
  medicalCalculation,
  ...validityCalculations,
];

/** What every answer in JSON can be asked with. */
export const answerOptions = [
  ["--json", "JSON; the answer is JSON without it, too"],
  ["--via <how>", "rules: the code that the app runs; sql: PostgreSQL", "rules"],
] as const;

/** The options as they were typed: commander makes `calendarMonths` of `--calendar-months`. */
export function asTyped(options: Readonly<Record<string, unknown>>): Given {
  return Object.fromEntries(
    Object.entries(options)
      .filter((entry): entry is [string, string] => typeof entry[1] === "string")
      .map(([name, value]) => [name.replaceAll(/[A-Z]/g, (big) => `-${big.toLowerCase()}`), value]),
  );
}

/** An open, empty ledger as a calculation asks it. */
export function askedLedger(tx: Queryable, db: Database): AskedLedger {
  return {
    tx,
    async standing(records, as_of) {
      const answer = await reportFromLedger(db, "medical", records, as_of, {});
      return (answer as { standing: Awaited<ReturnType<AskedLedger["standing"]>> }).standing;
    },
  };
}

async function calcCommand(
  terminal: Terminal,
  calculation: Calculation,
  given: Given,
): Promise<number> {
  const via = readChoice("via", given["via"] ?? "rules", ["rules", "sql"]);
  const bySql = calculation.answerBySql;
  if (via === "sql" && bySql === undefined)
    throw new Misuse(
      `PostgreSQL has no function for calc ${calculation.name}.`,
      "Leave --via away; report answers the same of a logbook with --via sql.",
    );
  const answer =
    via === "rules"
      ? calculation.answer(given)
      : await withThrowAwayLedger(terminal, ({ db }) =>
          db.transaction(null, (tx) => bySql!(given, askedLedger(tx, db)), { read_only: true }),
        );
  terminal.print(JSON.stringify({ calc: calculation.name, via, ...answer }, null, 2));
  return 0;
}

/** What every calculation begins with. */
const everyCalculation: readonly OutputField[] = [
  ["calc", "its name"],
  ["via", "rules or sql"],
];

const places =
  "Places: an airport's ICAO, FAA or IATA code (icao:, faa: or iata: before it where a code has several meanings), or LATITUDE,LONGITUDE in degrees, north and east positive.\nDays: YYYY-MM-DD. Moments: UTC, 2026-04-01T18:30Z, or with an offset.";

/** Adds `offblock calc …` to the program; `ended` hears the exit code. */
export function addCalcCommand(
  offblock: Command,
  terminal: Terminal,
  ended: (code: number) => void,
): void {
  const calc = offblock
    .command("calc")
    .description("single computations, as JSON, with no database and no logbook")
    .addHelpText("after", `\n${places}`);
  for (const calculation of calculations) {
    const { name, description, options, example } = calculation;
    const output = outputHelp(
      [...everyCalculation, ...calculation.output],
      calculation.output_by_sql,
    );
    const command = calc.command(name).description(description);
    for (const [flags, words] of options) command.option(flags, words);
    for (const [flags, words, ...absent] of answerOptions) command.option(flags, words, ...absent);
    command
      .addHelpText(
        "after",
        `\nInput: the options.\n${places}\n${output}\n\nExample:\n  npx offblock calc ${example[0]}\n  ${example[1]}`,
      )
      .action(async (options_given: object) =>
        ended(await calcCommand(terminal, calculation, asTyped({ ...options_given }))),
      );
  }
}
