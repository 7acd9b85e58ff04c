/** Multipart bodies: a document with its files behind it, and many documents in one answer. */
import { randomBytes } from "node:crypto";
import { isObject, parseJson } from "./body.ts";
import { badRequest } from "./errors.ts";

/** One part of a body. */
export interface Part {
  headers: Record<string, string>;
  body: Uint8Array;
}

/** A file that follows its document. */
export interface FollowingFile {
  name: string;
  content_type: string;
  bytes: Uint8Array;
}

/** Text as the bytes of a part. */
export const bytesOfText = (text: string): Uint8Array => new TextEncoder().encode(text);

const newBoundary = () => randomBytes(16).toString("hex");

function joinParts(boundary: string, parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  const pieces = parts.flatMap(({ headers, body }) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return [bytesOfText(`--${boundary}\r\n${lines.join("")}\r\n`), body, bytesOfText("\r\n")];
  });
  return new Uint8Array(Buffer.concat([...pieces, bytesOfText(`--${boundary}--`)]));
}

/** A name as it may stand in a quoted header. */
function quoted(name: string): string {
  return Buffer.from(name.replaceAll(/[\r\n]/g, " ").replaceAll(/["\\]/g, "\\$&")).toString(
    "latin1",
  );
}

/** `multipart/related`: the document first, then the bytes of what it says `follows`, in order. */
export function relatedBody(
  document: object,
  files: readonly FollowingFile[],
): { type: string; body: Uint8Array<ArrayBuffer> } {
  const boundary = newBoundary();
  const parts: Part[] = [
    {
      headers: { "Content-Type": "application/json" },
      body: bytesOfText(JSON.stringify(document)),
    },
    ...files.map(({ name, content_type, bytes }) => ({
      headers: {
        "Content-Disposition": `attachment; filename="${quoted(name)}"`,
        "Content-Type": content_type,
        "Content-Length": String(bytes.byteLength),
      },
      body: bytes,
    })),
  ];
  return { type: `multipart/related; boundary="${boundary}"`, body: joinParts(boundary, parts) };
}

/** The same as a part of a larger body; a document without files is JSON alone. */
export function relatedPart(document: object, files: readonly FollowingFile[]): Part {
  if (files.length === 0)
    return {
      headers: { "Content-Type": "application/json" },
      body: bytesOfText(JSON.stringify(document)),
    };
  const { type, body } = relatedBody(document, files);
  return { headers: { "Content-Type": type }, body };
}

/** An answer of many parts. */
export function sendMixed(type: string, parts: readonly Part[], status = 200): Response {
  const boundary = newBoundary();
  return new Response(joinParts(boundary, parts), {
    status,
    headers: { "Content-Type": `${type}; boundary="${boundary}"` },
  });
}

const partsMax = 1000;
const headEnd = Buffer.from("\r\n\r\n");

function headersOf(head: string): Record<string, string> {
  const lines = head.split("\r\n").filter((line) => line.includes(":"));
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

/** Splits a multipart body. Header names are in lower case. Throws 400 when it is not whole. */
export function splitParts(type: string, bytes: Uint8Array): Part[] {
  const boundary = /;\s*boundary=(?:"([^"]{1,200})"|([^;\s"]{1,200}))/i.exec(type);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) throw badRequest("The multipart body has no boundary.");
  // With a line break in front, so that the first mark looks like the others.
  const whole = Buffer.concat([bytesOfText("\r\n"), bytes]);
  const between = Buffer.from(`\r\n--${mark}`);
  const parts: Part[] = [];
  let at = whole.indexOf(between);
  for (;;) {
    if (at < 0) throw badRequest("The multipart body ends too early.");
    const start = at + between.length;
    if (whole.subarray(start, start + 2).toString("latin1") === "--") return parts;
    if (parts.length >= partsMax) throw badRequest(`A body has at most ${partsMax} parts.`);
    const next = whole.indexOf(between, start);
    const end = next < 0 ? whole.length : next;
    const head = whole.indexOf(headEnd, start);
    if (head < 0 || head >= end) throw badRequest("A part of the multipart body has no headers.");
    parts.push({
      headers: headersOf(whole.subarray(start, head).toString("utf8")),
      body: new Uint8Array(whole.subarray(head + headEnd.length, end)),
    });
    at = next;
  }
}

/** The name that a part gives its file, if any. */
function nameOf(part: Part): string | undefined {
  const disposition = part.headers["content-disposition"] ?? "";
  return /filename="((?:[^"\\]|\\.)*)"/.exec(disposition)?.[1]?.replaceAll(/\\(.)/g, "$1");
}

/**
 * Reads a document from `multipart/related`, its files put in as bytes where it says `follows`: by
 * name where the parts have names, else in order. Throws 400 when one is missing or left over.
 */
export function readRelated(type: string, bytes: Uint8Array): Record<string, unknown> {
  const [first, ...rest] = splitParts(type, bytes);
  if (first === undefined) throw badRequest("The multipart body has no document.");
  const document = parseJson(first.body);
  if (!isObject(document)) throw badRequest("Document must be a JSON object");
  const attachments = isObject(document["_attachments"]) ? document["_attachments"] : {};
  const following = Object.entries(attachments).filter(
    ([, sent]) => isObject(sent) && sent["follows"] === true,
  );
  if (following.length !== rest.length)
    throw badRequest(`The document says that ${following.length} files follow; ${rest.length} do.`);
  const named = new Map(rest.map((part) => [nameOf(part), part.body]));
  const taken = following.map(([name, sent], i) => {
    return [
      name,
      { ...(sent as object), follows: undefined, data: named.get(name) ?? rest[i]!.body },
    ];
  });
  if (taken.length === 0) return document;
  return { ...document, _attachments: { ...attachments, ...Object.fromEntries(taken) } };
}
