/**
 * The whole-state checker: every test on a database ends with it. It believes nothing that it can
 * work out anew: chains from their entries, rows from the log, rows from the documents.
 */
import type { Queryable } from "../../server/postgres/database.ts";
import { countsAgainstRows } from "./check_counts.ts";
import { documentsAgainstRows } from "./check_documents.ts";

/** One check of the whole state: answers what is wrong, nothing when all is well. */
export type LedgerCheck = (admin: Queryable) => Promise<string[]>;

const chains: LedgerCheck = async (admin) => {
  const rows = await admin.query<{ what: string }>(
    `select format('chain of %s at %s: %s', l.id, v.chain_number, v.problem) as what
       from sync.logbooks l cross join lateral audit.verify_chain(l.id) v`,
  );
  return rows.map((row) => row.what);
};

/** What the server has signed is still there. Signatures are checked where the key is known. */
const checkpoints: LedgerCheck = async (admin) => {
  const rows = await admin.query<{ what: string }>(
    "select format('checkpoint %s: %s', checkpoint_number, problem) as what from audit.verify_checkpoints()",
  );
  return rows.map((row) => row.what);
};

/** The tables under audit, as the catalog knows them. */
export async function auditedTables(admin: Queryable): Promise<string[]> {
  const rows = await admin.query<{ name: string }>(
    `select t.tgrelid::regclass::text as name from pg_trigger t
      where t.tgname = 'audit_insert' order by 1`,
  );
  return rows.map((row) => row.name);
}

const owners: LedgerCheck = async (admin) => {
  const problems: string[] = [];
  for (const table of await auditedTables(admin)) {
    const rows = await admin.query<{ id: string }>(
      `select t.id from ${table} t
        where not exists (select from sync.logbooks l where l.owner_user_id = t.owner_user_id)`,
    );
    problems.push(...rows.map(({ id }) => `${table} ${id}: its owner has no logbook`));
  }
  return problems;
};

/** Each entry about a row continues the one before: it begins with INSERT and ends with DELETE. */
const stories: LedgerCheck = async (admin) => {
  const rows = await admin.query<{ what: string }>(
    `select format('log of %s %s: %s %s does not follow from the entry before',
        table_name, row_id, operation, chain_number) as what
       from (
         select a.*, lag(a.new_values) over w as before, lag(a.operation) over w as operation_before
         from audit.audit_log a
         window w as (partition by a.logbook_id, a.table_name, a.row_id order by a.chain_number)
       ) e
      where case
        when operation = 'INSERT' then operation_before not in ('DELETE') or old_values is not null
        else operation_before is null or old_values::jsonb is distinct from before::jsonb
      end`,
  );
  return rows.map((row) => row.what);
};

/** The log folded up gives the tables. Nulls count as absent: a later column is not in old entries. */
const replay: LedgerCheck = async (admin) => {
  const problems: string[] = [];
  for (const table of await auditedTables(admin)) {
    const rows = await admin.query<{ what: string }>(
      `with replayed as (
         select distinct on (a.owner_user_id, a.row_id) a.owner_user_id, a.row_id, a.new_values
         from audit.audit_log a where a.table_name = $1
         order by a.owner_user_id, a.row_id, a.chain_number desc
       )
       select format('%s %s: the row is %s, the log says %s', $1, coalesce(t.id, r.row_id),
           coalesce(to_jsonb(t)::text, 'gone'), coalesce(r.new_values::text, 'gone')) as what
         from (select * from replayed where new_values is not null) r
         full join ${table} t on t.owner_user_id = r.owner_user_id and t.id = r.row_id
        where jsonb_strip_nulls(to_jsonb(t)) is distinct from jsonb_strip_nulls(r.new_values::jsonb)`,
      [table],
    );
    problems.push(...rows.map((row) => row.what));
  }
  return problems;
};

/** The columns that point into one of several tables: table of the row, name of the table, id. */
const pointers = [
  ["entry_tags", "owner_table", "owner_row_id"],
  ["attachments", "owner_table", "owner_row_id"],
  ["entry_signatures", "entry_table", "entry_id"],
] as const;

const pointed: LedgerCheck = async (admin) => {
  const problems: string[] = [];
  for (const [table, tableColumn, idColumn] of pointers) {
    const targets = await admin.query<{ name: string }>(
      `select distinct ${tableColumn} as name from logbook.${table}`,
    );
    for (const { name } of targets) {
      const rows = await admin.query<{ id: string }>(
        `select p.id from logbook.${table} p
          where p.${tableColumn} = $1 and not exists (
            select from logbook.${name} e
            where e.owner_user_id = p.owner_user_id and e.id = p.${idColumn}
          )`,
        [name],
      );
      problems.push(
        ...rows.map(({ id }) => `${table} ${id}: what it points at in ${name} is gone`),
      );
    }
  }
  return problems;
};

/** What is signed is locked, for good. */
const signed: LedgerCheck = async (admin) => {
  const targets = await admin.query<{ name: string }>(
    "select distinct entry_table as name from logbook.entry_signatures",
  );
  const problems: string[] = [];
  for (const { name } of targets) {
    const rows = await admin.query<{ id: string }>(
      `select s.id from logbook.entry_signatures s
         join logbook.${name} e on e.owner_user_id = s.owner_user_id and e.id = s.entry_id
        where s.entry_table = $1 and not (
          e.is_locked and e.locked_reason in ('cfi_signature', 'cryptographic_signature')
        )`,
      [name],
    );
    problems.push(...rows.map(({ id }) => `entry_signatures ${id}: its entry is not locked`));
  }
  return problems;
};

const feed: LedgerCheck = async (admin) => {
  const rows = await admin.query<{ what: string }>(
    `select format('%s of %s has seq %s, the logbook only %s', d.id, l.id, d.seq, l.seq) as what
       from sync.documents d
       join sync.logbooks l on l.owner_user_id = d.owner_user_id and l.id = d.logbook_id
      where d.seq > l.seq`,
  );
  return rows.map((row) => row.what);
};

/** What waits lacks something or has a problem, never both; nothing else is waited for. */
const queue: LedgerCheck = async (admin) => {
  const rows = await admin.query<{ what: string }>(
    `select format('%s of %s waits and %s', coalesce(w.document_id, a.document_id),
        coalesce(w.logbook_id, a.logbook_id), case
          when w.document_id is null then 'is not there'
          when a.document_id is null then 'lacks nothing' else 'has a problem before its turn' end) as what
       from sync.waiting w
       full join (
         select distinct owner_user_id, logbook_id, document_id from sync.awaited
       ) a on a.owner_user_id = w.owner_user_id and a.logbook_id = w.logbook_id
        and a.document_id = w.document_id
      where w.document_id is null or (w.problem is null) = (a.document_id is null)`,
  );
  return rows.map((row) => row.what);
};

/** Every check, in the order of the layers. */
export const ledgerChecks: readonly LedgerCheck[] = [
  chains,
  checkpoints,
  owners,
  stories,
  replay,
  countsAgainstRows,
  pointed,
  signed,
  feed,
  queue,
  documentsAgainstRows,
];

/** Checks the whole state of a database as superuser. Throws with everything that is wrong. */
export async function checkLedger(admin: Queryable): Promise<void> {
  const problems: string[] = [];
  for (const check of ledgerChecks) problems.push(...(await check(admin)));
  if (problems.length > 0)
    throw new Error(
      `The ledger is not sound:\n${problems.slice(0, 20).join("\n")}` +
        (problems.length > 20 ? `\nand ${problems.length - 20} more` : ""),
    );
}
