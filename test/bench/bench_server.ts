import { temporaryBlobs } from "../harness/blobs.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "../../server/app.ts";
import { systemClock } from "../../server/clock.ts";
import { silentLog } from "../../server/log.ts";
import {
  type AdminConnection,
  connectAdmin,
  type Database,
  openDatabase,
} from "../../server/postgres/database.ts";
import { startEmbedded } from "../../server/postgres/embedded.ts";
import { prepareDatabase } from "../../server/postgres/ledger.ts";
import { loadReference } from "../../server/reference/load.ts";

/** The app on a PostgreSQL of its own, with its ordinary settings: fsync is on. */
export interface BenchServer {
  app: ReturnType<typeof createApp>;
  admin: AdminConnection;
  /** As the gateway works: its role, row level security. */
  db: Database;
  close(): Promise<void>;
}

/** The address that requests in this process name. */
export const benchOrigin = "http://offblock.test";
/** The account of the bench. */
export const benchAccount = { email: "bench@example.test", password: "correct horse battery" };

/** Starts it, migrated and with reference data. */
export async function startBenchServer(): Promise<BenchServer> {
  const folder = mkdtempSync(join(tmpdir(), "offblock-bench-"));
  const server = await startEmbedded(folder, silentLog);
  const url = server.url("postgres");
  const admin = await connectAdmin({ url });
  const db = openDatabase(await prepareDatabase(admin, url, silentLog), silentLog);
  await loadReference(admin, silentLog);
  return {
    app: createApp({ db, clock: systemClock, log: silentLog, blobs: temporaryBlobs({ folder }) }),
    admin,
    db,
    async close() {
      await Promise.all([db.close(), admin.close()]);
      await server.release();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Signs an account up; answers its logbook's URL and a fetch in its name. */
export async function signUpBench({ app }: BenchServer, email = benchAccount.email) {
  const { password } = benchAccount;
  const post = async (path: string, body: object) => {
    const headers = { "Content-Type": "application/json" };
    const init = { method: "POST", body: JSON.stringify(body), headers };
    return (await (await app.request(benchOrigin + path, init)).json()) as {
      token: string;
      user: { id: string };
      logbook: { id: string };
    };
  };
  const { user, logbook } = await post("/api/v1/auth/signup", { email, password });
  const { token } = await post("/api/v1/auth/tokens", { email, password, name: "bench" });
  return {
    user_id: user.id,
    url: `${benchOrigin}/db/${logbook.id}`,
    async fetch(url: string | Request, init: RequestInit = {}) {
      const headers = new Headers(init.headers);
      headers.set("Authorization", `Bearer ${token}`);
      return await app.fetch(new Request(url, { ...init, headers, credentials: "omit" }));
    },
  };
}
