import { type Log, jsonLog, silentLog } from "../log.ts";
import { type Ledger, openLedger } from "../postgres/ledger.ts";
import { type Account, accountByEmail } from "../auth/accounts.ts";
import { RequestProblem, requestProblems } from "../http/request_problem.ts";
import { Refusal } from "../refusal.ts";
import { systemClock } from "../clock.ts";
import { readSettings } from "./settings.ts";

/** Where a command writes, and what it reads its settings from. */
export interface Terminal {
  /** A line of the answer, to standard output. */
  print(line: string): void;
  /** A text as it is, to standard output. */
  write(text: string): void;
  /** A line for a person beside the answer, to standard error. */
  note(line: string): void;
  env: Readonly<Record<string, string | undefined>>;
}

/** The process's own terminal. */
export const processTerminal: Terminal = {
  print: (line) => void process.stdout.write(`${line}\n`),
  write: (text) => void process.stdout.write(text),
  note: (line) => void process.stderr.write(`${line}\n`),
  env: process.env,
};

const levels = ["info", "warn", "error", "none"];

/** The server's log: JSON lines on standard error, from `LOG_LEVEL` on (info, warn, error, none). */
export function serverLog({ env }: Terminal): Log {
  const lowest = Math.max(0, levels.indexOf(env["LOG_LEVEL"] ?? "info"));
  const all = jsonLog((line) => process.stderr.write(line), systemClock.now);
  return {
    info: lowest <= 0 ? all.info : silentLog.info,
    warn: lowest <= 1 ? all.warn : silentLog.warn,
    error: lowest <= 2 ? all.error : silentLog.error,
  };
}

/** Opens the ledger for the time of one piece of work: the server's own, or started for it. */
export async function withLedger<T>(
  terminal: Terminal,
  work: (ledger: Ledger) => Promise<T>,
): Promise<T> {
  const ledger = await openLedger(readSettings(terminal.env), silentLog);
  try {
    return await work(ledger);
  } finally {
    await ledger.close();
  }
}

/** The account with an email. Throws `Refusal` when there is none. */
export async function requireAccount(ledger: Ledger, email: string): Promise<Account> {
  const account = await accountByEmail(ledger.db, email);
  if (account !== undefined) return account;
  throw new Refusal(
    `There is no account with the email ${email}.`,
    `Make one: npx offblock user add --email ${email} --password …`,
  );
}

/** What to tell a person about an error: a sentence and a remedy, never a stack trace. */
export function explain(error: unknown): string {
  if (error instanceof Refusal) return `${error.message} ${error.remedy}`;
  if (error instanceof RequestProblem) {
    const { title, remedy } = requestProblems[error.code];
    return [title, error.message, remedy].filter((part) => part !== "").join(" ");
  }
  return error instanceof Error ? error.message : String(error);
}
