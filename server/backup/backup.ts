/**
 * A backup: every table as COPY writes it, and the bytes of every attached file, in one tar.gz. All
 * tables are read in one snapshot, so the archive is the ledger of one moment, while work goes on.
 */
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { type Pack, pack as newArchive } from "tar-stream";
import type { BlobStore } from "../blobs/blob_store.ts";
import type { AdminConnection } from "../postgres/database.ts";
import { joined } from "./bytes.ts";
import { archive, type BackupHeader, type BackupManifest } from "./manifest.ts";
import { appliedMigrations, type BackedTable, backedTables, requireAllRows } from "./tables.ts";

/** Where a backup is made from. */
export interface BackupSource {
  admin: AdminConnection;
  blobs: BlobStore;
  /** The moment, as UTC text. */
  now: string;
  /** Hears what has been written. */
  progress: (line: string) => void;
}

/** What was written. `missing_blobs`: files that documents name and the store does not have. */
export interface BackupOutcome {
  rows: number;
  blobs: number;
  missing_blobs: string[];
}

/** Bytes of a table in one entry of the archive: tar wants to know sizes beforehand. */
const partBytes = 8 * 1024 * 1024;

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Writes an entry and waits until the archive wants more. */
function add(tar: Pack, name: string, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const entry = tar.entry({ name, size: bytes.length, mode: 0o600 }, (error) => {
      if (error) reject(error);
      else resolve();
    });
    entry.end(bytes);
  });
}

/** Bytes gathered into parts of about `partBytes`. */
async function* partsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let gathered: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    gathered.push(chunk);
    size += chunk.length;
    if (size < partBytes) continue;
    yield joined(gathered);
    gathered = [];
    size = 0;
  }
  if (size > 0) yield joined(gathered);
}

async function addTable(tar: Pack, source: BackupSource, table: BackedTable) {
  const { admin, progress } = source;
  const hash = createHash("sha256");
  let [bytes, parts] = [0, 0];
  const columns = table.columns.join(", ");
  const [counted] = await admin.query<{ rows: number }>(
    `select count(*) as rows from ${table.name}`,
  );
  for await (const part of partsOf(admin.copyOut(`copy ${table.name} (${columns}) to stdout`))) {
    hash.update(part);
    bytes += part.length;
    parts++;
    await add(tar, `${archive.tables}${table.name}/${String(parts).padStart(6, "0")}`, part);
  }
  const { rows } = counted!;
  if (rows > 0) progress(`${table.name}: ${rows} rows`);
  return { name: table.name, rows, bytes, sha256: hash.digest("hex") };
}

async function addBlobs(tar: Pack, { admin, blobs, progress }: BackupSource) {
  const names = await admin.query<{ sha256: string }>(
    "select distinct encode(sha256, 'hex') as sha256 from sync.attachments order by 1",
  );
  const [kept, missing]: [string[], string[]] = [[], []];
  for (const { sha256: name } of names) {
    const bytes = await blobs.get(name);
    if (bytes === undefined || sha256(bytes) !== name) missing.push(name);
    else {
      await add(tar, archive.blobs + name, bytes);
      kept.push(name);
    }
  }
  if (names.length > 0) progress(`${kept.length} attached files`);
  return { kept, missing };
}

async function headerOf(
  { admin, now }: BackupSource,
  tables: BackedTable[],
): Promise<BackupHeader> {
  const [server] = await admin.query<{ version: string }>(
    "select current_setting('server_version') as version",
  );
  return {
    format: "offblock-backup",
    version: 1,
    created_at: now,
    postgres: server!.version,
    migrations: await appliedMigrations(admin),
    tables,
  };
}

/** Fills the archive from one snapshot. */
async function fill(tar: Pack, source: BackupSource): Promise<BackupOutcome> {
  const { admin } = source;
  const json = (value: unknown) => new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`);
  await admin.run("begin isolation level repeatable read, read only");
  try {
    const tables = await backedTables(admin);
    const header = json(await headerOf(source, tables));
    await add(tar, archive.header, header);
    const manifest: BackupManifest = { header_sha256: sha256(header), tables: [], blobs: [] };
    for (const table of tables) manifest.tables.push(await addTable(tar, source, table));
    const { kept, missing } = await addBlobs(tar, source);
    manifest.blobs = kept;
    await add(tar, archive.manifest, json(manifest));
    tar.finalize();
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    return { rows, blobs: kept.length, missing_blobs: missing };
  } finally {
    await admin.run("rollback");
  }
}

/**
 * Writes a backup to a file that appears whole or not at all. It holds everything, password hashes
 * and signing keys included, and is readable by its owner only. Throws `Refusal`.
 */
export async function writeBackup(source: BackupSource, file: string): Promise<BackupOutcome> {
  await requireAllRows(source.admin);
  const beside = `${file}.part`;
  const tar = newArchive();
  const written = pipeline(tar, createGzip(), createWriteStream(beside, { mode: 0o600 }));
  try {
    const filling = fill(tar, source).catch((error: unknown) => {
      tar.destroy(error as Error);
      throw error;
    });
    const [outcome] = await Promise.all([filling, written]);
    await rename(beside, file);
    return outcome;
  } catch (error) {
    await written.catch(() => undefined);
    await rm(beside, { force: true });
    throw error;
  }
}
