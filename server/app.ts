import { Hono } from "hono";
import { auditRoutes } from "./api/audit_routes.ts";
import { authRoutes } from "./api/auth_routes.ts";
import { authenticator } from "./auth/authenticate.ts";
import { grantRoutes } from "./api/grant_routes.ts";
import { inspectionLinkRoutes, inspectionRoutes } from "./api/inspection_routes.ts";
import { signatureRoutes } from "./api/signature_routes.ts";
import { oplfRoutes, takesExport } from "./api/oplf_routes.ts";
import type { BlobStore } from "./blobs/blob_store.ts";
import type { Clock } from "./clock.ts";
import type { CouchContext } from "./couch/context.ts";
import { couchRoutes, welcome } from "./couch/couch.ts";
import { lazyFeed } from "./couch_feed.ts";
import { answerProblem, isCouchPath, problemOf } from "./http/answer_problem.ts";
import { boundedBody } from "./http/body.ts";
import { securityHeaders } from "./http/headers.ts";
import { type Outside, sameOriginWrites } from "./http/origin.ts";
import { requestLog } from "./http/request_log.ts";
import { RequestProblem } from "./http/request_problem.ts";
import { asksForPage, builtClient, staticFiles } from "./http/static_files.ts";
import { installationId } from "./installation.ts";
import { ledgerJudge } from "./ledger/ledger_judge.ts";
import type { Log } from "./log.ts";
import type { Database } from "./postgres/database.ts";

/** Everything that the app needs from outside. */
export interface AppContext {
  db: Database;
  clock: Clock;
  log: Log;
  /** Where the bytes of attachments lie. */
  blobs: BlobStore;
  /** How the server is reached; by default directly, under the address of each request. */
  outside?: Outside;
  /** The built client; by default `dist/client`. */
  clientFolder?: string;
}

/**
 * The whole HTTP side: accounts under `/api/v1`, the CouchDB protocol under `/db`, the app itself
 * everywhere else. Starts nothing and keeps no state that another gateway would need.
 */
export function createApp(context: AppContext): Hono {
  const { db, clock, log, blobs, outside = {}, clientFolder = builtClient } = context;
  const authenticate = authenticator({ db, clock, outside });
  const now = () => clock.now().toISOString();
  const feed = lazyFeed(db);
  const couch: CouchContext = {
    db,
    now,
    uuid: installationId(db),
    feed,
    blobs,
    authenticate,
    judge: ledgerJudge,
  };
  const app = new Hono({ strict: false });
  app.onError((error, c) => answerProblem(c, problemOf(error, c, log)));
  app.notFound((c) => answerProblem(c, new RequestProblem("E_NOT_FOUND")));
  app.use(requestLog(log), securityHeaders(), sameOriginWrites(outside));
  app.use(boundedBody(isCouchPath, takesExport));
  app.get("/", async (c, next) =>
    asksForPage(c.req.header("accept")) ? next() : c.json(await welcome(couch)),
  );
  app.get("/api/v1/health", async (c) => {
    await db.transaction(null, (tx) => tx.query("select 1"), { read_only: true });
    return c.json({ status: "ok" });
  });
  // The way to the app past the copy of it that a device keeps: whoever is at the address answers.
  app.get("/api/v1/app", (c) => c.redirect("/", 303));
  app.route("/api/v1/auth", authRoutes({ db, authenticate, outside }));
  app.route("/api/v1/grants", grantRoutes({ db, authenticate, outside }));
  app.route("/api/v1/signature_requests", signatureRoutes({ db, authenticate, feed }));
  app.route("/api/v1/inspection_links", inspectionLinkRoutes({ db, authenticate, outside }));
  app.route("/api/v1/inspection", inspectionRoutes({ db, authenticate, outside, blobs }));
  app.route("/api/v1/logbooks", auditRoutes({ db, authenticate }));
  app.route("/api/v1/logbooks", oplfRoutes({ db, authenticate, now }));
  app.all("/api/*", () => {
    throw new RequestProblem("E_NOT_FOUND");
  });
  app.route("/db", couchRoutes(couch));
  app.route("/", staticFiles(clientFolder));
  return app;
}
