import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** An answer in CouchDB's shape: `{error, reason}` and a status. Thrown at the edge, mapped once. */
export class CouchError extends Error {
  readonly status: ContentfulStatusCode;
  readonly error: string;

  constructor(status: ContentfulStatusCode, error: string, reason: string) {
    super(reason);
    this.status = status;
    this.error = error;
  }
}

export const badRequest = (reason: string) => new CouchError(400, "bad_request", reason);
export const notFound = (reason = "missing") => new CouchError(404, "not_found", reason);
export const conflict = () => new CouchError(409, "conflict", "Document update conflict.");
export const unauthorized = (reason: string) => new CouchError(401, "unauthorized", reason);
export const tooLarge = (reason: string) => new CouchError(413, "too_large", reason);

/** Writes an error as CouchDB does. */
export function answerError(c: Context, error: CouchError): Response {
  return c.json({ error: error.error, reason: error.message }, error.status);
}
