import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databaseProblem, type Queryable } from "../../server/postgres/database.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { freshDatabase } from "../harness/fresh_database.ts";
import {
  applyDocuments,
  everyKind,
  loadSomeReference,
  newOwner,
  type Owner,
  refusalOf,
} from "../harness/pilots.ts";
import type { TestDatabase } from "../harness/postgres.ts";

interface Table {
  name: string;
  owner_column: string;
}

let database: TestDatabase;
let tables: Table[];
let ann: Owner;
let ben: Owner;

beforeAll(async () => {
  database = await freshDatabase();
  const { admin, db } = database;
  await loadSomeReference(admin);
  ann = await newOwner(db, "ann");
  ben = await newOwner(db, "ben");
  for (const owner of [ann, ben]) {
    await applyDocuments(db, owner, Object.values(everyKind()));
    await db.transaction(owner.user_id, (tx) => addOtherRows(tx, owner));
  }
  tables = await admin.query<Table>(
    `select c.oid::regclass::text as name, a.attname as owner_column
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid
        and a.attname = case c.oid::regclass::text
          when 'auth.users' then 'id' when 'auth.sessions' then 'user_id' else 'owner_user_id' end
      where c.relnamespace::regnamespace::text in ('logbook', 'sync', 'audit', 'auth')
        and c.relkind = 'r'
      order by 1`,
  );
});
afterAll(async () => {
  // Documents made by hand above have no bodies that are records, so they go before the check.
  await database.admin.run(
    "delete from sync.waiting; delete from sync.revisions; delete from sync.documents",
  );
  await checkLedger(database.admin);
  await database.drop();
});

/** A row in each table that the writers of records do not fill. */
async function addOtherRows(tx: Queryable, owner: Owner): Promise<void> {
  const keys = [owner.user_id, owner.logbook_id];
  await tx.query(
    "select auth.open_session(gen_random_uuid(), $1, sha256(convert_to($2, 'UTF8')), 'session', '1 day')",
    keys,
  );
  await tx.query(
    `insert into sync.documents (owner_user_id, logbook_id, id, kind, seq, tree, winning_rev, is_deleted)
      values ($1, $2, 'person:x', 'person', 0, '[]', '1-a', false)`,
    keys,
  );
  await tx.query(
    `insert into sync.revisions (owner_user_id, logbook_id, document_id, rev, is_deleted, body)
      values ($1, $2, 'person:x', '1-a', false, '{}')`,
    keys,
  );
  await tx.query(
    `insert into sync.waiting (owner_user_id, logbook_id, document_id, record, "references")
      values ($1, $2, 'person:x', '{}', '[]')`,
    keys,
  );
  await tx.query(
    `insert into sync.local_documents (owner_user_id, logbook_id, id, rev, body)
      values ($1, $2, 'x', 1, '{}')`,
    keys,
  );
}

/** Runs a statement as somebody and undoes it; `refused` when PostgreSQL says no by rights. */
async function attempt(as: string | null, text: string, values: unknown[]) {
  class Undo extends Error {}
  let answer: { row: unknown }[] = [];
  try {
    await database.db.transaction(as, async (tx) => {
      answer = await tx.query(text, values);
      throw new Undo();
    });
  } catch (error) {
    if (error instanceof Undo) return answer.length;
    const code = databaseProblem(error)?.code;
    if (code === "42501") return "refused";
    throw error;
  }
  return answer.length;
}

async function copyOfRow(table: Table, owner: Owner): Promise<unknown> {
  const [row] = await database.admin.query<{ row: unknown }>(
    `select to_json(t) as row from ${table.name} t where ${table.owner_column} = $1 limit 1`,
    [owner.user_id],
  );
  return row?.row;
}

const somebody = () => [
  { who: "a stranger", as: ben.user_id },
  { who: "nobody", as: null },
];

test("there is a row of each owner in every table that is somebody's", async () => {
  for (const table of tables)
    for (const owner of [ann, ben])
      expect(`${table.name}: ${typeof (await copyOfRow(table, owner))}`).toBe(
        `${table.name}: object`,
      );
  expect(tables.map((table) => table.name)).toContain("logbook.flights");
});

