import { readOplf, verifyOplf } from "../../shared/formats/oplf.ts";
import type { Database } from "../postgres/database.ts";
import { exportLogbook } from "./export.ts";

/** What a check found: how much it looked at, and everything that is wrong. */
export interface Verification {
  records: number;
  audit_entries: number;
  problems: string[];
}

/** Checks an OPLF text with nothing but itself. A text that is none is the one problem. */
export function verifyFile(text: string): Verification {
  const reading = readOplf(text);
  if (!reading.ok) return { records: 0, audit_entries: 0, problems: [reading.reason] };
  const { oplf } = reading;
  return {
    records: Object.values(oplf.records).reduce((sum, records) => sum + records.length, 0),
    audit_entries: oplf.audit_log.length,
    problems: verifyOplf(oplf),
  };
}

/**
 * Checks a user's logbook twice: PostgreSQL recomputes the chain, and this program recomputes it
 * from the export. Undefined when the user has no logbook.
 */
export async function verifyLogbook(
  db: Database,
  user_id: string,
): Promise<Verification | undefined> {
  const text = await exportLogbook(db, user_id);
  if (text === undefined) return undefined;
  const bySql = await db.transaction(
    user_id,
    (tx) =>
      tx.query<{ what: string }>(
        `select 'audit entry ' || v.chain_number || ' ' || v.problem as what
          from sync.logbooks l, audit.verify_chain(l.id) v
          where l.owner_user_id = auth.current_user_id()
        union all
        select 'checkpoint ' || c.checkpoint_number || ' ' || c.problem
          from sync.logbooks l, audit.verify_checkpoints(l.id) c
          where l.owner_user_id = auth.current_user_id()`,
      ),
    { read_only: true },
  );
  const verification = verifyFile(text);
  const problems = bySql.map((row) => `ledger: ${row.what}`);
  return { ...verification, problems: [...problems, ...verification.problems] };
}
