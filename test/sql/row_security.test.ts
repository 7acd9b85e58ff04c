import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newRowId } from "../../shared/ids.ts";
import type { Queryable } from "../../server/postgres/database.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { applyDocuments, everyKind, newOwner, type Owner, refusalOf } from "../harness/pilots.ts";
import type { TestDatabase } from "../harness/postgres.ts";
import { openWorld, type Table } from "./whose_rows.ts";

let database: TestDatabase;
let tables: Table[];
let ann: Owner;
let ben: Owner;
/** Everyone who asks, by what they are to Ann; null is nobody. */
let people: Record<string, string | null>;

beforeAll(async () => {
  ({ database, tables, ann, ben, people } = await openWorld());
});
afterAll(async () => {
  // Documents made by hand above have no bodies that are records, so they go before the check.
  await database.admin.run(
    "delete from sync.awaited; delete from sync.waiting; delete from sync.revisions; delete from sync.documents",
  );
  await checkLedger(database.admin);
  await database.drop();
});

type Operation = "select" | "insert" | "update" | "delete";

async function copyOfRow(table: Table, owner: Owner): Promise<object | undefined> {
  const [row] = await database.admin.query<{ row: object }>(
    `select to_json(t) as row from ${table.name} t where ${table.owner_column} = $1 limit 1`,
    [owner.user_id],
  );
  return row?.row;
}

const quoted = (value: unknown) => `'${JSON.stringify(value).replaceAll("'", "''")}'`;

/** The four statements against Ann's rows of a table. */
async function statements(table: Table): Promise<Record<Operation, string>> {
  const { name, owner_column: owner } = table;
  const hers = `where ${owner} = '${ann.user_id}'`;
  return {
    select: `select ${owner} from ${name} ${hers}`,
    insert: `insert into ${name} overriding system value
      select * from json_populate_record(null::${name}, ${quoted(await copyOfRow(table, ann))})`,
    update: `update ${name} set ${owner} = ${owner} ${hers}`,
    delete: `delete from ${name} ${hers}`,
  };
}

/** Runs work as somebody who looks at Ann's books. */
const lookingAtAnn = <T>(as: string | null, work: (tx: Queryable) => Promise<T>): Promise<T> =>
  database.db.transaction(as, async (tx) => {
    await tx.query("select set_config('app.viewed_owner_id', $1, true)", [ann.user_id]);
    return await work(tx);
  });

/** What somebody may do with the rows of a table of Ann's: the whole of DESIGN.md on one page. */
function may(who: string, table: string, operation: Operation): boolean {
  const schema = table.split(".")[0];
  const isGranted = ["viewer", "instructor", "coordinator", "inspector"].includes(who);
  if (who === "owner") return schema === "logbook" || ownerMay[table]?.includes(operation) === true;
  // Checkpoints are each replicator's own.
  if (table === "sync.local_documents") return false;
  if (table === "logbook.duty_test" && who === "coordinator") return true;
  // A link is for one book, and for nothing that is not a record.
  if (table === "logbook.duty_test" && who === "inspector") return false;
  if (operation === "select" && ["logbook", "sync"].includes(schema!)) return isGranted;
  return false;
}

/** What the owner may do herself where that is less than everything. */
const ownerMay: Record<string, Operation[]> = {
  "audit.audit_log": ["select"],
  "audit.checkpoint_heads": ["select"],
  "audit.imported_lines": ["select", "insert"],
  "audit.imported_logs": ["select", "insert"],
  "auth.grants": ["select", "insert"],
  "auth.inspection_links": ["select"],
  "auth.signature_requests": ["select"],
  "auth.sessions": ["select"],
  "auth.users": ["select"],
  "sync.attachments": ["select", "insert"],
  "sync.awaited": ["select", "insert", "delete"],
  "sync.documents": ["select", "insert", "update"],
  "sync.import_extras": ["select", "insert"],
  "sync.local_documents": ["select", "insert", "update", "delete"],
  "sync.logbooks": ["select"],
  "sync.revisions": ["select", "insert"],
  "sync.waiting": ["select", "insert", "update", "delete"],
};

/** Grants are seen by whom they are to, living or not, and so are links. */
const seen: Record<string, readonly string[]> = {
  "auth.grants": ["viewer", "instructor", "coordinator", "revoked", "expired"],
  "auth.signature_requests": ["instructor"],
  "auth.inspection_links": ["inspector", "late inspector", "sent off inspector"],
};

