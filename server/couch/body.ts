/** What a request says: its body and its query. */
import type { Context } from "hono";
import { limits } from "../../shared/limits.ts";
import { badContentType, badQuery, badRequest, tooLarge } from "./errors.ts";

/** A JSON object from a request. */
export type JsonObject = Record<string, unknown>;

/** Nesting of brackets that is read at all: what reads or writes JSON must not run out of stack. */
const nestingMax = 1000;

function nestsTooDeep(text: string): boolean {
  let [depth, inText] = [0, false];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inText) {
      if (code === 0x5c) i++;
      else if (code === 0x22) inText = false;
    } else if (code === 0x22) inText = true;
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > nestingMax) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}

/** Text of a number that might be larger than any that is held, and so would become null. */
const mayOverflow = /[eE]\+?0*[1-9]\d\d|\d{309}/;

function holdsInfinity(value: unknown): boolean {
  if (typeof value === "number") return !Number.isFinite(value);
  return typeof value === "object" && value !== null && Object.values(value).some(holdsInfinity);
}

/** Parses JSON in UTF-8. Throws 400 when it is not, or is nested without end. */
export function parseJson(bytes: ArrayBuffer | Uint8Array): unknown {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    value = JSON.parse(text);
  } catch {
    throw badRequest("invalid UTF-8 JSON");
  }
  if (nestsTooDeep(text)) throw badRequest(`JSON is nested at most ${nestingMax} deep.`);
  if (mayOverflow.test(text) && holdsInfinity(value)) throw badRequest("invalid UTF-8 JSON");
  return value;
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads a request's body as JSON. Throws 400 when it is not JSON, 413 when it is too large. */
export async function readJsonValue(c: Context): Promise<unknown> {
  const bytes = await c.req.arrayBuffer();
  if (bytes.byteLength > limits.body_bytes)
    throw tooLarge(`A request holds at most ${limits.body_bytes} bytes.`);
  return parseJson(bytes);
}

/** Reads a request's body as a JSON object. Throws as `readJsonValue`, and 400 for anything else. */
export async function readJsonObject(c: Context): Promise<JsonObject> {
  const value = await readJsonValue(c);
  if (!isObject(value)) throw badRequest("Request body must be a JSON object");
  return value;
}

/** Throws 415 unless the request says that it is JSON. */
export function requireJsonType(c: Context): void {
  const [type = ""] = (c.req.header("Content-Type") ?? "").split(";");
  if (type.trim().toLowerCase() !== "application/json")
    throw badContentType("Content-Type must be application/json");
}

/** The JSON object of a POST, which has to say that it is JSON. */
export async function readPosted(c: Context): Promise<JsonObject> {
  requireJsonType(c);
  return await readJsonObject(c);
}

/** A list from a request, of at most `limits.batch_documents`. */
export function boundedList(value: unknown, name: string): unknown[] {
  if (!Array.isArray(value)) throw badRequest(`\`${name}\` parameter must be an array.`);
  if (value.length > limits.batch_documents)
    throw tooLarge(`\`${name}\` holds at most ${limits.batch_documents} items.`);
  return value;
}

/** A whole number from the query, or `absent`; 400 when it is anything else. */
export function wholeNumber(c: Context, name: string, absent: number): number {
  const text = c.req.query(name);
  if (text === undefined) return absent;
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    throw badRequest(`The ${name} parameter should be a non-negative integer`);
  return value;
}

/** Whether a parameter of a document or a feed says `true`; CouchDB takes anything else as no. */
export function says(c: Context, name: string): boolean {
  return c.req.query(name) === "true";
}

/** A boolean of the query or of a posted query; 400 when it is neither `true` nor `false`. */
export function booleanOf(value: unknown, absent: boolean): boolean {
  if (value === undefined) return absent;
  const text = String(value).toLowerCase();
  if (text === "true") return true;
  if (text === "false") return false;
  throw badQuery(`Invalid boolean parameter: ${JSON.stringify(value)}`);
}

/** A JSON text from the query; 400 when it is none. */
export function parseParameter(text: string): unknown {
  return parseJson(new TextEncoder().encode(text));
}
