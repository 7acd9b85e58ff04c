/** What somebody does with signing keys in the app. */
import { bytesToHex } from "@noble/hashes/utils.js";
import nacl from "tweetnacl";
import { expect } from "vitest";
import { readPublicKey } from "../../shared/signatures/public_keys.ts";
import { violationsOf } from "./accessibility.ts";
import type { Device } from "./devices.ts";
import { button } from "./exchange.ts";

/** The fingerprint of a public key. */
export function fingerprintOf(line: string): string {
  const reading = readPublicKey(line);
  if (!reading.ok) expect.fail(reading.reason);
  return reading.key.key_fingerprint;
}

/** Makes a key on a device; `wrongly`: with a passphrase that will not do before. */
export async function makeKey(
  { page, goTo }: Device,
  passphrase: string,
  { wrongly = false } = {},
): Promise<void> {
  await goTo("/keys");
  await page.getByRole("button", { name: "Make a key", exact: true }).click();
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

/** Replaces a key of a device by a new one, wrongly first; answers the line of the new one. */
export async function replaceKey(
  { page, goTo }: Device,
  fingerprint: string,
  passphrase: string,
): Promise<string> {
  await goTo("/keys");
  await page.getByRole("link", { name: fingerprint }).click();
  await button(page, "Replace this key").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Nothing in this logbook was signed with it before").waitFor();
  const [first, again] = [
    dialog.getByLabel("Passphrase", { exact: false }).first(),
    dialog.getByLabel("Passphrase again"),
  ];
  await first.fill(passphrase);
  await button(page, "Replace the key").click();
  await dialog.getByRole("alert").getByText("The two passphrases differ.").waitFor();
  // Left while the new key is being made: nothing comes of it.
  await again.fill(passphrase);
  await dialog.locator("form").evaluate((form) => {
    const cancel = form.querySelector<HTMLElement>("button[type=button]")!;
    form.addEventListener("submit", () => requestAnimationFrame(() => cancel.click()));
  });
  await button(page, "Replace the key").click();
  await dialog.waitFor({ state: "detached" });
  await button(page, "Replace this key").click();
  await first.fill(passphrase);
  await again.fill(passphrase);
  await button(page, "Replace the key").dblclick();
  await page.getByText("No backup yet").waitFor();
  const line = await page.getByText(/^ssh-ed25519 /).innerText();
  await goTo("/keys");
  await page.getByText(`Replaced by the key ${fingerprintOf(line)}`).waitFor();
  const old = page.getByRole("link", { name: fingerprint });
  await old.getByText("Signs no more").waitFor();
  // Neither the one that was left nor the second tap made any.
  expect(await page.getByRole("link", { name: /SHA256/ }).count()).toBe(2);
  expect(await violationsOf(page)).toEqual([]);
  await old.click();
  await page.getByText("What it signed before stays valid.").waitFor();
  expect(await button(page, "Replace this key").count()).toBe(0);
  return line;
}

/** Brings a key in from its backup, after a file that is none. */
export async function bringKeyIn({ page, goTo }: Device, backup: string, passphrase: string) {
  const dialog = page.getByRole("dialog");
  const bringIn = async (content: string) => {
    const buffer = Buffer.from(content);
    await dialog
      .getByLabel("Backup of the key")
      .setInputFiles({ name: "key.json", mimeType: "application/json", buffer });
    await dialog.getByLabel("Passphrase").fill(passphrase);
    await dialog.getByRole("button", { name: "Bring it in" }).click();
  };
  await goTo("/keys");
  await button(page, "Bring one in").click();
  await bringIn("milk, bread");
  await dialog.getByRole("alert").getByText("no key backup of Offblock").waitFor();
  await bringIn(backup);
  await page.getByText("Signs no more").waitFor();
}

/** Of the two keys of a signer that the logbook knows, the old one is replaced and the new one revoked. */
export async function endKeys(
  { page, goTo }: Device,
  signer: string,
  keys: { old: string; new_line: string },
): Promise<void> {
  const dialog = page.getByRole("dialog");
  await goTo("/keys");
  const theirs = page.getByRole("listitem").filter({ hasText: signer });
  const old = theirs.filter({ hasText: keys.old });
  await old.getByRole("button", { name: "Replace" }).click();
  await dialog.getByText("It made 1 signature in this logbook before that.").waitFor();
  await dialog.getByLabel("The new public key").fill(keys.old);
  await dialog.getByRole("alert").waitFor();
  await dialog.getByLabel("The new public key").fill(keys.new_line);
  await button(page, "Replace the key").click();
  await old.getByText(`Replaced by the key ${fingerprintOf(keys.new_line)}`).waitFor();
  const row = theirs.filter({ has: button(page, "Revoke") });
  await row.getByRole("button", { name: "Revoke" }).click();
  await dialog.getByText(/It made \d+ signatures in this logbook before that\./).waitFor();
  await dialog.getByRole("button", { name: "Revoke" }).click();
  await dialog.getByText("Say why").waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await dialog.getByLabel("Why").fill("Lost tablet");
  await dialog.getByRole("button", { name: "Revoke" }).click();
  await theirs.getByText("Lost tablet").waitFor();
}

const refusals = [
  ["-----BEGIN PGP PUBLIC KEY BLOCK-----", "OpenPGP keys cannot be checked here"],
  ["-----BEGIN CERTIFICATE-----", "X.509 certificates and PEM keys cannot be checked here"],
  ["ssh-rsa AAAAB3NzaC1yc2E= me", "Only Ed25519 keys of OpenSSH"],
  ["-----BEGIN OPENSSH PRIVATE KEY-----", "This is a private key"],
  ["ssh-ed25519 AAAAC3NzaC1lZDI1 me", "cut off or damaged"],
] as const;

/** Registers keys made elsewhere, an OpenSSH one and a raw one; what is none is refused. */
export async function registerKeys({ page, goTo }: Device): Promise<void> {
  const dialog = page.getByRole("dialog");
  await goTo("/keys");
  await button(page, "Register a public key").click();
  const field = dialog.getByLabel("Public key");
  for (const [key, refusal] of refusals) {
    await field.fill(key);
    await dialog.getByRole("alert").getByText(refusal).waitFor();
  }
  const raw = (byte: number) =>
    bytesToHex(nacl.sign.keyPair.fromSeed(new Uint8Array(32).fill(byte)).publicKey);
  const part = (hex: string) => (hex.length / 2).toString(16).padStart(8, "0") + hex;
  const wire = part(Buffer.from("ssh-ed25519").toString("hex")) + part(raw(1));
  const openssh = Buffer.from(wire, "hex").toString("base64");
  await field.fill(`ssh-ed25519 ${openssh} tower@example.test`);
  await dialog.getByText("Let its owner read these words").waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await button(page, "Register").click();
  await dialog.waitFor({ state: "detached" });
  for (const name of ["a new one", "the same again"]) {
    await button(page, "Register a public key").click();
    await field.fill(raw(2));
    await button(page, "Register").click();
    if (name === "a new one") await dialog.waitFor({ state: "detached" });
    else await dialog.getByText("This key is in the logbook already").waitFor();
  }
}
