import type { AdminConnection } from "../postgres/database.ts";
import { Refusal } from "../refusal.ts";

/** A table as a backup holds it: schema and name, and the columns that are kept (not generated). */
export interface BackedTable {
  name: string;
  columns: string[];
}

/**
 * Every table of ours but two: which files of `sql/` have run is the target's own matter, and so is
 * the password of its gateway.
 */
const tablesQuery = `
  select c.oid::regclass::text as name,
    (
      select array_agg(quote_ident(a.attname) order by a.attnum)
      from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    ) as columns,
    array(
      select k.confrelid::regclass::text
      from pg_constraint k
      where k.conrelid = c.oid and k.contype = 'f' and not k.condeferrable and k.confrelid <> c.oid
    ) as needs
  from pg_class c
  where c.relkind = 'r'
    and (
      c.relnamespace::regnamespace::text in ('reference', 'auth', 'sync', 'audit', 'logbook')
      or c.relnamespace = 'public'::regnamespace and c.relname like 'offblock\\_%'
        and c.relname not in ('offblock_migrations', 'offblock_gateway_login')
    )
  order by 1`;

/**
 * The tables of the ledger, each after those that its foreign keys lead to (those that are judged at
 * the end of a transaction aside), so that they can be filled in this order.
 */
export async function backedTables(admin: AdminConnection): Promise<BackedTable[]> {
  const rows = await admin.query<BackedTable & { needs: string[] }>(tablesQuery);
  const ordered: BackedTable[] = [];
  const left = new Map(rows.map((row) => [row.name, row]));
  while (left.size > 0) {
    const ready = [...left.values()].filter(({ needs }) => needs.every((name) => !left.has(name)));
    if (ready.length === 0)
      throw new Error(`Foreign keys lead in a circle among ${[...left.keys()].join(", ")}.`);
    for (const { name, columns } of ready) {
      left.delete(name);
      ordered.push({ name, columns });
    }
  }
  return ordered;
}

/** The files of `sql/` that the database has run. */
export async function appliedMigrations(admin: AdminConnection) {
  return await admin.query<{ name: string; sha256: string }>(
    "select name, sha256 from public.offblock_migrations order by name",
  );
}

/** Refuses who would see, or fill, only a part of the tables: row level security holds for all others. */
export async function requireAllRows(admin: AdminConnection): Promise<void> {
  const [role] = await admin.query<{ sees_all: boolean; version: string }>(
    `select rolsuper or rolbypassrls as sees_all from pg_roles where rolname = current_user`,
  );
  if (role?.sees_all === true) return;
  throw new Refusal(
    "The user of DATABASE_URL does not see every row.",
    "Use a superuser, or a role with BYPASSRLS, for backup and restore.",
  );
}
