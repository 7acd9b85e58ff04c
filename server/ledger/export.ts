import type { AuditEntry } from "../../shared/audit_chain.ts";
import { writeOplf } from "../../shared/formats/oplf.ts";
import type { Values } from "../../shared/merge.ts";
import type { Database, Queryable } from "../postgres/database.ts";
import { readCheckpoints } from "./checkpoints.ts";

/** The live documents of a logbook that the ledger has applied, by id. */
export async function readRecords(tx: Queryable, logbook_id: string): Promise<Values[]> {
  const rows = await tx.query<{ body: string }>(
    `select r.body from sync.documents d
       join sync.revisions r on r.owner_user_id = d.owner_user_id and r.logbook_id = d.logbook_id
        and r.document_id = d.id and r.rev = d.winning_rev
      where d.owner_user_id = auth.current_user_id() and d.logbook_id = $1 and not d.is_deleted
        and not exists (
          select from sync.waiting w where w.owner_user_id = d.owner_user_id
            and w.logbook_id = d.logbook_id and w.document_id = d.id
        )
      order by d.id collate "C"`,
    [logbook_id],
  );
  return rows.map((row) => JSON.parse(row.body) as Values);
}

/** The audit log of a logbook, first entry to last, or a part of it by numbers, both included. */
export async function readAuditLog(
  tx: Queryable,
  logbook_id: string,
  part: { from?: number; to?: number } = {},
): Promise<AuditEntry[]> {
  return await tx.query<AuditEntry>(
    `select chain_number, table_name, row_id, operation, audit.moment_text(changed_at) as changed_at,
        changed_by_user_id, "session_user", device_id, change_reason, old_values::text as old_values,
        new_values::text as new_values, encode(prev_hash, 'hex') as prev_hash,
        encode(row_hash, 'hex') as row_hash
       from audit.audit_log
      where owner_user_id = auth.current_user_id() and logbook_id = $1
        and chain_number >= coalesce($2, 1) and chain_number <= coalesce($3, chain_number)
      order by chain_number`,
    [logbook_id, part.from ?? null, part.to ?? null],
  );
}

/** A whole logbook as an OPLF text; undefined when the user has none. */
export async function exportLogbook(db: Database, user_id: string): Promise<string | undefined> {
  return await db.transaction(
    user_id,
    async (tx) => {
      const [logbook] = await tx.query<{ id: string; book: string }>(
        `select id, book from sync.logbooks
          where owner_user_id = auth.current_user_id() and book = 'pilot'`,
      );
      if (logbook === undefined) return undefined;
      const records = await readRecords(tx, logbook.id);
      const audit_log = await readAuditLog(tx, logbook.id);
      return writeOplf(logbook, records, audit_log, await readCheckpoints(tx, logbook.id));
    },
    { read_only: true },
  );
}
