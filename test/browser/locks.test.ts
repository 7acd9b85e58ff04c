import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkLedger } from "../harness/check_ledger.ts";
import type { Document } from "../harness/pilots.ts";
import { startServer, type TestHttpServer } from "../harness/server.ts";
import { aSigner, signedBy } from "../harness/signed.ts";
import { violationsOf } from "./accessibility.ts";
import { type Device, newDevice, servedOffline, startBrowser } from "./devices.ts";
import { saveFlight, typeFlight } from "./logging.ts";

let server: TestHttpServer;
let browser: Browser;
let device: Device;
let address = "";

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  device = await newDevice(browser, server.url);
  await device.startLogbook("Amelia Vaughn");
  await device.signUp("amelia@example.test", "a sentence that nobody guesses");
  await device.inSync();
  await servedOffline(device.page);
  await typeFlight(device.page, {
    date: "2026-05-01",
    aircraft: "N737ER",
    from: "KPAO",
    to: "KUKI",
    clocks: ["1432", "1441", "1602", "1608"],
    remarks: "As it was flown",
  });
  address = await saveFlight(device.page);
});
afterAll(async () => {
  expect(device.faults).toEqual([]);
  await checkLedger(server.database.admin);
  await browser.close();
  await server.close();
});

const button = (name: string) => device.page.getByRole("button", { name, exact: true });
const link = (name: string) => device.page.getByRole("link", { name, exact: true });

