import { limits } from "../../shared/limits.ts";
import type { Values } from "../../shared/merge.ts";
import { readTree } from "../../shared/rev_tree.ts";
import {
  countIds,
  readDocuments,
  readIds,
  readRevisions,
  readState,
  type StoredDocument,
} from "../ledger/document_store.ts";
import type { Queryable } from "../postgres/database.ts";
import { queriesOf, type Query, queryOf, rangeOf, withPrefix } from "./all_docs_query.ts";
import type { Target } from "./context.ts";
import { wireDocument } from "./documents.ts";
import { tooLarge } from "./errors.ts";
import { withData } from "./files.ts";

interface Row {
  id?: string;
  key: unknown;
  value?: { rev: string; deleted?: true };
  error?: "not_found";
  doc?: Values | null;
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
    const total_rows = state?.doc_count ?? 0;
    return {
      total_rows,
      offset: range === undefined ? null : Math.min(range.offset, total_rows),
      ...(query.update_seq ? { update_seq: state?.seq ?? 0 } : {}),
      rows: entries.map(({ key, document }) => rowOf(document, key, bodies, query)),
    };
  });
  if (query.attachments)
    for (const row of page.rows) if (row.doc) row.doc = await withData(target, row.doc as never);
  return page;
}

const designPrefix = "_design/";

/** The answer of design documents alone, counted by themselves. */
async function answerDesign(target: Target, query: Query): Promise<Record<string, unknown>> {
  const { logbook_id, read } = target;
  const [before, after] = await read(async (tx) => [
    await countIds(tx, logbook_id, designPrefix, "before"),
    await countIds(tx, logbook_id, designPrefix.replace("/", "0"), "after"),
  ]);
  const page = await answer(target, withPrefix(query, designPrefix));
  const { total_rows, offset } = page as { total_rows: number; offset: number | null };
  return {
    ...page,
    total_rows: total_rows - before! - after!,
    offset: offset === null ? null : offset - (query.descending ? after! : before!),
  };
}

/** `GET` or `POST /db/<logbook>/_all_docs`: by id, by keys, or by range of ids. */
export const allDocs = queryOf(answer);
/** `POST /db/<logbook>/_all_docs/queries`: several of them in one request. */
export const allDocsQueries = queriesOf(answer);
/** `GET` or `POST /db/<logbook>/_design_docs`: the documents whose ids begin so. */
export const designDocs = queryOf(answerDesign);
/** `POST /db/<logbook>/_design_docs/queries`. */
export const designDocsQueries = queriesOf(answerDesign);
