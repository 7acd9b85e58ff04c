import type { Context } from "hono";
import { limits } from "../../shared/limits.ts";
import { badRequest, tooLarge } from "./errors.ts";

/** A JSON object from a request. */
export type JsonObject = Record<string, unknown>;

/**
 * Reads a request's body as a JSON object. An empty body counts as `{}`. Throws 400 when it is not
 * JSON, not UTF-8 or not an object, 413 above `limits.body_bytes`.
 */
export async function readJsonObject(c: Context): Promise<JsonObject> {
  const bytes = await c.req.arrayBuffer();
  if (bytes.byteLength > limits.body_bytes)
    throw tooLarge(`A request holds at most ${limits.body_bytes} bytes.`);
  if (bytes.byteLength === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw badRequest("invalid UTF-8 JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw badRequest("Request body must be a JSON object");
  return value as JsonObject;
}

/** A member that must be a list, of at most `limits.batch_documents`. */
export function listOf(body: JsonObject, name: string): unknown[] {
  const value = body[name];
  if (!Array.isArray(value)) throw badRequest(`\`${name}\` parameter must be an array.`);
  if (value.length > limits.batch_documents)
    throw tooLarge(`\`${name}\` holds at most ${limits.batch_documents} items.`);
  return value;
}

/** A whole number from the query, or `absent`; 400 when it is anything else. */
export function wholeNumber(c: Context, name: string, absent: number): number {
  const text = c.req.query(name);
  if (text === undefined || text === "" || text === "null") return absent;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw badRequest(`Invalid value for integer: ${JSON.stringify(text)} in ${name}`);
  return value;
}

/** A boolean from the query: `true` or `false`, absent means false. */
export function flag(c: Context, name: string): boolean {
  const text = c.req.query(name);
  if (text === undefined || text === "false") return false;
  if (text === "true") return true;
  throw badRequest(`Invalid boolean parameter: ${JSON.stringify(text)} in ${name}`);
}

/** A JSON value from the query; undefined when absent. */
export function jsonParameter(c: Context, ...names: string[]): unknown {
  for (const name of names) {
    const text = c.req.query(name);
    if (text === undefined) continue;
    try {
      return JSON.parse(text);
    } catch {
      throw badRequest(`Invalid JSON in ${name}`);
    }
  }
  return undefined;
}
