/**
 * The whole-state checker: every test on a database ends with it. It believes nothing that it can
 * work out anew: chains from their entries, rows from the log, rows from the documents.
 */
import type { Queryable } from "../../server/postgres/database.ts";
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

const tagged: LedgerCheck = async (admin) => {
  const rows = await admin.query<{ id: string; owner_table: string }>(
    `select t.id, t.owner_table from logbook.entry_tags t
      where not exists (
        select from logbook.flights e where t.owner_table = 'flights'
          and e.owner_user_id = t.owner_user_id and e.id = t.owner_row_id
        union all
        select from logbook.flight_legs e where t.owner_table = 'flight_legs'
          and e.owner_user_id = t.owner_user_id and e.id = t.owner_row_id
        union all
        select from logbook.training_sessions e where t.owner_table = 'training_sessions'
          and e.owner_user_id = t.owner_user_id and e.id = t.owner_row_id
      )`,
  );
  return rows.map(({ id, owner_table }) => `entry_tags ${id}: nothing in ${owner_table} to tag`);
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

/** Every check, in the order of the layers. */
export const ledgerChecks: readonly LedgerCheck[] = [
  chains,
  owners,
  stories,
  replay,
  tagged,
  feed,
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
