import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServer, type TestHttpServer } from "../harness/server.ts";
import { violationsOf } from "./accessibility.ts";
import { type Device, newDevice, screens, startBrowser } from "./devices.ts";
import { discardForm } from "./forms.ts";

const file = join(import.meta.dirname, "../fixtures/foreflight/current.csv");

let server: TestHttpServer;
let browser: Browser;
let device: Device;
let addresses: string[];

/** The addresses of the first lines of a list. */
async function firstLink(list: string, selector: string): Promise<string> {
  await device.goTo(list);
  const href = await device.page.locator(selector).first().getAttribute("href");
  return href!.slice(1);
}

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  device = await newDevice(browser, server.url);
  await device.context.addInitScript(() => {
    const shifts = Object.assign(window, { shifted: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        shifts.shifted += (entry as PerformanceEntry & { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
  });
});
afterAll(async () => {
  expect(device.faults).toEqual([]);
  await browser.close();
  await server.close();
});

/** How far what was shown has moved by itself since the page was loaded, as Chromium counts it. */
function shiftOf(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as { shifted: number }).shifted);
}

/** Screens that axe looks at with text at 200 %, too. */
const readLarge: ReadonlySet<string> = new Set(["/", "/flights", "/flights/new", "/settings"]);

/** What can be touched and is lower than 44 pixels, by what is written on it. */
function smallTargets(page: Page): Promise<string[]> {
  return page
    .locator("main :is(button, input:not([type=radio]), select, textarea):visible")
    .evaluateAll((elements) =>
      elements
        .map((element) => {
          const target = element.closest("label.check, label.button, .segments label") ?? element;
          const { height } = target.getBoundingClientRect();
          return `${element.tagName} ${element.textContent} ${height}`;
        })
        .filter((line) => Number(line.split(" ").at(-1)) < 43.5),
    );
}

