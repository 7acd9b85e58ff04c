import type { Context, Handler } from "hono";
import { limits } from "../../shared/limits.ts";
import { readLocal, removeLocal, writeLocal } from "../ledger/document_store.ts";
import { readJsonObject } from "./body.ts";
import type { CouchEnv } from "./context.ts";
import { badRequest, conflict, notFound, tooLarge } from "./errors.ts";

function localId(c: Context): string {
  const id = c.req.param("id") ?? "";
  if (id === "" || id.length > limits.text_characters)
    throw badRequest("A _local id is too long or empty.");
  return id;
}

/** The number of a revision `0-N`; 0 when there is none. */
function revNumber(rev: unknown): number {
  if (rev === undefined) return 0;
  const match = typeof rev === "string" ? /^0-(\d{1,9})$/.exec(rev) : null;
  if (match === null) throw badRequest("Invalid rev format");
  return Number(match[1]);
}

/** `GET /db/<logbook>/_local/<id>`: a replicator's checkpoint. */
export const getLocal: Handler<CouchEnv> = async (c) => {
  const { logbook_id, read } = c.get("target");
  const id = localId(c);
  const found = await read((tx) => readLocal(tx, logbook_id, id));
  if (found === undefined) throw notFound();
  const body = JSON.parse(found.body) as Record<string, unknown>;
  return c.json({ ...body, _id: `_local/${id}`, _rev: `0-${found.rev}` });
};

/** `PUT /db/<logbook>/_local/<id>`: 409 when `_rev` is not the current one. */
export const putLocal: Handler<CouchEnv> = async (c) => {
  const { logbook_id, write } = c.get("target");
  const id = localId(c);
  const { _id, _rev, _revisions, ...body } = await readJsonObject(c);
  const text = JSON.stringify(body);
  if (text.length > limits.document_bytes)
    throw tooLarge(`A document holds at most ${limits.document_bytes} bytes.`);
  if (text.includes("\\u0000")) throw badRequest("A text holds a NUL.");
  const rev = await write((tx) => writeLocal(tx, logbook_id, id, revNumber(_rev), text));
  if (rev === undefined) throw conflict();
  return c.json({ ok: true, id: `_local/${id}`, rev: `0-${rev}` }, 201);
};

/** `DELETE /db/<logbook>/_local/<id>?rev=0-N`. */
export const deleteLocal: Handler<CouchEnv> = async (c) => {
  const { logbook_id, write } = c.get("target");
  const id = localId(c);
  const rev = revNumber(c.req.query("rev"));
  const removed = await write((tx) => removeLocal(tx, logbook_id, id, rev));
  if (!removed) throw notFound();
  return c.json({ ok: true, id: `_local/${id}`, rev: "0-0" });
};
