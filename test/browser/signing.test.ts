import { mkdtemp, readFile, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exportText } from "../../server/ledger/export.ts";
import { verifyText } from "../../server/ledger/verify.ts";
import type { KeyBackup } from "../../shared/signatures/key_backup.ts";
import { payloadText } from "../../shared/signatures/payload.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { writeLargeExport } from "../harness/large_export.ts";
import { reworded } from "../harness/reworded.ts";
import { startServer, type TestHttpServer } from "../harness/server.ts";
import { violationsOf } from "./accessibility.ts";
import { cameraArguments, film } from "./camera.ts";
import { type Device, newDevice, screens, servedOffline, startBrowser } from "./devices.ts";
import { button, give, link, saved, savedBytes, sheetsOf, signOutside } from "./exchange.ts";
import { fingerprintOf, makeKey, registerKeys, replaceKey } from "./keys.ts";
import { saveFlight, typeFlight } from "./logging.ts";
import { keptOn, ledgerText, secretsOf } from "./secrets.ts";

/** What the gateway was sent and logged, and what was said on the consoles. */
const heard: string[] = [];
let server: TestHttpServer;
let browser: Browser;
let folder = "";
let pilot: Device;
let instructor: Device;
/** Where the logbook goes. */
let guest: Device;
let address = "";
/** What the pilot asks to be signed, as a file has it. */
let asked = "";
/** The sealed key of the instructor, and what it is known by. */
let backup = "";
const fingerprint = () => (JSON.parse(backup) as KeyBackup).key_fingerprint;
/** The line of the key that replaces it. */
let newKey = "";

const passphrase = "four quiet words here";
const newPassphrase = "five other words, as quiet";

/** What the one shows is what the other's camera sees. */
async function showTo(from: Device, to: Device): Promise<void> {
  await film(from.page, join(folder, "camera.y4m"));
  await button(to.page, "Read with the camera").click();
}

const listenTo = (page: Page) => page.on("console", (message) => heard.push(message.text()));

/** A figure of a preview, by its label. */
const figureOf = (page: Page, name: string) =>
  page.locator(".figure", { has: page.getByText(name, { exact: true }) });

/** Presses Stop as soon as the page says that something of this name is under way: nothing comes between. */
function stopWhen(page: Page, words: string): Promise<void> {
  return page.evaluate((said) => {
    const look = (_: unknown, observer: MutationObserver) => {
      const stop = [...document.querySelectorAll("button")].find(
        ({ textContent }) => textContent === "Stop",
      );
      if (stop === undefined || !document.body.textContent.includes(said)) return;
      observer.disconnect();
      stop.click();
    };
    const all = { childList: true, subtree: true, characterData: true };
    new MutationObserver(look).observe(document.body, all);
  }, words);
}

/** Kills the tab when some records are saved and others are not: it stands still until it is dead. */
async function dieWhenSaving({ context, page }: Device, begin: () => Promise<void>): Promise<void> {
  const session = await context.newCDPSession(page);
  await page.evaluate(() => {
    const look = () => {
      if (!/Saving [1-9]/.test(document.body.textContent)) return;
      console.info("some are saved");
      for (;;);
    };
    const all = { childList: true, subtree: true, characterData: true };
    new MutationObserver(look).observe(document.body, all);
  });
  const said = page.waitForEvent("console", (message) => message.text() === "some are saved");
  await Promise.all([said, begin()]);
  const died = page.waitForEvent("crash");
  session.send("Page.crash").catch(() => undefined);
  await died;
}

const logbookOf = async (email: string) => {
  const [logbook] = await server.database.admin.query<{ id: string }>(
    "select id from sync.logbooks where owner_user_id = $1",
    [await userOf(email)],
  );
  return logbook!.id;
};

