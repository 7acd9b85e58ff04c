import type { Context, Handler } from "hono";
import { limits } from "../../shared/limits.ts";
import type { Values } from "../../shared/merge.ts";
import { readTree } from "../../shared/rev_tree.ts";
import {
  readDocuments,
  readIds,
  readRevisions,
  readState,
  type StoredDocument,
} from "../ledger/document_store.ts";
import type { Queryable } from "../postgres/database.ts";
import { flag, jsonParameter, listOf, readJsonObject, wholeNumber } from "./body.ts";
import type { CouchEnv } from "./context.ts";
import { wireDocument } from "./documents.ts";
import { badRequest } from "./errors.ts";

type Row = Record<string, unknown>;

function keyText(value: unknown, name: string): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "string") throw badRequest(`${name} must be a JSON string.`);
  return value;
}

async function askedKeys(c: Context): Promise<string[] | undefined> {
  const body = c.req.method === "POST" ? await readJsonObject(c) : {};
  const keys = body["keys"] === undefined ? jsonParameter(c, "keys") : listOf(body, "keys");
  if (keys === undefined) return undefined;
  if (!Array.isArray(keys)) throw badRequest("`keys` must be an array.");
  return keys.map((key) => keyText(key, "Each of `keys`")!);
}

/** The documents of a key range; CouchDB's names for its ends, either spelling. */
async function byRange(c: Context, tx: Queryable, logbook: string): Promise<StoredDocument[]> {
  const descending = flag(c, "descending");
  const key = keyText(jsonParameter(c, "key"), "key");
  const start = key ?? keyText(jsonParameter(c, "startkey", "start_key"), "startkey");
  const end = key ?? keyText(jsonParameter(c, "endkey", "end_key"), "endkey");
  const inclusive = c.req.query("inclusive_end") !== "false";
  const [from, to] = descending ? [end, start] : [start, end];
  const rows = await readIds(tx, logbook, {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    after_to: descending || inclusive,
    limit: wholeNumber(c, "limit", limits.changes_rows),
    skip: wholeNumber(c, "skip", 0),
    descending,
  });
  return descending && !inclusive ? rows.filter((row) => row.id !== end) : rows;
}

function rowOf(
  document: StoredDocument | undefined,
  key: string,
  bodies?: Map<string, Values>,
): Row {
  if (document === undefined) return { key, error: "not_found" };
  const { id, winning_rev: rev, is_deleted } = document;
  const value = is_deleted ? { rev, deleted: true } : { rev };
  if (bodies === undefined) return { id, key, value };
  const body = bodies.get(id);
  const doc =
    is_deleted || body === undefined
      ? null
      : wireDocument(id, rev, false, body, readTree(document.tree));
  return { id, key, value, doc };
}

/** `GET` or `POST /db/<logbook>/_all_docs`: by id, by keys, or by range of ids. */
export const allDocs: Handler<CouchEnv> = async (c) => {
  const keys = await askedKeys(c);
  const include = flag(c, "include_docs");
  const { logbook_id, read } = c.get("target");
  return await read(async (tx) => {
    const state = await readState(tx, logbook_id);
    const stored = keys === undefined ? undefined : await readDocuments(tx, logbook_id, keys);
    const documents: [string, StoredDocument | undefined][] =
      keys === undefined
        ? (await byRange(c, tx, logbook_id)).map((document) => [document.id, document])
        : keys.map((key) => [key, stored!.get(key)]);
    const wanted = documents.flatMap(([, d]) =>
      d === undefined ? [] : [{ id: d.id, rev: d.winning_rev }],
    );
    const bodies = include
      ? new Map((await readRevisions(tx, logbook_id, wanted)).map((r) => [r.document_id, r.body]))
      : undefined;
    return c.json({
      total_rows: state?.doc_count ?? 0,
      offset: keys === undefined ? wholeNumber(c, "skip", 0) : null,
      rows: documents.map(([key, document]) => rowOf(document, key, bodies)),
    });
  });
};
