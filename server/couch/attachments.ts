import type { Handler } from "hono";
import { limits } from "../../shared/limits.ts";
import type { Values } from "../../shared/merge.ts";
import { leavesOf } from "../../shared/rev_tree.ts";
import type { Incoming } from "../ledger/incoming.ts";
import type { CouchEnv, Target } from "./context.ts";
import { answerOne, documentId, namedRev, readRevs } from "./document.ts";
import { MalformedDocument } from "./documents.ts";
import { badRequest, conflict, notFound, tooLarge } from "./errors.ts";
import { bytesOf, plainType, type Stub, takeFiles } from "./files.ts";

function fileName(path: string | undefined): string {
  return path ?? "";
}

/** `GET /db/<logbook>/<id>/<name>`: the bytes of an attachment, with its digest as ETag. */
export const getAttachment: Handler<CouchEnv> = async (c) => {
  const target = c.get("target");
  const asked = namedRev(c);
  const found = await readRevs(target, documentId(c), (tree) =>
    asked === undefined ? leavesOf(tree).slice(0, 1) : [asked],
  );
  const revision = found === undefined ? undefined : [...found.revisions.values()][0];
  if (revision === undefined || (revision.is_deleted && asked === undefined)) throw notFound();
  const stubs = (revision.body["_attachments"] ?? {}) as unknown as Record<string, Stub>;
  const name = fileName(c.req.param("name"));
  const stub = Object.hasOwn(stubs, name) ? stubs[name] : undefined;
  if (stub === undefined) throw notFound("Document is missing attachment");
  return c.body(await bytesOf(target, stub), 200, {
    "Content-Type": stub.content_type,
    "Content-MD5": stub.digest.slice(4),
    ETag: `"${stub.digest.slice(4)}"`,
    // A file that somebody attached must never run as a page of ours.
    "Content-Disposition": "attachment",
    "Accept-Ranges": "none",
  });
};

/** The body that a request edits, and the revision that it names; 409 when that is stale. */
async function editedBody(
  target: Target,
  id: string,
  rev: string | undefined,
): Promise<Values | undefined> {
  const found = await readRevs(target, id, (tree) => leavesOf(tree).slice(0, 1));
  const revision = found === undefined ? undefined : [...found.revisions.values()][0];
  if (revision === undefined || revision.is_deleted) {
    if (rev !== undefined) throw conflict();
    return undefined;
  }
  if (revision.rev !== rev) throw conflict();
  return revision.body;
}

/** `PUT /db/<logbook>/<id>/<name>?rev=`: attaches the body of the request. */
export const putAttachment: Handler<CouchEnv> = async (c) => {
  const target = c.get("target");
  const [id, rev] = [documentId(c), namedRev(c)];
  const bytes = new Uint8Array(await c.req.arrayBuffer());
  if (bytes.byteLength > limits.attachment_bytes)
    throw tooLarge(`A file holds at most ${limits.attachment_bytes} bytes.`);
  const old = (await editedBody(target, id, rev)) ?? { _id: id };
  const sent = {
    content_type: c.req.header("Content-Type") ?? plainType,
    data: Buffer.from(bytes).toString("base64"),
  };
  const _attachments = {
    ...(old["_attachments"] as object | undefined),
    [fileName(c.req.param("name"))]: sent,
  };
  return await writeBody(c, { ...old, _attachments: _attachments as never }, 201);
};

/** `DELETE /db/<logbook>/<id>/<name>?rev=`: takes an attachment off. */
export const deleteAttachment: Handler<CouchEnv> = async (c) => {
  const target = c.get("target");
  const old = await editedBody(target, documentId(c), namedRev(c));
  const { [fileName(c.req.param("name"))]: gone, ...rest } = (old?.["_attachments"] ??
    {}) as unknown as Record<string, Stub>;
  if (old === undefined || gone === undefined) throw notFound("Document is missing attachment");
  return await writeBody(c, { ...old, _attachments: rest as never }, 200);
};

async function writeBody(
  c: Parameters<Handler<CouchEnv>>[0],
  body: Values,
  status: 200 | 201,
): Promise<Response> {
  const target = c.get("target");
  const edit: Incoming = {
    id: documentId(c),
    deleted: false,
    body,
    revision: { edit: namedRev(c) },
  };
  const [taken] = await takeFiles(target, [edit]);
  if (taken instanceof MalformedDocument) throw badRequest(taken.message);
  const [outcome] = await target.push([taken!]);
  return answerOne(c, outcome!, status);
}
