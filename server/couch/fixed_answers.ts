/** Endpoints that answer the same whatever the database holds. */
import type { Handler } from "hono";
import { limits } from "../../shared/limits.ts";
import { requireJsonType } from "./body.ts";
import type { CouchEnv } from "./context.ts";
import { CouchError, methodNotAllowed, notFound } from "./errors.ts";

/** `POST _ensure_full_commit`: what was answered is on disk already. */
export const ensureFullCommit: Handler<CouchEnv> = (c) => {
  requireJsonType(c);
  return c.json({ ok: true, instance_start_time: "0" }, 201);
};

/** `POST _compact`, `_view_cleanup`: nothing to do; every revision is kept as it was sent. */
export const accepted: Handler<CouchEnv> = (c) => {
  requireJsonType(c);
  return c.json({ ok: true }, 202);
};

/** `GET _revs_limit`: how many revisions of a branch are known by name. */
export const revsLimit: Handler<CouchEnv> = (c) => c.json(limits.revs);

/** `GET _security`: who may see a database is decided by its owner, not by a document. */
export const security: Handler<CouchEnv> = (c) =>
  c.json({ members: { roles: ["_admin"] }, admins: { roles: ["_admin"] } });

/** A setting that is the same for every database. */
export const notYours: Handler<CouchEnv> = () => {
  throw new CouchError(403, "forbidden", "This setting is the same for every database here.");
};

/** An endpoint of CouchDB that is not one here. */
export const notHere: Handler<CouchEnv> = () => {
  throw notFound("missing: this endpoint of CouchDB is not here.");
};

/** What design documents would compute: their functions are kept, none is run. */
export const noFunctions: Handler<CouchEnv> = () => {
  throw notFound("missing: functions of design documents are not run here.");
};

/** Answers every other method of an address. */
export function refuseMethod(methods: readonly string[]): Handler<CouchEnv> {
  const withHead = methods.includes("GET") ? [...methods, "HEAD"] : methods;
  const allowed = withHead.toSorted().join(",");
  return () => {
    throw methodNotAllowed(allowed);
  };
}
