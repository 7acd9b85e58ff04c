import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AuditEntry, entryHash } from "../../shared/audit_chain.ts";
import { startServer, type TestHttpServer } from "../harness/server.ts";
import { violationsOf } from "./accessibility.ts";
import { type Device, newDevice, startBrowser } from "./devices.ts";
import { changeRemarks, saveFlight, typeFlight } from "./logging.ts";

let server: TestHttpServer;
let browser: Browser;
let device: Device;
let address = "";

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  device = await newDevice(browser, server.url);
  await device.startLogbook("Amelia Vaughn");
  await device.signUp("amelia@example.test", "a sentence that nobody guesses");
  await typeFlight(device.page, {
    date: "2026-05-01",
    aircraft: "N737ER",
    from: "KPAO",
    to: "KUKI",
    clocks: ["1432", "1441", "1602", "1608"],
    remarks: "As it was flown",
  });
  address = await saveFlight(device.page);
  await device.inSync();
});
afterAll(async () => {
  expect(device.faults).toEqual([]);
  await browser.close();
  await server.close();
});

describe("the history of a record", () => {
  test("shows who changed what from and to, when and on which device, as the ledger has it", async () => {
    const { page, goTo } = device;
    await changeRemarks(page, address, "As it was read later");
    await device.inSync();
    await goTo(address.slice(1));
    await page.getByRole("link", { name: "History" }).click();
    await page.getByText("As the ledger’s audit log has it").waitFor();
    const change = page.locator(".history_step").first();
    await change.locator("del", { hasText: "As it was flown" }).waitFor();
    await change.locator("ins", { hasText: "As it was read later" }).waitFor();
    expect(await change.innerText()).toMatch(/\d\d:\d\d UTC.*on this device/s);
    const made = page.locator(".history_step").last();
    expect(await made.innerText()).toMatch(/Total time\s+1\.6/);
    expect(await made.innerText()).toMatch(/Leg added.*From\s+KPAO.*To\s+KUKI/s);
    expect(await violationsOf(page)).toEqual([]);
  });

  test("tells what the logbook said on a day: by the reports of the day, and by the audit log", async () => {
    const { page, goTo } = device;
    await goTo("/reports/new");
    // Before the flight, which can be changed without a reason as long as no report has counted it.
    await page.getByLabel("As of").fill("2025-12-31");
    await page.getByRole("button", { name: "Make the report" }).click();
    await page.getByText("Fixed since it was made").waitFor();
    await device.inSync();
    await goTo("/reports/day");
    await page.getByRole("button", { name: "Show what it said" }).click();
    await page.getByRole("link", { name: /^Currency as of 31 Dec 2025/ }).waitFor();
    await page.getByText(/^By \d+ entries of the log/).waitFor();
    await page.getByRole("link", { name: /N737ER · As it was read later/ }).waitFor();
    const figure = page.locator(".figure", { hasText: "Total time" });
    expect(await figure.innerText()).toMatch(/1\.6/);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByLabel("Day").fill("2020-01-01");
    await page.getByRole("button", { name: "Show what it said" }).click();
    await page.getByText(/^The log begins .* nothing of this logbook before/).waitFor();
    await page.getByText("None was kept").waitFor();
    await device.setOffline(true);
    await goTo("/reports/day/2020-01-02");
    await page.getByText("The ledger cannot be reached").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await device.setOffline(false);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText(/^The log begins/).waitFor();
  });

  test("with no network shows what this device knows, and that a change is unsent", async () => {
    const { page, goTo } = device;
    await device.setOffline(true);
    await changeRemarks(page, address, "Typed with no signal");
    await goTo(`/history/flight/${address.split("/").at(-1)}`);
    await page.getByText("As this device knows it").waitFor();
    await page.getByText("The last change has not been sent").waitFor();
    await page.locator("ins", { hasText: "Typed with no signal" }).waitFor();
    await device.setOffline(false);
    await device.inSync();
  });
});

async function tamper(sql: string): Promise<void> {
  await server.database.admin.run(
    `begin; set local session_replication_role = replica; ${sql}; commit;`,
  );
}

