import { readFile } from "node:fs/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkLedger } from "../harness/check_ledger.ts";
import { reworded } from "../harness/reworded.ts";
import { startServer, type TestHttpServer } from "../harness/server.ts";
import { violationsOf } from "./accessibility.ts";
import { newDevice, startBrowser } from "./devices.ts";
import { saveFlight, typeFlight } from "./logging.ts";

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

test("what others refer to is not deleted: they are named, and once they are gone it is; no import brings it back unasked", async () => {
  const device = await newDevice(browser, server.url);
  const { page } = device;
  await device.startLogbook("Amelia Vaughn");
  await typeFlight(page, {
    date: "2026-05-02",
    aircraft: "N172KU",
    from: "KPAO",
    to: "O69",
    clocks: ["1000", "1010", "1050", "1100"],
    remarks: "Flown in it",
  });
  await saveFlight(page);
  await device.goTo("/settings");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save a copy of the logbook" }).click();
  const copy = await readFile((await (await download).path())!, "utf8");
  await device.goTo("/records/aircraft");
  await page.getByRole("link", { name: /^N172KU/ }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Not deleted" });
  await dialog.getByText("Another record refers to N172KU").waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await dialog.getByRole("link").click();
  await page.getByRole("button", { name: "Delete this flight" }).click();
  await page.getByText("Deleted").waitFor();
  await device.goTo("/records/aircraft");
  await page.getByRole("link", { name: /^N172KU/ }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("heading", { name: "Aircraft", exact: true }).waitFor();
  await page.getByRole("link", { name: /^N172KU/ }).waitFor({ state: "detached" });

  // An export from before brings nothing back unasked; one that says otherwise asks.
  const give = async (text: string) => {
    await device.goTo("/import");
    const buffer = Buffer.from(text);
    const file = { name: "logbook.oplf.json", mimeType: "application/json", buffer };
    await page.locator("input[type=file]").setInputFiles(file);
  };
  await give(copy);
  await page.getByText("This file adds nothing").waitFor();
  await page.getByText("2 records of those that are already here were deleted since").waitFor();
  await page.getByRole("button", { name: "Another file" }).click();
  await give(reworded(copy, "Flown in it", "Flown in it, twice"));
  await page.getByRole("button", { name: "Add 1 record" }).click();
  await page.getByText("1 wait as corrections").waitFor();
  await device.goTo("/flights");
  await page.getByText("0 flights").waitFor();
  await device.goTo("/corrections");
  await page.getByText("Flown in it, twice").first().waitFor();
  expect(device.faults).toEqual([]);
  await device.close();
});
