import { systemClock } from "../clock.ts";
import { jsonLog } from "../log.ts";
import { openLedger } from "../postgres/ledger.ts";
import { readSettings } from "./settings.ts";
import type { Terminal } from "./terminal.ts";

/** `offblock reference load`: brings airports and lookup tables up to date, as every start does. */
export async function referenceLoadCommand(terminal: Terminal): Promise<number> {
  const log = jsonLog((line) => terminal.note(line.trimEnd()), systemClock.now);
  const ledger = await openLedger(readSettings(terminal.env), log);
  await ledger.close();
  terminal.print("Airports and lookup tables are up to date.");
  return 0;
}
