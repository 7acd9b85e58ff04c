/** A large logbook among many, made in the tables themselves: no trigger runs, no chain is kept. */
import type { AdminConnection } from "../../server/postgres/database.ts";

/** How large: flights of the logbook, other pilots, flights of each of them (at most 1,000). */
export interface Growth {
  flights: number;
  others: number;
  flightsEach: number;
}

/** Table, the columns whose ids are its own, and which of its rows belong to the first flights. */
const copied = [
  ["flights", ["id"], "t.id = any ($2)"],
  ["flight_counts", ["id"], "t.id = any ($2)"],
  ["flight_legs", ["id", "flight_id"], "t.flight_id = any ($2)"],
  [
    "approaches",
    ["id", "flight_leg_id"],
    "t.flight_leg_id in (select l.id from logbook.flight_legs l where l.owner_user_id = $1 and l.flight_id = any ($2))",
  ],
  [
    "landings_takeoffs",
    ["id", "flight_leg_id"],
    "t.flight_leg_id in (select l.id from logbook.flight_legs l where l.owner_user_id = $1 and l.flight_id = any ($2))",
  ],
] as const;

async function columnsOf(admin: AdminConnection, table: string): Promise<string[]> {
  const rows = await admin.query<{ name: string }>(
    "select unnest(logbook.columns_of($1::regclass, '{owner_user_id}')) as name",
    [`logbook.${table}`],
  );
  return rows.map((row) => row.name);
}

async function ids(admin: AdminConnection, text: string, values: unknown[]): Promise<string[]> {
  return (await admin.query<{ id: string }>(text, values)).map((row) => row.id);
}

/**
 * Copies the flights of an owner until there are so many, a hundred days earlier each time, and
 * gives the first of them to other accounts. Leaves statistics behind.
 */
export async function growLogbook(
  admin: AdminConnection,
  owner: string,
  growth: Growth,
): Promise<void> {
  const first = await ids(
    admin,
    "select id from logbook.flights where owner_user_id = $1 order by id limit 1000",
    [owner],
  );
  const held = await admin.query<{ n: number }>(
    "select count(*) as n from logbook.flights where owner_user_id = $1",
    [owner],
  );
  const rounds = Math.ceil((growth.flights - held[0]!.n) / first.length);
  const others = await ids(
    admin,
    `select (auth.sign_up(format('pilot%s@example.test', n), 'pilot', 'hash')).user_id as id
       from generate_series(1, $1) as n`,
    [growth.others],
  );
  await admin.run("set session_replication_role = replica");
  for (const table of ["aircraft_models", "aircraft"])
    await copyToOthers(admin, table, owner, others, "true");
  for (const [table, own, chosen] of copied) {
    const columns = await columnsOf(admin, table);
    const earlier = columns.map((column) =>
      (own as readonly string[]).includes(column)
        ? `md5(t.${column}::text || n)::uuid`
        : column === "flight_date" || column === "occurred_at"
          ? `t.${column} - n * 100 * ${column === "flight_date" ? "1" : "interval '1 day'"}`
          : `t.${column}`,
    );
    await admin.query(
      `insert into logbook.${table} (owner_user_id, ${columns.join(", ")})
         select t.owner_user_id, ${earlier.join(", ")}
         from logbook.${table} t cross join generate_series(1, $3::integer) as n
         where t.owner_user_id = $1 and ${chosen}`,
      [owner, first, rounds],
    );
    await copyToOthers(admin, table, owner, others, chosen, first.slice(0, growth.flightsEach));
  }
  await admin.run("set session_replication_role = origin");
  await admin.run("vacuum analyze");
}

async function copyToOthers(
  admin: AdminConnection,
  table: string,
  owner: string,
  others: string[],
  chosen: string,
  first: string[] = [],
): Promise<void> {
  const columns = await columnsOf(admin, table);
  await admin.query(
    `insert into logbook.${table} (owner_user_id, ${columns.join(", ")})
       select o.id, ${columns.map((column) => `t.${column}`).join(", ")}
       from logbook.${table} t cross join unnest($3::uuid[]) as o (id)
       where t.owner_user_id = $1 and $2::uuid[] is not null and ${chosen}`,
    [owner, first, others],
  );
}
