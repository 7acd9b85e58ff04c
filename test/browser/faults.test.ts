import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { checkLedger } from "../harness/check_ledger.ts";
import { type Fault, type FaultyProxy, startFaultyProxy } from "../harness/faulty_proxy.ts";
import { startServer, type TestHttpServer } from "../harness/server.ts";
import { violationsOf } from "./accessibility.ts";
import { type Device, newDevice, servedOffline, startBrowser } from "./devices.ts";
import { changeRemarks, saveFlight, typeFlight } from "./logging.ts";

const email = "amelia@example.test";
const password = "a sentence that nobody guesses";
const flight = {
  date: "2026-05-01",
  aircraft: "N737ER",
  from: "KPAO",
  to: "KUKI",
  clocks: ["1432", "1441", "1602", "1608"],
} as const;

let server: TestHttpServer;
let proxy: FaultyProxy;
let browser: Browser;
let device: Device;
let address = "";

const isSync = (line: string) => line.includes(" /db/");
const html = { headers: { "content-type": "text/html" }, body: "<h1>Welcome to Airport WiFi</h1>" };
const inWay = (fault: Fault) => (line: string) => (isSync(line) ? fault : undefined);

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  proxy = await startFaultyProxy(server.url);
  device = await newDevice(browser, proxy.url);
  await device.startLogbook("Amelia Vaughn");
  await device.signUp(email, password);
  await device.inSync();
  await servedOffline(device.page);
  await typeFlight(device.page, { ...flight, remarks: "Before anything went wrong" });
  address = await saveFlight(device.page);
  await device.inSync();
});
afterEach(() => {
  proxy.fault = () => undefined;
});
afterAll(async () => {
  // The faults that the tests asked for are errors on the console.
  expect(device.faults.filter((fault) => !/Failed to load resource|ERR_/.test(fault))).toEqual([]);
  await checkLedger(server.database.admin);
  await browser.close();
  await proxy.close();
  await server.close();
});

async function remarksInLedger(): Promise<string[]> {
  const rows = await server.database.admin.query<{ remarks: string }>(
    "select remarks from logbook.flights order by created_at",
  );
  return rows.map((row) => row.remarks);
}

/** Breaks the network as told, changes the remarks, and waits for words on the sync screen. */
async function breakAndChange(
  fault: FaultyProxy["fault"],
  remarks: string,
  words: string,
  unsent = 1,
) {
  proxy.fault = fault;
  proxy.cutConnections();
  await changeRemarks(device.page, address, remarks);
  await device.goTo("/sync");
  await device.page.getByText(words).first().waitFor();
  await device.page.getByText(`Not sent yet: ${unsent}`).waitFor();
}

async function heal(remarks: string) {
  proxy.fault = () => undefined;
  await device.goTo("/sync");
  await device.page.getByRole("button", { name: "Sync now" }).click();
  await device.inSync();
  expect(await remarksInLedger()).toEqual([remarks]);
}

