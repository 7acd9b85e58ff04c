/** Files as CouchDB keeps them: what is text is packed with gzip, and a reader may have it so. */
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Target } from "./context.ts";
import type { WireDocument } from "./documents.ts";
import { bytesOf, type Stub, stubsOf } from "./files.ts";

const pack = promisify(gzip);

/** CouchDB's settings `compressible_types` and `compression_level`. */
const packable = /^(text\/|application\/(javascript|json|xml)\b)/i;
const level = 8;

/** Whether CouchDB would keep this file packed. */
export const isPacked = (stub: Stub): boolean =>
  stub.length > 0 && packable.test(stub.content_type);

/** Bytes packed with gzip. */
export async function packed(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await pack(bytes, { level }));
}

/** The document with `encoding` and `encoded_length` at the files that are packed. */
export async function withEncodings(target: Target, document: WireDocument): Promise<WireDocument> {
  if (document["_attachments"] === undefined) return document;
  const entries: [string, unknown][] = [];
  for (const [name, stub] of Object.entries(stubsOf(document))) {
    const size = isPacked(stub) ? (await packed(await bytesOf(target, stub))).byteLength : 0;
    const said = size > 0 ? { encoding: "gzip", encoded_length: size } : {};
    entries.push([name, { ...stub, ...said }]);
  }
  return { ...document, _attachments: Object.fromEntries(entries) as never };
}
