import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../harness/fresh_database.ts";
import type { TestDatabase } from "../harness/postgres.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const ours = "('reference', 'auth', 'sync', 'audit', 'logbook')";

/** The names that a query finds; it looks for what breaks the rule. */
async function offenders(query: string): Promise<string[]> {
  const rows = await database.admin.query<{ name: string }>(query);
  return rows.map((row) => row.name);
}

describe("comments", () => {
  test("are on every schema", async () => {
    expect(
      await offenders(
        `select nspname as name from pg_namespace
          where nspname in ${ours} and obj_description(oid, 'pg_namespace') is null`,
      ),
    ).toEqual([]);
  });

  test("are on every table and view", async () => {
    expect(
      await offenders(
        `select oid::regclass::text as name from pg_class
          where relnamespace::regnamespace::text in ${ours} and relkind in ('r', 'p', 'v', 'm')
            and obj_description(oid, 'pg_class') is null`,
      ),
    ).toEqual([]);
  });

  test("are on every column", async () => {
    expect(
      await offenders(
        `select c.oid::regclass || '.' || a.attname as name from pg_class c
          join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          where c.relnamespace::regnamespace::text in ${ours} and c.relkind in ('r', 'p', 'v', 'm')
            and col_description(c.oid, a.attnum) is null`,
      ),
    ).toEqual([]);
  });

  test("are on every function, procedure and aggregate", async () => {
    expect(
      await offenders(
        `select oid::regprocedure::text as name from pg_proc
          where pronamespace::regnamespace::text in ${ours}
            and obj_description(oid, 'pg_proc') is null`,
      ),
    ).toEqual([]);
  });

  test("are on every type and domain of ours", async () => {
    expect(
      await offenders(
        `select t.oid::regtype::text as name from pg_type t
          left join pg_class c on c.oid = t.typrelid
          where t.typnamespace::regnamespace::text in ${ours}
            and (t.typtype in ('d', 'e') or (t.typtype = 'c' and c.relkind = 'c'))
            and obj_description(t.oid, 'pg_type') is null`,
      ),
    ).toEqual([]);
  });

  test("on constraints of records name the problem code that breaking them means", async () => {
    expect(
      await offenders(
        `select conrelid::regclass || ' ' || conname as name from pg_constraint
          where connamespace in ('logbook'::regnamespace, 'auth'::regnamespace)
            and contype in ('c', 'u', 'f', 'x')
            and not (contype = 'f' and confrelid::regclass::text ~ '^(auth|reference)\\.')
            and coalesce(obj_description(oid, 'pg_constraint'), '') !~ '^E_[A-Z0-9_]+: .'`,
      ),
    ).toEqual([]);
  });
});

describe("keys", () => {
  test("of records, documents and the log begin with the owner", async () => {
    expect(
      await offenders(
        `select c.oid::regclass::text as name from pg_class c
          where c.relnamespace::regnamespace::text in ('logbook', 'sync', 'audit')
            and c.relkind = 'r'
            -- Checkpoints are of all owners together, and nobody's.
            and c.relname not in ('checkpoints', 'checkpoint_signatures')
            and not exists (
              select from pg_constraint k
              join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
              where k.conrelid = c.oid and k.contype = 'p' and a.attname = 'owner_user_id'
            )`,
      ),
    ).toEqual([]);
  });

  test("of records are owner and id, and nothing else", async () => {
    expect(
      await offenders(
        `select k.conrelid::regclass::text as name from pg_constraint k
          where k.contype = 'p' and k.connamespace = 'logbook'::regnamespace
            and (
              select array_agg(a.attname::text order by o)
              from unnest(k.conkey) with ordinality as c (n, o)
              join pg_attribute a on a.attrelid = k.conrelid and a.attnum = c.n
            ) <> '{owner_user_id, id}'`,
      ),
    ).toEqual([]);
  });

  test("between records carry the owner, so that none leads into another logbook", async () => {
    expect(
      await offenders(
        `select k.conrelid::regclass || ' ' || k.conname as name from pg_constraint k
          join pg_class target on target.oid = k.confrelid
          where k.contype = 'f'
            and target.relnamespace::regnamespace::text in ('logbook', 'sync', 'audit')
            and not exists (
              select from unnest(k.conkey, k.confkey) as c (mine, theirs)
              join pg_attribute a on a.attrelid = k.conrelid and a.attnum = c.mine
              join pg_attribute b on b.attrelid = k.confrelid and b.attnum = c.theirs
              where a.attname = 'owner_user_id' and b.attname = 'owner_user_id'
            )`,
      ),
    ).toEqual([]);
  });

  test("that point elsewhere are indexed, behind the owner where there is one", async () => {
    expect(
      await offenders(
        `select k.conrelid::regclass || ' ' || k.conname as name from pg_constraint k
          where k.contype = 'f' and k.connamespace::regnamespace::text in ${ours}
            and not exists (
              select from pg_index i
              cross join lateral (
                select array_agg(a.attname::text) as names
                from unnest((i.indkey::int2[])[0:cardinality(k.conkey)]) as n
                join pg_attribute a on a.attrelid = i.indrelid and a.attnum = n
              ) as led
              where i.indrelid = k.conrelid
                and (
                  select array_agg(a.attname::text) from pg_attribute a
                  where a.attrelid = k.conrelid and a.attnum = any (k.conkey)
                ) <@ led.names
            )
            -- Who wrote it is asked of nobody by account, and accounts are not deleted.
            and not k.conname ~ 'created_by_user_id'`,
      ),
    ).toEqual([]);
  });
});

