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

/** The entry that is open, signed by an instructor with a key of ssh-keygen, all by file. */
export async function signOutside(page: Page, instructor: Device, folder: string): Promise<void> {
  await link(page, "Ask for a signature").click();
  const request = await saved(page, "Save a file");
  const theirs = instructor.page;
  await instructor.goTo("/sign");
  await give(theirs, request, "to_sign.json", "Choose a file or a picture");
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
  const answer = await saved(theirs, "Save a file");
  await give(page, answer, "signature.json", "Choose a file or a picture");
  await page.getByText(/^by Owen Marsh, /).waitFor();
}
