import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkLedger } from "../harness/check_ledger.ts";
import { type FaultyProxy, startFaultyProxy } from "../harness/faulty_proxy.ts";
import { startServer, type TestHttpServer } from "../harness/server.ts";
import { violationsOf } from "./accessibility.ts";
import { type Device, newDevice, screens, servedOffline, startBrowser } from "./devices.ts";
import { saveFlight, typeFlight } from "./logging.ts";

const email = "amelia@example.test";
const password = "a sentence that nobody guesses";
const year_ms = 365 * 86_400_000;

let server: TestHttpServer;
/** Another server, which takes the place of the first. */
let moved: TestHttpServer | undefined;
let proxy: FaultyProxy;
let browser: Browser;
let device: Device;
/** A page of the app's origin that is not the app. */
let bare: Page;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  proxy = await startFaultyProxy(server.url);
  device = await newDevice(browser, proxy.url, screens.tablet);
  await device.startLogbook("Amelia Vaughn");
  await device.signUp(email, password);
  await device.inSync();
  await servedOffline(device.page);
  bare = await device.context.newPage();
  await bare.goto(`${proxy.url}/icon.svg`);
});
afterAll(async () => {
  // The faults that the tests asked for are errors on the console.
  expect(device.faults.filter((fault) => !/Failed to load resource|ERR_/.test(fault))).toEqual([]);
  await browser.close();
  await proxy.close();
  await moved?.close();
  await server.close();
});

const ledger = () => (moved ?? server).database;

/** The flights in the ledger: how many, and how many different ones by their remarks. */
async function ledgerFlights(): Promise<{ n: number; different: number }> {
  const [row] = await ledger().admin.query<{ n: number; different: number }>(
    "select count(*)::int as n, count(distinct remarks)::int as different from logbook.flights",
  );
  return row!;
}

