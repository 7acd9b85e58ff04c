/**
 * Takes an export into a logbook: what is new is added, what is there already is left alone, and
 * what differs comes as an open correction. Audit logs of other installations are kept beside our own.
 */
import { uuidv7 } from "uuidv7";
import { canonicalJson } from "../../shared/canonical_json.ts";
import type { OplfLogbook } from "../../shared/formats/oplf.ts";
import { type Extras, splitExtras } from "../../shared/formats/oplf_extras.ts";
import { correctionOf, fateOf, type KnownRecord } from "../../shared/formats/oplf_fate.ts";
import { type OplfListener, oplfReader } from "../../shared/formats/oplf_reader.ts";
import { oplfVerifier, type Verification } from "../../shared/formats/oplf_verify.ts";
import { derivedUuid } from "../../shared/ids.ts";
import type { Json } from "../../shared/kinds/kind.ts";
import { limits } from "../../shared/limits.ts";
import type { Values } from "../../shared/merge.ts";
import { nodePrimitives } from "../node_primitives.ts";
import type { Queryable } from "../postgres/database.ts";
import { Refusal } from "../refusal.ts";
import { readKnownAttachments } from "./document_store.ts";
import type { Incoming, KeptFile } from "./incoming.ts";
import { type PushContext, pushDocuments } from "./push.ts";

/** What became of the records of a file. */
export interface OplfImport {
  added: number;
  /** There already, the same or a newer state of it. */
  there: number;
  /** Conflicts that wait for a decision as corrections. */
  corrections: number;
  refused: { id: string; reason: string }[];
  /** The logbook is now what the file says, in every byte. */
  is_exact: boolean;
  verification: Verification;
}

/** Opens the file anew: it is read twice, to check it first. */
export type OpenFile = () => AsyncIterable<Uint8Array>;

/** Brings the bytes of a file into the store; answers why they are not to be had, or undefined. */
export type BringFile = (file: KeptFile) => Promise<string | undefined>;

/**
 * `bring`: where the attached files come from; without it, only those that are here are taken.
 * `logs_only`: the records came by another way, so only logs and unknown fields are taken.
 */
export type ImportContext = Omit<PushContext, "device_id"> & {
  bring?: BringFile | undefined;
  logs_only?: boolean;
};

const pageRecords = 1000;
const pageLines = 5000;

/** The device that our audit log names for what an import wrote. */
export function importDevice(origin_logbook_id: string): string {
  return derivedUuid(`import of logbook ${origin_logbook_id}`);
}

async function readKnown(tx: Queryable, logbook_id: string, ids: string[]) {
  const rows = await tx.query<{ id: string; is_deleted: boolean; wins: boolean; body: string }>(
    `select d.id, d.is_deleted, r.rev = d.winning_rev as wins, r.body from sync.documents d
       join sync.revisions r on r.owner_user_id = d.owner_user_id and r.logbook_id = d.logbook_id
        and r.document_id = d.id
      where d.owner_user_id = auth.current_user_id() and d.logbook_id = $1 and d.id = any ($2)
      order by wins desc`,
    [logbook_id, ids],
  );
  const known = new Map<string, KnownRecord>();
  for (const { id, is_deleted, body } of rows) {
    const standing = JSON.parse(body) as Values;
    const one = known.get(id) ?? { is_deleted, states: [], standing };
    known.set(id, { ...one, states: [...one.states, canonicalJson(standing)] });
  }
  return known;
}

/** The file of an attachment, as the record itself describes it. */
function filesOf(record: Values): Record<string, KeptFile> | undefined {
  const stubs = record["_attachments"] as
    | Record<string, { digest: string; length: number }>
    | undefined;
  if (stubs === undefined) return undefined;
  const sha256 = String(record["sha256_hash"]);
  return Object.fromEntries(
    Object.entries(stubs).map(([name, { digest, length }]) => [name, { digest, sha256, length }]),
  );
}

