import { type ServerType, serve as listen } from "@hono/node-server";
import type { Server } from "node:http";
import { createApp } from "./app.ts";
import { openBlobs } from "./blobs/open_blobs.ts";
import type { S3Place } from "./blobs/s3_blobs.ts";
import { systemClock } from "./clock.ts";
import { limits } from "../shared/limits.ts";
import type { Outside } from "./http/origin.ts";
import { socketLimits } from "./http/socket_limits.ts";
import { checkpointSigner, keepCheckpoints } from "./ledger/checkpoints.ts";
import type { Log } from "./log.ts";
import { type LedgerPlace, openLedger } from "./postgres/ledger.ts";
import { Refusal } from "./refusal.ts";

/** Where to listen, and where the ledger is. */
export interface ServeSettings extends LedgerPlace {
  port: number;
  /** Address to listen on; every address of the machine unless told. */
  host?: string | undefined;
  outside?: Outside;
  /** The bucket that attached files lie in; without one they lie in the data folder. */
  s3?: S3Place | undefined;
}

/** A gateway that runs. */
export interface Serving {
  /** For a browser on this machine. */
  url: string;
  /** Stops accepting, lets running requests end, closes the ledger. At most about four seconds. */
  close(): Promise<void>;
}

/**
 * How long an idle connection stays open. Longer than clients and proxies keep theirs, so that we
 * are not the ones to close just as the next request comes.
 */
const keepAliveMs = 75_000;
/** Requests that run may end in this time; those that only wait for news are cut then. */
const graceMs = 300;

function listening(server: ServerType, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("listening", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
    server.once("error", (error: NodeJS.ErrnoException) => {
      const inUse = error.code === "EADDRINUSE";
      reject(
        new Refusal(
          inUse ? `Port ${port} is in use.` : `Port ${port} cannot be opened: ${error.message}.`,
          inUse
            ? "Another Offblock may run already; stop it, or set PORT to another port."
            : "Set PORT to another port.",
        ),
      );
    });
  });
}

function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** Opens the ledger and serves it. Throws `Refusal` when a person has to put something right. */
export async function serve(settings: ServeSettings, log: Log): Promise<Serving> {
  const ledger = await openLedger(settings, log);
  try {
    const app = createApp({
      db: ledger.db,
      clock: systemClock,
      log,
      blobs: await openBlobs(settings),
      ...(settings.outside === undefined ? {} : { outside: settings.outside }),
    });
    const server = listen({
      fetch: app.fetch,
      port: settings.port,
      serverOptions: socketLimits(),
      ...(settings.host === undefined ? {} : { hostname: settings.host }),
    });
    (server as Server).keepAliveTimeout = keepAliveMs;
    const port = await listening(server, settings.port);
    const stopCheckpoints = keepCheckpoints(
      ledger.db,
      checkpointSigner(ledger.checkpoint_seed),
      limits.checkpoint_minutes * 60_000,
      log,
    );
    return {
      url: settings.outside?.publicUrl ?? `http://localhost:${port}`,
      async close() {
        await Promise.all([stopListening(server as Server), stopCheckpoints()]);
        await ledger.close();
      },
    };
  } catch (error) {
    await ledger.close();
    throw error;
  }
}
