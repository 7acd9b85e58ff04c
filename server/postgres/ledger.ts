import { join } from "node:path";
import { loadReference } from "../reference/load.ts";
import { Refusal } from "../refusal.ts";
import type { Log } from "../log.ts";
import {
  type AdminConnection,
  type ConnectionTarget,
  type Database,
  connectAdmin,
  databaseProblem,
  openDatabase,
} from "./database.ts";
import { startEmbedded } from "./embedded.ts";
import { gatewayTarget } from "./gateway_login.ts";
import { type Migration, migrate, readMigrations } from "./migrate.ts";

/** The opened ledger: migrated, with its reference data, reachable as the gateway's role. */
export interface Ledger {
  db: Database;
  /** Ends the connections and, when nobody else uses it, our own PostgreSQL. */
  close(): Promise<void>;
}

/** Where the ledger is. */
export interface LedgerPlace {
  /** Of a PostgreSQL 16 or newer; without it our own is started. */
  databaseUrl?: string | undefined;
  /** For our own PostgreSQL and everything else kept on disk. */
  dataFolder: string;
  /** Connections of the pool. */
  pool?: number | undefined;
}

const sqlFolder = join(import.meta.dirname, "../../sql");
const databaseName = "offblock";

async function connectOrRefuse(url: string): Promise<AdminConnection> {
  try {
    return await connectAdmin({ url });
  } catch (error) {
    throw new Refusal(
      `The database of DATABASE_URL cannot be reached: ${(error as Error).message}.`,
      "Check that the server runs, and the host, user, password and database name in the URL.",
    );
  }
}

async function createDatabase(url: string): Promise<void> {
  const admin = await connectAdmin({ url });
  try {
    const found = await admin.query("select 1 from pg_database where datname = $1", [databaseName]);
    if (found.length === 0) await admin.run(`create database ${databaseName} template template0`);
  } catch (error) {
    // 42P04, 23505: another process has created it in the same moment.
    if (!["42P04", "23505"].includes(databaseProblem(error)?.code ?? "")) throw error;
  } finally {
    await admin.close();
  }
}

/** Migrates a database and answers how the gateway logs in to it. */
export async function prepareDatabase(
  admin: AdminConnection,
  url: string,
  log: Log,
  migrations: readonly Migration[] = readMigrations(sqlFolder),
): Promise<ConnectionTarget> {
  const applied = await migrate(admin, migrations);
  if (applied.length > 0) log.info("migrated", { files: applied.length, last: applied.at(-1) });
  return gatewayTarget(admin, url, log);
}

async function prepareWithReference(admin: AdminConnection, url: string, log: Log) {
  const target = await prepareDatabase(admin, url, log);
  await loadReference(admin, log);
  return target;
}

/**
 * Opens the ledger: starts PostgreSQL if it is ours, migrates, loads the reference data, logs in as the gateway. Throws
 * `Refusal` when a person has to put something right first.
 */
export async function openLedger(place: LedgerPlace, log: Log): Promise<Ledger> {
  const embedded =
    place.databaseUrl === undefined ? await startEmbedded(place.dataFolder, log) : undefined;
  try {
    if (embedded !== undefined) await createDatabase(embedded.url("postgres"));
    const url = embedded?.url(databaseName) ?? place.databaseUrl!;
    const admin = await connectOrRefuse(url);
    const target = await prepareWithReference(admin, url, log).finally(() => admin.close());
    const pool = place.pool === undefined ? {} : { pool: place.pool };
    const db = openDatabase({ ...target, ...pool }, log);
    return {
      db,
      async close() {
        await db.close();
        await embedded?.release();
      },
    };
  } catch (error) {
    await embedded?.release();
    throw error;
  }
}
