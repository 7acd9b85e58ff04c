import type { AuditEntry } from "../../shared/audit_chain.ts";
import { canonicalJson } from "../../shared/canonical_json.ts";
import {
  oplfKinds,
  oplfPieces,
  type OplfLogbook,
  type OplfSource,
} from "../../shared/formats/oplf.ts";
import { type Extras, joinExtras } from "../../shared/formats/oplf_extras.ts";
import type { Json } from "../../shared/kinds/kind.ts";
import type { Values } from "../../shared/merge.ts";
import type { Inspection } from "../auth/inspections.ts";
import { nodePrimitives } from "../node_primitives.ts";
import { rowByRow } from "../postgres/cursor.ts";
import type { Database, Queryable } from "../postgres/database.ts";
import { readCheckpoints } from "./checkpoints.ts";

/** The live documents of a logbook that the ledger has applied, by id. */
export async function readRecords(tx: Queryable, logbook_id: string): Promise<Values[]> {
  const records: Values[] = [];
  for (const kind of oplfKinds.toSorted())
    for await (const record of liveRecords(tx, logbook_id, { kind, waiting: false }))
      records.push(record);
  return records;
}

/** Live documents by id: applied ones of a kind, or all that wait. */
async function* liveRecords(
  tx: Queryable,
  logbook_id: string,
  which: { kind: string | null; waiting: boolean },
): AsyncGenerator<Values> {
  const rows = rowByRow<{ body: string; extras: string | null }>(
    tx,
    "records",
    `select r.body, x.extras from sync.documents d
       join sync.revisions r on r.owner_user_id = d.owner_user_id and r.logbook_id = d.logbook_id
        and r.document_id = d.id and r.rev = d.winning_rev
       left join sync.import_extras x on x.owner_user_id = d.owner_user_id
        and x.logbook_id = d.logbook_id and x.document_id = d.id
      where d.owner_user_id = auth.viewed_owner_id() and d.logbook_id = $1 and not d.is_deleted
        and ($2::text is null or d.kind = $2)
        and $3 = exists (
          select from sync.waiting w where w.owner_user_id = d.owner_user_id
            and w.logbook_id = d.logbook_id and w.document_id = d.id
        )
      order by d.id collate "C"`,
    [logbook_id, which.kind, which.waiting],
  );
  for await (const { body, extras } of rows) {
    const record = JSON.parse(body) as Values;
    yield extras === null ? record : joinExtras(record, JSON.parse(extras) as Extras);
  }
}

async function* everyRecord(tx: Queryable, logbook_id: string): AsyncGenerator<Values> {
  for (const kind of oplfKinds) yield* liveRecords(tx, logbook_id, { kind, waiting: false });
}

/** Entries of the audit log of a logbook, all of their own columns. */
const selectEntries = `
  select chain_number, table_name, row_id, operation, audit.moment_text(changed_at) as changed_at,
      changed_by_user_id, "session_user", device_id, change_reason, old_values::text as old_values,
      new_values::text as new_values, encode(prev_hash, 'hex') as prev_hash,
      encode(row_hash, 'hex') as row_hash
    from audit.audit_log
    where owner_user_id = auth.current_user_id() and logbook_id = $1`;

/** A part of the audit log of a logbook by the numbers of its entries, both included. */
export async function readAuditLog(
  tx: Queryable,
  logbook_id: string,
  { from, to }: { from: number; to: number },
): Promise<AuditEntry[]> {
  return await tx.query<AuditEntry>(
    `${selectEntries} and chain_number >= $2 and chain_number <= $3 order by chain_number`,
    [logbook_id, from, to],
  );
}

/** An audit log that came with an import, of an installation where the logbook was before. */
interface ImportedLog {
  id: string;
  origin_logbook_id: string;
  book: string;
  adopted_audit_count: number | null;
}

async function readImportedLogs(tx: Queryable, logbook_id: string): Promise<ImportedLog[]> {
  return await tx.query<ImportedLog>(
    `select id, origin_logbook_id, book, adopted_audit_count from audit.imported_logs
      where owner_user_id = auth.current_user_id() and logbook_id = $1 order by position`,
    [logbook_id],
  );
}

async function* importedLines(
  tx: Queryable,
  log: ImportedLog,
  part: string,
): AsyncGenerator<string> {
  const rows = rowByRow<{ line: string }>(
    tx,
    "imported_lines",
    `select line from audit.imported_lines
      where owner_user_id = auth.current_user_id() and imported_log_id = $1 and part = $2
      order by number`,
    [log.id, part],
  );
  for await (const { line } of rows) yield line;
}

