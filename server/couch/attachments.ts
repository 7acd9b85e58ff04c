import type { Context, Handler } from "hono";
import { limits } from "../../shared/limits.ts";
import type { Values } from "../../shared/merge.ts";
import { documentId, fileName, hasAlready, namedRev, readableRev, writableId } from "./address.ts";
import { type ByteRange, byteRanges } from "./byte_range.ts";
import type { CouchEnv, Target } from "./context.ts";
import { CouchError, notFound, tooLarge } from "./errors.ts";
import { bytesOf, plainType, type Stub, stubsOf } from "./files.ts";
import { sendMixed } from "./multipart.ts";
import { isPacked, packed } from "./packed_files.ts";
import { oneRev, readRevs } from "./revisions.ts";
import { writeOne } from "./write_document.ts";

function stubNamed(body: object, name: string): Stub {
  const stubs = stubsOf(body);
  if (!Object.hasOwn(stubs, name)) throw notFound("Document is missing attachment");
  return stubs[name]!;
}

async function readStub(c: Context<CouchEnv>): Promise<Stub> {
  const text = c.req.query("rev");
  const asked = text === undefined ? undefined : readableRev(text);
  const found = await readRevs(c.get("target"), documentId(c), (tree) =>
    oneRev(tree, asked, false),
  );
  const revision = found?.revisions[0];
  if (revision === undefined) throw notFound();
  if (revision.is_deleted && asked === undefined) throw notFound("deleted");
  return stubNamed(revision.body, fileName(c));
}

const acceptsGzip = (c: Context) =>
  (c.req.header("Accept-Encoding") ?? "").split(",").some((one) => one.trim() === "gzip");

/** One part of a file as the answer, several as parts of it. */
function sendRanges(
  c: Context,
  type: string,
  bytes: Uint8Array<ArrayBuffer>,
  ranges: readonly ByteRange[],
): Response {
  const parts = ranges.map(({ from, to }) => ({
    headers: { "Content-Type": type, "Content-Range": `bytes ${from}-${to}/${bytes.byteLength}` },
    body: bytes.slice(from, to + 1),
  }));
  const [first] = parts;
  if (first === undefined || parts.length > 1) return sendMixed("multipart/byteranges", parts, 206);
  c.header("Content-Range", first.headers["Content-Range"]);
  c.header("Content-Length", String(first.body.byteLength));
  return c.body(first.body, 206);
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
  c.header("Vary", "Accept-Encoding");
  const ranges = byteRanges(c.req.header("Range"), bytes.byteLength);
  if (ranges !== undefined) return sendRanges(c, stub.content_type, bytes, ranges);
  if (isPacked(stub) && acceptsGzip(c)) {
    const smaller = await packed(bytes);
    c.header("Content-Encoding", "gzip");
    c.header("Content-Length", String(smaller.byteLength));
    return c.body(smaller);
  }
  c.header("Content-MD5", md5);
  c.header("Content-Length", String(bytes.byteLength));
  return c.body(bytes);
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
