/** What a request asks of a list of documents: `_all_docs`, `_design_docs`, `_local_docs`. */
import type { Context, Handler } from "hono";
import type { IdRange } from "../ledger/document_store.ts";
import { booleanOf, boundedList, isObject, parseParameter, readPosted } from "./body.ts";
import type { CouchEnv, Target } from "./context.ts";
import { badQuery, badRequest } from "./errors.ts";

/** A request for documents by id, read. */
export interface Query {
  keys: unknown[] | undefined;
  start: unknown;
  end: unknown;
  inclusive_end: boolean;
  descending: boolean;
  limit: number;
  skip: number;
  include_docs: boolean;
  conflicts: boolean;
  attachments: boolean;
  update_seq: boolean;
  /** All that was asked, by name, for what a view adds to it. */
  given: Record<string, unknown>;
}

const jsonNames = ["key", "keys", "startkey", "start_key", "endkey", "end_key"];

/** The query of an address as a posted one: what is JSON there is JSON here. */
function queryOfAddress(c: Context): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(c.req.query()).map(([name, text]) => [
      name,
      jsonNames.includes(name) ? parseParameter(text) : text,
    ]),
  );
}

/** A whole number of a query, or `absent`. Throws 400. */
export function countOf(value: unknown, absent: number): number {
  if (value === undefined) return absent;
  const count = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
  if (!Number.isSafeInteger(count))
    throw badQuery(`Invalid value for integer: ${JSON.stringify(value)}`);
  if ((count as number) < 0)
    throw badQuery(`Invalid value for positive integer: ${JSON.stringify(value)}`);
  return count as number;
}

/** Reads a query. Throws 400 for a parameter that is not what it should be. */
export function readQuery(given: Record<string, unknown>): Query {
  const named = (...names: string[]) =>
    given[names.find((name) => given[name] !== undefined) ?? "key"];
  const [start, end] = [named("key", "startkey", "start_key"), named("key", "endkey", "end_key")];
  if (given["keys"] !== undefined && (start !== undefined || end !== undefined))
    throw badQuery("`keys` is incompatible with `key`, `start_key` and `end_key`");
  if (given["keys"] !== undefined && !Array.isArray(given["keys"]))
    throw badRequest("`keys` parameter must be an array.");
  return {
    keys: given["keys"] === undefined ? undefined : boundedList(given["keys"], "keys"),
    start,
    end,
    inclusive_end: given["key"] !== undefined || booleanOf(given["inclusive_end"], true),
    descending: booleanOf(given["descending"], false),
    limit: countOf(given["limit"], Infinity),
    skip: countOf(given["skip"], 0),
    include_docs: booleanOf(given["include_docs"], false),
    conflicts: booleanOf(given["conflicts"], false),
    attachments: booleanOf(given["attachments"], false),
    update_seq: booleanOf(given["update_seq"], false),
    given,
  };
}

/** The same query of ids that begin so alone; keys that do not are passed over. */
export function withPrefix(query: Query, prefix: string): Query {
  const { keys, descending, skip, limit } = query;
  if (keys !== undefined) {
    const shown = (descending ? keys.toReversed() : keys).slice(skip, skip + limit);
    const named = shown.filter((key) => typeof key === "string" && key.startsWith(prefix));
    return { ...query, keys: named, descending: false, skip: 0, limit: Infinity };
  }
  const [low, high] = descending ? (["end", "start"] as const) : (["start", "end"] as const);
  const after = prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
  return { ...query, [low]: query[low] ?? prefix, [high]: query[high] ?? after };
}

/** Keys that are no text come before every id, as CouchDB has them here (in views they do not). */
const isBeforeAll = (key: unknown) => key !== undefined && typeof key !== "string";

/** The ids between two keys; undefined when there can be none. */
export function rangeOf({ start, end, descending, inclusive_end }: Query): IdRange | undefined {
  const [low, high] = descending ? [end, start] : [start, end];
  if (isBeforeAll(high)) return undefined;
  return {
    ...(typeof low === "string" ? { from: low } : {}),
    ...(typeof high === "string" ? { to: high } : {}),
    with_to: descending || inclusive_end,
  };
}

/** Reads the query of a request; where address and body say different things, the address counts. */
export async function readQueryOf(c: Context): Promise<Query> {
  const posted = c.req.method === "POST" ? await readPosted(c) : {};
  const inBody = posted["keys"];
  if (inBody !== undefined && !Array.isArray(inBody))
    throw badRequest("`keys` body member must be an array.");
  return readQuery({ ...posted, ...queryOfAddress(c) });
}

/** Answers one query of a database. */
type Answering = (target: Target, query: Query) => Promise<object>;

/** The handler of a list: one query, of the address or posted. */
export function queryOf(answer: Answering): Handler<CouchEnv> {
  return async (c) => c.json(await answer(c.get("target"), await readQueryOf(c)));
}

/** The handler of several queries of a list in one request. */
export function queriesOf(answer: Answering): Handler<CouchEnv> {
  return async (c) => {
    const { queries } = await readPosted(c);
    if (queries === undefined) throw badRequest("POST body must include `queries` parameter.");
    const results: object[] = [];
    for (const query of boundedList(queries, "queries")) {
      if (!isObject(query)) throw badRequest("A query must be a JSON object.");
      results.push(await answer(c.get("target"), readQuery(query)));
    }
    return c.json({ results });
  };
}
