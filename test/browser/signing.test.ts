import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exportText } from "../../server/ledger/export.ts";
import { verifyText } from "../../server/ledger/verify.ts";
import { kindNamed } from "../../shared/kinds/kinds.ts";
import type { KeyBackup } from "../../shared/signatures/key_backup.ts";
import { payloadText } from "../../shared/signatures/payload.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { reworded } from "../harness/reworded.ts";
import { startServer, type TestHttpServer } from "../harness/server.ts";
import { violationsOf } from "./accessibility.ts";
import { cameraArguments, film } from "./camera.ts";
import { correctAndSign } from "./correcting.ts";
import { type Device, newDevice, screens, servedOffline, startBrowser } from "./devices.ts";
import {
  askByFile,
  button,
  dropOn,
  give,
  giveSaved,
  link,
  saved,
  savedBytes,
  signAfterAll,
  signHere,
} from "./exchange.ts";
import {
  importsDiffering,
  importsInPieces,
  importsWithFiles,
  refusesUnsound,
} from "./importing.ts";
import { bringKeyIn, endKeys, makeKey, registerKeys, replaceKey } from "./keys.ts";
import { saveFlight, typeFlight } from "./logging.ts";
import { keptOn, ledgerText, secretsOf } from "./secrets.ts";
import { acknowledge, attestReport, signedEntries, signEntry } from "./signed_entries.ts";

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

async function accountOf(email: string): Promise<{ user_id: string; logbook_id: string }> {
  const [found] = await server.database.admin.query<{ user_id: string; logbook_id: string }>(
    `select u.id as user_id, l.id as logbook_id
      from auth.users u join sync.logbooks l on l.owner_user_id = u.id where u.email = $1`,
    [email],
  );
  return found!;
}

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
    await signAfterAll(page, passphrase);
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
    const theirs = instructor.page;
    asked = await askByFile(page, "Carol Whitman");
    await instructor.goTo("/sign/open/x");
    await theirs.getByRole("alert").waitFor();
    await instructor.goTo("/sign");
    await giveSaved(theirs, '{"format":"vcard"}');
    await theirs.getByText("nothing that Offblock exchanges").waitFor();
    await giveSaved(theirs, asked);
    // What was said of the certificate the last time is there again.
    await expect
      .poll(() => theirs.getByLabel("Certificate number").inputValue())
      .toBe("1234567CFI");
    const signed = await signHere(theirs, newPassphrase);
    const changed = JSON.parse(signed) as { signature: { signer_certificate_number: string } };
    changed.signature.signer_certificate_number = "7654321CFI";
    await giveSaved(page, JSON.stringify(changed));
    await page.getByRole("alert").getByText("HASH_MISMATCH").waitFor();
    await page.getByLabel("Or paste the link").fill(signed);
    await button(page, "Read it").click();
    await page.getByText("VALID", { exact: true }).nth(1).waitFor();
  });

  test("a report is made, attested by its owner with a key of their own, and fixed", async () => {
    await makeKey(pilot, passphrase);
    await attestReport(pilot, passphrase);
  });

  test.each(["endorsement", "training_session", "flight_review"] as const)(
    "what an instructor signs besides flights is locked at once: %s",
    async (kind) => {
      await signEntry(pilot, instructor, kind, newPassphrase);
      // From a template, and acknowledged by the student: two signatures on one entry.
      if (kind === "endorsement") await acknowledge(pilot, passphrase);
    },
  );

  test("a copy is verified on any device; what was changed in it is named", async () => {
    await pilot.goTo("/settings");
    const copy = await saved(pilot.page, "Save a copy of the logbook");
    const { page, goTo } = instructor;
    await goTo("/verify");
    await dropOn(page, copy);
    await page.getByText("logbook.oplf.json is whole").waitFor();
    await page.getByRole("listitem").filter({ hasText: "VALID" }).getByText("7").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await dropOn(page, copy.replace('"total_time":96', '"total_time":97'));
    await page.getByText("is not as it was written").waitFor();
    await page.getByText("HASH_MISMATCH", { exact: true }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await dropOn(page, "milk, bread");
    await page.getByText("1 thing is wrong").waitFor();
  });

  test("an import can be stopped, and its tab may die; the same file adds what is missing", async () => {
    const device = await newDevice(browser, server.url);
    await device.startLogbook("Me");
    await importsInPieces(device, join(folder, "large.oplf.json"));
    await device.close();
  });

  test("a key that is replaced or revoked says so beside what it signed before; an inspector sees it all", async () => {
    const { page, goTo } = pilot;
    await endKeys(pilot, "Carol Whitman", { old: fingerprint(), new_line: newKey });
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
    await button(page, "End the inspection").click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });
});

