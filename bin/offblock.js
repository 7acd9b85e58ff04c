#!/usr/bin/env node
// The command line: the built server, where it was built from the sources that are here. Else the
// TypeScript runs as it is: by Node itself from version 22.18 on, by tsx before that.
import { isServerBuilt } from "./build_server.js";

const isBuilt = isServerBuilt();
if (!isBuilt && !process.features.typescript) {
  try {
    const { register } = await import("tsx/esm/api");
    register();
  } catch {
    process.stderr.write("offblock: The packages are not installed. Run: npm ci\n");
    process.exit(1);
  }
}

// Whoever reads our output may stop reading: `offblock export … | head`.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error) => {
    if (!("code" in error) || error.code !== "EPIPE") throw error;
  });
}

const load = (name) =>
  import(isBuilt ? `../dist/server/${name}.js` : `../server/command_line/${name}.ts`);
const { main } = await load("main");
const { processTerminal } = await load("terminal");

process.exitCode = await main(process.argv.slice(2), processTerminal);
