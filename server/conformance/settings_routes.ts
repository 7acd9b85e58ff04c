/** What CouchDB lets an administrator do with one database, and a ledger does not. */
import { Hono, type Handler } from "hono";
import { revsOf } from "../couch/address.ts";
import { isObject, readJsonValue, readPosted } from "../couch/body.ts";
import type { CouchEnv } from "../couch/context.ts";
import { badRequest } from "../couch/errors.ts";
import { refuseMethod } from "../couch/fixed_answers.ts";
import type { Queryable } from "../postgres/database.ts";
import type { Databases, NamedDatabase } from "./databases.ts";
import { purge, stemAll } from "./trees.ts";

/** A whole number above 0 from a request; 400 when it is anything else. */
function positive(value: unknown, name: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 1)
    throw badRequest(`\`${name}\` must be positive integer`);
  return value as number;
}

/** The routes of settings and of purging; databases lie at the root. */
export function settingsRoutes(databases: Databases, admin: Queryable): Hono<CouchEnv> {
  const routes = new Hono<CouchEnv>({ strict: false });
  const named = (c: { req: { param: (name: "logbook") => string | undefined } }): NamedDatabase =>
    databases.find(c.req.param("logbook") ?? "");
  const setting = (path: string, get: Handler<CouchEnv>, put: Handler<CouchEnv>) => {
    routes.get(`/:logbook/${path}`, get);
    routes.put(`/:logbook/${path}`, put);
    routes.all(`/:logbook/${path}`, refuseMethod(["GET", "PUT"]));
  };
  setting(
    "_revs_limit",
    (c) => c.json(named(c).settings.revs_limit),
    async (c) => {
      const { caller, settings } = named(c);
      settings.revs_limit = positive(await readJsonValue(c), "revs_limit");
      await stemAll(admin, caller.logbook_id, settings.revs_limit);
      return c.json({ ok: true });
    },
  );
  setting(
    "_security",
    (c) => c.json(named(c).settings.security as object),
    async (c) => {
      const { settings } = named(c);
      const security = await readJsonValue(c);
      if (!isObject(security)) throw badRequest("security object must be a JSON object");
      settings.security = security;
      return c.json({ ok: true });
    },
  );
  setting(
    "_purged_infos_limit",
    (c) => c.json(named(c).settings.purged_infos_limit),
    async (c) => {
      const { settings } = named(c);
      settings.purged_infos_limit = positive(await readJsonValue(c), "purged_infos_limit");
      return c.json({ ok: true });
    },
  );
  routes.post("/:logbook/_purge", async (c) => {
    const { caller, settings } = named(c);
    const asked = Object.entries(await readPosted(c)).map(
      ([id, revs]) => [id, revsOf(revs)] as const,
    );
    const purged: [string, string[]][] = [];
    for (const [id, revs] of asked)
      purged.push([id, await purge(admin, caller.logbook_id, id, revs)]);
    settings.purge_seq += purged.filter(([, revs]) => revs.length > 0).length;
    return c.json({ purge_seq: null, purged: Object.fromEntries(purged) }, 201);
  });
  routes.all("/:logbook/_purge", refuseMethod(["POST"]));
  return routes;
}