describe("every screen, in light, dark and cockpit red, on a phone and on a wide screen", () => {
  test("the first screen has no accessibility violation", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await device.page.emulateMedia({ colorScheme });
      expect(await violationsOf(device.page)).toEqual([]);
    }
    await device.page.getByRole("button", { name: "I have an account" }).click();
    expect(await violationsOf(device.page)).toEqual([]);
    await device.page.getByRole("button", { name: "Start without an account" }).click();
    await device.startLogbook("Amelia Vaughn");
    expect(await violationsOf(device.page)).toEqual([]);
  });

  test("the preview of an import has none", async () => {
    await device.goTo("/import");
    await device.page.locator("input[type=file]:enabled").setInputFiles(file);
    await device.page.getByRole("heading", { name: "What was read" }).waitFor();
    expect(await violationsOf(device.page)).toEqual([]);
    await device.page.getByRole("button", { name: /^Add \d+ records$/ }).click();
    await device.page.getByText("were added to your logbook").waitFor();
    const flight = await firstLink("/flights", ".flight_line");
    const aircraft = await firstLink("/records/aircraft", ".record_line");
    addresses = [
      "/",
      "/flights",
      "/flights/pages",
      "/flights/calendar/at:2024",
      // The day of a lesson in the file.
      "/flights/calendar/at:2024-05-18",
      flight,
      `${flight}/edit`,
      "/flights/new",
      "/flights/quick",
      "/flights/several",
      "/records/aircraft",
      aircraft,
      `${aircraft}/edit`,
      "/records/training_session/new",
      "/more",
      "/import",
      "/corrections",
      flight.replace("/flights/", "/history/flight/"),
      "/records/endorsement/new",
      "/witness",
      "/sync",
      "/account",
      "/settings",
      "/totals",
      "/totals/by/airport",
      "/totals/8710",
      "/totals/currency",
      "/map",
      "/design",
      "/nowhere",
    ];
  });

  test.each([
    ["phone", "light", "all"],
    // Another theme changes colours and nothing else.
    ["phone", "dark", "colours"],
    ["wide", "red", "all"],
  ] as const)("no screen has one: %s, %s", async (size, look, rules) => {
    const { page, goTo } = device;
    await page.setViewportSize(screens[size]);
    if (look === "red") {
      await goTo("/settings");
      await page.getByRole("radio", { name: "Cockpit red" }).check();
    } else await page.emulateMedia({ colorScheme: look });
    await page.reload();
    for (const address of addresses) {
      await goTo(address);
      await page.locator("h1:visible").first().waitFor();
      expect(await violationsOf(page, rules), address).toEqual([]);
      expect(await shiftOf(page), address).toBeLessThan(0.01);
    }
  });

  test("settings says how much is used, and offers to install where the browser does", async () => {
    const { page, goTo } = device;
    await goTo("/settings");
    const said = await page.getByText("MB that the browser allows").innerText();
    const [used, allowed] = said.match(/[\d,.]+/g)!.map((text) => Number(text.replaceAll(",", "")));
    const { usage, quota } = await page.evaluate(() => navigator.storage.estimate());
    // The service worker and the snapshot write meanwhile.
    expect(used).toBeGreaterThan(0);
    expect(Math.abs(used! - usage! / 1e6)).toBeLessThan(5);
    expect(allowed! / (quota! / 1e6)).toBeCloseTo(1, 1);

    const session = await page.context().newCDPSession(page);
    const { errors, data } = await session.send("Page.getAppManifest");
    expect(errors).toEqual([]);
    expect(JSON.parse(data!)).toMatchObject({ display: "standalone", start_url: "/" });
    const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
    const reasons = installabilityErrors.map(({ errorId }) => errorId);
    // Chromium installs nothing from a profile that it forgets.
    expect(reasons.filter((reason) => reason !== "in-incognito")).toEqual([]);
    await page.getByText("In the menu of your browser").waitFor();
    await page.evaluate(() => {
      const offer = new Event("beforeinstallprompt", { cancelable: true });
      const prompt = () => {
        document.title = "Asked to install";
      };
      window.dispatchEvent(Object.assign(offer, { prompt }));
    });
    await page.getByRole("button", { name: "Install Offblock" }).click();
    expect(await page.title()).toBe("Asked to install");
    await page.getByText("In the menu of your browser").waitFor();
  });

  test("the dialogs and the problems of a form have none", async () => {
    const { page, goTo } = device;
    await page.setViewportSize(screens.phone);
    await goTo("/flights/new");
    await page.getByRole("combobox", { name: "Aircraft" }).fill("N1");
    await page.getByRole("option", { name: "New “N1”" }).click();
    await page.getByRole("dialog").waitFor();
    await page.getByRole("button", { name: "Save aircraft" }).click();
    await page.getByText("This must be filled in").first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByLabel("Date").fill("");
    await page.getByRole("button", { name: "Add a leg" }).click();
    await page.getByRole("button", { name: "Save flight" }).click();
    await page.getByText("Not saved yet").waitFor();
    await page.evaluate(() => {
      for (const fold of document.querySelectorAll("details")) fold.open = true;
    });
    for (const row of ["approach", "event", "person", "tag"])
      await page
        .getByRole("button", { name: `Add ${row}`, exact: true })
        .first()
        .click();
    expect(await violationsOf(page)).toEqual([]);
    await discardForm(page);
  });

  test("no screen scrolls sideways, down to 360 pixels and with text at 200 %; what is touched is 44 pixels high", async () => {
    const { page, goTo } = device;
    for (const [width, zoom] of [
      [360, "100%"],
      [390, "200%"],
    ] as const) {
      await page.setViewportSize({ width, height: 800 });
      await page.evaluate((size) => {
        document.documentElement.style.fontSize = size;
      }, zoom);
      for (const address of addresses) {
        await goTo(address);
        await page.locator("h1:visible").first().waitFor();
        // What reaches beyond the right edge, by its class or element.
        const beyond = await page.evaluate(() => {
          const { clientWidth, scrollWidth } = document.documentElement;
          if (scrollWidth <= clientWidth) return [];
          return [...document.querySelectorAll("main *")]
            .filter((element) => element.getBoundingClientRect().right > clientWidth + 0.5)
            .map((element) => `${element.tagName} ${element.className}`);
        });
        expect(beyond, `${address} at ${width} px, ${zoom}`).toEqual([]);
        expect(await smallTargets(page), address).toEqual([]);
        if (zoom === "200%" && readLarge.has(address))
          expect(await violationsOf(page), `${address}, ${zoom}`).toEqual([]);
      }
    }
    await page.evaluate(() => {
      document.documentElement.style.fontSize = "";
    });
  });
});
