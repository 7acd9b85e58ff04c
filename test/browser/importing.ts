/** A large export that comes into a logbook in pieces: stopped, and with a tab that dies. */
import { readFile, truncate } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { writeLargeExport } from "../harness/large_export.ts";
import { violationsOf } from "./accessibility.ts";
import type { Device } from "./devices.ts";
import { button, give, saved } from "./exchange.ts";

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

/** The import of one file, and what its preview says. */
function importOf(device: Device, file: string) {
  const choose = () => device.page.getByLabel(/Choose a file/);
  return {
    choose,
    give: () => choose().setInputFiles(file),
    add: () => device.page.getByRole("button", { name: /^Add \d+ records$/ }),
    figure: async (name: string) =>
      Number(await figureOf(device.page, name).getByRole("definition").innerText()),
  };
}

/**
 * Imports a large export into an empty logbook, stopped while it is checked and while it is compared,
 * and with a tab that dies when some of it is saved. Answers how many records it has.
 */
async function importsHalf(device: Device, file: string): Promise<number> {
  const { choose, give: giveFile, add, figure } = importOf(device, file);
  for (const [screen, words] of [
    ["/verify", "Checking"],
    ["/import", "Comparing"],
  ] as const) {
    await device.goTo(screen);
    await stopWhen(device.page, words);
    await giveFile();
    await choose().waitFor();
  }
  await giveFile();
  await add().waitFor();
  expect(await figure("Already here")).toBe(0);
  const all = await figure("New");
  await dieWhenSaving(device, () => add().click());
  await device.reopen();
  return all;
}

/** A large export comes in although it is stopped and a tab dies; the copy is the file in the end. */
export async function importsInPieces(device: Device, file: string): Promise<void> {
  await writeLargeExport(file, 350);
  const { give: giveFile, add, figure } = importOf(device, file);
  const all = await importsHalf(device, file);
  expect(all).toBe(705);
  await device.goTo("/import");
  await giveFile();
  await add().waitFor();
  const there = await figure("Already here");
  expect(there).toBeGreaterThan(0);
  expect(await figure("New")).toBe(all - there);
  await stopWhen(device.page, "Saving");
  await add().click();
  await device.page.getByText("Stopped. Import the file again to add the rest").waitFor();
  await device.goTo("/more");
  await device.goTo("/import");
  await giveFile();
  await add().click();
  await device.page.getByText("were added to your logbook").waitFor();
  await device.goTo("/settings");
  const copy = await saved(device.page, "Save a copy of the logbook");
  expect(copy).toBe(await readFile(file, "utf8"));
  await truncate(file, 2 * 1024 ** 3);
  await device.goTo("/import");
  await giveFile();
  await device.page.getByText("It has 2147.5 MB; at most 1073.7 MB can be read here.").waitFor();
  expect(device.faults).toEqual([]);
}

/** What is none, of a later version or altered is refused, and says why. */
export async function refusesUnsound({ page, goTo }: Device, text: string): Promise<void> {
  await goTo("/import");
  for (const [content, words] of [
    [text.replace('"1.0"', '"2.0"'), "OPLF version 2.0; this program reads 1.0"],
    [text.replace('"total_time":96', '"total_time":97'), "total_time is not what"],
    ['{"milk":1}', "not an OPLF file"],
  ] as const) {
    await give(page, content, "logbook.oplf.json");
    await page.getByRole("alert").getByText(words).waitFor();
    await page.getByText("Nothing in your logbook has changed.").waitFor();
    await button(page, "Another file").click();
  }
}

/** Chooses an export, and then the zip of its files, which takes no other; adds what both hold. */
export async function importsWithFiles({ page }: Device, text: string, zip: Buffer): Promise<void> {
  await give(page, text, "logbook.oplf.json");
  await figureOf(page, "Without their file").getByText("1", { exact: true }).waitFor();
  await give(page, "no zip", "files.zip", /zip of the attached files/);
  await page.getByRole("alert").getByText("files.zip: This is no zip").waitFor();
  await give(page, zip, "files.zip", /zip of the attached files/);
  await page.getByText("entries of its audit log were checked").waitFor();
  await page.getByText(/Signatures: 8 VALID/).waitFor();
  await figureOf(page, "Without their file").waitFor({ state: "detached" });
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole("button", { name: /^Add \d+ records$/ }).click();
}

/** Adds an export that says one record otherwise than the logbook: it waits as a correction. */
export async function importsDiffering({ page, goTo }: Device, text: string): Promise<void> {
  await goTo("/import");
  await give(page, text, "elsewhere.oplf.json");
  await figureOf(page, "Different here").getByText("1", { exact: true }).waitFor();
  await button(page, "Add 1 record").click();
  await page.getByText("1 wait as corrections").waitFor();
}