describe("an entry that is locked", () => {
  test("is read-only until its owner unlocks it, also with no network", async () => {
    const { page, goTo } = device;
    await device.setOffline(true);
    await goTo(address.slice(1));
    await link("Edit this flight").waitFor();
    await button("Lock").click();
    await page.getByText("Locked by you").waitFor();
    await link("Edit this flight").waitFor({ state: "detached" });
    expect(await button("Delete this flight").count()).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    await goTo(`${address.slice(1)}/edit`);
    await page.getByText("Locked by you").waitFor();
    expect(await page.getByRole("heading", { name: "Edit flight" }).count()).toBe(0);

    await button("Unlock").click();
    await link("Edit this flight").waitFor();
    await button("Lock").click();
    await page.getByText("Locked by you").waitFor();
    await device.setOffline(false);
  });

  test("is corrected by an entry that supersedes it and says why; totals and list count one", async () => {
    const { page, goTo } = device;
    await device.setOffline(true);
    await link("Correct this entry").click();
    await page.getByRole("heading", { name: "Correct flight" }).waitFor();
    await expect.poll(() => page.getByLabel("Total time").inputValue()).toBe("1.6");
    await page.getByLabel("Total time").fill("1.5");
    await button("Save flight").click();
    await page.getByText("Not saved yet").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByLabel("Reason of the correction").fill("The clock was read wrong");
    await button("Save flight").click();
    await page.getByText("The clock was read wrong").waitFor();

    await goTo("/flights");
    await page.getByText("1 flight, 1.5 h").waitFor();
    await page.getByLabel("Show 1 superseded or marked as an error").check();
    await page.getByText("superseded", { exact: true }).waitFor();
    await page.getByText("1 flight, 1.5 h").waitFor();
    await goTo(address.slice(1));
    await page.getByText("Superseded", { exact: true }).waitFor();
    expect(await link("Correct this entry").count()).toBe(0);
    await goTo("/");
    expect(await page.getByLabel("Total time").innerText()).toMatch(/^1\.5/);
    await device.setOffline(false);
    await device.inSync();

    const rows = await server.database.admin.query(
      `select total_time, is_locked, correction_reason, superseded_by_flight_id is not null as is_superseded
         from logbook.flights order by created_at`,
    );
    expect(rows).toEqual([
      { total_time: 96, is_locked: true, correction_reason: null, is_superseded: true },
      {
        total_time: 90,
        is_locked: false,
        correction_reason: "The clock was read wrong",
        is_superseded: false,
      },
    ]);
  });

  test("an entry marked as an error says why, counts no more, and the mark can be taken back", async () => {
    const { page, goTo } = device;
    await goTo("/flights");
    await page.locator(".flight_line").first().click();
    await button("Mark as an error").click();
    const dialog = page.getByRole("dialog", { name: "Mark as an error" });
    await dialog.getByRole("button", { name: "Mark as an error" }).click();
    await dialog.getByRole("alert").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByLabel("Why it is an error").fill("Never flown");
    await dialog.getByRole("button", { name: "Mark as an error" }).click();
    await page.getByText("Never flown").waitFor();
    await goTo("/flights");
    // The correction is an error now, so what it corrected counts again.
    await page.getByText("1 flight, 1.6 h").waitFor();
    await page.getByLabel("Show 1 superseded or marked as an error").check();
    await page.getByText("error", { exact: true }).waitFor();
    await page.locator(".flight_line.struck").click();
    await button("It is no error").click();
    await page.getByText("Never flown").waitFor({ state: "detached" });
    await goTo("/flights");
    await page.getByText("1 flight, 1.5 h").waitFor();
    await device.inSync();
  });

  /** Documents into the ledger as an instructor's device would bring them. */
  async function push(...documents: Document[]): Promise<void> {
    const answers = await device.page.evaluate(async (docs) => {
      const [logbook] = JSON.parse(localStorage.getItem("offblock.logbooks")!).all;
      const response = await fetch(`/db/${logbook.id}/_bulk_docs`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ docs }),
      });
      return response.json();
    }, documents);
    expect(answers).toEqual(documents.map(() => expect.objectContaining({ ok: true })));
  }

  test("a signature over something else waits, says so and locks nothing; one over what the entry says locks it", async () => {
    const { page, goTo } = device;
    await typeFlight(page, {
      date: "2026-05-02",
      aircraft: "N737ER",
      from: "KUKI",
      to: "KPAO",
      clocks: ["1000", "1010", "1100", "1110"],
      remarks: "Dual, signed",
    });
    const address_signed = (await saveFlight(page)).slice(1);
    await device.inSync();
    const uuid = address_signed.split("/").at(-1)!;
    const [stored] = await server.database.admin.query<{ body: Document; owner: string }>(
      `select r.body::jsonb as body, p.id as owner from sync.revisions r cross join logbook.people p
        where r.document_id = $1 and p.is_logbook_owner`,
      [`flight:${uuid}`],
    );
    const flight = { ...stored!.body, _id: `flight:${uuid}` };
    const signer = aSigner(1, { _id: `person:${stored!.owner}` });
    await push(
      signer.person,
      signer.key,
      signedBy(signer, { ...flight, remarks: "Never written here" }),
    );
    await goTo(address_signed);
    await page.getByText("Signature waits").waitFor();
    await page.getByText("It locks nothing").waitFor();
    await link("Edit this flight").waitFor();
    await goTo("/sync");
    await page.getByText("It is over something else than the entry says").waitFor();
    expect(await violationsOf(page)).toEqual([]);

    await push(signedBy(signer, flight));
    await goTo(address_signed);
    await page.getByText("Signed and locked").waitFor();
    await page.getByText("by Signer 1").first().waitFor();
    await link("Edit this flight").waitFor({ state: "detached" });
    expect(await button("Unlock").count()).toBe(0);
    await link("Correct this entry").waitFor();
    // The one that came first still waits, for what will not be.
    await goTo("/sync");
    await page.getByText("Another signature locks the entry, over something else").waitFor();
  });
});

describe("a change that the audit log asks a reason of", () => {
  test("is not saved without it, and the reason is in the log", async () => {
    const { page } = device;
    // Fifty days on, by the device's clock.
    await page.clock.install({ time: Date.now() + 50 * 86_400_000 });
    await page.goto(`${server.url}/#/flights`);
    await page.reload();
    await page.locator(".flight_line").filter({ hasText: "As it was flown" }).click();
    await link("Edit this flight").click();
    await page.getByLabel("Remarks").fill("Read again");
    await button("Save flight").click();
    await page.getByText("The reason of the change is missing").first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByLabel("Why this change").fill("Found the fuel slip");
    await saveFlight(page);
    await device.inSync();
    const rows = await server.database.admin.query<{ change_reason: string }>(
      "select change_reason from audit.audit_log where table_name = 'logbook.flights' order by chain_number desc limit 1",
    );
    expect(rows).toEqual([{ change_reason: "Found the fuel slip" }]);
  });
});
