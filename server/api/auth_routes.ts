import { type Context, Hono } from "hono";
import * as z from "zod/mini";
import { isUuid } from "../../shared/ids.ts";
import { limits } from "../../shared/limits.ts";
import {
  type Account,
  changePassword,
  openSession,
  openToken,
  signIn,
  signUp,
} from "../auth/accounts.ts";
import type { Authenticate } from "../auth/authenticate.ts";
import { clearSessionCookie, sessionCookie, setSessionCookie } from "../auth/cookies.ts";
import { endOtherSessions, endSession, openSessions, type Session } from "../auth/sessions.ts";
import { notStored, required } from "../http/authenticated.ts";
import { readJson } from "../http/body.ts";
import { type Outside, addressOf, ownOrigin } from "../http/origin.ts";
import { RequestProblem } from "../http/request_problem.ts";
import type { Database } from "../postgres/database.ts";

/** What the account routes need from outside. */
export interface AuthRoutesContext {
  db: Database;
  authenticate: Authenticate;
  outside: Outside;
}

// The JIT of zod needs `new Function`; the same setting as in `shared/`.
z.config({ jitless: true });

const storable = z.refine<string>((text) => !text.includes("\u0000") && text.isWellFormed(), {
  error: "holds a character that cannot be kept",
});
const text = (max: number) =>
  z
    .string({ error: "must be text" })
    .check(z.maxLength(max, { error: `holds more than ${max} characters` }), storable);
const uuid = z
  .string({ error: "must be text" })
  .check(z.refine(isUuid, { error: "is no UUID in lower case" }));
const line = text(limits.text_characters);
const credentials = { email: text(320), password: text(limits.password_characters_max * 2) };
const device = { device_id: z.optional(uuid), device_name: z.optional(line) };

const notObject = { error: "must be a JSON object" };
const signUpBody = z.object(
  { ...credentials, ...device, display_name: z.optional(line), logbook_id: z.optional(uuid) },
  notObject,
);
const logInBody = z.object({ ...credentials, ...device }, notObject);
const tokenBody = z.object(
  {
    name: line.check(z.minLength(1, { error: "is empty" })),
    email: z.optional(credentials.email),
    password: z.optional(credentials.password),
  },
  notObject,
);

type Known = Pick<Session, "user_id" | "email" | "display_name" | "logbook_id">;

const passwordBody = z.object(
  { password: credentials.password, new_password: credentials.password },
  notObject,
);

/** Who signs out may have been signed out already. */
function ignoreEnded(error: unknown): undefined {
  if (!(error instanceof RequestProblem)) throw error;
}

function logbookOf(c: Context, outside: Outside, known: Known) {
  const { logbook_id: id } = known;
  return { id, database_url: `${ownOrigin(c, outside)}/db/${id}` };
}

/** The body that signing up, signing in and asking who is signed in have in common. */
function signedIn(c: Context, outside: Outside, known: Known, session_id: string | null) {
  const { user_id: id, email, display_name } = known;
  return {
    user: { id, email, display_name },
    logbook: logbookOf(c, outside, known),
    session: { id: session_id },
  };
}

/** Routes below `/api/v1/auth`. */
export function authRoutes({ db, authenticate, outside }: AuthRoutesContext): Hono {
  const routes = new Hono();

  async function begin(c: Context, account: Account, body: z.infer<typeof logInBody>) {
    const opened = await openSession(db, account.user_id, body);
    setSessionCookie(c, outside, opened.token);
    return signedIn(c, outside, account, opened.id);
  }

  routes.use(notStored);

  routes.post("/signup", async (c) => {
    const body = await readJson(c, signUpBody);
    const account = await signUp(db, body, addressOf(c, outside));
    return c.json(await begin(c, account, body), 201);
  });

  routes.post("/login", async (c) => {
    const body = await readJson(c, logInBody);
    const account = await signIn(db, { ...body, address: addressOf(c, outside) });
    return c.json(await begin(c, account, body));
  });

  routes.post("/logout", async (c) => {
    clearSessionCookie(c, outside);
    const session = await authenticate(c).catch(ignoreEnded);
    if (session?.session_id)
      await endSession(db, session.user_id, session.session_id, "signed_out");
    return c.body(null, 204);
  });

  routes.get("/session", async (c) => {
    const session = await required(c, authenticate);
    const token = sessionCookie(c, outside);
    // The session lives on with use, and the cookie has to live as long.
    if (token !== undefined) setSessionCookie(c, outside, token);
    return c.json(signedIn(c, outside, session, session.session_id));
  });

  routes.get("/sessions", async (c) => {
    const session = await required(c, authenticate);
    const lines = await openSessions(db, session.user_id);
    return c.json({
      sessions: lines.map((each) => ({ ...each, is_current: each.id === session.session_id })),
    });
  });

  routes.delete("/sessions/:id", async (c) => {
    const session = await required(c, authenticate);
    const id = c.req.param("id");
    if (!isUuid(id) || !(await endSession(db, session.user_id, id, "revoked")))
      throw new RequestProblem("E_NOT_FOUND");
    return c.body(null, 204);
  });

  routes.delete("/sessions", async (c) => {
    const session = await required(c, authenticate);
    const ended = await endOtherSessions(db, session.user_id, session.session_id);
    return c.json({ ended });
  });

  routes.post("/password", async (c) => {
    const session = await required(c, authenticate);
    const body = await readJson(c, passwordBody);
    await changePassword(db, session, { ...body, address: addressOf(c, outside) });
    return c.body(null, 204);
  });

  routes.post("/tokens", async (c) => {
    const { name, email, password } = await readJson(c, tokenBody);
    const who =
      email !== undefined && password !== undefined
        ? await signIn(db, { email, password, address: addressOf(c, outside) })
        : await required(c, authenticate);
    const { id, token } = await openToken(db, who.user_id, name);
    return c.json({ token, id, name, logbook: logbookOf(c, outside, who) }, 201);
  });

  return routes;
}
