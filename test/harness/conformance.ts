import type { Hono } from "hono";
import { createConformanceApp } from "../../server/conformance/conformance_app.ts";
import { systemClock } from "../../server/clock.ts";
import type { CouchEnv } from "../../server/couch/context.ts";
import { silentLog } from "../../server/log.ts";
import { temporaryBlobs } from "./blobs.ts";
import { freshDatabase } from "./fresh_database.ts";
import type { TestDatabase } from "./postgres.ts";

/** What came back: the status, the headers, and the body as JSON (text when it is none). */
export interface Answer {
  status: number;
  headers: Headers;
  body: any;
}

/** The conformance server in this process, without a port. */
export interface Conformance {
  app: Hono<CouchEnv>;
  database: TestDatabase;
  /** The answer as it comes. */
  fetch: (path: string, init?: RequestInit) => Promise<Response>;
  /** Asks for JSON; a body that is no text or bytes is sent as JSON. */
  ask: (method: string, path: string, body?: unknown, headers?: HeadersInit) => Promise<Answer>;
  /** Makes a new database and answers its path, `/<name>`. */
  newDatabase: () => Promise<string>;
  close: () => Promise<void>;
}

/** The address that requests in this process name. */
export const conformanceOrigin = "http://couch.test";

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = (response.headers.get("content-type") ?? "").startsWith("application/json");
  const body = isJson && text !== "" ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, body };
}

/** Starts it on a database of its own. */
export async function startConformance(): Promise<Conformance> {
  const database = await freshDatabase();
  const { db, admin } = database;
  const blobs = temporaryBlobs(database);
  const app = createConformanceApp({ db, admin, clock: systemClock, log: silentLog, blobs });
  let made = 0;
  const fetchApp: Conformance["fetch"] = async (path, init) =>
    await app.fetch(new Request(conformanceOrigin + path, init));
  const ask: Conformance["ask"] = async (method, path, body, headers) => {
    const sent = new Headers({ Accept: "application/json", "Content-Type": "application/json" });
    new Headers(headers).forEach((value, name) => sent.set(name, value));
    const raw = typeof body === "string" || body instanceof Uint8Array;
    const init = body === undefined ? {} : { body: raw ? body : JSON.stringify(body) };
    return await answerOf(await fetchApp(path, { method, headers: sent, ...init } as RequestInit));
  };
  return {
    app,
    database,
    fetch: fetchApp,
    ask,
    async newDatabase() {
      const path = `/db${++made}`;
      await ask("PUT", path);
      return path;
    },
    close: () => database.drop(),
  };
}