test("there is a row of each owner in every table that is somebody's", async () => {
  for (const table of tables)
    for (const owner of [ann, ben])
      expect(`${table.name}: ${typeof (await copyOfRow(table, owner))}`).toBe(
        `${table.name}: object`,
      );
  expect(tables.map((table) => table.name)).toContain("logbook.flights");
});

test("no table that is somebody's is left out but checkpoints, and attempts, which nobody sees", async () => {
  const rows = await database.admin.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class
      where relnamespace::regnamespace::text in ('logbook', 'sync', 'audit', 'auth') and relkind = 'r'`,
  );
  const known = new Set(tables.map((table) => table.name));
  expect(
    rows
      .map((row) => row.name)
      .filter((name) => !known.has(name))
      .toSorted(),
  ).toEqual(nobodys);
  for (const as of [ann.user_id, null])
    expect(
      await database.db.transaction(as, (tx) =>
        tx.query("select public.attempt('select id from auth.sign_in_attempts') as answer"),
      ),
    ).toEqual([{ answer: "refused" }]);
});

/** Tables that have no owner. */
const nobodys = ["audit.checkpoint_signatures", "audit.checkpoints", "auth.sign_in_attempts"];

describe("every table, every operation", () => {
  test.each([
    "owner",
    "viewer",
    "instructor",
    "coordinator",
    "stranger",
    "revoked",
    "expired",
    "inspector",
    "late inspector",
    "sent off inspector",
    "nobody",
  ])("as %s", async (who) => {
    const asked: { table: string; operation: Operation; statement: string }[] = [];
    for (const table of tables)
      for (const [operation, statement] of Object.entries(await statements(table)))
        asked.push({ table: table.name, operation: operation as Operation, statement });
    const answers = await lookingAtAnn(people[who]!, (tx) =>
      tx.query<{ answer: string }>(
        "select public.attempt(s) as answer from unnest($1::text[]) with ordinality as a (s, n) order by n",
        [asked.map((one) => one.statement)],
      ),
    );
    const wrong = asked.flatMap(({ table, operation }, i) => {
      const { answer } = answers[i]!;
      const allowed = answer !== "refused" && answer !== "0";
      const expected =
        may(who, table, operation) ||
        (operation === "select" && seen[table]?.includes(who) === true);
      return allowed === expected ? [] : [`${who} ${operation} ${table}: ${answer}`];
    });
    expect(wrong).toEqual([]);
    expect(answers.length).toBe(tables.length * 4);
  });
});

test("the owner sees the own rows of every table, and only those", async () => {
  for (const table of tables.filter(({ name }) => name !== "auth.grants")) {
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

test("somebody with grants who does not say whose books to look at sees the own alone", async () => {
  for (const { name, owner_column } of tables.filter((table) => !Object.hasOwn(seen, table.name)))
    for (const who of ["viewer", "instructor", "coordinator"]) {
      const rows = await database.db.transaction(people[who]!, (tx) =>
        tx.query(`select from ${name} where ${owner_column} <> $1`, [people[who]]),
      );
      expect(`${who} ${name} ${rows.length}`).toBe(`${who} ${name} 0`);
    }
});

test("nobody gives a row of his to her", async () => {
  for (const { name, owner_column } of tables) {
    const [given] = await database.db.transaction(ben.user_id, (tx) =>
      tx.query<{ answer: string }>("select public.attempt($1) as answer", [
        `update ${name} set ${owner_column} = '${ann.user_id}' where ${owner_column} = '${ben.user_id}'`,
      ]),
    );
    // 23514: E_ROW_KEY_FIXED, E_ENTRY_LOCKED.
    expect(["refused", "23514"], name).toContain(given!.answer);
  }
});

test("nobody but the owner writes records into her logbook by its writers", async () => {
  for (const [who, as] of Object.entries(people).filter(([name]) => name !== "owner")) {
    await refusalOf(applyDocuments(database.db, ann, Object.values(everyKind()), as));
    const refused = await refusalOf(
      lookingAtAnn(as, (tx) => tx.query("select logbook.apply_person($1, '[]')", [ann.logbook_id])),
    );
    expect({ who, ...refused }).toMatchObject({
      code: "42501",
      message: expect.stringMatching(/^E_NOT_YOURS/),
    });
  }
});

describe("a view", () => {
  test("shows a granted book to whom it was granted, and nothing of it to others", async () => {
    const views = await database.admin.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'owner_user_id'
        where c.relnamespace = 'logbook'::regnamespace and c.relkind = 'v'`,
    );
    expect(views.length).toBeGreaterThan(3);
    for (const { name } of views)
      for (const [who, as] of Object.entries(people)) {
        const [found] = await lookingAtAnn(as, (tx) =>
          tx.query<{ some: boolean }>(
            `select exists (select from ${name} where owner_user_id = $1) as some`,
            [ann.user_id],
          ),
        );
        expect(`${who} ${name} ${found!.some}`).toBe(
          `${who} ${name} ${may(who, "logbook.flights", "select")}`,
        );
      }
  });
});

