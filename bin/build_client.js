// The built client in dist/client: whether it is current, and making it.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { project, run, say } from "./install.js";

const inputs = ["client", "shared", "vite.config.ts", "package-lock.json", "bin/build_client.js"];
const output = join(project, "dist", "client");
const mark = join(project, "dist", "client.sha256");

/** Files that become smaller by compression; fonts and pictures are compressed already. */
const compressible = /\.(js|css|html|svg|bin|wasm|webmanifest)$/;
const compressedBytesMin = 1024;

/** Files of a path below the project, itself or everything inside, sorted. */
function filesOf(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

function inputsHash() {
  const hash = createHash("sha256");
  for (const path of inputs.flatMap((input) => filesOf(join(project, input))))
    hash.update(path.slice(project.length)).update(readFileSync(path));
  return hash.digest("hex");
}

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

/** Builds the client. The mark comes last: a build that was killed is made again. */
export function buildClient() {
  run(process.execPath, [join("node_modules", "vite", "bin", "vite.js"), "build"]);
  compress();
  writeFileSync(mark, inputsHash());
}

/** Builds the client, unless it was built from the same sources. */
export function ensureBuilt() {
  const isThere = existsSync(join(output, "index.html")) && existsSync(mark);
  if (isThere && readFileSync(mark, "utf8") === inputsHash()) return;
  say("Building the app …");
  buildClient();
}
