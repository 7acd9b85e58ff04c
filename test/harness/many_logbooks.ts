/** Very many small logbooks in one database within seconds: for questions that write nothing. */
import type { AdminConnection } from "../../server/postgres/database.ts";
import { uuidOf } from "../../shared/ids.ts";
import type { Envelope } from "../../shared/kinds/kind.ts";
import { kinds } from "../../shared/kinds/kinds.ts";
import { validate } from "../../shared/validate.ts";
import type { Document, Owner } from "./pilots.ts";

/** Documents as the records that a valid document becomes. */
export function recordsOf(documents: readonly Document[]): Envelope[] {
  return documents.map((document) => {
    const result = validate(document);
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    return result.value.record as unknown as Envelope;
  });
}

/** A record as the writers of the ledger take it. */
function forWriter({ _id, _rev: _, ...fields }: Envelope & { _rev?: string }): object {
  return { id: uuidOf(_id), ...fields };
}

/**
 * Writes logbooks into new accounts, one statement a kind, with no audit, no locks and no foreign
 * keys: `checkLedger` would find fault with it, so `emptied` comes before. What a correction
 * supersedes is settled, and what flights add up to counted. Answers the owners in the order of the logbooks.
 */
export async function writeManyLogbooks(
  admin: AdminConnection,
  logbooks: readonly (readonly Envelope[])[],
): Promise<Owner[]> {
  const owners = await admin.query<Owner>(
    `select s.* from generate_series(1, $1::integer) as n
      cross join lateral auth.sign_up('many' || n || '@example.test', 'many', 'hash') s`,
    [logbooks.length],
  );
  const derived = [
    ["logbook.flights", "settle_insert"],
    ["logbook.training_sessions", "settle_insert"],
  ] as const;
  for (const [table, trigger] of derived)
    await admin.run(`alter table ${table} enable always trigger ${trigger}`);
  await admin.run("set session_replication_role = replica");
  for (const kind of Object.keys(kinds)) {
    const asked = owners.map(({ user_id, logbook_id }, i) => {
      const records = logbooks[i]!.filter(({ _id }) => _id.startsWith(`${kind}:`)).map(forWriter);
      return { user_id, logbook_id, records };
    });
    const filled = asked.filter(({ records }) => records.length > 0);
    if (filled.length > 0)
      await admin.query(
        `select set_config('app.current_user_id', b ->> 'user_id', false),
            logbook.apply_${kind}((b ->> 'logbook_id')::uuid, b -> 'records')
          from jsonb_array_elements($1) as b`,
        [JSON.stringify(filled)],
      );
  }
  // What is kept of each flight, for all owners at once.
  await admin.run(
    `insert into logbook.flight_counts
      select c.*
      from (select owner_user_id, array_agg(id) as ids from logbook.flights group by owner_user_id) as f
      cross join lateral logbook.counted_flights(f.owner_user_id, f.ids) c`,
  );
  await admin.run("set session_replication_role = default; reset app.current_user_id");
  for (const [table, trigger] of derived)
    await admin.run(`alter table ${table} enable trigger ${trigger}`);
  return owners;
}

/**
 * Has the functions of this database planned once that are planned anew for each question: a plan
 * takes longer to make than a small logbook to judge, and changes no answer.
 */
export async function planOnce(admin: AdminConnection): Promise<void> {
  await admin.run("analyze");
  const functions = await admin.query<{ name: string }>(
    `select oid::regprocedure::text as name from pg_proc
      where 'plan_cache_mode=force_custom_plan' = any (proconfig)`,
  );
  for (const { name } of functions)
    await admin.run(`alter function ${name} set plan_cache_mode = force_generic_plan`);
}
