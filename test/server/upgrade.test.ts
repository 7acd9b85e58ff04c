/** An upgraded database and a fresh one are the same, and a stopped upgrade leaves the old one. */
import { join } from "node:path";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { silentLog } from "../../server/log.ts";
import {
  type AdminConnection,
  connectAdmin,
  openDatabase,
} from "../../server/postgres/database.ts";
import { gatewayTarget } from "../../server/postgres/gateway_login.ts";
import { type Migration, migrate, readMigrations } from "../../server/postgres/migrate.ts";
import { newOwner } from "../harness/pilots.ts";

const files = readMigrations(join(import.meta.dirname, "../../sql"));

let names: string[];
let count = 0;
beforeEach(() => {
  names = [];
});
afterEach(async () => {
  for (const name of names) await asRoot(`drop database ${name} with (force)`);
});

async function asRoot(statement: string): Promise<void> {
  const root = await connectAdmin({ url: inject("postgres").adminUrl });
  await root.run(statement).finally(() => root.close());
}

async function emptyDatabase(): Promise<{ url: string; admin: AdminConnection }> {
  const name = `upgrade_${process.pid}_${count++}`;
  await asRoot(`create database ${name} template template0`);
  names.push(name);
  const url = inject("postgres").adminUrl.replace("/postgres?", `/${name}?`);
  return { url, admin: await connectAdmin({ url }) };
}

const ours = "('reference', 'auth', 'sync', 'audit', 'logbook', 'public')";

/** Everything of a schema that a dump would write, in an order that does not depend on its history. */
async function dump(admin: AdminConnection): Promise<string[]> {
  const rows = await admin.query<{ line: string }>(
    `select line from (
      select concat_ws(' ', 'column', c.oid::regclass, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod),
          a.attnotnull, a.attidentity, a.attgenerated, a.attstorage, a.attcollation, a.attstattarget, pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum), a.attacl) as line
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
        where c.relnamespace::regnamespace::text in ${ours} and c.relkind in ('r', 'v', 'c')
      union all
      select concat_ws(' ', 'class', oid::regclass, relkind, relowner::regrole, relrowsecurity, relforcerowsecurity,
          reloptions, relacl, obj_description(oid, 'pg_class'),
          case relkind when 'v' then pg_get_viewdef(oid) when 'i' then pg_get_indexdef(oid) end)
        from pg_class where relnamespace::regnamespace::text in ${ours}
      union all
      select concat_ws(' ', 'constraint', conrelid::regclass, contypid::regtype, conname, pg_get_constraintdef(oid),
          obj_description(oid, 'pg_constraint'))
        from pg_constraint where connamespace::regnamespace::text in ${ours}
      union all
      select concat_ws(' ', 'function', oid::regprocedure, proowner::regrole, proacl, obj_description(oid, 'pg_proc'),
          case prokind when 'a' then '' else pg_get_functiondef(oid) end)
        from pg_proc where pronamespace::regnamespace::text in ${ours}
      union all
      select concat_ws(' ', 'trigger', pg_get_triggerdef(t.oid), t.tgenabled, obj_description(t.oid, 'pg_trigger')) from pg_trigger t
        join pg_class c on c.oid = t.tgrelid
        where not t.tgisinternal and c.relnamespace::regnamespace::text in ${ours}
      union all
      select concat_ws(' ', 'policy', polrelid::regclass, polname, polcmd, polpermissive, polroles::regrole[], obj_description(oid, 'pg_policy'),
          pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
        from pg_policy
      union all
      select concat_ws(' ', 'type', t.oid::regtype, t.typtype, t.typowner::regrole, format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault, t.typacl, obj_description(t.oid, 'pg_type'),
          (select string_agg(e.enumlabel, ',' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid))
        from pg_type t where t.typnamespace::regnamespace::text in ${ours} and t.typtype in ('d', 'e')
      union all
      select concat_ws(' ', 'schema', nspname, nspowner::regrole, nspacl, obj_description(oid, 'pg_namespace'))
        from pg_namespace where nspname in ${ours}
      union all
      select concat_ws(' ', 'default right', defaclrole::regrole, defaclnamespace::regnamespace, defaclobjtype, defaclacl)
        from pg_default_acl
      union all
      select concat_ws(' ', 'sequence', seqrelid::regclass, format_type(seqtypid, null), seqstart, seqincrement, seqmax, seqmin, seqcache, seqcycle)
        from pg_sequence
      union all
      select concat_ws(' ', 'aggregate', aggfnoid, aggtransfn, aggfinalfn, format_type(aggtranstype, null), agginitval)
        from pg_aggregate where aggfnoid in (select oid from pg_proc where pronamespace::regnamespace::text in ${ours})
      union all
      select concat_ws(' ', 'rule or cast or extension', ext.name) from (
        select pg_get_ruledef(r.oid) from pg_rewrite r join pg_class c on c.oid = r.ev_class
          where c.relnamespace::regnamespace::text in ${ours} and r.rulename <> '_RETURN'
        union all select extname from pg_extension
        union all select evtname from pg_event_trigger
      ) as ext (name)
    ) as lines order by line collate "C"`,
  );
  return rows.map((row) => row.line);
}

test("a database that was upgraded file by file is the same as a fresh one", async () => {
  const [fresh, upgraded] = [await emptyDatabase(), await emptyDatabase()];
  await migrate(fresh.admin, files);
  for (let n = 1; n <= files.length; n++) await migrate(upgraded.admin, files.slice(0, n));
  const [one, other] = [await dump(fresh.admin), await dump(upgraded.admin)];
  expect(one.length).toBeGreaterThan(1000);
  expect(other).toEqual(one);
  await Promise.all([fresh.admin.close(), upgraded.admin.close()]);
});

test("the functions of a kind may be made again when it gets a column", async () => {
  const { admin } = await emptyDatabase();
  await migrate(admin, files);
  const column: Migration = {
    name: "9001_shoe_size.sql",
    sha256: "0".repeat(64),
    text: `set local role offblock_owner;
      alter table logbook.people add column shoe_size smallint;
      call logbook.make_writer('person', 'logbook.people', '[{"table": "person_roles", "parent": "person_id"}]');`,
  };
  expect(await migrate(admin, [...files, column])).toEqual(["9001_shoe_size.sql"]);
  await admin.close();
});

test("a gateway that is killed in the middle of an upgrade leaves the old version working", async () => {
  const { url, admin } = await emptyDatabase();
  await migrate(admin, files);
  const before = await dump(admin);
  const slow: Migration = {
    name: "9001_slow.sql",
    sha256: "0".repeat(64),
    text: `create table public.half (id int); alter table logbook.people add column half int;
      select pg_advisory_xact_lock(9001);`,
  };
  // The upgrade waits in its middle for a lock that this connection has.
  await admin.query("select pg_advisory_lock(9001)");
  const upgrading = await connectAdmin({ url });
  upgrading.onLost(() => undefined);
  const failed = migrate(upgrading, [...files, slow]).then(
    () => "done",
    () => "stopped",
  );
  const killed = () =>
    admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and wait_event = 'advisory'`,
    );
  while ((await killed()).length === 0);
  expect(await failed).toBe("stopped");
  await admin.query("select pg_advisory_unlock(9001)");

  expect(await dump(admin)).toEqual(before);
  const db = openDatabase(await gatewayTarget(admin, url, silentLog), silentLog);
  await newOwner(db, "ann");
  await db.close();
  // And the next start brings it up to date.
  const quick = { ...slow, text: "create table public.half (id int);" };
  expect(await migrate(admin, [...files, quick])).toEqual(["9001_slow.sql"]);
  await admin.close();
});