describe("a grant", () => {
  const asAnn = (text: string, values: unknown[] = []) =>
    database.db.transaction(ann.user_id, (tx) => tx.query(text, values));

  test("is for one book", async () => {
    const carl = (await newOwner(database.db, "carl")).user_id;
    await asAnn(
      `insert into auth.grants (owner_user_id, book, grantee_user_id, role)
        values ($1, 'driver', $2, 'viewer')`,
      [ann.user_id, carl],
    );
    const seen = async (table: string) =>
      (
        await lookingAtAnn(carl, (tx) =>
          tx.query(`select from ${table} where owner_user_id = $1`, [ann.user_id]),
        )
      ).length;
    expect(await seen("logbook.duty_test")).toBe(1);
    expect(await seen("logbook.flights")).toBe(0);
    expect(await seen("sync.documents")).toBe(0);
    expect(await seen("sync.logbooks")).toBe(1);
  });

  test.each([
    ["grants_to_another", "'pilot', $1, 'viewer', null"],
    ["grants_role_known", "'pilot', $2, 'admin', null"],
    ["grants_book_known", "'diary', $2, 'viewer', null"],
    ["grants_end_after_start", "'pilot', $2, 'viewer', now() - interval '1 day'"],
  ])("that breaks %s is refused", async (constraint, values) => {
    const refused = await refusalOf(
      asAnn(
        `insert into auth.grants (owner_user_id, book, grantee_user_id, role, ends_at)
          select $1::uuid, ${values} from (select $2::uuid) as other`,
        [ann.user_id, ben.user_id],
      ),
    );
    expect(refused).toMatchObject({ code: "23514", constraint });
  });

  test.each([
    "update auth.grants set role = 'coordinator'",
    "update auth.grants set grantee_user_id = owner_user_id",
    "delete from auth.grants",
  ])("keeps what it said: %s is refused", async (statement) => {
    expect((await refusalOf(asAnn(statement))).code).toBe("42501");
  });

  test("is not made by whom it would be to", async () => {
    const refused = await refusalOf(
      database.db.transaction(ben.user_id, (tx) =>
        tx.query(
          `insert into auth.grants (owner_user_id, book, grantee_user_id, role)
            values ($1, 'pilot', $2, 'viewer')`,
          [ann.user_id, ben.user_id],
        ),
      ),
    );
    expect(refused.code).toBe("42501");
  });

  test("to a coordinator puts what is written into the owner's chain, under the writer's name", async () => {
    const id = newRowId();
    await lookingAtAnn(people["coordinator"]!, (tx) =>
      tx.query("insert into logbook.duty_test values ($1, $2, 9)", [ann.user_id, id]),
    );
    expect(
      await database.admin.query(
        `select e.owner_user_id, e.changed_by_user_id, l.book from audit.audit_log e
          join sync.logbooks l on l.id = e.logbook_id where e.row_id = $1`,
        [id],
      ),
    ).toEqual([
      {
        owner_user_id: ann.user_id,
        changed_by_user_id: people["coordinator"],
        book: "driver",
      },
    ]);
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

  test.each(["x", "' or true --"])(
    "is refused when the viewed owner is forged as %s",
    async (forged) => {
      const refused = await refusalOf(
        database.db.transaction(ann.user_id, async (tx) => {
          await tx.query("select set_config('app.viewed_owner_id', $1, true)", [forged]);
          await tx.query("select * from logbook.flights");
        }),
      );
      expect(refused).toMatchObject({
        code: "22023",
        message: "app.viewed_owner_id is not a UUID",
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
