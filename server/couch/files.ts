/**
 * Attachments on the wire and at rest. A stored body holds stubs only; the bytes lie in the blob
 * store by their SHA-256, and `sync.attachments` says which of them a logbook has.
 */
import { createHash } from "node:crypto";
import { limits } from "../../shared/limits.ts";
import { generationOf } from "../../shared/rev_tree.ts";
import type { BlobStore } from "../blobs/blob_store.ts";
import { readKnownAttachments } from "../ledger/document_store.ts";
import type { Incoming, KeptFile } from "../ledger/incoming.ts";
import type { Target } from "./context.ts";
import { MalformedDocument, type WireDocument } from "./documents.ts";
import { notFound } from "./errors.ts";

/** An attachment as a body keeps it. */
export interface Stub {
  content_type: string;
  revpos: number;
  /** `md5-` and base64, as CouchDB names it. */
  digest: string;
  length: number;
  stub: true;
}

/** The media type of a file whose sender named none. */
export const plainType = "application/octet-stream";
const typePattern = /^[\w.+-]+\/[\w.+-]+(\s*;[\x20-\x7e]*)?$/;
const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

function refuse(id: string, name: string, why: string): never {
  throw new MalformedDocument(id, `E_ATTACHMENT: _attachments.${name}: ${why}`);
}

/** Bytes with the names that they go by. */
function fileOf(bytes: Uint8Array): KeptFile & { bytes: Uint8Array } {
  return {
    bytes,
    digest: `md5-${createHash("md5").update(bytes).digest("base64")}`,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    length: bytes.byteLength,
  };
}

function decode(id: string, name: string, data: string): Uint8Array {
  if (data.length % 4 !== 0 || !base64.test(data)) refuse(id, name, "The data is not base64.");
  const bytes = Buffer.from(data, "base64");
  if (bytes.byteLength > limits.attachment_bytes)
    refuse(id, name, `A file holds at most ${limits.attachment_bytes} bytes.`);
  return new Uint8Array(bytes);
}

interface Sent {
  content_type?: unknown;
  data?: unknown;
  digest?: unknown;
  length?: unknown;
  revpos?: unknown;
  stub?: unknown;
}

function checkSent(id: string, name: string, sent: unknown): Sent {
  if (typeof sent !== "object" || sent === null || Array.isArray(sent))
    refuse(id, name, "It is not an object.");
  if (name === "" || name.startsWith("_")) refuse(id, name, "A file's name does not begin with _.");
  const { content_type, data, digest, stub } = sent as Sent;
  if (
    content_type !== undefined &&
    !(typeof content_type === "string" && typePattern.test(content_type))
  )
    refuse(id, name, "Its content_type is not a media type.");
  if (typeof data !== "string" && !(stub === true && typeof digest === "string"))
    refuse(id, name, "It has neither data nor the digest of data that is here.");
  return sent as Sent;
}

/** The generation that a document will have: that of its revision, or one after what it edits. */
function generationOfIncoming({ revision }: Incoming): number {
  if ("replicated" in revision) return generationOf(revision.replicated[0]!)!;
  return revision.edit === undefined ? 1 : generationOf(revision.edit)! + 1;
}

function stubOf(sent: Sent, file: KeptFile, generation: number): Stub {
  return {
    content_type: typeof sent.content_type === "string" ? sent.content_type : plainType,
    revpos: typeof sent.revpos === "number" ? sent.revpos : generation,
    digest: file.digest,
    length: file.length,
    stub: true,
  };
}

/**
 * Puts the bytes of a document's attachments away and leaves stubs. A file whose digest or length
 * is not what the sender says, or a stub of something that is not here, refuses the document.
 */
async function keepFiles(
  document: Incoming,
  known: Map<string, KeptFile>,
  blobs: BlobStore,
): Promise<Incoming> {
  const sentFiles = document.body["_attachments"] as Record<string, unknown>;
  const generation = generationOfIncoming(document);
  const stubs: Record<string, Stub> = {};
  const files: Record<string, KeptFile> = {};
  for (const [name, value] of Object.entries(sentFiles)) {
    const sent = checkSent(document.id, name, value);
    let file: KeptFile | undefined;
    if (typeof sent.data === "string") {
      const { bytes, ...fresh } = fileOf(decode(document.id, name, sent.data));
      if (sent.digest !== undefined && sent.digest !== fresh.digest)
        refuse(document.id, name, "The data is not what its digest says.");
      if (typeof sent.length === "number" && sent.length !== fresh.length)
        refuse(document.id, name, "The data is not as long as it says.");
      await blobs.put(fresh.sha256, bytes);
      file = fresh;
    } else file = known.get(sent.digest as string);
    if (file === undefined) refuse(document.id, name, "The file that it refers to is not here.");
    stubs[name] = stubOf(sent, file!, generation);
    files[name] = file!;
  }
  return { ...document, body: { ...document.body, _attachments: stubs as never }, files };
}

/** The digests that documents name without sending the data. */
function namedDigests(documents: readonly Incoming[]): string[] {
  return documents.flatMap(({ body }) =>
    Object.values((body["_attachments"] ?? {}) as Record<string, Sent | null>).flatMap((sent) =>
      typeof sent?.digest === "string" ? [sent.digest] : [],
    ),
  );
}

/** Documents with their files put away; one that cannot be taken in answers as MalformedDocument. */
export async function takeFiles(
  target: Target,
  documents: readonly Incoming[],
): Promise<(Incoming | MalformedDocument)[]> {
  // Whoever may not write leaves no bytes here either; the push refuses the documents.
  if (!target.access.may_write) return [...documents];
  const digests = namedDigests(documents);
  const known =
    digests.length === 0
      ? new Map<string, KeptFile>()
      : await target.read((tx) => readKnownAttachments(tx, target.logbook_id, digests));
  const taken: (Incoming | MalformedDocument)[] = [];
  for (const document of documents) {
    const sent = document.body["_attachments"];
    try {
      if (sent === undefined) taken.push(document);
      else if (typeof sent !== "object" || sent === null || Array.isArray(sent))
        refuse(document.id, "", "This is not an object.");
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

/** The document with the data of its attachments in place of stubs. */
export async function withData(target: Target, document: WireDocument): Promise<WireDocument> {
  const stubs = document["_attachments"] as unknown as Record<string, Stub> | undefined;
  if (stubs === undefined) return document;
  const entries = await Promise.all(
    Object.entries(stubs).map(async ([name, stub]) => {
      const bytes = await bytesOf(target, stub);
      const { content_type, revpos, digest } = stub;
      return [name, { content_type, revpos, digest, data: Buffer.from(bytes).toString("base64") }];
    }),
  );
  return { ...document, _attachments: Object.fromEntries(entries) as never };
}