/** The chain as the ledger shows it to its owner. */
function readEntries(logbook_id: string): Promise<AuditEntry[]> {
  return device.page.evaluate(async (id) => {
    const response = await fetch(`/api/v1/logbooks/${id}/audit/entries`);
    return ((await response.json()) as { entries: AuditEntry[] }).entries;
  }, logbook_id);
}

/** Does what only a superuser can: changes an entry and every hash after it, the head included. */
async function rewriteFrom(number: number): Promise<void> {
  const { admin } = server.database;
  const [logbook] = await admin.query<{ id: string }>("select id from sync.logbooks");
  const id = logbook!.id;
  const entries = await readEntries(id);
  let prev_hash = entries[number - 2]!.row_hash;
  const forged = entries.slice(number - 1).map((entry, i) => {
    const changed_by = i === 0 ? { change_reason: "It was always so" } : {};
    const linked = { ...entry, ...changed_by, prev_hash };
    prev_hash = entryHash(id, linked);
    return { ...linked, row_hash: prev_hash };
  });
  const updates = forged.map(
    (entry) => `update audit.audit_log set change_reason = ${
      entry.change_reason === null ? "null" : `'${entry.change_reason}'`
    }, prev_hash = '\\x${entry.prev_hash}', row_hash = '\\x${entry.row_hash}'
      where logbook_id = '${id}' and chain_number = ${entry.chain_number};`,
  );
  await tamper(
    `${updates.join("\n")} update sync.logbooks set audit_head = '\\x${prev_hash}' where id = '${id}'`,
  );
}

describe("the device as a witness", () => {
  const alarm = "The ledger’s past was changed";

  test("finds the chain in order, across restarts", async () => {
    const { page, goTo } = device;
    await page.reload();
    await device.inSync();
    await goTo("/witness");
    await page.getByText("as this device saw it").waitFor();
    await page.getByText(/Last seen: entry \d+/).waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });

  test("notices a chain that was rewritten from some entry on, and stops nothing", async () => {
    const { page, goTo } = device;
    // A superuser changes one old entry and computes every hash after it anew, the head included.
    await rewriteFrom(2);
    const [verified] = await server.database.admin.query<{ n: number }>(
      `select count(*)::int as n from sync.logbooks l
        cross join lateral audit.verify_chain(l.id) v`,
    );
    expect(verified!.n, "the forged chain is consistent in itself").toBe(0);
    await page.reload();
    await page.getByText(alarm).first().waitFor();
    for (const screen of ["/", "/flights", "/flights/new", "/settings"]) {
      await goTo(screen);
      await page.getByRole("alert").getByText(alarm).waitFor();
    }
    await goTo("/witness");
    await page.getByText("Go on logging. Nothing is stopped").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save the evidence" }).click();
    expect((await download).suggestedFilename()).toMatch(/^offblock-witness-.*\.json$/);
    await changeRemarks(page, address, "Logged in spite of it");
    await device.inSync();
    await page.reload();
    await page.getByRole("alert").getByText(alarm).waitFor();
  });

  test("takes the ledger as it is once the pilot has settled it, and watches on", async () => {
    const { page, goTo } = device;
    await goTo("/witness");
    await page.getByLabel(/I know why/).check();
    await page.getByRole("button", { name: "Take the ledger as it is now" }).click();
    await page.getByText("as this device saw it").waitFor();
    // The end of the chain is cut off, as a restore from an old backup would.
    await tamper(
      `delete from audit.audit_log a using sync.logbooks l
        where a.logbook_id = l.id and a.chain_number = l.audit_count;
       update sync.logbooks l set audit_count = a.chain_number, audit_head = a.row_hash
         from audit.audit_log a where a.logbook_id = l.id and a.chain_number = l.audit_count - 1`,
    );
    await page.reload();
    await page.getByRole("alert").getByText(alarm).waitFor();
    await goTo("/witness");
    await page.getByText(/The ledger ends at entry \d+, but entry \d+ was there before/).waitFor();
  });
});
