import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer, type TestHttpServer } from "../harness/server.ts";
import { type Device, newDevice, servedOffline, startBrowser } from "./devices.ts";
import { saveFlight, typeFlight } from "./logging.ts";

let server: TestHttpServer;
let browser: Browser;
let device: Device;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  device = await newDevice(browser, server.url);
  await device.startLogbook("Amelia Vaughn");
  await servedOffline(device.page);
  await device.setOffline(true);
});
afterAll(async () => {
  expect(device.faults).toEqual([]);
  await browser.close();
  await server.close();
});

/** The day of the device, some days on, and as the app writes it. */
function dayFromToday(days: number): { iso: string; words: string } {
  const now = new Date();
  const day = new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() + days));
  const month = day.toLocaleString("en-US", { month: "short", timeZone: "UTC" });
  return {
    iso: day.toISOString().slice(0, 10),
    words: `${day.getUTCDate()} ${month} ${day.getUTCFullYear()}`,
  };
}

const recency = () =>
  device.page.getByRole("link").filter({ hasText: "14 CFR 61.57(a)" }).filter({ hasText: "ASEL" });

test("home says until when persons may be carried, in step with a save, offline and after a reload", async () => {
  const { page } = device;
  await typeFlight(page, {
    date: dayFromToday(-10).iso,
    aircraft: "N172SP",
    from: "KPAO",
    to: "KUKI",
    clocks: ["1700", "1710", "1820", "1825"],
    remarks: "Three to a full stop",
  });
  await page.getByRole("button", { name: "Day take-offs: one more" }).click();
  await page.getByRole("button", { name: "Day full stop: one more" }).click();
  await saveFlight(page);
  await device.goTo("/");
  // Two are one too few.
  await page.getByText(/^Not held yet/).click();
  await recency().filter({ hasText: "Not yet" }).waitFor();

  await typeFlight(page, {
    date: dayFromToday(-2).iso,
    aircraft: "N172SP",
    from: "KUKI",
    to: "KPAO",
    clocks: ["1700", "1710", "1820", "1825"],
    remarks: "The third",
  });
  await saveFlight(page);
  await device.goTo("/");
  // 61.57(a): the day of the third landing, counted back, is 10 days ago; it holds 90 days on.
  const until = `through ${dayFromToday(-10 + 90).words}`;
  await recency().filter({ hasText: "Current" }).filter({ hasText: until }).waitFor();
  await page.reload();
  await recency().filter({ hasText: "Current" }).filter({ hasText: until }).waitFor();
});

test("a privilege says why: the paragraph, how the days are counted, and the entries, one tap away", async () => {
  const { page } = device;
  await device.goTo("/");
  await recency().click();
  await page.getByRole("heading", { name: "Take-offs and landings" }).waitFor();
  await page.getByText("14 CFR 61.57(a)").waitFor();
  await page.getByRole("heading", { name: "How the days are counted" }).waitFor();
  await page
    .getByRole("link")
    .filter({ hasText: dayFromToday(-2).words })
    .first()
    .click();
  await page.getByText("The third", { exact: true }).waitFor();
});
