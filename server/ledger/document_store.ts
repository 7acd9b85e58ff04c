/** Reads and writes the document store of a logbook: schema `sync`. Row level security applies. */
import { limits } from "../../shared/limits.ts";
import type { Values } from "../../shared/merge.ts";
import type { StoredTree } from "../../shared/rev_tree.ts";
import type { Queryable } from "../postgres/database.ts";

/** A document as it is stored. */
export interface StoredDocument {
  id: string;
  seq: number;
  tree: StoredTree;
  winning_rev: string;
  is_deleted: boolean;
}

/** One revision of a document, its body parsed. */
export interface StoredRevision {
  document_id: string;
  rev: string;
  is_deleted: boolean;
  body: Values;
}

/** The documents with these ids, those that exist. */
export async function readDocuments(
  tx: Queryable,
  logbook: string,
  ids: readonly string[],
): Promise<Map<string, StoredDocument>> {
  const rows = await tx.query<StoredDocument>(
    `select id, seq, tree, winning_rev, is_deleted from sync.documents
      where owner_user_id = auth.viewed_owner_id() and logbook_id = $1 and id = any ($2)`,
    [logbook, ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Revisions by document and rev; what is not stored is left out. */
export async function readRevisions(
  tx: Queryable,
  logbook: string,
  wanted: readonly { id: string; rev: string }[],
): Promise<StoredRevision[]> {
  const rows = await tx.query<Omit<StoredRevision, "body"> & { body: string }>(
    `select r.document_id, r.rev, r.is_deleted, r.body
       from unnest($2::text[], $3::text[]) as w (id, rev)
       join sync.revisions r on r.owner_user_id = auth.viewed_owner_id() and r.logbook_id = $1
        and r.document_id = w.id and r.rev = w.rev`,
    [logbook, wanted.map((w) => w.id), wanted.map((w) => w.rev)],
  );
  return rows.map((row) => ({ ...row, body: JSON.parse(row.body) as Values }));
}

/** The revisions of a document whose bodies are here; others are known by name only. */
export async function readStoredRevs(
  tx: Queryable,
  logbook: string,
  id: string,
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ rev: string }>(
    `select rev from sync.revisions
      where owner_user_id = auth.viewed_owner_id() and logbook_id = $1 and document_id = $2`,
    [logbook, id],
  );
  return new Set(rows.map(({ rev }) => rev));
}

/** Every stored revision of these documents. */
export async function readHistory(
  tx: Queryable,
  logbook: string,
  ids: readonly string[],
): Promise<StoredRevision[]> {
  const rows = await tx.query<Omit<StoredRevision, "body"> & { body: string }>(
    `select document_id, rev, is_deleted, body from sync.revisions
      where owner_user_id = auth.viewed_owner_id() and logbook_id = $1 and document_id = any ($2)`,
    [logbook, ids],
  );
  return rows.map((row) => ({ ...row, body: JSON.parse(row.body) as Values }));
}

/** Keeps everybody else from writing to a logbook until the transaction ends, as `store` does. */
export async function lockLogbook(tx: Queryable, logbook: string): Promise<void> {
  await tx.query("select from sync.logbooks where id = $1 for no key update", [logbook]);
}

/** What `sync.store` writes in one go. */
export interface Writes {
  /** The seq of each document as it was read; new ones are left out. */
  seqs: Record<string, number>;
  documents: {
    id: string;
    tree: StoredTree;
    winning_rev: string;
    is_deleted: boolean;
  }[];
  revisions: { document_id: string; rev: string; is_deleted: boolean; body: string }[];
  /** Kind → records to be applied to the ledger. A field that is left out is null. */
  records: Record<string, Record<string, unknown>[]>;
  /** Kind → what those records refer to, by its name and uuid; `ids`: which of them do. */
  references: Record<
    string,
    Record<string, { target: string; name: string; uuid: string; ids: string[] }>
  >;
  /** Kind → uuids of records to be removed. */
  removals: Record<string, string[]>;
}

/**
 * Writes documents, revisions, ledger rows, audit entries and feed places: all, or none. Throws
 * PostgreSQL's 40001 when a document changed since it was read, and whatever a constraint says.
 */
export async function store(
  tx: Queryable,
  logbook: string,
  writes: Writes,
  kindNames: readonly string[],
): Promise<void> {
  await tx.query(`select sync.store($1, $2, $3, $4, $5, $6, $7, $8)`, [
    logbook,
    JSON.stringify(writes.seqs),
    JSON.stringify(writes.documents.map((d, i) => ({ ...d, position: i + 1 }))),
    JSON.stringify(writes.revisions),
    JSON.stringify(writes.records),
    JSON.stringify(
      Object.fromEntries(
        Object.entries(writes.references).map(([kind, found]) => [kind, Object.values(found)]),
      ),
    ),
    JSON.stringify(writes.removals),
    kindNames,
  ]);
}

/** One row of the changes feed. */
export interface Change {
  seq: number;
  id: string;
  tree: StoredTree;
  winning_rev: string;
  is_deleted: boolean;
}

/** Changes after `since`, and before `before` if there is one, in order, at most `limit`. */
export async function readChanges(
  tx: Queryable,
  logbook: string,
  options: {
    since: number;
    before?: number;
    limit: number;
    descending: boolean;
    ids?: readonly string[];
  },
): Promise<Change[]> {
  const order = options.descending ? "desc" : "asc";
  return await tx.query<Change>(
    `select seq, id, tree, winning_rev, is_deleted from sync.documents
      where owner_user_id = auth.viewed_owner_id() and logbook_id = $1 and seq > $2
        and ($4::text[] is null or id = any ($4)) and ($5::bigint is null or seq < $5)
      order by seq ${order} limit $3`,
    [logbook, options.since, options.limit, options.ids ?? null, options.before ?? null],
  );
}

/** How many documents changed after `since`. */
export async function countChanges(tx: Queryable, logbook: string, since: number): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    `select count(*) as count from sync.documents
      where owner_user_id = auth.viewed_owner_id() and logbook_id = $1 and seq > $2`,
    [logbook, since],
  );
  return rows[0]!.count;
}

