/**
 * Restoring a backup: into a migrated database without accounts, in one transaction. The rows are
 * put back as they were, audit log and hashes included, so no trigger may run meanwhile; foreign
 * keys are checked as ever. What replicators and sessions remember of the ledger ends here. Then
 * every chain and every checkpoint is checked.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract as openArchive } from "tar-stream";
import type { BlobStore } from "../blobs/blob_store.ts";
import { type AdminConnection, databaseProblem } from "../postgres/database.ts";
import { Refusal } from "../refusal.ts";
import { joined } from "./bytes.ts";
import {
  archive,
  type BackupHeader,
  type BackupManifest,
  readHeader,
  readManifest,
} from "./manifest.ts";
import { appliedMigrations, backedTables, requireAllRows } from "./tables.ts";

/** Where a backup is restored to. */
export interface RestoreTarget {
  admin: AdminConnection;
  blobs: BlobStore;
  /** Hears what has been read. */
  progress: (line: string) => void;
}

/** What was restored, and what the chains of it say. */
export interface RestoreOutcome {
  rows: number;
  blobs: number;
  /** When the backup was made. */
  created_at: string;
  logbooks: number;
  /** Entries of the audit log that are not what they were written as. */
  chain_problems: { logbook_id: string; chain_number: number; problem: string }[];
  /** Checkpoints that do not fit the chains, or each other. */
  checkpoint_problems: { checkpoint_number: number; problem: string }[];
}

interface Entry {
  name: string;
  bytes: () => Promise<Uint8Array>;
}

/** The entries of an archive one after another, the next one in sight. */
interface Entries {
  peek(): Promise<Entry | undefined>;
  take(): Promise<Entry>;
}

const damaged = (why: string) =>
  new Refusal(`The backup is damaged: ${why}.`, "Nothing was restored. Use another backup.");

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return joined(chunks);
}

async function* entriesOf(file: string): AsyncGenerator<Entry> {
  const tar = openArchive();
  const reading = pipeline(createReadStream(file), createGunzip(), tar).catch((error: unknown) => {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    throw code.startsWith("E")
      ? new Refusal(`${file} cannot be read.`, "Check the path.")
      : damaged("it is no archive, or it was cut off");
  });
  reading.catch(() => undefined);
  try {
    for await (const entry of tar) {
      let read = false;
      yield {
        name: entry.header.name,
        bytes: () => {
          read = true;
          return bytesOf(entry as AsyncIterable<Uint8Array>).catch(() => {
            throw damaged("it was cut off");
          });
        },
      };
      if (!read) entry.resume();
    }
  } catch (error) {
    await reading;
    throw error;
  }
  await reading;
}

function inSight(source: AsyncGenerator<Entry>): Entries {
  let next: Entry | undefined;
  const peek = async () => {
    if (next === undefined) {
      const { value, done } = await source.next();
      next = done === true ? undefined : value;
    }
    return next;
  };
  return {
    peek,
    async take() {
      const entry = await peek();
      next = undefined;
      if (entry === undefined) throw damaged("it ends too early");
      return entry;
    },
  };
}

