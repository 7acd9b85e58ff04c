import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkLedger } from "../harness/check_ledger.ts";
import { startServer, type TestHttpServer } from "../harness/server.ts";
import { violationsOf } from "./accessibility.ts";
import { cameraArguments, film } from "./camera.ts";
import { type Device, newDevice, screens, servedOffline, startBrowser } from "./devices.ts";
import { saveFlight, typeFlight } from "./logging.ts";

let server: TestHttpServer;
let browser: Browser;
let folder = "";
let pilot: Device;
let instructor: Device;
let address = "";

const passphrase = "four quiet words here";
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const link = (page: Page, name: string) => page.getByRole("link", { name, exact: true });

/** What the one shows is what the other's camera sees. */
async function showTo(from: Device, to: Device): Promise<void> {
  await film(from.page, join(folder, "camera.y4m"));
  await button(to.page, "Read with the camera").click();
}

/** The file that a button saves. */
async function saved(page: Page, name: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent("download"), button(page, name).click()]);
  return readFile((await download.path())!, "utf8");
}

/** Makes a key on a device; `wrongly`: with a passphrase that will not do before. */
async function makeKey({ page, goTo }: Device, wrongly = false): Promise<void> {
  await goTo("/keys");
  await button(page, "Make a key").click();
  const dialog = page.getByRole("dialog");
  const first = dialog.getByLabel("Passphrase", { exact: false }).first();
  if (wrongly) {
    await first.fill("short");
    await dialog.getByRole("button", { name: "Make the key" }).click();
    await dialog.getByRole("alert").getByText("at least 12 characters").waitFor();
    expect(await violationsOf(page)).toEqual([]);
  }
  await first.fill(passphrase);
  await dialog.getByLabel("Passphrase again").fill(passphrase);
  await dialog.getByRole("button", { name: "Make the key" }).click();
  await page.getByText("No backup yet").waitFor();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "offblock_camera_"));
  [server, browser] = await Promise.all([
    startServer(),
    startBrowser(cameraArguments(join(folder, "camera.y4m"))),
  ]);
  [pilot, instructor] = await Promise.all([
    newDevice(browser, server.url),
    newDevice(browser, server.url, screens.tablet),
  ]);
  await Promise.all([
    pilot.startLogbook("Amelia Vaughn"),
    instructor.startLogbook("Carol Whitman"),
  ]);
  await Promise.all([servedOffline(pilot.page), servedOffline(instructor.page)]);
  await Promise.all([pilot.setOffline(true), instructor.setOffline(true)]);
  await typeFlight(pilot.page, {
    date: "2026-05-01",
    aircraft: "N737ER",
    from: "KPAO",
    to: "KUKI",
    clocks: ["1432", "1441", "1602", "1608"],
    remarks: "Steep turns, slow flight; stalls to the standard",
  });
  address = await saveFlight(pilot.page);
});
afterAll(async () => {
  expect([...pilot.faults, ...instructor.faults]).toEqual([]);
  await checkLedger(server.database.admin);
  await browser.close();
  await server.close();
  await rm(folder, { recursive: true });
});

