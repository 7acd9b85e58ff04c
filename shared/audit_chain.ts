/**
 * The audit chain of a logbook, checked from an export alone. The twin of `audit.verify_chain`;
 * the head of `sql/0500_audit.sql` defines the bytes.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Primitives } from "./signatures/primitives.ts";

/** One entry of the log, as an export carries it. */
export interface AuditEntry {
  chain_number: number;
  table_name: string;
  row_id: string;
  operation: "INSERT" | "UPDATE" | "DELETE";
  /** UTC, to the microsecond. */
  changed_at: string;
  changed_by_user_id: string | null;
  session_user: string;
  device_id: string | null;
  change_reason: string | null;
  /** The row before, as JSON text, byte for byte. */
  old_values: string | null;
  /** The row after, as JSON text, byte for byte. */
  new_values: string | null;
  /** SHA-256 in hex. */
  prev_hash: string;
  row_hash: string;
}

/** Where a chain stands: its last entry. Number 0 with the genesis hash while there is none. */
export interface ChainHead {
  chain_number: number;
  /** SHA-256 in hex. */
  row_hash: string;
}

/** What is wrong with a chain: at which entry, in words. */
export interface ChainProblem {
  chain_number: number;
  problem: string;
}

/** The hash before the first entry of a logbook's chain, in hex. */
export function genesisHash(logbook_id: string): string {
  return bytesToHex(sha256(utf8ToBytes(`offblock audit 1 ${logbook_id}`)));
}

/** The text that the hash of an entry is taken of. */
export function entryText(logbook_id: string, entry: AuditEntry): string {
  const parts = [
    JSON.stringify(logbook_id),
    String(entry.chain_number),
    JSON.stringify(entry.table_name),
    JSON.stringify(entry.row_id),
    JSON.stringify(entry.operation),
    JSON.stringify(entry.changed_at),
    JSON.stringify(entry.changed_by_user_id),
    JSON.stringify(entry.session_user),
    JSON.stringify(entry.device_id),
    JSON.stringify(entry.change_reason),
    entry.old_values ?? "null",
    entry.new_values ?? "null",
  ];
  return `[${parts.join(", ")}]`;
}

/** The hash of an entry after `prev_hash`, in hex. */
export function entryHash(
  logbook_id: string,
  entry: AuditEntry,
  hash: Primitives["sha256"] = sha256,
): string {
  const text = utf8ToBytes(entryText(logbook_id, entry));
  return bytesToHex(hash(concatBytes(hexToBytes(entry.prev_hash), text)));
}

/** What is wrong with an entry that comes after `before`: in words, nothing when it fits. */
export function entryProblems(
  logbook_id: string,
  before: ChainHead,
  entry: AuditEntry,
  hash: Primitives["sha256"] = sha256,
): string[] {
  const problems: string[] = [];
  if (entry.chain_number !== before.chain_number + 1)
    problems.push(`comes after ${before.chain_number}: entries are missing or out of order`);
  if (entry.prev_hash !== before.row_hash) problems.push("does not continue the entry before");
  const wellFormed = /^[0-9a-f]{64}$/.test(entry.prev_hash);
  if (!wellFormed || entryHash(logbook_id, entry, hash) !== entry.row_hash)
    problems.push("was changed");
  return problems;
}

/** The head of a chain that has no entry yet. */
export function genesisHead(logbook_id: string): ChainHead {
  return { chain_number: 0, row_hash: genesisHash(logbook_id) };
}

/** Recomputes a whole chain, first entry to last. Answers what is wrong; nothing: it is intact. */
export function verifyChain(logbook_id: string, entries: readonly AuditEntry[]): ChainProblem[] {
  return verifyFrom(logbook_id, genesisHead(logbook_id), entries);
}

function verifyFrom(
  logbook_id: string,
  before: ChainHead,
  entries: readonly AuditEntry[],
): ChainProblem[] {
  const problems: ChainProblem[] = [];
  let head = before;
  for (const entry of entries) {
    const { chain_number, row_hash } = entry;
    for (const problem of entryProblems(logbook_id, head, entry))
      problems.push({ chain_number, problem });
    head = { chain_number, row_hash };
  }
  return problems;
}

/**
 * Whether the head that a device remembers is still in the chain that ends with today's head.
 * `entries` are those after the remembered one, up to today's. A server that rewrote what the
 * device has seen cannot answer with entries that pass.
 */
export function verifyContinuation(
  logbook_id: string,
  remembered: ChainHead,
  today: ChainHead,
  entries: readonly AuditEntry[],
): ChainProblem[] {
  if (today.chain_number < remembered.chain_number)
    return [
      {
        chain_number: today.chain_number,
        problem: `is the end, but entry ${remembered.chain_number} was there before`,
      },
    ];
  const problems = verifyFrom(logbook_id, remembered, entries);
  const last = entries.at(-1) ?? remembered;
  if (last.chain_number !== today.chain_number || last.row_hash !== today.row_hash)
    problems.push({
      chain_number: last.chain_number,
      problem: `does not lead to the head ${today.chain_number}`,
    });
  return problems;
}
