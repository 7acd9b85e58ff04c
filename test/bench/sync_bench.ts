/** Pushing and pulling 5,000 flights with an unmodified PouchDB, against plain inserts. */
import { newRowId } from "../../shared/ids.ts";
import type { AdminConnection } from "../../server/postgres/database.ts";
import { aFlight, aModel, anAircraft } from "../harness/records.ts";
import { type BenchServer, signUpBench } from "./bench_server.ts";
import { type Bench, type Comparison, type Figure, timed } from "./measure.ts";
import PouchDB from "./pouch.ts";

/** How many flights the figures of sync and of opening are about. */
export const flightCount = 5000;
const batch = { batch_size: 1000 };

/** The same rows, inserted plainly: copies of the tables with their keys, nothing else. */
async function plainInserts(admin: AdminConnection): Promise<Figure> {
  const rows = new Map<string, string[]>();
  for (const table of ["flights", "flight_legs"]) {
    await admin.run(
      `create table public.plain_${table} (like logbook.${table}, primary key (owner_user_id, id))`,
    );
    const pages = await admin.query<{ rows: string }>(
      `select json_agg(r)::text as rows from (
         select t as r, row_number() over () / 1000 as page from logbook.${table} t
       ) p group by page`,
    );
    rows.set(
      table,
      pages.map((page) => page.rows),
    );
  }
  const what = "plain inserts of the same rows, 1,000 a statement";
  return await timed(what, flightCount, "flights", async () => {
    for (const [table, pages] of rows)
      for (const page of pages)
        await admin.query(
          `insert into public.plain_${table}
             select * from json_populate_recordset(null::public.plain_${table}, $1)`,
          [page],
        );
  });
}

/** Leaves the flights in the ledger. */
async function measureSync(server: BenchServer): Promise<Comparison[]> {
  const account = await signUpBench(server);
  const options = { fetch: account.fetch, skip_setup: true };
  const remote = () =>
    new PouchDB(account.url, options as unknown as PouchDB.Configuration.DatabaseConfiguration);
  const memoryDevice = () => new PouchDB(`bench-${newRowId()}`, { adapter: "memory" });
  const model = aModel();
  const aircraft = anAircraft(model);
  const flights = Array.from({ length: flightCount }, (_, i) =>
    aFlight(aircraft, { remarks: `Pattern work, circuit ${i}` }),
  );
  const device = memoryDevice();
  await device.bulkDocs([model, aircraft, ...flights]);
  const push = await timed("push 5,000 flights, batches of 1,000", flightCount, "flights", () =>
    device.replicate.to(remote(), batch),
  );
  const pull = await timed("pull 5,000 flights, batches of 1,000", flightCount, "flights", () =>
    memoryDevice().replicate.from(remote(), batch),
  );
  const alone = "the client alone: PouchDB memory to PouchDB memory";
  const client = await timed(alone, flightCount, "flights", () =>
    device.replicate.to(memoryDevice(), batch),
  );
  return [
    { ours: push, baselines: [await plainInserts(server.admin), client] },
    { ours: pull, baselines: [client] },
  ];
}

/** Push and pull of an unmodified PouchDB. */
export const syncBench: Bench = {
  name: "sync",
  title: "Sync, in one process, PostgreSQL with fsync",
  run: async (server) => measureSync(await server()),
};
