/** The history of a record in steps: what one save changed, in the fields of the record's kind. */
import type { Fields } from "../../shared/fields.ts";
import type { Json, Kind } from "../../shared/kinds/kind.ts";
import type { LedgerChange } from "./ledger_api.ts";

/** Entries of the log this close together, by one hand, are one save, in milliseconds. */
const together_ms = 2_000;

type Row = { [field: string]: Json };

/** What one save did to one row: the record itself, or a row inside it. */
export interface RowChange {
  operation: LedgerChange["operation"];
  row_id: string;
  /** The words for the row; empty for the record itself. */
  row_label: string;
  fields: Fields;
  from: Row;
  to: Row;
}

/** One save, as the ledger's audit log has it. */
export interface HistoryStep {
  changed_at: string;
  changed_by: string;
  device_id: string | null;
  device_name: string | null;
  change_reason: string | null;
  rows: RowChange[];
}

/** The fields of a table that a kind's records lie in, and what a row of it is called. */
function tableOf(table: string, fields: Fields): { fields: Fields; row_label: string } | undefined {
  for (const [name, field] of Object.entries(fields)) {
    if (field.type !== "rows") continue;
    if (name === table) return field;
    const deeper = tableOf(table, field.fields);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

function rowChange(kind: Kind, entry: LedgerChange): RowChange | undefined {
  const found =
    entry.table === kind.table
      ? { fields: kind.fields, row_label: "" }
      : tableOf(entry.table, kind.fields);
  if (found === undefined) return undefined;
  const side = (which: "from" | "to") =>
    Object.fromEntries(entry.changes.map((change) => [change.field, change[which]]));
  const { fields, row_label } = found;
  const { operation, row_id } = entry;
  return { operation, row_id, row_label, fields, from: side("from"), to: side("to") };
}

/** A save changes a row once, so a row that comes again is of the next save. */
function isSameSave(step: HistoryStep, entry: LedgerChange): boolean {
  return (
    step.rows.every((row) => row.row_id !== entry.row_id) &&
    step.changed_by === entry.changed_by &&
    step.device_id === entry.device_id &&
    step.change_reason === entry.change_reason &&
    Date.parse(entry.changed_at) - Date.parse(step.changed_at) < together_ms
  );
}

/** The changes of a record, oldest first as the ledger answers them, as saves, newest first. */
export function stepsOf(kind: Kind, entries: readonly LedgerChange[]): HistoryStep[] {
  const steps: HistoryStep[] = [];
  for (const entry of entries) {
    const change = rowChange(kind, entry);
    if (change === undefined) continue;
    const last = steps.at(-1);
    if (last !== undefined && isSameSave(last, entry)) last.rows.push(change);
    else {
      const { changed_at, changed_by, device_id, device_name, change_reason } = entry;
      const who = { changed_at, changed_by, device_id, device_name, change_reason };
      steps.push({ ...who, rows: [change] });
    }
  }
  return steps.toReversed();
}
