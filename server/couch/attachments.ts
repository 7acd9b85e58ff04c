import type { Context, Handler } from "hono";
import { limits } from "../../shared/limits.ts";
import type { Values } from "../../shared/merge.ts";
import { documentId, fileName, hasAlready, namedRev, revOf, writableId } from "./address.ts";
import { byteRange } from "./byte_range.ts";
import type { CouchEnv, Target } from "./context.ts";
import { CouchError, notFound, tooLarge } from "./errors.ts";
import { bytesOf, plainType, type Stub, stubsOf } from "./files.ts";
import { oneRev, readRevs } from "./revisions.ts";
import { writeOne } from "./write_document.ts";

function stubNamed(body: object, name: string): Stub {
  const stubs = stubsOf(body);
  if (!Object.hasOwn(stubs, name)) throw notFound("Document is missing attachment");
  return stubs[name]!;
}

async function readStub(c: Context<CouchEnv>): Promise<Stub> {
  const text = c.req.query("rev");
  const asked = text === undefined ? undefined : revOf(text);
  const found = await readRevs(c.get("target"), documentId(c), (tree) =>
    oneRev(tree, asked, false),
  );
  const revision = found?.revisions[0];
  if (revision === undefined) throw notFound();
  if (revision.is_deleted && asked === undefined) throw notFound("deleted");
  return stubNamed(revision.body, fileName(c));
}

/** `GET /db/<logbook>/<id>/<name>`: the bytes of an attachment, or a range of them. */
export const getAttachment: Handler<CouchEnv> = async (c) => {
  const stub = await readStub(c);
  const md5 = stub.digest.slice("md5-".length);
  const etag = `"${md5}"`;
  c.header("ETag", etag);
  c.header("Cache-Control", "must-revalidate");
  if (hasAlready(c, etag)) return c.body(null, 304);
  const bytes = await bytesOf(c.get("target"), stub);
  c.header("Content-Type", stub.content_type);
  // A file that somebody attached must never run as a page of ours.
  c.header("Content-Disposition", "attachment");
  c.header("Content-Security-Policy", "sandbox");
  c.header("Accept-Ranges", "bytes");
  const range = byteRange(c.req.header("Range"), bytes.byteLength);
  if (range === undefined) {
    c.header("Content-MD5", md5);
    c.header("Content-Length", String(bytes.byteLength));
    return c.body(bytes);
  }
  const part = bytes.slice(range.from, range.to + 1);
  c.header("Content-Range", `bytes ${range.from}-${range.to}/${bytes.byteLength}`);
  c.header("Content-Length", String(part.byteLength));
  return c.body(part, 206);
};

/** The body that a request edits; 409 when it names a revision that is not here. */
async function editedBody(target: Target, id: string, rev: string): Promise<Values> {
  const found = await readRevs(target, id, (tree) => oneRev(tree, rev, false));
  const revision = found?.revisions[0];
  if (revision === undefined) throw new CouchError(409, "not_found", "missing_rev");
  return revision.body;
}

/** The edit of a body under the id and the revision that the request names. */
function editOf(c: Context, body: Values, rev: string | undefined): Values {
  return { ...body, _id: documentId(c), ...(rev === undefined ? {} : { _rev: rev }) };
}

/** `PUT /db/<logbook>/<id>/<name>?rev=`: attaches the body of the request. */
export const putAttachment: Handler<CouchEnv> = async (c) => {
  const [id, rev] = [writableId(c), namedRev(c)];
  const bytes = new Uint8Array(await c.req.arrayBuffer());
  if (bytes.byteLength > limits.attachment_bytes)
    throw tooLarge(`A file holds at most ${limits.attachment_bytes} bytes.`);
  const old = rev === undefined ? {} : await editedBody(c.get("target"), id, rev);
  const sent = { content_type: c.req.header("Content-Type") ?? plainType, data: bytes };
  const _attachments = { ...stubsOf(old), [fileName(c)]: sent };
  const edit = editOf(c, { ...old, _attachments: _attachments as never }, rev);
  return await writeOne(c, edit, { location: [id, fileName(c)] });
};

/** `DELETE /db/<logbook>/<id>/<name>?rev=`: takes an attachment off. */
export const deleteAttachment: Handler<CouchEnv> = async (c) => {
  const rev = namedRev(c);
  if (rev === undefined) await readStub(c);
  const old = rev === undefined ? {} : await editedBody(c.get("target"), documentId(c), rev);
  if (rev !== undefined) stubNamed(old, fileName(c));
  const rest = { ...stubsOf(old) };
  delete rest[fileName(c)];
  const edit = editOf(c, { ...old, _attachments: rest as never }, rev);
  return await writeOne(c, edit, { status: 200 });
};
