import { sessionEnded } from "./session_ended.ts";
import type { Database } from "../postgres/database.ts";
import { tokenHash } from "./tokens.ts";

/** Who is signed in, where. */
export interface Session {
  /** Null when the request carried email and password itself. */
  session_id: string | null;
  user_id: string;
  email: string;
  display_name: string;
  logbook_id: string;
  device_id: string | null;
}

/** One line of the list of open sessions and tokens. Moments are UTC. */
export interface SessionLine {
  id: string;
  kind: "session" | "token";
  name: string | null;
  device_id: string | null;
  device_name: string | null;
  created_at: string;
  last_used_at: string;
  expires_at: string;
}

/** The session behind a token; undefined when it is unknown. Throws 401 that says why it has ended. */
export async function sessionByToken(db: Database, token: string): Promise<Session | undefined> {
  const [found] = await db.ask<Session & { ended: string | null }>(
    `select session_id, user_id, email, display_name, logbook_id, device_id, ended
     from auth.session_by_token($1)`,
    [tokenHash(token)],
  );
  if (found === undefined) return undefined;
  const { ended, ...session } = found;
  if (ended !== null) throw sessionEnded(ended);
  return session;
}

/** Ends all sessions of devices of an account but one. Answers how many were open. */
export async function endOtherSessions(
  db: Database,
  user_id: string,
  session_id: string | null,
): Promise<number> {
  const ended = await db.transaction(user_id, (tx) =>
    tx.query(
      `update auth.sessions
       set revoked_at = now(), revoked_reason = 'revoked'
       where kind = 'session' and id is distinct from $1 and revoked_at is null and expires_at > now()
       returning id`,
      [session_id],
    ),
  );
  return ended.length;
}

/** The open sessions and tokens of an account, the last used first. */
export function openSessions(db: Database, user_id: string): Promise<SessionLine[]> {
  return db.transaction(
    user_id,
    (tx) =>
      tx.query<SessionLine>(
        `select id, kind, name, device_id, device_name, created_at, last_used_at, expires_at
         from auth.sessions
         where revoked_at is null and expires_at > now()
         order by last_used_at desc, id`,
      ),
    { read_only: true },
  );
}

/** Ends a session or token of an account; false when it has none such open. */
export async function endSession(
  db: Database,
  user_id: string,
  session_id: string,
  reason: "signed_out" | "revoked",
): Promise<boolean> {
  const ended = await db.transaction(user_id, (tx) =>
    tx.query(
      `update auth.sessions
       set revoked_at = now(), revoked_reason = $2
       where id = $1 and revoked_at is null
       returning id`,
      [session_id, reason],
    ),
  );
  return ended.length > 0;
}
