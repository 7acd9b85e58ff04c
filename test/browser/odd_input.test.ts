/** Every form, by its name: what is odd is saved as it was typed, or refused in words and still there. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Field, Fields } from "../../shared/fields.ts";
import { kindNamed, kinds, type KindName } from "../../shared/kinds/kinds.ts";
import { startServer, type TestHttpServer } from "../harness/server.ts";
import { type Device, newDevice, startBrowser } from "./devices.ts";
import { unfold } from "./forms.ts";
import { fieldsByPath, type Left, nonsense, oddities, typeEverywhere } from "./odd_input.ts";

let server: TestHttpServer;
let browser: Browser;
let device: Device;
let page: Page;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  device = await newDevice(browser, server.url);
  page = device.page;
});
afterAll(async () => {
  // The ledger refuses in words, and the browser notes each refusal; nothing else may go wrong.
  expect(device.faults.filter((fault) => !/status of 4\d\d/.test(fault))).toEqual([]);
  await browser.close();
  await server.close();
});

/** Kinds that the app makes by itself: they have no form. */
const without_form: readonly string[] = [
  "book_report",
  "entry_signature",
  "attachment",
  "correction",
];

/** The forms of records: where each is opened, and the kind whose fields it shows. */
const forms: [address: string, KindName][] = [
  ...(Object.keys(kinds) as KindName[])
    .filter((kind) => kind !== "flight" && !without_form.includes(kind))
    .map((kind): [string, KindName] => [`/records/${kind}/new`, kind]),
  ["/flights/new", "flight"],
  ["/flights/several", "flight"],
];

/** How often each field is typed in. */
const rounds = 4;

/** What is wrong with how a field stands; undefined when it is as it must be. */
function wrongWith({ oddity, is_kept, shown, said }: Left, field: Field): string | undefined {
  const { typed, reads } = oddities[oddity]!;
  const read = reads[field.type];
  const isRefused = is_kept && said !== "";
  switch (field.type) {
    case "minutes":
    case "number":
    case "count":
      return (read === undefined ? isRefused : shown === read) ? undefined : "misread";
    case "moment":
      // Without a day beside it a clock is none.
      return isRefused || (read !== undefined && shown.includes(read)) ? undefined : "misread";
    case "text":
    case "long_text": {
      const isCapital = shown === typed.toUpperCase().slice(0, 80);
      if (!is_kept && !isCapital) return "changed";
      const isLong = field.type === "text" && typed.length > 200;
      return (isLong || !typed.isWellFormed()) && said === "" ? "not refused" : undefined;
    }
    case "airport":
      if (shown !== (read ?? typed.trim()).slice(0, 80)) return "changed";
      return typed.length > 200 && said === "" ? "not refused" : undefined;
    default:
      return isRefused || (typed.trim() === "" && shown === "") ? undefined : "taken";
  }
}

/** Shows the form of a kind with every row that it can have, and what is wrong with it while it is empty. */
async function openWhole(address: string, fields: Fields): Promise<void> {
  await device.goTo(address);
  await page.locator("main form [data-path]").first().waitFor();
  await page.evaluate(() => {
    const buttons = [...document.querySelectorAll("main form button:not(.add_leg)")];
    for (const button of buttons)
      if (button.textContent.startsWith("Add ")) (button as HTMLElement).click();
  });
  // Rows in which nothing was typed are none.
  if (address === "/flights/several") await typeEverywhere(page, fields);
  await page.locator("main form").evaluate((form: HTMLFormElement) => form.requestSubmit());
  await page.getByRole("alert").first().waitFor();
}

test("the form of every kind keeps what it cannot read as it was typed and says so, whatever the field", async () => {
  await device.startLogbook("Amelia Vaughn");
  const tried = new Set<string>();
  for (const [address, kind] of forms) {
    const fields: Fields = kindNamed(kind)!.fields;
    const byPath = new Map(fieldsByPath(fields));
    await openWhole(address, fields);
    await unfold(page);
    for (let round = 0; round < rounds; round++) {
      const { left, words } = await typeEverywhere(page, fields);
      expect(left.length, address).toBeGreaterThan(0);
      const wrong = left.flatMap((one) => {
        const field = byPath.get(one.path)!;
        tried.add(`${field.type} ${one.oddity}`);
        const found = one.oddity < 0 ? undefined : wrongWith(one, field);
        return found === undefined
          ? []
          : [{ found, type: field.type, typed: oddities[one.oddity]!.typed.slice(0, 40), ...one }];
      });
      expect(wrong, address).toEqual([]);
      expect(words, address).not.toMatch(nonsense);
    }
  }
  for (const type of ["minutes", "number", "count", "moment", "text", "long_text"])
    for (const [i, { typed }] of oddities.entries())
      expect(tried, `${type} ${typed.slice(0, 40)}`).toContain(`${type} ${i}`);
});