describe("row level security", () => {
  test("is on for every table that is somebody's", async () => {
    expect(
      await offenders(
        `select oid::regclass::text as name from pg_class
          where relnamespace::regnamespace::text in ('logbook', 'sync', 'audit', 'auth')
            and relkind in ('r', 'p') and not relrowsecurity`,
      ),
    ).toEqual([]);
  });

  test("holds for the owner role as well, where records are", async () => {
    expect(
      await offenders(
        `select oid::regclass::text as name from pg_class
          where relnamespace = 'logbook'::regnamespace and relkind = 'r' and not relforcerowsecurity`,
      ),
    ).toEqual([]);
  });

  test("asks who it is once a statement, not once a row", async () => {
    // A sub-select that names no column is worked out once; a bare call is made for every row.
    expect(
      await offenders(
        `select polrelid::regclass || ' ' || polname as name
          from pg_policy
          cross join lateral (
            select coalesce(pg_get_expr(polqual, polrelid), '') || coalesce(pg_get_expr(polwithcheck, polrelid), '') as rule
          ) as e
          where rule !~ 'SELECT auth\\.'
            or regexp_replace(rule, 'SELECT auth\\.[a-z_]+\\((''[a-z_]+''::text|true|false)?\\)', '', 'g') ~ 'auth\\.'`,
      ),
    ).toEqual([]);
  });

  test("lets nobody but the owner write the pilot book, whatever was granted", async () => {
    expect(
      await offenders(
        `select polrelid::regclass || ' ' || polname as name from pg_policy
          join pg_class c on c.oid = polrelid and c.relnamespace = 'logbook'::regnamespace
          where polcmd <> 'r'
            and concat(pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
              !~ '^(\\(owner_user_id = \\( SELECT auth.current_user_id\\(\\) AS current_user_id\\)\\))+$'`,
      ),
    ).toEqual([]);
  });

  test("holds inside every view", async () => {
    expect(
      await offenders(
        `select oid::regclass::text as name from pg_class
          where relnamespace::regnamespace::text in ${ours} and relkind = 'v'
            and not coalesce('security_invoker=true' = any (reloptions), false)`,
      ),
    ).toEqual([]);
  });

  test("is not bypassed by the role of the gateway", async () => {
    expect(
      await database.admin.query(
        `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin from pg_roles
          where rolname = 'offblock_gateway'`,
      ),
    ).toEqual([
      {
        rolsuper: false,
        rolbypassrls: false,
        rolcreaterole: false,
        rolcreatedb: false,
        rolcanlogin: true,
      },
    ]);
    expect(
      await database.admin.query(
        `select pg_has_role('offblock_gateway', 'offblock_owner', 'member') as member,
          (select rolcanlogin from pg_roles where rolname = 'offblock_owner') as owner_logs_in`,
      ),
    ).toEqual([{ member: false, owner_logs_in: false }]);
  });
});

