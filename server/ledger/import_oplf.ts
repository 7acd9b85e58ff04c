/**
 * Takes an export into a logbook: what is new is added, what is there already is left alone, and
 * what differs comes as an open correction. Audit logs of other installations are kept beside our own.
 */
import { canonicalJson } from "../../shared/canonical_json.ts";
import { type Extras, splitExtras } from "../../shared/formats/oplf_extras.ts";
import { correctionOf, fateOf, type KnownRecord } from "../../shared/formats/oplf_fate.ts";
import { type OplfListener, oplfReader } from "../../shared/formats/oplf_reader.ts";
import { oplfVerifier, type Verification } from "../../shared/formats/oplf_verify.ts";
import { derivedUuid } from "../../shared/ids.ts";
import type { Json } from "../../shared/kinds/kind.ts";
import type { Values } from "../../shared/merge.ts";
import { nodePrimitives } from "../node_primitives.ts";
import type { Queryable } from "../postgres/database.ts";
import { Refusal } from "../refusal.ts";
import { readKnownAttachments } from "./document_store.ts";
import type { Incoming, KeptFile } from "./incoming.ts";
import { adopt, type KeptLog, keepLines, type Line, prepareLogs } from "./imported_logs.ts";
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
/** Characters of lines, of which one may hold a few hundred or many thousands. */
const pageCharacters = 2_000_000;

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
        select (select auth.current_user_id()), $1, d, e from unnest($2::text[], $3::text[]) as t (d, e)
        on conflict (owner_user_id, logbook_id, document_id) do update set extras = excluded.extras`,
      [context.logbook_id, extras.map(([id]) => id), extras.map(([, e]) => canonicalJson(e))],
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

/** What has been read of a file and not been taken in yet. */
interface Gathered {
  records: Values[];
  lines: Line[];
  extras: [id: string, Extras][];
}

/** Gathers a file page by page, so that memory stays bounded. `kept`: the logs that are wanted. */
function gathering(kept: ReadonlyMap<string, KeptLog>) {
  const nothing = (): Gathered => ({ records: [], lines: [], extras: [] });
  const fileExtras: Record<string, Json> = {};
  let page = nothing();
  let characters = 0;
  const line = (part: string, number: number, element: { logbook_id: string }) => {
    const log = kept.get(element.logbook_id);
    if (log === undefined || number <= log.known[part]!) return;
    const text = canonicalJson(element);
    characters += text.length;
    page.lines.push([log.id, part, number, text]);
  };
  const record = (given: Values) => {
    const id = String(given["_id"]);
    const [known, extra] = splitExtras(id.slice(0, id.indexOf(":")), given);
    if (extra !== undefined) page.extras.push([id, extra]);
    page.records.push(known);
  };
  const listener: OplfListener = {
    auditEntry: (entry) => line("audit_log", entry.chain_number, entry),
    checkpoint: (checkpoint) => line("checkpoints", checkpoint.number, checkpoint),
    record: (_, value) => record(value),
    waiting: record,
    extra: (name, value) => (fileExtras[name] = value),
  };
  return {
    listener,
    /** Members of the file itself that nobody here knows. */
    fileExtras,
    isFull: () => page.records.length >= pageRecords || characters >= pageCharacters,
    take(): Gathered {
      const taken = page;
      [page, characters] = [nothing(), 0];
      return taken;
    },
  };
}

async function takePage(
  context: ImportContext,
  device_id: string,
  { lines, records, extras }: Gathered,
  result: OplfImport,
): Promise<void> {
  await keepLines(context, lines);
  for (let at = 0; at < records.length; at += pageRecords)
    await takeRecords(context, device_id, records.slice(at, at + pageRecords), result);
  await keepExtras(context, extras);
}

/** Imports a file. Throws `Refusal` when it is not sound. Importing it again adds nothing. */
export async function importOplf(context: ImportContext, open: OpenFile): Promise<OplfImport> {
  const { verification, chains } = await verified(open());
  const logbook = verification.logbook!;
  const result: OplfImport = {
    added: 0,
    there: 0,
    corrections: 0,
    refused: [],
    is_exact: true,
    verification,
  };
  const kept = await context.db.transaction(context.user_id, (tx) =>
    prepareLogs(tx, context.logbook_id, logbook, chains),
  );
  const device_id = importDevice(logbook.id);
  const file = gathering(kept);
  const reader = oplfReader(file.listener, undefined);
  // While the ledger takes a page in, the next one is read: never two at once, they would queue for
  // the lock of the logbook.
  let taking = Promise.resolve();
  const take = async () => {
    await taking;
    taking = takePage(context, device_id, file.take(), result);
    // It is awaited with the next page; until then nobody should call it unhandled.
    taking.catch(() => undefined);
  };
  for await (const piece of open()) {
    reader.push(piece);
    if (file.isFull()) await take();
  }
  reader.end();
  await take();
  await taking;
  if (Object.keys(file.fileExtras).length > 0) await keepExtras(context, [["", file.fileExtras]]);
  if (result.is_exact) await adopt(context, logbook, verification.records + verification.waiting);
  return result;
}
