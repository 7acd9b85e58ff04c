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

/**
 * After a crash the number in the file may belong to another program by now (process ids start
 * over when a machine or container does), and PostgreSQL would take that for itself and refuse to
 * start. Our own number in its place is one that PostgreSQL knows to be its parent's. The rest of
 * the file stays: by it PostgreSQL still finds out whether old backends use the memory.
 */
export function disownReusedPid(cluster: string): void {
  const postmaster = readPostmaster(cluster);
  if (postmaster === undefined || commandOf(postmaster.pid).includes("postgres")) return;
  const path = join(cluster, "postmaster.pid");
  const lines = readFileSync(path, "utf8").split("\n");
  writeFileSync(path, [process.pid, ...lines.slice(1)].join("\n"));
}
