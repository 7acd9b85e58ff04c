import { temporaryBlobs } from "./blobs.ts";
import type { BlobStore } from "../../server/blobs/blob_store.ts";
import PouchDB from "pouchdb-core";
import http from "pouchdb-adapter-http";
import memory from "pouchdb-adapter-memory";
import replication from "pouchdb-replication";
import { uuidv7 } from "uuidv7";
import { createApp } from "../../server/app.ts";
import type { Clock } from "../../server/clock.ts";
import { silentLog } from "../../server/log.ts";
import { checkLedger } from "./check_ledger.ts";
import { emptied, freshDatabase } from "./fresh_database.ts";
import type { Start, TestDatabase } from "./postgres.ts";

PouchDB.plugin(http).plugin(memory).plugin(replication);

/** An account, with a token that is good for programs. */
export interface Pilot {
  user_id: string;
  logbook_id: string;
  token: string;
  /** Asks the gateway in the pilot's name. */
  ask: (path: string, init?: RequestInit) => Promise<Response>;
  /** The same, with a JSON body, answering parsed JSON beside the status. */
  send: (method: string, path: string, body?: unknown) => Promise<{ status: number; body: any }>;
  /** A logbook over HTTP, as PouchDB sees it in the pilot's name; the own one unless told. */
  remote: (logbook_id?: string) => PouchDB.Database<any>;
  /** A device of the pilot: an empty PouchDB in memory. */
  device: () => PouchDB.Database<any>;
}

/** A gateway in this process, without a port, on a database that nobody else uses meanwhile. */
export interface Gateway {
  database: TestDatabase;
  app: ReturnType<typeof createApp>;
  /** Where the bytes of attached files lie. */
  blobs: BlobStore;
  /** Makes an account; its logbook has the id that is given, or a new one. */
  signUp: (email?: string, logbook_id?: string) => Promise<Pilot>;
  /** Checks the whole state, then lets everything go. Every protocol test ends with it. */
  close: () => Promise<void>;
}

const origin = "http://offblock.test";
const clock: Clock = { now: () => new Date("2026-06-01T12:00:00Z") };

type Fetch = (request: Request) => Response | Promise<Response>;

function pilotOf(fetchApp: Fetch, account: any, token: string): Pilot {
  const logbook_id = account.logbook.id as string;
  const withToken = (given?: HeadersInit) => {
    const headers = new Headers(given);
    headers.set("Authorization", `Bearer ${token}`);
    return headers;
  };
  const ask = async (path: string, init: RequestInit = {}) =>
    await fetchApp(new Request(origin + path, { ...init, headers: withToken(init.headers) }));
  const fetchForPouch = async (url: string | Request, init: RequestInit = {}) => {
    const headers = withToken(init.headers);
    const answer = await fetchApp(new Request(url, { ...init, headers, credentials: "omit" }));
    // On Node PouchDB reads files by the method that node-fetch adds to a response.
    return Object.assign(answer, {
      buffer: async () => Buffer.from(await answer.arrayBuffer()),
    });
  };
  return {
    user_id: account.user.id,
    logbook_id,
    token,
    ask,
    async send(method, path, body) {
      const answer = await ask(`/db/${logbook_id}${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        headers: { Accept: "application/json", "Content-Type": "application/json" },
      });
      return { status: answer.status, body: JSON.parse(await answer.text()) };
    },
    remote: (logbook = logbook_id) =>
      new PouchDB(`${origin}/db/${logbook}`, { fetch: fetchForPouch, skip_setup: true } as any),
    device: () => new PouchDB(`device-${uuidv7()}`, { adapter: "memory" }),
  };
}

/** What Node has warned of in this process: what a library will no longer do, what is listened to for ever. */
const warnings: string[] = [];
process.on("warning", ({ name, message }) => warnings.push(`${name}: ${message}`));

/** Databases that a gateway has left, emptied: another one costs a second with all its first plans. */
const left: Record<Start, TestDatabase[]> = { schema: [], reference: [] };

/** Starts a gateway on an empty database. `wrap` may stand between the devices and the app. */
export async function startGateway(
  wrap: (fetchApp: Fetch) => Fetch = (f) => f,
  start: Start = "schema",
): Promise<Gateway> {
  const database = left[start].pop() ?? (await freshDatabase(start));
  const blobs = temporaryBlobs(database);
  const app = createApp({ db: database.db, clock, log: silentLog, blobs });
  const fetchApp = wrap((request) => app.fetch(request));
  let pilots = 0;
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const answer = await app.request(`${origin}${path}`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", ...headers },
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  return {
    database,
    app,
    blobs,
    async signUp(email = `pilot${++pilots}@example.test`, logbook_id) {
      const password = "correct horse battery";
      const logbook = logbook_id === undefined ? {} : { logbook_id };
      const opened = await post("/api/v1/auth/signup", { email, password, ...logbook });
      // By the session, since checking a password is meant to take long.
      const Cookie = opened.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
      const answer = await post("/api/v1/auth/tokens", { name: "test" }, { Cookie: Cookie.join() });
      const { token } = (await answer.json()) as { token: string };
      return pilotOf(fetchApp, await opened.json(), token);
    },
    async close() {
      await checkLedger(database.admin);
      await emptied(database.admin);
      left[start].push(database);
      if (warnings.length > 0) throw new Error(`Node warned: ${warnings.splice(0).join("; ")}`);
    },
  };
}
