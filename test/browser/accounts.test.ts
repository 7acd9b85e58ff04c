import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkLedger } from "../harness/check_ledger.ts";
import { startServer, type TestHttpServer } from "../harness/server.ts";
import { violationsOf } from "./accessibility.ts";
import { type Device, newDevice, startBrowser } from "./devices.ts";
import { saveFlight, typeFlight } from "./logging.ts";

const file = join(import.meta.dirname, "../fixtures/foreflight/current.csv");
const password = "a sentence that nobody guesses";

let server: TestHttpServer;
let browser: Browser;
const devices: Device[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
});
afterAll(async () => {
  expect(devices.flatMap((device) => device.faults)).toEqual([]);
  await checkLedger(server.database.admin);
  await browser.close();
  await server.close();
});

async function device(): Promise<Device> {
  const made = await newDevice(browser, server.url);
  devices.push(made);
  return made;
}

async function importFile({ page, goTo }: Device): Promise<void> {
  await goTo("/import");
  await page.locator("input[type=file]:enabled").setInputFiles(file);
  await page.getByRole("button", { name: /^Add \d+ records$/ }).click();
  await page.getByText("were added to your logbook").waitFor();
}

/** A device with one flight of its own, signed in to somebody's account. */
async function withOneFlight(remarks: string): Promise<Device> {
  const made = await device();
  await made.startLogbook("Amelia Vaughn");
  await typeFlight(made.page, {
    date: "2026-05-02",
    aircraft: "N172KU",
    from: "KPAO",
    to: "O69",
    clocks: ["1000", "1010", "1050", "1100"],
    remarks,
  });
  await saveFlight(made.page);
  return made;
}

async function enterAccount({ page, goTo }: Device, email: string): Promise<void> {
  await goTo("/account");
  await page.getByText("I have one").click();
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

describe("a logbook on the device meets an account that has one", () => {
  const email = "amelia@example.test";
  let first: Device;
  beforeAll(async () => {
    first = await device();
    await first.startLogbook("Amelia Vaughn");
    await importFile(first);
    await first.signUp(email, password);
    await first.inSync();
  });

  test("its entries are added to the account's logbook when the pilot says so", async () => {
    const second = await withOneFlight("Logged before signing in");
    await enterAccount(second, email);
    await second.page.getByRole("dialog", { name: "Two logbooks" }).waitFor();
    await second.page.getByRole("button", { name: "Add these entries" }).click();
    await second.page.getByText("Your entries were added").waitFor();
    await second.inSync();
    await second.goTo("/flights");
    await second.page.getByText("6 flights, 7.1 h").waitFor();
    const [row] = await server.database.admin.query<{ n: number }>(
      "select count(*)::int as n from logbook.people where is_logbook_owner",
    );
    expect(row!.n).toBe(1);
  });

  test("a device that is signed in is listed, and signed out from another it says so at once", async () => {
    const { page, goTo } = devices.at(-1)!;
    await goTo("/account");
    await page.getByText("This device", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Sign it out" }).click();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("dialog").getByRole("button", { name: "Sign it out" }).click();
    await page.getByRole("button", { name: "Sign it out" }).first().waitFor({ state: "detached" });
    await first.goTo("/sync");
    await first.page.getByText("It was signed out from another device").waitFor();
  });

  test("or they are kept aside on the device, and can be opened again", async () => {
    const third = await withOneFlight("Kept aside");
    await enterAccount(third, email);
    await third.page.getByRole("button", { name: "Keep them aside" }).click();
    await third.inSync();
    await third.goTo("/flights");
    await third.page.getByText("6 flights, 7.1 h").waitFor();
    await third.goTo("/account");
    await third.page.getByRole("button", { name: /On this device only/ }).click();
    await third.goTo("/flights");
    await third.page.getByText("1 flight, 1.0 h").waitFor();
    await third.page.getByText("Kept aside").first().waitFor();
  });

  test("a wrong password, a taken email and a short password are said in words", async () => {
    const fourth = await device();
    await fourth.startLogbook("Somebody Else");
    const { page } = fourth;
    await fourth.goTo("/account");
    await page.getByLabel("Email").fill("new@example.test");
    await page.getByLabel("Password").fill("short");
    await page.getByRole("button", { name: "Create account" }).click();
    await page
      .getByRole("alert")
      .filter({ hasText: /10 characters/ })
      .waitFor();
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Create account" }).click();
    await page
      .getByRole("alert")
      .filter({ hasText: "An account with this email exists already" })
      .waitFor();
    await page.getByText("I have one").click();
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill("not the right sentence");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("alert").filter({ hasText: "is not right" }).waitFor();
    await fourth.setOffline(true);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("The ledger cannot be reached").waitFor();
    await fourth.setOffline(false);
    // The refusals that this test asked for are errors on the console.
    fourth.faults.length = 0;
  });

  test("signing out is refused while something is unsent, and leaves nothing behind when asked to", async () => {
    const fifth = await device();
    const { page } = fifth;
    await fifth.signIn(email, password);
    await fifth.inSync();
    await fifth.setOffline(true);
    await typeFlight(page, {
      date: "2026-05-03",
      aircraft: "N172KU",
      from: "KPAO",
      to: "KPAO",
      clocks: ["1000", "1010", "1050", "1100"],
      remarks: "Not sent yet",
    });
    await saveFlight(page);
    await fifth.goTo("/account");
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    const remove = page.getByRole("button", { name: "Sign out and remove it" });
    await page.getByText("1 entry is on this device alone").waitFor();
    expect(await remove.isDisabled()).toBe(true);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save a copy" }).click();
    expect((await download).suggestedFilename()).toMatch(/^offblock-.*\.oplf\.json$/);
    await fifth.setOffline(false);
    await page.getByText("1 entry is on this device alone").waitFor({ state: "detached" });
    await remove.click();
    await page.getByRole("button", { name: "Start a logbook" }).waitFor();
    const left = await page.evaluate(async () => (await indexedDB.databases()).length);
    expect(left).toBe(0);
  });
});