function incomingOf(record: Values): Incoming {
  const files = filesOf(record);
  return {
    id: String(record["_id"]),
    deleted: false,
    body: record,
    revision: { edit: undefined },
    ...(files === undefined ? {} : { files }),
  };
}

function digestsOf(record: Values): string[] {
  return Object.values(filesOf(record) ?? {}).map(({ digest }) => digest);
}

/** Why a record's file keeps it out: a record without its bytes would stop every device that syncs. */
async function missingFile(
  record: Values,
  here: ReadonlyMap<string, KeptFile>,
  bring: BringFile | undefined,
): Promise<string | undefined> {
  const missing = Object.values(filesOf(record) ?? {}).filter(({ digest }) => !here.has(digest));
  const remedy = "Import the zip of the files with it, or attach it again.";
  for (const file of missing) {
    if (bring === undefined)
      return `Its file is not here. An OPLF file holds no attached files. ${remedy}`;
    const reason = await bring(file);
    if (reason !== undefined) return `Its file is not here. ${reason} ${remedy}`;
  }
  return undefined;
}

async function takeRecords(
  context: ImportContext,
  device_id: string,
  records: readonly Values[],
  result: OplfImport,
): Promise<void> {
  const { db, user_id, logbook_id } = context;
  const ids = records.map((record) => String(record["_id"]));
  const known = await db.transaction(user_id, (tx) => readKnown(tx, logbook_id, ids), {
    read_only: true,
  });
  const files = await db.transaction(
    user_id,
    (tx) => readKnownAttachments(tx, logbook_id, records.flatMap(digestsOf)),
    { read_only: true },
  );
  const push: Incoming[] = [];
  for (const record of records) {
    const one = known.get(String(record["_id"]));
    const fate = fateOf(record, one);
    if (context.logs_only) {
      result.is_exact &&= fate === "same";
      if (one !== undefined) result.there++;
      continue;
    }
    const missing = fate === "new" ? await missingFile(record, files, context.bring) : undefined;
    result.is_exact &&= fate === "same" || (fate === "new" && missing === undefined);
    if (missing !== undefined) result.refused.push({ id: String(record["_id"]), reason: missing });
    else if (fate === "new") push.push(incomingOf(record));
    else if (fate === "differs") push.push(incomingOf(correctionOf(record, one!, context.now())));
    else result.there++;
  }
  for (const outcome of await pushDocuments({ ...context, device_id }, push)) {
    const proposes = outcome.id.startsWith("correction:") && !ids.includes(outcome.id);
    if (outcome.ok && proposes) result.corrections++;
    else if (outcome.ok) result.added++;
    // A conflict says that it is here, meanwhile or since the file was imported before.
    else if (outcome.error === "conflict") result.there++;
    else result.refused.push({ id: outcome.id, reason: outcome.reason });
    result.is_exact &&= outcome.ok && !proposes;
  }
}

async function keepExtras(
  context: ImportContext,
  extras: readonly [string, Extras | Record<string, Json>][],
): Promise<void> {
  if (extras.length === 0) return;
  await context.db.transaction(context.user_id, (tx) =>
    tx.query(
      `insert into sync.import_extras (owner_user_id, logbook_id, document_id, extras)
        select auth.current_user_id(), $1, d, e from unnest($2::text[], $3::text[]) as t (d, e)
        on conflict (owner_user_id, logbook_id, document_id) do update set extras = excluded.extras`,
      [context.logbook_id, extras.map(([id]) => id), extras.map(([, e]) => canonicalJson(e))],
    ),
  );
}

