import { exportLogbook } from "../ledger/export.ts";
import { Refusal } from "../refusal.ts";
import { writePieces } from "./files.ts";
import { type Terminal, requireAccount, withLedger } from "./terminal.ts";

/** What `offblock export` is told. */
export interface ExportOptions {
  email: string;
  out?: string;
}

/** `offblock export`: writes a logbook as OPLF, to a file or to standard output. */
export async function exportCommand(terminal: Terminal, options: ExportOptions): Promise<number> {
  const { email, out } = options;
  const decoder = new TextDecoder();
  await withLedger(terminal, async (ledger) => {
    const { user_id } = await requireAccount(ledger, email);
    const run = (write: (piece: Uint8Array) => Promise<void> | void) =>
      exportLogbook(ledger.db, user_id, write);
    const print = (piece: Uint8Array) => terminal.write(decoder.decode(piece, { stream: true }));
    const has = out === undefined ? await run(print) : await writePieces(out, run);
    if (!has) throw new Refusal(`${email} has no logbook.`, "Sign in with the app once.");
  });
  if (out !== undefined) terminal.note(`Written to ${out}.`);
  return 0;
}
