/**
 * OPLF, the Open Pilot Logbook Format: a whole logbook as one JSON text in canonical order, with
 * its audit log, so that anyone can check it without a server.
 */
import { type AuditEntry, verifyChain } from "../audit_chain.ts";
import { type Checkpoint, verifyCheckpoints } from "../checkpoints.ts";
import { canonicalJson } from "../canonical_json.ts";
import type { Field } from "../fields.ts";
import { isSignedOff } from "../kinds/entry_parts.ts";
import type { Kind } from "../kinds/kind.ts";
import { kindNamed, kinds } from "../kinds/kinds.ts";
import { absentValue, type Values } from "../merge.ts";
import { reasonOf } from "../problems.ts";
import { validate } from "../validate.ts";

/** The version that this code writes, and reads. */
export const oplfVersion = "1.0";

/** An export: every record by kind, and the audit log from the first entry. */
export interface Oplf {
  format: "OPLF";
  schema_version: typeof oplfVersion;
  logbook: { id: string; book: string };
  /** Kind → records, ordered by `_id`. */
  records: Record<string, Values[]>;
  audit_log: AuditEntry[];
  /** The signed checkpoints that hold a head of this log, first to last. */
  checkpoints: Checkpoint[];
}

/** Writes an export: canonical JSON, so that the same logbook gives the same bytes. */
export function writeOplf(
  logbook: Oplf["logbook"],
  records: Values[],
  audit_log: AuditEntry[],
  checkpoints: Checkpoint[] = [],
): string {
  const byKind: Oplf["records"] = {};
  const inOrder = [...records].sort((a, b) => (String(a["_id"]) < String(b["_id"]) ? -1 : 1));
  for (const { _rev, ...record } of inOrder) {
    const id = String(record["_id"]);
    (byKind[id.slice(0, id.indexOf(":"))] ??= []).push(record);
  }
  const oplf: Oplf = {
    format: "OPLF",
    schema_version: oplfVersion,
    logbook,
    records: byKind,
    audit_log,
    checkpoints,
  };
  return `${canonicalJson(oplf)}\n`;
}

/** Reads an export, or says why it is none. */
export function readOplf(text: string): { ok: true; oplf: Oplf } | { ok: false; reason: string } {
  let value: Partial<Oplf> | null;
  try {
    value = JSON.parse(text) as Partial<Oplf> | null;
  } catch (error) {
    return { ok: false, reason: `This is not JSON: ${(error as Error).message}` };
  }
  if (typeof value !== "object" || value === null || value.format !== "OPLF")
    return { ok: false, reason: "This is not an OPLF file: its format member is not OPLF." };
  if (value.schema_version !== oplfVersion)
    return {
      ok: false,
      reason: `The file is of OPLF version ${String(value.schema_version)}; this program reads ${oplfVersion}. Update it.`,
    };
  const whole =
    typeof value.logbook?.id === "string" &&
    typeof value.records === "object" &&
    value.records !== null &&
    Object.values(value.records).every(Array.isArray) &&
    Array.isArray(value.audit_log) &&
    Array.isArray(value.checkpoints ?? []);
  if (!whole)
    return {
      ok: false,
      reason: "The file is incomplete: logbook, records or audit_log is missing.",
    };
  return { ok: true, oplf: { checkpoints: [], ...value } as Oplf };
}

/** The rows of a table that the log leaves, by id: a replay of the log. */
function replay(entries: readonly AuditEntry[]): Map<string, Map<string, Values>> {
  const tables = new Map<string, Map<string, Values>>();
  for (const entry of entries) {
    const table = tables.get(entry.table_name) ?? new Map<string, Values>();
    tables.set(entry.table_name, table);
    if (entry.operation === "DELETE") table.delete(entry.row_id);
    else table.set(entry.row_id, JSON.parse(entry.new_values ?? "{}") as Values);
  }
  return tables;
}

/** Whether a column holds what a field says. Rows have tables of their own and are left out here. */
function columnAgrees(field: Field, value: Values[string], column: Values[string]): boolean {
  const said = value ?? absentValue(field);
  if (field.type === "rows") return true;
  if (said === null || column === null || column === undefined) return said === (column ?? null);
  if (field.type === "moment") return Date.parse(String(said)) === Date.parse(String(column));
  if (field.type === "json" || field.type === "texts")
    return canonicalJson(said) === canonicalJson(column);
  return said === column;
}

/** What a signature writes into its entry in the ledger, past the document. */
const lockFields = new Set(["is_locked", "locked_at", "locked_reason"]);

function recordProblems(
  kind: Kind,
  record: Values,
  row: Values | undefined,
  isSigned: boolean,
): string[] {
  const id = String(record["_id"]);
  const checked = validate(record);
  if (!checked.ok) return checked.problems.map((problem) => `${id}: ${reasonOf(problem)}`);
  if (row === undefined) return [`${id}: the audit log knows no such record`];
  const lockedBySignature =
    isSignedOff(record) || (isSigned && row["locked_reason"] === "cryptographic_signature");
  return Object.entries(kind.fields)
    .filter(([name]) => !lockedBySignature || !lockFields.has(name))
    .filter(([name, field]) => !columnAgrees(field, record[name], row[name]))
    .map(([name]) => `${id}: ${name} is not what the audit log says`);
}

/**
 * Checks an export with nothing but itself: the audit chain, entry by entry; the checkpoints over
 * it; each record against its kind; and each record against a replay of the log. Answers what is wrong, the chain first.
 */
export function verifyOplf(oplf: Oplf): string[] {
  const chain = verifyChain(oplf.logbook.id, oplf.audit_log);
  if (chain.length > 0) return chain.map((p) => `audit entry ${p.chain_number} ${p.problem}`);
  const hashes = new Map(oplf.audit_log.map((entry) => [entry.chain_number, entry.row_hash]));
  const witnessed = verifyCheckpoints(oplf.logbook.id, oplf.checkpoints, (n) => hashes.get(n));
  if (witnessed.length > 0) return witnessed;
  const tables = replay(oplf.audit_log);
  const problems: string[] = [];
  for (const name of Object.keys(oplf.records))
    if (kindNamed(name) === undefined) problems.push(`records.${name}: there is no such kind`);
  const signed = new Set(
    (oplf.records["entry_signature"] ?? []).map(
      (signature) => `${String(signature["entry_table"])} ${String(signature["entry_id"])}`,
    ),
  );
  for (const kind of Object.values(kinds) as unknown as Kind[]) {
    const rows = tables.get(`logbook.${kind.table}`) ?? new Map<string, Values>();
    const records = oplf.records[kind.kind] ?? [];
    const present = new Set(records.map((r) => String(r["_id"]).slice(kind.kind.length + 1)));
    for (const record of records) {
      const uuid = String(record["_id"]).slice(kind.kind.length + 1);
      const isSigned = signed.has(`${kind.table} ${uuid}`);
      problems.push(...recordProblems(kind, record, rows.get(uuid), isSigned));
    }
    for (const uuid of rows.keys())
      if (!present.has(uuid))
        problems.push(`${kind.kind}:${uuid}: the audit log has it, the file does not`);
  }
  return problems;
}
