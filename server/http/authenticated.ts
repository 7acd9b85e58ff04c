import type { Context, MiddlewareHandler } from "hono";
import type { Authenticate } from "../auth/authenticate.ts";
import type { Session } from "../auth/sessions.ts";
import { RequestProblem } from "./request_problem.ts";

/** Who is signed in. Throws 401, with the reason when a session has ended. */
export async function required(c: Context, authenticate: Authenticate): Promise<Session> {
  const session = await authenticate(c);
  if (session === undefined) throw new RequestProblem("E_SIGNED_OUT");
  return session;
}

/** Answers about an account are kept nowhere. */
export const notStored: MiddlewareHandler = async (c, next) => {
  await next();
  c.header("Cache-Control", "no-store");
};
