/**
 * The CouchDB layer over the document store, open to any document in any database: what suites of
 * CouchDB clients need. Databases lie at the root, as in CouchDB. Nobody signs in, so it listens on
 * this machine only and holds nothing that matters.
 */
import { Hono, type MiddlewareHandler } from "hono";
import { uuidv7 } from "uuidv7";
import type { BlobStore } from "../blobs/blob_store.ts";
import type { Clock } from "../clock.ts";
import { type CouchEnv, ownAccess, type ProtocolContext, targetOf } from "../couch/context.ts";
import { databaseRoutes, welcome } from "../couch/couch.ts";
import { answerError, badRequest, CouchError, notFound } from "../couch/errors.ts";
import { lazyFeed } from "../couch_feed.ts";
import { answerAsCouch, problemOf } from "../http/answer_problem.ts";
import { boundedBody } from "../http/body.ts";
import { installationId } from "../installation.ts";
import type { Log } from "../log.ts";
import type { Database, Queryable } from "../postgres/database.ts";
import { acceptAnything } from "./accept_anything.ts";
import { type Databases, openDatabases } from "./databases.ts";

/** What the conformance server needs from outside. */
export interface ConformanceContext {
  db: Database;
  /** For what the gateway's role may not do: compaction, and removing a database. */
  admin: Queryable;
  clock: Clock;
  log: Log;
  blobs: BlobStore;
}

/** Finds the database that a request names; what makes and removes one passes. */
function gate(couch: ProtocolContext, databases: Databases): MiddlewareHandler<CouchEnv> {
  return async (c, next) => {
    const name = c.req.param("logbook") ?? "";
    const caller = databases.find(name);
    c.set("target", targetOf(couch, caller, caller.logbook_id, ownAccess(caller), name));
    await next();
  };
}

function serverRoutes(couch: ProtocolContext, databases: Databases): Hono<CouchEnv> {
  const routes = new Hono<CouchEnv>({ strict: false });
  routes.get("/", async (c) => c.json(await welcome(couch)));
  routes.get("/_up", (c) => c.json({ status: "ok", seeds: {} }));
  routes.get("/_all_dbs", (c) => c.json(databases.names()));
  routes.get("/_active_tasks", (c) => c.json([]));
  routes.get("/_uuids", (c) => {
    const count = Math.min(Number(c.req.query("count") ?? 1) || 1, 1000);
    return c.json({
      uuids: Array.from({ length: count }, () => uuidv7().replaceAll("-", "")),
    });
  });
  routes.get("/_session", (c) =>
    c.json({
      ok: true,
      userCtx: { name: null, roles: ["_admin"] },
      info: { authentication_handlers: [] },
    }),
  );
  routes.put("/:logbook", async (c) => {
    const name = c.req.param("logbook");
    await databases.create(name);
    c.header("Location", new URL(`/${encodeURIComponent(name)}`, c.req.url).href);
    return c.json({ ok: true }, 201);
  });
  routes.post("/:logbook/_compact", async (c) => {
    await databases.compact(c.req.param("logbook"));
    return c.json({ ok: true }, 202);
  });
  routes.delete("/:logbook", async (c) => {
    if (c.req.query("rev") !== undefined)
      throw badRequest(
        "You tried to DELETE a database with a ?=rev parameter. " +
          "Did you mean to DELETE a document instead?",
      );
    await databases.remove(c.req.param("logbook"));
    return c.json({ ok: true });
  });
  return routes;
}

/** Makes the app; it starts nothing. */
export function createConformanceApp(context: ConformanceContext): Hono<CouchEnv> {
  const { db, admin, clock, log, blobs } = context;
  const couch: ProtocolContext = {
    db,
    now: () => clock.now().toISOString(),
    uuid: installationId(db),
    feed: lazyFeed(db),
    blobs,
    judge: acceptAnything,
  };
  const databases = openDatabases(db, admin);
  const app = new Hono<CouchEnv>({ strict: false });
  app.onError((error, c) =>
    error instanceof CouchError
      ? answerError(c, error)
      : answerAsCouch(c, problemOf(error, c, log)),
  );
  app.notFound((c) => answerError(c, notFound()));
  app.use(boundedBody());
  app.route("/", serverRoutes(couch, databases));
  app.route("/", databaseRoutes(gate(couch, databases)));
  return app;
}
