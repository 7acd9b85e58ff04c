/** The server that our gateway is held against: express-pouchdb over LevelDB, in this process. */
import { createRequire } from "node:module";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(import.meta.url);
type Pouch = { defaults(options: { prefix: string }): Pouch };
/** Neither has types. */
const withPouch = require("express-pouchdb") as (pouch: Pouch, options: object) => RequestListener;
const PouchOnDisk = require("pouchdb") as Pouch;

/** A server of CouchDB's protocol without an opinion: it takes any document into any database. */
export interface ReferenceServer {
  url: string;
  close(): Promise<void>;
}

/** Starts it on a free port, its databases in a temporary folder. */
export async function startReferenceServer(): Promise<ReferenceServer> {
  const folder = mkdtempSync(join(tmpdir(), "offblock-reference-"));
  const app = withPouch(PouchOnDisk.defaults({ prefix: `${folder}/` }), {
    mode: "minimumForPouchDB",
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
