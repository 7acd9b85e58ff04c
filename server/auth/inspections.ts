/** Links by which somebody without an account reads a book until a day, 14 CFR 61.51(i). */
import { limits } from "../../shared/limits.ts";
import { RequestProblem } from "../http/request_problem.ts";
import type { Book } from "../ledger/access.ts";
import type { Database, Queryable } from "../postgres/database.ts";
import { countInspection, countUnknownLink, refuseLinkGuessing } from "./attempts.ts";
import { isToken, newToken, tokenHash } from "./tokens.ts";

/** A link as lists show it. Moments are UTC. */
export interface InspectionLink {
  id: string;
  book: Book;
  /** For whom it is, in the words of the owner. */
  label: string;
  created_at: string;
  ends_at: string;
  revoked_at: string | null;
  is_living: boolean;
  last_used_at: string | null;
  use_count: number;
}

/** What an owner wants to show. `ends_at`: a moment to come, UTC. */
export interface InspectionWish {
  label: string;
  ends_at: string;
}

/** What a link opens. */
export interface Inspection {
  /** The link, in whose name everything is read. */
  id: string;
  owner_user_id: string;
  owner_name: string;
  logbook_id: string;
  book: Book;
  ends_at: string;
}

async function linksOf(tx: Queryable): Promise<InspectionLink[]> {
  return await tx.query<InspectionLink>(
    `select id, book, label, created_at, ends_at, revoked_at,
        auth.is_living(ends_at, revoked_at) as is_living, last_used_at, use_count
      from auth.inspection_links where owner_user_id = auth.current_user_id()
      order by created_at desc, id desc`,
  );
}

/** The links of a user, ended ones too, the newest first. */
export async function inspectionLinksOf(db: Database, user_id: string): Promise<InspectionLink[]> {
  return await db.transaction(user_id, linksOf, { read_only: true });
}

/** By PostgreSQL's clock, which is the one that ends links. */
async function requireEnd(tx: Queryable, ends_at: string): Promise<void> {
  const [row] = await tx.query<{ fits: boolean }>(
    "select $1::timestamptz > now() and $1::timestamptz <= now() + make_interval(days => $2) as fits",
    [ends_at, limits.inspection_days],
  );
  if (!row!.fits)
    throw new RequestProblem(
      "E_REQUEST_FIELD",
      `ends_at: must lie in the future, at most ${limits.inspection_days} days from now.`,
    );
}

/**
 * Makes a link to the user's pilot book; its token is told this once. Throws 400 for an end that will
 * not do, 409 when there are too many living ones.
 */
export async function makeInspectionLink(
  db: Database,
  user_id: string,
  { label, ends_at }: InspectionWish,
): Promise<InspectionLink & { token: string }> {
  const token = newToken();
  const link = await db.transaction(user_id, async (tx) => {
    await requireEnd(tx, ends_at);
    const living = (await linksOf(tx)).filter(({ is_living }) => is_living);
    if (living.length >= limits.inspection_links)
      throw new RequestProblem("E_INSPECTION_LINKS", `At most ${limits.inspection_links}.`);
    const [made] = await tx.query<{ id: string }>(
      `insert into auth.inspection_links (owner_user_id, book, label, token_hash, ends_at)
        values (auth.current_user_id(), 'pilot', $1, $2, $3) returning id`,
      [label, tokenHash(token), ends_at],
    );
    return (await linksOf(tx)).find(({ id }) => id === made!.id)!;
  });
  return { ...link, token };
}

/** Takes a link back; false when the user has none such, or it is over. */
export async function revokeInspectionLink(
  db: Database,
  user_id: string,
  id: string,
): Promise<boolean> {
  const revoked = await db.transaction(user_id, (tx) =>
    tx.query(
      `update auth.inspection_links set revoked_at = now()
        where owner_user_id = auth.current_user_id() and id = $1
          and auth.is_living(ends_at, revoked_at)
        returning id`,
      [id],
    ),
  );
  return revoked.length > 0;
}

type Line = Inspection & { ended_at: string | null; ended_by: "revoked" | "expired" | null };

/**
 * What the link with a token opens, for the whole book or for one of its files. Throws 404 for a
 * token that is nobody's, 403 for a link that is over, saying when and why, 429 when either is tried
 * too often. `address`: where the caller is.
 */
export async function openInspection(
  db: Database,
  token: string,
  address: string,
  what: "book" | "file" = "book",
): Promise<Inspection> {
  await refuseLinkGuessing(db, address);
  const [line] = isToken(token)
    ? await db.transaction(null, (tx) =>
        tx.query<Line>("select * from auth.open_inspection($1, $2)", [
          tokenHash(token),
          what === "book",
        ]),
      )
    : [];
  if (line === undefined) {
    await countUnknownLink(db, address);
    throw new RequestProblem("E_INSPECTION_UNKNOWN");
  }
  const { ended_at, ended_by, ...inspection } = line;
  if (ended_at !== null)
    throw new RequestProblem(
      "E_INSPECTION_ENDED",
      ended_by === "revoked"
        ? `Its owner took it back on ${ended_at.slice(0, 10)} (UTC).`
        : `It was made until ${ended_at.slice(0, 10)} (UTC).`,
    );
  await countInspection(db, inspection.id, what);
  return inspection;
}
