import { limits } from "../../shared/limits.ts";
import { type Verification, verifyFile, verifyLogbook } from "../ledger/verify.ts";
import { Refusal } from "../refusal.ts";
import { readText } from "./files.ts";
import { type Terminal, requireAccount, withLedger } from "./terminal.ts";

/** What `offblock verify` is told: a file, or an account whose logbook to check in the ledger. */
export interface VerifyOptions {
  email?: string;
}

/** Problems that are printed; a broken chain has one for each entry after the break. */
const shownMax = 100;

function report(terminal: Terminal, what: string, found: Verification): number {
  const { records, audit_entries, problems } = found;
  for (const problem of problems.slice(0, shownMax)) terminal.print(problem);
  if (problems.length > shownMax) terminal.print(`… and ${problems.length - shownMax} more.`);
  const verdict = problems.length === 0 ? "VALID" : `NOT VALID, ${problems.length} problems`;
  terminal.print(
    `${what}: ${verdict}. ${records} records, ${audit_entries} audit entries checked.`,
  );
  return problems.length === 0 ? 0 : 1;
}

/** `offblock verify`: a file needs no server and no account. Ends with 1 when anything is wrong. */
export async function verifyCommand(
  terminal: Terminal,
  file: string | undefined,
  { email }: VerifyOptions,
): Promise<number> {
  if (file !== undefined)
    return report(terminal, file, verifyFile(readText(file, limits.import_bytes)));
  if (email === undefined)
    throw new Refusal("There is nothing to verify.", "Name a file, or an account with --email.");
  const found = await withLedger(terminal, async (ledger) => {
    const account = await requireAccount(ledger, email);
    return verifyLogbook(ledger.db, account.user_id);
  });
  if (found === undefined)
    throw new Refusal(`${email} has no logbook.`, "Sign in with the app once.");
  return report(terminal, email, found);
}
