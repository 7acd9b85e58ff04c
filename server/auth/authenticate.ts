import { createHmac, randomBytes } from "node:crypto";
import type { Context } from "hono";
import type { Clock } from "../clock.ts";
import { type Outside, addressOf } from "../http/origin.ts";
import { RequestProblem } from "../http/request_problem.ts";
import type { Database } from "../postgres/database.ts";
import { passwordHashOf, signIn } from "./accounts.ts";
import { sessionCookie } from "./cookies.ts";
import { type Session, sessionByToken } from "./sessions.ts";
import { isToken } from "./tokens.ts";

/** Finds out who makes a request; undefined when nobody is signed in. */
export type Authenticate = (c: Context) => Promise<Session | undefined>;

/** What that needs from outside. */
export interface AuthenticateContext {
  db: Database;
  clock: Clock;
  outside: Outside;
}

/** Milliseconds for which email and password need not be checked anew. */
const rememberedMs = 60_000;
const rememberedMax = 1_000;

function readBasic(encoded: string): { user: string; password: string } | undefined {
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

/**
 * Email and password on every request, as CouchDB clients send them: each check takes 19 MiB and
 * 15 ms, so those that were right are remembered for a minute, as a keyed hash, in this process,
 * and hold only while the account has the password that they were checked against.
 */
function rememberPasswords({ db, clock, outside }: AuthenticateContext) {
  const key = randomBytes(32).toString("hex");
  const known = new Map<string, { session: Session; password_hash: string; until: number }>();
  return async (c: Context, email: string, password: string): Promise<Session | undefined> => {
    const now = clock.now().getTime();
    const name = createHmac("sha256", key).update(`${email}\n${password}`).digest("base64");
    const found = known.get(name);
    const password_hash = await passwordHashOf(db, email);
    if (found !== undefined && found.until > now && found.password_hash === password_hash)
      return found.session;
    try {
      const account = await signIn(db, { email, password, address: addressOf(c, outside) });
      const session = { ...account, session_id: null, device_id: null };
      if (known.size >= rememberedMax) known.clear();
      if (password_hash !== undefined)
        known.set(name, { session, password_hash, until: now + rememberedMs });
      return session;
    } catch (error) {
      if (error instanceof RequestProblem && error.code === "E_SIGN_IN_FAILED") return undefined;
      throw error;
    }
  };
}

/**
 * Reads who asks: the session cookie, `Bearer <token>`, Basic with a token as the password, or
 * Basic with email and password. A request with an Authorization header is judged by that alone.
 */
export function authenticator(context: AuthenticateContext): Authenticate {
  const byPassword = rememberPasswords(context);
  return async (c) => {
    const [scheme = "", value = ""] = (c.req.header("authorization") ?? "").split(/ +/, 2);
    if (scheme === "") {
      const token = sessionCookie(c, context.outside);
      return token === undefined ? undefined : sessionByToken(context.db, token);
    }
    if (scheme.toLowerCase() === "bearer") return sessionByToken(context.db, value);
    if (scheme.toLowerCase() !== "basic") return undefined;
    const basic = readBasic(value);
    if (basic === undefined) return undefined;
    if (isToken(basic.password)) return sessionByToken(context.db, basic.password);
    return byPassword(c, basic.user, basic.password);
  };
}
