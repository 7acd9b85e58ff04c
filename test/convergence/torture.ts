/** `npm run torture`: histories for as long as one likes. */
import { startTestPostgres, chosenVersion } from "../harness/postgres.ts";
import { parseArgs } from "node:util";
import { runHistories, tellFailure } from "./run.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
    steps: { type: "string", default: "40" },
    devices: { type: "string", default: "4" },
    together: { type: "string", default: "4" },
  },
});
const minute_ms = 60_000;
const ends = performance.now() + Number(values.minutes) * minute_ms;
const server = await startTestPostgres(chosenVersion());
process.stdout.write(`Seed ${values.seed}, ${values.minutes} minutes.\n`);
const { played, failure } = await runHistories({
  server: { adminUrl: server.url("postgres"), gatewayPassword: server.gatewayPassword },
  seed: Number(values.seed),
  goesOn: () => performance.now() < ends,
  length: Number(values.steps),
  devices: Number(values.devices),
  together: Number(values.together),
});
await server.stop();
process.stdout.write(`${played} histories.\n`);
if (failure !== undefined) {
  process.stdout.write(`${tellFailure(failure)}\n`);
  process.exitCode = 1;
}
