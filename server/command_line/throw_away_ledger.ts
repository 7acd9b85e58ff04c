import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAdmin } from "../postgres/database.ts";
import type { Ledger } from "../postgres/ledger.ts";
import { Refusal } from "../refusal.ts";
import { readSettings } from "./settings.ts";
import { type Terminal, withLedger } from "./terminal.ts";

/** An empty database on the server of a URL for the time of one piece of work, then no more. */
async function withDatabase<T>(url: string, work: (own: string) => Promise<T>): Promise<T> {
  const admin = await connectAdmin({ url }).catch((error: Error) => {
    throw new Refusal(
      `The database of DATABASE_URL cannot be reached: ${error.message}.`,
      "Check the URL, or leave it away: then PostgreSQL is started in a folder of its own.",
    );
  });
  const name = `offblock_asked_${randomBytes(6).toString("hex")}`;
  const own = new URL(url);
  own.pathname = `/${name}`;
  try {
    await admin.run(`create database ${name} template template0`);
    return await work(own.href);
  } finally {
    await admin.run(`drop database if exists ${name} with (force)`);
    await admin.close();
  }
}

/**
 * Opens an empty ledger for the time of one piece of work and leaves no trace of it: a PostgreSQL
 * in a folder of its own, or a database of its own on the server of `DATABASE_URL`.
 */
export async function withThrowAwayLedger<T>(
  terminal: Terminal,
  work: (ledger: Ledger) => Promise<T>,
): Promise<T> {
  const { databaseUrl } = readSettings(terminal.env);
  const inEnv = (env: Record<string, string>) =>
    withLedger({ ...terminal, env: { ...terminal.env, ...env } }, work);
  if (databaseUrl !== undefined)
    return await withDatabase(databaseUrl, (own) => inEnv({ DATABASE_URL: own }));
  const folder = mkdtempSync(join(tmpdir(), "offblock-"));
  try {
    return await inEnv({ OFFBLOCK_DATA: folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
