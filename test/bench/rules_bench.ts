/** Everything on the home screen for 30,000 flights, in Chromium, against one plain loop. */
import { fileURLToPath } from "node:url";
import { build, type Rollup } from "vite";
import { startBrowser } from "../browser/devices.ts";
import { type Figure, report } from "./measure.ts";
import type { RulesTimes } from "./rules_page.ts";

const flightCount = 30_000;

/** The page's script as one text. */
async function script(): Promise<string> {
  const built = (await build({
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      lib: {
        entry: fileURLToPath(new URL("rules_page.ts", import.meta.url)),
        formats: ["iife"],
        name: "bench",
      },
    },
  })) as Rollup.RollupOutput[];
  return built[0]!.output[0].code;
}

/** Measures the rules and totals that a save sets in motion. */
export async function benchRules(): Promise<void> {
  const browser = await startBrowser();
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: await script() });
    const times = (await page.evaluate(`bench.benchRulesHere(${flightCount})`)) as RulesTimes;
    const figure = (what: string, ms: number): Figure => ({
      what,
      count: flightCount,
      unit: "flights",
      ms: Math.max(ms, 0.05),
    });
    const loop = figure("  one plain loop over the same records", times.plain_loop);
    report(figure("home screen from kept facts, 30,000 flights (aim 60 ms)", times.full), loop);
    report(figure("home screen after one more flight (aim 3 ms)", times.after_one_more), loop);
    report(figure("home screen from the records themselves", times.from_records), loop);
  } finally {
    await browser.close();
  }
}
