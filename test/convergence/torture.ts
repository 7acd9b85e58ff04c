/**
 * `npm run torture`: histories for as long as one likes; with `--processes`, a real server that is
 * killed again and again instead.
 */
import { startTestPostgres, chosenVersion } from "../harness/postgres.ts";
import { parseArgs } from "node:util";
import { surviveKills } from "./killed.ts";
import { runHistories, tellFailure } from "./run.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
    steps: { type: "string", default: "40" },
    devices: { type: "string", default: "4" },
    histories: { type: "string", default: "3" },
    together: { type: "string", default: "4" },
    processes: { type: "boolean", default: false },
    flights: { type: "string", default: "200" },
  },
});
const minute_ms = 60_000;
const ends = performance.now() + Number(values.minutes) * minute_ms;
process.stdout.write(`Seed ${values.seed}, ${values.minutes} minutes.\n`);

async function playHistories(): Promise<string[]> {
  const server = await startTestPostgres(chosenVersion());
  const { played, failure } = await runHistories({
    server: { ...server, adminUrl: server.url("postgres") },
    seed: Number(values.seed),
    goesOn: () => performance.now() < ends,
    size: {
      histories: Number(values.histories),
      steps: Number(values.steps),
      devices: Number(values.devices),
    },
    together: Number(values.together),
  });
  await server.stop();
  process.stdout.write(`${played} histories.\n`);
  return failure === undefined ? [] : [tellFailure(failure)];
}

async function killProcesses(): Promise<string[]> {
  const { rounds, flights, problems } = await surviveKills({
    seed: Number(values.seed),
    flights: Number(values.flights),
    goesOn: () => performance.now() < ends,
  });
  process.stdout.write(`${rounds} kills, ${flights} flights.\n`);
  return problems;
}

const problems = await (values.processes ? killProcesses() : playHistories());
if (problems.length > 0) {
  process.stdout.write(`${problems.join("\n")}\n`);
  process.exitCode = 1;
}
