import { exportLogbook } from "../ledger/export.ts";
import { Refusal } from "../refusal.ts";
import { writeText } from "./files.ts";
import { type Terminal, requireAccount, withLedger } from "./terminal.ts";

/** What `offblock export` is told. */
export interface ExportOptions {
  email: string;
  out?: string;
}

/** `offblock export`: writes a logbook as OPLF, to a file or to standard output. */
export async function exportCommand(terminal: Terminal, options: ExportOptions): Promise<number> {
  const text = await withLedger(terminal, async (ledger) => {
    const account = await requireAccount(ledger, options.email);
    return exportLogbook(ledger.db, account.user_id);
  });
  if (text === undefined)
    throw new Refusal(`${options.email} has no logbook.`, "Sign in with the app once.");
  if (options.out === undefined) {
    terminal.write(text);
  } else {
    writeText(options.out, text);
    terminal.note(`Written to ${options.out}.`);
  }
  return 0;
}
