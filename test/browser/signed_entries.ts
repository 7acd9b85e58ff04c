/** The entries besides flights that an instructor signs: typed by the pilot, read and signed on another device. */
import { expect } from "vitest";
import { kindNamed, type KindName } from "../../shared/kinds/kinds.ts";
import { violationsOf } from "./accessibility.ts";
import type { Device } from "./devices.ts";
import { askByFile, button, giveSaved, link, signHere } from "./exchange.ts";
import { fillField, unfold } from "./forms.ts";

/** What is typed, and what of it the signer reads before signing. */
interface Entry {
  typed: readonly (readonly [label: string, value: string])[];
  reads: readonly string[];
}

const instructor_name = "Carol Whitman";
const endorsed =
  "I certify that Amelia Vaughn has received the required training of 14 CFR 61.31(i) in a Citabria.";

/** Each after those that it refers to. */
export const signedEntries = {
  endorsement: {
    typed: [
      ["Endorsement", "Tailwheel airplane"],
      ["Date", "2026-03-03"],
      ["Instructor", instructor_name],
      ["Text", endorsed],
    ],
    // Of AC 61-65K, which the pilot did not type.
    reads: ["Tailwheel airplane", "AC 61-65K", "A.75", "14 CFR 61.31(i)", endorsed],
  },
  training_session: {
    typed: [
      ["Date", "2026-04-02"],
      ["Total time", "1.5"],
      ["Training received", "1.5"],
      ["Instructor", instructor_name],
      ["Remarks", "Partial panel"],
    ],
    reads: ["2 Apr 2026", "1.5", instructor_name, "Partial panel"],
  },
  flight_review: {
    typed: [
      ["Date", "2026-03-04"],
      ["Instructor", instructor_name],
      ["Endorsement", "3 Mar 2026"],
      ["Satisfactory", "Yes"],
    ],
    reads: ["4 Mar 2026", instructor_name, "A.75", "yes"],
  },
} satisfies Partial<Record<KindName, Entry>>;

/** Types an entry and saves it: its page is open. */
async function typeEntry({ page, goTo }: Device, kind: keyof typeof signedEntries): Promise<void> {
  const { label } = kindNamed(kind)!;
  await goTo(`/records/${kind}/new`);
  await page.getByRole("heading", { name: `New ${label.toLowerCase()}` }).waitFor();
  await unfold(page);
  for (const [field, value] of signedEntries[kind].typed) await fillField(page, field, value);
  await button(page, "Save").click();
  await link(page, "Edit").waitFor();
}

/** An entry is typed, read and signed on another device, and locked at once by what comes back. */
export async function signEntry(
  pilot: Device,
  instructor: Device,
  kind: keyof typeof signedEntries,
  passphrase: string,
): Promise<void> {
  const [mine, theirs] = [pilot.page, instructor.page];
  await typeEntry(pilot, kind);
  const asked = await askByFile(mine, instructor_name);
  await instructor.goTo("/sign");
  await giveSaved(theirs, asked);
  await theirs.getByRole("heading", { name: `Sign: ${kindNamed(kind)!.label}` }).waitFor();
  for (const words of signedEntries[kind].reads)
    await theirs.locator("main").getByText(words).first().waitFor();
  const signed = await signHere(theirs, passphrase);
  await giveSaved(mine, signed);
  await mine.getByText("Signed and locked").waitFor();
  await mine.getByText("VALID", { exact: true }).waitFor();
  await mine.getByText(new RegExp(`^by ${instructor_name}, \\d`)).waitFor();
  await mine.getByText("certificate 1234567CFI, recent experience ends 31 May 2028").waitFor();
  expect(await link(mine, "Edit").count()).toBe(0);
}

/** Signs in the form that is open with the owner's key; then the entry's page has one more that holds. */
async function signOwn({ page }: Device, valid_before: number, passphrase: string): Promise<void> {
  await page.getByLabel("Passphrase of the key").fill(passphrase);
  await button(page, "Sign").click();
  await page.getByText("VALID", { exact: true }).nth(valid_before).waitFor();
  await page
    .getByText(/^by Amelia Vaughn, \d/)
    .first()
    .waitFor();
}

/** The entry that is open, acknowledged by the owner of the logbook beside the signatures that it has. */
export async function acknowledge(device: Device, passphrase: string): Promise<void> {
  const { page } = device;
  const before = await page.getByText("VALID", { exact: true }).count();
  await link(page, "Acknowledge with your key").click();
  await page.getByText("as: Student").waitFor();
  await signOwn(device, before, passphrase);
}

/** A report of totals is made, attested in words, and signed by the owner of the logbook. */
export async function attestReport(device: Device, passphrase: string): Promise<void> {
  const { page, goTo } = device;
  await goTo("/reports/new");
  await page.getByLabel("Report").selectOption({ label: "Totals" });
  expect(await violationsOf(page)).toEqual([]);
  await button(page, "Make the report").click();
  await page.getByText("Fixed since it was made").waitFor();
  await link(page, "Attest with your key").click();
  await button(page, "Attest").click();
  await page.getByText("as: Attestation of a report").waitFor();
  await page.getByText("I attest that this report is what my logbook says").waitFor();
  await signOwn(device, 0, passphrase);
}
