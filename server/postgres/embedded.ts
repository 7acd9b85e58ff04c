import type { ChildProcess } from "node:child_process";
import { existsSync, openSync, closeSync, readFileSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { Refusal } from "../refusal.ts";
import type { Log } from "../log.ts";
import { type Binaries, locateBinaries, program } from "./binaries.ts";
import {
  type Cluster,
  adminPassword,
  adminUser,
  prepareCluster,
  prepareSocketFolder,
} from "./cluster.ts";
import { type AdminConnection, connectAdmin, databaseProblem } from "./database.ts";
import { disownReusedPids, hasEnded, readPostmaster } from "./postmaster_file.ts";
import { runDetached } from "./run_as.ts";

/** Our own PostgreSQL, running. */
export interface Embedded {
  /** URL of one of its databases, as the administrator. */
  url(database: string): string;
  /**
   * Lets go of the server. The last process that uses it stops it: `npm start` and the command line
   * can share one, and whoever leaves last turns off the light.
   */
  release(): Promise<void>;
}

/** How a test wants its server to differ. */
export interface EmbeddedOptions {
  binaries?: Binaries;
  /** Settings for the server's command line, e.g. `["fsync=off"]`. */
  settings?: readonly string[];
}

/** Key of the advisory lock that everyone holds who uses the server. */
const inUse = 7_310_001;
/** A crash of a large database takes its time to recover from. */
const startMaxMs = 120_000;
/** A server that dies at once again and again for this long will not come up. */
const failingMaxMs = 10_000;
const stopMaxMs = 4_000;
const logBytesMax = 10 * 1024 * 1024;

// The log says what happened to the server, never what people wrote: no statements, no key values.
const fixedSettings = [
  "listen_addresses=",
  "unix_socket_permissions=0700",
  "max_connections=60",
  "shared_buffers=64MB",
  "log_min_error_statement=panic",
  "log_error_verbosity=terse",
  "log_timezone=UTC",
  "timezone=UTC",
];

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Host of a URL whose server listens on a socket in this folder. */
function socketUrl(cluster: Cluster, socketFolder: string, database: string): string {
  const password = encodeURIComponent(adminPassword(cluster));
  const host = encodeURIComponent(socketFolder);
  return `postgresql://${adminUser}:${password}@localhost/${database}?host=${host}`;
}

function spawnServer(
  cluster: Cluster,
  socketFolder: string,
  settings: readonly string[],
): ChildProcess {
  const logPath = join(cluster.folder, "log");
  if (existsSync(logPath) && statSync(logPath).size > logBytesMax) truncateSync(logPath);
  const all = [...fixedSettings, `unix_socket_directories=${socketFolder}`, ...settings];
  const file = openSync(logPath, "a", 0o600);
  const command = [
    program(cluster.binaries, "postgres"),
    "-D",
    join(cluster.folder, "cluster"),
    ...all.flatMap((setting) => ["-c", setting]),
  ];
  const child = runDetached(cluster.runAs, command, ["ignore", file, file]);
  closeSync(file);
  return child;
}

type Found = { connection: AdminConnection; socketFolder: string } | "absent" | "busy";

/** Tries to reach the server that the cluster's file tells of. */
async function reach(cluster: Cluster): Promise<Found> {
  const socketFolder = readPostmaster(join(cluster.folder, "cluster"))?.socketFolder;
  if (socketFolder === undefined) return "absent";
  try {
    const connection = await connectAdmin({ url: socketUrl(cluster, socketFolder, "postgres") });
    await connection.query("select pg_advisory_lock_shared($1)", [inUse]);
    return { connection, socketFolder };
  } catch (error) {
    // 57P03: starting up, recovering, or shutting down; 57P01 and a cut line: it is just going.
    const code = databaseProblem(error)?.code ?? (error as NodeJS.ErrnoException).code ?? "";
    if (["ENOENT", "ECONNREFUSED"].includes(code)) return "absent";
    if (["57P03", "57P01", "ECONNRESET", "EPIPE", ""].includes(code)) return "busy";
    throw error;
  }
}

function whyItFailed(cluster: Cluster): Refusal {
  const lines = readFileSync(join(cluster.folder, "log"), "utf8").trim().split("\n").slice(-5);
  return new Refusal(
    `PostgreSQL did not start. It says:\n  ${lines.join("\n  ")}`,
    `Its log is ${join(cluster.folder, "log")}.`,
  );
}

/** Reaches the server, starting it as often as it takes. */
async function reachOrStart(cluster: Cluster, settings: readonly string[]) {
  const began = performance.now();
  let child: ChildProcess | undefined;
  let failingSince: number | undefined;
  while (performance.now() - began < startMaxMs) {
    const found = await reach(cluster);
    if (typeof found === "object") return found;
    const running = child !== undefined && child.exitCode === null && child.signalCode === null;
    if (found === "absent" && !running) {
      // One that ended at once: perhaps another process starts the same cluster, perhaps the old
      // server's last backends are still leaving its memory.
      if (child !== undefined) failingSince ??= performance.now();
      if (failingSince !== undefined && performance.now() - failingSince > failingMaxMs) break;
      const socketFolder = prepareSocketFolder(cluster);
      disownReusedPids(join(cluster.folder, "cluster"), socketFolder);
      child = spawnServer(cluster, socketFolder, settings);
      child.on("error", () => undefined);
    }
    await wait(failingSince === undefined ? 25 : 200);
  }
  throw whyItFailed(cluster);
}

/**
 * Gives our share of the server back, and answers whether nobody else holds one. Then the lock is
 * ours alone until the server ends, so whoever comes now waits and starts it anew.
 */
async function isAlone(connection: AdminConnection): Promise<boolean> {
  try {
    await connection.query("select pg_advisory_unlock_shared($1)", [inUse]);
    const rows = await connection.query<{ alone: boolean }>(
      "select pg_try_advisory_lock($1) as alone",
      [inUse],
    );
    return rows[0]?.alone === true;
  } catch {
    return false;
  }
}

async function stopServer(cluster: Cluster): Promise<void> {
  const folder = join(cluster.folder, "cluster");
  const pid = readPostmaster(folder)?.pid;
  if (pid === undefined) return;
  // SIGINT is PostgreSQL's fast shutdown, SIGQUIT its emergency exit with recovery at the next start.
  for (const signal of ["SIGINT", "SIGQUIT"] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    for (let waited_ms = 0; waited_ms < stopMaxMs; waited_ms += 20) {
      if (hasEnded(folder)) return;
      await wait(20);
    }
  }
}

/**
 * Starts the PostgreSQL of a data folder, or joins the one that runs there already: another
 * process's, or one left over when node was killed. Should it die later, it is started again.
 * Throws `Refusal` when it does not come up.
 */
export async function startEmbedded(
  dataFolder: string,
  log: Log,
  options: EmbeddedOptions = {},
): Promise<Embedded> {
  const cluster = prepareCluster(dataFolder, options.binaries ?? locateBinaries(), log);
  const settings = options.settings ?? [];
  let { connection, socketFolder } = await reachOrStart(cluster, settings);
  let restarting: Promise<void> | undefined;

  const guard = () =>
    connection.onLost(() => {
      log.error("database_stopped", { action: "starting it again" });
      restarting = restart().catch((error: unknown) => {
        log.error("database_gone", { message: String(error) });
      });
    });
  async function restart() {
    ({ connection, socketFolder } = await reachOrStart(cluster, settings));
    guard();
    log.info("database_started_again");
  }
  guard();

  return {
    url: (database) => socketUrl(cluster, socketFolder, database),
    async release() {
      await restarting;
      connection.onLost(() => undefined);
      if (await isAlone(connection)) await stopServer(cluster);
      await connection.close().catch(() => undefined);
    },
  };
}
