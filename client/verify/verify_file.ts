import type { Verification } from "../../shared/formats/oplf_verify.ts";
import { limits } from "../../shared/limits.ts";
import { sizeText } from "../models/files.ts";
import type { VerifyMessage } from "./verify_worker.ts";

/**
 * Checks an export with nothing but itself, in a worker of its own. `onRead` hears how many bytes
 * have been read and checked. Fails when the file is larger than any logbook, cannot be read from the
 * device, or when stopped.
 */
export async function verifyFile(
  file: Blob,
  onRead: (bytes: number) => void,
  signal: AbortSignal,
): Promise<Verification> {
  if (file.size > limits.oplf_bytes)
    throw new Error(
      `It has ${sizeText(file.size)}; at most ${sizeText(limits.oplf_bytes)} can be read here.`,
    );
  const worker = new Worker(new URL("./verify_worker.ts", import.meta.url), { type: "module" });
  const found = new Promise<Verification>((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error));
    worker.addEventListener("message", ({ data }: MessageEvent<VerifyMessage>) => {
      if (data.is === "read") onRead(data.bytes);
      else if (data.is === "done") resolve(data.found);
      else reject(new Error(data.message));
    });
    worker.addEventListener("error", ({ message }) => reject(new Error(message)));
    worker.postMessage(file);
  });
  return found.finally(() => worker.terminate());
}