async function takeHeader(entries: Entries): Promise<{ header: BackupHeader; sha256: string }> {
  const first = await entries.peek();
  if (first?.name !== archive.header)
    throw new Refusal(
      "This is no backup of Offblock.",
      "Name a file that `offblock backup` wrote.",
    );
  const bytes = await (await entries.take()).bytes();
  const header = readHeader(bytes);
  if (header === undefined)
    throw new Refusal(
      "This backup is of another version.",
      "Restore it with the Offblock that made it.",
    );
  return { header, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** Refuses a backup of another schema, and a database that is not empty. */
async function checkTarget(admin: AdminConnection, header: BackupHeader): Promise<void> {
  const [accounts] = await admin.query<{ n: number }>("select count(*) as n from auth.users");
  if (accounts!.n > 0)
    throw new Refusal(
      "The database has accounts already.",
      "Restore into a new one: set OFFBLOCK_DATA to an empty folder, or DATABASE_URL to an empty database.",
    );
  const same =
    JSON.stringify(await appliedMigrations(admin)) === JSON.stringify(header.migrations) &&
    JSON.stringify(await backedTables(admin)) === JSON.stringify(header.tables);
  if (!same)
    throw new Refusal(
      "The backup is of another version of the database.",
      "Restore it with the Offblock that made it, and update afterwards.",
    );
}

async function* partsOf(
  entries: Entries,
  table: string,
  heard: (part: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  const prefix = `${archive.tables}${table}/`;
  while ((await entries.peek())?.name.startsWith(prefix) === true) {
    const part = await (await entries.take()).bytes();
    heard(part);
    yield part;
  }
}

async function restoreTable(
  { admin, progress }: RestoreTarget,
  entries: Entries,
  { name, columns }: BackupHeader["tables"][number],
): Promise<BackupManifest["tables"][number]> {
  const hash = createHash("sha256");
  let bytes = 0;
  const parts = partsOf(entries, name, (part) => {
    hash.update(part);
    bytes += part.length;
  });
  const rows = await admin.copyIn(`copy ${name} (${columns.join(", ")}) from stdin`, parts);
  if (rows > 0) progress(`${name}: ${rows} rows`);
  return { name, rows, bytes, sha256: hash.digest("hex") };
}

async function restoreBlobs({ blobs, progress }: RestoreTarget, entries: Entries) {
  const names: string[] = [];
  while ((await entries.peek())?.name.startsWith(archive.blobs) === true) {
    const entry = await entries.take();
    const name = entry.name.slice(archive.blobs.length);
    const bytes = await entry.bytes();
    if (createHash("sha256").update(bytes).digest("hex") !== name)
      throw damaged(`the attached file ${name} is not what it was`);
    await blobs.put(name, bytes);
    names.push(name);
  }
  if (names.length > 0) progress(`${names.length} attached files`);
  return names;
}

/** Sequences go on behind the numbers that were given out. */
const sequencesStatement = `
  select a.attrelid::regclass::text as table_name, quote_ident(a.attname) as column_name,
    pg_get_serial_sequence(a.attrelid::regclass::text, a.attname) as sequence
  from pg_attribute a
  where a.attidentity <> '' and a.attnum > 0 and not a.attisdropped
    and a.attrelid::regclass::text = any ($1)`;

async function advanceSequences(admin: AdminConnection, tables: readonly string[]): Promise<void> {
  const found = await admin.query<{ table_name: string; column_name: string; sequence: string }>(
    sequencesStatement,
    [tables],
  );
  for (const { table_name, column_name, sequence } of found)
    await admin.query(
      `select setval($1, coalesce((select max(${column_name}) from ${table_name}), 1),
        exists (select from ${table_name}))`,
      [sequence],
    );
}

/** What stands in the way of putting rows back as they were, taken away and put back. */
async function withoutTriggers(
  admin: AdminConnection,
  tables: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  for (const table of tables) await admin.run(`alter table ${table} disable trigger user`);
  await admin.run("set constraints all deferred");
  await work();
  await admin.run("set constraints all immediate");
  for (const table of tables) await admin.run(`alter table ${table} enable trigger user`);
}

/**
 * How far a restored feed jumps ahead: farther than any logbook can have come between the backup and
 * the loss, so that whoever asks for what is new since then misses nothing.
 */
const seqJump = 1_000_000_000;

/**
 * Makes the restored ledger another one than that which went on after the backup. No sign-in that
 * may have been ended since comes to life again. No replicator finds its checkpoints, which may be
 * ahead: it compares everything, and devices bring back what the ledger has lost.
 */
async function beginAnew(admin: AdminConnection, backup_made_at: string): Promise<void> {
  await admin.query(
    `update auth.sessions set revoked_at = now(), revoked_reason = 'restored'
      where revoked_at is null`,
  );
  await admin.query("delete from sync.local_documents");
  await admin.query("update sync.logbooks set seq = seq + $1", [seqJump]);
  await admin.query(
    `update public.offblock_installation
      set id = gen_random_uuid(), restored_at = now(), backup_made_at = $1`,
    [backup_made_at],
  );
}

/** Everything of the archive after its header; compared with the manifest at its end. */
async function restoreAll(
  target: RestoreTarget,
  entries: Entries,
  header: BackupHeader,
  header_sha256: string,
): Promise<BackupManifest> {
  const { admin } = target;
  const names = header.tables.map(({ name }) => name);
  const found: BackupManifest = { header_sha256, tables: [], blobs: [] };
  await withoutTriggers(admin, names, async () => {
    for (const name of names.toReversed()) await admin.run(`delete from ${name}`);
    for (const table of header.tables)
      found.tables.push(await restoreTable(target, entries, table));
    await advanceSequences(admin, names);
    await beginAnew(admin, header.created_at);
  });
  found.blobs = await restoreBlobs(target, entries);
  const last = await entries.take();
  if (last.name !== archive.manifest) throw damaged(`${last.name} has no place in it`);
  const manifest = readManifest(await last.bytes());
  if (JSON.stringify(manifest) !== JSON.stringify(found))
    throw damaged("it does not hold what its manifest says");
  return found;
}

async function problemsOf(admin: AdminConnection) {
  const logbooks = await admin.query<{ id: string }>("select id from sync.logbooks order by id");
  const chain_problems: RestoreOutcome["chain_problems"] = [];
  for (const { id } of logbooks) {
    const found = await admin.query<{ chain_number: number; problem: string }>(
      "select chain_number, problem from audit.verify_chain($1)",
      [id],
    );
    chain_problems.push(...found.map((row) => ({ logbook_id: id, ...row })));
  }
  const checkpoint_problems = await admin.query<RestoreOutcome["checkpoint_problems"][number]>(
    "select checkpoint_number, problem from audit.verify_checkpoints(null)",
  );
  return { logbooks: logbooks.length, chain_problems, checkpoint_problems };
}

/**
 * Restores a backup and checks every chain. What was backed up with a broken chain is restored with
 * it, and said. Throws `Refusal`; then, and when it is stopped anywhere, nothing was restored but
 * files that nobody names.
 */
export async function restoreBackup(target: RestoreTarget, file: string): Promise<RestoreOutcome> {
  const { admin } = target;
  await requireAllRows(admin);
  const source = entriesOf(file);
  const entries = inSight(source);
  let done: { header: BackupHeader; manifest: BackupManifest };
  await admin.run("begin");
  try {
    // Nobody may sign up meanwhile.
    await admin.run("lock table auth.users in exclusive mode");
    const { header, sha256 } = await takeHeader(entries);
    await checkTarget(admin, header);
    done = { header, manifest: await restoreAll(target, entries, header, sha256) };
    await admin.run("commit");
  } catch (error) {
    await admin.run("rollback");
    const problem = databaseProblem(error);
    throw problem === undefined ? error : damaged(problem.message);
  } finally {
    await source.return(undefined);
  }
  await admin.run("analyze");
  const { header, manifest } = done;
  return {
    rows: manifest.tables.reduce((sum, table) => sum + table.rows, 0),
    blobs: manifest.blobs.length,
    created_at: header.created_at,
    ...(await problemsOf(admin)),
  };
}
