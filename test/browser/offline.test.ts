import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServer, type TestHttpServer } from "../harness/server.ts";
import { type Device, newDevice, servedOffline, startBrowser } from "./devices.ts";
import { saveFlight, typeFlight } from "./logging.ts";

const file = join(import.meta.dirname, "../fixtures/foreflight/current.csv");

let server: TestHttpServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

/** The hours that the home screen shows in all. */
async function totalHours(device: Device): Promise<number> {
  await device.goTo("/");
  return Number((await device.page.getByLabel("Total time").innerText()).replace("h", ""));
}

describe("a logbook without an account and without a network", () => {
  let device: Device;
  beforeAll(async () => {
    device = await newDevice(browser, server.url);
    await device.startLogbook("Amelia Vaughn");
  });
  afterAll(async () => {
    expect(device.faults).toEqual([]);
    await device.close();
  });

  test("an import shows what it read before anything is saved, and adds nothing the second time", async () => {
    const { page } = device;
    await device.goTo("/import");
    await page.locator("input[type=file]:enabled").setInputFiles(file);
    await page.getByRole("heading", { name: "What was read" }).waitFor();
    const flights = page.getByRole("row").filter({ hasText: "Flights" }).getByRole("cell");
    // The fixture has five lines with an aircraft that flies, and two lessons on the ground.
    expect(await flights.allInnerTexts()).toEqual(["5", "5", "0", "0"]);
    await device.goTo("/flights");
    await page.getByText("0 flights, 0.0 h").waitFor();

    await device.goTo("/import");
    await page.locator("input[type=file]:enabled").setInputFiles(file);
    await page.getByRole("button", { name: /^Add \d+ records$/ }).click();
    await page.getByText("were added to your logbook").waitFor();
    await page.getByRole("link", { name: "Show the logbook" }).click();
    // 1.8 + 1.1 + 0.9 + 1.6 + 0.7
    await page.getByText("5 flights, 6.1 h").waitFor();

    await device.goTo("/import");
    await page.locator("input[type=file]:enabled").setInputFiles(file);
    await page.getByText("This file adds nothing").waitFor();
    expect(await flights.allInnerTexts()).toEqual(["5", "0", "5", "0"]);
  });

  test("with the network off the app reloads, logs a flight, and still has it after another reload", async () => {
    const { page } = device;
    await servedOffline(page);
    const before = await totalHours(device);
    await device.setOffline(true);
    await page.reload();
    await page.getByRole("heading", { name: "Home" }).waitFor();

    await typeFlight(page, {
      date: "2026-05-01",
      aircraft: "N172KU",
      from: "KPAO",
      to: "KUKI",
      clocks: ["1432", "1441", "1602", "1608"],
      remarks: "First one with the network off",
    });
    // 14:32 to 16:08 is 96 minutes, 1.6 h; in tenths exactly 16 of 6 minutes.
    await expect.poll(() => page.getByLabel("Total time").inputValue()).toBe("1.6");
    const address = await saveFlight(page);
    await page.getByRole("heading", { name: "KPAO – KUKI" }).waitFor();
    // ForeFlight's own export has 112.2 NM for this leg, on its own ellipsoid.
    const distance = await page.getByText(/^\d+(\.\d+)? NM$/).innerText();
    expect(Number.parseFloat(distance)).toBeGreaterThan(111);
    expect(Number.parseFloat(distance)).toBeLessThan(113);

    expect(await totalHours(device)).toBeCloseTo(before + 1.6, 5);
    await page.reload();
    await device.goTo(address.slice(1));
    await page.locator("p", { hasText: "First one with the network off" }).waitFor();
    expect(await totalHours(device)).toBeCloseTo(before + 1.6, 5);
    await device.setOffline(false);
  });

  test("a form that was left open is as it was after the page was killed", async () => {
    const { page } = device;
    await device.goTo("/flights/new");
    await page.getByLabel("Remarks").fill("Half a thought");
    await page.getByLabel("Total time").fill("1.x");
    await page.reload();
    await page.getByText("You left this form open").waitFor();
    await expect.poll(() => page.getByLabel("Remarks").inputValue()).toBe("Half a thought");
    await expect.poll(() => page.getByLabel("Total time").inputValue()).toBe("1.x");
    await page.getByRole("button", { name: "Save flight" }).click();
    await page.getByText("“1.x” is no time of flight").first().waitFor();
    await page.getByRole("button", { name: "Discard", exact: true }).click();
  });

  test("airports are found by code and by name", async () => {
    const { page } = device;
    await device.goTo("/flights/new");
    const field = page.getByRole("combobox", { name: "To", exact: true });
    for (const [text, code] of [
      ["7B2", "7B2"],
      ["0B5", "0B5"],
      ["KLNS", "KLNS"],
      ["N47", "N47"],
      ["O69", "O69"],
      ["EGLL", "EGLL"],
      ["Heathrow", "EGLL"],
      ["Petaluma", "O69"],
    ]) {
      await field.fill(text!);
      await page.getByRole("option").filter({ hasText: code! }).first().waitFor();
    }
    await page.getByRole("button", { name: "Discard", exact: true }).click();
  });

  test("a file that is not ForeFlight's is refused in words", async () => {
    const { page } = device;
    await device.goTo("/import");
    await page.locator("input[type=file]:enabled").setInputFiles({
      name: "bank.csv",
      mimeType: "text/csv",
      buffer: Buffer.from("Date;Amount\n2026-01-01;12\n"),
    });
    await page.getByRole("alert").filter({ hasText: "ForeFlight" }).waitFor();
  });
});
