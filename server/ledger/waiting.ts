/** What a logbook holds and cannot apply yet, and what each entry waits for. */
import { limits } from "../../shared/limits.ts";
import type { Queryable } from "../postgres/database.ts";

/** An entry that waits. `needs`: what it refers to and the ledger has not. */
export interface WaitingEntry {
  /** The document's id. */
  id: string;
  /** UTC. */
  since: string;
  needs: { target: string; name: string; uuid: string }[];
  /** Why it cannot be applied though all that it refers to is there; null: it waits for that. */
  problem: string | null;
}

/** The entries of a logbook that wait, the oldest first, `limits.waiting_entries` at most. */
export async function readWaiting(tx: Queryable, logbook_id: string): Promise<WaitingEntry[]> {
  return await tx.query<WaitingEntry>(
    `select w.document_id as id, w.since, w.problem, coalesce(
        (select jsonb_agg(distinct jsonb_build_object(
            'target', m.target, 'name', m.name, 'uuid', m.uuid))
          from sync.missing_references(w.owner_user_id, w.logbook_id, w."references") m),
        '[]') as needs
      from sync.waiting w
      where w.owner_user_id = auth.current_user_id() and w.logbook_id = $1
      order by w.since, w.document_id
      limit $2`,
    [logbook_id, limits.waiting_entries],
  );
}
