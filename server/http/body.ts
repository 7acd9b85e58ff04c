import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import * as z from "zod/mini";
import { limits } from "../../shared/limits.ts";
import { RequestProblem } from "./request_problem.ts";

/**
 * Refuses a body of more than `maxSize` bytes. Hono's own limit reads a body as a web stream, which
 * costs more than most requests do otherwise: it is for a length that is not told. One that is told
 * is held to by the HTTP parser.
 */
function limitOf(maxSize: number): MiddlewareHandler {
  const tooLarge = () => new RequestProblem("E_BODY_TOO_LARGE", `At most ${maxSize} bytes.`);
  const counted = bodyLimit({
    maxSize,
    onError: () => {
      throw tooLarge();
    },
  });
  return (c, next) => {
    if (c.req.method === "GET" || c.req.method === "HEAD") return next();
    const length = c.req.header("content-length");
    if (length === undefined || c.req.header("transfer-encoding") !== undefined)
      return counted(c, next);
    if (Number(length) > maxSize) throw tooLarge();
    return next();
  };
}

/**
 * Bounds every request's body, also one that does not say how long it is, and refuses compression;
 * `unpacks` says at which paths gzip is let through, to be unpacked there, and `takesExport` at
 * which a whole export is.
 */
export function boundedBody(
  unpacks: (path: string) => boolean,
  takesExport: (path: string) => boolean = () => false,
): MiddlewareHandler {
  const [limit, limitOfExport] = [limitOf(limits.body_bytes), limitOf(limits.oplf_bytes)];
  return (c, next) => {
    const encoding = (c.req.header("content-encoding") ?? "identity").toLowerCase();
    // A few compressed bytes can unpack into gigabytes, and no client of ours compresses.
    if (encoding !== "identity" && !(encoding === "gzip" && unpacks(c.req.path)))
      throw new RequestProblem("E_BODY_TYPE");
    return takesExport(c.req.path) ? limitOfExport(c, next) : limit(c, next);
  };
}

/** Bytes of a request to the account API: a few short fields. */
const apiBytesMax = 64 * 1024;

/**
 * Reads a JSON body of a known shape. Throws 415 when it is not sent as JSON, 400 when it is not
 * JSON or not of that shape, naming the field.
 */
export async function readJson<Schema extends z.ZodMiniType>(
  c: Context,
  schema: Schema,
  bytesMax = apiBytesMax,
): Promise<z.infer<Schema>> {
  // Also against forms of other sites: they cannot send this type without asking first.
  if (!/^application\/([\w.-]+\+)?json\b/i.test(c.req.header("content-type") ?? ""))
    throw new RequestProblem("E_BODY_TYPE");
  const bytes = await c.req.arrayBuffer();
  if (bytes.byteLength > bytesMax)
    throw new RequestProblem("E_BODY_TOO_LARGE", `At most ${bytesMax} bytes.`);
  const read = schema.safeParse(parse(bytes));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue?.path.join(".") ?? "";
  throw new RequestProblem(
    "E_REQUEST_FIELD",
    `${where === "" ? "body" : where}: ${issue?.message}.`,
  );
}

function parse(bytes: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new RequestProblem("E_REQUEST_JSON");
  }
}
