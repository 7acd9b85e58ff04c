import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveApp } from "../harness/static_app.ts";
import { violationsOf } from "./accessibility.ts";
import { type Device, newDevice, screens, servedOffline, startBrowser } from "./devices.ts";

/** A moment on the ramp of Palo Alto, in daylight: 10:32 there. */
const begun = "2026-05-01T17:32:40Z";
const palo_alto = { latitude: 37.4612, longitude: -122.115 };
const ukiah = { latitude: 39.126, longitude: -123.2009 };

let app: Awaited<ReturnType<typeof serveApp>>;
let browser: Browser;
let device: Device;

beforeAll(async () => {
  [app, browser] = await Promise.all([serveApp(), startBrowser()]);
  device = await newDevice(browser, app.url);
  await device.page.clock.install({ time: begun });
  await device.page.reload();
});
afterAll(async () => {
  expect(device.faults).toEqual([]);
  await browser.close();
  app.close();
});

const button = (page: Page, name: string) =>
  page.getByRole("button", { name: new RegExp(`^${name}\\b`) });

async function tapAt(page: Page, name: string, minutes_later: number): Promise<void> {
  await page.clock.setFixedTime(Date.parse(begun) + minutes_later * 60_000);
  await button(page, name).click();
}

/** The time that stands on one of the four. */
const timeOf = (page: Page, name: string, time: string) =>
  button(page, name).filter({ hasText: time }).waitFor();

/** Waits until a draft lies in the database of the logbook's drafts. */
const keptSafe = (page: Page) =>
  page.waitForFunction(async () => {
    const databases = await indexedDB.databases();
    const name = databases.find((one) => one.name?.startsWith("offblock-drafts-"))?.name;
    if (name === undefined) return false;
    return new Promise<boolean>((resolve) => {
      const opening = indexedDB.open(name);
      opening.addEventListener("success", () => {
        const counting = opening.result.transaction("drafts").objectStore("drafts").count();
        counting.addEventListener("success", () => {
          opening.result.close();
          resolve(counting.result > 0);
        });
      });
    });
  });

describe("four taps, with no network", () => {
  test("are one tap from home, 64 pixels high, and nothing about the place is asked before one says so", async () => {
    const { page } = device;
    await servedOffline(page);
    await device.startLogbook("Amelia Vaughn");
    await device.setOffline(true);
    await page.getByRole("link", { name: "Quick log" }).click();
    for (const name of ["OUT", "OFF", "ON", "IN"]) {
      const box = (await button(page, name).boundingBox())!;
      expect(box.height).toBeGreaterThanOrEqual(64);
      expect(box.width).toBeGreaterThanOrEqual(300);
    }
    expect(await violationsOf(page)).toEqual([]);
    await tapAt(page, "OUT", 0);
    await timeOf(page, "OUT", "17:32");
    await expect
      .poll(() => page.getByRole("combobox", { name: "From", exact: true }).inputValue())
      .toBe("");
  });

  test("survive a reload and a dead battery between them, find the nearest airport, and the day's light counts the landing", async () => {
    const { page, context } = device;
    await context.grantPermissions(["geolocation"]);
    await context.setGeolocation(palo_alto);
    await page.getByLabel("Fill in the nearest airport by GPS").check();
    await tapAt(page, "OFF", 9);
    await page.getByText("Palo Alto", { exact: true }).waitFor();
    await page.reload();
    await timeOf(page, "OFF", "17:41");
    await context.setGeolocation(ukiah);
    await tapAt(page, "ON", 77);
    await page.getByText("Ukiah Municipal Airport").waitFor();
    await keptSafe(page);
    // What a browser keeps in localStorage is in its memory for seconds: a dead battery takes it.
    await page.evaluate(() => {
      for (const key of Object.keys(localStorage))
        if (key.startsWith("offblock.draft.")) localStorage.removeItem(key);
    });
    await page.reload();
    await timeOf(page, "ON", "18:49");
    await tapAt(page, "IN", 82);
    // A tap of a button that has its time overwrites nothing: it offers to correct it.
    await button(page, "IN").click();
    await page.getByLabel("IN, UTC").fill("1858");
    await page.getByRole("button", { name: "Done" }).click();
    await timeOf(page, "IN", "18:58");
    await page.setViewportSize(screens.tablet);
    expect(await violationsOf(page)).toEqual([]);
    await page.setViewportSize(screens.phone);
  });

  test("are seen from home, and end as the form of a flight, filled in", async () => {
    const { page } = device;
    await device.goTo("/");
    await page.getByRole("link", { name: /A flight is under way.*OUT 17:32/ }).click();
    await page.getByRole("link", { name: "Finish the flight" }).click();
    await page.getByRole("heading", { name: "Finish the flight" }).waitFor();
    const value = (label: string) => page.getByLabel(label, { exact: true }).inputValue();
    await expect.poll(() => value("Total time")).toBe("1.4");
    await expect.poll(() => value("Cross-country")).toBe("1.4");
    await expect.poll(() => value("Day take-offs")).toBe("1");
    await expect.poll(() => value("Day full stop")).toBe("1");
    const aircraft = page.getByRole("combobox", { name: "Aircraft" });
    await aircraft.fill("N172SP");
    await page.getByRole("option", { name: "New “N172SP”" }).click();
    const dialog = page.getByRole("dialog", { name: "New aircraft" });
    await dialog.getByRole("combobox", { name: "Model" }).fill("Cessna 172S");
    await dialog.getByRole("button", { name: "Save aircraft" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Save flight" }).click();
    await page.getByRole("heading", { name: "KPAO – KUKI" }).waitFor();
    await page.getByText("18:58").first().waitFor();
  });

  test("skipped, refused the place, and found the next day: it says so, and nothing is lost", async () => {
    const { page, context } = device;
    await context.clearPermissions();
    await device.goTo("/flights/quick");
    await tapAt(page, "OFF", 300);
    await page.getByText("The browser may not tell where you are").waitFor();
    await page.clock.setFixedTime(Date.parse(begun) + 24 * 60 * 60_000);
    await page.reload();
    await page.getByText("This was begun on 1 May 2026").waitFor();
    await timeOf(page, "OFF", "22:32");
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Discard it" }).click();
    await page.getByRole("heading", { name: "Home" }).waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await timeOf(page, "OFF", "22:32");
  });
});
