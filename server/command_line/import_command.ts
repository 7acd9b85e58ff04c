import { readFile } from "node:fs/promises";
import { type ImportPlan, planImport, readForeFlight } from "../../shared/formats/import_plan.ts";
import { limits } from "../../shared/limits.ts";
import type { Values } from "../../shared/merge.ts";
import { decodeAirports } from "../../shared/reference/airports.ts";
import type { Account } from "../auth/accounts.ts";
import { systemClock } from "../clock.ts";
import { readRecords } from "../ledger/export.ts";
import type { Incoming, Outcome } from "../ledger/incoming.ts";
import { openBlobs } from "../blobs/open_blobs.ts";
import { bringFrom } from "../ledger/attached_files.ts";
import { type BringFile, importOplf } from "../ledger/import_oplf.ts";
import { ledgerJudge } from "../ledger/ledger_judge.ts";
import { pushDocuments } from "../ledger/push.ts";
import type { Database } from "../postgres/database.ts";
import { airportsFile } from "../reference/load.ts";
import { Refusal } from "../refusal.ts";
import { readExport, readPieces, readText, withAttachmentsZip } from "./files.ts";
import { readSettings } from "./settings.ts";
import { type Terminal, requireAccount, withLedger } from "./terminal.ts";

/** What `offblock import` is told. */
export interface ImportOptions {
  email: string;
  /** The zip of attached files that was exported beside an OPLF file. */
  attachments?: string;
}

const now = () => systemClock.now().toISOString();

function incoming(document: Readonly<Record<string, unknown>> & { _id: string }): Incoming {
  return {
    id: document._id,
    deleted: false,
    body: document as Values,
    revision: { edit: undefined },
  };
}

/** What became of the plan's documents. */
interface Pushed {
  added: number;
  refused: { id: string; reason: string }[];
}

/**
 * Hands the plan's documents to the ledger in batches. A conflict means that the logbook has the
 * document, though it does not show yet: it waits for what it refers to.
 */
async function push(db: Database, account: Account, plan: ImportPlan): Promise<Pushed> {
  const { user_id, logbook_id } = account;
  const context = { db, now, user_id, logbook_id, device_id: null, judge: ledgerJudge };
  const outcomes: Outcome[] = [];
  for (let at = 0; at < plan.documents.length; at += limits.batch_documents) {
    const batch = plan.documents.slice(at, at + limits.batch_documents);
    outcomes.push(...(await pushDocuments(context, batch.map(incoming))));
  }
  return {
    added: outcomes.filter(({ ok }) => ok).length,
    refused: outcomes.flatMap((outcome) =>
      outcome.ok || outcome.error === "conflict" ? [] : [outcome],
    ),
  };
}

function counted(plan: ImportPlan): string[] {
  return Object.entries(plan.by_kind).map(
    ([kind, counts]) =>
      `  ${kind}: ${counts.read} read, ${counts.to_add} new, ` +
      `${counts.already_there} already there, ${counts.not_importable} not importable`,
  );
}

/** What a person should look at: every line with a word on it, and every code with two meanings. */
function remarked(plan: ImportPlan): string[] {
  const lines = plan.remarks
    .filter(({ level }) => level !== "info")
    .map(({ line, column, message }) =>
      [`  line ${line}`, column, message].filter((part) => part !== "").join(": "),
    );
  const codes = plan.ambiguous.map(
    ({ code, candidates }) =>
      `  ${code} may be any of ${candidates.length} airports; kept as text. Choose one in the app.`,
  );
  return [...lines, ...codes];
}

function report(terminal: Terminal, plan: ImportPlan, { added, refused }: Pushed): number {
  terminal.print("In the file:");
  counted(plan).forEach(terminal.print);
  remarked(plan).forEach(terminal.note);
  for (const { line, problems } of plan.not_importable) {
    const why = problems.map(({ path, message }) => `${path}: ${message}`).join(" ");
    terminal.note(`  line ${line} was not imported. ${why}`);
  }
  for (const { id, reason } of refused) terminal.note(`  ${id} was refused: ${reason}`);
  terminal.print(`Added ${added} records.`);
  return plan.not_importable.length + refused.length === 0 ? 0 : 1;
}

/** Whether a file begins as JSON does. */
async function beginsAsJson(file: string): Promise<boolean> {
  for await (const piece of readPieces(file))
    return /^\s*\{/.test(new TextDecoder().decode(piece.subarray(0, 64)));
  return false;
}

async function importOplfFile(
  terminal: Terminal,
  file: string,
  { email, attachments }: ImportOptions,
): Promise<number> {
  return withLedger(terminal, async (ledger) => {
    const { user_id, logbook_id } = await requireAccount(ledger, email);
    const context = { db: ledger.db, now, user_id, logbook_id, judge: ledgerJudge };
    const run = (bring?: BringFile) =>
      importOplf({ ...context, bring }, () => readExport(file, terminal.env));
    const { added, there, corrections, refused } =
      attachments === undefined
        ? await run()
        : await withAttachmentsZip(attachments, async (zip) =>
            run(bringFrom(zip, await openBlobs(readSettings(terminal.env)))),
          );
    for (const { id, reason } of refused) terminal.note(`  ${id} was refused: ${reason}`);
    terminal.print(
      `Added ${added} records; ${there} were there; ${corrections} differ and wait as corrections.`,
    );
    return refused.length === 0 ? 0 : 1;
  });
}

/** `offblock import`: adds what a file holds and the logbook has not. Twice adds nothing. */
export async function importCommand(
  terminal: Terminal,
  file: string,
  options: ImportOptions,
): Promise<number> {
  return (await beginsAsJson(file))
    ? importOplfFile(terminal, file, options)
    : importForeFlight(terminal, file, options);
}

async function importForeFlight(
  terminal: Terminal,
  file: string,
  { email }: ImportOptions,
): Promise<number> {
  const reading = readForeFlight(readText(file, limits.import_bytes));
  if (reading.failure !== null) throw new Refusal(`${file}: ${reading.failure}`, "");
  const airports = decodeAirports(new Uint8Array(await readFile(airportsFile)));
  return withLedger(terminal, async (ledger) => {
    const account = await requireAccount(ledger, email);
    const existing = await ledger.db.transaction(
      account.user_id,
      async (tx) => (await readRecords(tx, account.logbook_id)) as (Values & { _id: string })[],
      { read_only: true },
    );
    const plan = planImport(reading, existing, { airports, now: now() });
    return report(terminal, plan, await push(ledger.db, account, plan));
  });
}
