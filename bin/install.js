// Whether the packages are installed. Plain JavaScript without packages: it runs before any are
// there.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the project. */
export const project = dirname(dirname(fileURLToPath(import.meta.url)));

const oldestNode = [20, 19];

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
export function run(command, args) {
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

/**
 * Whether every package of a lock file is installed in its version. What is optional, or there for
 * another package alone, may be missing; what the project itself names may not.
 * @param {Record<string, any>} wanted the packages of `package-lock.json`
 * @param {Record<string, any>} found the packages that npm noted in `node_modules`
 */
export function areInstalled(wanted, found) {
  const { dependencies, devDependencies } = wanted[""] ?? {};
  const named = new Set(Object.keys({ ...dependencies, ...devDependencies }));
  return Object.entries(wanted).every(([path, { version, optional, devOptional, peer }]) => {
    if (path === "") return true;
    if (found[path] !== undefined) return found[path].version === version;
    const isOptional = optional ?? devOptional ?? peer ?? false;
    return isOptional && !named.has(path.slice("node_modules/".length));
  });
}

/** Installs the packages of the lock file, unless they are there. */
export function ensureInstalled() {
  const wanted = readLock(join(project, "package-lock.json")) ?? {};
  const found = readLock(join(project, "node_modules", ".package-lock.json"));
  if (found !== undefined && areInstalled(wanted, found)) return;
  say("Installing packages …");
  run("npm", ["ci", "--no-audit", "--no-fund"]);
}
