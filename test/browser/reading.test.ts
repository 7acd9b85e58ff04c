/** Reading the logbook with no network: the list, what is looked for, and what is kept of that. */
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Field, Fields } from "../../shared/fields.ts";
import { derivedUuid, newRowId, stableId } from "../../shared/ids.ts";
import { lockFields } from "../../shared/kinds/entry_parts.ts";
import { flight as flightKind } from "../../shared/kinds/flight.ts";
import { lookupRows } from "../../shared/reference/lookups.ts";
import { serveApp } from "../harness/static_app.ts";
import { violationsOf } from "./accessibility.ts";
import { type Device, newDevice, servedOffline, startBrowser } from "./devices.ts";
import { sheetsOf } from "./exchange.ts";

let app: Awaited<ReturnType<typeof serveApp>>;
let browser: Browser;
let device: Device;
let page: Page;

beforeAll(async () => {
  [app, browser] = await Promise.all([serveApp(), startBrowser()]);
  device = await newDevice(browser, app.url);
  page = device.page;
  await device.startLogbook("Amelia Vaughn");
  // The sample has 27 flights, 9 of them in N81PA: they are told in `sample_logbook.ts`.
  await device.goTo("/more");
  await page.getByText("Try the sample logbook").click();
  await device.goTo("/flights");
  await found("27 flights");
  await servedOffline(page);
  await device.setOffline(true);
});
afterAll(async () => {
  expect(device.faults).toEqual([]);
  await browser.close();
  app.close();
});

const found = (words: string | RegExp) => page.getByRole("status").getByText(words).waitFor();
const search = () => page.getByRole("searchbox", { name: "Search flights" });
const lines = () => page.locator(".flight_line");
const address = () => page.evaluate(() => window.location.hash);

/** Walks once through a dialog by Tab: where each stop lies, in steps of 20 pixels downwards. */
async function tabOrder(dialog: Locator) {
  const stops = dialog.locator(":is(a, button, input, select, summary):visible");
  const order: { top: number; left: number }[] = [];
  for (let left = await stops.count(); left > 0; left--) {
    order.push(
      await dialog.evaluate((box) => {
        const at = document.activeElement!;
        if (!box.contains(at)) throw new Error("The focus has left the dialog.");
        const { bottom, left } = at.getBoundingClientRect();
        return { top: Math.round((bottom + box.scrollTop) / 20), left };
      }),
    );
    await page.keyboard.press("Tab");
  }
  return order;
}

