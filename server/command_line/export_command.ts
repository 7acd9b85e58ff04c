import { writeAttachmentsZip } from "../../shared/formats/attachments_zip.ts";
import { openBlobs } from "../blobs/open_blobs.ts";
import { attachedFiles } from "../ledger/attached_files.ts";
import { exportLogbook } from "../ledger/export.ts";
import type { Ledger } from "../postgres/ledger.ts";
import { Refusal } from "../refusal.ts";
import { writePieces } from "./files.ts";
import { readSettings } from "./settings.ts";
import { type Terminal, requireAccount, withLedger } from "./terminal.ts";

/** What `offblock export` is told. */
export interface ExportOptions {
  email: string;
  out?: string;
  /** Where the zip of the attached files goes. */
  attachments?: string;
}

/** Writes the zip; answers how many files the store has no more. */
async function exportFiles(terminal: Terminal, { db }: Ledger, user_id: string, path: string) {
  const blobs = await openBlobs(readSettings(terminal.env));
  let missing = 0;
  const files = attachedFiles(db, user_id, blobs, (sha256) => {
    missing++;
    terminal.note(`The attached file ${sha256} is missing or damaged, and not in the zip.`);
  });
  const count = await writePieces(path, (write) => writeAttachmentsZip(files, write));
  terminal.note(`${count} attached files written to ${path}.`);
  return missing;
}

/**
 * `offblock export`: writes a logbook as OPLF, to a file or to standard output, and its attached
 * files as a zip beside it. Ends with 1 when one of them is missing.
 */
export async function exportCommand(terminal: Terminal, options: ExportOptions): Promise<number> {
  const { email, out, attachments } = options;
  const decoder = new TextDecoder();
  const missing = await withLedger(terminal, async (ledger) => {
    const { user_id } = await requireAccount(ledger, email);
    const run = (write: (piece: Uint8Array) => Promise<void> | void) =>
      exportLogbook(ledger.db, user_id, write);
    const print = (piece: Uint8Array) => terminal.write(decoder.decode(piece, { stream: true }));
    const has = out === undefined ? await run(print) : await writePieces(out, run);
    if (!has) throw new Refusal(`${email} has no logbook.`, "Sign in with the app once.");
    return attachments === undefined ? 0 : exportFiles(terminal, ledger, user_id, attachments);
  });
  if (out !== undefined) terminal.note(`Written to ${out}.`);
  return missing === 0 ? 0 : 1;
}
