/** `npm run bench`: prints our figures beside baselines measured in the same run. */
import { startBenchServer } from "./bench_server.ts";
import { benchLedger } from "./ledger_bench.ts";
import { benchOpening } from "./open_bench.ts";
import { benchRules } from "./rules_bench.ts";
import { benchSync } from "./sync_bench.ts";

console.log("\nRules and totals, in Chromium\n");
await benchRules();
const server = await startBenchServer();
try {
  console.log("\nThe ledger, in SQL, PostgreSQL with fsync\n");
  await benchLedger(server);
  console.log("Sync, in one process, PostgreSQL with fsync\n");
  await benchSync(server);
  console.log("Opening, in Chromium\n");
  await benchOpening(server);
} finally {
  await server.close();
}
