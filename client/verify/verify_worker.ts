/// <reference lib="webworker" />
/** Checks an export apart from the page, which stays usable: thousands of signatures take a while. */
import { oplfVerifier, type Verification } from "../../shared/formats/oplf_verify.ts";
import { webPrimitives } from "./web_primitives.ts";

/** What the worker says: how far it has read, then what it found. */
export type VerifyMessage =
  | { is: "read"; bytes: number }
  | { is: "done"; found: Verification }
  | { is: "failed"; message: string };

const say = (message: VerifyMessage) => self.postMessage(message);

async function verify(file: Blob): Promise<void> {
  const verifier = oplfVerifier(await webPrimitives());
  const reader = file.stream().getReader();
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done || (await verifier.push(value)) !== undefined) break;
    bytes += value.length;
    say({ is: "read", bytes });
  }
  await reader.cancel();
  say({ is: "done", found: await verifier.end() });
}

self.addEventListener("message", ({ data }: MessageEvent<Blob>) => {
  verify(data).catch((error: unknown) =>
    say({ is: "failed", message: error instanceof Error ? error.message : String(error) }),
  );
});
