/** Pushing and pulling 5,000 flights with an unmodified PouchDB, against plain inserts. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import PouchDB from "pouchdb-core";
import http from "pouchdb-adapter-http";
import memory from "pouchdb-adapter-memory";
import replication from "pouchdb-replication";
import { newRowId, uuidOf } from "../../shared/ids.ts";
import { createApp } from "../../server/app.ts";
import { systemClock } from "../../server/clock.ts";
import { silentLog } from "../../server/log.ts";
import {
  type AdminConnection,
  connectAdmin,
  openDatabase,
} from "../../server/postgres/database.ts";
import { startEmbedded } from "../../server/postgres/embedded.ts";
import { prepareDatabase } from "../../server/postgres/ledger.ts";
import { aFlight, aModel, anAircraft } from "../harness/records.ts";
import { type Figure, report, timed } from "./measure.ts";

PouchDB.plugin(http).plugin(memory).plugin(replication);

const flightCount = 5000;
const origin = "http://offblock.test";
const batch = { batch_size: 1000 };

async function account(app: ReturnType<typeof createApp>) {
  const body = JSON.stringify({ email: "bench@example.test", password: "correct horse battery" });
  const headers = { "Content-Type": "application/json" };
  const signed = await app.request(`${origin}/api/v1/auth/signup`, {
    method: "POST",
    body,
    headers,
  });
  const { logbook } = (await signed.json()) as { logbook: { id: string } };
  const named = JSON.stringify({ ...(JSON.parse(body) as object), name: "bench" });
  const answer = await app.request(`${origin}/api/v1/auth/tokens`, {
    method: "POST",
    body: named,
    headers,
  });
  const { token } = (await answer.json()) as { token: string };
  const asMe = async (url: string | Request, init: RequestInit = {}) => {
    const merged = new Headers(init.headers);
    merged.set("Authorization", `Bearer ${token}`);
    return await app.fetch(new Request(url, { ...init, headers: merged, credentials: "omit" }));
  };
  const options = {
    fetch: asMe,
    skip_setup: true,
  } as unknown as PouchDB.Configuration.DatabaseConfiguration;
  return () => new PouchDB(`${origin}/db/${logbook.id}`, options);
}

/** The same rows, inserted plainly: copies of the tables with their keys, nothing else. */
async function plainInserts(admin: AdminConnection): Promise<Figure> {
  const tables = ["logbook.flights", "logbook.flight_legs"];
  const rows = new Map<string, string[]>();
  for (const table of tables) {
    await admin.run(
      `create table public.plain_${table.split(".")[1]} (like ${table}, primary key (owner_user_id, id))`,
    );
    const all = await admin.query<{ rows: string }>(
      `select json_agg(r)::text as rows from (select t as r, row_number() over () / 1000 as page from ${table} t) p group by page`,
    );
    rows.set(
      table,
      all.map((one) => one.rows),
    );
  }
  return await timed(
    "  plain inserts of the same rows, 1,000 a statement",
    flightCount,
    "flights",
    async () => {
      for (const [table, pages] of rows)
        for (const page of pages) {
          const name = `public.plain_${table.split(".")[1]}`;
          await admin.query(
            `insert into ${name} select * from json_populate_recordset(null::${name}, $1)`,
            [page],
          );
        }
    },
  );
}

/** Measures; the server runs with its own settings, fsync on. */
export async function benchSync(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "offblock-bench-"));
  const server = await startEmbedded(folder, silentLog);
  try {
    const url = server.url("postgres");
    const admin = await connectAdmin({ url });
    const db = openDatabase(await prepareDatabase(admin, url, silentLog), silentLog);
    const remote = await account(createApp({ db, clock: systemClock, log: silentLog }));
    const model = aModel();
    const aircraft = anAircraft(model);
    const flights = Array.from({ length: flightCount }, (_, i) =>
      aFlight(aircraft, {
        remarks: `Pattern work, circuit ${i}`,
        aircraft_id: uuidOf(aircraft._id),
      }),
    );
    const device = new PouchDB(`bench-${newRowId()}`, { adapter: "memory" });
    await device.bulkDocs([model, aircraft, ...flights]);
    const push = await timed("push 5,000 flights, batches of 1,000", flightCount, "flights", () =>
      device.replicate.to(remote(), batch),
    );
    const pull = await timed("pull 5,000 flights, batches of 1,000", flightCount, "flights", () =>
      new PouchDB(`bench-${newRowId()}`, { adapter: "memory" }).replicate.from(remote(), batch),
    );
    const client = await timed(
      "  the client alone: PouchDB memory to PouchDB memory",
      flightCount,
      "flights",
      () => device.replicate.to(new PouchDB(`bench-${newRowId()}`, { adapter: "memory" }), batch),
    );
    report(push, await plainInserts(admin), client);
    report(pull, client);
    await Promise.all([db.close(), admin.close()]);
  } finally {
    await server.release();
    rmSync(folder, { recursive: true, force: true });
  }
}
