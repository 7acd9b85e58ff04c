/** What somebody may do with a logbook. PostgreSQL decides; row level security holds beside it. */
import { RequestProblem } from "../http/request_problem.ts";
import type { Queryable } from "../postgres/database.ts";

/** The kinds of logbooks. */
export type Book = "pilot" | "remote_pilot" | "driver";

/** As what somebody may read a logbook. */
export interface Access {
  owner_user_id: string;
  book: Book;
  role: "owner" | "viewer" | "instructor" | "coordinator";
  may_write: boolean;
  /** Milliseconds until the grant ends by itself; null: it does not. */
  ends_in_ms: number | null;
}

type Line = Access & { ended_at: string | null; ended_by: "revoked" | "expired" | null };

/**
 * What the user of the transaction may do with a logbook; undefined for a stranger. Throws 403
 * E_GRANT_ENDED when there was a grant and it is over.
 */
export async function readAccess(tx: Queryable, logbook_id: string): Promise<Access | undefined> {
  const [line] = await tx.query<Line>(
    `select owner_user_id, book, role, may_write, ends_in_ms, ended_at, ended_by
      from auth.access_to($1)`,
    [logbook_id],
  );
  if (line === undefined) return undefined;
  const { ended_at, ended_by, ...access } = line;
  if (ended_at === null) return access;
  const day = ended_at.slice(0, 10);
  throw new RequestProblem(
    "E_GRANT_ENDED",
    ended_by === "revoked"
      ? `Its owner took it back on ${day} (UTC).`
      : `It was given until ${day} (UTC).`,
  );
}