describe("the sync tells what is in its way, and loses nothing", () => {
  test("whoever answers in the ledger's place, or nobody", async () => {
    const { page } = device;
    await breakAndChange(inWay("reset"), "nobody answered", "Nobody answers");
    expect(await violationsOf(page)).toEqual([]);
    const faults: [Fault, string][] = [
      [{ status: 200, ...html }, "Something else answers"],
      [{ status: 503, ...html }, "The ledger is busy"],
      [{ status: 500 }, "something has failed on its side"],
    ];
    for (const [fault, words] of faults) {
      proxy.fault = inWay(fault);
      await page.getByRole("button", { name: "Sync now" }).click();
      await page.getByText(words).first().waitFor();
      await page.getByText("Not sent yet: 1").waitFor();
    }
    await heal("nobody answered");
  });

  test("asked to wait an hour (429, Retry-After), it says until when, and asks nothing more", async () => {
    const busy = { status: 429, headers: { "retry-after": "3600" } };
    await breakAndChange(inWay(busy), "asked to wait", "The ledger is busy");
    const asked = proxy.seen.filter(isSync).length;
    const said = await device.page.getByText(/tried again at/).innerText();
    const [, hours, minutes] = /(\d\d):(\d\d) UTC/.exec(said)!;
    const now = new Date();
    const passed = now.getUTCHours() * 60 + now.getUTCMinutes();
    const left = (Number(hours) * 60 + Number(minutes) - passed + 24 * 60) % (24 * 60);
    expect(Math.abs(left - 60)).toBeLessThan(3);
    expect(proxy.seen.filter(isSync).length).toBe(asked);
    await heal("asked to wait");
  });

  test("a batch that is too large on the way (413) is tried again, smaller", async () => {
    let refused = 0;
    proxy.fault = (line) => {
      if (!line.includes("_bulk_docs") || refused > 1) return undefined;
      refused++;
      return { status: 413, body: JSON.stringify({ error: "too_large" }) };
    };
    await changeRemarks(device.page, address, "in pieces");
    await device.inSync();
    expect(refused).toBe(2);
    expect(await remarksInLedger()).toEqual(["in pieces"]);
  });

  test("it never says that it is in sync while the pull is still reconnecting", async () => {
    const { page, goTo } = device;
    proxy.fault = (line) => (line.includes("_changes") ? "reset" : undefined);
    proxy.cutConnections();
    await goTo("/sync");
    await page.getByText("Nobody answers").first().waitFor();
    await page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(window, { seen });
      new MutationObserver(() => {
        for (const status of document.querySelectorAll(".status"))
          seen.push(status.textContent ?? "");
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    await changeRemarks(page, address, "pushed while not pulling");
    await goTo("/sync");
    for (let i = 0; i < 3; i++) {
      await page.getByRole("button", { name: "Sync now" }).click();
      await page.getByText("Nobody answers").first().waitFor();
    }
    const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.filter((text) => text === "In sync")).toEqual([]);
    await heal("pushed while not pulling");
  });

  test("a connection that hangs is begun anew when the pilot asks", async () => {
    const { page, goTo } = device;
    proxy.fault = (line) => (line.includes("_changes") ? "hang" : undefined);
    await goTo("/sync");
    // Between two requests there is nothing to cut; the next one hangs like one that only waits.
    const connecting = async () => {
      const seen = await page.locator("main").getByText("Connecting").count();
      if (seen === 0) proxy.cutConnections();
      return seen;
    };
    await expect.poll(connecting, { interval: 1_000 }).toBeGreaterThan(0);
    proxy.fault = () => undefined;
    await page.getByRole("button", { name: "Sync now" }).click();
    await device.inSync();
  });

  test("revoked from another device, it says so, keeps logging, and goes on after signing in", async () => {
    const { page, goTo } = device;
    await server.database.admin.query(
      "update auth.sessions set revoked_at = now(), revoked_reason = 'revoked'",
    );
    server.cutConnections();
    await goTo("/sync");
    await page.getByRole("button", { name: "Sync now" }).click();
    await page.locator("main").getByText("Signed out: sign in again").waitFor();
    await page.getByText("It was signed out from another device").waitFor();
    await changeRemarks(page, address, "written while revoked");
    await goTo("/account");
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("heading", { name: "Sync" }).waitFor();
    await device.inSync();
    expect(await remarksInLedger()).toEqual(["written while revoked"]);
  });

  test("a clock that is a year off is told of", async () => {
    const { page, goTo } = device;
    proxy.date_shift_ms = -365 * 86_400_000;
    await goTo("/sync");
    await changeRemarks(page, address, "by a clock a year fast");
    await goTo("/sync");
    await page.getByText("This device’s clock is 365 days fast").waitFor();
    proxy.date_shift_ms = 0;
    await changeRemarks(page, address, "by a clock that is right");
    await goTo("/sync");
    await page.getByText("This device’s clock").waitFor({ state: "detached" });
    await device.inSync();
  });

  test("of two tabs one syncs, and both show how it stands", async () => {
    const { page, context } = device;
    const other = await context.newPage();
    await other.goto(`${proxy.url}/#/more`);
    const status = other.locator("main a[href='#/sync'] .status");
    await status.getByText("In sync").waitFor();
    const before = proxy.seen.filter((line) => line.includes("_bulk_docs")).length;
    await changeRemarks(other, address, "from the tab that does not sync");
    await page.goto(`${proxy.url}/${address}`);
    await page.locator("p", { hasText: "from the tab that does not sync" }).waitFor();
    await device.inSync();
    expect(await remarksInLedger()).toEqual(["from the tab that does not sync"]);
    expect(proxy.seen.filter((line) => line.includes("_bulk_docs")).length - before).toBe(1);
    await other.close();
  });

  test("a ledger that has moved is told of, and a copy brings what was not sent to its new address", async () => {
    const { page, context } = device;
    const moved = (line: string) => ({
      status: 308,
      headers: { location: server.url + line.slice(line.indexOf(" ") + 1) },
    });
    await typeFlight(page, { ...flight, remarks: "Deleted when it had moved" });
    await saveFlight(page);
    await device.inSync();
    proxy.fault = moved;
    await page.goBack();
    await page.getByRole("button", { name: "Delete this flight" }).click();
    await page.getByRole("button", { name: "Undo" }).waitFor();
    await typeFlight(page, { ...flight, remarks: "Flown when it had moved" });
    await saveFlight(page);
    await breakAndChange(moved, "changed when it had moved", "Something else answers", 3);
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save a copy" }).click();
    const copy = await (await saving).path();

    const opening = context.waitForEvent("page");
    await page.getByRole("link", { name: "See what answers" }).click();
    const there = await opening;
    await there.getByRole("button", { name: "I have an account" }).click();
    expect(new URL(there.url()).origin).toBe(server.url);
    await there.getByLabel("Email").fill(email);
    await there.getByLabel("Password").fill(password);
    await there.getByRole("button", { name: "Sign in", exact: true }).click();
    await there.locator(".status:visible", { hasText: "In sync" }).first().waitFor();
    await there.goto(`${server.url}/#/import`);
    await there.locator("input[type=file]:enabled").setInputFiles(copy);
    await there.getByRole("button", { name: "Add 3 records" }).click();
    await there.getByText("2 wait as corrections").waitFor();
    const ledger = server.database.admin;
    await expect
      .poll(() =>
        ledger.query(
          "select proposed ->> 'remarks' as remarks from logbook.corrections order by remarks",
        ),
      )
      .toEqual([{ remarks: "changed when it had moved" }, { remarks: null }]);
    await there.getByRole("link", { name: "Decide" }).click();
    await there.getByText("Deleted on a device that could not send it").waitFor();
    await there.getByRole("button", { name: "Delete it" }).click();
    await expect.poll(remarksInLedger).not.toContain("Deleted when it had moved");
    expect(await remarksInLedger()).toContain("Flown when it had moved");
  });
});
