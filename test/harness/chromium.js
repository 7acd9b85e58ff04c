// The browser that the browser tests drive. Plain JavaScript: the test run looks for it before
// anything else, and the tests ask the same function.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** @param {string} path */
function isRunnable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Path of a Chromium: `OFFBLOCK_CHROMIUM`, or one of the usual names on PATH; undefined when there
 * is none, and then playwright-core's own download is tried.
 * @returns {string | undefined}
 */
export function findChromium() {
  const told = process.env["OFFBLOCK_CHROMIUM"];
  if (told !== undefined && told !== "") return told;
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isRunnable);
}

/**
 * Installs one when there is none: the distribution's package as root on Debian and its like, else
 * playwright-core's own download. Answers whether there is one now.
 * @returns {boolean}
 */
export function installChromium() {
  const run = (/** @type {string} */ file, /** @type {string[]} */ args) =>
    spawnSync(file, args, { stdio: ["ignore", 2, 2] }).status === 0;
  if (process.getuid?.() === 0 && isRunnable("/usr/bin/apt-get")) {
    run("apt-get", ["update", "--quiet"]);
    if (run("apt-get", ["install", "--yes", "--no-install-recommends", "chromium"])) return true;
  }
  const cli = join(import.meta.dirname, "../../node_modules/playwright-core/cli.js");
  return run(process.execPath, [cli, "install", "chromium"]);
}
