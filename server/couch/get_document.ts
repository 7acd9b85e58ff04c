import type { Context, Handler } from "hono";
import { leavesOf } from "../../shared/rev_tree.ts";
import type { StoredRevision } from "../ledger/document_store.ts";
import { accepts, documentId, hasAlready, readableRev, revsOf } from "./address.ts";
import { parseParameter, says } from "./body.ts";
import type { CouchEnv, Target } from "./context.ts";
import { type Details, type WireDocument, wireDocument } from "./documents.ts";
import { notFound } from "./errors.ts";
import { bytesOfText, type Part, relatedBody, relatedPart, sendMixed } from "./multipart.ts";
import { newerThan, withData, withFiles } from "./files.ts";
import { withEncodings } from "./packed_files.ts";
import { type Found, oneRev, readRevs, wantedRevs } from "./revisions.ts";

/** What a reader asks to be told, and of which attachments the data. */
interface Wish {
  details: (found: Found) => Details;
  with_available: boolean;
  /** Whether an answer with its details changes while its revision does not. */
  has_meta: boolean;
  attachments: boolean;
  /** Whether files say how they are packed. */
  encodings: boolean;
  /** Revisions that the reader has: of files that these had too, the stub is enough. */
  atts_since: string[];
}

function wishOf(c: Context): Wish {
  const meta = says(c, "meta");
  const with_available = meta || says(c, "revs_info");
  const [conflicts, deleted_conflicts] = [
    meta || says(c, "conflicts"),
    meta || says(c, "deleted_conflicts"),
  ];
  const local_seq = says(c, "local_seq");
  const since = c.req.query("atts_since");
  const atts_since = since === undefined ? [] : revsOf(parseParameter(since));
  return {
    details: ({ available, stored }) => ({
      revs: says(c, "revs"),
      available,
      conflicts,
      deleted_conflicts,
      local_seq: local_seq ? stored.seq : undefined,
    }),
    with_available,
    has_meta: with_available || conflicts || deleted_conflicts || local_seq,
    attachments: says(c, "attachments") || since !== undefined,
    encodings: says(c, "att_encoding_info"),
    atts_since,
  };
}

function documentOf(
  found: Found,
  { document_id, rev, is_deleted, body }: StoredRevision,
  wish: Wish,
) {
  return wireDocument(document_id, rev, is_deleted, body, found.tree, wish.details(found));
}

/** The document as it is answered in JSON. */
async function asJson(target: Target, document: WireDocument, wish: Wish, found: Found) {
  const told = wish.encodings ? await withEncodings(target, document) : document;
  const isNewer = newerThan(found.tree, document._rev, wish.atts_since);
  return wish.attachments ? await withData(target, told, isNewer) : told;
}

/** A part of `multipart/mixed`: the document, with its files behind it when it has any. */
async function partOf(target: Target, document: WireDocument, wish: Wish, found: Found) {
  const isNewer = newerThan(found.tree, document._rev, wish.atts_since);
  const { document: following, files } = await withFiles(target, document, isNewer);
  return relatedPart(following, files);
}

async function getOpenRevs(c: Context<CouchEnv>, id: string, wish: Wish): Promise<Response> {
  const target = c.get("target");
  const text = c.req.query("open_revs") ?? "";
  const asked = text === "all" ? "all" : revsOf(parseParameter(text));
  const latest = says(c, "latest");
  const found = await readRevs(target, id, (tree) =>
    asked === "all"
      ? leavesOf(tree)
      : [...new Set(asked.flatMap((rev) => wantedRevs(tree, rev, latest)))],
  );
  if (found === undefined && asked === "all") throw notFound();
  const missing = asked === "all" ? [] : asked.filter((rev) => found?.tree.has(rev) !== true);
  const told = { ...wish, details: () => ({ revs: says(c, "revs") }) };
  const documents = (found?.revisions ?? []).map((revision) => documentOf(found!, revision, told));
  if (!accepts(c, "multipart/mixed")) {
    const ok: unknown[] = [];
    for (const document of documents) ok.push({ ok: await asJson(target, document, wish, found!) });
    return c.json([...ok, ...missing.map((rev) => ({ missing: rev }))]);
  }
  const parts: Part[] = [];
  for (const document of documents) parts.push(await partOf(target, document, wish, found!));
  for (const rev of missing)
    parts.push({
      headers: { "Content-Type": 'application/json; error="true"' },
      body: bytesOfText(JSON.stringify({ missing: rev })),
    });
  return sendMixed("multipart/mixed", parts);
}

async function sendDocument(
  c: Context<CouchEnv>,
  document: WireDocument,
  wish: Wish,
  found: Found,
): Promise<Response> {
  const etag = `"${document._rev}"`;
  if (!wish.has_meta) {
    c.header("ETag", etag);
    if (hasAlready(c, etag)) return c.body(null, 304);
  }
  const target = c.get("target");
  const hasData = wish.attachments && document["_attachments"] !== undefined;
  if (!hasData || !accepts(c, "multipart/related"))
    return c.json(await asJson(target, document, wish, found));
  const isNewer = newerThan(found.tree, document._rev, wish.atts_since);
  const { document: following, files } = await withFiles(target, document, isNewer);
  const { type, body } = relatedBody(following, files);
  return c.body(body, 200, { "Content-Type": type });
}

/**
 * `GET /db/<logbook>/<id>`, with `rev`, `latest`, `open_revs`, `revs`, `revs_info`, `conflicts`,
 * `deleted_conflicts`, `local_seq`, `meta`, `attachments`, `atts_since`, `att_encoding_info`.
 */
export const getDocument: Handler<CouchEnv> = async (c) => {
  const id = documentId(c);
  const wish = wishOf(c);
  if (c.req.query("open_revs") !== undefined) return await getOpenRevs(c, id, wish);
  const text = c.req.query("rev");
  const asked = text === undefined ? undefined : readableRev(text);
  const latest = says(c, "latest");
  const found = await readRevs(
    c.get("target"),
    id,
    (tree) => oneRev(tree, asked, latest),
    wish.with_available,
  );
  const revision = found?.revisions[0];
  if (found === undefined || revision === undefined) throw notFound();
  if (revision.is_deleted && asked === undefined && !says(c, "deleted")) throw notFound("deleted");
  return await sendDocument(c, documentOf(found, revision, wish), wish, found);
};
