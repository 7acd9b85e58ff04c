/** Opening the app with 5,000 flights, against reading the same bytes from raw IndexedDB. */
import { serve } from "@hono/node-server";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { newDevice, servedOffline, startBrowser } from "../browser/devices.ts";
import { type BenchServer, benchAccount, benchOrigin } from "./bench_server.ts";
import type { Bench, Comparison, Figure } from "./measure.ts";
import { flightCount } from "./sync_bench.ts";

const openings = 5;

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

/** From navigation to the flights on the screen, by the page's own clock. */
async function openOnce(page: Page): Promise<number> {
  await page.reload({ waitUntil: "commit" });
  await page.getByText(`${flightCount} flights`).first().waitFor();
  return await page.evaluate(() => performance.now());
}

/** Writes documents to an IndexedDB store of its own, one record each, and reads them all. */
async function rawIndexedDb(page: Page, documents: unknown[]): Promise<number> {
  // tsx names inner functions through a helper that the page does not have.
  await page.evaluate("globalThis.__name = (f) => f");
  return await page.evaluate(async (docs) => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(request.error));
      });
    const opening = indexedDB.open("bench-raw", 1);
    opening.addEventListener("upgradeneeded", () => opening.result.createObjectStore("docs"));
    const db = await done(opening);
    const writing = db.transaction("docs", "readwrite");
    docs.forEach((doc, i) => writing.objectStore("docs").put(doc, i));
    await new Promise((resolve) => writing.addEventListener("complete", resolve));
    const times: number[] = [];
    for (let i = 0; i < 5; i++) {
      const start = performance.now();
      await done(db.transaction("docs").objectStore("docs").getAll());
      times.push(performance.now() - start);
    }
    db.close();
    return times.sort((a, b) => a - b)[2]!;
  }, documents);
}

/** On the logbook that the sync bench left in the ledger. */
async function measureOpening({ app, admin }: BenchServer): Promise<Comparison[]> {
  const http = serve({ fetch: app.fetch, port: 0 });
  await new Promise((resolve) => http.once("listening", resolve));
  const { port } = http.address() as AddressInfo;
  const browser = await startBrowser();
  try {
    const device = await newDevice(
      browser,
      benchOrigin.replace("offblock.test", `localhost:${port}`),
    );
    const { page } = device;
    await device.signIn(benchAccount.email, benchAccount.password);
    await device.inSync();
    await servedOffline(page);
    await device.setOffline(true);
    await device.goTo("/flights");
    const ms = [];
    for (let i = 0; i < openings; i++) ms.push(await openOnce(page));
    const bodies = await admin.query<{ body: string }>("select body from sync.revisions");
    const raw = await rawIndexedDb(
      page,
      bodies.map(({ body }) => JSON.parse(body) as unknown),
    );
    const figure = (what: string, value: number): Figure => ({
      what,
      count: flightCount,
      unit: "flights",
      ms: value,
    });
    return [
      {
        ours: figure("open the logbook with 5,000 flights, offline, median of 5", median(ms)),
        baselines: [figure("raw IndexedDB: getAll of the same documents", raw)],
      },
    ];
  } finally {
    await browser.close();
    http.close();
  }
}

/** Opening the app offline. Needs the logbook of the sync bench. */
export const openBench: Bench = {
  name: "open",
  title: "Opening, in Chromium (with sync before it)",
  run: async (server) => measureOpening(await server()),
};