test("flights are found by words as one types, by filters together, and the address says which", async () => {
  await search().fill("n81pa wine");
  await found("1 flight,");
  await lines().getByText("Wine country from above").waitFor();
  // By the name of an airport, which no entry holds. Who is quicker than the next frame takes it along.
  await page.evaluate(() => {
    window.requestAnimationFrame = () => 0;
  });
  await search().fill("UKIAH");
  await page.getByRole("link", { name: "Pages" }).click();
  await page.waitForURL(/pages\/words:UKIAH$/);
  await page.reload();
  await page.getByRole("link", { name: "List" }).click();
  await found("2 flights");
  await search().fill("no such words");
  await page.getByText("No flight has all of these words").waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole("button", { name: "Show all flights" }).click();
  await found("27 flights");

  await page.getByRole("button", { name: "Filter" }).click();
  const dialog = page.getByRole("dialog", { name: "Find flights" });
  const order = await tabOrder(dialog);
  expect(order.length).toBeGreaterThan(10);
  // As it is read: from top to bottom, and from left to right.
  expect(order).toEqual(order.toSorted((a, b) => a.top - b.top || a.left - b.left));
  await dialog.getByLabel("Aircraft", { exact: true }).fill("n81");
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Show 8 flights" }).waitFor();
  await dialog.getByLabel("Airport", { exact: true }).fill("KMRY");
  await dialog.getByRole("option", { name: "KMRY" }).click();
  await dialog.getByRole("button", { name: "Show 4 flights" }).waitFor();
  await dialog.getByLabel("Field", { exact: true }).selectOption({ label: "Remarks" });
  await dialog.getByLabel("Value").fill("flare");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  expect(await violationsOf(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Show 1 flight" }).click();
  await found("1 flight,");

  // The way into a flight and back, and a link to the same.
  await lines().first().click();
  await page.getByRole("heading", { name: "KPAO – KMRY", level: 1 }).waitFor();
  await page.getByRole("button", { name: "Back" }).click();
  await found("1 flight,");
  const link = await address();
  await page.getByRole("button", { name: "Remove: Remarks contains “flare”" }).click();
  await found("4 flights");
  await page.reload();
  await found("4 flights");
  await device.goTo(link.slice(1));
  await found("1 flight,");
  await device.goTo("/flights/find/colour:red");
  await page.getByText("This address asks for something").waitFor();
  await page.getByRole("button", { name: "Show the logbook" }).click();
  await found("27 flights");
});

test("with the keyboard alone: from the search to a flight, its form and its end, and the focus is seen everywhere", async () => {
  const { keyboard } = page;
  await page.setViewportSize({ width: 1440, height: 900 });
  const tabTo = async (wanted: Locator, key = "Tab") => {
    for (let left = 40; left > 0; left--) {
      await keyboard.press(key);
      if (await wanted.evaluate((element) => element.matches(":focus-visible"))) return;
    }
    throw new Error("It is not reached by Tab, or not seen to have the focus.");
  };
  const isAt = (selector: string) => page.locator(`${selector}:focus-visible`).waitFor();
  await search().fill("UKIAH");
  await found("2 flights");
  await tabTo(lines().first());
  await keyboard.press("End");
  await isAt("li:last-child .flight_line");
  await keyboard.press("ArrowDown");
  await keyboard.press("Home");
  await keyboard.press("ArrowDown");
  await isAt("li:last-child .flight_line");
  const link = await lines().last().getAttribute("href");
  await keyboard.press("Enter");
  await isAt(".split_detail h1");
  expect(await address()).toContain("words:UKIAH/open:");
  // The line has its own address again, whatever is looked for.
  await page.locator(`.flight_line[href="${link!}"]`).waitFor();
  await tabTo(page.getByRole("link", { name: "Edit this flight" }));
  await keyboard.press("Enter");
  await page.locator("h1:focus-visible", { hasText: "Edit flight" }).waitFor();
  await tabTo(page.getByRole("button", { name: "Back" }), "Shift+Tab");
  await keyboard.press("Enter");
  await tabTo(page.getByRole("button", { name: "Delete this flight" }));
  await keyboard.press("Enter");
  await found("1 flight,");
  await isAt(".flight_line");
  await tabTo(page.getByRole("button", { name: "Undo" }));
  await keyboard.press("Enter");
  await found("2 flights");
  await isAt("h1");
  await tabTo(page.getByRole("button", { name: "Filter" }));
  await keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await keyboard.press("Escape");
  await isAt("button:text('Filter')");
  await page.setViewportSize({ width: 390, height: 844 });
});

test("a search is kept under a name, opened, renamed, deleted and brought back", async () => {
  const name = "طيران ليلي " + "long ".repeat(30).trim();
  await search().fill("night");
  await found(/^2 flights/);
  await page.getByRole("button", { name: "Save this search" }).click();
  await page.getByRole("button", { name: "Save search" }).click();
  await page.getByText("Give it a name").waitFor();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.keyboard.press("Enter");
  await page.getByText("Search saved").waitFor();
  await page.getByRole("button", { name: "Show all", exact: true }).click();
  await found("27 flights");
  await page.reload();
  await found("27 flights");

  await page.getByRole("button", { name: "Filter" }).click();
  const dialog = page.getByRole("dialog", { name: "Find flights" });
  await dialog.getByText(name).waitFor();
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await violationsOf(page)).toEqual([]);
  const wider = await page.evaluate(() => {
    const box = document.querySelector("dialog")!;
    return box.scrollWidth - box.clientWidth;
  });
  expect(wider).toBeLessThanOrEqual(0);
  await dialog.getByRole("button", { name: `Rename the search ${name}` }).click();
  await page.getByLabel("Name", { exact: true }).fill("By night");
  await page.getByRole("button", { name: "Rename", exact: true }).click();
  await dialog.getByRole("link", { name: "By night" }).click();
  await found(/^2 flights/);
  expect(await search().inputValue()).toBe("night");

  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("button", { name: "Delete the search By night" }).click();
  await dialog.getByRole("link", { name: "By night" }).waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("button", { name: "Filter" }).click();
  await dialog.getByRole("link", { name: "By night" }).waitFor();
  await page.keyboard.press("Escape");
});

/** What stands at the foot of the page, row by row: this page, brought forward, total. */
const feet = () =>
  page
    .locator(".book_scroll tfoot tr")
    .evaluateAll((rows) => rows.map((row) => (row as HTMLTableRowElement).cells[1]!.textContent));

test("a list of aircraft says how long each was flown, and an empty list what it is for", async () => {
  await device.goTo("/records/aircraft");
  // In the Archer of the sample: 54 + 54 + 96 + 102 + 48 + 48 + 54 + 54 minutes.
  await page.getByRole("link", { name: /N81PA.*8\.5 h/ }).waitFor();
  await device.goTo("/records/training_event");
  await page.getByText("No training event yet. Courses,").waitFor();
});

test("as pages, each adds up with what is brought forward; one leafs, jumps, rules and prints", async () => {
  await device.goTo("/flights/pages/at:1");
  const shows = (words: string) => page.getByText(words, { exact: true }).waitFor();
  await shows("Page 1 of 3");
  // Twelve lines each: 78+66+60+36+36+54+54+114+108+54+96+102 minutes are 858, 14.3 h.
  expect(await feet()).toEqual(["14.3", "0.0", "14.3"]);
  await page.getByRole("button", { name: "Page after" }).click();
  await shows("Page 2 of 3");
  const [own, before, total] = (await feet()).map(Number);
  expect(before).toBe(14.3);
  expect(total).toBeCloseTo(own! + before!, 5);
  await page.getByLabel("Page", { exact: true }).fill("99");
  await page.keyboard.press("Enter");
  await shows("Page 3 of 3");
  expect((await feet())[2]).toBe("28.1");
  // The lesson in a device stands between the flights, and adds to no time of flight.
  await page.getByRole("row").filter({ hasText: "Redbird FMX at KPAO" }).waitFor();
  await page.getByLabel("Lines").selectOption("30");
  await shows("Page 1 of 1");
  await page.getByLabel("Lines").selectOption("8");
  const day = await page.getByLabel("Go to a day").getAttribute("min");
  await page.getByLabel("Go to a day").fill(day!);
  await shows("Page 1 of 4");
  await page.getByLabel("Columns").selectOption("easa");
  await page.getByRole("columnheader", { name: "10 PIC" }).waitFor();
  for (const width of [360, 820, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    const beyond = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(beyond, `${width} px`).toBeLessThanOrEqual(0);
  }
  // The browser's own dialog cannot be answered here: what it would print is looked at instead.
  await page.evaluate(() => {
    window.print = () => undefined;
  });
  await page.getByRole("button", { name: "Print …" }).click();
  await page.getByRole("button", { name: "All 4" }).click();
  await page.getByRole("button", { name: "Print", exact: true }).click();
  // In EASA's columns a page is two facing sheets: on one its type could not be read.
  await page.locator(".print_sheet").nth(7).waitFor({ state: "attached" });
  await page.emulateMedia({ media: "print" });
  expect(await page.locator("nav:visible, header:visible").count()).toBe(0);
  await page.emulateMedia({ media: null });
  expect(await sheetsOf(page, "A4")).toBe(8);
  await page.getByLabel("Lines").selectOption("30");
  await shows("Page 1 of 1");
  for (const style of ["easa", "faa"]) {
    await page.getByLabel("Columns").selectOption(style);
    expect(await sheetsOf(page, "Letter"), style).toBe(2);
    const [left, right] = await page.locator(".print_sheet").evaluateAll(drawn);
    expect(left!.type_pt, style).toBeGreaterThanOrEqual(7);
    expect(left!.lines.length, style).toBe(30 + 4);
    expect(right!.lines, style).toEqual(left!.lines);
  }
  await page.getByLabel("Lines").selectOption("8");
  await shows("Page 1 of 4");
  expect(await sheetsOf(page, "A4")).toBe(1);
});

/** The type of sheets in points, and where their lines begin, in whole pixels. */
const drawn = (sheets: (HTMLElement | SVGElement)[]) =>
  sheets.map((sheet) => ({
    type_pt: Number.parseFloat(getComputedStyle(sheet.querySelector("td")!).fontSize) * 0.75,
    lines: [...sheet.querySelectorAll("tr")].map((line) =>
      Math.round(line.getBoundingClientRect().top - sheet.getBoundingClientRect().top),
    ),
  }));

test("a flight's page is printed on one sheet, the paper upright", async () => {
  await device.goTo("/flights");
  await lines().first().click();
  await page.getByRole("heading", { name: "Signatures" }).waitFor();
  for (const format of ["A4", "Letter"] as const) expect(await sheetsOf(page, format)).toBe(1);
});

test("as a calendar, a day says what was flown; keys walk over days, months and years", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await device.goTo("/flights");
  const first = await lines().first().getAttribute("href");
  await lines().first().click();
  const said = await page.locator(".lead").first().innerText();
  await device.goTo("/flights/calendar");
  // The newest flights of the sample were six days ago, two of them, 0.6 h each.
  const iso = new Date(Date.parse(`${said.split(" · ")[0]!.slice(4)} UTC`)).toISOString();
  await device.goTo(`/flights/calendar/at:${iso.slice(0, 10)}`);
  const dayButton = page.getByRole("button", { pressed: true });
  await dayButton.waitFor();
  expect(await dayButton.innerText()).toContain("2 flights, 1.2 h");
  await page.locator(`.calendar a[href="${first!}"]`).waitFor();
  await dayButton.focus();
  const focused = () => page.evaluate(() => document.activeElement!.id);
  for (const [key, days] of [
    ["ArrowLeft", -1],
    ["ArrowDown", 7],
    ["ArrowUp", -7],
    ["ArrowRight", 1],
  ] as const) {
    const before = (await focused()).slice(4);
    await page.keyboard.press(key);
    const after = new Date(Date.parse(before) + days * 86_400_000).toISOString().slice(0, 10);
    await page.locator(`#day_${after}:focus`).waitFor();
  }
  await page.keyboard.press("PageUp");
  await page.locator(`[id^="day_"]:focus`).waitFor();
  await page.getByRole("button", { name: "Year", exact: true }).click();
  await page.getByRole("button", { name: /^January/ }).waitFor();
  await page.getByRole("button", { name: "Today" }).click();
  await page.locator('[aria-current="date"][aria-pressed="true"]').waitFor();
});

const airport = (ident: string) => stableId(`airport:${ident}`);

/** A value of every field of these, each unlike any other, with the words that must be read of it. */
function everyValue(fields: Fields, words: string[], next: () => number): Record<string, unknown> {
  const said = (text: string) => {
    words.push(text);
    return text;
  };
  const valueOf = (name: string, field: Field): unknown => {
    const n = next();
    switch (field.type) {
      case "text":
      case "long_text":
        return said(`words ${n} of ${name}`);
      case "minutes":
        said((n / 10).toFixed(1));
        return n * 6;
      case "count":
        said(String(n));
        return n;
      case "number":
        said(String(n));
        return n;
      case "boolean":
        said(field.label);
        return true;
      case "day":
        return "2026-05-04";
      case "moment":
        said(`03:${n % 60 < 10 ? "0" : ""}${n % 60}`);
        return `2026-05-05T03:${n % 60 < 10 ? "0" : ""}${n % 60}:00Z`;
      case "choice":
        said(Object.values(field.choices)[0]!);
        return Object.keys(field.choices)[0];
      case "lookup":
        said(lookupRows(field.lookup)[0]!.name);
        return lookupRows(field.lookup)[0]!.id;
      case "airport":
        said("KSQL");
        return airport("FAA-SQL");
      case "rows":
        return [{ ...everyValue(field.fields, words, next), id: newRowId() }];
      default:
        return null;
    }
  };
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, valueOf(name, field)]),
  );
}

