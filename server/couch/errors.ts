import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** An answer in CouchDB's shape: `{error, reason}` and a status. Thrown at the edge, mapped once. */
export class CouchError extends Error {
  readonly status: ContentfulStatusCode;
  readonly error: string;
  /** Headers of the answer, such as Allow. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: ContentfulStatusCode,
    error: string,
    reason: string,
    headers: Record<string, string> = {},
  ) {
    super(reason);
    this.status = status;
    this.error = error;
    this.headers = headers;
  }
}

export const badRequest = (reason: string) => new CouchError(400, "bad_request", reason);
/** A parameter of `_all_docs` that is not what it should be. */
export const badQuery = (reason: string) => new CouchError(400, "query_parse_error", reason);
export const unauthorized = (reason: string) => new CouchError(401, "unauthorized", reason);
export const notFound = (reason = "missing") => new CouchError(404, "not_found", reason);
export const conflict = () => new CouchError(409, "conflict", "Document update conflict.");
export const tooLarge = (reason: string) => new CouchError(413, "too_large", reason);
export const badContentType = (reason: string) => new CouchError(415, "bad_content_type", reason);

/** A method that the address does not have; `allowed` are those that it has. */
export const methodNotAllowed = (allowed: string) =>
  new CouchError(405, "method_not_allowed", `Only ${allowed} allowed`, { Allow: allowed });

/** Writes an error as CouchDB does. */
export function answerError(c: Context, error: CouchError): Response {
  for (const [name, value] of Object.entries(error.headers)) c.header(name, value);
  return c.json({ error: error.error, reason: error.message }, error.status);
}
