import type { Context, Handler } from "hono";
import { generationOf, leavesOf, readTree, type RevTree } from "../../shared/rev_tree.ts";
import { readDocuments, readRevisions, type StoredRevision } from "../ledger/document_store.ts";
import type { Outcome } from "../ledger/incoming.ts";
import { flag, jsonParameter, readJsonObject } from "./body.ts";
import { takeFiles, withData } from "./files.ts";
import { wantedRevs } from "./bulk_get.ts";
import type { CouchEnv, Target } from "./context.ts";
import { type Details, MalformedDocument, readIncoming, wireDocument } from "./documents.ts";
import { badRequest, conflict, CouchError, notFound } from "./errors.ts";
import { newRecordIdForPost } from "./new_id.ts";

/** The document that a request names. */
export function documentId(c: Context): string {
  return c.req.param("id") ?? "";
}

/** The revision that a request names: `?rev=`, or `If-Match`. */
export function namedRev(c: Context): string | undefined {
  const rev = c.req.query("rev") ?? c.req.header("If-Match")?.replaceAll('"', "");
  if (rev !== undefined && generationOf(rev) === undefined) throw badRequest("Invalid rev format");
  return rev;
}

/** The tree of a document, with the revisions that `choose` picks from it. */
export async function readRevs(
  target: Target,
  id: string,
  choose: (tree: RevTree) => string[],
): Promise<{ tree: RevTree; revisions: Map<string, StoredRevision> } | undefined> {
  return await target.read(async (tx) => {
    const stored = (await readDocuments(tx, target.logbook_id, [id])).get(id);
    if (stored === undefined) return undefined;
    const tree = readTree(stored.tree);
    const revisions = await readRevisions(
      tx,
      target.logbook_id,
      choose(tree).map((rev) => ({ id, rev })),
    );
    return { tree, revisions: new Map(revisions.map((revision) => [revision.rev, revision])) };
  });
}

async function getOpenRevs(c: Context<CouchEnv>, id: string, details: Details): Promise<Response> {
  const text = c.req.query("open_revs");
  const asked = text === "all" ? "all" : jsonParameter(c, "open_revs");
  if (asked !== "all" && !(Array.isArray(asked) && asked.every((rev) => typeof rev === "string")))
    throw badRequest("open_revs is `all` or a JSON array of revisions.");
  const latest = flag(c, "latest");
  const found = await readRevs(c.get("target"), id, (tree) =>
    asked === "all"
      ? leavesOf(tree)
      : asked.flatMap((rev: string) => wantedRevs(tree, rev, latest)),
  );
  if (found === undefined && asked === "all") throw notFound();
  const { tree, revisions } = found ?? { tree: new Map(), revisions: new Map() };
  const ok = [...revisions.values()].map((revision: StoredRevision) => ({
    ok: wireDocument(id, revision.rev, revision.is_deleted, revision.body, tree, details),
  }));
  const missing = asked === "all" ? [] : asked.filter((rev: string) => !tree.has(rev));
  return c.json([...ok, ...missing.map((rev: string) => ({ missing: rev }))]);
}

/** `GET /db/<logbook>/<id>`, with `rev`, `revs`, `revs_info`, `open_revs`, `latest`, `conflicts`. */
export const getDocument: Handler<CouchEnv> = async (c) => {
  const id = documentId(c);
  const details: Details = {
    revs: flag(c, "revs") || flag(c, "meta"),
    revs_info: flag(c, "revs_info") || flag(c, "meta"),
    conflicts: flag(c, "conflicts") || flag(c, "meta"),
  };
  if (c.req.query("open_revs") !== undefined) return await getOpenRevs(c, id, details);
  const asked = namedRev(c);
  const latest = flag(c, "latest");
  const found = await readRevs(c.get("target"), id, (tree) =>
    wantedRevs(tree, asked, latest).slice(0, 1),
  );
  const revision = found === undefined ? undefined : [...found.revisions.values()][0];
  if (found === undefined || revision === undefined) throw notFound();
  if (revision.is_deleted && asked === undefined) throw notFound("deleted");
  c.header("ETag", `"${revision.rev}"`);
  const document = wireDocument(
    id,
    revision.rev,
    revision.is_deleted,
    revision.body,
    found.tree,
    details,
  );
  return c.json(flag(c, "attachments") ? await withData(c.get("target"), document) : document);
};

/** The answer to one write, as CouchDB gives it. */
export function answerOne(c: Context, outcome: Outcome, status: 200 | 201): Response {
  if (outcome.ok) {
    c.header("ETag", `"${outcome.rev}"`);
    return c.json({ ok: true, id: outcome.id, rev: outcome.rev }, status);
  }
  if (outcome.error === "conflict") throw conflict();
  throw new CouchError(403, "forbidden", outcome.reason);
}

async function writeOne(
  c: Context<CouchEnv>,
  value: unknown,
  new_edits: boolean,
  status: 200 | 201,
): Promise<Response> {
  try {
    const target = c.get("target");
    const [taken] = await takeFiles(target, [readIncoming(value, new_edits)]);
    if (taken instanceof MalformedDocument) throw taken;
    const [outcome] = await target.push([taken!]);
    return answerOne(c, outcome!, status);
  } catch (error) {
    if (error instanceof MalformedDocument) throw badRequest(error.message);
    throw error;
  }
}

/** `PUT /db/<logbook>/<id>`: a new revision; 409 when `_rev` is stale. */
export const putDocument: Handler<CouchEnv> = async (c) => {
  const body = await readJsonObject(c);
  const id = documentId(c);
  if (body["_id"] !== undefined && body["_id"] !== id)
    throw badRequest("Document ID in the body does not match the one in the URL.");
  const named = namedRev(c);
  if (named !== undefined && body["_rev"] !== undefined && body["_rev"] !== named)
    throw badRequest("Document rev from request body and query string have different values");
  const rev = named ?? body["_rev"];
  const document = { ...body, _id: id, ...(rev === undefined ? {} : { _rev: rev }) };
  return await writeOne(c, document, c.req.query("new_edits") !== "false", 201);
};

/** `POST /db/<logbook>`: a document that names its id, or is given one. */
export const postDocument: Handler<CouchEnv> = async (c) =>
  await writeOne(c, newRecordIdForPost(await readJsonObject(c), true), true, 201);

/** `DELETE /db/<logbook>/<id>?rev=`. */
export const deleteDocument: Handler<CouchEnv> = async (c) => {
  const rev = namedRev(c);
  const { logbook_id, read } = c.get("target");
  const id = documentId(c);
  const stored = (await read((tx) => readDocuments(tx, logbook_id, [id]))).get(id);
  if (stored === undefined) throw notFound();
  if (stored.is_deleted) throw notFound("deleted");
  const document = { _id: id, _deleted: true, ...(rev === undefined ? {} : { _rev: rev }) };
  return await writeOne(c, document, true, 200);
};