describe("with no network on either device", () => {
  test("an instructor makes a key, known by twelve words, and keeps a sealed backup", async () => {
    const { page } = instructor;
    await makeKey(instructor, true);
    expect(await page.getByLabel("Fingerprint in words").getByRole("listitem").count()).toBe(12);
    await page.getByRole("img", { name: "Public key" }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    const backup = JSON.parse(await saved(page, "Save a backup")) as { kdf: string; n: number };
    expect(backup).toMatchObject({ kdf: "scrypt", n: 131_072 });
    await page.getByText("Backed up").waitFor();
  });

  test("a flight is shown, read by camera, signed, read back, and locked at once", async () => {
    await pilot.goTo(address.slice(1));
    await link(pilot.page, "Ask for a signature").click();
    await pilot.page.getByRole("heading", { name: "Ask for a signature" }).waitFor();
    await instructor.goTo("/sign");
    await showTo(pilot, instructor);
    expect(await violationsOf(pilot.page)).toEqual([]);

    const { page } = instructor;
    await page.getByRole("heading", { name: "Sign: flight" }).waitFor();
    await page.getByText("In the logbook of Amelia Vaughn").waitFor();
    for (const words of ["N737ER, Cessna 172S", "1 May 2026", "KPAO", "KUKI", "Steep turns"])
      await page.getByText(words, { exact: false }).first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await button(page, "Sign").click();
    await page.getByText("Your certificate number is missing.").waitFor();
    await page.getByLabel("Certificate number").fill("1234567CFI");
    await button(page, "Sign").click();
    await page.getByText("the end of your recent experience.").waitFor();
    await page.getByLabel("Recent experience ends").fill("2028-05-31");
    await page.getByLabel("Passphrase of the key").fill("not the right words");
    await button(page, "Sign").click();
    await page.getByText("The passphrase is wrong").waitFor();
    await page.getByLabel("Passphrase of the key").fill(passphrase);
    await button(page, "Sign").click();
    await page.getByText("Hold this up to the pilot").waitFor();
    expect(await violationsOf(page)).toEqual([]);

    await showTo(instructor, pilot);
    await pilot.page.getByText("Signed by Carol Whitman. The entry is locked.").waitFor();
    await pilot.page.getByText("VALID", { exact: true }).waitFor();
    await pilot.page.getByText(/^by Carol Whitman, /).waitFor();
    await pilot.page
      .getByText("certificate 1234567CFI, recent experience ends 31 May 2028")
      .waitFor();
    await pilot.page.getByText("Signed and locked").waitFor();
    expect(await link(pilot.page, "Edit this flight").count()).toBe(0);
    expect(await violationsOf(pilot.page)).toEqual([]);
  });

  test("a second signature comes by file; what is no signature is refused in words", async () => {
    const { page } = pilot;
    await link(page, "Ask for a signature").click();
    await page.getByLabel("Who signs").selectOption({ label: "Carol Whitman" });
    await page.getByLabel("As what").selectOption({ label: "Other" });
    const asked = await saved(page, "Save a file");
    await instructor.goTo("/sign/open/x");
    await instructor.page.getByRole("alert").waitFor();
    await instructor.goTo("/sign");
    const file = (text: string) => ({
      name: "file.json",
      mimeType: "application/json",
      buffer: Buffer.from(text),
    });
    const choose = (of: Page) => of.getByLabel("Choose a file or a picture");
    await choose(instructor.page).setInputFiles(file('{"format":"vcard"}'));
    await instructor.page.getByText("nothing that Offblock exchanges").waitFor();
    await choose(instructor.page).setInputFiles(file(asked));
    await instructor.page.getByLabel("Passphrase of the key").fill(passphrase);
    // What was said of the certificate the last time is there again.
    await expect
      .poll(() => instructor.page.getByLabel("Certificate number").inputValue())
      .toBe("1234567CFI");
    await button(instructor.page, "Sign").click();
    const signed = await saved(instructor.page, "Save a file");
    const changed = JSON.parse(signed) as { signature: { signer_certificate_number: string } };
    changed.signature.signer_certificate_number = "7654321CFI";
    await choose(page).setInputFiles(file(JSON.stringify(changed)));
    await page.getByRole("alert").getByText("HASH_MISMATCH").waitFor();
    await page.getByLabel("Or paste the link").fill(signed);
    await button(page, "Read it").click();
    await page.getByText("VALID", { exact: true }).nth(1).waitFor();
  });

  test("a report is made, attested by its owner with a key of their own, and fixed", async () => {
    const { page, goTo } = pilot;
    await makeKey(pilot);
    await goTo("/reports/new");
    await page.getByLabel("Report").selectOption({ label: "Totals" });
    expect(await violationsOf(page)).toEqual([]);
    await button(page, "Make the report").click();
    await page.getByText("Fixed since it was made").waitFor();
    await link(page, "Attest with your key").click();
    await button(page, "Attest").click();
    await page.getByText("as: Attestation of a report").waitFor();
    await page.getByText("I attest that this report is what my logbook says").waitFor();
    await page.getByLabel("Passphrase of the key").fill(passphrase);
    await button(page, "Sign").click();
    await page.getByText("VALID", { exact: true }).waitFor();
    await page.getByText(/^by Amelia Vaughn, /).waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });

  test("a copy is verified on any device; what was changed in it is named", async () => {
    await pilot.goTo("/settings");
    const copy = await saved(pilot.page, "Save a copy of the logbook");
    const { page, goTo } = instructor;
    await goTo("/verify");
    const drop = async (text: string) =>
      page.locator("input[type=file]").setInputFiles({
        name: "logbook.oplf.json",
        mimeType: "application/json",
        buffer: Buffer.from(text),
      });
    await drop(copy);
    await page.getByText("logbook.oplf.json is whole").waitFor();
    await page.getByRole("listitem").filter({ hasText: "VALID" }).getByText("3").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await drop(copy.replace('"total_time":96', '"total_time":97'));
    await page.getByText("is not as it was written").waitFor();
    await page.getByText("HASH_MISMATCH", { exact: true }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await drop("milk, bread");
    await page.getByText("1 thing is wrong").waitFor();
  });

  test("a key that is revoked says so beside what it signed before; an inspector sees it all", async () => {
    const { page, goTo } = pilot;
    await goTo("/keys");
    const row = page.getByRole("listitem").filter({ hasText: "Carol Whitman" });
    await row.getByRole("button", { name: "Revoke" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Revoke" }).click();
    await dialog.getByText("Say why").waitFor();
    await dialog.getByLabel("Why").fill("Lost tablet");
    await dialog.getByRole("button", { name: "Revoke" }).click();
    await row.getByText("Lost tablet").waitFor();
    await goTo("/inspection");
    await page.getByText("For inspection under 14 CFR 61.51(i)").waitFor();
    await page.getByText("VALID", { exact: true }).nth(2).waitFor();
    await page
      .getByText(/Signed before that: .* Lost tablet/)
      .first()
      .waitFor();
    expect(await page.getByRole("dialog").getByRole("link").count()).toBe(0);
    expect(await page.getByRole("dialog").getByRole("textbox").count()).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    await button(page, "End the inspection").click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });
});

describe("once there is a network", () => {
  test("the ledger holds the signatures, and locks the flight for everybody", async () => {
    await pilot.setOffline(false);
    await pilot.signUp("amelia@example.test", "a sentence that nobody guesses");
    await pilot.inSync();
    const rows = await server.database.admin.query(
      `select f.is_locked, f.locked_reason, count(*)::int as signatures,
          count(distinct s.signer_person_id)::int as signers
        from logbook.flights f
        join logbook.entry_signatures s on s.entry_id = f.id
        group by 1, 2`,
    );
    expect(rows).toEqual([
      { is_locked: true, locked_reason: "cryptographic_signature", signatures: 2, signers: 1 },
    ]);
  });
});