/** A log of the file that is to be kept: the lines after those that are here. */
interface KeptLog {
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
async function prepareLogs(
  tx: Queryable,
  { logbook_id }: ImportContext,
  verification: Verification,
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
      [uuidv7(), logbook_id, origin, verification.logbook!.book],
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

type Line = [log: string, part: string, number: number, line: string];

async function keepLines(context: ImportContext, lines: readonly Line[]): Promise<void> {
  if (lines.length === 0) return;
  const [logs, parts, numbers, texts] = [0, 1, 2, 3].map((at) => lines.map((line) => line[at]));
  await context.db.transaction(context.user_id, (tx) =>
    tx.query(
      `insert into audit.imported_lines (owner_user_id, imported_log_id, part, number, line)
        select auth.current_user_id(), t.log, t.part, t.number, t.line
        from unnest($1::uuid[], $2::text[], $3::bigint[], string_to_array($4, chr(10)))
          as t (log, part, number, line)`,
      // Canonical JSON holds no line feed; as an array, every quotation mark would be escaped again.
      [logs, parts, numbers, texts!.join("\n")],
    ),
  );
}

/** When the logbook is now exactly what the file says, an export will be the file again. */
async function adopt(context: ImportContext, logbook: OplfLogbook, total: number): Promise<void> {
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

async function verified(file: AsyncIterable<Uint8Array>) {
  const verifier = oplfVerifier(nodePrimitives);
  for await (const piece of file) if ((await verifier.push(piece)) !== undefined) break;
  const verification = await verifier.end();
  const [first] = verification.problems;
  if (first !== undefined)
    throw new Refusal(
      `The file is not sound: ${first}`,
      "Nothing was imported. offblock verify names everything that is wrong.",
    );
  return { verification, chains: verifier.chains() };
}

/** Reads the file's elements in pages and hands each page on, so that memory stays bounded. */
async function eachPage(
  file: AsyncIterable<Uint8Array>,
  listener: (full: () => void) => OplfListener,
  flush: () => Promise<void>,
): Promise<void> {
  let is_full = false;
  const reader = oplfReader(
    listener(() => (is_full = true)),
    nodePrimitives,
  );
  for await (const piece of file) {
    reader.push(piece);
    if (is_full) await flush();
    is_full = false;
  }
  reader.end();
  await flush();
}

/** Imports a file. Throws `Refusal` when it is not sound. Importing it again adds nothing. */
export async function importOplf(context: ImportContext, open: OpenFile): Promise<OplfImport> {
  const { verification, chains } = await verified(open());
  const result: OplfImport = {
    added: 0,
    there: 0,
    corrections: 0,
    refused: [],
    is_exact: true,
    verification,
  };
  const kept = await context.db.transaction(context.user_id, (tx) =>
    prepareLogs(tx, context, verification, chains),
  );
  const device_id = importDevice(verification.logbook!.id);
  let records: Values[] = [];
  let lines: Line[] = [];
  let extras: [string, Extras][] = [];
  const fileExtras: Record<string, Json> = {};
  const line = (part: string, number: number, element: { logbook_id: string }) => {
    const log = kept.get(element.logbook_id);
    if (log !== undefined && number > log.known[part]!)
      lines.push([log.id, part, number, canonicalJson(element)]);
  };
  const take = (given: Values) => {
    const id = String(given["_id"]);
    const [record, extra] = splitExtras(id.slice(0, id.indexOf(":")), given);
    if (extra !== undefined) extras.push([id, extra]);
    records.push(record);
  };
  const flush = async () => {
    await keepLines(context, lines);
    lines = [];
    for (let at = 0; at < records.length; at += pageRecords)
      await takeRecords(context, device_id, records.slice(at, at + pageRecords), result);
    records = [];
    await keepExtras(context, extras);
    extras = [];
  };
  await eachPage(
    open(),
    (full) => ({
      logbook: () => undefined,
      auditEntry(entry) {
        line("audit_log", entry.chain_number, entry);
        if (lines.length >= pageLines) full();
      },
      checkpoint: (checkpoint) => line("checkpoints", checkpoint.number, checkpoint),
      record(_, record) {
        take(record);
        if (records.length >= Math.min(pageRecords, limits.batch_documents)) full();
      },
      waiting: take,
      extra: (name, value) => (fileExtras[name] = value),
    }),
    flush,
  );
  if (Object.keys(fileExtras).length > 0) await keepExtras(context, [["", fileExtras]]);
  if (result.is_exact)
    await adopt(context, verification.logbook!, verification.records + verification.waiting);
  return result;
}
