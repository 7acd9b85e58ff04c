/** What CouchDB answers at the root: about the server, and its databases as a whole. */
import { type Context, type Handler, Hono } from "hono";
import { uuidv7 } from "uuidv7";
import { type Query, rangeOf, readQueryOf } from "../couch/all_docs_query.ts";
import { boundedList, readPosted, requireJsonType } from "../couch/body.ts";
import type { CouchEnv, ProtocolContext } from "../couch/context.ts";
import { welcome } from "../couch/couch.ts";
import { badRequest } from "../couch/errors.ts";
import { refuseMethod } from "../couch/fixed_answers.ts";
import type { Databases } from "./databases.ts";

const uuidsMax = 1000;

function uuids(c: Context): Response {
  const text = c.req.query("count") ?? "1";
  if (!/^\d+$/.test(text)) throw badRequest("count must be a positive integer");
  if (Number(text) > uuidsMax) throw badRequest("count parameter too large");
  c.header("Cache-Control", "no-cache");
  c.header("Pragma", "no-cache");
  return c.json({
    uuids: Array.from({ length: Number(text) }, () => uuidv7().replaceAll("-", "")),
  });
}

/** `GET /_all_dbs`, with the query of `_all_docs`. */
function chosenNames(names: string[], query: Query): string[] {
  const { descending, skip, limit } = query;
  const range = rangeOf(query);
  const isIn = (name: string) =>
    range !== undefined &&
    name >= (range.from ?? "") &&
    (range.to === undefined || name < range.to || (range.with_to && name === range.to));
  const found = names.filter(isIn);
  return (descending ? found.toReversed() : found).slice(skip, skip + limit);
}

function deleteDatabase(databases: Databases): Handler<CouchEnv> {
  return async (c) => {
    if (c.req.query("rev") !== undefined)
      throw badRequest(
        "You tried to DELETE a database with a ?=rev parameter. " +
          "Did you mean to DELETE a document instead?",
      );
    await databases.remove(c.req.param("logbook") ?? "");
    return c.json({ ok: true });
  };
}

/** Describes a database; undefined when there is none. */
export type Describe = (name: string) => Promise<object | undefined>;

function describeMany(describe: Describe): Handler<CouchEnv> {
  return async (c) => {
    const { keys } = await readPosted(c);
    if (keys === undefined) throw badRequest("POST body must include `keys` parameter.");
    const rows: object[] = [];
    for (const key of boundedList(keys, "keys")) {
      const info = typeof key === "string" ? await describe(key) : undefined;
      rows.push(info === undefined ? { key, error: "not_found" } : { key, info });
    }
    return c.json(rows);
  };
}

const session = {
  ok: true,
  userCtx: { name: null, roles: ["_admin"] },
  info: { authentication_handlers: [] },
};

/** The routes of the server, and those that make, describe and remove a database. */
export function serverRoutes(
  couch: Pick<ProtocolContext, "uuid">,
  databases: Databases,
  describe: Describe,
): Hono<CouchEnv> {
  const routes = new Hono<CouchEnv>({ strict: false });
  const get = (path: string, answer: Handler<CouchEnv>) => {
    routes.get(path, answer);
    routes.all(path, refuseMethod(["GET"]));
  };
  get("/", async (c) => c.json(await welcome(couch)));
  get("/_up", (c) => c.json({ status: "ok", seeds: {} }));
  get("/_all_dbs", async (c) => c.json(chosenNames(databases.names(), await readQueryOf(c))));
  get("/_active_tasks", (c) => c.json([]));
  get("/_uuids", uuids);
  get("/_session", (c) => c.json(session));
  routes.get("/_dbs_info", async (c) => {
    const names = chosenNames(databases.names(), await readQueryOf(c));
    const rows: object[] = [];
    for (const key of names) rows.push({ key, info: await describe(key) });
    return c.json(rows);
  });
  routes.post("/_dbs_info", describeMany(describe));
  routes.put("/:logbook", async (c) => {
    const name = c.req.param("logbook");
    await databases.create(name);
    c.header("Location", new URL(`/${encodeURIComponent(name)}`, c.req.url).href);
    return c.json({ ok: true }, 201);
  });
  routes.get("/:logbook", async (c, next) => {
    const info = await describe(c.req.param("logbook"));
    return info === undefined ? await next() : c.json(info);
  });
  routes.delete("/:logbook", deleteDatabase(databases));
  routes.post("/:logbook/_compact", async (c) => {
    requireJsonType(c);
    await databases.compact(c.req.param("logbook"));
    return c.json({ ok: true }, 202);
  });
  return routes;
}
