/** What the path and the headers of a request name: a document, a revision, a file. */
import type { Context, MiddlewareHandler } from "hono";
import { generationOf } from "../../shared/rev_tree.ts";
import type { CouchEnv } from "./context.ts";
import { badRequest, CouchError } from "./errors.ts";
import { problemOfId } from "./documents.ts";

/** Refuses an address with a percent sign that begins no byte: what it names cannot be known. */
export const readableAddress: MiddlewareHandler = async (c, next) => {
  if (/%(?![0-9A-Fa-f]{2})/.test(c.req.path)) throw badRequest("invalid_url_encoding");
  await next();
};

/** The document that a path names: `/db/<logbook>/<id>`, or `/db/<logbook>/_design/<name>`. */
export function documentId(c: Context): string {
  const design = c.req.param("design");
  return design === undefined ? (c.req.param("id") ?? "") : `_design/${design}`;
}

/** The same for what is written. Throws 400 for an id that no document can have. */
export function writableId(c: Context): string {
  const id = documentId(c);
  const wrong = problemOfId(id);
  if (wrong !== undefined) throw new CouchError(400, "illegal_docid", wrong);
  return id;
}

/** The file that a path names, slashes included. */
export function fileName(c: Context): string {
  return c.req.param("name") ?? "";
}

/** A revision from a request. Throws 400 when it is none. */
export function revOf(text: string): string {
  if (generationOf(text) === undefined) throw badRequest("Invalid rev format");
  return text;
}

/** A revision that somebody wants to read: where it could be none that is kept, it is not here. */
export function readableRev(text: string): string {
  if (!/^\d+-/.test(text)) throw badRequest("Invalid rev format");
  return text;
}

/** A list of revisions from a request, as JSON. Throws 400. */
export function revsOf(value: unknown): string[] {
  if (!Array.isArray(value)) throw badRequest("Invalid list of revisions");
  return value.map((rev) => {
    if (typeof rev !== "string") throw badRequest("Invalid rev format");
    return revOf(rev);
  });
}

/** The revision that a write names: `?rev=`, or `If-Match`, or both when they agree. */
export function namedRev(c: Context): string | undefined {
  const asked = c.req.query("rev");
  const match = c.req.header("If-Match");
  const rev = asked === undefined ? undefined : revOf(asked);
  if (match === undefined) return rev;
  const etag = revOf(match.trim().replace(/^"(.*)"$/, "$1"));
  if (rev !== undefined && rev !== etag)
    throw badRequest("Document rev and etag have different values");
  return etag;
}

/** The address of a document or file, for `Location`. */
export function locationOf(c: Context<CouchEnv>, ...path: string[]): string {
  const origin = new URL(c.req.url).origin;
  const base = c.req.path.startsWith("/db/") ? "/db" : "";
  const parts = [c.get("target").name, ...path].map(encodeURIComponent);
  return `${origin}${base}/${parts.join("/")}`;
}

/** Whether the request accepts a media type; one that names none accepts all. */
export function accepts(c: Context, type: string): boolean {
  const header = c.req.header("Accept");
  if (header === undefined) return true;
  const wanted = new Set([type, `${type.split("/")[0]}/*`, "*/*"]);
  return header.split(",").some((part) => {
    const [name = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
    return wanted.has(name) && !parameters.some((text) => /^q=0(\.0*)?$/.test(text));
  });
}

/** Whether the caller has what an ETag names. */
export function hasAlready(c: Context, etag: string): boolean {
  const known = c.req.header("If-None-Match") ?? "";
  return known.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}
