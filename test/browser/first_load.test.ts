import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkLedger } from "../harness/check_ledger.ts";
import { startServer, type TestHttpServer } from "../harness/server.ts";
import { newDevice, servedOffline, startBrowser } from "./devices.ts";

/** JavaScript that the app may need before first use: gzip, in bytes. */
const first_load_bytes_max = 130_000;
const built = join(import.meta.dirname, "../../dist/client");

let server: TestHttpServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
});
afterAll(async () => {
  await checkLedger(server.database.admin);
  await browser.close();
  await server.close();
});

/** A script and all that it imports before it runs, as paths below `assets`. */
function withImports(name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  const code = readFileSync(join(built, "assets", name), "utf8");
  const imports = /\b(?:import|export)\s*(?:[\w$*{}\s,]*?from\s*)?"\.\/([^"]+\.js)"/g;
  for (const [, next] of code.matchAll(imports)) withImports(next!, seen);
  return seen;
}

/** A script on its way: whoever asks for it gets it once it is released. */
function heldScript() {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  return {
    release,
    answer: async (route: Route) => {
      await released;
      await route.continue();
    },
  };
}

describe("the first load", () => {
  test("needs less than 130 kB of JavaScript, the store's worker and the rules included", () => {
    const page = readFileSync(join(built, "index.html"), "utf8");
    const named = [...page.matchAll(/(?:src|href)="\/assets\/([^"]+\.js)"/g)].map(([, n]) => n!);
    expect(named.length).toBeGreaterThan(0);
    // An open logbook waits for these two, which no script imports before it runs.
    const awaited = readdirSync(join(built, "assets")).filter((n) =>
      /^(worker|standing)-.*\.js$/.test(n),
    );
    expect(awaited).toHaveLength(2);
    const names = new Set([...named, ...awaited].flatMap((name) => [...withImports(name)]));
    const bytes = [...names].map((name) => {
      const code = readFileSync(join(built, "assets", name), "utf8");
      return gzipSync(code, { level: 9 }).length;
    });
    expect([...names].some((name) => name.startsWith("later_screens"))).toBe(false);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(first_load_bytes_max);
  });

  test("every other screen is there without a network, from the first visit on", async () => {
    const device = await newDevice(browser, server.url);
    const { page } = device;
    await servedOffline(page);
    await device.setOffline(true);
    await device.startLogbook("Amelia Vaughn");
    await page.reload();
    for (const [address, heading] of [
      ["/settings", "Settings"],
      ["/flights/new", "New flight"],
      ["/import", "Import"],
    ] as const) {
      await device.goTo(address);
      await page.getByRole("heading", { name: heading, exact: true }).waitFor();
    }
    expect(device.faults).toEqual([]);
    await device.close();
  });

  test("the first screen can be read and tapped before its script is here; a part that cannot be fetched is said in words, and loading the app again brings it", async () => {
    const context = await browser.newContext({ serviceWorkers: "block" });
    const page = await context.newPage();
    await page.route(/later_screens/, (route) => route.abort());
    let script = heldScript();
    await page.route(/\/assets\/index-.*\.js$/, (route) => script.answer(route));
    await page.goto(server.url, { waitUntil: "commit" });
    await page.getByLabel("Your name").fill("Amelia Vaughn");
    await page.getByRole("button", { name: "Start a logbook" }).click();
    script.release();
    await page.getByText("Your logbook is ready").waitFor();
    expect(await page.evaluate(() => localStorage.getItem("offblock.logbooks"))).toContain(
      '"owner_name":"Amelia Vaughn"',
    );
    script = heldScript();
    await page.reload({ waitUntil: "commit" });
    await page.locator(".first_run").waitFor({ state: "attached" });
    expect(await page.locator(".first_run").isVisible()).toBe(false);
    script.release();
    await page.getByRole("heading", { name: "Home" }).waitFor();
    expect(await page.locator("main").count()).toBe(1);
    await page.evaluate(() => {
      window.location.hash = "/settings";
    });
    await page.getByText("This part of the app could not be loaded").waitFor();
    await page.unroute(/later_screens/);
    await page.getByRole("button", { name: "Load the app again" }).click();
    await page.getByRole("heading", { name: "Settings" }).waitFor();
    await context.close();
  });
});
