/** What a request asks of a list of documents: `_all_docs`, `_design_docs`, `_local_docs`. */
import type { Context } from "hono";
import type { IdRange } from "../ledger/document_store.ts";
import { booleanOf, boundedList, parseParameter, readPosted } from "./body.ts";
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
  const key = given["key"];
  const start = key ?? given["startkey"] ?? given["start_key"];
  const end = key ?? given["endkey"] ?? given["end_key"];
  if (given["keys"] !== undefined && (start !== undefined || end !== undefined))
    throw badQuery("`keys` is incompatible with `key`, `start_key` and `end_key`");
  if (given["keys"] !== undefined && !Array.isArray(given["keys"]))
    throw badRequest("`keys` parameter must be an array.");
  return {
    keys: given["keys"] === undefined ? undefined : boundedList(given["keys"], "keys"),
    start,
    end,
    inclusive_end: key !== undefined || booleanOf(given["inclusive_end"], true),
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

/** Keys that are no text sort around the ids, in CouchDB's order: lists and objects after all. */
const isAfterAll = (key: unknown) => typeof key === "object" && key !== null;
const isBeforeAll = (key: unknown) =>
  key !== undefined && typeof key !== "string" && !isAfterAll(key);

/** The ids between two keys; undefined when there can be none. */
export function rangeOf({ start, end, descending, inclusive_end }: Query): IdRange | undefined {
  const [low, high] = descending ? [end, start] : [start, end];
  if (isAfterAll(low) || isBeforeAll(high)) return undefined;
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
