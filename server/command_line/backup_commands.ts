import { existsSync } from "node:fs";
import { writeBackup } from "../backup/backup.ts";
import { restoreBackup } from "../backup/restore.ts";
import { openBlobs } from "../blobs/open_blobs.ts";
import { systemClock } from "../clock.ts";
import { silentLog } from "../log.ts";
import { openAdministration } from "../postgres/ledger.ts";
import { Refusal } from "../refusal.ts";
import { readSettings } from "./settings.ts";
import type { Terminal } from "./terminal.ts";

/** Opens the whole ledger, tables and attached files, with the rights of the machine. */
async function withEverything<T>(
  terminal: Terminal,
  work: (place: Pick<Parameters<typeof restoreBackup>[0], "admin" | "blobs">) => Promise<T>,
): Promise<T> {
  const settings = readSettings(terminal.env);
  const ledger = await openAdministration(settings, silentLog);
  try {
    return await work({ admin: ledger.admin, blobs: await openBlobs(settings) });
  } finally {
    await ledger.close();
  }
}

/** `offblock backup`: writes everything to one file. Ends with 1 when an attached file is missing. */
export async function backupCommand(terminal: Terminal, { out }: { out: string }): Promise<number> {
  if (existsSync(out)) throw new Refusal(`${out} is there already.`, "Name a new file.");
  const { rows, blobs, missing_blobs } = await withEverything(terminal, (place) =>
    writeBackup({ ...place, now: systemClock.now().toISOString(), progress: terminal.note }, out),
  );
  for (const name of missing_blobs)
    terminal.note(`The attached file ${name} is missing or damaged, and not in the backup.`);
  terminal.print(`${out}: ${rows} rows, ${blobs} attached files.`);
  return missing_blobs.length === 0 ? 0 : 1;
}

/** `offblock restore`: fills an empty ledger. Ends with 1 when a chain or checkpoint does not verify. */
export async function restoreCommand(terminal: Terminal, file: string): Promise<number> {
  if (!existsSync(file)) throw new Refusal(`${file}: There is no such file.`, "Check the path.");
  const done = await withEverything(terminal, (place) =>
    restoreBackup({ ...place, progress: terminal.note }, file),
  );
  for (const { logbook_id, chain_number, problem } of done.chain_problems)
    terminal.note(`logbook ${logbook_id}: audit entry ${chain_number} ${problem}`);
  for (const { checkpoint_number, problem } of done.checkpoint_problems)
    terminal.note(`checkpoint ${checkpoint_number} ${problem}`);
  const isValid = done.chain_problems.length + done.checkpoint_problems.length === 0;
  const verdict = isValid ? "VALID" : "NOT VALID";
  terminal.note(
    "Everybody signs in again; then devices bring what they have and the ledger has not.",
  );
  terminal.print(
    `Restored ${done.rows} rows and ${done.blobs} attached files of ${done.created_at}. ` +
      `Audit chains of ${done.logbooks} logbooks: ${verdict}.`,
  );
  return isValid ? 0 : 1;
}
