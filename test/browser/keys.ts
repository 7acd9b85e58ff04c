/** What somebody does with signing keys in the app. */
import { expect } from "vitest";
import { violationsOf } from "./accessibility.ts";
import type { Device } from "./devices.ts";

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
