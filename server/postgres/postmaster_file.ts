import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a running (or killed) PostgreSQL has written into its `postmaster.pid`. */
export interface Postmaster {
  pid: number;
  /** Folder of its socket. */
  socketFolder: string;
}

/** Reads the file of a cluster; undefined when there is none or it is half written. */
export function readPostmaster(cluster: string): Postmaster | undefined {
  try {
    const lines = readFileSync(join(cluster, "postmaster.pid"), "utf8").split("\n");
    const pid = Number(lines[0]);
    const socketFolder = lines[4] ?? "";
    return pid > 0 && socketFolder !== "" ? { pid, socketFolder } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the cluster's server has ended in an orderly way: it removes the file last. */
export function hasEnded(cluster: string): boolean {
  return !existsSync(join(cluster, "postmaster.pid"));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return (
      spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout ?? ""
    );
  }
}

function readLines(path: string): string[] | undefined {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch {
    return undefined;
  }
}

/**
 * After a crash the process id in the lock files, of the cluster and of its socket, may belong to
 * another program by now (ids start over when a machine or container does) or to a process that is
 * dead and not yet collected. PostgreSQL would take that for itself and refuse to start. Our own id
 * in its place is one that PostgreSQL knows to be its parent's. The rest of the files stays: by it
 * PostgreSQL still finds out whether old backends use the memory.
 */
export function disownReusedPids(cluster: string, socketFolder: string): void {
  for (const path of [join(cluster, "postmaster.pid"), join(socketFolder, ".s.PGSQL.5432.lock")]) {
    const [pid, ...rest] = readLines(path) ?? [];
    if (pid === undefined || commandOf(Number(pid)).includes("postgres")) continue;
    writeFileSync(path, [process.pid, ...rest].join("\n"));
  }
}
