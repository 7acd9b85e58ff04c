/** Applying batches to the ledger and verifying its chain, in SQL alone. */
import { stableId, uuidOf } from "../../shared/ids.ts";
import { ledgerJudge } from "../../server/ledger/ledger_judge.ts";
import { store } from "../../server/ledger/document_store.ts";
import type { AdminConnection } from "../../server/postgres/database.ts";
import { type Document, newOwner, type Owner } from "../harness/pilots.ts";
import { aModel, anAircraft } from "../harness/records.ts";
import type { BenchServer } from "./bench_server.ts";
import { type Bench, type Comparison, type Figure, median, timed } from "./measure.ts";
import { sampleFlights, writesFor } from "./sample_flights.ts";

const batches = 7;
const batchSize = 1000;
/** Each table, and which of its rows belong to flights. */
const tables = {
  flights: "t.id = any ($2)",
  flight_legs: "t.flight_id = any ($2)",
  approaches: "l.flight_id = any ($2)",
  landings_takeoffs: "l.flight_id = any ($2)",
};

/** The rows of some flights of an owner, as JSON by table. */
async function rowsOf(
  admin: AdminConnection,
  owner: Owner,
  flights: readonly Document[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const ids = flights.map((flight) => uuidOf(flight._id));
  for (const [table, chosen] of Object.entries(tables)) {
    const legs = chosen.startsWith("l.")
      ? "join logbook.flight_legs l on l.owner_user_id = t.owner_user_id and l.id = t.flight_leg_id"
      : "";
    const [row] = await admin.query<{ rows: string }>(
      `select json_agg(t)::text as rows from logbook.${table} t ${legs}
        where t.owner_user_id = $1 and ${chosen}`,
      [owner.user_id, ids],
    );
    found.set(table, row!.rows);
  }
  return found;
}

/** Copies of the tables: `like` says with what; with foreign keys among them, or none. */
async function makeCopies(admin: AdminConnection, name: string, like: string, keys: boolean) {
  for (const table of Object.keys(tables))
    await admin.run(`create table public.${name}_${table} (like logbook.${table} ${like})`);
  if (!keys) return;
  const foreign = await admin.query<{ table: string; definition: string }>(
    `select c.relname as table, pg_get_constraintdef(k.oid) as definition
       from pg_constraint k join pg_class c on c.oid = k.conrelid
      where k.contype = 'f' and k.conparentid = 0 and k.conrelid = any ($1::regclass[])`,
    [Object.keys(tables).map((table) => `logbook.${table}`)],
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
  rows: Map<string, string>,
): Promise<void> {
  await admin.run("begin");
  for (const [table, json] of rows)
    await admin.query(
      `insert into public.${name}_${table}
         select * from json_populate_recordset(null::public.${name}_${table}, $1)`,
      [json],
    );
  await admin.run("commit");
}

/** Batch by batch in turns, so that whatever else the machine does falls on all alike; medians. */
async function measureApply(
  { db, admin }: BenchServer,
  owner: Owner,
  aircraft: Document,
): Promise<Comparison> {
  await makeCopies(admin, "guarded", "including all", true);
  await makeCopies(admin, "bare", ", primary key (owner_user_id, id)", false);
  const today = new Date().toISOString().slice(0, 10);
  const figures: Record<"ours" | "guarded" | "bare", Figure[]> = {
    ours: [],
    guarded: [],
    bare: [],
  };
  const measure = async (of: keyof typeof figures, what: string, run: () => Promise<void>) => {
    figures[of].push(await timed(what, batchSize, "flights", run));
  };
  for (let batch = 0; batch < batches; batch++) {
    const flights = sampleFlights(aircraft, batchSize, today);
    const writes = writesFor(flights);
    await measure("ours", "1,000 flights: rows, audit, documents, feed; row security", () =>
      db.transaction(owner.user_id, (tx) => store(tx, owner.logbook_id, writes, ledgerJudge.kinds)),
    );
    const rows = await rowsOf(admin, owner, flights);
    await measure("guarded", "plain inserts: same keys, checks, indexes, references", () =>
      insertPlainly(admin, "guarded", rows),
    );
    await measure("bare", "plain inserts: primary keys alone", () =>
      insertPlainly(admin, "bare", rows),
    );
  }
  return {
    ours: median(figures.ours),
    baselines: [median(figures.guarded), median(figures.bare)],
    aim: "under 2 times the plain inserts",
  };
}

async function measureChain({ admin }: BenchServer, owner: Owner): Promise<Comparison> {
  const [entries] = await admin.query<{ n: number }>(
    "select count(*) as n from audit.audit_log where owner_user_id = $1",
    [owner.user_id],
  );
  const verified = await timed("audit.verify_chain", entries!.n, "entries", async () => {
    const wrong = await admin.query("select * from audit.verify_chain($1)", [owner.logbook_id]);
    if (wrong.length > 0) throw new Error("the chain is broken");
  });
  const hashed = await timed("sha256 of the same texts", entries!.n, "entries", () =>
    admin.query(
      `select max(sha256(e.prev_hash || convert_to(concat(e.old_values, e.new_values), 'UTF8')))
         from audit.audit_log e where e.owner_user_id = $1`,
      [owner.user_id],
    ),
  );
  return { ours: verified, baselines: [hashed] };
}

async function measureLedger(server: BenchServer): Promise<Comparison[]> {
  const owner = await newOwner(server.db, "ledger");
  const model = aModel({ class_id: stableId("aircraft_classes:ASEL") });
  const aircraft = anAircraft(model);
  await server.db.transaction(owner.user_id, (tx) =>
    store(tx, owner.logbook_id, writesFor([model, aircraft]), ledgerJudge.kinds),
  );
  const applied = await measureApply(server, owner, aircraft);
  return [applied, await measureChain(server, owner)];
}

/** Applying, and verifying. */
export const ledgerBench: Bench = {
  name: "ledger",
  title: "The ledger, in SQL, PostgreSQL with fsync",
  run: async (server) => measureLedger(await server()),
};
