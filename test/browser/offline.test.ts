import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServer, type TestHttpServer } from "../harness/server.ts";
import { type Device, newDevice, servedOffline, startBrowser } from "./devices.ts";
import { discardForm } from "./forms.ts";
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

/** Overwrites every part of the snapshot that a logbook is opened from, once there is one. */
async function damageSnapshot(page: Page): Promise<void> {
  const damage = async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve) => {
        request.onsuccess = () => resolve(request.result);
      });
    let parts = 0;
    for (const { name } of await indexedDB.databases()) {
      if (!name!.startsWith("offblock-snapshot")) continue;
      const database = await done(indexedDB.open(name!));
      for (const store_name of database.objectStoreNames) {
        const store = database.transaction(store_name, "readwrite").objectStore(store_name);
        for (const key of await done(store.getAllKeys())) {
          parts++;
          await done(store.put(new Uint8Array([1, 2, 3]), key));
        }
      }
      database.close();
    }
    return parts;
  };
  // It is written when the page has been left alone for a while.
  await expect.poll(() => page.evaluate(damage)).toBeGreaterThan(0);
}

/** Runs a script in the store's worker before its own. */
async function beforeWorker({ context }: Device, script: string): Promise<void> {
  await context.route(/\/assets\/worker-.*\.js/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${script}\n${await response.text()}` });
  });
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
    // Each step begins at the name of the screen, for the keyboard and for who is read to.
    await page.locator("h1:focus").waitFor();
    await page.getByRole("button", { name: /^Add \d+ records$/ }).press("Enter");
    await page.getByText("were added to your logbook").waitFor();
    await page.locator("h1:focus").waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
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

  test("a form that was left open is as it was after the page was killed, and so is the logbook when its snapshot is damaged", async () => {
    const { page } = device;
    const before = await totalHours(device);
    await damageSnapshot(page);
    await device.goTo("/flights/new");
    await page.getByLabel("Remarks").fill("Half a thought");
    await page.getByLabel("Total time").fill("1.x");
    await page.reload();
    await page.getByText("You left this form open").waitFor();
    await expect.poll(() => page.getByLabel("Remarks").inputValue()).toBe("Half a thought");
    await expect.poll(() => page.getByLabel("Total time").inputValue()).toBe("1.x");
    await page.getByRole("button", { name: "Save flight" }).click();
    await page.getByText("“1.x” is no time of flight").first().waitFor();
    await discardForm(page);
    expect(await totalHours(device)).toBe(before);
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
    await discardForm(page);
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

describe("a browser that does not keep what it is given", () => {
  /** A device whose service worker does not bring the store's worker from its cache. */
  const bare = () => newDevice(browser, server.url, undefined, { serviceWorkers: "block" });

  test("says so when it refuses IndexedDB, and what to do", async () => {
    const device = await bare();
    await beforeWorker(
      device,
      `Object.defineProperty(self, "indexedDB", { value: { open() { throw new DOMException("Access is denied.", "SecurityError"); } } });`,
    );
    await device.page.getByRole("button", { name: "Start a logbook" }).click();
    await device.page.getByText("does not let Offblock keep your logbook").waitFor();
    await device.page.getByText("It said: Access is denied.").waitFor();
    await device.context.unrouteAll();
    await device.page.getByRole("button", { name: "Try again" }).click();
    await device.page.getByText("Your logbook is ready").waitFor();
    await device.close();
  });

  test("forgets no logbook when it refuses everything beside IndexedDB, as private windows do", async () => {
    const device = await bare();
    const { page } = device;
    await device.context.addInitScript(
      `Object.defineProperty(window, "localStorage", { get() { throw new DOMException("Access is denied.", "SecurityError"); } });`,
    );
    await page.reload();
    await device.startLogbook("Amelia Vaughn");
    await page.reload();
    await page.getByText("Logbooks on this device").waitFor();
    await page.getByRole("button", { name: /Open$/ }).click();
    await page.getByText("Your logbook is ready").waitFor();
    expect(device.faults).toEqual([]);
    await device.close();
  });

  test("when it is full, keeps what was typed, says so, and saves it once there is room", async () => {
    const device = await bare();
    const { page } = device;
    // A device that is full ends the transaction of what does not fit: the first two times here.
    await beforeWorker(
      device,
      `let left = 2;
      for (const name of ["put", "add"]) {
        const real = IDBObjectStore.prototype[name];
        IDBObjectStore.prototype[name] = function (...values) {
          const isFull = left > 0 && JSON.stringify(values[0]).includes("too much");
          const request = real.apply(this, values);
          if (isFull) {
            left--;
            this.transaction.abort();
          }
          return request;
        };
      }`,
    );
    await device.startLogbook("Amelia Vaughn");
    await device.goTo("/records/tag/new");
    await page.getByLabel(/^Name/).fill("Mountain");
    await page.getByLabel("Description").fill("A word that is too much");
    const save = () => page.getByRole("button", { name: "Save", exact: true }).click();
    const answers = page.getByText("This device could not keep it.");
    await save();
    await answers.waitFor();
    await page.getByText("Free some space, then save again").waitFor();
    await page.getByLabel(/^Name/).fill("Mountains");
    await answers.waitFor({ state: "detached" });
    await save();
    await answers.waitFor();
    expect(await page.getByLabel("Description").inputValue()).toBe("A word that is too much");
    await save();
    await page.getByText("Tag saved").waitFor();
    await device.close();
  });
});