test("a flight's page leaves out nothing that was typed: every field of the kind is there to read", async () => {
  // What locks, corrects and marks an entry is told in words of its own: test/browser/locks.test.ts.
  // The whole time is set below.
  const apart = new Set([
    "total_time",
    ...Object.keys(lockFields),
    "corrects_flight_id",
    "cfi_signature_person_id",
  ]);
  const fields = Object.fromEntries(
    Object.entries(flightKind.fields as Fields).filter(([name]) => !apart.has(name)),
  );
  let n = 110;
  const words: string[] = [];
  const values = everyValue(fields, words, () => n++);
  const leg = (values["flight_legs"] as Record<string, unknown>[])[0]!;
  const aircraft = derivedUuid("aircraft:N172SP");
  const id = await page.evaluate(
    () => JSON.parse(localStorage.getItem("offblock.logbooks")!).open_id,
  );
  const person_id = derivedUuid(`carol ${id}`);
  Object.assign(values, {
    aircraft_id: aircraft,
    total_time: 3000,
    cfi_signature_person_id: person_id,
  });
  Object.assign((values["flight_crew"] as object[])[0]!, { person_id });
  Object.assign((values["entry_tags"] as object[])[0]!, { tag_id: newRowId() });
  words.splice(words.indexOf(String(leg["leg_number"])), 1);
  Object.assign(leg, { leg_number: 1 });
  ["block_out", "block_off", "block_on", "block_in"].forEach((name, i) => {
    values[name] = `2026-05-05T04:0${i}:00Z`;
    words.push(`04:0${i}`);
  });
  const kept = { new_uuid: newRowId(), values, unread: {}, base: null, prefilled: [] };
  await device.goTo("/settings");
  await page.evaluate(
    ([key, draft]) => localStorage.setItem(key!, draft!),
    [`offblock.draft.${id}.flight.new`, JSON.stringify(kept)],
  );
  await device.goTo("/flights/new");
  await page.getByRole("button", { name: "Save flight" }).click();
  // The instructor has signed it off, so it is read and corrected, not edited.
  await page.getByRole("link", { name: "Correct this entry" }).waitFor();
  const shown = (await page.locator(".split_detail").innerText()).replaceAll(/\s+/g, " ");
  const clocks = /^03:/;
  const missing = words.filter((text) => !shown.includes(text) && !clocks.test(text));
  expect(missing).toEqual([]);
  expect(shown).toContain("Carol Whitman");
  expect(await violationsOf(page)).toEqual([]);
});
