import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { checkLedger } from "../harness/check_ledger.ts";
import { startServer, type TestHttpServer } from "../harness/server.ts";
import { violationsOf } from "./accessibility.ts";
import { type Device, newDevice, screens, servedOffline, startBrowser } from "./devices.ts";
import { changeRemarks, saveFlight, typeFlight } from "./logging.ts";

const file = join(import.meta.dirname, "../fixtures/foreflight/current.csv");
const email = "amelia@example.test";
const password = "a sentence that nobody guesses";

let server: TestHttpServer;
let browser: Browser;
let tablet: Device;
let phone: Device;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  tablet = await newDevice(browser, server.url, screens.wide);
  phone = await newDevice(browser, server.url, screens.phone);
});
afterEach(async () => {
  await Promise.all([tablet.setOffline(false), phone.setOffline(false)]);
});
afterAll(async () => {
  await checkLedger(server.database.admin);
  await browser.close();
  await server.close();
});

async function ledgerCount(table: string): Promise<number> {
  const [row] = await server.database.admin.query<{ n: number }>(
    `select count(*)::int as n from ${table}`,
  );
  return row!.n;
}

describe("from a tablet with no signal, through the ledger, to a second device", () => {
  let address = "";

  test("what was logged offline and without an account reaches the ledger after signing up", async () => {
    const { page } = tablet;
    await tablet.startLogbook("Amelia Vaughn");
    await servedOffline(page);
    await tablet.setOffline(true);
    await tablet.goTo("/import");
    await page.locator("input[type=file]:enabled").setInputFiles(file);
    await page.getByRole("button", { name: /^Add \d+ records$/ }).click();
    await page.getByText("were added to your logbook").waitFor();
    await typeFlight(page, {
      date: "2026-05-01",
      aircraft: "N737ER",
      from: "KPAO",
      to: "KUKI",
      clocks: ["1432", "1441", "1602", "1608"],
      remarks: "Logged with no signal",
    });
    address = await saveFlight(page);
    await tablet.setOffline(false);
    await tablet.signUp(email, password);
    await tablet.inSync();

    expect(await ledgerCount("logbook.flights")).toBe(6);
    expect(await ledgerCount("logbook.flight_legs")).toBe(6);
    expect(await ledgerCount("logbook.training_sessions")).toBe(2);
    expect(await ledgerCount("sync.waiting")).toBe(0);
    const [flight] = await server.database.admin.query<{ total_time: number; block_out: string }>(
      "select total_time, block_out from logbook.flights where remarks = 'Logged with no signal'",
    );
    expect(flight).toMatchObject({ total_time: 96, block_out: "2026-05-01T14:32:00Z" });
    await checkLedger(server.database.admin);
  });

  test("a second device that signs in has the same logbook", async () => {
    await phone.signIn(email, password);
    await phone.goTo("/flights");
    await phone.page.getByText("6 flights, 7.7 h").waitFor();
    await phone.goTo(address.slice(1));
    await phone.page.locator("p", { hasText: "Logged with no signal" }).waitFor();
    await phone.page.getByRole("link", { name: "N737ER", exact: true }).waitFor();
  });

  test("an edit on one appears on the other without anybody asking for it", async () => {
    await tablet.goTo(address.slice(1));
    for (const remarks of ["Typed on the phone", "And again", "And once more"]) {
      const seen = tablet.page.locator("p", { hasText: remarks }).waitFor();
      await phone.goTo(`${address.slice(1)}/edit`);
      await phone.page.getByLabel("Remarks").fill(remarks);
      await phone.page.getByRole("button", { name: "Save flight" }).click();
      await seen;
    }
  });

  test("the same field edited on both while both are offline, one of them closed before it could send: nothing is lost, both agree, the losing edit is shown side by side", async () => {
    // As in Firefox and Safari: nothing is sent while the app is closed.
    await phone.context.addInitScript(() => {
      for (const name of ["sync", "periodicSync"])
        Reflect.deleteProperty(ServiceWorkerRegistration.prototype, name);
    });
    await phone.page.reload();
    await Promise.all([phone.inSync(), tablet.inSync()]);
    await servedOffline(phone.page);
    await phone.setOffline(true);
    await tablet.setOffline(true);
    await changeRemarks(phone.page, address, "The phone says this");
    await changeRemarks(tablet.page, address, "The tablet says that");
    await phone.goTo("/sync");
    await phone.page.getByText("Not sent yet: 1").waitFor();
    await phone.page.close();
    await phone.setOffline(false);
    await phone.reopen();
    await phone.inSync();
    await tablet.setOffline(false);
    await tablet.inSync();

    const remarks: string[] = [];
    for (const device of [tablet, phone]) {
      await device.goTo("/corrections");
      const row = device.page.getByRole("row").filter({ hasText: "Remarks" });
      await row.getByRole("cell").first().waitFor();
      const [standing, proposed] = await row.getByRole("cell").allInnerTexts();
      expect([standing, proposed].toSorted()).toEqual([
        "The phone says this",
        "The tablet says that",
      ]);
      remarks.push(standing!);
      expect(await violationsOf(device.page)).toEqual([]);
    }
    expect(remarks[0]).toBe(remarks[1]);
    await checkLedger(server.database.admin);
  });

  test("taking the proposed version works offline and settles it on every device", async () => {
    await phone.setOffline(true);
    const row = phone.page.getByRole("row").filter({ hasText: "Remarks" });
    const proposed = await row.getByRole("cell").last().innerText();
    await phone.page.getByRole("button", { name: "Take the proposed version" }).press("Enter");
    await phone.page.getByText("Nothing waits for a decision").waitFor();
    await phone.page.locator("h1:focus").waitFor();
    await phone.setOffline(false);
    await tablet.page.getByText("Nothing waits for a decision").waitFor();
    await tablet.goTo(address.slice(1));
    await tablet.page.locator("p", { hasText: proposed }).waitFor();
    await Promise.all([phone.inSync(), tablet.inSync()]);
  });

  /** Both devices change the same two fields of the flight while neither has a network. */
  async function disagree(mine: [remarks: string, pic: string], theirs: [string, string]) {
    await Promise.all([phone.inSync(), tablet.inSync()]);
    await Promise.all([phone.setOffline(true), tablet.setOffline(true)]);
    for (const [device, [remarks, pic]] of [
      [phone, mine],
      [tablet, theirs],
    ] as const) {
      await device.goTo(`${address.slice(1)}/edit`);
      await device.page.getByLabel("PIC", { exact: true }).fill(pic);
      await device.page.getByLabel("Remarks").fill(remarks);
      await saveFlight(device.page);
    }
    await phone.setOffline(false);
    await phone.inSync();
    await tablet.setOffline(false);
    await tablet.inSync();
    await phone.inSync();
    for (const device of [phone, tablet]) {
      await device.goTo("/corrections");
      await device.page.getByRole("button", { name: "Take the proposed version" }).waitFor();
    }
  }
  const row = (device: Device, name: string) =>
    device.page.getByRole("row").filter({ hasText: name }).first();

  test("a part of each version can be taken, field by field, beside what both come from", async () => {
    await disagree(["one remark", "0.5"], ["another remark", "0.7"]);
    const { page } = phone;
    await row(phone, "Remarks")
      .getByText(/^before: /)
      .waitFor();
    expect(await violationsOf(page)).toEqual([]);
    const [standing] = await row(phone, "Remarks").getByRole("cell").allInnerTexts();
    const [, proposed] = await row(phone, "PIC").getByRole("cell").allInnerTexts();
    await row(phone, "Remarks").getByRole("radio").first().check();
    await page.getByRole("button", { name: "Save this mix" }).click();
    await page.getByText("Nothing waits for a decision").waitFor();
    await phone.inSync();
    await tablet.page.getByText("Nothing waits for a decision").waitFor();
    await tablet.goTo(address.slice(1));
    await tablet.page.locator("p", { hasText: standing!.trim() }).waitFor();
    await tablet.page
      .locator(".figure", { hasText: "PIC" })
      .filter({ hasText: proposed!.trim() })
      .waitFor();
  });

  test("two devices that decide differently offline agree afterwards: what was accepted stands", async () => {
    await disagree(["decided on the phone", "0.5"], ["decided on the tablet", "0.7"]);
    await Promise.all([phone.setOffline(true), tablet.setOffline(true)]);
    const [, proposed] = await row(phone, "Remarks").getByRole("cell").allInnerTexts();
    await phone.page.getByRole("button", { name: "Take the proposed version" }).click();
    await tablet.page.getByRole("button", { name: "Keep it as it stands" }).click();
    for (const device of [phone, tablet])
      await device.page.getByText("Nothing waits for a decision").waitFor();
    await tablet.setOffline(false);
    await tablet.inSync();
    await phone.setOffline(false);
    await phone.inSync();
    await tablet.inSync();
    for (const device of [phone, tablet]) {
      await device.goTo(address.slice(1));
      await device.page.locator("p", { hasText: proposed!.trim() }).waitFor();
      await device.goTo("/corrections");
      await device.page.locator("summary", { hasText: "Decided" }).click();
      await device.page
        .getByText(/Accepted on (this|another) device/)
        .first()
        .waitFor();
    }
    await checkLedger(server.database.admin);
  });

  test("different fields are merged without a word; what was deleted on one and used on the other comes back, and says why", async () => {
    await phone.goTo("/records/aircraft/new");
    await phone.page.getByLabel("Registration").fill("N5555X");
    await phone.page.getByRole("combobox", { name: "Model" }).fill("Cessna 172S");
    await phone.page.getByRole("option").first().click();
    await phone.page.getByRole("button", { name: "Save", exact: true }).click();
    await phone.page.getByRole("heading", { name: "N5555X" }).waitFor();
    await tablet.goTo("/records/aircraft");
    await tablet.page.getByRole("link", { name: /^N5555X/ }).waitFor();
    await Promise.all([phone.setOffline(true), tablet.setOffline(true)]);

    await phone.page.getByRole("button", { name: "Delete", exact: true }).click();
    await phone.page.getByRole("heading", { name: "Aircraft", level: 1 }).waitFor();
    await changeRemarks(phone.page, address, "The remark of the phone");
    await tablet.goTo(`${address.slice(1)}/edit`);
    await tablet.page.getByLabel("PIC", { exact: true }).fill("1.1");
    await saveFlight(tablet.page);
    await typeFlight(tablet.page, {
      date: "2026-05-02",
      aircraft: "N5555X",
      from: "KPAO",
      to: "KUKI",
      clocks: ["1432", "1441", "1602", "1608"],
      remarks: "In an aircraft that the phone deletes",
    });
    await saveFlight(tablet.page);
    await tablet.setOffline(false);
    await tablet.inSync();
    await phone.setOffline(false);

    for (const { page, goTo } of [phone, tablet]) {
      await goTo(address.slice(1));
      await page.locator("p", { hasText: "The remark of the phone" }).waitFor();
      await page.locator(".figure", { hasText: "PIC" }).filter({ hasText: "1.1" }).waitFor();
      await goTo("/corrections");
      await page.getByText("other entries still refer to it, so it came back").waitFor();
      await goTo("/records/aircraft");
      await page.getByRole("link", { name: /^N5555X/ }).waitFor();
    }
    await phone.goTo("/corrections");
    await phone.page.getByRole("button", { name: "Keep it as it stands" }).click();
    await phone.page.getByText("Nothing waits for a decision").waitFor();
    await phone.inSync();
    await checkLedger(server.database.admin);
  });

  test("an entry that the ledger refuses stays on the device, with the reason and a way to mend it", async () => {
    const { page } = phone;
    await phone.goTo("/records/aircraft");
    await page.getByRole("link", { name: /^N88TW/ }).click();
    await page.getByRole("link", { name: "Edit", exact: true }).click();
    await page.getByLabel("Registration").fill("N20BP");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("heading", { name: "N20BP" }).waitFor();
    await phone.goTo("/sync");
    await page.getByText("E_AIRCRAFT_REGISTRATION_TAKEN").waitFor();
    await page.reload();
    await page.getByText("E_AIRCRAFT_REGISTRATION_TAKEN").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("link", { name: "Open and mend" }).click();
    // The form opens at the field that is wrong, with the reason beside it.
    const wrong = page.locator("[data-path=registration]");
    await wrong.getByText("already in the logbook").waitFor();
    expect(await wrong.locator("input:focus").count()).toBe(1);
    await page.getByLabel("Registration").fill("N88TX");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("heading", { name: "N88TX" }).waitFor();
    await phone.inSync();
    const [row] = await server.database.admin.query<{ n: number }>(
      "select count(*)::int as n from logbook.aircraft where registration = 'N88TX'",
    );
    expect(row!.n).toBe(1);
  });

  test("signed out by the ledger, the app keeps logging, and signing in again sends it", async () => {
    const { page } = phone;
    await server.database.admin.query("delete from auth.sessions");
    server.cutConnections();
    await phone.goTo("/sync");
    await page.getByRole("button", { name: "Sync now" }).click();
    await page.locator("main").getByText("Signed out: sign in again").waitFor();
    await changeRemarks(page, address, "Written while signed out");
    await phone.goTo("/account");
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("heading", { name: "Sync" }).waitFor();
    await phone.inSync();
    const [row] = await server.database.admin.query<{ n: number }>(
      "select count(*)::int as n from logbook.flights where remarks = 'Written while signed out'",
    );
    expect(row!.n).toBe(1);
  });

  test("nothing went wrong in either page", () => {
    expect(tablet.faults).toEqual([]);
    expect(phone.faults).toEqual([]);
  });
});