/** How the logbook stands: its last seq, and how many documents it holds. */
export async function readState(
  tx: Queryable,
  logbook: string,
): Promise<{ seq: number; doc_count: number; doc_del_count: number } | undefined> {
  const [row] = await tx.query<{ seq: number; all_count: number; doc_del_count: number }>(
    // Two counts off an index each; both in one pass would read the table.
    `select l.seq,
        (select count(*) from sync.documents d
          where d.owner_user_id = l.owner_user_id and d.logbook_id = l.id) as all_count,
        (select count(*) from sync.documents d
          where d.owner_user_id = l.owner_user_id and d.logbook_id = l.id and d.is_deleted) as doc_del_count
      from sync.logbooks l
      where l.owner_user_id = auth.viewed_owner_id() and l.id = $1`,
    [logbook],
  );
  if (row === undefined) return undefined;
  const { seq, all_count, doc_del_count } = row;
  return { seq, doc_count: all_count - doc_del_count, doc_del_count };
}

/** The last seq alone, for a reader that waits. */
export async function readSeq(tx: Queryable, logbook: string): Promise<number> {
  const rows = await tx.query<{ seq: number }>(
    `select seq from sync.logbooks where owner_user_id = auth.viewed_owner_id() and id = $1`,
    [logbook],
  );
  return rows[0]?.seq ?? 0;
}

/** Ids from one to another, as bytes of UTF-8; an end that is not given is open. */
export interface IdRange {
  from?: string;
  to?: string;
  /** Whether `to` itself belongs to it. */
  with_to: boolean;
}

/** A page of documents by id, live ones only. */
export async function readIds(
  tx: Queryable,
  logbook: string,
  range: IdRange,
  options: { limit: number; skip: number; descending: boolean },
): Promise<StoredDocument[]> {
  const order = options.descending ? "desc" : "asc";
  return await tx.query<StoredDocument>(
    `select id, seq, tree, winning_rev, is_deleted from sync.documents
      where owner_user_id = auth.viewed_owner_id() and logbook_id = $1 and not is_deleted
        and ($2::text is null or id collate "C" >= $2)
        and ($3::text is null or id collate "C" < $3 or ($4 and id = $3))
      order by id collate "C" ${order} limit $5 offset $6`,
    [logbook, range.from ?? null, range.to ?? null, range.with_to, options.limit, options.skip],
  );
}

/** How many live documents come before an id, or after it. */
export async function countIds(
  tx: Queryable,
  logbook: string,
  id: string,
  side: "before" | "after",
): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    `select count(*) as count from sync.documents
      where owner_user_id = auth.viewed_owner_id() and logbook_id = $1 and not is_deleted
        and case when $3 then id collate "C" < $2 else id collate "C" > $2 end`,
    [logbook, id, side === "before"],
  );
  return rows[0]!.count;
}

