/** Why a session is over, in words that a device can show. */
import { RequestProblem } from "../http/request_problem.ts";
import type { Queryable } from "../postgres/database.ts";

const sessionEnds: Record<string, string> = {
  signed_out: "It was signed out.",
  revoked: "It was signed out from another device.",
  replaced: "This device has signed in again since.",
  password_changed: "The password of the account was changed.",
  restored: "The ledger was restored from a backup.",
  expired: "It was not used for too long.",
  account_closed: "The account is closed.",
};

/** The 401 that says why a session is over. */
export function sessionEnded(why: string): RequestProblem {
  return new RequestProblem("E_SESSION_ENDED", sessionEnds[why] ?? "");
}

/** Throws 401 E_SESSION_ENDED when a session, or without one the account, is no longer open. */
export async function requireOpenSession(
  tx: Queryable,
  user_id: string,
  session_id: string | null,
): Promise<void> {
  const [found] = await tx.query<{ why: string | null }>("select auth.why_ended($1, $2) as why", [
    user_id,
    session_id,
  ]);
  if (found?.why !== null && found !== undefined) throw sessionEnded(found.why);
}