/** Has the browser wake the service worker, as Background Sync does once there is a network. */
async function wakeServiceWorker(): Promise<void> {
  const session = await device.context.newCDPSession(bare);
  const registered = new Promise<string>((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const [ours] = registrations.filter(({ scopeURL }) => scopeURL.startsWith(proxy.url));
      if (ours !== undefined) resolve(ours.registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  const registrationId = await registered;
  const [logbook] = await server.database.admin.query<{ id: string }>(
    "select id from sync.logbooks",
  );
  await session.send("ServiceWorker.dispatchSyncEvent", {
    origin: proxy.url,
    registrationId,
    tag: `offblock-sync:${logbook!.id}`,
    lastChance: false,
  });
  await session.detach();
}

/** A file of ForeFlight's with this many flights of one hour, a few on each day before a year ago. */
function oldFlights(count: number): Buffer {
  const text = readFileSync(
    join(import.meta.dirname, "../fixtures/foreflight/current.csv"),
    "utf8",
  );
  const lines = text.split("\n");
  const at = lines.findIndex((line) => line.startsWith("Date,AircraftID"));
  const columns = lines[at]!.split(",");
  const flights = Array.from({ length: count }, (_, i) => {
    const day = new Date(Date.now() - year_ms - (1 + Math.floor(i / 4)) * 86_400_000);
    const cells: Record<string, string> = {
      Date: day.toISOString().slice(0, 10),
      AircraftID: "N737ER",
      From: "KPAO",
      To: "KUKI",
      TotalTime: "1.0",
      PIC: "1.0",
      PilotComments: `Old flight ${i + 1}`,
    };
    return columns.map((column) => cells[column.trim()] ?? "").join(",");
  });
  return Buffer.from([...lines.slice(0, at + 1), ...flights, ""].join("\n"));
}

const flight = {
  date: "2026-05-01",
  aircraft: "N172KU",
  from: "KPAO",
  to: "KUKI",
  clocks: ["1432", "1441", "1602", "1608"],
} as const;
const isPush = (line: string) => line.includes("_bulk_docs");

test("what an app that was closed has left unsent goes when the browser wakes the service worker", async () => {
  proxy.fault = () => "reset";
  proxy.cutConnections();
  const { page } = device;
  await typeFlight(page, { ...flight, remarks: "Logged, and the tablet put away" });
  await saveFlight(page);
  await device.goTo("/sync");
  await page.getByText("Not sent yet").waitFor();
  await page.getByText("Nobody answers").waitFor();
  const asked = await bare.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return (registration as unknown as { sync: { getTags(): Promise<string[]> } }).sync.getTags();
  });
  expect(asked).toEqual([expect.stringMatching(/^offblock-sync:/)]);
  await page.close();
  expect((await ledgerFlights()).n).toBe(0);
  proxy.fault = () => undefined;
  await wakeServiceWorker();
  await expect.poll(async () => (await ledgerFlights()).n).toBe(1);

  // The next start has nothing left to send.
  await device.reopen();
  await device.inSync();
  await device.goTo("/flights");
  await device.page.getByText("1 flight, 1.6 h").waitFor();
  expect(proxy.seen.filter(isPush)).toHaveLength(2);
  await checkLedger(server.database.admin);
});

test("at another server under the same address it says so, asks, and loses nothing", async () => {
  const { page } = device;
  moved = await startServer();
  // Databases of tests are copies of one, with one installation id.
  await moved.database.admin.query(
    "update public.offblock_installation set id = gen_random_uuid()",
  );
  proxy.target = moved.url;
  proxy.cutConnections();
  await device.goTo("/sync");
  await page.locator("main").getByText("Signed out: sign in again").waitFor();
  await page.getByText("another ledger than before answered at this address").waitFor();
  await page.getByRole("heading", { name: /^Not sent yet: \d+$/ }).waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await device.goTo("/account");
  await page.getByText("The ledger has been set up anew").click();
  const again = page.locator("details");
  await again.getByLabel("Password").fill(password);
  await again.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("heading", { name: "Sync" }).waitFor();
  await device.inSync();
  expect((await ledgerFlights()).n).toBe(1);
});

test("a tablet that was away for a year sends its 2,000 flights, after its session has ended and by a clock that is a year slow", async () => {
  const { page } = device;
  proxy.fault = () => "reset";
  proxy.cutConnections();
  proxy.date_shift_ms = year_ms;
  await page.clock.install({ time: Date.now() - year_ms });
  await page.reload();
  await device.goTo("/import");
  await page.locator("input[type=file]:enabled").setInputFiles({
    name: "logbook.csv",
    mimeType: "text/csv",
    buffer: oldFlights(2_000),
  });
  await page.getByRole("button", { name: /^Add [\d,]+ records$/ }).click();
  await page.getByText("were added to your logbook").waitFor();
  await device.goTo("/flights");
  await page.getByText(/^2,?001 flights/).waitFor();
  await ledger().admin.query("update auth.sessions set expires_at = now() - interval '1 day'");

  // The third request of the push hangs, so that there is time to look.
  let pushes = 0;
  proxy.fault = (line) => (isPush(line) && ++pushes > 2 ? "hang" : undefined);
  await device.goTo("/sync");
  await page.getByRole("button", { name: "Sync now" }).click();
  await page.locator("main").getByText("Signed out: sign in again").waitFor();
  await page.getByText(/^Not sent yet: 2,?0\d\d/).waitFor();
  await device.goTo("/account");
  await page.getByLabel("Password").first().fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { name: "Sync" }).waitFor();
  await page.getByText("This device’s clock is 365 days slow").waitFor();
  // 500 in a request: 1,000 and a few are left, and said to be.
  await page
    .locator("main")
    .getByText(/^Sending 1,?0\d\d$/)
    .waitFor();
  await typeFlight(page, { ...flight, date: "2025-05-01", remarks: "Logged while it sends" });
  await saveFlight(page);
  expect(pushes).toBe(3);

  proxy.fault = () => undefined;
  proxy.cutConnections();
  await device.goTo("/sync");
  await page.getByRole("button", { name: "Sync now" }).click();
  await device.inSync();
  expect(await ledgerFlights()).toEqual({ n: 2_002, different: 2_002 });
  const [waiting] = await ledger().admin.query<{ n: number }>(
    "select count(*)::int as n from sync.waiting",
  );
  expect(waiting!.n).toBe(0);
  const [chain] = await ledger().admin.query<{ wrong: number }>(
    "select count(*)::int as wrong from sync.logbooks l cross join lateral audit.verify_chain(l.id)",
  );
  expect(chain!.wrong).toBe(0);

  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  await device.goTo(`/reports/day/${tomorrow}`);
  const flights = page.getByRole("link", { name: /Old flight/ });
  await page.locator(".turn").getByText("of 3").waitFor();
  expect(await flights.count()).toBeGreaterThan(990);
  await page.getByLabel("Page", { exact: true }).fill("3");
  await page.keyboard.press("Enter");
  await expect.poll(() => flights.count()).toBe(2);
  await page.getByRole("button", { name: "Page before" }).click();
  await page.getByRole("link", { name: "Old flight 1500" }).waitFor();
});
