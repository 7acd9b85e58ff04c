/** Who else may see, or write, a book: given by its owner, until a day or until taken back. */
import { RequestProblem } from "../http/request_problem.ts";
import type { Book } from "../ledger/access.ts";
import { type Database, databaseProblem, type Queryable } from "../postgres/database.ts";
import { countGranteeUnknown, refuseProbing } from "./attempts.ts";
import { readEmail } from "./accounts.ts";

/** What a grant lets its holder do; what exactly, DESIGN and `sql/0250_grants.sql` say. */
export type GrantRole = "viewer" | "instructor" | "coordinator";

/** One grant as lists show it. Moments are UTC. */
export interface Grant {
  id: string;
  book: Book;
  role: GrantRole;
  granted_at: string;
  ends_at: string | null;
  revoked_at: string | null;
  is_living: boolean;
  /** Of a grant that was given: the grantee. Of one received: the owner. */
  other: { display_name: string; email: string };
  /** Null when the owner has no such book yet. */
  logbook_id: string | null;
}

/** What an owner wants to give. `ends_at`: a moment to come, UTC; null for no end. */
export interface GrantWish {
  email: string;
  book: Book;
  role: GrantRole;
  ends_at: string | null;
}

type Line = Omit<Grant, "other"> & {
  given: boolean;
  other_display_name: string;
  other_email: string;
};

/** The grants that the user gave and those that the user received, apart. */
async function linesOf(tx: Queryable): Promise<{ given: Grant[]; received: Grant[] }> {
  const rows = await tx.query<Line>("select * from auth.my_grants()");
  const lists: { given: Grant[]; received: Grant[] } = { given: [], received: [] };
  for (const { given, other_display_name: display_name, other_email: email, ...row } of rows)
    (given ? lists.given : lists.received).push({ ...row, other: { display_name, email } });
  return lists;
}

/** The grants of a user, ended ones too, the newest first. */
export async function grantsOf(
  db: Database,
  user_id: string,
): Promise<{ given: Grant[]; received: Grant[] }> {
  return await db.transaction(user_id, linesOf, { read_only: true });
}

/** A grant that the user gave. Throws 404. */
async function givenGrant(tx: Queryable, id: string): Promise<Grant> {
  const found = (await linesOf(tx)).given.find((one) => one.id === id);
  if (found === undefined) throw new RequestProblem("E_NOT_FOUND");
  return found;
}

async function give(tx: Queryable, wish: GrantWish): Promise<string | null> {
  const [made] = await tx.query<{ id: string | null }>(
    "select auth.give_grant($1, $2, $3, $4) as id",
    [wish.email, wish.book, wish.role, wish.ends_at],
  );
  return made!.id;
}

/** The problem behind what a constraint on grants says. */
function problemOf(error: unknown): unknown {
  const constraint = databaseProblem(error)?.constraint;
  if (constraint === "grants_living") return new RequestProblem("E_GRANT_EXISTS");
  if (constraint === "grants_to_another")
    return new RequestProblem("E_REQUEST_FIELD", "email: this is your own account.");
  if (constraint === "grants_end_after_start")
    return new RequestProblem("E_REQUEST_FIELD", "ends_at: must lie in the future.");
  return error;
}

/** Gives a grant. Throws 400, 404 when nobody has the email, 409 when the book is open already. */
export async function giveGrant(db: Database, user_id: string, wish: GrantWish): Promise<Grant> {
  const email = readEmail(wish.email);
  await refuseProbing(db, user_id);
  try {
    return await db.transaction(user_id, async (tx) => {
      const id = await give(tx, { ...wish, email });
      if (id === null) throw new RequestProblem("E_GRANTEE_UNKNOWN");
      return await givenGrant(tx, id);
    });
  } catch (error) {
    if (error instanceof RequestProblem && error.code === "E_GRANTEE_UNKNOWN")
      await countGranteeUnknown(db, user_id);
    throw problemOf(error);
  }
}

/**
 * Changes the end of a grant, or its role: then the old one is taken back and a new one given, so
 * that what was allowed until now stays on record. Throws 404, and 409 when the grant is over.
 */
export async function changeGrant(
  db: Database,
  user_id: string,
  id: string,
  change: { role?: GrantRole | undefined; ends_at?: string | null | undefined },
): Promise<Grant> {
  try {
    return await db.transaction(user_id, async (tx) => {
      const old = await givenGrant(tx, id);
      if (!old.is_living) throw new RequestProblem("E_GRANT_OVER");
      const ends_at = change.ends_at === undefined ? old.ends_at : change.ends_at;
      const { role = old.role } = change;
      if (role === old.role) {
        await requireFuture(tx, ends_at);
        await tx.query("update auth.grants set ends_at = $2 where id = $1 and revoked_at is null", [
          id,
          ends_at,
        ]);
        return await givenGrant(tx, id);
      }
      await tx.query("update auth.grants set revoked_at = now() where id = $1", [id]);
      const made = await give(tx, { email: old.other.email, book: old.book, role, ends_at });
      if (made === null) throw new RequestProblem("E_GRANTEE_UNKNOWN");
      return await givenGrant(tx, made);
    });
  } catch (error) {
    throw problemOf(error);
  }
}

/** By PostgreSQL's clock, which is the one that ends grants. */
async function requireFuture(tx: Queryable, ends_at: string | null): Promise<void> {
  const [row] = await tx.query<{ future: boolean }>(
    "select coalesce($1::timestamptz > now(), true) as future",
    [ends_at],
  );
  if (!row!.future) throw new RequestProblem("E_REQUEST_FIELD", "ends_at: must lie in the future.");
}

/** Takes a grant back; false when the user has given none such, or it is over. */
export async function revokeGrant(db: Database, user_id: string, id: string): Promise<boolean> {
  const revoked = await db.transaction(user_id, (tx) =>
    tx.query(
      `update auth.grants set revoked_at = now()
        where owner_user_id = auth.current_user_id() and id = $1
          and auth.is_living(ends_at, revoked_at)
        returning id`,
      [id],
    ),
  );
  return revoked.length > 0;
}
