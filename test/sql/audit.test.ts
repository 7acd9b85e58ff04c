import { describe, expect, test } from "vitest";
import { newRowId, uuidOf } from "../../shared/ids.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { ledgerOfAnn } from "../harness/ledger_of_ann.ts";
import {
  applyDocuments,
  entryCount,
  everyKind,
  newOwner,
  refusalOf,
  removeDocuments,
} from "../harness/pilots.ts";
import { aFlight, aPerson } from "../harness/records.ts";

const ledger = ledgerOfAnn();

describe("the log", () => {
  test("has one entry for each changed row, with who, what, why and on which device", async () => {
    const device_id = newRowId();
    const person = aPerson({ display_name: "Ann" });
    await applyDocuments(ledger.db, ledger.ann, [person]);
    await ledger.db.transaction(
      ledger.ann.user_id,
      (tx) => tx.query("update logbook.people set notes = 'tall'"),
      { device_id, change_reason: "she grew" },
    );
    await removeDocuments(ledger.db, ledger.ann, "person", [person]);
    const entries = await ledger.admin.query(
      `select chain_number, table_name, row_id, operation, changed_by_user_id, "session_user",
          device_id, change_reason, old_values ->> 'notes' as old_notes, new_values ->> 'notes' as new_notes
        from audit.audit_log order by chain_number`,
    );
    const same = {
      table_name: "logbook.people",
      row_id: uuidOf(person._id),
      changed_by_user_id: ledger.ann.user_id,
      session_user: "offblock_gateway",
    };
    const unsaid = { device_id: null, change_reason: null };
    expect(entries).toEqual([
      {
        ...same,
        ...unsaid,
        chain_number: 1,
        operation: "INSERT",
        old_notes: null,
        new_notes: null,
      },
      {
        ...same,
        chain_number: 2,
        operation: "UPDATE",
        device_id,
        change_reason: "she grew",
        old_notes: null,
        new_notes: "tall",
      },
      {
        ...same,
        ...unsaid,
        chain_number: 3,
        operation: "DELETE",
        old_notes: "tall",
        new_notes: null,
      },
    ]);
    await checkLedger(ledger.admin);
  });

  test("has no entry for a row that an update leaves as it was", async () => {
    await ledger.addPeople(3);
    await ledger.admin.run("update logbook.people set notes = notes");
    expect(await entryCount(ledger.admin)).toBe(3);
  });

  test("takes rows of several owners in one statement, each into the own chain", async () => {
    const ben = await newOwner(ledger.db, "ben");
    await applyDocuments(ledger.db, ben, [aPerson(), aPerson()]);
    await ledger.addPeople(3);
    await ledger.admin.run("update logbook.people set notes = 'moved by an administrator'");
    const heads = await ledger.admin.query(
      "select owner_user_id, audit_count from sync.logbooks order by audit_count",
    );
    expect(heads).toEqual([
      { owner_user_id: ben.user_id, audit_count: 4 },
      { owner_user_id: ledger.ann.user_id, audit_count: 6 },
    ]);
    await checkLedger(ledger.admin);
  });

  test("tells of rows that went with their record by a foreign key", async () => {
    const { person } = everyKind();
    await applyDocuments(ledger.db, ledger.ann, [person]);
    await ledger.admin.run("delete from logbook.people");
    expect(
      await ledger.admin.query(
        "select table_name from audit.audit_log where operation = 'DELETE' order by 1",
      ),
    ).toEqual([{ table_name: "logbook.people" }, { table_name: "logbook.person_roles" }]);
    await checkLedger(ledger.admin);
  });

  test("writes moments in UTC, whatever the zone of who asks", async () => {
    const person = aPerson({ created_at: "2026-05-01T10:00:00Z" });
    await ledger.db.transaction(ledger.ann.user_id, async (tx) => {
      await tx.query("set local timezone = 'Asia/Kathmandu'");
      await tx.query("select logbook.apply_person($1, $2)", [
        ledger.ann.logbook_id,
        JSON.stringify([{ ...person, id: uuidOf(person._id), is_logbook_owner: false }]),
      ]);
    });
    const [entry] = await ledger.admin.query<{ at: string }>(
      "select new_values ->> 'created_at' as at from audit.audit_log",
    );
    expect(entry!.at).toBe("2026-05-01T10:00:00+00:00");
  });

  test("never goes back in time along a chain, nor skips a number, with several writers", async () => {
    await Promise.all(
      Array.from({ length: 12 }, () =>
        applyDocuments(ledger.db, ledger.ann, [aPerson(), aPerson()]),
      ),
    );
    const rows = await ledger.admin.query<{ n: number; later: boolean }>(
      `select chain_number as n, changed_at >= lag(changed_at, 1, '-infinity') over (order by chain_number) as later
        from audit.audit_log order by 1`,
    );
    expect(rows).toEqual(Array.from({ length: 24 }, (_, i) => ({ n: i + 1, later: true })));
    await checkLedger(ledger.admin);
  });

  test("refuses a row whose owner has no logbook of the book", async () => {
    const stranger = newRowId();
    await ledger.admin.query(
      "insert into auth.users (id, email, display_name, password_hash) values ($1, 'x@example.test', 'X', 'h')",
      [stranger],
    );
    const refused = await refusalOf(
      ledger.admin.query(
        `insert into logbook.people (owner_user_id, id, display_name, created_at, updated_at)
          values ($1, gen_random_uuid(), 'X', now(), now())`,
        [stranger],
      ),
    );
    expect(refused).toMatchObject({
      code: "23503",
      message: expect.stringMatching(/^E_NOT_YOURS/),
    });
  });
});

