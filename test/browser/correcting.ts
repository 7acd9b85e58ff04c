/** A signed flight that was wrong: corrected and signed again, on the screen and on paper. */
import { expect } from "vitest";
import { violationsOf } from "./accessibility.ts";
import type { Device } from "./devices.ts";
import { button, link, sheetsOf, signOutside } from "./exchange.ts";

const first_remarks = "Steep turns, slow flight; stalls to the standard";

/**
 * Corrects the open flight, which has those remarks and three signatures, and has the correction
 * signed: the first version stays beside it with its own, on the flight's page and in the book, which
 * holds a signed training session too.
 */
export async function correctAndSign(
  { page, goTo }: Device,
  instructor: Device,
  folder: string,
): Promise<void> {
  const valid = page.getByText("VALID", { exact: true }).filter({ visible: true });
  await link(page, "Correct this entry").click();
  await page.getByRole("heading", { name: "Correct flight" }).waitFor();
  await page.getByLabel("Remarks").fill("Steep turns only");
  await page.getByLabel("Reason of the correction").fill("No stalls that day");
  await button(page, "Save flight").click();
  await page.getByRole("heading", { name: "Other versions of this entry" }).waitFor();
  await signOutside(page, instructor, folder);
  // Its own, and the three of the first version.
  await expect.poll(() => valid.count()).toBe(4);
  await page.getByText(first_remarks).waitFor();
  await page.getByText("No stalls that day").waitFor();
  expect(await violationsOf(page)).toEqual([]);

  const onPaper = async (signatures: number) => {
    await page.emulateMedia({ media: "print" });
    await expect.poll(() => valid.count()).toBe(signatures);
    const onIt = (words: string) => page.getByText(words).filter({ visible: true });
    expect(await onIt("First version, signed").count()).toBe(3);
    expect(await onIt(first_remarks).count()).toBe(1);
    await page.emulateMedia({ media: "screen" });
  };
  await onPaper(4);
  // No blank sheet behind the two.
  expect(await sheetsOf(page, "A4")).toBe(2);
  await goTo("/flights/pages");
  await page.getByRole("heading", { name: "Signatures and corrections" }).waitFor();
  expect(await violationsOf(page)).toEqual([]);
  // And that of a training session.
  await onPaper(5);
}
