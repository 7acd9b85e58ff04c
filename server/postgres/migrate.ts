import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Refusal } from "../refusal.ts";
import { type AdminConnection, databaseProblem } from "./database.ts";

/** One file of `sql/`. */
export interface Migration {
  name: string;
  text: string;
  /** SHA-256 of the file, in hex. */
  sha256: string;
}

/** The oldest major version that the schema works with. */
export const oldestMajor = 16;

/** Key of the advisory lock under which only one gateway migrates. */
const migrating = 7_310_002;

const ledgerTables = `
  create table if not exists public.offblock_migrations (
    name text primary key,
    sha256 text not null,
    applied_at timestamptz not null default now()
  );
  revoke all on public.offblock_migrations from public;
  create table if not exists public.offblock_gateway_login (
    only_row boolean primary key default true check (only_row),
    password text not null
  );
  revoke all on public.offblock_gateway_login from public;
  create table if not exists public.offblock_checkpoint_key (
    only_row boolean primary key default true check (only_row),
    seed bytea not null check (length(seed) = 32)
  );
  revoke all on public.offblock_checkpoint_key from public;
  comment on table public.offblock_checkpoint_key is
    'What the key is made of that signs checkpoints of the audit chains, shared by every gateway.';
  create table if not exists public.offblock_installation (
    only_row boolean primary key default true check (only_row),
    id uuid not null default gen_random_uuid(),
    restored_at timestamptz,
    backup_made_at timestamptz
  );
  insert into public.offblock_installation default values on conflict do nothing;
  revoke all on public.offblock_installation from public;
  comment on table public.offblock_installation is
    'The id of this installation, which replicators keep in the names of their checkpoints, and from which backup it was last restored.';
  comment on table public.offblock_migrations is
    'The files of sql/ that this database has run, with their hashes.';
  comment on table public.offblock_gateway_login is
    'The password of the role offblock_gateway, shared by every gateway of this database.';
`;

/** The files of a folder in the order of their application. */
export function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .toSorted()
    .map((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      return { name, text, sha256: createHash("sha256").update(text).digest("hex") };
    });
}

async function checkServer(admin: AdminConnection): Promise<void> {
  const [row] = await admin.query<{ number: number; version: string; encoding: string }>(
    `select current_setting('server_version_num')::int as number,
            current_setting('server_version') as version,
            current_setting('server_encoding') as encoding`,
  );
  if (row === undefined || row.number < oldestMajor * 10_000) {
    throw new Refusal(
      `This PostgreSQL is version ${row?.version}; Offblock needs ${oldestMajor} or newer.`,
      "Set DATABASE_URL to a newer server, or leave it out to use the built-in one.",
    );
  }
  if (row.encoding !== "UTF8") {
    throw new Refusal(
      `The database is encoded in ${row.encoding}; Offblock needs UTF8.`,
      "Create it anew: create database offblock template template0 encoding 'UTF8'.",
    );
  }
}

/** What is still to run. Throws `Refusal` when a file that has run is not what it was. */
function pending(migrations: readonly Migration[], applied: ReadonlyMap<string, string>) {
  for (const { name, sha256 } of migrations) {
    if (applied.has(name) && applied.get(name) !== sha256) {
      throw new Refusal(
        `sql/${name} was changed after this database had run it.`,
        "Put the file back as it was, and write the change as a new file.",
      );
    }
  }
  const known = new Set(migrations.map(({ name }) => name));
  const foreign = [...applied.keys()].find((name) => !known.has(name));
  if (foreign !== undefined) {
    throw new Refusal(
      `The database has run ${foreign}, which this Offblock does not know.`,
      "Start the newer Offblock that made it.",
    );
  }
  return migrations.filter(({ name }) => !applied.has(name));
}

/** The line that an error's position, counted in characters from 1, lies in; empty when unknown. */
function lineOf(text: string, position: string | undefined): string {
  return position === undefined ? "" : `:${text.slice(0, Number(position)).split("\n").length}`;
}

/** One file and the note that it ran, together or not at all. */
async function apply(admin: AdminConnection, { name, text, sha256 }: Migration): Promise<void> {
  try {
    await admin.run("begin");
    await admin.run(text);
    await admin.run("reset role");
    await admin.query("insert into public.offblock_migrations (name, sha256) values ($1, $2)", [
      name,
      sha256,
    ]);
    await admin.run("commit");
  } catch (error) {
    await admin.run("rollback");
    if (databaseProblem(error)?.code === "42501") {
      throw new Refusal(
        `The user of DATABASE_URL may not set up the database: ${(error as Error).message}.`,
        "Use a superuser, or a role with CREATEROLE that owns the database and made Offblock's roles.",
      );
    }
    const line = lineOf(text, databaseProblem(error)?.position);
    throw new Error(`sql/${name}${line}: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Brings a database up to date: runs the files that it has not run, each in its own transaction,
 * while other gateways wait. Answers their names. Throws `Refusal` when the server is too old, a
 * file was edited, or the database is newer than this program.
 */
export async function migrate(
  admin: AdminConnection,
  migrations: readonly Migration[],
): Promise<string[]> {
  await checkServer(admin);
  await admin.query("select pg_advisory_lock($1)", [migrating]);
  try {
    await admin.run(ledgerTables);
    const rows = await admin.query<{ name: string; sha256: string }>(
      "select name, sha256 from public.offblock_migrations",
    );
    const todo = pending(migrations, new Map(rows.map(({ name, sha256 }) => [name, sha256])));
    for (const migration of todo) await apply(admin, migration);
    await admin.run("grant select on public.offblock_installation to offblock_gateway");
    return todo.map(({ name }) => name);
  } finally {
    await admin.query("select pg_advisory_unlock($1)", [migrating]);
  }
}
