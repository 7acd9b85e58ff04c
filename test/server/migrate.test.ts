import { createHash } from "node:crypto";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { silentLog } from "../../server/log.ts";
import {
  type AdminConnection,
  connectAdmin,
  openDatabase,
} from "../../server/postgres/database.ts";
import { gatewayTarget } from "../../server/postgres/gateway_login.ts";
import { type Migration, migrate, readMigrations } from "../../server/postgres/migrate.ts";

const files = readMigrations(join(import.meta.dirname, "../../sql"));

function migration(name: string, text: string): Migration {
  return { name, text, sha256: createHash("sha256").update(text).digest("hex") };
}

let name: string;
let url: string;
let admin: AdminConnection;
let count = 0;

async function asRoot(statement: string): Promise<void> {
  const root = await connectAdmin({ url: inject("postgres").adminUrl });
  await root.run(statement).finally(() => root.close());
}

beforeEach(async () => {
  name = `migrate_${process.pid}_${count++}`;
  await asRoot(`create database ${name} template template0`);
  url = inject("postgres").adminUrl.replace("/postgres?", `/${name}?`);
  admin = await connectAdmin({ url });
});
afterEach(async () => {
  await admin.close();
  await asRoot(`drop database ${name} with (force)`);
});

const noted = async () =>
  (
    await admin.query<{ name: string }>("select name from public.offblock_migrations order by name")
  ).map((row) => row.name);

describe("the files of sql/ run once each, in the order of their names", () => {
  test("into an empty database, and then there is nothing left to do", async () => {
    expect(await migrate(admin, files)).toEqual(files.map((file) => file.name));
    expect(await migrate(admin, files)).toEqual([]);
    expect(await noted()).toEqual(files.map((file) => file.name));
  });

  test("when two gateways start at once, one runs them and the other waits", async () => {
    const other = await connectAdmin({ url });
    const [one, two] = await Promise.all([migrate(admin, files), migrate(other, files)]);
    await other.close();
    expect(Math.min(one.length, two.length)).toBe(0);
    expect(Math.max(one.length, two.length)).toBe(files.length);
    expect(await noted()).toHaveLength(files.length);
  });

  test("when one fails, all of it is undone, those before it stay, and its line is named", async () => {
    const good = migration("9001_good.sql", "create table public.good (id int);");
    const bad = migration(
      "9002_bad.sql",
      "create table public.half (id int);\nselect 1/0 as a,\n nix;",
    );
    await expect(migrate(admin, [...files, good, bad])).rejects.toThrow("sql/9002_bad.sql:3:");
    const tables = await admin.query(
      "select from pg_tables where schemaname = 'public' and tablename = 'half'",
    );
    expect(tables).toEqual([]);
    expect((await noted()).at(-1)).toBe("9001_good.sql");
  });

  test("one that was edited after it ran stops the start", async () => {
    await migrate(admin, files);
    const edited = files.with(0, migration(files[0]!.name, `${files[0]!.text}\n-- more`));
    await expect(migrate(admin, edited)).rejects.toThrow(
      `sql/${files[0]!.name} was changed after this database had run it.`,
    );
  });

  test("a database that a newer Offblock made stops the start", async () => {
    await migrate(admin, [...files, migration("9999_newer.sql", "select 1")]);
    await expect(migrate(admin, files)).rejects.toThrow("9999_newer.sql, which this Offblock");
  });

  test("a database that is not in UTF-8 is refused in words", async () => {
    const latin = `${name}_latin`;
    await asRoot(`create database ${latin} template template0 encoding 'SQL_ASCII' locale 'C'`);
    const inside = await connectAdmin({ url: url.replace(`/${name}?`, `/${latin}?`) });
    await expect(migrate(inside, files)).rejects.toThrow("encoded in SQL_ASCII");
    await inside.close();
    await asRoot(`drop database ${latin}`);
  });
});

describe("the gateway logs in as a role without privileges", () => {
  beforeEach(() => migrate(admin, files).then(() => undefined));

  test("that is no superuser, bypasses no policy and cannot become the owner", async () => {
    const db = openDatabase(await gatewayTarget(admin, url, silentLog), silentLog);
    const [row] = await db.transaction(null, (tx) =>
      tx.query(`select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
                       pg_has_role('offblock_owner', 'set') as may_own
                from pg_roles where rolname = session_user`),
    );
    expect(row).toEqual({
      rolname: "offblock_gateway",
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      may_own: false,
    });
    const attempt = (text: string) => db.transaction(null, (tx) => tx.query(text));
    await expect(attempt("set role offblock_owner")).rejects.toThrow(/permission denied/);
    await expect(attempt("table public.offblock_gateway_login")).rejects.toThrow(/permission/);
    await expect(attempt("table public.offblock_migrations")).rejects.toThrow(/permission/);
    await db.close();
  });

  test("with the password that every gateway of the database finds", async () => {
    const one = await gatewayTarget(admin, url, silentLog);
    const two = await gatewayTarget(admin, url, silentLog);
    expect(two.password).toBe(one.password);
    expect(one.password!.length).toBeGreaterThanOrEqual(32);
  });

  test("and sets it again when another database of the server has changed it", async () => {
    const target = await gatewayTarget(admin, url, silentLog);
    const db = openDatabase(target, silentLog);
    await admin.run("alter role offblock_gateway password 'changed by somebody else'");
    const asked = Array.from({ length: 8 }, () =>
      db.transaction(null, (tx) => tx.query("select 1 as one")),
    );
    expect(await Promise.all(asked)).toEqual(Array(8).fill([{ one: 1 }]));
    await db.close();
    await admin.run(`alter role offblock_gateway password '${inject("postgres").gatewayPassword}'`);
  });
});
