import type { Context, Handler } from "hono";
import { limits } from "../../shared/limits.ts";
import type { Values } from "../../shared/merge.ts";
import { readTree } from "../../shared/rev_tree.ts";
import {
  countIds,
  type IdRange,
  readDocuments,
  readIds,
  readRevisions,
  readState,
  type StoredDocument,
} from "../ledger/document_store.ts";
import type { Queryable } from "../postgres/database.ts";
import { booleanOf, boundedList, isObject, parseParameter, readPosted } from "./body.ts";
import type { CouchEnv, Target } from "./context.ts";
import { wireDocument } from "./documents.ts";
import { badQuery, badRequest, tooLarge } from "./errors.ts";
import { withData } from "./files.ts";

interface Row {
  id?: string;
  key: unknown;
  value?: { rev: string; deleted?: true };
  error?: "not_found";
  doc?: Values | null;
}

/** A request for documents by id, read. */
interface Query {
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

function countOf(value: unknown, absent: number): number {
  if (value === undefined) return absent;
  const count = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
  if (!Number.isSafeInteger(count))
    throw badQuery(`Invalid value for integer: ${JSON.stringify(value)}`);
  if ((count as number) < 0)
    throw badQuery(`Invalid value for positive integer: ${JSON.stringify(value)}`);
  return count as number;
}

function readQuery(given: Record<string, unknown>): Query {
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
  };
}

/** Keys that are no text sort around the ids, in CouchDB's order: lists and objects after all. */
const isAfterAll = (key: unknown) => typeof key === "object" && key !== null;
const isBeforeAll = (key: unknown) =>
  key !== undefined && typeof key !== "string" && !isAfterAll(key);

/** The ids between two keys; undefined when there can be none. */
function rangeOf({ start, end, descending, inclusive_end }: Query): IdRange | undefined {
  const [low, high] = descending ? [end, start] : [start, end];
  if (isAfterAll(low) || isBeforeAll(high)) return undefined;
  return {
    ...(typeof low === "string" ? { from: low } : {}),
    ...(typeof high === "string" ? { to: high } : {}),
    with_to: descending || inclusive_end,
  };
}

async function byRange(
  tx: Queryable,
  logbook: string,
  query: Query,
): Promise<{ offset: number; found: StoredDocument[] }> {
  const { descending, inclusive_end, skip, limit, start, end } = query;
  const range = rangeOf(query);
  if (range === undefined) return { offset: 0, found: [] };
  const found = await readIds(tx, logbook, range, {
    descending,
    skip,
    // One more than may be answered, to see whether there are more.
    limit: Math.min(limit, limits.all_docs_rows + 1),
  });
  if (found.length > limits.all_docs_rows)
    throw tooLarge(
      `An answer holds at most ${limits.all_docs_rows} rows: ask with limit and startkey.`,
    );
  const before =
    typeof start === "string"
      ? await countIds(tx, logbook, start, descending ? "after" : "before")
      : 0;
  return {
    offset: before + skip,
    found: descending && !inclusive_end ? found.filter((row) => row.id !== end) : found,
  };
}

function rowOf(
  document: StoredDocument | undefined,
  key: unknown,
  bodies: Bodies,
  query: Query,
): Row {
  if (document === undefined) return { key, error: "not_found" };
  const { id, winning_rev: rev, is_deleted } = document;
  const row: Row = { id, key, value: is_deleted ? { rev, deleted: true } : { rev } };
  if (!query.include_docs) return row;
  const body = bodies.get(id);
  if (is_deleted || body === undefined) return { ...row, doc: null };
  const { conflicts } = query;
  return {
    ...row,
    doc: wireDocument(id, rev, false, body, readTree(document.tree), { conflicts }),
  };
}

type Bodies = ReadonlyMap<string, Values>;

async function readBodies(tx: Queryable, logbook: string, documents: StoredDocument[]) {
  const wanted = documents.map(({ id, winning_rev: rev }) => ({ id, rev }));
  const rows = await readRevisions(tx, logbook, wanted);
  return new Map(rows.map((row) => [row.document_id, row.body]));
}

async function readKeys(tx: Queryable, logbook: string, keys: readonly unknown[], query: Query) {
  const { descending, skip, limit } = query;
  const shown = (descending ? keys.toReversed() : keys).slice(skip, skip + limit);
  const ids = shown.filter((key) => typeof key === "string");
  const stored = await readDocuments(tx, logbook, ids);
  return shown.map((key) => ({ key, document: stored.get(key as string) }));
}

/** One answer: by ids, or by range of ids. */
async function answer(target: Target, query: Query): Promise<Record<string, unknown>> {
  const { logbook_id, read } = target;
  const page = await read(async (tx) => {
    const state = await readState(tx, logbook_id);
    const range = query.keys === undefined ? await byRange(tx, logbook_id, query) : undefined;
    const entries =
      range?.found.map((document) => ({ key: document.id as unknown, document })) ??
      (await readKeys(tx, logbook_id, query.keys!, query));
    const documents = entries.flatMap(({ document }) => document ?? []);
    const bodies = query.include_docs ? await readBodies(tx, logbook_id, documents) : new Map();
    return {
      total_rows: state?.doc_count ?? 0,
      offset: range?.offset ?? null,
      ...(query.update_seq ? { update_seq: state?.seq ?? 0 } : {}),
      rows: entries.map(({ key, document }) => rowOf(document, key, bodies, query)),
    };
  });
  if (query.attachments)
    for (const row of page.rows) if (row.doc) row.doc = await withData(target, row.doc as never);
  return page;
}

/** `GET` or `POST /db/<logbook>/_all_docs`: by id, by keys, or by range of ids. */
export const allDocs: Handler<CouchEnv> = async (c) => {
  const posted = c.req.method === "POST" ? await readPosted(c) : {};
  return c.json(await answer(c.get("target"), readQuery({ ...queryOfAddress(c), ...posted })));
};

/** `POST /db/<logbook>/_all_docs/queries`: several of them in one request. */
export const allDocsQueries: Handler<CouchEnv> = async (c) => {
  const { queries } = await readPosted(c);
  if (queries === undefined) throw badRequest("POST body must include `queries` parameter.");
  const results: unknown[] = [];
  for (const query of boundedList(queries, "queries")) {
    if (!isObject(query)) throw badRequest("A query must be a JSON object.");
    results.push(await answer(c.get("target"), readQuery(query)));
  }
  return c.json({ results });
};

/** `GET` or `POST /db/<logbook>/_design_docs`: the documents whose ids begin so. */
export const designDocs: Handler<CouchEnv> = async (c) => {
  const posted = c.req.method === "POST" ? await readPosted(c) : {};
  const query = readQuery({ ...queryOfAddress(c), ...posted });
  if (query.keys === undefined) {
    const [low, high] = query.descending
      ? (["end", "start"] as const)
      : (["start", "end"] as const);
    query[low] ??= "_design/";
    query[high] ??= "_design0";
  }
  return c.json(await answer(c.get("target"), query));
};