test("no table that is somebody's is left out but the attempts, which nobody sees", async () => {
  const rows = await database.admin.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class
      where relnamespace::regnamespace::text in ('logbook', 'sync', 'audit', 'auth') and relkind = 'r'`,
  );
  const known = new Set(tables.map((table) => table.name));
  expect(rows.map((row) => row.name).filter((name) => !known.has(name))).toEqual([
    "auth.sign_in_attempts",
  ]);
  for (const as of [ann.user_id, null])
    expect(await attempt(as, "select id from auth.sign_in_attempts", [])).toBe("refused");
});

describe("the owner", () => {
  test("reads the own rows of every table, and only those", async () => {
    for (const table of tables) {
      const rows = await database.db.transaction(ann.user_id, (tx) =>
        tx.query<{ owner: string }>(
          `select distinct ${table.owner_column} as owner from ${table.name}`,
        ),
      );
      expect({ table: table.name, rows }).toEqual({
        table: table.name,
        rows: [{ owner: ann.user_id }],
      });
    }
  });

  test("writes the own records", async () => {
    for (const { name } of tables.filter((table) => table.name.startsWith("logbook."))) {
      const written = await attempt(
        ann.user_id,
        `update ${name} set owner_user_id = owner_user_id returning 1 as row`,
        [],
      );
      expect({ name, written }).toEqual({ name, written: expect.any(Number) });
      expect(written).toBeGreaterThan(0);
    }
  });
});

describe("everyone else", () => {
  test("reads no row of hers", async () => {
    for (const { as, who } of somebody())
      for (const { name, owner_column } of tables) {
        const seen = await attempt(
          as,
          `select ${owner_column} as row from ${name} where ${owner_column} = $1`,
          [ann.user_id],
        );
        expect(`${who} ${name} ${seen}`).toBe(`${who} ${name} 0`);
      }
  });

  test("changes no row of hers", async () => {
    for (const { as, who } of somebody())
      for (const { name, owner_column } of tables) {
        const changed = await attempt(
          as,
          `update ${name} set ${owner_column} = ${owner_column} where ${owner_column} = $1 returning 1 as row`,
          [ann.user_id],
        );
        expect([0, "refused"], `${who} updates ${name}`).toContain(changed);
      }
  });

  test("deletes no row of hers", async () => {
    for (const { as, who } of somebody())
      for (const { name, owner_column } of tables) {
        const deleted = await attempt(
          as,
          `delete from ${name} where ${owner_column} = $1 returning 1 as row`,
          [ann.user_id],
        );
        expect([0, "refused"], `${who} deletes from ${name}`).toContain(deleted);
      }
  });

  test("adds no row to hers", async () => {
    for (const { as, who } of somebody())
      for (const table of tables) {
        const added = await attempt(
          as,
          `insert into ${table.name} overriding system value select * from json_populate_record(null::${table.name}, $1) returning 1 as row`,
          [JSON.stringify(await copyOfRow(table, ann))],
        );
        expect(added, `${who} inserts into ${table.name}`).toBe("refused");
      }
  });

  test("gives no row of his to her", async () => {
    for (const { name, owner_column } of tables) {
      const given = await attempt(
        ben.user_id,
        `update ${name} set ${owner_column} = $1 where ${owner_column} = $2 returning 1 as row`,
        [ann.user_id, ben.user_id],
      ).catch((error: unknown) => databaseProblem(error)?.message.split(":")[0]);
      expect(["refused", "E_ROW_KEY_FIXED"], name).toContain(given);
    }
  });

  test("cannot write records into her logbook by its writers", async () => {
    for (const { as } of somebody()) {
      const refused = await refusalOf(
        applyDocuments(database.db, ann, Object.values(everyKind()), as),
      );
      expect(refused).toMatchObject({
        code: "42501",
        message: expect.stringMatching(/^E_NOT_YOURS/),
      });
    }
  });

  test("sees nothing of hers in a view", async () => {
    const views = await database.admin.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'owner_user_id'
        where c.relnamespace = 'logbook'::regnamespace and c.relkind = 'v'`,
    );
    expect(views.length).toBeGreaterThan(3);
    for (const { name } of views) {
      const mine = await attempt(
        ann.user_id,
        `select 1 as row from ${name} where owner_user_id = $1`,
        [ann.user_id],
      );
      expect(`${name} ${mine}`).toBe(`${name} 1`);
      for (const { as } of somebody())
        expect(
          await attempt(as, `select 1 as row from ${name} where owner_user_id = $1`, [ann.user_id]),
        ).toBe(0);
    }
  });
});

describe("the user of a transaction", () => {
  test("is nobody when unset or empty", async () => {
    const seen = await database.db.transaction(null, (tx) =>
      tx.query("select auth.current_user_id() as id"),
    );
    expect(seen).toEqual([{ id: null }]);
  });

  test.each(["x", "null", "00000000", "{00000000-0000-0000-0000-000000000000}", "' or true --"])(
    "is refused when it is forged as %s",
    async (forged) => {
      const refused = await refusalOf(
        database.db.transaction(forged, (tx) => tx.query("select * from logbook.flights")),
      );
      expect(refused).toMatchObject({
        code: "22023",
        message: "app.current_user_id is not a UUID",
      });
    },
  );
});

test("a leg cannot lie in another owner's flight", async () => {
  const [flight] = await database.admin.query<{ id: string }>(
    "select id from logbook.flights where owner_user_id = $1",
    [ann.user_id],
  );
  const refused = await refusalOf(
    database.db.transaction(ben.user_id, (tx) =>
      tx.query(
        `insert into logbook.flight_legs (owner_user_id, id, flight_id, position, leg_number)
          values ($1, gen_random_uuid(), $2, 1, 9)`,
        [ben.user_id, flight!.id],
      ),
    ),
  );
  expect(refused).toMatchObject({ code: "23503", constraint: "flight_legs_flight_fk" });
});

test("rows of two owners in one statement are refused whole", async () => {
  const refused = await refusalOf(
    database.db.transaction(ben.user_id, (tx) =>
      tx.query(
        `insert into logbook.people (owner_user_id, id, display_name, created_at, updated_at)
          select u, gen_random_uuid(), 'two', now(), now() from unnest($1::uuid[]) as u`,
        [[ben.user_id, ann.user_id]],
      ),
    ),
  );
  expect(refused.code).toBe("42501");
});
