import { temporaryBlobs } from "./blobs.ts";
import { serve as listen } from "@hono/node-server";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createApp } from "../../server/app.ts";
import { type Clock, systemClock } from "../../server/clock.ts";
import { jsonLog, silentLog } from "../../server/log.ts";
import { freshDatabase } from "./fresh_database.ts";
import type { TestDatabase } from "./postgres.ts";

/** The whole server on a port of its own, with a database of its own. */
export interface TestHttpServer {
  /** `http://localhost:<port>`: a secure context, so service workers run. */
  url: string;
  database: TestDatabase;
  /** Cuts every open connection, as a network that dies does. */
  cutConnections(): void;
  /** Stops and removes the database. */
  close(): Promise<void>;
}

/** How a test wants its server to differ. */
export interface TestServerOptions {
  clock?: Clock;
  /** Built client to serve; `dist/client` unless told. */
  clientFolder?: string;
  /** Is told every request whole, as text, and every line of the log. */
  hear?: (text: string) => void;
}

/** A request as text: its address, its headers and its body. */
async function heardOf(request: Request): Promise<string> {
  const { method, url, headers } = request;
  return `${method} ${url}\n${JSON.stringify([...headers])}\n${await request.clone().text()}`;
}

/** Starts the app on a free port, with the reference data loaded. */
export async function startServer(options: TestServerOptions = {}): Promise<TestHttpServer> {
  const database = await freshDatabase("reference");
  const { clock = systemClock, clientFolder, hear } = options;
  const app = createApp({
    db: database.db,
    clock,
    log: hear === undefined ? silentLog : jsonLog(hear, () => clock.now()),
    blobs: temporaryBlobs(database),
    ...(clientFolder === undefined ? {} : { clientFolder }),
  });
  const fetch = async (request: Request) => {
    hear?.(await heardOf(request));
    return await app.fetch(request);
  };
  const server = await new Promise<Server>((resolve) => {
    const starting = listen({ fetch, port: 0 }, () => resolve(starting as Server));
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    database,
    cutConnections: () => server.closeAllConnections(),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await database.drop();
    },
  };
}
