import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer, type TestHttpServer } from "../harness/server.ts";
import { violationsOf } from "./accessibility.ts";
import { type Device, newDevice, servedOffline, startBrowser } from "./devices.ts";
import { saveFlight, typeFlight } from "./logging.ts";

let server: TestHttpServer;
let browser: Browser;
let device: Device;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  device = await newDevice(browser, server.url);
  await device.context.grantPermissions(["clipboard-read", "clipboard-write"]);
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
  await page.getByText("The third", { exact: true }).last().waitFor();
});

const shown = (text: string | RegExp) => device.page.getByText(text).first().waitFor();
const cells = (row: string) =>
  device.page.getByRole("row").filter({ hasText: row }).getByRole("cell").allTextContents();

test("one tap from home: the medical form's two numbers, with the convention they follow", async () => {
  const { page } = device;
  await device.goTo("/");
  await page.getByRole("link", { name: "Totals and reports" }).click();
  // OUT to IN, twice: 85 minutes and 85 minutes are 2.8 hours, though 1.4 and 1.4 look like less.
  for (const label of ["Total pilot time to date", "Past 6 months"])
    await page.locator(".figure").filter({ hasText: label }).filter({ hasText: "2.8 h" }).waitFor();
  await shown(/calendar months, 1 \w+ \d+ through/);
});

test("a report is made of any period, grouping and columns; saved, pinned, opened again, copied", async () => {
  const { page } = device;
  await page.getByRole("link", { name: "By aircraft" }).click();
  await page.getByRole("row").filter({ hasText: "N172SP" }).waitFor();
  expect(await cells("N172SP")).toEqual(["2.8", "0.0", "2.8", "0.0", "0.0", "2", "3"]);
  await page.getByLabel("Grouped by").selectOption("Airport");
  await shown("2 entries stand in more than one group");
  expect(await cells("KUKI")).toEqual(["2.8", "0.0", "2.8", "0.0", "0.0", "2", "3"]);
  expect(await cells("Total")).toEqual(["2.8", "0.0", "2.8", "0.0", "0.0", "2", "3"]);
  await page.getByLabel("Period").selectOption("From a day to a day");
  await page.getByLabel("Through").fill(dayFromToday(-9).iso);
  await page.getByText("Columns").click();
  for (const column of ["PIC", "Cross-country", "Night", "Instrument, both", "Flights"])
    await page.getByRole("checkbox", { name: column, exact: true }).uncheck();
  await page.getByText("Only some flights").click();
  await page.getByRole("combobox", { name: "Aircraft", exact: true }).selectOption("N172SP");
  await shown(/only N172SP: 1 flight/);
  expect(await cells("KUKI")).toEqual(["1.4", "2"]);
  await page.getByRole("button", { name: "Copy as CSV" }).click();
  await shown("Copied as CSV");
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.split("\r\n").toSorted()).toEqual([
    "Airport,Total time,Landings",
    "KPAO,1.4,2",
    "KUKI,1.4,2",
    "Total,1.4,2",
  ]);
  await page.emulateMedia({ media: "print" });
  await page.getByRole("table").waitFor();
  await page.getByRole("navigation", { name: "Main" }).waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Print" }).waitFor({ state: "hidden" });
  await page.emulateMedia({ media: "screen" });
  await page.getByRole("button", { name: "Save this report" }).click();
  await page.getByRole("button", { name: "Save report" }).click();
  await shown("Give it a name");
  expect(await violationsOf(page)).toEqual([]);
  await page.getByLabel("Name", { exact: true }).fill("Before this week");
  await page.getByRole("button", { name: "Save report" }).click();
  await page.getByRole("heading", { name: "Before this week" }).waitFor();
  await device.goTo("/");
  await page.reload();
  await page.getByRole("link", { name: "Before this week" }).waitFor();
  await page.getByRole("link", { name: "Totals and reports" }).click();
  const pinned = page.getByRole("link").filter({ hasText: "Before this week" });
  await pinned.filter({ hasText: "1.4" }).click();
  await page.getByRole("row").filter({ hasText: "KUKI" }).waitFor();
  expect(await cells("KUKI")).toEqual(["1.4", "2"]);
});

test("a report that this version cannot read says what it left out", async () => {
  await device.goTo(`/totals/report/new/${encodeURIComponent('{"group_by":"moon"}')}`);
  await shown("The grouping is not known to this version");
  await device.goTo("/totals/report/new/%7Bbroken");
  await shown("The report cannot be read");
  await device.page.getByRole("row").filter({ hasText: "Total" }).last().waitFor();
});

test("the 8710 grid for what is sought, and the insurer's page for an aircraft", async () => {
  const { page } = device;
  await device.goTo("/totals/8710");
  await page.getByLabel("Certificate or rating sought").selectOption("Commercial");
  await shown(/^Commercial, as of/);
  expect(await cells("XC instruction received")).toEqual(["0.0"]);
  expect(await page.getByRole("row").filter({ hasText: "ASEL" }).allTextContents()).toEqual([
    "ASEL2.80.00.0",
  ]);
  await device.goTo("/totals/insurance");
  await page.getByRole("row").filter({ hasText: "In make and model" }).waitFor();
  expect(await cells("In make and model")).toEqual(["2.8", "2.8", "2.8"]);
  await page.getByLabel("For which aircraft").selectOption("No particular aircraft");
  await page.getByRole("row").filter({ hasText: "In type" }).waitFor({ state: "detached" });
});

test("the map is there offline: routes, places, by finger and by keyboard, and the same in words", async () => {
  const { page } = device;
  await device.goTo("/map");
  await shown("1 route between 2 places");
  await page.locator("path.map_route").waitFor();
  await page.locator("path.map_land").waitFor();
  const place = () => page.locator("circle.map_place").first();
  const at = async () => Number(await place().getAttribute("cx"));
  const before = await at();
  await page.getByRole("application").press("ArrowRight");
  await expect.poll(at).toBeLessThan(before - 20);
  await page.getByRole("button", { name: "Show all" }).click();
  await expect.poll(at).toBeCloseTo(before, 0);
  await page.getByRole("button").filter({ hasText: "KUKI" }).click();
  await page.locator("circle.map_place.chosen").waitFor();
  await page.getByRole("button", { name: "Flat" }).click();
  await page.getByRole("button", { name: "Globe" }).waitFor();
  await page.getByLabel("Period").selectOption("Last 90 days");
  await page
    .getByRole("button")
    .filter({ hasText: "KPAO" })
    .filter({ hasText: "2 flights" })
    .waitFor();
});

test("cockpit red, ISO days and clocks of twelve hours are chosen in the settings and remembered", async () => {
  const { page } = device;
  await device.goTo("/settings");
  for (const name of ["Cockpit red", "2026-03-01", "2:32 PM"])
    await page.getByRole("radio", { name }).check();
  await device.goTo("/");
  await page.getByRole("link").filter({ hasText: "KUKI – KPAO" }).click();
  await shown(dayFromToday(-2).iso);
  await page.locator(".block_strip").filter({ hasText: "5:10 PM" }).waitFor();
  await page.reload();
  const ink = () => page.evaluate(() => getComputedStyle(document.body).color);
  // Red light and next to no other.
  await expect.poll(ink).toBe("rgb(255, 58, 44)");
});

test("a list of logbooks that the browser has lost is found again by the logbooks themselves", async () => {
  const { page } = device;
  await page.evaluate(() => window.localStorage.clear());
  await device.goTo("/");
  await page.reload();
  await page.getByRole("button").filter({ hasText: "Amelia Vaughn" }).click();
  await page.locator(".hero").filter({ hasText: "2.8" }).waitFor();
});
