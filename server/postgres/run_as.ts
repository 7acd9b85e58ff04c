import { type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";

/** As whom PostgreSQL runs. It refuses root, so root hands it to another user. */
export interface RunAs {
  /** Owner of the cluster's files; undefined when they simply belong to this process's user. */
  owner: { uid: number; gid: number } | undefined;
  /** What starts a program: the program itself, or a prefix before it. */
  prefix: readonly string[];
  /** Changed by the spawn itself. */
  spawnIds: { uid?: number; gid?: number };
}

const plain: RunAs = { owner: undefined, prefix: [], spawnIds: {} };

/** A clean environment: the caller's locale, time zone and PG* settings must not reach the server. */
const environment = { PATH: process.env["PATH"] ?? "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

function userNamed(name: string): { uid: number; gid: number } | undefined {
  const id = (flag: string) => {
    const run = spawnSync("id", [flag, name], { encoding: "utf8" });
    return run.status === 0 ? Number(run.stdout.trim()) : undefined;
  };
  const uid = id("-u");
  const gid = id("-g");
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

function ownerOf(path: string): { uid: number; gid: number } | undefined {
  if (!existsSync(path)) return undefined;
  const { uid, gid } = statSync(path);
  return uid === 0 ? undefined : { uid, gid };
}

/** initdb wants its user to have a name; the owner of a folder mounted from elsewhere has none. */
function named(user: { uid: number; gid: number } | undefined) {
  const known = user !== undefined && spawnSync("id", ["-nu", String(user.uid)]).status === 0;
  return known ? user : undefined;
}

/**
 * Who runs PostgreSQL when we are root: whoever owns the cluster already, the owner of the data
 * folder, `postgres`, `nobody`.
 */
function otherUser(place: string, dataFolder: string): { uid: number; gid: number } {
  return (
    ownerOf(place) ??
    named(ownerOf(dataFolder)) ??
    userNamed("postgres") ??
    userNamed("nobody") ?? { uid: 65_534, gid: 65_534 }
  );
}

/** Whether the user can run the program and work in the folder. */
function canWork(runAs: RunAs, programPath: string, folder: string): boolean {
  const test = 'test -r "$1" && test -x "$1" && test -w "$2" && test -x "$2"';
  const [file, ...args] = [...runAs.prefix, "/bin/sh", "-c", test, "sh", programPath, folder];
  return spawnSync(file!, args, { ...runAs.spawnIds, cwd: "/", stdio: "ignore" }).status === 0;
}

/**
 * The ways from root to another user, the weakest privilege first. The second keeps one capability,
 * so that binaries and data below a folder that only root may enter (such as /root) still work:
 * `access()` honours it only with the no-setuid-fixup bit.
 */
function waysOf({ uid, gid }: { uid: number; gid: number }): RunAs[] {
  const setpriv = [
    "setpriv",
    `--reuid=${uid}`,
    `--regid=${gid}`,
    "--clear-groups",
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
    "--securebits=+no_setuid_fixup",
  ];
  return [
    { owner: { uid, gid }, prefix: [], spawnIds: { uid, gid } },
    { owner: { uid, gid }, prefix: setpriv, spawnIds: {} },
  ];
}

/** Who would own a new cluster: undefined for this process's own user. */
export function clusterOwner(place: string, dataFolder: string): RunAs["owner"] {
  return process.getuid?.() === 0 ? otherUser(place, dataFolder) : undefined;
}

/**
 * A way to run the program with the folder as its working place, or undefined when there is none.
 * The folder must belong to the owner already.
 */
export function wayToRun(
  owner: RunAs["owner"],
  programPath: string,
  folder: string,
): RunAs | undefined {
  if (owner === undefined) return plain;
  return waysOf(owner).find((way) => canWork(way, programPath, folder));
}

/** Runs a program to its end. */
export function runToEnd(runAs: RunAs, command: readonly string[]) {
  const [file, ...args] = [...runAs.prefix, ...command];
  return spawnSync(file!, args, {
    ...runAs.spawnIds,
    cwd: "/",
    env: environment,
    encoding: "utf8",
  });
}

/**
 * Starts a program that outlives us, in its own session: a Ctrl-C in the terminal must reach us
 * first, so that the server can finish before its database goes.
 */
export function runDetached(
  runAs: RunAs,
  command: readonly string[],
  stdio: SpawnOptions["stdio"],
) {
  const [file, ...args] = [...runAs.prefix, ...command];
  const child = spawn(file!, args, {
    ...runAs.spawnIds,
    cwd: "/",
    env: environment,
    detached: true,
    stdio,
  });
  child.unref();
  return child;
}