async function* ownAuditLog(tx: Queryable, logbook_id: string): AsyncGenerator<string> {
  const entries = rowByRow<AuditEntry>(tx, "audit_log", `${selectEntries} order by chain_number`, [
    logbook_id,
  ]);
  for await (const entry of entries) yield canonicalJson({ logbook_id, ...entry });
}

async function* ownCheckpoints(tx: Queryable, logbook_id: string): AsyncGenerator<string> {
  for (const checkpoint of await readCheckpoints(tx, logbook_id))
    yield canonicalJson({ logbook_id, ...checkpoint });
}

async function* chained<T>(parts: readonly AsyncIterable<T>[]): AsyncGenerator<T> {
  for (const part of parts) yield* part;
}

async function readFileExtras(tx: Queryable, logbook_id: string): Promise<Record<string, Json>> {
  const [row] = await tx.query<{ extras: string }>(
    `select extras from sync.import_extras
      where owner_user_id = auth.current_user_id() and logbook_id = $1 and document_id = ''`,
    [logbook_id],
  );
  return row === undefined ? {} : (JSON.parse(row.extras) as Record<string, Json>);
}

/**
 * What an export is written from. A logbook that is still exactly what was imported exports as the
 * file that it came from: its own log tells of the import only. From the first change on, the
 * imported logs stand before its own.
 */
async function sourceOf(
  tx: Queryable,
  logbook: OplfLogbook & { audit_count: number },
): Promise<OplfSource> {
  const { id, book, audit_count } = logbook;
  const imported = await readImportedLogs(tx, id);
  const adopted = imported.find((log) => log.adopted_audit_count === audit_count);
  const lines = (part: string) => imported.map((log) => importedLines(tx, log, part));
  const own = adopted === undefined;
  return {
    logbook: own ? { id, book } : { id: adopted.origin_logbook_id, book: adopted.book },
    audit_log: chained([...lines("audit_log"), ...(own ? [ownAuditLog(tx, id)] : [])]),
    checkpoints: chained([...lines("checkpoints"), ...(own ? [ownCheckpoints(tx, id)] : [])]),
    records: everyRecord(tx, id),
    waiting: liveRecords(tx, id, { kind: null, waiting: true }),
    extras: await readFileExtras(tx, id),
  };
}

/**
 * Writes a user's logbook as OPLF, piece by piece, as it is at one moment. Answers false when the
 * user has none.
 */
export async function exportLogbook(
  db: Database,
  user_id: string,
  write: (piece: Uint8Array) => Promise<void> | void,
): Promise<boolean> {
  return await db.transaction(
    user_id,
    async (tx) => {
      const [logbook] = await tx.query<OplfLogbook & { audit_count: number }>(
        `select id, book, audit_count from sync.logbooks
          where owner_user_id = auth.current_user_id() and book = 'pilot'`,
      );
      if (logbook === undefined) return false;
      for await (const piece of oplfPieces(await sourceOf(tx, logbook), nodePrimitives))
        await write(piece);
      return true;
    },
    { read_only: true },
  );
}

/** A user's logbook as one text; undefined when the user has none. For small ones. */
export async function exportText(db: Database, user_id: string): Promise<string | undefined> {
  const pieces: Uint8Array[] = [];
  const has = await exportLogbook(db, user_id, (piece) => void pieces.push(piece));
  return has ? Buffer.concat(pieces).toString("utf8") : undefined;
}

/** What is none of an inspector's business: what one plans, asks and has not decided yet. */
const notInspected: ReadonlySet<string> = new Set(["saved_report", "currency_rule", "correction"]);

async function* inspectedRecords(tx: Queryable, logbook_id: string): AsyncGenerator<Values> {
  for (const kind of oplfKinds)
    if (!notInspected.has(kind)) yield* liveRecords(tx, logbook_id, { kind, waiting: false });
}

/**
 * Writes what an inspector reads of a logbook, 14 CFR 61.51(i): its records, without any log, and a
 * member that says whose it is and until when. It is read in the name of the link, so row level
 * security lets nothing else out.
 */
export async function exportForInspection(
  db: Database,
  { id, owner_user_id, logbook_id, ...about }: Inspection,
  write: (piece: Uint8Array) => Promise<void> | void,
): Promise<void> {
  await db.transaction(
    id,
    async (tx) => {
      const source: OplfSource = {
        logbook: { id: logbook_id, book: about.book },
        audit_log: [],
        checkpoints: [],
        records: inspectedRecords(tx, logbook_id),
        waiting: [],
        extras: { inspection: { owner_name: about.owner_name, ends_at: about.ends_at } },
      };
      for await (const piece of oplfPieces(source, nodePrimitives)) await write(piece);
    },
    { read_only: true, viewed_owner_id: owner_user_id },
  );
}
