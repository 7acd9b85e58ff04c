import { type Context, Hono } from "hono";
import * as z from "zod/mini";
import { isUuid } from "../../shared/ids.ts";
import type { Authenticate } from "../auth/authenticate.ts";
import { changeGrant, type Grant, giveGrant, grantsOf, revokeGrant } from "../auth/grants.ts";
import { notStored, required } from "../http/authenticated.ts";
import { readJson } from "../http/body.ts";
import { type Outside, ownOrigin } from "../http/origin.ts";
import { RequestProblem } from "../http/request_problem.ts";
import type { Database } from "../postgres/database.ts";
import { moment } from "./fields.ts";

/** What the routes of grants need from outside. */
export interface GrantRoutesContext {
  db: Database;
  authenticate: Authenticate;
  outside: Outside;
}

const oneOf = <const Names extends readonly string[]>(names: Names) =>
  z.enum(names, { error: `must be one of ${names.join(", ")}` });
const book = oneOf(["pilot", "remote_pilot", "driver"]);
const role = oneOf(["viewer", "instructor", "coordinator"]);
const ends_at = z.nullable(moment("must be a moment in UTC such as 2026-12-31T23:59:59Z, or null"));
const notObject = { error: "must be a JSON object" };
const email = z.string({ error: "must be text" }).check(
  z.maxLength(320, { error: "is too long" }),
  z.refine((text) => !text.includes("\u0000") && text.isWellFormed(), {
    error: "holds a character that cannot be kept",
  }),
);
const wishBody = z.object({ email, book, role, ends_at: z.optional(ends_at) }, notObject);
const changeBody = z.strictObject(
  { role: z.optional(role), ends_at: z.optional(ends_at) },
  { error: "may hold role and ends_at only" },
);

function idOf(c: Context): string {
  const id = c.req.param("id") ?? "";
  if (!isUuid(id)) throw new RequestProblem("E_NOT_FOUND");
  return id;
}

/** Routes below `/api/v1/grants`: what the caller has opened to others, and others to the caller. */
export function grantRoutes({ db, authenticate, outside }: GrantRoutesContext): Hono {
  const routes = new Hono();
  const given = ({ other: grantee, ...grant }: Grant) => ({ ...grant, grantee });
  const received = (c: Context, { logbook_id: id, other, ...grant }: Grant) => ({
    ...grant,
    owner: other,
    logbook: id === null ? null : { id, database_url: `${ownOrigin(c, outside)}/db/${id}` },
  });

  routes.use(notStored);

  routes.get("/", async (c) => {
    const grants = await grantsOf(db, (await required(c, authenticate)).user_id);
    return c.json({
      given: grants.given.map(given),
      received: grants.received.map((grant) => received(c, grant)),
    });
  });

  routes.post("/", async (c) => {
    const { user_id } = await required(c, authenticate);
    const { ends_at: end = null, ...wish } = await readJson(c, wishBody);
    return c.json(given(await giveGrant(db, user_id, { ...wish, ends_at: end })), 201);
  });

  routes.patch("/:id", async (c) => {
    const { user_id } = await required(c, authenticate);
    const change = await readJson(c, changeBody);
    return c.json(given(await changeGrant(db, user_id, idOf(c), change)));
  });

  routes.delete("/:id", async (c) => {
    const { user_id } = await required(c, authenticate);
    if (!(await revokeGrant(db, user_id, idOf(c)))) throw new RequestProblem("E_NOT_FOUND");
    return c.body(null, 204);
  });

  return routes;
}