describe("rights", () => {
  test("everything belongs to the role that cannot log in", async () => {
    expect(
      await offenders(
        `select oid::regclass::text as name from pg_class
          where relnamespace::regnamespace::text in ${ours} and relkind in ('r', 'v', 'S')
            and relowner::regrole::text <> 'offblock_owner'
        union all
        select oid::regprocedure::text from pg_proc
          where pronamespace::regnamespace::text in ${ours}
            and proowner::regrole::text <> 'offblock_owner'`,
      ),
    ).toEqual([]);
  });

  test("the public has none", async () => {
    expect(
      await offenders(
        `select oid::regclass::text as name from pg_class, aclexplode(relacl) as g
          where relnamespace::regnamespace::text in ${ours} and g.grantee = 0
        union all
        select oid::regprocedure::text from pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) as g
          where pronamespace::regnamespace::text in ${ours} and g.grantee = 0
        union all
        select nspname from pg_namespace, aclexplode(nspacl) as g
          where nspname in ${ours} and g.grantee = 0`,
      ),
    ).toEqual([]);
  });

  test("the gateway has these on whole tables, and no more", async () => {
    const rows = await database.admin.query<{ schema: string; name: string; rights: string }>(
      `select c.relnamespace::regnamespace::text as schema, c.relname as name,
          string_agg(lower(g.privilege_type), ' ' order by g.privilege_type) as rights
        from pg_class c, aclexplode(c.relacl) as g
        where c.relnamespace::regnamespace::text in ${ours}
          and g.grantee = 'offblock_gateway'::regrole
        group by 1, 2`,
    );
    const of = (schema: string) => rows.filter((row) => row.schema === schema);
    const views = /^v_/;
    for (const { name, rights } of of("logbook"))
      expect(`${name}: ${rights}`).toBe(
        `${name}: ${views.test(name) ? "select" : "delete insert select update"}`,
      );
    for (const { name, rights } of of("reference"))
      expect(`${name}: ${rights}`).toBe(`${name}: select`);
    expect(
      of("audit")
        .map(({ name, rights }) => `${name}: ${rights}`)
        .toSorted(),
    ).toEqual([
      "audit_log: select",
      "checkpoint_heads: select",
      "checkpoint_signatures: select",
      "checkpoints: select",
      "imported_lines: insert select",
      "imported_logs: insert select",
      "v_audit_log_readable: select",
    ]);
    expect(of("auth")).toEqual([
      { schema: "auth", name: "grants", rights: "insert select" },
      { schema: "auth", name: "signature_requests", rights: "select" },
    ]);
    for (const { name, rights } of of("sync"))
      expect(`${name}: ${rights}`).not.toMatch(/truncate|references|trigger|maintain/);
    expect(of("sync").find((row) => row.name === "logbooks")?.rights).toBe("select");
    expect(of("sync").find((row) => row.name === "revisions")?.rights).toBe("insert select");
  });

  test("the gateway cannot read a password or a token, nor move an audit head", async () => {
    expect(
      await offenders(
        `select c.oid::regclass || '.' || a.attname as name
          from pg_class c join pg_attribute a on a.attrelid = c.oid
          where (
              (c.oid = 'auth.users'::regclass and a.attname = 'password_hash')
              or (c.oid = 'auth.sessions'::regclass and a.attname = 'token_hash')
            ) and has_column_privilege('offblock_gateway', c.oid, a.attnum, 'select')
            or c.oid = 'sync.logbooks'::regclass and a.attname in ('audit_count', 'audit_head')
              and has_column_privilege('offblock_gateway', c.oid, a.attnum, 'update')`,
      ),
    ).toEqual([]);
  });

  test("what runs with the owner's rights fixes its search path, and is this list", async () => {
    const rows = await database.admin.query<{ name: string; config: string[] }>(
      `select oid::regproc::text as name, proconfig as config from pg_proc
        where prosecdef and pronamespace::regnamespace::text in ${ours} order by 1`,
    );
    for (const { config } of rows) expect(config).toContain("search_path=pg_catalog, pg_temp");
    expect(rows.map((row) => row.name)).toEqual([
      "audit.audit_trigger_func",
      "audit.require_signature",
      "audit.sign_checkpoint",
      "audit.take_checkpoint",
      "auth.access_to",
      "auth.answer_signature",
      "auth.ask_signature",
      "auth.attempts_in_window",
      "auth.change_password",
      "auth.display_name_of",
      "auth.find_for_sign_in",
      "auth.give_grant",
      "auth.granted_logbooks",
      "auth.my_grants",
      "auth.open_inspection",
      "auth.open_session",
      "auth.open_signature_requests",
      "auth.record_attempt",
      "auth.session_by_token",
      "auth.settle_signature",
      "auth.sign_up",
      "auth.wake_readers_of_grant",
      "auth.wake_readers_of_session",
      "auth.why_ended",
      "logbook.analyze_new",
    ]);
  });
});

test("every table of records is under audit, by row and by statement", async () => {
  expect(
    await offenders(
      `select c.oid::regclass::text as name from pg_class c
        where c.relnamespace = 'logbook'::regnamespace and c.relkind = 'r'
          -- What is kept of flights is no record: it follows from rows that are under audit.
          and c.relname <> 'flight_counts'
          and 5 <> (
            select count(*) from pg_trigger t
            where t.tgrelid = c.oid and t.tgenabled = 'O'
              and t.tgname in ('audit_insert', 'audit_update', 'audit_delete', 'key_fixed', 'no_truncate')
          )`,
    ),
  ).toEqual([]);
});
