#!/usr/bin/env node
// The command line. The server's TypeScript runs as it is: by Node itself from version 22.18 on,
// by tsx before that.
if (!process.features.typescript) {
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

const { main } = await import("../server/command_line/main.ts");
const { processTerminal } = await import("../server/command_line/terminal.ts");

process.exitCode = await main(process.argv.slice(2), processTerminal);
