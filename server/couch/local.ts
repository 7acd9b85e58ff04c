import type { Context, Handler } from "hono";
import { limits } from "../../shared/limits.ts";
import { readLocal, readLocals, removeLocal, writeLocal } from "../ledger/document_store.ts";
import { revOf } from "./address.ts";
import { booleanOf, readJsonObject } from "./body.ts";
import type { CouchEnv, Target } from "./context.ts";
import { problemOfId } from "./documents.ts";
import { badRequest, conflict, notFound, tooLarge } from "./errors.ts";

function localId(c: Context): string {
  const id = c.req.param("id") ?? "";
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

/** Writes a `_local` document; throws 409 when `_rev` is not the current one. */
export async function storeLocal(
  { logbook_id, write }: Target,
  id: string,
  document: Record<string, unknown>,
): Promise<{ ok: true; id: string; rev: string }> {
  const { _id, _rev, _revisions, _deleted, _attachments, ...body } = document;
  const current = revNumber(_rev);
  if (_deleted === true) {
    if (!(await write((tx) => removeLocal(tx, logbook_id, id, current)))) throw conflict();
    return { ok: true, id: `_local/${id}`, rev: "0-0" };
  }
  const text = JSON.stringify(body);
  if (text.length > limits.document_bytes)
    throw tooLarge(`A _local document holds at most ${limits.document_bytes} bytes.`);
  const rev = await write((tx) => writeLocal(tx, logbook_id, id, current, text));
  if (rev === undefined) throw conflict();
  return { ok: true, id: `_local/${id}`, rev: `0-${rev}` };
}

/** `PUT /db/<logbook>/_local/<id>`. */
export const putLocal: Handler<CouchEnv> = async (c) => {
  const id = localId(c);
  const asked = c.req.query("rev");
  const body = await readJsonObject(c);
  const document = asked === undefined ? body : { ...body, _rev: asked };
  return c.json(await storeLocal(c.get("target"), id, document), 201);
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

/** `GET /db/<logbook>/_local_docs`: what does not replicate, by id. */
export const localDocs: Handler<CouchEnv> = async (c) => {
  const { logbook_id, read } = c.get("target");
  const include_docs = booleanOf(c.req.query("include_docs"), false);
  const found = await read((tx) => readLocals(tx, logbook_id));
  const rows = found.map(({ id, rev, body }) => ({
    id: `_local/${id}`,
    key: `_local/${id}`,
    value: { rev: `0-${rev}` },
    ...(include_docs ? { doc: localDocument(id, rev, body) } : {}),
  }));
  return c.json({ total_rows: null, offset: null, rows });
};
