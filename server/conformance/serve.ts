import { serve as listen, type ServerType } from "@hono/node-server";
import { mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diskBlobs } from "../blobs/disk_blobs.ts";
import { systemClock } from "../clock.ts";
import { socketLimits } from "../http/socket_limits.ts";
import type { Log } from "../log.ts";
import { connectAdmin, openDatabase } from "../postgres/database.ts";
import { startEmbedded } from "../postgres/embedded.ts";
import { prepareDatabase } from "../postgres/ledger.ts";
import { createConformanceApp } from "./conformance_app.ts";

/** A conformance server that runs. */
export interface ConformanceServer {
  /** `http://127.0.0.1:<port>`; databases are directly below. */
  url: string;
  /** Stops it and removes all that it held. */
  close(): Promise<void>;
}

/** The address of this machine for itself: nobody signs in, so nobody else may come. */
const loopback = "127.0.0.1";

function opened(server: ServerType): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", reject);
  });
}

/** A PostgreSQL of its own in a new temporary folder, migrated; nothing in it outlives it. */
async function openThrowAway(log: Log) {
  const folder = mkdtempSync(join(tmpdir(), "offblock-conformance-"));
  const postgres = await startEmbedded(folder, log, {
    settings: ["fsync=off", "synchronous_commit=off", "full_page_writes=off"],
  });
  const url = postgres.url("postgres");
  const admin = await connectAdmin({ url });
  const target = await prepareDatabase(admin, url, log);
  const db = openDatabase(target, log);
  return {
    db,
    admin,
    blobs: diskBlobs(join(folder, "attachments")),
    async close() {
      await Promise.all([db.close(), admin.close()]);
      await postgres.release();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts the conformance server on a port of this machine; 0 takes a free one. */
export async function serveConformance(port: number, log: Log): Promise<ConformanceServer> {
  const ledger = await openThrowAway(log);
  const app = createConformanceApp({ ...ledger, clock: systemClock, log });
  const server = listen({
    fetch: app.fetch,
    port,
    hostname: loopback,
    serverOptions: socketLimits(),
  });
  try {
    await opened(server);
  } catch (error) {
    await ledger.close();
    throw error;
  }
  return {
    url: `http://${loopback}:${(server.address() as AddressInfo).port}`,
    async close() {
      (server as Server).closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await ledger.close();
    },
  };
}