describe("once there is a network", () => {
  test("the ledger holds the signatures, and locks what is signed for everybody", async () => {
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
    for (const kind of Object.keys(signedEntries)) {
      const { table } = kindNamed(kind)!;
      const others = await server.database.admin.query(
        `select is_locked, locked_reason from logbook.${table}`,
      );
      expect(others).toEqual([{ is_locked: true, locked_reason: "cryptographic_signature" }]);
    }
  });
});

describe("the whole logbook on another device, in a logbook of its own", () => {
  let text = "";
  let zip: Buffer;

  test("is acknowledged by the student, and goes out with its file", async () => {
    const { page, goTo } = pilot;
    await goTo(address.slice(1));
    await page.locator("input[type=file]").setInputFiles({
      name: "page 12.pdf",
      mimeType: "application/pdf",
      buffer: Buffer.from("%PDF-1.7 the paper page"),
    });
    await page.getByText("File added").waitFor();
    await acknowledge(pilot, passphrase);
    await pilot.inSync();
    await goTo("/settings");
    zip = await savedBytes(page, "Save the attached files");
    text = await saved(page, "Save it with its history");
    const { user_id } = await accountOf("amelia@example.test");
    expect(text).toBe(await exportText(server.database.db, user_id));
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
    await refusesUnsound(guest, text);
  });

  test("comes in with no network, and goes out as it came, byte for byte", async () => {
    const { page, goTo } = guest;
    await importsWithFiles(guest, text, zip);
    await page.getByText("were added to your logbook").waitFor();
    await goTo("/settings");
    expect(await saved(page, "Save a copy of the logbook")).toBe(text);
    await goTo("/import");
    await give(page, text, "logbook.oplf.json");
    await page.getByText("This file adds nothing").waitFor();
    await goTo("/inspection");
    await page.getByText("Logbook of Amelia Vaughn").waitFor();
    await page.getByText("VALID", { exact: true }).nth(7).waitFor();
    await button(page, "End the inspection").click();
  });

  test("with an account, the ledger has the same bytes, and tells its own log apart", async () => {
    const { page, goTo } = guest;
    await guest.setOffline(false);
    await guest.signUp("guest@example.test", "a sentence that nobody guesses");
    const { user_id } = await accountOf("guest@example.test");
    const isThere = async () => (await exportText(server.database.db, user_id)) === text;
    await expect.poll(isThere, { timeout: 60_000 }).toBe(true);

    const { sha256: _, ...file } = JSON.parse(text);
    file.records.aircraft[0].notes = "Repainted";
    const whole = JSON.stringify({ ...file, audit_log: [], checkpoints: [] });
    await importsDiffering(guest, reworded(`${whole.slice(0, -1)},\n`, "", ""));
    await goTo("/settings");
    const found = await verifyText(await saved(page, "Save a copy of the logbook"));
    expect(found.problems).toEqual([]);
    expect(found).toMatchObject({ chains: [(await accountOf("amelia@example.test")).logbook_id] });
    expect(found.notes.join()).toContain("x-note");
  });

  test("a key comes in from its backup; keys made elsewhere are registered, or refused in words", async () => {
    const { page } = guest;
    await bringKeyIn(guest, backup, passphrase);
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
    await correctAndSign(pilot, instructor, folder);
    await goTo(address.slice(1));
    await page.getByText("Superseded", { exact: true }).waitFor();
    await page.getByText("VALID", { exact: true }).filter({ visible: true }).nth(3).waitFor();
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
