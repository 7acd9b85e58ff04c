// `npm test`: installs what is missing, then lint, format, types, the build and every kind of test,
// and one closing line with all of them summed. Plain JavaScript, since it runs before packages are
// there. `npm test -- unit sql` runs only the checks whose names begin so.
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { availableParallelism, freemem, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { ensureClientBuilt } from "../bin/build_client.js";
import { ensureServerBuilt } from "../bin/build_server.js";
import { checkNode, ensureInstalled, project, say } from "../bin/install.js";
import { findChromium, installChromium } from "./harness/chromium.js";

const bin = (/** @type {string} */ name) => join(project, "node_modules", ".bin", name);

/** Bytes of memory that must be free for temporary files to lie there. */
const roomy = 6 * 2 ** 30;

/**
 * Where temporary files go: into memory where there is plenty, since throw-away databases and browser
 * profiles are made and deleted all the time.
 */
function temporaryParent() {
  try {
    const { bavail, bsize } = statfsSync("/dev/shm");
    return Math.min(bavail * bsize, freemem()) > roomy ? "/dev/shm" : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** Everything that this run leaves lies in here, and goes with it. */
const temporary = mkdtempSync(join(temporaryParent(), "offblock-"));
// PostgreSQL runs as another user when we are root.
chmodSync(temporary, 0o711);

/**
 * One check. A command passes or fails as a whole; a vitest project counts its tests.
 * @typedef {{ name: string, command?: string[], project?: string, env?: Record<string, string>,
 *   without?: string[], shard?: string }} Check
 */

/**
 * Tests of the protocol, of processes and of arithmetic, and of what others say of rows that are tested
 * there: another version of PostgreSQL tells nothing new.
 */
const sameOnAnyVersion = [
  "test/protocol/couch_*",
  "test/protocol/attachments.test.ts",
  "test/protocol/auth.test.ts",
  "test/protocol/bad_input.test.ts",
  "test/protocol/device_sync.test.ts",
  "test/protocol/inspection.test.ts",
  "test/protocol/oplf.test.ts",
  "test/protocol/sessions.test.ts",
  "test/protocol/signature_requests.test.ts",
  "test/sql/command_line.test.ts",
  "test/sql/reference_import.test.ts",
  "test/sql/sun.test.ts",
  "test/sql/twins.test.ts",
  "test/sql/vectors.test.ts",
  "test/server/killed.test.ts",
  "test/server/process.test.ts",
  "test/server/restored_devices.test.ts",
];

/** @type {Check[]} */
const checks = [
  { name: "lint", command: [bin("oxlint"), "--type-aware", "--deny-warnings"] },
  { name: "format", command: [bin("oxfmt"), "--check"] },
  ...["shared", "server", "client", "test"].map((folder) => ({
    name: `types ${folder}`,
    command: [bin("tsc"), "-p", folder],
  })),
  { name: "unit", project: "unit" },
  // The longest first, so that none is left over at the end; and in halves, since its files run one by one.
  ...[1, 2].map((half) => ({ name: `browser ${half}`, project: "browser", shard: `${half}/2` })),
  ...["18", "16"].flatMap((version) =>
    ["protocol", "sql", "server"].map((name) => ({
      name: `${name} on PostgreSQL ${version}`,
      project: name,
      env: { OFFBLOCK_TEST_PG: version },
      without: version === "16" ? sameOnAnyVersion : [],
    })),
  ),
  { name: "convergence", project: "convergence" },
  { name: "property", project: "property" },
];

/** Checks at one time, one more than processors: each waits for one process or another half of its time. */
const lanes = Math.min(3, availableParallelism() + 1);

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * The part of vitest's JSON report that is read here.
 * @typedef {{ fullName: string, failureMessages: string[] }} Said
 * @typedef {{ name: string, status: string, message: string,
 *   assertionResults: (Said & { status: string })[] }} Suite
 * @typedef {{ numPassedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults: Suite[] }} Report
 */

/**
 * What failed, said again at the end, so that nobody searches a long output for it.
 * @type {string[]}
 */
const failures = [];

/**
 * Runs a program. Its output appears in one piece when it has ended: that of a command only when it
 * fails, that of tests always.
 * @param {string[]} command
 * @param {Record<string, string>} env
 * @param {boolean} isTest
 * @returns {Promise<boolean>}
 */
function succeeds([file = "", ...args], env, isTest) {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: project,
      env: { ...process.env, TMPDIR: temporary, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    /** @type {Buffer[]} */
    const output = [];
    child.stdout?.on("data", (chunk) => output.push(chunk));
    child.stderr?.on("data", (chunk) => output.push(chunk));
    child.on("error", () => resolve(false));
    child.on("close", (code) => {
      if (code !== 0 || isTest) process.stdout.write(Buffer.concat(output));
      resolve(code === 0);
    });
  });
}

/**
 * @param {Check} check
 * @returns {Promise<Counts>}
 */
async function run({
  name,
  command,
  project: vitestProject,
  env = {},
  without = [],
  shard = "1/1",
}) {
  if (command !== undefined) {
    const passed = await succeeds(command, env, false);
    if (!passed) failures.push(name);
    return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
  }
  const file = join(temporary, `${name.replaceAll(" ", "_")}.json`);
  const passed = await succeeds(
    [
      bin("vitest"),
      "run",
      "--project",
      vitestProject ?? name,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${file}`,
      `--shard=${shard}`,
      ...without.map((files) => `--exclude=${files}`),
    ],
    env,
    true,
  );
  return countsOf(name, file, passed);
}

/**
 * What a vitest run counted. A run that failed without a failed test (a file that does not load, a
 * server that does not start) counts as one failure.
 * @param {string} name of the check
 * @param {string} file
 * @param {boolean} passed
 * @returns {Counts}
 */
function countsOf(name, file, passed) {
  /** @type {Counts} */
  const counts = { passed: 0, failed: 0, skipped: 0 };
  try {
    /** @type {Report} */
    const report = JSON.parse(readFileSync(file, "utf8"));
    counts.passed = report.numPassedTests;
    counts.skipped = report.numPendingTests + report.numTodoTests;
    for (const suite of report.testResults.filter(({ status }) => status === "failed")) {
      const tests = suite.assertionResults.filter(({ status }) => status === "failed");
      const said = tests.length > 0 ? tests : [{ fullName: "", failureMessages: [suite.message] }];
      counts.failed += said.length;
      for (const { fullName, failureMessages } of said)
        failures.push(
          `${name}: ${relative(project, suite.name)}: ${fullName}\n  ${firstLines(failureMessages)}`,
        );
    }
  } catch {
    // There is no report: the run ended before it could write one.
  }
  if (!passed && counts.failed === 0) {
    counts.failed = 1;
    failures.push(`${name}: the run itself failed`);
  }
  return counts;
}

/** @param {string[]} messages */
function firstLines(messages) {
  return messages.join("\n").split("\n").slice(0, 12).join("\n  ");
}

checkNode();
ensureInstalled();
const asked = process.argv.slice(2);
const chosen = checks.filter(
  ({ name }) => asked.length === 0 || asked.some((word) => name.startsWith(word)),
);
if (chosen.some((check) => check.project === "browser")) {
  if (findChromium() === undefined && !installChromium())
    say("There is no Chromium, and none could be installed; the browser tests will say so.");
  ensureClientBuilt();
}
await ensureServerBuilt();
const total = { passed: 0, failed: 0, skipped: 0 };

/** Takes one check after the other until none is left. */
async function lane() {
  for (let check = chosen.shift(); check !== undefined; check = chosen.shift()) {
    const began = performance.now();
    const counts = await run(check);
    for (const key of /** @type {(keyof Counts)[]} */ (Object.keys(total)))
      total[key] += counts[key];
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const verdict = counts.failed === 0 ? "ok" : "FAILED";
    const said = `${verdict}, ${counts.passed} passed, ${counts.failed} failed (${seconds} s)`;
    say(`${check.name}: ${said}`);
  }
}
await Promise.all(Array.from({ length: lanes }, lane));
rmSync(temporary, { recursive: true, force: true });
for (const failure of failures) process.stdout.write(`FAILED ${failure}\n`);
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
