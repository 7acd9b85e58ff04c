/**
 * Attachments on the wire and at rest. A stored body holds stubs only; the bytes lie in the blob
 * store by their SHA-256, and `sync.attachments` says which of them a logbook has.
 */
import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { limits } from "../../shared/limits.ts";
import { generationOf, pathOf, type RevTree } from "../../shared/rev_tree.ts";
import type { BlobStore } from "../blobs/blob_store.ts";
import { readKnownAttachments, readRevisions } from "../ledger/document_store.ts";
import type { Incoming, KeptFile } from "../ledger/incoming.ts";
import { isObject } from "./body.ts";
import type { Target } from "./context.ts";
import { MalformedDocument, type WireDocument } from "./documents.ts";
import { notFound } from "./errors.ts";
import type { FollowingFile } from "./multipart.ts";

/** An attachment as a body keeps it. */
export interface Stub {
  content_type: string;
  revpos: number;
  /** `md5-` and base64, as CouchDB names it. */
  digest: string;
  length: number;
  stub: true;
}

/** The attachments of a body, by name. */
export function stubsOf(body: object): Record<string, Stub> {
  return ((body as { _attachments?: unknown })._attachments ?? {}) as Record<string, Stub>;
}

/** The media type of a file whose sender named none. */
export const plainType = "application/octet-stream";
/** What may stand in a header. */
const typePattern = /^[\x20-\x7e]{0,255}$/;
const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

function refuse(
  id: string,
  reason: string,
  error: MalformedDocument["error"] = "bad_request",
): never {
  throw new MalformedDocument(id, error, reason, "E_ATTACHMENT");
}

const digestOf = (bytes: Uint8Array) => `md5-${createHash("md5").update(bytes).digest("base64")}`;

/** Bytes with the names that they go by. */
function fileOf(bytes: Uint8Array): KeptFile {
  return {
    digest: digestOf(bytes),
    sha256: createHash("sha256").update(bytes).digest("hex"),
    length: bytes.byteLength,
  };
}

/** An attachment as a sender describes it: inline as base64, or the bytes that followed. */
interface Sent {
  content_type?: unknown;
  data?: unknown;
  digest?: unknown;
  encoding?: unknown;
  encoded_length?: unknown;
  length?: unknown;
  revpos?: unknown;
  stub?: unknown;
}

function checkSent(id: string, name: string, sent: unknown): Sent {
  if (!isObject(sent)) return refuse(id, `Attachment '${name}' is not an object`);
  if (name.startsWith("_"))
    refuse(id, `Attachment name '${name}' starts with prohibited character '_'`);
  if (name === "") refuse(id, "Attachment name must not be empty");
  const { content_type: type = plainType, encoding } = sent;
  if (typeof type !== "string" || !typePattern.test(type))
    refuse(id, `The content_type of attachment '${name}' is not a media type`);
  if (encoding !== undefined && encoding !== "gzip" && encoding !== "identity")
    refuse(id, `The encoding of attachment '${name}' is neither gzip nor identity`);
  return sent;
}

function sentBytes(id: string, name: string, data: unknown): Uint8Array {
  if (data instanceof Uint8Array) return data;
  if (typeof data !== "string" || data.length % 4 !== 0 || !base64.test(data))
    return refuse(id, `Invalid attachment data for ${name}`);
  return new Uint8Array(Buffer.from(data, "base64"));
}

function unpacked(id: string, name: string, bytes: Uint8Array): Uint8Array {
  try {
    return new Uint8Array(gunzipSync(bytes, { maxOutputLength: limits.attachment_bytes }));
  } catch {
    return refuse(
      id,
      `Invalid attachment data for ${name}: it is not gzip, or unpacks to more than ${limits.attachment_bytes} bytes`,
    );
  }
}

/** What a replica says of a file has to be true of the bytes that it sends. */
function checkSaid(id: string, name: string, sent: Sent, raw: Uint8Array): void {
  if (typeof sent.digest === "string" && sent.digest.startsWith("md5-")) {
    if (sent.digest !== digestOf(raw))
      refuse(id, `Attachment '${name}': the data is not what its digest says`);
  }
  const said = sent.encoding === "gzip" ? sent.encoded_length : sent.length;
  if (typeof said === "number" && said !== raw.byteLength)
    refuse(id, `Attachment '${name}': the data is not as long as it says`);
}

