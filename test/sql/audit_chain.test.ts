import { createHash } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { newRowId } from "../../shared/ids.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { ledgerOfAnn } from "../harness/ledger_of_ann.ts";
import { applyDocuments, everyKind, newOwner, type Owner } from "../harness/pilots.ts";
import { aPerson } from "../harness/records.ts";

const ledger = ledgerOfAnn();

const problems = (logbook = ledger.ann.logbook_id, from = 1, to: number | null = null) =>
  ledger.admin.query<{ chain_number: number; problem: string }>(
    "select chain_number, problem from audit.verify_chain($1, $2, $3)",
    [logbook, from, to],
  );

/** Does what only a superuser can: changes the log with its triggers switched off. */
async function tamper(sql: string): Promise<void> {
  await ledger.admin.run(`begin; set local session_replication_role = replica; ${sql}; commit;`);
}

describe("the chain", () => {
  test("can be recomputed outside PostgreSQL from the entries alone", async () => {
    await applyDocuments(ledger.db, ledger.ann, Object.values(everyKind()));
    const odd = 'quote " backslash \\ newline \n tab \t bell \u0007 é 😀 \u2028';
    await ledger.db.transaction(
      ledger.ann.user_id,
      (tx) => tx.query("update logbook.people set notes = $1", [odd]),
      { change_reason: odd },
    );
    const entries = await ledger.admin.query<Record<string, string | number | null>>(
      `select logbook_id, chain_number, table_name, row_id, operation::text,
          to_char(changed_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as changed_at, changed_by_user_id,
          "session_user", device_id, change_reason, old_values::text, new_values::text,
          encode(row_hash, 'hex') as row_hash, encode(prev_hash, 'hex') as prev_hash
        from audit.audit_log order by chain_number`,
    );
    expect(entries.length).toBeGreaterThan(15);
    const sha256 = () => createHash("sha256");
    let head = sha256().update(`offblock audit 1 ${ledger.ann.logbook_id}`).digest("hex");
    for (const { row_hash, prev_hash, old_values, new_values, ...named } of entries) {
      const text = `[${[
        ...Object.values(named).map((value) => JSON.stringify(value)),
        old_values ?? "null",
        new_values ?? "null",
      ].join(", ")}]`;
      expect(prev_hash).toBe(head);
      head = sha256().update(head, "hex").update(text).digest("hex");
      expect(row_hash).toBe(head);
    }
    const [book] = await ledger.admin.query<{ head: string; audit_count: number }>(
      "select encode(audit_head, 'hex') as head, audit_count from sync.logbooks",
    );
    expect(book).toEqual({ head, audit_count: entries.length });
  });

  test("is whole before anything happened, and after much has", async () => {
    expect(await problems()).toEqual([]);
    await applyDocuments(ledger.db, ledger.ann, Object.values(everyKind()));
    expect(await problems()).toEqual([]);
    expect(await problems(ledger.ann.logbook_id, 4, 9)).toEqual([]);
  });

  test("says so when there is no such logbook", async () => {
    expect(await problems(newRowId())).toEqual([
      { chain_number: 0, problem: "there is no such logbook" },
    ]);
  });

  test("can be asked about by the ids of its entries, all logbooks that one may see at once", async () => {
    await ledger.addPeople(10);
    const ben = await newOwner(ledger.db, "ben");
    await applyDocuments(ledger.db, ben, [aPerson(), aPerson()]);
    const [{ first, last } = { first: 0, last: 0 }] = await ledger.admin.query<{
      first: number;
      last: number;
    }>("select min(id) as first, max(id) as last from audit.audit_log");
    const broken = async (from: number, to: number, as?: Owner) => {
      const text = "select broken_at_id as id from audit.verify_chain($1::bigint, $2::bigint)";
      const rows = await (as === undefined
        ? ledger.admin.query<{ id: number }>(text, [from, to])
        : ledger.db.transaction(as.user_id, (tx) => tx.query<{ id: number }>(text, [from, to])));
      return [...new Set(rows.map((row) => row.id))];
    };
    for (const range of [
      [first, last],
      [first + 3, first + 5],
      [last + 1, last + 9],
    ] as const)
      expect(await broken(...range)).toEqual([]);
    await tamper(
      `update audit.audit_log set change_reason = 'x' where id = ${first + 4} or id = ${last}`,
    );
    expect(await broken(first, last)).toEqual([first + 4, last]);
    expect(await broken(first, last, ledger.ann)).toEqual([first + 4]);
    expect(await broken(first, last, ben)).toEqual([last]);
    expect(await broken(first, first + 3)).toEqual([]);
    expect(await broken(first + 5, last - 1)).toEqual([]);
    await tamper("delete from audit.audit_log");
    expect(await broken(first, last)).toEqual([0]);
  });

  describe("shows", () => {
    beforeEach(async () => {
      await ledger.addPeople(10);
    });

    test.each([
      ["what", `new_values = replace(new_values::text, 'P4', 'Q4')::json`],
      ["the spelling of what, and nothing else", `new_values = (new_values::text || ' ')::json`],
      ["who", "changed_by_user_id = null"],
      ["when", "changed_at = changed_at + interval '1 microsecond'"],
      ["why", "change_reason = 'because'"],
      ["the device", "device_id = row_id"],
      ["which row", "row_id = owner_user_id"],
      ["which table", "table_name = 'logbook.tags'"],
      ["the operation", "operation = 'DELETE'"],
      ["the role", `"session_user" = 'postgres'`],
      ["the hash", "row_hash = sha256(row_hash)"],
    ])("a changed entry: %s", async (_what, change) => {
      await tamper(`update audit.audit_log set ${change} where chain_number = 5`);
      expect(await problems()).toContainEqual({ chain_number: 5, problem: "was changed" });
    });

    test("a removed entry", async () => {
      await tamper("delete from audit.audit_log where chain_number = 5");
      expect(await problems()).toContainEqual({
        chain_number: 5,
        problem: "entries are missing before 6",
      });
    });

    test("a removed entry whose followers were numbered anew", async () => {
      await tamper(
        `delete from audit.audit_log where chain_number = 5;
        update audit.audit_log set chain_number = -chain_number where chain_number > 5;
        update audit.audit_log set chain_number = -chain_number - 1 where chain_number < 0`,
      );
      const found = await problems();
      expect(found).toContainEqual({
        chain_number: 5,
        problem: "does not continue the entry before",
      });
      expect(found).toContainEqual({ chain_number: 10, problem: "entries are missing at the end" });
    });

    test("two entries that changed places", async () => {
      await tamper(
        `update audit.audit_log set chain_number = 100 where chain_number = 5;
        update audit.audit_log set chain_number = 5 where chain_number = 6;
        update audit.audit_log set chain_number = 6 where chain_number = 100`,
      );
      expect(await problems()).toContainEqual({ chain_number: 5, problem: "was changed" });
    });

    test("an inserted entry", async () => {
      await tamper(
        `insert into audit.audit_log (owner_user_id, logbook_id, chain_number, table_name, row_id,
            operation, changed_at, "session_user", prev_hash, row_hash)
          select owner_user_id, logbook_id, 11, table_name, row_id, 'DELETE', changed_at, 'x', row_hash, sha256('x')
          from audit.audit_log where chain_number = 10`,
      );
      const found = await problems();
      expect(found).toContainEqual({ chain_number: 11, problem: "was changed" });
      expect(found).toContainEqual({
        chain_number: 11,
        problem: "is not the end that the logbook remembers",
      });
    });

    test("a cut tail", async () => {
      await tamper("delete from audit.audit_log where chain_number > 7");
      expect(await problems()).toEqual([
        { chain_number: 8, problem: "entries are missing at the end" },
      ]);
    });

    test("an emptied log", async () => {
      await tamper("delete from audit.audit_log");
      expect(await problems()).toEqual([
        { chain_number: 1, problem: "entries are missing at the end" },
      ]);
    });

    test("a beginning that was cut off", async () => {
      await tamper("delete from audit.audit_log where chain_number <= 3");
      expect(await problems()).toContainEqual({
        chain_number: 1,
        problem: "entries are missing before 4",
      });
    });

    test("a chain that was rebuilt from some point, by the head that the logbook remembers", async () => {
      await tamper(
        `update audit.audit_log set change_reason = 'forged' where chain_number = 10;
        update audit.audit_log e set row_hash = sha256(e.prev_hash || convert_to(audit.entry_text(
          e.logbook_id, e.chain_number, e.table_name, e.row_id, e.operation, audit.moment_text(e.changed_at),
          e.changed_by_user_id, e."session_user", e.device_id, e.change_reason, e.old_values, e.new_values
        ), 'UTF8')) where chain_number = 10`,
      );
      expect(await problems()).toEqual([
        { chain_number: 10, problem: "is not the end that the logbook remembers" },
      ]);
    });

    test("a row that was changed past the log, by the replay of the checker", async () => {
      await tamper("update logbook.people set notes = 'unseen' where display_name = 'P3'");
      await expect(checkLedger(ledger.admin)).rejects.toThrow(/unseen.*the log says/s);
    });
  });
});
