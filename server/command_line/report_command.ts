import type { Command } from "commander";
import { plural } from "../../shared/rules/subjects.ts";
import { systemClock } from "../clock.ts";
import { answerOptions, asTyped } from "./calc_command.ts";
import { type Given, required } from "./calculations/calculation.ts";
import { readLogbookFile } from "./logbook_file.ts";
import { outputHelp } from "./output_fields.ts";
import { everyReport, reportFields, reportFieldsBySql } from "./report_fields.ts";
import { type Report, reports } from "./reports.ts";
import { checkAskedBySql, reportBySql, sqlReports } from "./reports_by_sql.ts";
import type { Terminal } from "./terminal.ts";
import { readChoice, readDay } from "./words.ts";

async function reportCommand(terminal: Terminal, report: Report, given: Given): Promise<number> {
  const via = readChoice("via", given["via"] ?? "rules", ["rules", "sql"]);
  if (via === "sql") checkAskedBySql(report.name, given);
  const as_of =
    given["as-of"] === undefined
      ? systemClock.now().toISOString().slice(0, 10)
      : readDay("as-of", given["as-of"]);
  const file = await readLogbookFile(
    required(given, "from", "logbook.oplf.json"),
    via === "sql" || report.reads_records === true,
  );
  const { records, count, not_read } = file;
  const answer =
    via === "rules"
      ? report.answer({ file, facts: file.facts, as_of, given })
      : await reportBySql(terminal, report.name, records, as_of, given);
  terminal.print(
    JSON.stringify({ report: report.name, via, ...answer, records: count, not_read }, null, 2),
  );
  if (not_read.length > 0)
    terminal.note(`Not read: ${plural(not_read.length, "record", "records")}; not_read says why.`);
  return 0;
}

const input = [
  "Input: an OPLF file, as offblock export writes it, or a JSON list of its records; docs/oplf says and",
  "docs/oplf/schema-1.0.json defines every field of every kind. A record that is not valid is left out",
  "and listed in not_read. Superseded and erroneous entries, and all after --as-of, do not count.",
].join("\n");

/** Adds `offblock report …` of a file to the command of that name; `ended` hears the exit code. */
export function addReportCommands(
  report: Command,
  terminal: Terminal,
  ended: (code: number) => void,
): void {
  for (const one of reports) {
    const command = report
      .command(one.name)
      .description(one.description)
      .option("--from <file>", "logbook to read")
      .option("--as-of <day>", "the day that it speaks of; today (UTC) unless given");
    for (const [flags, words] of one.options) command.option(flags, words);
    for (const [flags, words, ...absent] of answerOptions) command.option(flags, words, ...absent);
    const [args, answer] = one.example;
    const sql = sqlReports.includes(one.name) ? reportFieldsBySql[one.name] : undefined;
    const output = outputHelp([...everyReport, ...reportFields[one.name]!], sql);
    const line = `report ${one.name} --from logbook.oplf.json --as-of 2026-04-01 ${args}`.trim();
    command
      .addHelpText(
        "after",
        `\n${input}\n${output}\n\nExample:\n  npx offblock ${line}\n  ${answer}`,
      )
      .action(async (given: object) =>
        ended(await reportCommand(terminal, one, asTyped({ ...given }))),
      );
  }
}
