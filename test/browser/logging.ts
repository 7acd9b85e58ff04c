/** What a pilot does in the app, step by step, by what is written on the screen. */
import type { Page } from "playwright-core";

/** A flight as it is typed in. */
export interface TypedFlight {
  date: string;
  aircraft: string;
  from: string;
  to: string;
  clocks: readonly [out: string, off: string, on: string, into: string];
  remarks: string;
}

/** Types an airport and takes the first that is offered. */
async function typeAirport(page: Page, label: string, code: string): Promise<void> {
  const field = page.getByRole("combobox", { name: label, exact: true });
  await field.fill(code);
  await page.getByRole("option").filter({ hasText: code }).first().click();
}

/** Fills the form of a new flight in; the aircraft is made on the way when the logbook lacks it. */
export async function typeFlight(page: Page, flight: TypedFlight): Promise<void> {
  await page.evaluate(() => {
    window.location.hash = "/flights/new";
  });
  await page.getByRole("heading", { name: "New flight" }).waitFor();
  await page.getByLabel("Date").fill(flight.date);
  const aircraft = page.getByRole("combobox", { name: "Aircraft" });
  await aircraft.fill(flight.aircraft);
  const known = page.getByRole("option").filter({ hasText: new RegExp(`^${flight.aircraft}`) });
  await page.getByRole("option").first().waitFor();
  if ((await known.count()) > 0) await known.first().click();
  else {
    await page.getByRole("option", { name: `New “${flight.aircraft}”` }).click();
    const dialog = page.getByRole("dialog", { name: "New aircraft" });
    await dialog.getByRole("combobox", { name: "Model" }).fill("Cessna 172S");
    await dialog.getByRole("button", { name: "Save aircraft" }).click();
    await dialog.waitFor({ state: "detached" });
  }
  await typeAirport(page, "From", flight.from);
  await typeAirport(page, "To", flight.to);
  for (const [i, name] of ["OUT", "OFF", "ON", "IN"].entries())
    await page.getByLabel(name, { exact: true }).fill(flight.clocks[i]!);
  await page.getByRole("button", { name: "Day take-offs: one more" }).click();
  await page.getByRole("button", { name: "Day full stop: one more" }).click();
  await page.getByLabel("Remarks").fill(flight.remarks);
}

/** Saves the open form of a flight and waits for the flight's page; answers its address. */
export async function saveFlight(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Save flight" }).click();
  await page.getByText("Flight saved").waitFor();
  await page.getByRole("link", { name: "Edit this flight" }).waitFor();
  return page.evaluate(() => window.location.hash);
}

/** Changes the remarks of a flight, given its address. */
export async function changeRemarks(page: Page, address: string, remarks: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = `${hash}/edit`;
  }, address);
  await page.getByRole("heading", { name: "Edit flight" }).waitFor();
  await page.getByLabel("Remarks").fill(remarks);
  await saveFlight(page);
}
