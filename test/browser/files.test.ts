import { createHash } from "node:crypto";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { limits } from "../../shared/limits.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { startServer, type TestHttpServer } from "../harness/server.ts";
import { violationsOf } from "./accessibility.ts";
import { type Device, newDevice, screens, servedOffline, startBrowser } from "./devices.ts";
import { discardForm, fillField } from "./forms.ts";
import { saveFlight, typeFlight } from "./logging.ts";

const email = "amelia@example.test";
const password = "a sentence that nobody guesses";

let server: TestHttpServer;
let browser: Browser;
let phone: Device;
let address = "";

/** A grey picture, 40 by 30 pixels, as PNG. */
const bytes = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAACgAAAAeCAAAAAB7tgMBAAAAGElEQVR42mNoIhIwjCocVTiqcFThYFYIAEg2YX8LIHkFAAAAAElFTkSuQmCC",
  "base64",
);

/** A picture that this browser does not know, a program that calls itself one, and a certificate. */
const others = {
  "IMG_0042.heic": { mimeType: "image/heic", buffer: Buffer.from("\0\0\0\x18ftypheic and more") },
  "photo.jpg": { mimeType: "image/jpeg", buffer: Buffer.from("MZ a program") },
  "medical.pdf": { mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7 and more") },
};

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  phone = await newDevice(browser, server.url);
  await phone.startLogbook("Amelia Vaughn");
  await servedOffline(phone.page);
  await phone.setOffline(true);
});
afterAll(async () => {
  expect(phone.faults).toEqual([]);
  await checkLedger(server.database.admin);
  await browser.close();
  await server.close();
});

describe("a strip that no list has", () => {
  test("is added where it is needed, counts at once in route and distance, and is found again", async () => {
    const { page, goTo } = phone;
    await typeFlight(page, {
      date: "2026-05-01",
      aircraft: "N737ER",
      from: "KPAO",
      to: "KUKI",
      clocks: ["1432", "1441", "1602", "1608"],
      remarks: "Into a field",
    });
    const to = page.getByRole("combobox", { name: "To", exact: true });
    await to.fill("SMITHX");
    await page.getByRole("option", { name: "New “SMITHX”" }).click();
    const dialog = page.getByRole("dialog", { name: "New own airport" });
    await expect.poll(() => dialog.getByLabel("Code").inputValue()).toBe("SMITHX");
    await fillField(dialog, "Name", "Smith farm strip");
    // A degree of latitude north of Palo Alto (37.461111, -122.115): 60 NM.
    await fillField(dialog, "Latitude, °", "38.461111");
    await fillField(dialog, "Longitude, °", "-122.115");
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    await expect.poll(() => to.inputValue()).toBe("SMITHX");
    address = await saveFlight(page);
    await page.getByRole("heading", { name: "KPAO – SMITHX" }).waitFor();
    await page.getByText("Smith farm strip").first().waitFor();
    const distance = await page.getByText(/^[\d.]+ NM$/).innerText();
    expect(Number.parseFloat(distance)).toBeCloseTo(60, 0);

    await goTo("/flights/new");
    await page.getByRole("combobox", { name: "From", exact: true }).fill("smith");
    await page.getByRole("option").filter({ hasText: "Smith farm strip" }).first().click();
    await expect
      .poll(() => page.getByRole("combobox", { name: "From", exact: true }).inputValue())
      .toBe("SMITHX");
    await discardForm(page);
    await goTo("/flights");
    await page.getByLabel("Search flights").fill("smithx");
    await page.getByText("1 flight, 1.6 h").waitFor();
  });
});

describe("a file on a record", () => {
  test("is added with no network, shown, described, and brought back after it was deleted", async () => {
    const { page, goTo } = phone;
    await goTo(address.slice(1));
    await page.locator("input[type=file]").setInputFiles({
      name: "page 12.png",
      mimeType: "image/png",
      buffer: bytes,
    });
    await page.getByText("File added").waitFor();
    await page.locator(".file_line img").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.locator(".file_line").click();
    await page.getByRole("heading", { name: "page 12.png" }).waitFor();
    await page.getByRole("link", { name: "Edit", exact: true }).click();
    await fillField(page, "Description", "The paper page");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    const shown = page.getByRole("img", { name: "The paper page" });
    await shown.waitFor();
    expect(await shown.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(40);
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    await goTo(address.slice(1));
    await page.locator(".file_line img").waitFor();
  });

  test("of any sort is kept as it is; what cannot be shown, is empty or too large is said in words", async () => {
    const { page, goTo } = phone;
    const input = page.locator("input[type=file]");
    for (const [name, { mimeType, buffer }] of Object.entries(others)) {
      await goTo(address.slice(1));
      await input.setInputFiles({ name, mimeType, buffer });
      const line = page.locator(".file_line", { hasText: name });
      await line.waitFor();
      // Only the grey picture can be drawn.
      await expect.poll(() => page.locator(".file_line img").count()).toBe(1);
      await line.click();
      await page.getByRole("heading", { name }).waitFor();
      await page.getByRole("link", { name: `Save ${name}` }).waitFor();
      const unshown = page.getByText("This browser cannot show it as a picture");
      await expect.poll(() => unshown.count()).toBe(mimeType.startsWith("image/") ? 1 : 0);
    }
    await goTo(address.slice(1));
    const problem = page.getByRole("alert");
    await input.setInputFiles({
      name: "none.jpg",
      mimeType: "image/jpeg",
      buffer: Buffer.alloc(0),
    });
    await problem.getByText("none.jpg is empty").waitFor();
    const folder = await mkdtemp(join(tmpdir(), "offblock_photo_"));
    const large = join(folder, "large.jpg");
    await writeFile(large, "");
    await truncate(large, limits.attachment_bytes + 1);
    await input.setInputFiles(large);
    await problem.getByText("a file holds at most 41.9 MB").waitFor();
    await rm(folder, { recursive: true });
    expect(await page.locator(".file_line").count()).toBe(4);
  });

  test("reaches the ledger once by its SHA-256, and a second device shows it", async () => {
    await phone.setOffline(false);
    await phone.signUp(email, password);
    await phone.inSync();
    const rows = await server.database.admin.query<{ sha256_hash: string; description: string }>(
      "select sha256_hash, description from logbook.attachments order by uploaded_at",
    );
    const hashOf = (file: Buffer) =>
      createHash("sha256").update(file.toString("latin1"), "latin1").digest("hex");
    expect(rows).toEqual([
      { sha256_hash: hashOf(bytes), description: "The paper page" },
      ...Object.values(others).map(({ buffer }) => ({
        sha256_hash: hashOf(buffer),
        description: null,
      })),
    ]);

    const tablet = await newDevice(browser, server.url, screens.wide);
    await tablet.signIn(email, password);
    await tablet.inSync();
    await tablet.goTo(address.slice(1));
    await tablet.page.locator(".file_line", { hasText: "page 12.png" }).click();
    const shown = tablet.page.getByRole("img", { name: "The paper page" });
    await shown.waitFor();
    expect(await shown.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(40);
    expect(tablet.faults).toEqual([]);
  });
});
