import type { Context, Handler } from "hono";
import { limits } from "../../shared/limits.ts";
import { readLocal, readLocals, removeLocal, writeLocal } from "../ledger/document_store.ts";
import { locationOf, revOf } from "./address.ts";
import { queriesOf, type Query, queryOf, rangeOf, withPrefix } from "./all_docs_query.ts";
import { readJsonObject } from "./body.ts";
import type { CouchEnv, Target } from "./context.ts";
import { problemOfId } from "./documents.ts";
import { badRequest, conflict, notFound, tooLarge } from "./errors.ts";

/** What `_local/<name>` names; undefined for the id of an ordinary document. */
export function localName(id: unknown): string | undefined {
  return typeof id === "string" && id.startsWith("_local/")
    ? id.slice("_local/".length)
    : undefined;
}

/** The name in the path: `_local/<name>`, or with the slash percent-encoded. */
function localId(c: Context): string {
  const id = localName(c.req.param("local")) ?? c.req.param("id") ?? "";
  if (id === "") throw badRequest("Invalid _local document id.");
  const wrong = problemOfId(`_local/${id}`);
  if (wrong !== undefined) throw badRequest(wrong);
  return id;
}

/** The number of a revision `0-N`; 0 when there is none. */
function revNumber(rev: unknown): number {
  if (rev === undefined) return 0;
  const match = typeof rev === "string" ? /^0-(\d{1,9})$/.exec(rev) : null;
  // A revision that another database gave is well formed, and stale here.
  if (match === null) return typeof rev === "string" && revOf(rev) ? -1 : wrongRev();
  return Number(match[1]);
}

function wrongRev(): never {
  throw badRequest("Invalid rev format");
}

function localDocument(id: string, rev: number, text: string) {
  const body = JSON.parse(text) as Record<string, unknown>;
  return { _id: `_local/${id}`, _rev: `0-${rev}`, ...body };
}

/** `GET /db/<logbook>/_local/<id>`: a replicator's checkpoint. */
export const getLocal: Handler<CouchEnv> = async (c) => {
  const { logbook_id, read } = c.get("target");
  const id = localId(c);
  const found = await read((tx) => readLocal(tx, logbook_id, id));
  if (found === undefined) throw notFound();
  return c.json(localDocument(id, found.rev, found.body));
};

/**
 * Writes a `_local` document; throws 409 when `_rev` is not the current one, 400 for a bad name, 413
 * for one that is too large or too many.
 */
export async function storeLocal(
  { logbook_id, write }: Target,
  id: string,
  document: Record<string, unknown>,
): Promise<{ ok: true; id: string; rev: string }> {
  const wrong = problemOfId(`_local/${id}`);
  if (wrong !== undefined) throw badRequest(wrong);
  const { _id, _rev, _revisions, _deleted, _attachments, ...body } = document;
  const current = revNumber(_rev);
  if (_deleted === true) {
    if (!(await write((tx) => removeLocal(tx, logbook_id, id, current)))) throw conflict();
    return { ok: true, id: `_local/${id}`, rev: "0-0" };
  }
  const text = JSON.stringify(body);
  if (Buffer.byteLength(text) > limits.local_document_bytes)
    throw tooLarge(`A _local document holds at most ${limits.local_document_bytes} bytes.`);
  const rev = await write((tx) => writeLocal(tx, logbook_id, id, current, text));
  if (rev === "stale") throw conflict();
  if (rev === "full")
    throw tooLarge(
      `You have ${limits.local_documents} _local documents here, which is the limit: ` +
        "delete those of replications that are over; _local_docs lists them.",
    );
  return { ok: true, id: `_local/${id}`, rev: `0-${rev}` };
}

/** `PUT /db/<logbook>/_local/<id>`. */
export const putLocal: Handler<CouchEnv> = async (c) => {
  const id = localId(c);
  const asked = c.req.query("rev");
  const body = await readJsonObject(c);
  const document = asked === undefined ? body : { ...body, _rev: asked };
  const stored = await storeLocal(c.get("target"), id, document);
  c.header("Location", locationOf(c, stored.id));
  return c.json(stored, 201);
};

/** `DELETE /db/<logbook>/_local/<id>?rev=0-N`: 404 when there is none, 409 for another revision. */
export const deleteLocal: Handler<CouchEnv> = async (c) => {
  const target = c.get("target");
  const id = localId(c);
  const found = await target.read((tx) => readLocal(tx, target.logbook_id, id));
  if (found === undefined) throw notFound();
  const asked = c.req.query("rev");
  return c.json(
    await storeLocal(target, id, { _deleted: true, ...(asked ? { _rev: asked } : {}) }),
  );
};

/** `/db/<logbook>/_local/<id>/<name>`. */
export const noLocalFiles: Handler<CouchEnv> = () => {
  throw badRequest("_local documents do not accept attachments.");
};

/** `/db/<logbook>/_local`: names no document. */
export const noLocalId: Handler<CouchEnv> = () => {
  throw badRequest("Invalid _local document id.");
};

interface LocalRow {
  id: string;
  rev: number;
  body: string;
}

/** The rows that a query means: by keys, or by range. */
function chosen(found: LocalRow[], query: Query): { key: unknown; row: LocalRow | undefined }[] {
  if (query.keys !== undefined) {
    const byId = new Map(found.map((row) => [`_local/${row.id}`, row]));
    return query.keys.map((key) => ({ key, row: byId.get(key as string) }));
  }
  const range = rangeOf(query);
  if (range === undefined) return [];
  const [from, to] = [
    bytesOf(range.from ?? ""),
    range.to === undefined ? undefined : bytesOf(range.to),
  ];
  const isIn = (id: string) => {
    const bytes = bytesOf(id);
    if (bytes < from) return false;
    return to === undefined || bytes < to || (range.with_to && bytes === to);
  };
  return found
    .map((row) => ({ key: `_local/${row.id}`, row }))
    .filter(({ key }) => isIn(key) && (query.inclusive_end || key !== query.end));
}

/** One character a byte of UTF-8, so that texts compare as their bytes do. */
const bytesOf = (text: string) => Buffer.from(text).toString("latin1");

async function answerLocal({ logbook_id, read }: Target, asked: Query): Promise<object> {
  const query = withPrefix(asked, "_local/");
  const { descending, skip, limit, include_docs } = query;
  const rows = chosen(await read((tx) => readLocals(tx, logbook_id)), query);
  const shown = (descending ? rows.toReversed() : rows).slice(skip, skip + limit);
  return {
    total_rows: null,
    offset: null,
    rows: shown.map(({ key, row }) => {
      if (row === undefined) return { key, error: "not_found" };
      const value = { rev: `0-${row.rev}` };
      const doc = include_docs ? { doc: localDocument(row.id, row.rev, row.body) } : {};
      return { id: key, key, value, ...doc };
    }),
  };
}

/** `GET` or `POST /db/<logbook>/_local_docs`: what does not replicate, by id. */
export const localDocs = queryOf(answerLocal);
/** `POST /db/<logbook>/_local_docs/queries`. */
export const localDocsQueries = queriesOf(answerLocal);
