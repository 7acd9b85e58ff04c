/** The CouchDB protocol over a logbook: `/db/<logbook>/…`. One file an endpoint. */
import { Hono, type MiddlewareHandler } from "hono";
import { isUuid } from "../../shared/ids.ts";
import { problemKinds } from "../../shared/problems.ts";
import { allDocs } from "./all_docs.ts";
import { deleteAttachment, getAttachment, putAttachment } from "./attachments.ts";
import { bulkDocs } from "./bulk_docs.ts";
import { bulkGet } from "./bulk_get.ts";
import { changes } from "./changes.ts";
import { readAccess } from "../ledger/access.ts";
import { type CouchContext, type CouchEnv, ownAccess, targetOf } from "./context.ts";
import { databaseInfo } from "./database_info.ts";
import { deleteDocument, getDocument, postDocument, putDocument } from "./document.ts";
import { answerError, CouchError, notFound, unauthorized } from "./errors.ts";
import { deleteLocal, getLocal, putLocal } from "./local.ts";
import { revsDiff } from "./revs_diff.ts";

const couchVersion = "3.5.0";

/** `GET /`: what PouchDB asks first. The `uuid` goes into its checkpoint ids. */
export async function welcome(couch: CouchContext): Promise<Record<string, unknown>> {
  return {
    couchdb: "Welcome",
    version: couchVersion,
    uuid: await couch.uuid(),
    features: [],
    vendor: { name: "Offblock" },
  };
}

/** Lets through who may see the logbook; who may not learns nothing of it, not even that it exists. */
function gate(couch: CouchContext): MiddlewareHandler<CouchEnv> {
  return async (c, next) => {
    const caller = await couch.authenticate(c);
    if (caller === undefined)
      throw unauthorized(
        "You are not signed in, or your session has ended. Sign in again: nothing is lost.",
      );
    const logbook = c.req.param("logbook") ?? "";
    if (!isUuid(logbook)) throw notFound("Database does not exist.");
    const access =
      logbook === caller.logbook_id
        ? ownAccess(caller)
        : await couch.db.transaction(caller.user_id, (tx) => readAccess(tx, logbook), {
            read_only: true,
          });
    if (access === undefined)
      throw new CouchError(
        403,
        "forbidden",
        `E_NOT_YOURS: ${problemKinds.E_NOT_YOURS.text} ${problemKinds.E_NOT_YOURS.remedy}`,
      );
    c.set("target", targetOf(couch, caller, logbook, access));
    await next();
  };
}

/** The routes below `/db`. Errors are CouchDB's: `{error, reason}`. */
export function couchRoutes(couch: CouchContext): Hono<CouchEnv> {
  const routes = new Hono<CouchEnv>({ strict: false });
  routes.onError((error, c) => {
    if (error instanceof CouchError) return answerError(c, error);
    throw error;
  });
  routes.notFound((c) => answerError(c, notFound()));
  routes.get("/", async (c) => c.json(await welcome(couch)));
  routes.use("/:logbook/*", gate(couch));
  routes.get("/:logbook", databaseInfo);
  routes.post("/:logbook", postDocument);
  routes.on(["GET", "POST"], "/:logbook/_changes", changes);
  routes.post("/:logbook/_revs_diff", revsDiff);
  routes.post("/:logbook/_bulk_docs", bulkDocs);
  routes.post("/:logbook/_bulk_get", bulkGet);
  routes.on(["GET", "POST"], "/:logbook/_all_docs", allDocs);
  routes.post("/:logbook/_ensure_full_commit", (c) =>
    c.json({ ok: true, instance_start_time: "0" }, 201),
  );
  routes.get("/:logbook/_local/:id", getLocal);
  routes.put("/:logbook/_local/:id", putLocal);
  routes.delete("/:logbook/_local/:id", deleteLocal);
  routes.get("/:logbook/:id{[^_/][^/]*}", getDocument);
  routes.put("/:logbook/:id{[^_/][^/]*}", putDocument);
  routes.delete("/:logbook/:id{[^_/][^/]*}", deleteDocument);
  routes.get("/:logbook/:id{[^_/][^/]*}/:name{.+}", getAttachment);
  routes.put("/:logbook/:id{[^_/][^/]*}/:name{.+}", putAttachment);
  routes.delete("/:logbook/:id{[^_/][^/]*}/:name{.+}", deleteAttachment);
  return routes;
}
