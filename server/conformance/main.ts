/** `npm run conformance-server`: the CouchDB layer for suites of CouchDB clients, on this machine. */
import { systemClock } from "../clock.ts";
import { jsonLog } from "../log.ts";
import { serveConformance } from "./serve.ts";

const errors = jsonLog((line) => process.stderr.write(line), systemClock.now);
const log = { ...errors, info: () => undefined };
const port = Number(process.env["PORT"] ?? 0);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  process.stderr.write("PORT is a number from 0 to 65535; 0, or none, takes a free port.\n");
  process.exit(1);
}
const server = await serveConformance(port, log);
process.stdout.write(`The conformance server is ready: ${server.url}\n`);
let closed: Promise<void> | undefined;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  // One Ctrl-C arrives twice under npm.
  process.on(signal, () => void (closed ??= server.close().then(() => process.exit(0))));
