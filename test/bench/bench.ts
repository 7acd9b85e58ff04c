/**
 * `npm run bench`: prints our figures beside baselines measured in the same run; `npm run bench --
 * NAME …` runs some of them.
 */
import { type BenchServer, startBenchServer } from "./bench_server.ts";
import { gatewayBench } from "./gateway_bench.ts";
import { ledgerBench } from "./ledger_bench.ts";
import { type Bench, tableOf } from "./measure.ts";
import { openBench } from "./open_bench.ts";
import { readingBench } from "./reading_bench.ts";
import { rulesBench } from "./rules_bench.ts";
import { signingBench } from "./signing_bench.ts";
import { syncBench } from "./sync_bench.ts";
import { viewsBench } from "./views_bench.ts";

/** In this order: opening reads what sync has left in the ledger, the ledger's own come after. */
const benches: readonly Bench[] = [
  rulesBench,
  readingBench,
  syncBench,
  openBench,
  ledgerBench,
  viewsBench,
  signingBench,
  gatewayBench,
];

const names = process.argv.slice(2);
const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  const known = benches.map((bench) => bench.name).join(", ");
  console.error(`There is no bench ${unknown.join(", ")}. There are: ${known}.`);
  process.exit(1);
}
let server: Promise<BenchServer> | undefined;
try {
  for (const bench of benches) {
    if (names.length > 0 && !names.includes(bench.name)) continue;
    console.log(`\n${bench.title} (${bench.name})\n`);
    console.log(tableOf(await bench.run(() => (server ??= startBenchServer()))));
  }
} finally {
  await (await server)?.close();
}
