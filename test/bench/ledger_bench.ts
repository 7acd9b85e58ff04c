/** Applying batches to the ledger, chain verification, and views over a large logbook, in SQL alone. */
import { stableId } from "../../shared/ids.ts";
import { ledgerJudge } from "../../server/ledger/ledger_judge.ts";
import { store } from "../../server/ledger/document_store.ts";
import type { AdminConnection, Database } from "../../server/postgres/database.ts";
import { newOwner, type Owner } from "../harness/pilots.ts";
import { aModel, anAircraft } from "../harness/records.ts";
import type { BenchServer } from "./bench_server.ts";
import { growLogbook } from "./large_logbook.ts";
import { type Figure, report, timed } from "./measure.ts";
import { sampleFlights, writesFor } from "./sample_flights.ts";

const batches = 5;
const batchSize = 1000;
const count = batches * batchSize;
const large = { flights: 30_000, others: 200, flightsEach: 300 };
const tables = ["flights", "flight_legs", "approaches", "landings_takeoffs"];

/** The rows of an owner as JSON, in pages that hold the same flights in every table. */
async function pagesOf(admin: AdminConnection, owner: Owner, table: string): Promise<string[]> {
  const pages = await admin.query<{ rows: string }>(
    `select json_agg(p.r)::text as rows
       from (
         select t as r, (row_number() over (order by t.id) - 1) / ${batchSize} as page
         from logbook.${table} t where t.owner_user_id = $1
       ) as p
      group by p.page order by p.page`,
    [owner.user_id],
  );
  return pages.map((page) => page.rows);
}

