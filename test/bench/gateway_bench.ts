/**
 * Replication with an unmodified PouchDB over HTTP: our gateway beside a server that only stores,
 * express-pouchdb. Ours validates, fills the tables of the ledger and writes the audit log.
 */
import { serve } from "@hono/node-server";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { newRowId } from "../../shared/ids.ts";
import { aFlight, aModel, anAircraft } from "../harness/records.ts";
import type { BenchServer } from "./bench_server.ts";
import { type Bench, type Comparison, type Figure, timed } from "./measure.ts";
import { followersRss } from "./followers.ts";
import PouchDB from "./pouch.ts";
import { startReferenceServer } from "./reference_server.ts";

const runs = [
  { count: 5000, batch_size: 100 },
  { count: 5000, batch_size: 1000 },
  { count: 20_000, batch_size: 100 },
  { count: 20_000, batch_size: 1000 },
];
const latency_saves = 200;
const idle_seconds = 12;
const followers = 1000;

type Device = PouchDB.Database<any>;

/** Where devices replicate to: a new, empty database for each call. */
interface Place {
  name: string;
  open(): Promise<() => Device>;
}

/** Requests that PouchDB has sent, of all that these places opened. */
let requests = 0;

function remoteAt(url: string, token?: string): Device {
  const fetch = (target: string | Request, options: RequestInit = {}) => {
    requests++;
    const headers = new Headers(options.headers);
    if (token !== undefined) headers.set("Authorization", `Bearer ${token}`);
    return PouchDB.fetch(target, { ...options, headers, credentials: "omit" });
  };
  const options = { adapter: "http", fetch, skip_setup: token !== undefined };
  return new PouchDB(url, options as PouchDB.Configuration.DatabaseConfiguration);
}

function gatewayAt(origin: string): Place {
  const post = async (path: string, body: object) => {
    const headers = { "Content-Type": "application/json" };
    const init = { method: "POST", body: JSON.stringify(body), headers };
    return (await (await fetch(`${origin}/api/v1/auth/${path}`, init)).json()) as {
      token: string;
      logbook: { id: string };
    };
  };
  return {
    name: "the gateway",
    async open() {
      const account = { email: `${newRowId()}@example.test`, password: "correct horse battery" };
      const { logbook } = await post("signup", account);
      const { token } = await post("tokens", { ...account, name: "bench" });
      return () => remoteAt(`${origin}/db/${logbook.id}`, token);
    },
  };
}

const referenceAt = (origin: string): Place => ({
  name: "express-pouchdb with LevelDB",
  async open() {
    const url = `${origin}/bench-${newRowId()}`;
    await remoteAt(url).info();
    return () => remoteAt(url);
  },
});

const memoryDevice = (): Device => new PouchDB(`bench-${newRowId()}`, { adapter: "memory" });

/** A device with so many flights, and the two records that they refer to. */
async function deviceWith(count: number): Promise<Device> {
  const model = aModel();
  const aircraft = anAircraft(model);
  const device = memoryDevice();
  const flights = Array.from({ length: count }, (_, i) =>
    aFlight(aircraft, { remarks: `Circuit ${i}` }),
  );
  await device.bulkDocs([model, aircraft, ...flights]);
  return device;
}

/** Pushes everything from one device and pulls it to another, by way of a place. */
async function throughPlace(
  place: Place,
  full: Device,
  { count, batch_size }: (typeof runs)[number],
): Promise<{ push: Figure; pull: Figure }> {
  const remote = await place.open();
  const empty = memoryDevice();
  const push = await timed(place.name, count, "flights", () =>
    full.replicate.to(remote(), { batch_size }),
  );
  const pull = await timed(place.name, count, "flights", () =>
    empty.replicate.from(remote(), { batch_size }),
  );
  await empty.destroy();
  return { push, pull };
}

async function measureRun(
  ours: Place,
  reference: Place,
  run: (typeof runs)[number],
): Promise<Comparison[]> {
  const full = await deviceWith(run.count);
  const theirs = await throughPlace(reference, full, run);
  const found = await throughPlace(ours, full, run);
  const between = memoryDevice();
  const client = await timed("the client alone, memory to memory", run.count, "flights", () =>
    full.replicate.to(between, { batch_size: run.batch_size }),
  );
  await Promise.all([full.destroy(), between.destroy()]);
  const what = `${run.count.toLocaleString("en-US")} flights, batches of ${run.batch_size}`;
  return (["push", "pull"] as const).map((way) => ({
    ours: { ...found[way], what: `${way} ${what}` },
    baselines: [theirs[way], client],
    aim: "less than the reference",
  }));
}

/** From a save on one device to its sight on another, both in live replication; the idle requests after. */
async function measureLive(place: Place): Promise<{ p50: Figure; p95: Figure; idle: number }> {
  const remote = await place.open();
  const [writer, reader] = [await deviceWith(1), memoryDevice()];
  const pushing = writer.replicate.to(remote(), { live: true, retry: true });
  const pulling = reader.replicate.from(remote(), { live: true, retry: true });
  const [aircraft] = (await writer.allDocs({ startkey: "aircraft:", endkey: "aircraft;" })).rows;
  let seen: (id: string) => void = () => undefined;
  const changes = reader.changes({ since: "now", live: true });
  void changes.on("change", (change) => seen(change.id));
  const took: number[] = [];
  for (let i = 0; i < latency_saves; i++) {
    const flight = aFlight({ _id: aircraft!.id });
    const arrived = new Promise<void>((resolve) => {
      seen = (id) => (id === flight._id ? resolve() : undefined);
    });
    const start = performance.now();
    await writer.put(flight);
    await arrived;
    took.push(performance.now() - start);
  }
  const before = requests;
  await new Promise((resolve) => setTimeout(resolve, idle_seconds * 1000));
  const idle = requests - before;
  for (const one of [changes, pushing, pulling]) one.cancel();
  took.sort((a, b) => a - b);
  const at = (share: number, what: string): Figure => ({
    what: `${place.name}, ${what}`,
    count: 1,
    unit: "saves",
    ms: took[Math.floor(took.length * share)]!,
  });
  return { p50: at(0.5, "half are faster"), p95: at(0.95, "one in twenty is slower"), idle };
}

async function measure({ app }: BenchServer): Promise<Comparison[]> {
  const server = await new Promise<Server>((resolve) => {
    const starting = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, () =>
      resolve(starting as Server),
    );
  });
  const reference = await startReferenceServer();
  const ours = gatewayAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const theirs = referenceAt(reference.url);
  try {
    const comparisons: Comparison[] = [];
    for (const run of runs) comparisons.push(...(await measureRun(ours, theirs, run)));
    const [live, beside] = [await measureLive(ours), await measureLive(theirs)];
    for (const share of ["p50", "p95"] as const)
      comparisons.push({
        ours: { ...live[share], what: `a save seen on another device: ${live[share].what}` },
        baselines: [beside[share]],
      });
    const [least_mb, full_mb] = await followersRss(followers);
    console.log(
      `  An idle live sync sends ${live.idle} requests in ${idle_seconds} s; beside: ${beside.idle}.\n` +
        `  A gateway of its own takes ${least_mb} MB, with ${followers} followers ${full_mb} MB (aim: under 128 MB).\n`,
    );
    return comparisons;
  } finally {
    server.closeAllConnections();
    server.close();
    await reference.close();
  }
}

/** Push, pull, latency and memory of the gateway. */
export const gatewayBench: Bench = {
  name: "gateway",
  title: "The gateway over HTTP, in one process with its client, PostgreSQL with fsync",
  run: async (server) => measure(await server()),
};
