import type { MiddlewareHandler } from "hono";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { limits } from "../../shared/limits.ts";
import { badRequest, tooLarge } from "./errors.ts";

const unpack = promisify(gunzip);

async function unpacked(packed: ArrayBuffer): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await unpack(packed, { maxOutputLength: limits.body_bytes }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE")
      throw tooLarge(`A request unpacks to at most ${limits.body_bytes} bytes.`);
    throw badRequest("Request body is not properly gzipped.");
  }
}

/**
 * Unpacks a body that was sent with `Content-Encoding: gzip`, up to the limit of a body. It stands
 * behind the gate: a few compressed bytes become many, so strangers get nothing unpacked.
 */
export const unpackedBody: MiddlewareHandler = async (c, next) => {
  const { raw } = c.req;
  if (c.req.header("Content-Encoding")?.toLowerCase() !== "gzip" || raw.body === null)
    return await next();
  const body = await unpacked(await raw.arrayBuffer());
  const headers = new Headers(raw.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  c.req.raw = new Request(raw.url, { method: raw.method, headers, body, signal: raw.signal });
  return await next();
};