/** Copies of the tables: `like` says with what; with foreign keys among them, or none. */
async function makeCopies(admin: AdminConnection, name: string, like: string, keys: boolean) {
  for (const table of tables)
    await admin.run(`create table public.${name}_${table} (like logbook.${table} ${like})`);
  if (!keys) return;
  const foreign = await admin.query<{ table: string; definition: string }>(
    `select c.relname as table, pg_get_constraintdef(k.oid) as definition
       from pg_constraint k join pg_class c on c.oid = k.conrelid
      where k.contype = 'f' and k.conparentid = 0 and k.conrelid = any ($1::regclass[])`,
    [tables.map((table) => `logbook.${table}`)],
  );
  for (const { table, definition } of foreign) {
    const inside = definition.replace(
      /references logbook\.(flights|flight_legs)\(/i,
      `references public.${name}_$1(`,
    );
    await admin.run(`alter table public.${name}_${table} add ${inside}`);
  }
}

async function insertPlainly(
  admin: AdminConnection,
  name: string,
  pages: Map<string, string[]>,
): Promise<void> {
  for (let page = 0; page < batches; page++) {
    await admin.run("begin");
    for (const [table, rows] of pages)
      await admin.query(
        `insert into public.${name}_${table}
           select * from json_populate_recordset(null::public.${name}_${table}, $1)`,
        [rows[page]],
      );
    await admin.run("commit");
  }
}

async function benchApply(
  { db, admin }: BenchServer,
  owner: Owner,
  aircraft: ReturnType<typeof anAircraft>,
) {
  const push = (writes: ReturnType<typeof writesFor>) =>
    db.transaction(owner.user_id, (tx) => store(tx, owner.logbook_id, writes, ledgerJudge.kinds));
  const today = new Date().toISOString().slice(0, 10);
  const writes = Array.from({ length: batches }, () =>
    writesFor(sampleFlights(aircraft, batchSize, today)),
  );
  const what = "sync.store: rows, audit, documents, feed; row security";
  const ours = await timed(what, count, "flights", async () => {
    for (const one of writes) await push(one);
  });
  const pages = new Map<string, string[]>();
  for (const table of tables) pages.set(table, await pagesOf(admin, owner, table));
  const plainly = async (name: string, what_of: string, like: string, keys: boolean) => {
    await makeCopies(admin, name, like, keys);
    return await timed(`  plain inserts, ${what_of}`, count, "flights", () =>
      insertPlainly(admin, name, pages),
    );
  };
  report(
    ours,
    await plainly("guarded", "same keys, checks, indexes, references", "including all", true),
    await plainly("bare", "primary keys alone", ", primary key (owner_user_id, id)", false),
  );
}

async function benchChain({ admin }: BenchServer, owner: Owner): Promise<void> {
  const [entries] = await admin.query<{ n: number }>(
    "select count(*) as n from audit.audit_log where owner_user_id = $1",
    [owner.user_id],
  );
  const verified = await timed("audit.verify_chain", entries!.n, "entries", async () => {
    const wrong = await admin.query("select * from audit.verify_chain($1)", [owner.logbook_id]);
    if (wrong.length > 0) throw new Error("the chain is broken");
  });
  const hashed = await timed("  sha256 of the same texts", entries!.n, "entries", () =>
    admin.query(
      `select max(sha256(e.prev_hash || convert_to(concat(e.old_values, e.new_values), 'UTF8')))
         from audit.audit_log e where e.owner_user_id = $1`,
      [owner.user_id],
    ),
  );
  report(verified, hashed);
}

const questions = [
  ["currency", "select * from logbook.v_currency_status_live"],
  ["totals", "select * from logbook.v_aeronautical_experience_totals"],
  ["the flat view, all of it", "select count(*), max(places) from logbook.v_flat_flights"],
  [
    "the list, the last 50",
    "select * from logbook.v_flights_chronological order by flight_date desc limit 50",
  ],
] as const;

/** The best of three: the machine may have other things to do. */
async function bestOf(run: () => Promise<Figure>): Promise<Figure> {
  const figures = [await run(), await run(), await run()];
  return figures.toSorted((a, b) => a.ms - b.ms)[0]!;
}

/** How the plan reads the large tables; what a function does inside, no plan of its caller shows. */
async function scansOf(db: Database, owner: Owner, query: string): Promise<string[]> {
  const lines = await db.transaction(owner.user_id, (tx) =>
    tx.query<{ "QUERY PLAN": string }>(`explain (costs off) ${query}`),
  );
  const scans = lines
    .map((line) => line["QUERY PLAN"].replace(/^[ >-]+/, ""))
    .filter((line) => / on (flights|flight_legs|approaches|landings_takeoffs) /.test(`${line} `));
  return scans.length > 0 ? [...new Set(scans)] : ["(inside functions)"];
}

async function benchViews({ db, admin }: BenchServer, owner: Owner): Promise<void> {
  await growLogbook(admin, owner.user_id, large);
  const { flights, others } = large;
  const ask = (what: string, query: string) =>
    bestOf(() =>
      timed(what, flights, "flights", () =>
        db.transaction(owner.user_id, (tx) => tx.query(query), { read_only: true }),
      ),
    );
  const baseline = await ask(
    "  reading every flight once",
    "select sum(total_time), max(remarks) from logbook.flights",
  );
  for (const [what, query] of questions) {
    report(await ask(`${what}, ${flights} flights among ${others} pilots`, query), baseline);
    console.log(`  ${(await scansOf(db, owner, query)).join("\n  ")}\n`);
  }
}

/** Measures and prints; leaves a large logbook behind. */
export async function benchLedger(server: BenchServer): Promise<void> {
  const owner = await newOwner(server.db, "ledger");
  // With a class, or no rule asks about it.
  const model = aModel({ class_id: stableId("aircraft_classes:ASEL") });
  const aircraft = anAircraft(model);
  await server.db.transaction(owner.user_id, (tx) =>
    store(tx, owner.logbook_id, writesFor([model, aircraft]), ledgerJudge.kinds),
  );
  await benchApply(server, owner, aircraft);
  await benchChain(server, owner);
  await benchViews(server, owner);
}
