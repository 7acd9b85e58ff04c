// The built client in dist/client: whether it is current, and making it.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { project, run, say } from "./install.js";
import { filesOf, isBuiltFrom, noteBuilt } from "./sources.js";

const inputs = ["client", "shared", "vite.config.ts", "package-lock.json", "bin/build_client.js"];
const output = join(project, "dist", "client");

/** Files that become smaller by compression; fonts and pictures are compressed already. */
const compressible = /\.(js|css|html|svg|bin|wasm|webmanifest)$/;
const compressedBytesMin = 1024;

/** Lays a brotli copy beside each file, which the server sends to whoever can read it. */
function compress() {
  for (const path of filesOf(output)) {
    const bytes = readFileSync(path);
    if (!compressible.test(path) || bytes.length < compressedBytesMin) continue;
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    };
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
  }
}

/** Builds the client. */
export function buildClient() {
  run(process.execPath, [join("node_modules", "vite", "bin", "vite.js"), "build"]);
  compress();
  noteBuilt(output, inputs);
}

/** Builds the client, unless it was built from the same sources. */
export function ensureClientBuilt() {
  if (existsSync(join(output, "index.html")) && isBuiltFrom(output, inputs)) return;
  say("Building the app …");
  buildClient();
}
