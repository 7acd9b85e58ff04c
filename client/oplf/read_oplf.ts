import { callsTo } from "../store/remote_call.ts";
import type { OplfBatch, OplfFileMethods, OplfPart } from "./oplf_worker.ts";

/** An export, stretch by stretch, read by a worker of its own. Fails with why it cannot be read. */
export async function* oplfBatches(file: Blob, part: OplfPart): AsyncGenerator<OplfBatch> {
  const worker = new Worker(new URL("./oplf_worker.ts", import.meta.url), { type: "module" });
  const calls = callsTo<OplfFileMethods>(worker, () => undefined);
  try {
    await calls.open(file, part);
    for (let batch = await calls.next(); batch !== null; batch = await calls.next()) yield batch;
  } finally {
    worker.terminate();
  }
}