/** The bytes of an attachment that came with its data. */
function bytesSent({ id, revision }: Incoming, name: string, sent: Sent): Uint8Array {
  const raw = sentBytes(id, name, sent.data);
  if (raw.byteLength > limits.attachment_bytes)
    refuse(id, `Attachment '${name}': a file holds at most ${limits.attachment_bytes} bytes`);
  // An edit may put new data beside the digest of the old, as CouchDB lets it.
  if ("replicated" in revision) checkSaid(id, name, sent, raw);
  return sent.encoding === "gzip" ? unpacked(id, name, raw) : raw;
}

/** The generation that a document will have: that of its revision, or one after what it edits. */
function generationOfIncoming({ revision }: Incoming): number {
  if ("replicated" in revision) return generationOf(revision.replicated[0]!)!;
  return revision.edit === undefined ? 1 : generationOf(revision.edit)! + 1;
}

/** What is here of the files that documents name without sending them. */
interface Known {
  byDigest: ReadonlyMap<string, KeptFile>;
  /** The attachments of the newest ancestor that is here, by document. */
  before: ReadonlyMap<Incoming, Record<string, Stub>>;
}

function keptStub(document: Incoming, name: string, sent: Sent, known: Known): [Stub, KeptFile] {
  const stubs = known.before.get(document) ?? {};
  const before = Object.hasOwn(stubs, name) ? stubs[name] : undefined;
  // A stub in an edit stands for what the edited revision has under that name, as in CouchDB.
  const byDigest =
    "replicated" in document.revision &&
    typeof sent.digest === "string" &&
    sent.encoding !== "gzip";
  const named = byDigest ? (sent.digest as string) : before?.digest;
  const file = known.byDigest.get(named ?? "");
  const isEdit = "edit" in document.revision;
  const revpos = revposOf(sent);
  const isOther = isEdit && revpos !== undefined && revpos !== before?.revpos;
  if (sent.stub !== true || file === undefined || isOther)
    return refuse(
      document.id,
      `Invalid attachment stub in ${document.id} for ${name}`,
      sent.stub === true ? "missing_stub" : "bad_request",
    );
  if (isEdit && before !== undefined) return [before, file];
  const same = before?.digest === file.digest ? before : undefined;
  return [
    {
      content_type: (sent.content_type as string | undefined) ?? same?.content_type ?? plainType,
      revpos: revpos ?? same?.revpos ?? generationOfIncoming(document),
      digest: file.digest,
      length: file.length,
      stub: true,
    },
    file,
  ];
}

function revposOf({ revpos }: Sent): number | undefined {
  return Number.isSafeInteger(revpos) && (revpos as number) >= 0 ? (revpos as number) : undefined;
}

function freshStub(document: Incoming, sent: Sent, file: KeptFile): Stub {
  const generation = generationOfIncoming(document);
  const revpos = "edit" in document.revision ? undefined : revposOf(sent);
  return {
    content_type: (sent.content_type as string | undefined) ?? plainType,
    revpos: revpos ?? generation,
    digest: file.digest,
    length: file.length,
    stub: true,
  };
}

/**
 * Puts the bytes of a document's attachments away and leaves stubs. A file whose digest or length
 * is not what the sender says, or a stub of something that is not here, refuses the document.
 */
async function keepFiles(document: Incoming, known: Known, blobs: BlobStore): Promise<Incoming> {
  const stubs: Record<string, Stub> = {};
  const files: Record<string, KeptFile> = {};
  for (const [name, value] of Object.entries(document.body["_attachments"] as object)) {
    const sent = checkSent(document.id, name, value);
    if (sent.data === undefined) {
      [stubs[name], files[name]] = keptStub(document, name, sent, known);
      continue;
    }
    const bytes = bytesSent(document, name, sent);
    const file = fileOf(bytes);
    await blobs.put(file.sha256, bytes);
    stubs[name] = freshStub(document, sent, file);
    files[name] = file;
  }
  const { _attachments, ...fields } = document.body;
  if (Object.keys(stubs).length === 0) return { ...document, body: fields };
  return { ...document, body: { ...fields, _attachments: stubs as never }, files };
}

/** Whether a document names a file without sending its data. */
function namesFiles({ body }: Incoming): boolean {
  return Object.values(stubsOf(body)).some((sent) => isObject(sent) && sent["stub"] === true);
}

/** The attachments of the newest ancestor that is here, of each document that names some. */
async function readBefore(
  target: Target,
  documents: readonly Incoming[],
): Promise<Known["before"]> {
  const ancestors = documents.map((document) => {
    const { revision } = document;
    const revs = "replicated" in revision ? revision.replicated.slice(1) : [revision.edit ?? ""];
    return { document, revs };
  });
  const wanted = ancestors.flatMap(({ document: { id }, revs }) =>
    revs.map((rev) => ({ id, rev })),
  );
  if (wanted.length === 0) return new Map();
  const rows = await target.read((tx) => readRevisions(tx, target.logbook_id, wanted));
  const bodies = new Map(rows.map((row) => [`${row.document_id} ${row.rev}`, row.body]));
  return new Map(
    ancestors.map(({ document, revs }) => {
      const rev = revs.find((one) => bodies.has(`${document.id} ${one}`));
      return [document, rev === undefined ? {} : stubsOf(bodies.get(`${document.id} ${rev}`)!)];
    }),
  );
}

