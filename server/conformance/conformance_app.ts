/**
 * The CouchDB layer over the document store, open to any document in any database: what suites of
 * CouchDB clients need. Databases lie at the root, as in CouchDB. Nobody signs in, so it listens on
 * this machine only and holds nothing that matters.
 */
import { Hono, type MiddlewareHandler } from "hono";
import { methodOverride } from "hono/method-override";
import { randomBytes } from "node:crypto";
import type { BlobStore } from "../blobs/blob_store.ts";
import type { Clock } from "../clock.ts";
import {
  type CouchEnv,
  ownAccess,
  type ProtocolContext,
  type Target,
  targetOf,
} from "../couch/context.ts";
import { databaseRoutes } from "../couch/couch.ts";
import { readInfo } from "../couch/database_info.ts";
import { answerError, CouchError, notFound } from "../couch/errors.ts";
import { headLength } from "../couch/head_length.ts";
import { unpackedBody } from "../couch/unpacked_body.ts";
import { lazyFeed } from "../couch_feed.ts";
import { answerAsCouch, problemOf } from "../http/answer_problem.ts";
import { boundedBody } from "../http/body.ts";
import { installationId } from "../installation.ts";
import type { Log } from "../log.ts";
import type { Database, Queryable } from "../postgres/database.ts";
import { acceptAnything } from "./accept_anything.ts";
import { type Databases, openDatabases } from "./databases.ts";
import { designFunctions } from "./design_functions.ts";
import { enforcing } from "./edit_rules.ts";
import { openSandbox, type Sandbox } from "./sandbox.ts";
import { type Describe, serverRoutes } from "./server_routes.ts";
import { settingsRoutes } from "./settings_routes.ts";
import { viewRoutes } from "./views.ts";

/** What the conformance server needs from outside. */
export interface ConformanceContext {
  db: Database;
  /** For what the gateway's role may not do: compaction, and removing a database. */
  admin: Queryable;
  clock: Clock;
  log: Log;
  blobs: BlobStore;
}

/** Opens databases as the protocol layer sees them; what it gives throws 404. */
function opening(
  couch: Omit<ProtocolContext, "judge" | "functions">,
  databases: Databases,
  sandbox: Sandbox,
): (name: string) => Target {
  const functions = designFunctions(sandbox, ({ name }) => databases.find(name).settings.security);
  return (name) => {
    const database = databases.find(name);
    const { caller, settings } = database;
    const judged = { ...couch, functions, judge: acceptAnything(settings.revs_limit) };
    const target = targetOf(judged, caller, caller.logbook_id, ownAccess(caller), name);
    return enforcing(target, sandbox, database);
  };
}

const measure = `
  select coalesce(sum(octet_length(body)), 0)::float8 as external,
      coalesce(sum(pg_column_size(body)), 0)::float8 as active
    from sync.revisions where logbook_id = $1`;

/** What only an administrator of the server may know stands beside what everybody is told. */
function describing(
  databases: Databases,
  admin: Queryable,
  open: (name: string) => Target,
): Describe {
  return async (name) => {
    if (!databases.names().includes(name)) return undefined;
    const target = open(name);
    const { purge_seq } = databases.find(name).settings;
    const [sizes] = await admin.query<{ external: number; active: number }>(measure, [
      target.logbook_id,
    ]);
    const { external, active } = sizes!;
    return {
      ...(await readInfo(target)),
      purge_seq,
      sizes: { external, active, file: active },
      cluster: { q: 1, n: 1, w: 1, r: 1 },
    };
  };
}

/** The headers that CouchDB gives every answer. */
const couchHeaders: MiddlewareHandler = async (c, next) => {
  const began_ms = performance.now();
  await next();
  c.header(
    "X-Couch-Request-ID",
    c.req.header("X-Couch-Request-ID") ?? randomBytes(5).toString("hex"),
  );
  c.header("X-CouchDB-Body-Time", String(Math.round(performance.now() - began_ms)));
  if (!c.res.headers.has("Cache-Control")) c.header("Cache-Control", "must-revalidate");
};

/** Makes the app; it starts nothing. */
export function createConformanceApp(context: ConformanceContext): Hono<CouchEnv> {
  const { db, admin, clock, log, blobs } = context;
  const couch = {
    db,
    now: () => clock.now().toISOString(),
    uuid: installationId(db),
    feed: lazyFeed(db),
    blobs,
  };
  const databases = openDatabases(db, admin);
  const app = new Hono<CouchEnv>({ strict: false });
  app.onError((error, c) =>
    error instanceof CouchError
      ? answerError(c, error)
      : answerAsCouch(c, problemOf(error, c, log)),
  );
  app.notFound((c) => answerError(c, notFound()));
  // For clients that know GET and POST alone.
  app.use(methodOverride({ app, header: "X-HTTP-Method-Override" }));
  app.use(
    couchHeaders,
    headLength,
    boundedBody(() => true),
    unpackedBody,
  );
  const sandbox = openSandbox();
  const open = opening(couch, databases, sandbox);
  app.route("/", serverRoutes(couch, databases, describing(databases, admin, open)));
  app.route("/", settingsRoutes(databases, admin));
  const gate: MiddlewareHandler<CouchEnv> = async (c, next) => {
    c.set("target", open(c.req.param("logbook") ?? ""));
    await next();
  };
  app.route("/", viewRoutes(gate, sandbox));
  app.route("/", databaseRoutes(gate));
  return app;
}
