/** Everything on the home screen for 30,000 flights, in Chromium, against one plain loop. */
import { fileURLToPath } from "node:url";
import { build, type Rollup } from "vite";
import { startBrowser } from "../browser/devices.ts";
import type { Bench, Comparison, Figure } from "./measure.ts";
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

async function measureRules(): Promise<Comparison[]> {
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
    const baselines = [figure("one plain loop over the same records", times.plain_loop)];
    return [
      {
        ours: figure("home screen from kept facts, 30,000 flights", times.full),
        baselines,
        aim: "60 ms",
      },
      {
        ours: figure("home screen after one more flight", times.after_one_more),
        baselines,
        aim: "3 ms",
      },
      { ours: figure("home screen from the records themselves", times.from_records), baselines },
    ];
  } finally {
    await browser.close();
  }
}

/** The rules and totals that a save sets in motion. */
export const rulesBench: Bench = {
  name: "rules",
  title: "Rules and totals, in Chromium",
  run: measureRules,
};
