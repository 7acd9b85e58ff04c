import { setFlagsFromString } from "node:v8";
import { serve } from "../serve.ts";
import { readSettings } from "./settings.ts";
import { type Terminal, serverLog } from "./terminal.ts";

/** A stop that takes longer than this is ended by force: PostgreSQL recovers, nothing is lost. */
const stopMaxMs = 4_800;

/**
 * How far the heap may grow beyond what is in use before it is cleaned up. Node lets it double and
 * more; a gateway that has just loaded the airports of the world would keep all that room for good.
 */
const heapGrowsPercent = 20;

/**
 * Resolves at Ctrl-C or SIGTERM, and sees to it that the process ends soon after. One Ctrl-C arrives
 * twice under npm, which passes on what the terminal has sent to everybody already: further ones
 * change nothing, or PostgreSQL would be left behind.
 */
function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.on(signal, () => {
        setTimeout(() => process.exit(), stopMaxMs).unref();
        resolve();
      });
  });
}

/** `offblock serve`: serves until it is told to stop. */
export async function serveCommand(terminal: Terminal): Promise<number> {
  setFlagsFromString(`--heap-growing-percent=${heapGrowsPercent}`);
  const stop = stopAsked();
  const serving = await serve(readSettings(terminal.env), serverLog(terminal));
  terminal.print(`Offblock is ready: ${serving.url}`);
  await stop;
  await serving.close();
  return 0;
}