describe("append-only", () => {
  const ways = [
    "update audit.audit_log set change_reason = 'x'",
    "delete from audit.audit_log",
    "truncate audit.audit_log",
  ];

  test.each([
    ...ways,
    "insert into audit.audit_log overriding system value select * from audit.audit_log",
    "select audit.append('pilot', 'logbook.people', 'INSERT', gen_random_uuid(), '{}', '{}', '{}')",
    "update sync.logbooks set audit_count = 0",
    "alter table logbook.people disable trigger audit_update",
    "drop trigger append_only on audit.audit_log",
    "set session_replication_role = replica",
    "set role offblock_owner",
    "truncate logbook.people",
  ])("the gateway is refused: %s", async (statement) => {
    await ledger.addPeople(1);
    const refused = await refusalOf(
      ledger.db.transaction(ledger.ann.user_id, (tx) => tx.query(statement)),
    );
    expect(refused.code).toBe("42501");
    await checkLedger(ledger.admin);
  });

  test("the gateway is refused whatever else it tries", async () => {
    await ledger.addPeople(1);
    for (const statement of [
      "with gone as (delete from audit.audit_log returning *) select * from gone",
      "merge into audit.audit_log a using (select 1) x on true when matched then delete",
      "select * from audit.audit_log for update",
      "lock table audit.audit_log in access exclusive mode",
      "alter table audit.audit_log disable trigger all",
      "alter table audit.audit_log disable row level security",
      "alter table audit.audit_log add column x int",
      "create rule r as on update to audit.audit_log do instead nothing",
      "create trigger t before insert on audit.audit_log for each row execute function audit.refuse_change()",
      "create policy p on audit.audit_log for delete using (true)",
      "create or replace function audit.refuse_change() returns trigger language plpgsql as 'begin return new; end'",
      "create function audit.mine() returns int language sql as 'select 1'",
      "create temporary table audit_log (id int)",
      "create schema mine",
      "create table public.mine (id int)",
      "drop table audit.audit_log",
      "set session authorization offblock_owner",
      "update sync.logbooks set audit_head = null",
      "delete from sync.logbooks",
      "insert into audit.checkpoints select * from audit.checkpoints",
      "update audit.checkpoint_signatures set signature = signature",
      "delete from audit.checkpoint_heads",
      "truncate audit.checkpoints, audit.checkpoint_signatures, audit.checkpoint_heads",
    ]) {
      const refused = await refusalOf(
        ledger.db.transaction(ledger.ann.user_id, (tx) => tx.query(statement)),
      );
      expect({ statement, code: refused.code }).toEqual({ statement, code: "42501" });
    }
    await checkLedger(ledger.admin);
  });

  test.each([...ways, "truncate logbook.people cascade"])(
    "an administrator is refused: %s",
    async (statement) => {
      await ledger.addPeople(1);
      const refused = await refusalOf(ledger.admin.query(statement));
      expect(refused).toMatchObject({ code: "42501", message: expect.stringMatching(/^E_AUDIT_/) });
    },
  );

  test("the key of a row never changes, not even by an administrator", async () => {
    await ledger.addPeople(1);
    const refused = await refusalOf(
      ledger.admin.query("update logbook.people set id = gen_random_uuid()"),
    );
    expect(refused.message).toMatch(/^E_ROW_KEY_FIXED/);
  });

  test("a forged device id is refused in words", async () => {
    const refused = await refusalOf(
      ledger.db.transaction(
        ledger.ann.user_id,
        (tx) =>
          tx.query(
            `insert into logbook.people (owner_user_id, id, display_name, created_at, updated_at)
              values ($1, gen_random_uuid(), 'X', now(), now())`,
            [ledger.ann.user_id],
          ),
        { device_id: "my tablet" },
      ),
    );
    expect(refused).toMatchObject({ code: "22023", message: "audit.device_id is not a UUID" });
  });
});

test("the flights of one logbook do not stand in the chain of another", async () => {
  const ben = await newOwner(ledger.db, "ben");
  const { model, aircraft } = everyKind();
  await applyDocuments(ledger.db, ledger.ann, [model, aircraft, aFlight(aircraft)]);
  expect(
    await ledger.admin.query("select audit_count from sync.logbooks where id = $1", [
      ben.logbook_id,
    ]),
  ).toEqual([{ audit_count: 0 }]);
});
