/** Exports that somebody wrote by hand. */
import { createHash } from "node:crypto";

/** An export with other words in it, and the SHA-256 that goes with them. */
export function reworded(text: string, from: string | RegExp, to: string): string {
  const body = text.replace(from, to).replace(/"sha256":"[0-9a-f]{64}"\}\n$/, "");
  return `${body}"sha256":"${createHash("sha256").update(body).digest("hex")}"}\n`;
}
