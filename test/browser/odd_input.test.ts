/** Every form, by its name: what is odd is saved as it was typed, or refused in words and still there. */
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Field, Fields } from "../../shared/fields.ts";
import { kindNamed, kinds, type KindName } from "../../shared/kinds/kinds.ts";
import { startServer, type TestHttpServer } from "../harness/server.ts";
import { type Device, newDevice, startBrowser } from "./devices.ts";
import { discardForm, unfold } from "./forms.ts";
import { saveFlight, typeFlight } from "./logging.ts";
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
  // The first form of all, too.
  await page.getByLabel("Your name").fill("A".repeat(10_000));
  await page.getByRole("button", { name: "Start a logbook" }).click();
  await page.getByText("At most 200 characters. Shorten it.").waitFor();
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
    await discardForm(page);
  }
  for (const type of ["minutes", "number", "count", "moment", "text", "long_text"])
    for (const [i, { typed }] of oddities.entries())
      expect(tried, `${type} ${typed.slice(0, 40)}`).toContain(`${type} ${i}`);
});

/** A form that is no record's: where it is, the button that opens it, the one that sends it. */
interface OtherForm {
  at: string;
  opened_by?: string;
  sent_by: string;
  /** Where what was taken is read again. */
  read_at?: string;
  /** What it does is done once. */
  is_once?: true;
}

/** The forms that are no record's; `flight` is the address of a flight's page. */
const otherForms = (flight: string): OtherForm[] => [
  {
    at: "/totals/by/year",
    opened_by: "Save this report",
    sent_by: "Save report",
    read_at: "/totals",
  },
  { at: "/flights/find/words:night", opened_by: "Save this search", sent_by: "Save search" },
  { at: "/flights/find/words:night", opened_by: "Filter", sent_by: "Show 0 flights" },
  { at: flight, opened_by: "Save as template", sent_by: "Save template", read_at: "/settings" },
  {
    at: flight,
    opened_by: "Mark as an error",
    sent_by: "Mark as an error",
    read_at: flight,
    is_once: true,
  },
  { at: "/keys", opened_by: "Make a key", sent_by: "Make the key" },
  { at: "/keys", opened_by: "Bring one in", sent_by: "Bring it in" },
  { at: "/keys", opened_by: "Register a public key", sent_by: "Register" },
  { at: "/reports/new", sent_by: "Make the report" },
  { at: "/account", sent_by: "Create account" },
];

/** The forms of an account. */
const accountForms: readonly OtherForm[] = [
  { at: "/grants", opened_by: "Let somebody see it", sent_by: "Let them see it" },
  {
    at: "/grants",
    opened_by: "Make an inspection link",
    sent_by: "Make the link",
    read_at: "/grants",
  },
];

/** What is typed into every field of them: nothing, what is odd, too much. */
const odd = "👩‍✈️ ‘№ 7’\u00a0<b>&amp;";
const texts = ["", odd, "\u202eשלום ".repeat(1_700)];

/** Fills the open form; of a secret only the beginning, which is too short. Answers what it holds. */
function fill(form: Locator, text: string): Promise<string[]> {
  return form.evaluate((box, words) => {
    const fields = box.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
      "input:not([type=file], [type=checkbox], [type=radio], [role=combobox]), textarea",
    );
    return [...fields].map((field) => {
      const prototype = Object.getPrototypeOf(field) as object;
      const said = field.type === "password" ? words.slice(0, 5) : words;
      Object.getOwnPropertyDescriptor(prototype, "value")!.set!.call(field, said);
      for (const type of ["input", "change"])
        field.dispatchEvent(new InputEvent(type, { bubbles: true }));
      return field.value;
    });
  }, text);
}

/** Goes to a screen by way of another, so that it begins anew. */
async function goToAnew(address: string): Promise<void> {
  await device.goTo("/more");
  await page.getByRole("heading", { name: "More", level: 1 }).waitFor();
  await device.goTo(address);
}

/** Presses a button at once, wherever it lies. */
const press = (within: Page | Locator, name: string) =>
  within
    .getByRole("button", { name, exact: true })
    .evaluate((button: HTMLButtonElement) => button.click());

/**
 * Sends a form that was filled oddly: it is taken and read again, or says why and is as it was.
 * Answers whether it was taken.
 */
async function sendOddly({ at, opened_by, sent_by, read_at }: OtherForm, text: string) {
  if (opened_by !== undefined) await press(page, opened_by);
  const form = page.locator(opened_by === undefined ? "main form" : "dialog[open]");
  const typed = await fill(form, text);
  await form.evaluate((box) => box.setAttribute("data-sent", ""));
  await press(form, sent_by);
  const answer = await page.waitForFunction(() => {
    const sent = document.querySelector("[data-sent]");
    if (sent === null) return { is_taken: true, held: [] };
    if (sent.querySelector("[role=alert], .problem, :invalid") === null) return null;
    const fields = sent.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
      "input:not([type=file], [type=checkbox], [type=radio], [role=combobox]), textarea",
    );
    return { is_taken: false, held: [...fields].map((field) => field.value) };
  });
  const { is_taken, held } = (await answer.jsonValue())!;
  const name = `${at}, ${sent_by}, “${text.slice(0, 20)}”`;
  if (!is_taken) expect(held, name).toEqual(typed);
  if (is_taken && text === odd && read_at !== undefined) {
    await goToAnew(read_at);
    await page.getByText(odd).first().waitFor();
  }
  expect(await page.locator("body").innerText(), name).not.toMatch(nonsense);
  return is_taken;
}

/** Sends each of some forms with each of the texts; one that was refused is left by Escape. */
async function sendAll(forms: readonly OtherForm[]): Promise<void> {
  for (const form of forms) {
    let is_here = false;
    for (const text of texts) {
      if (!is_here) await goToAnew(form.at);
      const is_taken = await sendOddly(form, text);
      if (is_taken && form.is_once) break;
      is_here = !is_taken && form.opened_by !== undefined;
      if (!is_here) continue;
      await page.keyboard.press("Escape");
      await page.locator("dialog").waitFor({ state: "detached" });
    }
  }
}

test("every other form takes what is odd as it was typed, or says why not and keeps it", async () => {
  await typeFlight(page, {
    date: "2026-05-01",
    aircraft: "N172KU",
    from: "KPAO",
    to: "KUKI",
    clocks: ["1432", "1441", "1602", "1608"],
    remarks: "By day",
  });
  const flight = (await saveFlight(page)).slice(1);
  await sendAll(otherForms(flight));
  await goToAnew("/account");
  await device.signUp("amelia@example.test", "a sentence that nobody guesses");
  await device.inSync();
  await sendAll(accountForms);
});

test("a day that the calendar does not have is never lost without a word", async () => {
  await device.goTo("/records/medical/new");
  const day = page.getByLabel(/^Examined/);
  await day.focus();
  await page.keyboard.type("02312026");
  await day.blur();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const said = page.locator('[data-path="exam_date"] .problem');
  await said.getByText("The calendar has no such day").waitFor();
  await day.fill("2026-02-28");
  await said.waitFor({ state: "detached" });
});
