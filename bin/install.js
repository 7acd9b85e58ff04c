// What is installed, built and current. Plain JavaScript without packages: it runs before any are
// there.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const project = dirname(import.meta.dirname);

const oldestNode = [20, 19];
const buildInputs = ["client", "shared", "vite.config.ts", "package-lock.json"];
const buildMark = join(project, "dist", "client.sha256");

/** Ends the process with a sentence when Node is too old to run the rest. */
export function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  say(`Node ${process.versions.node} is too old. Install Node ${oldestNode.join(".")} or newer.`);
  process.exit(1);
}

/** A line for a person, on standard error. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Runs a program with our terminal; ends the process when it fails. */
function run(command, args) {
  const shell = process.platform === "win32";
  const { status } = spawnSync(command, args, {
    cwd: project,
    stdio: ["ignore", 2, 2],
    shell,
  });
  if (status !== 0) {
    say(`offblock: "${command} ${args.join(" ")}" did not succeed; see above.`);
    process.exit(1);
  }
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages;
  } catch {
    return undefined;
  }
}

/** Whether every package of the lock file is installed in its version. */
function isInstalled() {
  const wanted = readLock(join(project, "package-lock.json")) ?? {};
  const found = readLock(join(project, "node_modules", ".package-lock.json"));
  if (found === undefined) return false;
  return Object.entries(wanted).every(([path, { version, optional, devOptional, peer }]) => {
    if (path === "") return true;
    if (found[path] === undefined) return Boolean(optional ?? devOptional ?? peer);
    return found[path].version === version;
  });
}

/** Installs the packages of the lock file, unless they are there. */
export function ensureInstalled() {
  if (isInstalled()) return;
  say("Installing packages …");
  run("npm", ["ci", "--no-audit", "--no-fund"]);
}

function hashInto(hash, path) {
  const full = join(project, path);
  if (!existsSync(full)) return;
  const entries = readdirSync(full, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).toSorted();
  for (const each of paths) hash.update(each.slice(project.length)).update(readFileSync(each));
}

function inputsHash() {
  const hash = createHash("sha256");
  for (const path of buildInputs) {
    if (path.includes(".")) hash.update(path).update(readFileSync(join(project, path)));
    else hashInto(hash, path);
  }
  return hash.digest("hex");
}

/** Builds the client, unless it was built from the same sources. */
export function ensureBuilt() {
  const hash = inputsHash();
  const current = existsSync(join(project, "dist", "client", "index.html"));
  if (current && existsSync(buildMark) && readFileSync(buildMark, "utf8") === hash) return;
  say("Building the app …");
  run(process.execPath, [join("node_modules", "vite", "bin", "vite.js"), "build"]);
  mkdirSync(dirname(buildMark), { recursive: true });
  writeFileSync(buildMark, hash);
}