/** A `_local` document of the current user, which does not replicate: a replicator's checkpoint. */
export async function readLocal(
  tx: Queryable,
  logbook: string,
  id: string,
): Promise<{ rev: number; body: string } | undefined> {
  const rows = await tx.query<{ rev: number; body: string }>(
    `select rev, body from sync.local_documents
      where owner_user_id = auth.viewed_owner_id() and user_id = auth.current_user_id()
        and logbook_id = $1 and id = $2`,
    [logbook, id],
  );
  return rows[0];
}

/** All `_local` documents of the current user, in the order of their ids. */
export async function readLocals(
  tx: Queryable,
  logbook: string,
): Promise<{ id: string; rev: number; body: string }[]> {
  return await tx.query<{ id: string; rev: number; body: string }>(
    `select id, rev, body from sync.local_documents
      where owner_user_id = auth.viewed_owner_id() and user_id = auth.current_user_id()
        and logbook_id = $1
      order by id collate "C"`,
    [logbook],
  );
}

/**
 * Writes a `_local` document over revision `rev` (0 for none); answers the new one, `stale` when
 * that is not how it stands, `full` when the user has `limits.local_documents` of them.
 */
export async function writeLocal(
  tx: Queryable,
  logbook: string,
  id: string,
  rev: number,
  body: string,
): Promise<number | "stale" | "full"> {
  const rows = await tx.query<{ rev: number }>(
    rev === 0
      ? `insert into sync.local_documents (owner_user_id, user_id, logbook_id, id, rev, body)
           select auth.viewed_owner_id(), auth.current_user_id(), $1, $2, 1, $3
           where (
             select count(*) from sync.local_documents
             where owner_user_id = auth.viewed_owner_id() and user_id = auth.current_user_id()
               and logbook_id = $1
           ) < $4
           on conflict (owner_user_id, logbook_id, user_id, id) do nothing returning rev`
      : `update sync.local_documents set rev = rev + 1, body = $3
           where owner_user_id = auth.viewed_owner_id() and user_id = auth.current_user_id()
             and logbook_id = $1 and id = $2 and rev = $4
           returning rev`,
    [logbook, id, body, rev === 0 ? limits.local_documents : rev],
  );
  const written = rows[0]?.rev;
  if (written !== undefined) return written;
  return rev === 0 && (await readLocal(tx, logbook, id)) === undefined ? "full" : "stale";
}

/** Removes a `_local` document; answers whether it was there at that revision. */
export async function removeLocal(
  tx: Queryable,
  logbook: string,
  id: string,
  rev: number,
): Promise<boolean> {
  const rows = await tx.query(
    `delete from sync.local_documents
      where owner_user_id = auth.viewed_owner_id() and user_id = auth.current_user_id()
        and logbook_id = $1 and id = $2 and rev = $3
      returning id`,
    [logbook, id, rev],
  );
  return rows.length > 0;
}

/** The files that a logbook has, by digest, those of the ones asked for. */
export async function readKnownAttachments(
  tx: Queryable,
  logbook: string,
  digests: readonly string[],
): Promise<Map<string, { digest: string; sha256: string; length: number }>> {
  const rows = await tx.query<{ digest: string; sha256: string; length: number }>(
    `select digest, encode(sha256, 'hex') as sha256, length from sync.attachments
      where owner_user_id = auth.viewed_owner_id() and logbook_id = $1 and digest = any ($2)`,
    [logbook, digests],
  );
  return new Map(rows.map((row) => [row.digest, row]));
}

/** Notes that a logbook has these files; what is noted already stays. */
export async function recordAttachments(
  tx: Queryable,
  logbook: string,
  files: readonly { digest: string; sha256: string; length: number }[],
): Promise<void> {
  if (files.length === 0) return;
  await tx.query(
    `insert into sync.attachments (owner_user_id, logbook_id, digest, sha256, length)
       select auth.viewed_owner_id(), $1, f.digest, decode(f.sha256, 'hex'), f.length
       from unnest($2::text[], $3::text[], $4::bigint[]) as f (digest, sha256, length)
       on conflict (owner_user_id, logbook_id, digest) do nothing`,
    [
      logbook,
      files.map((file) => file.digest),
      files.map((file) => file.sha256),
      files.map((file) => file.length),
    ],
  );
}
