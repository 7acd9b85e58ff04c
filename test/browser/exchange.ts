/** What passes between two devices by file, and a signer whose key is not in the app. */
import { execFileSync } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { violationsOf } from "./accessibility.ts";
import type { Device } from "./devices.ts";

/** A button by what it says. */
export const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
/** A link by what it says. */
export const link = (page: Page, name: string) => page.getByRole("link", { name, exact: true });

/** The bytes of the file that a button saves. */
export async function savedBytes(page: Page, name: string): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent("download"), button(page, name).click()]);
  return readFile((await download.path())!);
}

/** The file that a button saves, as text. */
export const saved = async (page: Page, name: string) =>
  (await savedBytes(page, name)).toString("utf8");

/** How many sheets of a paper a screen is printed on; upright, unless the screen says otherwise. */
export async function sheetsOf(page: Page, format: "A4" | "Letter"): Promise<number> {
  const pdf = (await page.pdf({ format })).toString("latin1");
  return pdf.match(/\/Type\s*\/Page\b/g)!.length;
}

/** Gives a file to the screen, by the name of its picker. */
export async function give(
  page: Page,
  content: string | Buffer,
  name: string,
  what: string | RegExp = /Choose a file/,
) {
  await page
    .getByLabel(what)
    .last()
    .setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(content) });
}

/** Drops a file on the screen that takes one. */
export async function dropOn(page: Page, text: string): Promise<void> {
  const dataTransfer = await page.evaluateHandle((content) => {
    const dropped = new DataTransfer();
    dropped.items.add(new File([content], "logbook.oplf.json"));
    return dropped;
  }, text);
  await page.getByText("Choose a file, or drop it here").dispatchEvent("drop", { dataTransfer });
}

/** What is to be signed of the entry that is open, as a file; by whom, if they are in the logbook. */
export async function askByFile(page: Page, signer?: string): Promise<string> {
  await link(page, "Ask for a signature").click();
  if (signer !== undefined) await page.getByLabel("Who signs").selectOption({ label: signer });
  return saved(page, "Save a file");
}

/** Gives what another device has saved to a screen that reads it. */
export const giveSaved = (page: Page, text: string) =>
  give(page, text, "saved.json", "Choose a file or a picture");

/** The signature of the form that is open, by the key of the device: saved as a file, and put away. */
export async function signHere(page: Page, passphrase: string): Promise<string> {
  await page.getByLabel("Passphrase of the key").fill(passphrase);
  await button(page, "Sign").click();
  const answer = await saved(page, "Save a file");
  await button(page, "The pilot has it").click();
  return answer;
}

/** Signs in the form that is open, after everything that it asks for was missing or wrong once. */
export async function signAfterAll(page: Page, passphrase: string): Promise<void> {
  const sign = () => button(page, "Sign").click();
  await sign();
  await page.getByText("Your certificate number is missing.").waitFor();
  await page.getByLabel("Certificate number").fill("1234567CFI");
  await sign();
  await page.getByText("the end of your recent experience.").waitFor();
  await page.getByLabel("Recent experience ends").fill("2028-05-31");
  await page.getByLabel("Passphrase of the key").fill("not the right words");
  await sign();
  await page.getByText("The passphrase is wrong").waitFor();
  await page.getByLabel("Passphrase of the key").fill(passphrase);
  await sign();
  await page.getByText("Hold this up to the pilot").waitFor();
}

/** The entry that is open, signed by an instructor with a key of ssh-keygen, all by file. */
export async function signOutside(page: Page, instructor: Device, folder: string): Promise<void> {
  const request = await askByFile(page);
  const theirs = instructor.page;
  await instructor.goTo("/sign");
  await giveSaved(theirs, request);
  await theirs.getByText("With a key outside the app").click();
  const fold = theirs.locator("details", { hasText: "With a key outside the app" });
  const key = join(folder, "outside");
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
  await fold.getByLabel("Your public key").fill(await readFile(`${key}.pub`, "utf8"));
  await button(theirs, "Save what is to be signed").click();
  await fold.getByText("Your name is missing.").waitFor();
  await fold.getByLabel("Your name").fill("Owen Marsh");
  await fold.getByLabel("Certificate number").fill("2718281CFI");
  await fold.getByLabel("Recent experience ends").fill("2028-05-31");
  const bytes = await savedBytes(theirs, "Save what is to be signed");
  expect(await violationsOf(theirs)).toEqual([]);
  const sign = async (what: Buffer) => {
    await writeFile(join(folder, "entry"), Uint8Array.from(what));
    await rm(join(folder, "entry.sig"), { force: true });
    const how = ["-Y", "sign", "-n", "offblock-entry", "-f", key, join(folder, "entry")];
    execFileSync("ssh-keygen", how, { stdio: "ignore" });
    const text = await readFile(join(folder, "entry.sig"));
    await give(theirs, text, "offblock_entry.sig", "Choose offblock_entry.sig");
  };
  await sign(Buffer.from("something else"));
  await fold.getByText("This signs something else").waitFor();
  await sign(bytes);
  await theirs.getByText("Hold this up to the pilot").waitFor();
  await giveSaved(page, await saved(theirs, "Save a file"));
  await page.getByText(/^by Owen Marsh, /).waitFor();
}
