import type { Context, Handler } from "hono";
import { readDocuments } from "../ledger/document_store.ts";
import type { Outcome } from "../ledger/incoming.ts";
import { documentId, locationOf, namedRev, revOf, writableId } from "./address.ts";
import { isObject, type JsonObject, parseJson, readJsonValue, requireJsonType } from "./body.ts";
import type { CouchEnv } from "./context.ts";
import { MalformedDocument, problemOfId, readIncoming } from "./documents.ts";
import { badRequest, conflict, CouchError, notFound } from "./errors.ts";
import { bytesOf, stubsOf, takeFiles } from "./files.ts";
import { localName, storeLocal } from "./local.ts";
import { readRelated } from "./multipart.ts";
import { newRecordIdForPost } from "./new_id.ts";
import { oneRev, readRevs } from "./revisions.ts";

/** How a write is meant, where it is not an ordinary edit. */
interface Manner {
  /** False: a revision that another replica made. */
  new_edits?: boolean;
  /** Status of success; 200 for a deletion, else 201, unless told. */
  status?: 200 | 201;
  /** What `Location` names below the database; the document unless told. */
  location?: string[];
  /** Whether the writer does not want to be told the revision: `batch=ok`. */
  batch?: boolean;
}

const isBatch = (c: Context) => c.req.query("batch") === "ok";

function answerOne(
  c: Context<CouchEnv>,
  outcome: Outcome,
  status: 200 | 201,
  { location = [outcome.id], batch = false }: Manner,
): Response {
  if (!outcome.ok) {
    if (outcome.error === "conflict") throw conflict();
    throw new CouchError(outcome.error === "forbidden" ? 403 : 401, outcome.error, outcome.reason);
  }
  if (batch) return c.json({ ok: true, id: outcome.id }, 202);
  c.header("ETag", `"${outcome.rev}"`);
  if (c.req.method !== "DELETE") c.header("Location", locationOf(c, ...location));
  return c.json({ ok: true, id: outcome.id, rev: outcome.rev }, status);
}

/** Takes one document in, and answers as CouchDB does. */
export async function writeOne(
  c: Context<CouchEnv>,
  value: unknown,
  manner: Manner = {},
): Promise<Response> {
  const { new_edits = true } = manner;
  const target = c.get("target");
  const name = isObject(value) ? localName(value["_id"]) : undefined;
  if (name !== undefined) {
    const stored = await storeLocal(target, name, value as JsonObject);
    c.header("Location", locationOf(c, stored.id));
    return c.json(stored, stored.rev === "0-0" ? 200 : 201);
  }
  try {
    const incoming = readIncoming(value, new_edits);
    const [taken] = await takeFiles(target, [incoming]);
    if (taken instanceof MalformedDocument) throw taken;
    const [outcome] = await target.push([taken!]);
    const success = manner.status ?? (incoming.deleted ? 200 : 201);
    return answerOne(c, outcome!, success, manner);
  } catch (error) {
    if (error instanceof MalformedDocument) throw error.asAnswer();
    throw error;
  }
}

/** A document from a request: JSON, or `multipart/related` with its files. */
async function readDocument(c: Context): Promise<unknown> {
  const type = c.req.header("Content-Type") ?? "";
  if (!type.toLowerCase().startsWith("multipart/related")) return await readJsonValue(c);
  return readRelated(type, new Uint8Array(await c.req.arrayBuffer()));
}

/** `PUT /db/<logbook>/<id>`: a new revision; 409 when `_rev` is stale. */
export const putDocument: Handler<CouchEnv> = async (c) => {
  const id = writableId(c);
  const body = await readDocument(c);
  if (!isObject(body)) throw badRequest("Document must be a JSON object");
  const asked = c.req.query("rev");
  if (asked !== undefined && body["_rev"] !== undefined && body["_rev"] !== revOf(asked))
    throw badRequest("Document rev from request body and query string have different values");
  const named = namedRev(c);
  if (named !== undefined && body["_rev"] !== undefined && body["_rev"] !== named)
    throw badRequest("Document rev and etag have different values");
  const rev = body["_rev"] ?? named;
  const document = { ...body, _id: id, ...(rev === undefined ? {} : { _rev: rev }) };
  return await writeOne(c, document, {
    new_edits: c.req.query("new_edits") !== "false",
    batch: isBatch(c),
  });
};

/** `POST /db/<logbook>`: a document that names its id, or is given one. */
export const postDocument: Handler<CouchEnv> = async (c) => {
  requireJsonType(c);
  const document = newRecordIdForPost(parseJson(await c.req.arrayBuffer()), true);
  return await writeOne(c, document, { batch: isBatch(c) });
};

/** `DELETE /db/<logbook>/<id>?rev=`. */
export const deleteDocument: Handler<CouchEnv> = async (c) => {
  const rev = namedRev(c);
  const { logbook_id, read } = c.get("target");
  const id = documentId(c);
  const stored = (await read((tx) => readDocuments(tx, logbook_id, [id]))).get(id);
  if (stored === undefined) throw notFound();
  if (stored.is_deleted) throw notFound("deleted");
  return await writeOne(c, {
    _id: id,
    _deleted: true,
    ...(rev === undefined ? {} : { _rev: rev }),
  });
};

/** Where a copy goes: an id, percent-encoded, perhaps with the revision that it replaces. */
function destinationOf(c: Context): { id: string; rev: string | undefined } {
  const text = c.req.header("Destination");
  if (text === undefined) throw badRequest("Destination header is mandatory for COPY.");
  if (/^https?:\/\//i.test(text)) throw badRequest("Destination URL must be relative.");
  const mark = text.indexOf("?");
  const [path, query] = mark < 0 ? [text, ""] : [text.slice(0, mark), text.slice(mark + 1)];
  let id: string;
  try {
    id = decodeURIComponent(path);
  } catch {
    throw badRequest("Destination is not a percent-encoded id.");
  }
  const wrong = problemOfId(id);
  if (wrong !== undefined) throw new CouchError(400, "illegal_docid", wrong);
  const rev = new URLSearchParams(query).get("rev") ?? c.req.header("If-Match");
  return { id, rev: rev === undefined ? undefined : revOf(rev.replaceAll('"', "")) };
}

/** `COPY /db/<logbook>/<id>`, `Destination: <id>[?rev=]`: the same content under another id. */
export const copyDocument: Handler<CouchEnv> = async (c) => {
  const { id, rev } = destinationOf(c);
  const asked = c.req.query("rev");
  const from = asked === undefined ? undefined : revOf(asked);
  const found = await readRevs(c.get("target"), documentId(c), (tree) => oneRev(tree, from, false));
  const revision = found?.revisions[0];
  if (revision === undefined) throw notFound();
  if (revision.is_deleted && from === undefined) throw notFound("deleted");
  const { _id, _attachments, ...fields } = revision.body;
  const copied: Record<string, unknown> = { ...fields, _id: id };
  if (rev !== undefined) copied["_rev"] = rev;
  const stubs = Object.entries(stubsOf(revision.body));
  const files = stubs.map(async ([name, stub]) => {
    const data = await bytesOf(c.get("target"), stub);
    return [name, { content_type: stub.content_type, data }];
  });
  if (files.length > 0) copied["_attachments"] = Object.fromEntries(await Promise.all(files));
  return await writeOne(c, copied);
};
