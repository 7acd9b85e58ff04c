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
import { checkpointSeed } from "./checkpoint_seed.ts";
import { startEmbedded } from "./embedded.ts";
import { gatewayTarget } from "./gateway_login.ts";
import { type Migration, migrate, readMigrations } from "./migrate.ts";

/** The opened ledger: migrated, with its reference data, reachable as the gateway's role. */
export interface Ledger {
  db: Database;
  /** 32 bytes that the key under checkpoints is made of. */
  checkpoint_seed: Uint8Array;
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

/** A connection with the administrator's rights to the migrated ledger. */
export interface Administration {
  admin: AdminConnection;
  /** How the gateway logs in to the same database. */
  gateway: ConnectionTarget;
  /** Ends the connection and, when nobody else uses it, our own PostgreSQL. */
  close(): Promise<void>;
}

/** Opens the ledger and hands over the connection and what lets go of our own PostgreSQL. */
async function openPlace(place: LedgerPlace, log: Log) {
  const embedded =
    place.databaseUrl === undefined ? await startEmbedded(place.dataFolder, log) : undefined;
  let admin: AdminConnection | undefined;
  try {
    if (embedded !== undefined) await createDatabase(embedded.url("postgres"));
    const url = embedded?.url(databaseName) ?? place.databaseUrl!;
    admin = await connectOrRefuse(url);
    const gateway = await prepareWithReference(admin, url, log);
    return { admin, gateway, release: async () => embedded?.release() };
  } catch (error) {
    await admin?.close();
    await embedded?.release();
    throw error;
  }
}

/**
 * Opens the ledger for the administrator of the machine: starts PostgreSQL if it is ours, migrates,
 * and loads the reference data. Throws `Refusal` when a person has to put something right first.
 */
export async function openAdministration(place: LedgerPlace, log: Log): Promise<Administration> {
  const { admin, gateway, release } = await openPlace(place, log);
  return {
    admin,
    gateway,
    async close() {
      await admin.close();
      await release();
    },
  };
}

/**
 * Opens the ledger as the gateway: all that `openAdministration` does, and then only the gateway's
 * rights. Throws `Refusal` when a person has to put something right first.
 */
export async function openLedger(place: LedgerPlace, log: Log): Promise<Ledger> {
  const { admin, gateway, release } = await openPlace(place, log);
  const checkpoint_seed = await checkpointSeed(admin).finally(() => admin.close());
  const pool = place.pool === undefined ? {} : { pool: place.pool };
  const db = openDatabase({ ...gateway, ...pool }, log);
  return {
    db,
    checkpoint_seed,
    async close() {
      await db.close();
      await release();
    },
  };
}
