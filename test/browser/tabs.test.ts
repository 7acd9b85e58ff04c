import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServer, type TestHttpServer } from "../harness/server.ts";
import { type Device, newDevice, servedOffline, startBrowser } from "./devices.ts";
import { discardForm } from "./forms.ts";
import { saveFlight, typeFlight } from "./logging.ts";

let server: TestHttpServer;
let browser: Browser;
let device: Device;
let folder: string;

/** The service worker, plain and compressed: a gateway serves whichever the browser asks for. */
const workerFiles = ["service_worker.js.br", "service_worker.js.gz"];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "offblock-client-"));
  cpSync(join(import.meta.dirname, "../../dist/client"), folder, { recursive: true });
  for (const name of workerFiles) rmSync(join(folder, name), { force: true });
  [server, browser] = await Promise.all([startServer({ clientFolder: folder }), startBrowser()]);
  device = await newDevice(browser, server.url);
  await device.startLogbook("Amelia Vaughn");
});
afterAll(async () => {
  expect(device.faults).toEqual([]);
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

describe("one device", () => {
  let address = "";
  test("with two tabs shows in each what the other saved", async () => {
    const { page, context } = device;
    await typeFlight(page, {
      date: "2026-05-01",
      aircraft: "N172KU",
      from: "KPAO",
      to: "KUKI",
      clocks: ["1432", "1441", "1602", "1608"],
      remarks: "From the first tab",
    });
    const other = await context.newPage();
    await other.goto(`${server.url}/#/flights`);
    await other.getByText("0 flights, 0.0 h").waitFor();
    address = await saveFlight(page);
    await other.getByText("1 flight, 1.6 h").waitFor();
    await other.close();
  });

  test("with one flight open in two tabs brings edits of different fields together, and asks about the same one", async () => {
    const { page, context } = device;
    const other = await context.newPage();
    for (const tab of [page, other]) {
      await tab.goto(`${server.url}/${address}/edit`);
      await tab.getByRole("heading", { name: "Edit flight" }).waitFor();
    }
    await other.getByLabel("PIC", { exact: true }).fill("1.6");
    await page.getByLabel("Remarks").fill("Both are kept");
    await saveFlight(other);
    await saveFlight(page);
    await page.locator("p", { hasText: "Both are kept" }).waitFor();
    await page.locator("dl", { hasText: "PIC" }).waitFor();

    for (const tab of [page, other]) {
      await tab.goto(`${server.url}/${address}/edit`);
      await tab.getByRole("heading", { name: "Edit flight" }).waitFor();
    }
    await other.getByLabel("Remarks").fill("The other tab was first");
    await page.getByLabel("Remarks").fill("This tab was second");
    await saveFlight(other);
    await page.getByRole("button", { name: "Save flight" }).click();
    await page.getByText("changed elsewhere while the form was open").waitFor();
    const row = page.getByRole("row").filter({ hasText: "Remarks" });
    expect(await row.getByRole("cell").allInnerTexts()).toEqual([
      "The other tab was first",
      "This tab was second",
    ]);
    await page.getByRole("button", { name: "Save mine" }).click();
    await page.locator("p", { hasText: "This tab was second" }).waitFor();
    await page.getByRole("link", { name: "History" }).click();
    await page.getByText("The other tab was first").first().waitFor();
    await other.close();
  });

  test("with a new flight in each of two tabs keeps both, each as it was typed", async () => {
    const { page, context } = device;
    const other = await context.newPage();
    const remarks = (tab: typeof page) => tab.getByLabel("Remarks");
    await device.goTo("/flights/new");
    await remarks(page).fill("The first tab's flight");
    await other.goto(`${server.url}/#/flights/new`);
    await other.getByText("Another tab has a new flight open").waitFor();
    expect(await remarks(other).inputValue()).toBe("");
    await remarks(other).fill("The second tab's flight");
    for (const [tab, text] of [
      [other, "The second tab's flight"],
      [page, "The first tab's flight"],
    ] as const) {
      await tab.reload();
      await tab.getByText("You left this form open").waitFor();
      expect(await remarks(tab).inputValue()).toBe(text);
    }
    await discardForm(other, "Discard it");
    await other.close();
    await discardForm(page, "Discard it");
  });

  test("is told of a new version, which waits and does not disturb an open form", async () => {
    const { page } = device;
    await servedOffline(page);
    await device.goTo("/flights/new");
    await page.getByLabel("Remarks").fill("In the middle of a word");
    const path = join(folder, "service_worker.js");
    writeFileSync(path, `${readFileSync(path, "utf8")}\n// the next version\n`);
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await page.getByText("A new version is ready").waitFor();
    await expect
      .poll(() => page.getByLabel("Remarks").inputValue())
      .toBe("In the middle of a word");
    await page.getByRole("button", { name: "Use it now" }).click();
    await page.getByText("You left this form open").waitFor();
    await expect
      .poll(() => page.getByLabel("Remarks").inputValue())
      .toBe("In the middle of a word");
    await page.getByText("A new version is ready").waitFor({ state: "detached" });
  });
});
