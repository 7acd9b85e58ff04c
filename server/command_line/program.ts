import { Command, CommanderError } from "commander";
import description from "../../package.json" with { type: "json" };
import { backupCommand, restoreCommand } from "./backup_commands.ts";
import { checkpointCommand } from "./checkpoint_command.ts";
import { asItStoodCommand } from "./as_it_stood_command.ts";
import { bookReportCommand, bookReportTypes } from "./book_report_command.ts";
import { addCalcCommand } from "./calc_command.ts";
import { convertCommand } from "./convert_command.ts";
import { exportCommand } from "./export_command.ts";
import { importCommand } from "./import_command.ts";
import { referenceImportCommand, referenceLoadCommand } from "./reference_command.ts";
import { addReportCommands } from "./report_command.ts";
import { serveCommand } from "./serve_command.ts";
import type { Terminal } from "./terminal.ts";
import { userAddCommand } from "./user_command.ts";
import { verifyCommand } from "./verify_command.ts";

const environmentHelp = `
Environment:
  PORT              port to serve on (8080)
  HOST              address to serve on (every one of this machine)
  DATABASE_URL      a PostgreSQL 16 or newer; without it a built-in one is started
  OFFBLOCK_DATA     folder of the built-in database (./data of the project)
  OFFBLOCK_URL      address of the app from outside, e.g. https://logbook.example
  OFFBLOCK_PROXIES  proxies in front whose X-Forwarded-For is to be believed (0)
  PGPOOL            connections to the database (10)
  LOG_LEVEL         info, warn, error or none (info)`;

/** The commands. `ended` hears each one's exit code. */
function program(terminal: Terminal, ended: (code: number) => void): Command {
  const offblock = new Command("offblock")
    .description("A logbook of record that works where there is no signal.")
    .addHelpText("after", environmentHelp)
    .version(description.version)
    .exitOverride()
    .configureOutput({
      writeOut: terminal.write,
      writeErr: (text) => terminal.note(text.trimEnd()),
    });

  offblock
    .command("serve")
    .description("serve the app and the gateway")
    .action(async () => ended(await serveCommand(terminal)));

  offblock
    .command("user")
    .description("accounts")
    .command("add")
    .description("make an account with its logbook")
    .requiredOption("--email <email>", "address to sign in with")
    .requiredOption("--password <password>", "password to sign in with")
    .option("--name <name>", "what the app calls the person")
    .action(async (options) => ended(await userAddCommand(terminal, options)));

  offblock
    .command("import")
    .description("add what an OPLF file or a ForeFlight export holds to a logbook")
    .argument("<file>", "OPLF (JSON) or CSV file")
    .requiredOption("--email <email>", "account that owns the logbook")
    .option("--attachments <zip>", "attached files that were exported beside an OPLF file")
    .action(async (file, options) => ended(await importCommand(terminal, file, options)));

  offblock
    .command("export")
    .description("write a logbook as OPLF (JSON)")
    .requiredOption("--email <email>", "account that owns the logbook")
    .option("--out <file>", "file to write; standard output unless given")
    .option("--attachments <zip>", "file to write the attached files to")
    .action(async (options) => ended(await exportCommand(terminal, options)));

  offblock
    .command("convert")
    .description("turn a file of another format into OPLF, with no database")
    .argument("<file>", "CSV file")
    .requiredOption("--from <format>", "what the file is: foreflight")
    .requiredOption("--to <format>", "what to make of it: oplf")
    .option("--out <file>", "file to write; standard output unless given")
    .action(async (file, options) => ended(await convertCommand(terminal, file, options)));

  offblock
    .command("verify")
    .description("check an export, or a logbook in the ledger")
    .argument("[file]", "OPLF file")
    .option("--email <email>", "account whose logbook to check")
    .option("--attachments <zip>", "attached files that were exported beside the file")
    .action(async (file, options) => ended(await verifyCommand(terminal, file, options)));

  offblock
    .command("checkpoint")
    .description("chain the heads of all audit logs together and sign them, now")
    .action(async () => ended(await checkpointCommand(terminal)));

  offblock
    .command("backup")
    .description("write the whole ledger with its attached files to one file")
    .requiredOption("--out <file>", "file to write; it must not be there yet")
    .action(async (options) => ended(await backupCommand(terminal, options)));

  offblock
    .command("restore")
    .description("fill an empty ledger from a backup, and check every audit chain")
    .argument("<file>", "file that backup wrote")
    .action(async (file) => ended(await restoreCommand(terminal, file)));

  const report = offblock.command("report").description("what a logbook says on a day");
  report
    .command("book")
    .description(`compute a report and keep it in the logbook: ${bookReportTypes.join(", ")}`)
    .requiredOption("--email <email>", "account that owns the logbook")
    .requiredOption("--type <type>", "which report")
    .option("--as-of <day>", "the day that it speaks of; today unless given")
    .action(async (options) => ended(await bookReportCommand(terminal, options)));

  report
    .command("as-it-stood")
    .description("what the logbook said at the end of a day, from the audit log alone, as JSON")
    .requiredOption("--email <email>", "account that owns the logbook")
    .option("--on <day>", "the day, in UTC; today unless given")
    .action(async (options) => ended(await asItStoodCommand(terminal, options)));

  addReportCommands(report, terminal, ended);
  addCalcCommand(offblock, terminal, ended);

  const reference = offblock
    .command("reference")
    .description("airports, aircraft models and lookup tables");
  reference
    .command("load")
    .description("bring those of the ledger up to date")
    .action(async () => ended(await referenceLoadCommand(terminal)));
  reference
    .command("import")
    .description("put the whole list of OurAirports in place of the packed one")
    .argument("<file>", "airports.csv of ourairports.com, plain or gzip")
    .action(async (file) => ended(await referenceImportCommand(terminal, file)));

  return offblock;
}

/** Runs a command. Answers its exit code, 2 when it was not understood; throws what it throws. */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<number> {
  let code = 0;
  try {
    await program(terminal, (ended) => (code = ended)).parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    // Commander has said what it did not understand; help and version end with 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}