async function readKnown(target: Target, documents: readonly Incoming[]): Promise<Known> {
  const naming = documents.filter(namesFiles);
  if (naming.length === 0) return { byDigest: new Map(), before: new Map() };
  const before = await readBefore(target, naming);
  const stubs = [
    ...naming.flatMap(({ body }) => Object.values(stubsOf(body))),
    ...[...before.values()].flatMap(Object.values<Stub>),
  ];
  const digests = stubs.flatMap((stub: Stub | null) =>
    typeof stub?.digest === "string" ? [stub.digest] : [],
  );
  const byDigest = await target.read((tx) => readKnownAttachments(tx, target.logbook_id, digests));
  return { byDigest, before };
}

/** Documents with their files put away; one that cannot be taken in answers as MalformedDocument. */
export async function takeFiles(
  target: Target,
  documents: readonly Incoming[],
): Promise<(Incoming | MalformedDocument)[]> {
  // Whoever may not write leaves no bytes here either; the push refuses the documents.
  if (!target.access.may_write) return [...documents];
  const withAny = documents.filter(({ body }) => isObject(body["_attachments"]));
  const known = await readKnown(target, withAny);
  const taken: (Incoming | MalformedDocument)[] = [];
  for (const document of documents) {
    const sent = document.body["_attachments"];
    try {
      if (sent === undefined) taken.push(document);
      else if (!isObject(sent))
        refuse(document.id, "Bad special document member: _attachments", "doc_validation");
      else taken.push(await keepFiles(document, known, target.couch.blobs));
    } catch (error) {
      if (!(error instanceof MalformedDocument)) throw error;
      taken.push(error);
    }
  }
  return taken;
}

/** The bytes behind a stub. */
export async function bytesOf(target: Target, stub: Stub): Promise<Uint8Array<ArrayBuffer>> {
  const known = await target.read((tx) =>
    readKnownAttachments(tx, target.logbook_id, [stub.digest]),
  );
  const file = known.get(stub.digest);
  const bytes = file === undefined ? undefined : await target.couch.blobs.get(file.sha256);
  if (bytes === undefined) throw notFound("The bytes of this attachment are missing.");
  return bytes;
}

/** Which of the attachments of `rev` somebody lacks who has the revisions of `atts_since`. */
export function newerThan(
  tree: RevTree,
  rev: string,
  atts_since: readonly string[],
): (stub: Stub) => boolean {
  const had = new Set(atts_since);
  const shared = pathOf(tree, rev).find((one) => had.has(one));
  const newest = shared === undefined ? 0 : generationOf(shared)!;
  return ({ revpos }) => revpos > newest;
}

/** The document with the data of its attachments in place of stubs, where `wanted` says so. */
export async function withData(
  target: Target,
  document: WireDocument,
  wanted: (stub: Stub) => boolean = () => true,
): Promise<WireDocument> {
  if (document["_attachments"] === undefined) return document;
  const entries = await Promise.all(
    Object.entries(stubsOf(document)).map(async ([name, stub]) => {
      if (!wanted(stub)) return [name, stub];
      const { stub: _stub, length: _length, ...described } = stub;
      const data = Buffer.from(await bytesOf(target, stub)).toString("base64");
      return [name, { ...described, data }];
    }),
  );
  return { ...document, _attachments: Object.fromEntries(entries) as never };
}

/** The document with attachments that `follows`, where `wanted` says so, and their bytes in order. */
export async function withFiles(
  target: Target,
  document: WireDocument,
  wanted: (stub: Stub) => boolean,
): Promise<{ document: WireDocument; files: FollowingFile[] }> {
  if (document["_attachments"] === undefined) return { document, files: [] };
  const files: FollowingFile[] = [];
  const entries: [string, unknown][] = [];
  for (const [name, kept] of Object.entries(stubsOf(document))) {
    const following = { ...kept, stub: undefined, follows: true };
    entries.push([name, wanted(kept) ? following : kept]);
    if (wanted(kept))
      files.push({
        name,
        content_type: kept.content_type,
        bytes: await bytesOf(target, kept),
      });
  }
  return { document: { ...document, _attachments: Object.fromEntries(entries) as never }, files };
}
