import type { ServerOptions } from "node:http";
import { limits } from "../../shared/limits.ts";

/**
 * How long a sender may take: one that gives a byte a second is answered 408 and let go, or a few
 * of them would hold connections and memory for ever. `request_ms` is for a whole request.
 */
export function socketLimits(request_ms = limits.request_seconds * 1000): ServerOptions {
  return {
    requestTimeout: request_ms,
    headersTimeout: Math.min(request_ms, 60_000),
    connectionsCheckingInterval: Math.min(request_ms, 10_000),
  };
}
