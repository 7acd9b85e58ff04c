/** The CouchDB protocol over a logbook: `/db/<logbook>/…`. One file an endpoint. */
import { type Handler, Hono, type MiddlewareHandler } from "hono";
import { isUuid } from "../../shared/ids.ts";
import { problemKinds } from "../../shared/problems.ts";
import { readAccess } from "../ledger/access.ts";
import { databaseProblem } from "../postgres/database.ts";
import { readableAddress } from "./address.ts";
import { allDocs, allDocsQueries, designDocs, designDocsQueries } from "./all_docs.ts";
import { deleteAttachment, getAttachment, putAttachment } from "./attachments.ts";
import { bulkDocs } from "./bulk_docs.ts";
import { bulkGet } from "./bulk_get.ts";
import { changes } from "./changes.ts";
import {
  type CouchContext,
  type CouchEnv,
  ownAccess,
  type ProtocolContext,
  targetOf,
} from "./context.ts";
import { databaseInfo } from "./database_info.ts";
import { answerError, badRequest, CouchError, notFound, unauthorized } from "./errors.ts";
import {
  accepted,
  ensureFullCommit,
  noFunctions,
  notHere,
  notYours,
  refuseMethod,
  revsLimit,
  security,
} from "./fixed_answers.ts";
import { getDocument } from "./get_document.ts";
import { headLength } from "./head_length.ts";
import {
  deleteLocal,
  getLocal,
  localDocs,
  localDocsQueries,
  noLocalFiles,
  noLocalId,
  putLocal,
} from "./local.ts";
import { missingRevs, revsDiff } from "./revs_diff.ts";
import { unpackedBody } from "./unpacked_body.ts";
import { copyDocument, deleteDocument, postDocument, putDocument } from "./write_document.ts";

/** SQLSTATE of a text that PostgreSQL cannot hold. */
const noSuchCharacter = "22021";
const couchVersion = "3.5.0";

/** `GET /`: what PouchDB asks first. The `uuid` goes into its checkpoint ids. */
export async function welcome(
  couch: Pick<ProtocolContext, "uuid">,
): Promise<Record<string, unknown>> {
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

/** The routes below `/db`. */
export function couchRoutes(couch: CouchContext): Hono<CouchEnv> {
  const routes = new Hono<CouchEnv>({ strict: false });
  routes.get("/", async (c) => c.json(await welcome(couch)));
  return routes.route("/", databaseRoutes(gate(couch)));
}

type Methods = Record<string, Handler<CouchEnv>>;

/** A document and its files, by the part of the path that names the document. */
function documentsAt(path: string): Record<string, Methods> {
  return {
    [path]: {
      GET: getDocument,
      PUT: putDocument,
      DELETE: deleteDocument,
      COPY: copyDocument,
    },
    [`${path}/:name{.+}`]: {
      GET: getAttachment,
      PUT: putAttachment,
      DELETE: deleteAttachment,
    },
  };
}

/** By path below a database: the methods that it has. */
const endpoints: Record<string, Methods> = {
  _changes: { GET: changes, POST: changes },
  _all_docs: { GET: allDocs, POST: allDocs },
  "_all_docs/queries": { POST: allDocsQueries },
  _design_docs: { GET: designDocs, POST: designDocs },
  "_design_docs/queries": { POST: designDocsQueries },
  _local_docs: { GET: localDocs, POST: localDocs },
  "_local_docs/queries": { POST: localDocsQueries },
  _bulk_docs: { POST: bulkDocs },
  _bulk_get: { POST: bulkGet },
  _revs_diff: { POST: revsDiff },
  _missing_revs: { POST: missingRevs },
  _ensure_full_commit: { POST: ensureFullCommit },
  _compact: { POST: accepted },
  _view_cleanup: { POST: accepted },
  _revs_limit: { GET: revsLimit, PUT: notYours },
  _security: { GET: security, PUT: notYours },
  _purge: { POST: notHere },
  _find: { POST: notHere },
  _explain: { POST: notHere },
  _index: { GET: notHere, POST: notHere },
  "_local/:id/:name{.+}": { GET: noLocalFiles, PUT: noLocalFiles, DELETE: noLocalFiles },
  "_local/:id": { GET: getLocal, PUT: putLocal, DELETE: deleteLocal },
  ":local{_local%2[Ff][^/]*}": { GET: getLocal, PUT: putLocal, DELETE: deleteLocal },
  _local: { GET: noLocalId, PUT: noLocalId, POST: noLocalId, DELETE: noLocalId },
  "_design/:design/:function{_[^/]*}": { GET: noFunctions, POST: noFunctions, PUT: noFunctions },
  "_design/:design/:function{_[^/]*}/:name{.*}": {
    GET: noFunctions,
    POST: noFunctions,
    PUT: noFunctions,
  },
  ...documentsAt("_design/:design{[^/]+}"),
  ...documentsAt(":id{_design%2[Ff][^/]+}"),
  ...documentsAt(":id{[^_/][^/]*}"),
  ":id{_[^/]*}": { GET: getDocument, PUT: putDocument, DELETE: deleteDocument },
  ":id{_[^/]*}/:name{.+}": { GET: getAttachment, PUT: putAttachment },
};

/**
 * The protocol of one database, behind a gate that names it in `target`. Errors are CouchDB's:
 * `{error, reason}`.
 */
export function databaseRoutes(gateOf: MiddlewareHandler<CouchEnv>): Hono<CouchEnv> {
  const routes = new Hono<CouchEnv>({ strict: false });
  routes.onError((error, c) => {
    if (error instanceof CouchError) return answerError(c, error);
    if (databaseProblem(error)?.code === noSuchCharacter)
      return answerError(c, badRequest("A text of the request holds a NUL."));
    throw error;
  });
  routes.notFound((c) => answerError(c, notFound()));
  routes.use("/:logbook/*", readableAddress, gateOf, unpackedBody, headLength);
  routes.get("/:logbook", databaseInfo);
  routes.post("/:logbook", postDocument);
  routes.all("/:logbook", refuseMethod(["DELETE", "GET", "POST"]));
  for (const [path, methods] of Object.entries(endpoints)) {
    for (const [method, handler] of Object.entries(methods))
      routes.on(method, `/:logbook/${path}`, handler);
    routes.all(`/:logbook/${path}`, refuseMethod(Object.keys(methods)));
  }
  return routes;
}
