/** The audit logs that a file brings from other installations, kept beside our own. */
import { uuidv7 } from "uuidv7";
import type { OplfLogbook } from "../../shared/formats/oplf.ts";
import type { Database, Queryable } from "../postgres/database.ts";
import { Refusal } from "../refusal.ts";

/** The logbook that is imported into. */
type Place = { db: Database; user_id: string; logbook_id: string };

/** A log of the file that is to be kept: the lines after those that are here. */
export interface KeptLog {
  id: string;
  known: Record<string, number>;
}

/** What we have of a chain: our own log, or lines of an import. */
async function lastKnown(tx: Queryable, logbook_id: string, origin: string) {
  if (origin === logbook_id) {
    const [own] = await tx.query<{ count: number; hash: string | null }>(
      `select audit_count as count, encode(audit_head, 'hex') as hash from sync.logbooks
        where owner_user_id = auth.current_user_id() and id = $1`,
      [logbook_id],
    );
    return own!;
  }
  const [kept] = await tx.query<{ count: number; hash: string | null }>(
    `select n.number as count, n.line::json ->> 'row_hash' as hash
       from audit.imported_logs i
       join audit.imported_lines n on n.owner_user_id = i.owner_user_id
        and n.imported_log_id = i.id and n.part = 'audit_log'
      where i.owner_user_id = auth.current_user_id() and i.logbook_id = $1
        and i.origin_logbook_id = $2
      order by n.number desc limit 1`,
    [logbook_id, origin],
  );
  return kept ?? { count: 0, hash: null };
}

async function hashAt(tx: Queryable, logbook_id: string, origin: string, number: number) {
  const [row] = await tx.query<{ hash: string }>(
    origin === logbook_id
      ? `select encode(row_hash, 'hex') as hash from audit.audit_log
          where owner_user_id = auth.current_user_id() and logbook_id = $1 and chain_number = $3
            and $1::text = $2`
      : `select n.line::json ->> 'row_hash' as hash from audit.imported_logs i
           join audit.imported_lines n on n.owner_user_id = i.owner_user_id
            and n.imported_log_id = i.id and n.part = 'audit_log' and n.number = $3
          where i.owner_user_id = auth.current_user_id() and i.logbook_id = $1
            and i.origin_logbook_id = $2::uuid`,
    [logbook_id, origin, number],
  );
  return row?.hash;
}

/**
 * Makes room for the logs of the file. A log that is ours, or that we have, must be the same as far
 * as both go: two histories of one logbook cannot both be true.
 */
export async function prepareLogs(
  tx: Queryable,
  logbook_id: string,
  { book }: OplfLogbook,
  chains: ReadonlyMap<string, readonly string[]>,
): Promise<Map<string, KeptLog>> {
  const kept = new Map<string, KeptLog>();
  for (const [origin, hashes] of chains) {
    const known = await lastKnown(tx, logbook_id, origin);
    const shared = Math.min(known.count, hashes.length);
    const ours = shared === 0 ? undefined : await hashAt(tx, logbook_id, origin, shared);
    if (shared > 0 && ours !== hashes[shared - 1])
      throw new Refusal(
        `The audit log of logbook ${origin} in the file is not the one that is known here, at the latest from entry ${shared} on.`,
        "One of the two was rewritten, or continued elsewhere. Import the file into an account of its own.",
      );
    if (origin === logbook_id) continue;
    await tx.query(
      `insert into audit.imported_logs
          (owner_user_id, id, logbook_id, origin_logbook_id, position, book)
        select auth.current_user_id(), $1, $2, $3, coalesce(max(position), 0) + 1, $4
        from audit.imported_logs
        where owner_user_id = auth.current_user_id() and logbook_id = $2
        on conflict (owner_user_id, logbook_id, origin_logbook_id) do nothing`,
      [uuidv7(), logbook_id, origin, book],
    );
    const [log] = await tx.query<{ id: string; checkpoints: number }>(
      `select i.id, coalesce((
          select max(n.number) from audit.imported_lines n
          where n.owner_user_id = i.owner_user_id and n.imported_log_id = i.id
            and n.part = 'checkpoints'
        ), 0) as checkpoints
        from audit.imported_logs i
        where i.owner_user_id = auth.current_user_id() and i.logbook_id = $1
          and i.origin_logbook_id = $2`,
      [logbook_id, origin],
    );
    kept.set(origin, {
      id: log!.id,
      known: { audit_log: known.count, checkpoints: log!.checkpoints },
    });
  }
  return kept;
}

/** A line of a kept log, as canonical JSON. */
export type Line = [log: string, part: string, number: number, line: string];

/** Keeps lines of logs that are not ours. */
export async function keepLines(context: Place, lines: readonly Line[]): Promise<void> {
  if (lines.length === 0) return;
  const [logs, parts, numbers, texts] = [0, 1, 2, 3].map((at) => lines.map((line) => line[at]));
  await context.db.transaction(context.user_id, (tx) =>
    tx.query(
      `insert into audit.imported_lines (owner_user_id, imported_log_id, part, number, line)
        select (select auth.current_user_id()), t.log, t.part, t.number, t.line
        from unnest($1::uuid[], $2::text[], $3::bigint[], string_to_array($4, chr(10)))
          as t (log, part, number, line)`,
      // Canonical JSON holds no line feed; as an array, every quotation mark would be escaped again.
      [logs, parts, numbers, texts!.join("\n")],
    ),
  );
}

/** When the logbook is now exactly what the file says, an export will be the file again. */
export async function adopt(context: Place, logbook: OplfLogbook, total: number): Promise<void> {
  await context.db.transaction(context.user_id, (tx) =>
    tx.query(
      `update audit.imported_logs i set adopted_audit_count = l.audit_count
        from sync.logbooks l
        where i.owner_user_id = auth.current_user_id() and i.logbook_id = $1
          and i.origin_logbook_id = $2::uuid and l.owner_user_id = i.owner_user_id and l.id = $1
          and $3 = (
            select count(*) from sync.documents d
            where d.owner_user_id = l.owner_user_id and d.logbook_id = l.id and not d.is_deleted
          )`,
      [context.logbook_id, logbook.id, total],
    ),
  );
}
