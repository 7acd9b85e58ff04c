/** What an audit entry changed, field by field: for the history of a record. */
import type { AuditEntry } from "./audit_chain.ts";
import { canonicalJson } from "./canonical_json.ts";
import type { Json } from "./kinds/kind.ts";

/** One field of one row, before and after. Null: there was none, or it was empty. */
export interface FieldChange {
  field: string;
  from: Json;
  to: Json;
}

/** Columns that say whose a row is, which never change. */
const keyColumns = new Set(["owner_user_id", "id"]);

function rowOf(text: string | null): Record<string, Json> {
  return text === null ? {} : (JSON.parse(text) as Record<string, Json>);
}

/** The fields that differ between the row before and the row after, in the order of the columns. */
export function changesOf(entry: Pick<AuditEntry, "old_values" | "new_values">): FieldChange[] {
  const [before, after] = [rowOf(entry.old_values), rowOf(entry.new_values)];
  return [...new Set([...Object.keys(after), ...Object.keys(before)])]
    .filter((field) => !keyColumns.has(field))
    .map((field) => ({ field, from: before[field] ?? null, to: after[field] ?? null }))
    .filter(({ from, to }) => canonicalJson(from) !== canonicalJson(to));
}
