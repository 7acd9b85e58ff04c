/** The history of one record: every change of it and of the rows that ever lay in it. */
import type { Fields } from "../../shared/fields.ts";
import { changesOf, type FieldChange } from "../../shared/history.ts";
import { limits } from "../../shared/limits.ts";
import { parseRecordId } from "../../shared/ids.ts";
import { kindNamed } from "../../shared/kinds/kinds.ts";
import type { Values } from "../../shared/merge.ts";
import type { Queryable } from "../postgres/database.ts";
import { readHistory } from "./document_store.ts";

/** One change: who made it, when, on which device, why, and what it changed. Moments are UTC. */
export interface HistoryEntry {
  chain_number: number;
  changed_at: string;
  /** The account's name; without one, the role of the database. */
  changed_by: string;
  device_id: string | null;
  device_name: string | null;
  change_reason: string | null;
  operation: "INSERT" | "UPDATE" | "DELETE";
  /** The table of the row, without its schema. */
  table: string;
  row_id: string;
  changes: FieldChange[];
}

/** The ids of all rows inside a document. */
function rowIds(fields: Fields, record: Values): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const rows = record[name];
    if (field.type !== "rows" || !Array.isArray(rows)) return [];
    return (rows as Values[]).flatMap((row) => [String(row["id"]), ...rowIds(field.fields, row)]);
  });
}

type Line = Omit<HistoryEntry, "changes"> & {
  old_values: string | null;
  new_values: string | null;
};

/** A part of a history; `next`: the chain number that the rest begins with. */
export interface HistoryPage {
  entries: HistoryEntry[];
  next?: number;
}

/**
 * The changes of a document from a chain number on, oldest first, at most `limits.audit_entries`;
 * undefined when the id is not one of a record.
 */
export async function readRecordHistory(
  tx: Queryable,
  logbook_id: string,
  document_id: string,
  from: number,
): Promise<HistoryPage | undefined> {
  const parsed = parseRecordId(document_id);
  const kind = parsed === undefined ? undefined : kindNamed(parsed.kind);
  if (parsed === undefined || kind === undefined) return undefined;
  const revisions = await readHistory(tx, logbook_id, [document_id]);
  const rows = new Set(revisions.flatMap(({ body }) => rowIds(kind.fields, body)));
  const lines = await tx.query<Line>(
    `select v.chain_number, audit.moment_text(v.changed_at) as changed_at, v.changed_by, v.device_id,
        v.device_name, v.change_reason, v.operation, split_part(v.table_name, '.', 2) as table,
        v.row_id, e.old_values::text as old_values, e.new_values::text as new_values
       from audit.v_audit_log_readable v
       join audit.audit_log e on e.owner_user_id = v.owner_user_id and e.logbook_id = v.logbook_id
        and e.chain_number = v.chain_number
      where v.owner_user_id = auth.current_user_id() and v.logbook_id = $1
        and (v.row_id = $2 and v.table_name = $3 or v.row_id = any ($4))
        and v.chain_number >= $5
      order by v.chain_number
      limit $6`,
    [logbook_id, parsed.uuid, `logbook.${kind.table}`, [...rows], from, limits.audit_entries + 1],
  );
  const entries = lines
    .slice(0, limits.audit_entries)
    .map(({ old_values, new_values, ...line }) => ({
      ...line,
      changes: changesOf({ old_values, new_values }),
    }));
  const rest = lines[limits.audit_entries];
  return rest === undefined ? { entries } : { entries, next: rest.chain_number };
}