const userOf = async (email: string) => {
  const [user] = await server.database.admin.query<{ id: string }>(
    "select id from auth.users where email = $1",
    [email],
  );
  return user!.id;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "offblock_camera_"));
  [server, browser] = await Promise.all([
    startServer({ hear: (text) => void heard.push(text) }),
    startBrowser(cameraArguments(join(folder, "camera.y4m"))),
  ]);
  [pilot, instructor] = await Promise.all([
    newDevice(browser, server.url, screens.phone, { permissions: ["camera"] }),
    newDevice(browser, server.url, screens.tablet, { permissions: ["camera"] }),
  ]);
  for (const { page } of [pilot, instructor]) listenTo(page);
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
  expect([pilot, instructor, guest].flatMap(({ faults }) => faults)).toEqual([]);
  await checkLedger(server.database.admin);
  await browser.close();
  await server.close();
  await rm(folder, { recursive: true });
});

describe("with no network on either device", () => {
  test("an instructor makes a key, known by twelve words, and keeps a sealed backup", async () => {
    const { page } = instructor;
    await makeKey(instructor, passphrase, { wrongly: true });
    expect(await page.getByLabel("Fingerprint in words").getByRole("listitem").count()).toBe(12);
    await page.getByRole("img", { name: "Public key" }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    backup = await saved(page, "Save a backup");
    expect(JSON.parse(backup)).toMatchObject({ kdf: "scrypt", n: 131_072 });
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
    await page.getByText(/You sign as of .*, by the clock of this device/).waitFor();
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
    // The tab dies before the pilot has filmed it.
    await page.reload();
    await page.getByText("Flight of Amelia Vaughn").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await button(page, "Show it again").click();
    await page.getByText("Hold this up to the pilot").waitFor();

    await showTo(instructor, pilot);
    await pilot.page.getByText("Signed by Carol Whitman. The entry is locked.").waitFor();
    await pilot.page.getByText("VALID", { exact: true }).waitFor();
    await pilot.page.getByText(/^by Carol Whitman, /).waitFor();
    await pilot.page
      .getByText("certificate 1234567CFI, recent experience ends 31 May 2028")
      .waitFor();
    await pilot.page.getByText("Signed and locked").waitFor();
    await button(page, "The pilot has it").click();
    await button(page, "Read with the camera").waitFor();
    expect(await page.getByText("Flight of Amelia Vaughn").count()).toBe(0);
    expect(await link(pilot.page, "Edit this flight").count()).toBe(0);
    expect(await violationsOf(pilot.page)).toEqual([]);
  });

  test("the key is replaced in one step: a new one signs, the old one no more", async () => {
    newKey = await replaceKey(instructor, fingerprint(), newPassphrase);
  });

  test("a second signature comes by file; what is no signature is refused in words", async () => {
    const { page } = pilot;
    await link(page, "Ask for a signature").click();
    await page.getByLabel("Who signs").selectOption({ label: "Carol Whitman" });
    await page.getByLabel("As what").selectOption({ label: "Other" });
    asked = await saved(page, "Save a file");
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
    await instructor.page.getByLabel("Passphrase of the key").fill(newPassphrase);
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
    await makeKey(pilot, passphrase);
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
    const drop = async (text: string) => {
      const dataTransfer = await page.evaluateHandle((content) => {
        const dropped = new DataTransfer();
        dropped.items.add(new File([content], "logbook.oplf.json"));
        return dropped;
      }, text);
      await page
        .getByText("Choose a file, or drop it here")
        .dispatchEvent("drop", { dataTransfer });
    };
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

  test("an import can be stopped, and its tab may die; the same file adds what is missing", async () => {
    const device = await newDevice(browser, server.url);
    await device.startLogbook("Me");
    const file = join(folder, "large.oplf.json");
    const choose = () => device.page.getByLabel(/Choose a file/);
    const add = () => device.page.getByRole("button", { name: /^Add \d+ records$/ });
    const figure = async (name: string) =>
      Number(await figureOf(device.page, name).getByRole("definition").innerText());
    await writeLargeExport(file, 350);
    for (const [screen, words] of [
      ["/verify", "Checking"],
      ["/import", "Comparing"],
    ] as const) {
      await device.goTo(screen);
      await stopWhen(device.page, words);
      await choose().setInputFiles(file);
      await choose().waitFor();
    }
    await choose().setInputFiles(file);
    await add().waitFor();
    expect([await figure("Already here"), await figure("New")]).toEqual([0, 705]);
    await dieWhenSaving(device, () => add().click());

    await device.reopen();
    await device.goTo("/import");
    await choose().setInputFiles(file);
    await add().waitFor();
    const there = await figure("Already here");
    expect(there).toBeGreaterThan(0);
    expect(await figure("New")).toBe(705 - there);
    await stopWhen(device.page, "Saving");
    await add().click();
    await device.page.getByText("Stopped. Import the file again to add the rest").waitFor();
    await device.goTo("/more");
    await device.goTo("/import");
    await choose().setInputFiles(file);
    await add().click();
    await device.page.getByText("were added to your logbook").waitFor();
    await device.goTo("/settings");
    expect(await saved(device.page, "Save a copy of the logbook")).toBe(
      await readFile(file, "utf8"),
    );
    await truncate(file, 2 * 1024 ** 3);
    await device.goTo("/import");
    await choose().setInputFiles(file);
    await device.page.getByText("It has 2147.5 MB; at most 1073.7 MB can be read here.").waitFor();
    expect(device.faults).toEqual([]);
    await device.close();
  });

  test("a key that is replaced or revoked says so beside what it signed before; an inspector sees it all", async () => {
    const { page, goTo } = pilot;
    const dialog = page.getByRole("dialog");
    await goTo("/keys");
    const carols = page.getByRole("listitem").filter({ hasText: "Carol Whitman" });
    const old = carols.filter({ hasText: fingerprint() });
    await old.getByRole("button", { name: "Replace" }).click();
    await dialog.getByText("It made 1 signature in this logbook before that.").waitFor();
    await dialog.getByLabel("The new public key").fill(JSON.parse(backup).key_fingerprint);
    await dialog.getByRole("alert").waitFor();
    await dialog.getByLabel("The new public key").fill(newKey);
    await button(page, "Replace the key").click();
    await old.getByText(`Replaced by the key ${fingerprintOf(newKey)}`).waitFor();
    const row = carols.filter({ has: button(page, "Revoke") });
    await row.getByRole("button", { name: "Revoke" }).click();
    await dialog.getByText("It made 1 signature in this logbook before that.").waitFor();
    await dialog.getByRole("button", { name: "Revoke" }).click();
    await dialog.getByText("Say why").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByLabel("Why").fill("Lost tablet");
    await dialog.getByRole("button", { name: "Revoke" }).click();
    await carols.getByText("Lost tablet").waitFor();
    await goTo("/inspection");
    await page.getByText("For inspection under 14 CFR 61.51(i)").waitFor();
    await page.getByText("VALID", { exact: true }).nth(2).waitFor();
    await page
      .getByText(/Signed before that: .* Lost tablet/)
      .first()
      .waitFor();
    await page
      .getByText(/Signed before that: .* Replaced by the key/)
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

describe("the whole logbook on another device, in a logbook of its own", () => {
  let text = "";
  let zip: Buffer;
  const figure = (name: string) => figureOf(guest.page, name);

  test("is acknowledged by the student, and goes out with its file", async () => {
    const { page, goTo } = pilot;
    await goTo(address.slice(1));
    await page.locator("input[type=file]").setInputFiles({
      name: "page 12.pdf",
      mimeType: "application/pdf",
      buffer: Buffer.from("%PDF-1.7 the paper page"),
    });
    await page.getByText("File added").waitFor();
    await link(page, "Acknowledge with your key").click();
    await page.getByText("as: Student").waitFor();
    await page.getByLabel("Passphrase of the key").fill(passphrase);
    await button(page, "Sign").click();
    await page.getByText("VALID", { exact: true }).nth(2).waitFor();
    await pilot.inSync();
    await goTo("/settings");
    zip = await savedBytes(page, "Save the attached files");
    text = await saved(page, "Save it with its history");
    expect(text).toBe(await exportText(server.database.db, await userOf("amelia@example.test")));
    // What a newer program may have written into it.
    text = reworded(text, /("_id":"flight:[^\n]*)\}/, '$1,"zz_mood":["good",1.5]}');
    text = reworded(text, /"sha256":"[0-9a-f]{64}"\}\n$/, '"x-note":{"from":"elsewhere"},\n');
    expect((await verifyText(text)).problems).toEqual([]);
  });

  test("what is not sound, or of a later version, is refused in words", async () => {
    // Its first address is the link of something to sign, which is there after the first run.
    const link_text = payloadText(JSON.parse(asked));
    guest = await newDevice(browser, `${server.url}/#/sign/open/${link_text}`, screens.phone);
    listenTo(guest.page);
    await guest.page.getByLabel("Your name").fill("Me");
    await button(guest.page, "Start a logbook").click();
    await guest.page.getByRole("heading", { name: "Sign: flight" }).waitFor();
    await guest.page.getByText("In the logbook of Amelia Vaughn").waitFor();
    await servedOffline(guest.page);
    await guest.setOffline(true);
    const { page, goTo } = guest;
    await goTo("/sign");
    await button(page, "Read with the camera").click();
    await page.getByText("The camera is not allowed for this app.").waitFor();
    await page.getByText("Choose a file or a picture").waitFor();
    await page.getByLabel("Or paste the link").waitFor();
    await goTo("/import");
    const refused = async (content: string, words: string) => {
      await give(page, content, "logbook.oplf.json");
      await page.getByRole("alert").getByText(words).waitFor();
      await page.getByText("Nothing in your logbook has changed.").waitFor();
      await button(page, "Another file").click();
    };
    await refused(text.replace('"1.0"', '"2.0"'), "OPLF version 2.0; this program reads 1.0");
    await refused(text.replace('"total_time":96', '"total_time":97'), "total_time is not what");
    await refused('{"milk":1}', "not an OPLF file");
  });

  test("comes in with no network, and goes out as it came, byte for byte", async () => {
    const { page, goTo } = guest;
    await give(page, text, "logbook.oplf.json");
    await figure("Without their file").getByText("1", { exact: true }).waitFor();
    await give(page, "no zip", "files.zip", /zip of the attached files/);
    await page.getByRole("alert").getByText("files.zip: This is no zip").waitFor();
    await give(page, zip, "files.zip", /zip of the attached files/);
    await page.getByText("entries of its audit log were checked").waitFor();
    await page.getByText(/Signatures: 4 VALID/).waitFor();
    await figure("Without their file").waitFor({ state: "detached" });
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: /^Add \d+ records$/ }).click();
    await page.getByText("were added to your logbook").waitFor();
    await goTo("/settings");
    expect(await saved(page, "Save a copy of the logbook")).toBe(text);
    await goTo("/import");
    await give(page, text, "logbook.oplf.json");
    await page.getByText("This file adds nothing").waitFor();
    await goTo("/inspection");
    await page.getByText("Logbook of Amelia Vaughn").waitFor();
    await page.getByText("VALID", { exact: true }).nth(3).waitFor();
    await button(page, "End the inspection").click();
  });

  test("with an account, the ledger has the same bytes, and tells its own log apart", async () => {
    const { page, goTo } = guest;
    await guest.setOffline(false);
    await guest.signUp("guest@example.test", "a sentence that nobody guesses");
    const guest_id = await userOf("guest@example.test");
    const isThere = async () => (await exportText(server.database.db, guest_id)) === text;
    await expect.poll(isThere, { timeout: 60_000 }).toBe(true);

    const { sha256: _, ...file } = JSON.parse(text);
    file.records.aircraft[0].notes = "Repainted";
    const whole = JSON.stringify({ ...file, audit_log: [], checkpoints: [] });
    const elsewhere = reworded(`${whole.slice(0, -1)},\n`, "", "");
    await goTo("/import");
    await give(page, elsewhere, "elsewhere.oplf.json");
    await figure("Different here").getByText("1", { exact: true }).waitFor();
    await button(page, "Add 1 record").click();
    await page.getByText("1 wait as corrections").waitFor();
    await goTo("/settings");
    const found = await verifyText(await saved(page, "Save a copy of the logbook"));
    expect(found.problems).toEqual([]);
    expect(found).toMatchObject({ chains: [await logbookOf("amelia@example.test")] });
    expect(found.notes.join()).toContain("x-note");
  });

  test("a key comes in from its backup; keys made elsewhere are registered, or refused in words", async () => {
    const { page, goTo } = guest;
    const dialog = page.getByRole("dialog");
    const bringIn = async (content: string, words: string) => {
      const buffer = Buffer.from(content);
      await dialog
        .getByLabel("Backup of the key")
        .setInputFiles({ name: "key.json", mimeType: "application/json", buffer });
      await dialog.getByLabel("Passphrase").fill(words);
      await dialog.getByRole("button", { name: "Bring it in" }).click();
    };
    await goTo("/keys");
    await button(page, "Bring one in").click();
    await bringIn("milk, bread", passphrase);
    await dialog.getByRole("alert").getByText("no key backup of Offblock").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await bringIn(backup, passphrase);
    await page.getByText("Signs no more").waitFor();
    const words = (of: Page) => of.getByLabel("Fingerprint in words").innerText();
    await instructor.goTo(`/keys/${await page.evaluate(() => location.hash.split("/").at(-1))}`);
    expect(await words(page)).toBe(await words(instructor.page));

    await registerKeys(guest);
  });
});

describe("a signed flight that was wrong", () => {
  test("is corrected and signed again; the first version and its signatures stay valid, on paper too", async () => {
    const { page, goTo } = pilot;
    await goTo(address.slice(1));
    await link(page, "Correct this entry").click();
    await page.getByRole("heading", { name: "Correct flight" }).waitFor();
    await page.getByLabel("Remarks").fill("Steep turns only");
    await page.getByLabel("Reason of the correction").fill("No stalls that day");
    await button(page, "Save flight").click();
    await page.getByRole("heading", { name: "Other versions of this entry" }).waitFor();
    await signOutside(page, instructor, folder);
    const valid = page.getByText("VALID", { exact: true }).filter({ visible: true });
    // Its own, and the three of the first version.
    await expect.poll(() => valid.count()).toBe(4);
    await page.getByText("Steep turns, slow flight; stalls to the standard").waitFor();
    await page.getByText("No stalls that day").waitFor();
    expect(await violationsOf(page)).toEqual([]);

    const onPaper = async () => {
      await page.emulateMedia({ media: "print" });
      await expect.poll(() => valid.count()).toBe(4);
      const onIt = (words: string) => page.getByText(words).filter({ visible: true });
      expect(await onIt("First version, signed").count()).toBe(3);
      expect(await onIt("Steep turns, slow flight; stalls to the standard").count()).toBe(1);
      await page.emulateMedia({ media: "screen" });
    };
    await onPaper();
    // No blank sheet behind the two.
    expect(await sheetsOf(page, "A4")).toBe(2);
    await goTo("/flights/pages");
    await page.getByRole("heading", { name: "Signatures and corrections" }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await onPaper();
    await goTo(address.slice(1));
    await page.getByText("Superseded", { exact: true }).waitFor();
    await expect.poll(() => valid.count()).toBe(4);
  });
});

test("what is secret of a key is in no request, document, row, log or file but the backup", async () => {
  await pilot.goTo("/settings");
  const file = await saved(pilot.page, "Save it with its history");
  const sealed = await secretsOf([pilot, instructor, guest], passphrase);
  const secrets = [...sealed, newPassphrase];
  const inHex = (text: string) => Buffer.from(text).toString("hex");
  const places = {
    heard: heard.join("\n"),
    ledger: await ledgerText(server.database.admin),
    file,
    asked,
    pilot: await keptOn(pilot),
    instructor: await keptOn(instructor),
  };
  for (const [place, text] of Object.entries(places)) {
    // What is public of the key is there, so the place was looked at.
    expect(text.includes(fingerprint()), place).toBe(true);
    const found = secrets.filter((one) => text.includes(one) || text.includes(inHex(one)));
    expect(found, place).toEqual([]);
  }
});
