import { createHash } from "node:crypto";
import { type Context, Hono } from "hono";
import * as z from "zod/mini";
import { isUuid } from "../../shared/ids.ts";
import { limits } from "../../shared/limits.ts";
import { readRequest } from "../../shared/signatures/sign_request.ts";
import type { Authenticate } from "../auth/authenticate.ts";
import type { Feed } from "../couch/feed.ts";
import {
  answerSignature,
  askSignature,
  type OpenSignatureRequest,
  openSignatureRequests,
  settleSignature,
} from "../auth/signature_requests.ts";
import { notStored, required } from "../http/authenticated.ts";
import { readJson } from "../http/body.ts";
import { RequestProblem } from "../http/request_problem.ts";
import type { Database } from "../postgres/database.ts";

/** What the routes of requests for signatures need from outside. */
export interface SignatureRoutesContext {
  db: Database;
  authenticate: Authenticate;
  /** Wakes whoever waits for an answer: `auth.ask_signature` and `answer_signature` notify it. */
  feed: Feed;
}

const notObject = { error: "must be a JSON object" };
const payload = z.looseObject({}, notObject);
const askBody = z.strictObject(
  {
    grant_id: z.string({ error: "must be text" }).check(z.refine(isUuid, { error: "is no UUID" })),
    request: payload,
  },
  { error: "may hold grant_id and request only" },
);
const answerBody = z.strictObject(
  {
    answer: z.looseObject(
      { format: z.literal("offblock signature", { error: "must be offblock signature" }) },
      notObject,
    ),
  },
  { error: "may hold answer only" },
);
const outcomes = ["taken", "refused", "withdrawn", "declined"] as const;
const settleBody = z.strictObject(
  { outcome: z.enum(outcomes, { error: `must be one of ${outcomes.join(", ")}` }) },
  { error: "may hold outcome only" },
);

function idOf(c: Context): string {
  const id = c.req.param("id") ?? "";
  if (!isUuid(id)) throw new RequestProblem("E_NOT_FOUND");
  return id;
}

/** A request as a device reads it: what no device would show is not laid before anybody. */
function requireReadable(request: object): void {
  const reading = readRequest(request);
  if (!reading.ok) throw new RequestProblem("E_REQUEST_FIELD", `request: ${reading.reason}`);
}

/** Requests as they stand, and a name for how they stand. */
interface Standing {
  requests: OpenSignatureRequest[];
  /** SHA-256 of them, in hex. */
  state: string;
}

/**
 * The caller's requests once they stand otherwise than in `known`, or as they are after a while.
 * The session is looked at anew each time: one that was closed learns nothing more.
 */
async function standingUnlike(
  c: Context,
  { db, authenticate, feed }: SignatureRoutesContext,
  known: string | undefined,
): Promise<Standing> {
  const while_ms = limits.longpoll_seconds * 1000;
  const over = AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(while_ms)]);
  for (;;) {
    const { user_id } = await required(c, authenticate);
    const read = new AbortController();
    // Registered before the look, so that a change between look and wait is not missed.
    const changed = feed.next(user_id, AbortSignal.any([over, read.signal]));
    const requests = await openSignatureRequests(db, user_id);
    const state = createHash("sha256").update(JSON.stringify(requests)).digest("hex");
    if (state === known && !over.aborted) await changed;
    else {
      read.abort();
      return { requests, state };
    }
  }
}

/** Routes below `/api/v1/signature_requests`. */
export function signatureRoutes(context: SignatureRoutesContext): Hono {
  const { db, authenticate } = context;
  const routes = new Hono();
  routes.use(notStored);

  routes.get("/", async (c) => c.json(await standingUnlike(c, context, c.req.query("unlike"))));

  routes.post("/", async (c) => {
    const { user_id } = await required(c, authenticate);
    const { grant_id, request } = await readJson(c, askBody, limits.signing_payload_bytes);
    requireReadable(request);
    return c.json({ id: await askSignature(db, user_id, grant_id, request) }, 201);
  });

  routes.post("/:id/answer", async (c) => {
    const { user_id } = await required(c, authenticate);
    const { answer } = await readJson(c, answerBody, limits.signing_payload_bytes);
    if (!(await answerSignature(db, user_id, idOf(c), answer)))
      throw new RequestProblem("E_NOT_FOUND");
    return c.body(null, 204);
  });

  routes.post("/:id/settle", async (c) => {
    const { user_id } = await required(c, authenticate);
    const { outcome } = await readJson(c, settleBody);
    if (!(await settleSignature(db, user_id, idOf(c), outcome)))
      throw new RequestProblem("E_NOT_FOUND");
    return c.body(null, 204);
  });

  return routes;
}
