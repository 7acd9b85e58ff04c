/** `npm run bench`: prints our figures beside baselines measured in the same run. */
import { benchSync } from "./sync_bench.ts";

console.log("\nSync, in one process, PostgreSQL with fsync\n");
await benchSync();
