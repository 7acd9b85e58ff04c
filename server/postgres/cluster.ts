import { createHash, randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Refusal } from "../refusal.ts";
import type { Log } from "../log.ts";
import { type Binaries, copyBinaries, prepareBinaries, program } from "./binaries.ts";
import { type RunAs, clusterOwner, runToEnd, wayToRun } from "./run_as.ts";

/**
 * One PostgreSQL cluster on disk. Its folder holds `cluster` (what initdb made), `admin_password`
 * (0600), `log` and `socket`.
 */
export interface Cluster {
  folder: string;
  binaries: Binaries;
  runAs: RunAs;
}

/** Name of the administrator in our own clusters. */
export const adminUser = "postgres";

/** A socket's path must fit into 107 bytes on Linux, 103 on macOS; `/.s.PGSQL.5432` takes 14. */
const socketFolderBytesMax = 86;

const systemPlace = "/var/lib/offblock";

function makeFolder(path: string, owner: RunAs["owner"]): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (owner !== undefined) chownSync(path, owner.uid, owner.gid);
}

/**
 * Where the cluster of a data folder lies: inside it, unless an earlier start found that no user
 * but root can enter there and had to put it elsewhere.
 */
function placeOf(dataFolder: string): string {
  const pointer = join(dataFolder, "postgres_elsewhere");
  return existsSync(pointer) ? readFileSync(pointer, "utf8").trim() : join(dataFolder, "postgres");
}

/** Refuses a cluster that another major version made: its files cannot be read by this one. */
function checkVersion(folder: string, major: number): void {
  const made = Number(readFileSync(join(folder, "cluster", "PG_VERSION"), "utf8"));
  if (made !== major) {
    throw new Refusal(
      `The database in ${folder} was made by PostgreSQL ${made}, and this is PostgreSQL ${major}.`,
      `Export with the Offblock that made it, and import into a new data folder.`,
    );
  }
}

/**
 * Makes the cluster in a folder of its own and renames it when it is whole, so a crash in between
 * leaves nothing that looks like a database, and of two that start at once one wins.
 */
function createCluster(folder: string, binaries: Binaries, runAs: RunAs): void {
  const making = `${folder}.new-${process.pid}`;
  rmSync(making, { recursive: true, force: true });
  makeFolder(making, runAs.owner);
  const passwordFile = join(making, "admin_password");
  writeFileSync(passwordFile, randomBytes(24).toString("base64url"), { mode: 0o600 });
  if (runAs.owner !== undefined) chownSync(passwordFile, runAs.owner.uid, runAs.owner.gid);
  const locale =
    binaries.major >= 17
      ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
      : ["--locale=C"];
  const made = runToEnd(runAs, [
    program(binaries, "initdb"),
    "--pgdata",
    join(making, "cluster"),
    "--username",
    adminUser,
    "--encoding=UTF8",
    "--auth=scram-sha-256",
    "--pwfile",
    passwordFile,
    "--data-checksums",
    ...locale,
  ]);
  if (made.status !== 0) {
    rmSync(making, { recursive: true, force: true });
    throw new Refusal(
      `PostgreSQL could not create its data folder ${folder}: ${lastLine(made.stderr)}.`,
      "Make sure that the folder can be written, the disk has room, and your user has a name.",
    );
  }
  try {
    renameSync(making, folder);
  } catch (error) {
    if (!existsSync(join(folder, "cluster"))) throw error;
    rmSync(making, { recursive: true, force: true });
  }
}

function lastLine(text: string | null): string {
  return (text ?? "").trim().split("\n").at(-1) ?? "";
}

/** Removes what starts that were killed half-way through `createCluster` have left. */
function sweep(dataFolder: string): void {
  for (const name of readdirSync(dataFolder)) {
    const pid = /^postgres\.new-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) {
      rmSync(join(dataFolder, name), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The data folder of a first start as root, when only root can enter the one asked for. */
function moveElsewhere(dataFolder: string, log: Log): string {
  const name = createHash("sha256").update(dataFolder).digest("hex").slice(0, 12);
  const place = join(systemPlace, name);
  mkdirSync(systemPlace, { recursive: true, mode: 0o755 });
  writeFileSync(join(dataFolder, "postgres_elsewhere"), `${place}\n`);
  log.warn("database_placed_elsewhere", {
    place,
    because: "only root can enter the data folder, and PostgreSQL does not run as root",
  });
  return place;
}

/**
 * The cluster of a data folder, made on the first call. Throws `Refusal` when it cannot be made or
 * was made by another version.
 */
export function prepareCluster(dataFolder: string, located: Binaries, log: Log): Cluster {
  try {
    mkdirSync(dataFolder, { recursive: true });
    accessSync(dataFolder, constants.W_OK);
  } catch (error) {
    throw new Refusal(
      `The data folder ${dataFolder} cannot be written: ${(error as Error).message}.`,
      "Let this user write there, or set OFFBLOCK_DATA to another folder.",
    );
  }
  sweep(dataFolder);
  let folder = placeOf(dataFolder);
  let binaries = prepareBinaries(located, dataFolder);
  const owner = clusterOwner(folder, dataFolder);
  const probe = existsSync(folder) ? folder : `${folder}.new-${process.pid}`;
  makeFolder(probe, owner);
  let runAs = wayToRun(owner, program(binaries, "postgres"), probe);
  if (runAs === undefined) {
    if (!existsSync(join(folder, "cluster"))) folder = moveElsewhere(dataFolder, log);
    binaries = copyBinaries(located, systemPlace);
    rmSync(probe, { recursive: true, force: true });
    runAs = wayOrRefusal(owner, binaries, folder);
  }
  if (!existsSync(join(folder, "cluster"))) createCluster(folder, binaries, runAs);
  checkVersion(folder, binaries.major);
  return { folder, binaries, runAs };
}

function wayOrRefusal(owner: RunAs["owner"], binaries: Binaries, folder: string): RunAs {
  const parent = existsSync(join(folder, "cluster")) ? folder : `${folder}.new-${process.pid}`;
  makeFolder(parent, owner);
  const runAs = wayToRun(owner, program(binaries, "postgres"), parent);
  if (runAs !== undefined) return runAs;
  throw new Refusal(
    `PostgreSQL does not run as root, and no other user can reach ${folder}.`,
    "Set OFFBLOCK_DATA to a folder that other users can enter, or start as an ordinary user.",
  );
}

/** The administrator's password of a cluster. */
export function adminPassword(cluster: Cluster): string {
  return readFileSync(join(cluster.folder, "admin_password"), "utf8");
}

/**
 * The folder of the socket, made if need be: inside the cluster's folder, or, when that path is too
 * long for a socket, a private one for temporary files.
 */
export function prepareSocketFolder(cluster: Cluster): string {
  const { folder, runAs } = cluster;
  const inside = join(folder, "socket");
  if (Buffer.byteLength(inside) <= socketFolderBytesMax) {
    makeFolder(inside, runAs.owner);
    return inside;
  }
  const uid = runAs.owner?.uid ?? process.getuid?.() ?? 0;
  const name = createHash("sha256").update(folder).digest("hex").slice(0, 12);
  const outside = join(tmpdir(), `offblock-${uid}-${name}`);
  if (!existsSync(outside)) makeFolder(outside, runAs.owner);
  const found = lstatSync(outside);
  if (!found.isDirectory() || found.uid !== uid) {
    throw new Refusal(
      `${outside} belongs to somebody else.`,
      "Remove it, or set OFFBLOCK_DATA to a folder with a shorter path.",
    );
  }
  chmodSync(outside, 0o700);
  return outside;
}
