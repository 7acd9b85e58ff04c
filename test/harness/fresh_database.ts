import { inject } from "vitest";
import type { AdminConnection } from "../../server/postgres/database.ts";
import { type Start, type TestDatabase, freshDatabaseOn } from "./postgres.ts";
import "./postgres_setup.ts";

/** A new, migrated, empty database on the server of this run. Drop it when the test is over. */
export function freshDatabase(start: Start = "schema"): Promise<TestDatabase> {
  return freshDatabaseOn(inject("postgres"), start);
}

/**
 * Takes everything out of a database but the schema and the reference data, in a few milliseconds:
 * for tests that each begin with nothing and change no rule of the database itself.
 */
export async function emptied(admin: AdminConnection): Promise<void> {
  await admin.run(`
    set session_replication_role = replica;
    do $$
    declare
      v_table regclass;
    begin
      for v_table in
        select oid from pg_class
        where relkind = 'r'
          and relnamespace in ('logbook'::regnamespace, 'sync'::regnamespace, 'audit'::regnamespace, 'auth'::regnamespace)
      loop
        execute format('delete from %s', v_table);
      end loop;
    end
    $$;
    set session_replication_role = default`);
}
