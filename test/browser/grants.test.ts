import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkLedger } from "../harness/check_ledger.ts";
import { startServer, type TestHttpServer } from "../harness/server.ts";
import { violationsOf } from "./accessibility.ts";
import { type Device, newDevice, screens, startBrowser } from "./devices.ts";
import { makeKey } from "./keys.ts";
import { saveFlight, typeFlight } from "./logging.ts";

const passphrase = "four quiet words here";
const password = "a sentence that nobody guesses";
const flight = {
  date: "2026-05-02",
  aircraft: "N172KU",
  from: "KPAO",
  to: "O69",
  clocks: ["1000", "1010", "1050", "1100"],
} as const;

let server: TestHttpServer;
let browser: Browser;
let owner: Device;
let reader: Device;

/** A line of the owner's page of who may see it. */
const rowOf = (words: string) => owner.page.getByRole("listitem").filter({ hasText: words });

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  owner = await newDevice(browser, server.url, screens.wide);
  reader = await newDevice(browser, server.url, screens.phone);
});
afterAll(async () => {
  await checkLedger(server.database.admin);
  await browser.close();
  await server.close();
});

describe("a logbook that its owner opens to somebody else", () => {
  test("is given by email, role and last day, and listed", async () => {
    await owner.startLogbook("Amelia Vaughn");
    await typeFlight(owner.page, { ...flight, remarks: "Amelia flew this" });
    await saveFlight(owner.page);
    await owner.signUp("amelia@example.test", password);
    await owner.inSync();
    await reader.startLogbook("Ivo Marsh");
    await reader.signUp("ivo@example.test", password);
    await reader.inSync();

    const { page } = owner;
    await owner.goTo("/grants");
    await page.getByText("Nobody but you.").waitFor();
    await page.getByRole("button", { name: "Let somebody see it" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Email").fill("nobody@example.test");
    await dialog.getByRole("button", { name: "Let them see it" }).click();
    await dialog.getByRole("alert").filter({ hasText: "No account has this email" }).waitFor();
    await dialog.getByLabel("Email").fill("ivo@example.test");
    await dialog.getByLabel("Role").selectOption("instructor");
    await dialog.getByLabel("Last day").fill("2099-12-31");
    await dialog.getByRole("button", { name: "Let them see it" }).click();
    await page.getByText("Open until").waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });

  test("is opened and synced on the other's device, to be read and not written", async () => {
    const { page } = reader;
    await reader.goTo("/grants");
    await page.getByText("Amelia Vaughn").waitFor();
    await page.getByRole("button", { name: "Open" }).click();
    await page.getByText("to read only").waitFor();
    await reader.goTo("/flights");
    await page.getByText("1 flight, 1.0 h").waitFor();
    await page.getByRole("link", { name: /Amelia flew this/ }).click();
    await page.getByRole("link", { name: "History" }).waitFor();
    expect(await page.getByRole("link", { name: "Edit this flight" }).count()).toBe(0);
    expect(await page.getByRole("link", { name: "Log", exact: true }).count()).toBe(0);
    // An instructor signs it with their own key, and sends the signature back.
    await page.getByRole("link", { name: "Sign this entry" }).click();
    await page.getByText("In the logbook of Amelia Vaughn").waitFor();
    await page.getByText("This device holds no signing key yet").waitFor();
    await reader.goTo("/flights/new");
    await page.getByText("You may read Amelia Vaughn’s logbook, not write it").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await reader.inSync();
    // What the owner writes from now on arrives.
    await typeFlight(owner.page, { ...flight, date: "2026-05-03", remarks: "And this" });
    await saveFlight(owner.page);
    await reader.goTo("/flights");
    await page.getByText("2 flights, 2.0 h").waitFor();
  });

  test("an instructor signs what they are asked to, and it comes back by itself and locks", async () => {
    await makeKey(reader, passphrase);
    await reader.goTo("/sign");
    await owner.goTo("/flights");
    const { page } = owner;
    await page.getByRole("link", { name: /Amelia flew this/ }).click();
    await page.getByRole("link", { name: "Ask for a signature" }).click();
    await page.getByRole("button", { name: "Ask Ivo Marsh" }).click();
    await page.getByText("Asked", { exact: true }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await owner.goTo("/");

    const theirs = reader.page;
    await theirs.getByRole("heading", { name: "Waiting for your signature" }).waitFor();
    await theirs.getByText("Flight of Amelia Vaughn").waitFor();
    expect(await violationsOf(theirs)).toEqual([]);
    await theirs.getByRole("button", { name: "Read and sign" }).click();
    await theirs.getByText("N172KU, Cessna 172S").first().waitFor();
    await theirs.getByLabel("Certificate number").fill("7654321CFI");
    await theirs.getByLabel("Certificate expires").fill("2028-05-31");
    await theirs.getByLabel("Passphrase of the key").fill(passphrase);
    await theirs.getByRole("button", { name: "Sign", exact: true }).click();
    await theirs.getByText("Signed and sent").waitFor();

    // It comes by itself, whatever screen is open.
    await page.getByText("Signed by Ivo Marsh. The entry is locked.").waitFor();
    await page.getByRole("heading", { name: "Home" }).waitFor();
    await owner.goTo("/flights");
    await page.getByRole("link", { name: /Amelia flew this/ }).click();
    await page.getByText("VALID", { exact: true }).waitFor();
    await page.getByText("Signed and locked").waitFor();
    await reader.goTo("/flights");
    await theirs.getByRole("link", { name: /Amelia flew this/ }).click();
    await theirs.getByText("VALID", { exact: true }).waitFor();
  });

  test("an inspector who is not there reads it by a link, without an account, until it ends", async () => {
    const { page } = owner;
    await owner.goTo("/grants");
    await page.getByRole("button", { name: "Make an inspection link" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Make the link" }).click();
    await dialog.getByRole("alert").getByText("Say for whom it is").waitFor();
    await dialog.getByLabel("For whom").fill("Inspector Ames");
    await dialog.getByRole("button", { name: "Make the link" }).click();
    await dialog.getByRole("img", { name: "The link, as a code" }).waitFor();
    const address = await dialog.getByLabel("Link", { exact: true }).inputValue();
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Done" }).click();
    await page.getByText("Not opened yet").waitFor();

    const inspector = await newDevice(browser, address, screens.tablet);
    await inspector.page.getByRole("heading", { name: "Logbook of Amelia Vaughn" }).waitFor();
    await inspector.page.getByText("Amelia flew this").waitFor();
    await inspector.page.getByRole("heading", { name: "Flights, 2.0 h in all" }).waitFor();
    for (const role of ["button", "link", "textbox"] as const)
      expect(await inspector.page.getByRole(role).count()).toBe(0);
    expect(await violationsOf(inspector.page)).toEqual([]);
    const kept = await inspector.page.evaluate(() => indexedDB.databases());
    expect([kept, inspector.faults]).toEqual([[], []]);

    await page.getByRole("button", { name: "End the link for Inspector Ames" }).click();
    await page.getByText("Opened 1 time").waitFor();
    await rowOf("Inspector Ames")
      .getByText(/^Ended/)
      .waitFor();
    await inspector.page.reload();
    await inspector.page
      .getByRole("alert")
      .getByText("This inspection link has ended. Its owner took it back")
      .waitFor();
    expect(await violationsOf(inspector.page)).toEqual([]);
    await inspector.close();
  });

  test("one's own is a tap away", async () => {
    const { page } = reader;
    await page.getByRole("button", { name: "Back to mine" }).click();
    await page.getByText("to read only").waitFor({ state: "detached" });
    await reader.goTo("/account");
    await page.getByText("ivo@example.test").first().waitFor();
    await reader.goTo("/flights");
    await page.getByText("0 flights").first().waitFor();
    await reader.goTo("/grants");
    await page.getByRole("button", { name: "Open" }).click();
    await page.getByText("to read only").waitFor();
    await reader.inSync();
  });

  test("what a device wrote before it knew that it may only read is refused in words, and can be saved", async () => {
    const { page } = reader;
    // As a coordinator's device has it, which was away when it was made a reader.
    await page.evaluate(() => {
      const kept = JSON.parse(localStorage.getItem("offblock.logbooks")!);
      for (const { grant } of kept.all)
        if (grant !== null) Object.assign(grant, { role: "coordinator", book: "remote_pilot" });
      localStorage.setItem("offblock.logbooks", JSON.stringify(kept));
    });
    await page.reload();
    await typeFlight(page, { ...flight, date: "2026-05-04", remarks: "Not mine to write" });
    await saveFlight(page);
    await reader.goTo("/sync");
    await page.getByText("E_READ_ONLY").first().waitFor();
    await page.getByText("Ask its owner to make the entry.").first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });

  test("when the access ends the device says so, and removes the logbook when it is told to", async () => {
    await owner.goTo("/grants");
    await owner.page.getByRole("button", { name: "End", exact: true }).click();
    await owner.page.getByRole("button", { name: "End it" }).click();
    await rowOf("ivo@example.test")
      .getByText(/^Ended/)
      .waitFor();

    const { page } = reader;
    await page.getByText("Your access to Amelia Vaughn’s logbook has ended").waitFor();
    await reader.goTo("/sync");
    await page.getByText("Its owner took it back on").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Remove it from this device" }).click();
    // What never reached the ledger is saved first.
    const remove = page.getByRole("button", { name: "Remove it", exact: true });
    await page.getByText("1 entry that you wrote here never reached the ledger").waitFor();
    expect(await remove.isDisabled()).toBe(true);
    const download = page.waitForEvent("download");
    await page.getByRole("dialog").getByRole("button", { name: "Save a copy" }).click();
    await download;
    await remove.click();
    await page.getByText("The logbook was removed from this device").waitFor();
    const databases = await page.evaluate(async () =>
      (await indexedDB.databases()).map((d) => d.name),
    );
    const [row] = await server.database.admin.query<{ id: string }>(
      `select l.id from sync.logbooks l join auth.users u on u.id = l.owner_user_id
        where u.email = 'amelia@example.test'`,
    );
    expect(databases.filter((name) => name?.includes(row!.id))).toEqual([]);
    await reader.inSync();
  });

  test("nothing went wrong in either page", () => {
    const refused = /status of 40[134]/;
    expect(owner.faults.filter((fault) => !refused.test(fault))).toEqual([]);
    expect(reader.faults.filter((fault) => !refused.test(fault))).toEqual([]);
  });
});
