import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { BlobsAway } from "../blobs/blob_store.ts";
import type { Log } from "../log.ts";
import { databaseProblem } from "../postgres/database.ts";
import { type RequestProblemCode, RequestProblem, requestProblems } from "./request_problem.ts";
import { pathTemplate } from "./request_log.ts";

/** Words of CouchDB for a status, in `{error, reason}`. */
const couchErrors: Record<number, string> = {
  400: "bad_request",
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  413: "too_large",
  415: "bad_content_type",
  429: "too_many_requests",
  503: "service_unavailable",
};

/** Whether the path belongs to the CouchDB protocol. */
export function isCouchPath(path: string): boolean {
  return path === "/db" || path.startsWith("/db/");
}

/** Answers a refused request in the CouchDB protocol: `{error, reason}`. */
export function answerAsCouch(c: Context, problem: RequestProblem): Response {
  const { status, title, remedy } = requestProblems[problem.code];
  const error = couchErrors[status] ?? "internal_server_error";
  const words = [`${problem.code}: ${title}`, problem.message, remedy];
  return c.json({ error, reason: words.filter((part) => part !== "").join(" ") }, status);
}

/**
 * Answers a refused request: problem details (RFC 9457) for the API, `{error, reason}` for the
 * CouchDB protocol.
 */
export function answerProblem(c: Context, problem: RequestProblem): Response {
  const { status, title, remedy } = requestProblems[problem.code];
  const detail = problem.message === "" ? remedy : `${problem.message} ${remedy}`;
  for (const [name, value] of Object.entries(problem.headers)) c.header(name, value);
  c.header("Cache-Control", "no-store");
  if (isCouchPath(c.req.path)) return answerAsCouch(c, problem);
  c.header("Content-Type", "application/problem+json");
  const type = `urn:offblock:problem:${problem.code}`;
  return c.body(JSON.stringify({ type, title, status, detail, code: problem.code }), status);
}

// Classes of SQLSTATE, and errors of the socket, that mean "not now" rather than "never".
const awayStates = /^(08|53|57P)/;
const awaySockets = new Set(["ECONNREFUSED", "ECONNRESET", "ENOENT", "EPIPE", "ETIMEDOUT"]);

function isAway(error: unknown): boolean {
  const state = databaseProblem(error)?.code;
  if (state !== undefined) return awayStates.test(state);
  const { code = "", message = "" } = error as { code?: string; message?: string };
  return awaySockets.has(code) || /Connection terminated|timeout exceeded/.test(message);
}

/** Whether the sender went away, or was cut off, in the middle of its request: nobody's fault here. */
function isBrokenOff(error: unknown, c: Context): boolean {
  const { code = "", message = "" } = error as { code?: string; message?: string };
  const ofSocket = code === "ECONNRESET" || message === "Client connection prematurely closed.";
  return ofSocket && c.req.raw.signal.aborted;
}

function frames(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  return (stack.match(/^ +at .*$/gm) ?? []).slice(0, 8).join(" ").replaceAll(/ +/g, " ");
}

/**
 * The problem that an error means for the caller. What nobody foresaw is logged with its place in
 * the code, not with its message, which may quote what a person wrote.
 */
export function problemOf(error: unknown, c: Context, log: Log): RequestProblem {
  if (error instanceof RequestProblem) return error;
  if (error instanceof HTTPException) {
    const found = Object.entries(requestProblems).find(([, kind]) => kind.status === error.status);
    return new RequestProblem((found?.[0] ?? "E_REQUEST_FIELD") as RequestProblemCode);
  }
  if (isBrokenOff(error, c)) return new RequestProblem("E_UNAVAILABLE");
  const blobsAway = error instanceof BlobsAway;
  const known = blobsAway || isAway(error);
  log.error(blobsAway ? "blobs_away" : known ? "database_away" : "request_failed", {
    method: c.req.method,
    path: pathTemplate(c),
    error: error instanceof Error ? error.name : typeof error,
    sqlstate: databaseProblem(error)?.code,
    frames: known ? undefined : frames(error),
  });
  return known
    ? new RequestProblem("E_UNAVAILABLE", "", { "Retry-After": "2" })
    : new RequestProblem("E_INTERNAL");
}
