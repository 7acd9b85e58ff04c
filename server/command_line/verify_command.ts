import { checkFiles } from "../../shared/formats/attachments_zip.ts";
import type { Verification } from "../../shared/formats/oplf_verify.ts";
import { countVerdicts, whatItDoesNotProve } from "../../shared/signatures/check_signature.ts";
import { verifyBytes, verifyLogbook } from "../ledger/verify.ts";
import { Refusal } from "../refusal.ts";
import { readExport, withAttachmentsZip } from "./files.ts";
import { type Terminal, requireAccount, withLedger } from "./terminal.ts";

/** What `offblock verify` is told: a file, or an account whose logbook to check in the ledger. */
export interface VerifyOptions {
  email?: string;
  /** The zip of attached files that was exported beside the file. */
  attachments?: string;
}

/** Problems that are printed; a broken chain has one for each entry after the break. */
const shownMax = 100;

function report(terminal: Terminal, what: string, found: Verification): number {
  const { records, waiting, audit_entries, chains, checkpoints, signatures } = found;
  const { problems, problem_count } = found;
  for (const problem of problems.slice(0, shownMax)) terminal.print(problem);
  if (problem_count > shownMax) terminal.print(`… and ${problem_count - shownMax} more.`);
  for (const note of found.notes.slice(0, shownMax)) terminal.note(note);
  const verdict = problem_count === 0 ? "VALID" : `NOT VALID, ${problem_count} problems`;
  terminal.print(
    `${what}: ${verdict}. ${records} records, ${waiting} waiting, ${audit_entries} audit entries ` +
      `in ${chains.length} chains, ${checkpoints} checkpoints, ${signatures.length} signatures checked.`,
  );
  if (signatures.length > 0) {
    const counts = Object.entries(countVerdicts(signatures));
    terminal.print(`Signatures: ${counts.map(([name, n]) => `${n} ${name}`).join(", ")}.`);
    terminal.note(whatItDoesNotProve);
  }
  return problem_count === 0 ? 0 : 1;
}

/** Checks a file, and the zip beside it: every file that a record speaks of, by its SHA-256. */
async function verifyWithFiles({ env }: Terminal, file: string, attachments: string | undefined) {
  const found = await verifyBytes(readExport(file, env));
  const { files } = found;
  if (attachments === undefined) {
    const notes = files.length === 0 ? [] : [`${files.length} attached files were not checked.`];
    return { ...found, notes: [...found.notes, ...notes] };
  }
  const wrong = await withAttachmentsZip(attachments, (zip) => checkFiles(files, zip));
  return {
    ...found,
    problems: [...found.problems, ...wrong],
    problem_count: found.problem_count + wrong.length,
  };
}

/** `offblock verify`: a file needs no server and no account. Ends with 1 when anything is wrong. */
export async function verifyCommand(
  terminal: Terminal,
  file: string | undefined,
  { email, attachments }: VerifyOptions,
): Promise<number> {
  if (file !== undefined)
    return report(terminal, file, await verifyWithFiles(terminal, file, attachments));
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
