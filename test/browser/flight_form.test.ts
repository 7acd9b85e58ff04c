import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newRowId } from "../../shared/ids.ts";
import { serveApp } from "../harness/static_app.ts";
import { violationsOf } from "./accessibility.ts";
import { type Device, newDevice, screens, servedOffline, startBrowser } from "./devices.ts";
import { discardForm, fillField, unfold } from "./forms.ts";

let app: Awaited<ReturnType<typeof serveApp>>;
let browser: Browser;
let device: Device;
let page: Page;

beforeAll(async () => {
  [app, browser] = await Promise.all([serveApp(), startBrowser()]);
  device = await newDevice(browser, app.url);
  page = device.page;
  await servedOffline(page);
  await device.setOffline(true);
});
afterAll(async () => {
  expect(device.faults).toEqual([]);
  await browser.close();
  app.close();
});

const value = (label: string) => page.getByLabel(label, { exact: true }).first().inputValue();
const named = (name: string) => page.getByRole("button", { name, exact: true });

/** Types what goes into one field after the other, with nothing but the keyboard. */
async function typeFields(texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    await page.keyboard.type(text);
    await page.keyboard.press("Tab");
  }
}

/** The field that has the focus, by its column in the sheet: `2 flight_legs.0.to_airport_id`. */
const focused = () =>
  page.evaluate(() => {
    const row = document.activeElement?.closest("[data-row]")?.getAttribute("data-row");
    return `${row} ${document.activeElement?.closest("[data-path]")?.getAttribute("data-path")}`;
  });

describe("the first minutes, with no network", () => {
  test("a sample logbook is open in one tap, marked as one, and has no account", async () => {
    await named("Try a sample logbook").click();
    await page.getByText("in 27 flights").waitFor();
    await page.getByText("A sample: try anything.").waitFor();
    await page.getByRole("link", { name: /^Flight review.*Current/ }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await device.goTo("/account");
    await page.getByText("The sample logbook has no account").waitFor();
  });
});

/** Presses keys, one for each letter or by name, and counts them: Ctrl and Enter are two. */
function typist() {
  let presses = 0;
  const press = async (key: string) => {
    presses += key.split("+").length;
    await page.keyboard.press(key);
  };
  return {
    press,
    async type(text: string) {
      for (const letter of text) await press(letter);
    },
    presses: () => presses,
  };
}

describe("several flights", () => {
  const hands = typist();

  test("are typed by keyboard alone, each beginning where the last ended, and survive a reload", async () => {
    await page.setViewportSize(screens.wide);
    await device.goTo("/flights/several");
    await expect.poll(focused).toBe("1 flight_legs.0.to_airport_id");
    const legs = [
      ["KSTS", "1700", "1710", "1805", "1812"],
      ["KPAO", "1900", "1910", "2005", "2012"],
      ["KMOD", "2230", "2240", "2325", "2330"],
      // 17:10 in California: past midnight UTC, and the same day of flying.
      ["KPAO", "0010", "0020", "0105", "0112"],
    ] as const;
    for (const [i, [place, ...clocks]] of legs.entries()) {
      if (i > 0) await hands.press("Enter");
      await hands.type(place);
      await hands.press("Tab");
      // Whole clocks lead on by themselves; a Tab that one types by habit changes nothing.
      for (const clock of clocks) {
        await hands.type(clock);
        if (i === 0 && clock !== clocks[3]) await page.keyboard.press("Tab");
      }
      expect(await focused()).toBe(`${i + 1} block_in`);
    }
    const row = (number: number) => page.getByRole("listitem", { name: `Flight ${number}` });
    const cells = (number: number, heads: readonly string[]) =>
      Promise.all(heads.map((head) => row(number).getByLabel(head, { exact: true }).inputValue()));
    await expect
      .poll(() => cells(2, ["From", "IN", "Total", "Day ldg"]))
      .toEqual(["KSTS", "20:12", "1.2", "1"]);
    await page.reload();
    await row(4).waitFor();
    await expect
      .poll(() => cells(4, ["From", "To", "OUT", "IN"]))
      .toEqual(["KMOD", "KPAO", "00:10 +1", "01:12 +1"]);
    await named("Save 4 flights").waitFor();
  });

  test("are pasted from a spreadsheet; a cell that is none says so, and the others wait for it", async () => {
    await named("Add a flight").click();
    await page.getByRole("listitem", { name: "Flight 5" }).getByLabel("Date").focus();
    await page.evaluate(() => {
      const clipboardData = new DataTransfer();
      const lines = [
        "2026-05-02\tN81PA\tKPAO\tKMRY\t1700\t1706\t1748\t1754\t٠٫٩\t0,9\t1\t0\tعبر الخليج",
        "5/3/2026\tN81PA\tKMRY\tKPAO\t1700\t\t\t1754\tsoon\t\t1\t\t",
      ];
      clipboardData.setData("text/plain", lines.join("\r\n"));
      document.activeElement!.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
      );
    });
    await named("Save 6 flights").click();
    await page.getByText("One flight has something to be put right").waitFor();
    await page.getByText("“soon” is no time of flight. Write 1.5, 1:30 or 90m.").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.setViewportSize(screens.phone);
    expect(await violationsOf(page)).toEqual([]);
    const last = page
      .getByRole("listitem", { name: "Flight 6" })
      .getByLabel("Total", { exact: true });
    await expect.poll(() => last.inputValue()).toBe("soon");
    await last.fill("0:54");
    await hands.press("Control+Enter");
    await page.getByText("6 flights saved").waitFor();
    // Four legs with places and clocks, and saved: an ordinary typist presses 200 keys a minute.
    expect(hands.presses()).toBe(4 * (4 + 1 + 4 * 4) + 3 + 2);
    // 28.1 h of the sample, and 1.2 + 1.2 + 1.0 + 1.0 + 0.9 + 0.9.
    await page.getByText("33 flights, 34.3 h").waitFor();
    await page.getByRole("searchbox").fill("الخليج");
    await page.getByText("عبر الخليج").waitFor();
    // The address follows what is typed after a pause: just then one goes elsewhere, on a busy page.
    await page.getByRole("searchbox").evaluate((input: HTMLInputElement) => {
      setTimeout(() => (window.location.hash = "/flights/new"));
      input.value = "KMOD";
      input.dispatchEvent(new Event("input", { bubbles: true }));
      for (const until = performance.now() + 600; performance.now() < until;);
    });
    await page.getByLabel(/^Fields for/).waitFor();
  });
});

describe("the form of a flight", () => {
  test("fills in what follows, says so, and never over what was typed", async () => {
    await page.getByLabel(/^Fields for/).selectOption("private");
    await page.getByLabel("Date").fill("2026-05-04");
    await page.getByRole("combobox", { name: "To", exact: true }).fill("KMOD");
    await page.getByRole("option").filter({ hasText: "KMOD" }).first().click();
    // 20:00 to 21:30 in California; the sun of 4 May sets at about 20:02.
    for (const [name, clock] of [
      ["OUT", "03:00"],
      ["OFF", "０３１０"],
      ["ON", "٠٤٢٠"],
      ["IN", "430"],
    ] as const)
      await page.getByLabel(name, { exact: true }).fill(clock);
    await expect.poll(() => value("Total time")).toBe("1.5");
    await expect.poll(() => value("PIC")).toBe("1.5");
    await expect.poll(() => value("Cross-country")).toBe("1.5");
    // Civil twilight ends half an hour later: the last hour is night, 14 CFR 1.1.
    await expect.poll(() => value("Night")).toBe("1.0");
    expect(await page.locator('[data-path="night_time"] .mark').innerText()).toBe("prefilled");
    await page.getByLabel("Night", { exact: true }).fill("");
    await page.getByLabel("Remarks").fill("Moonlight");
    await expect.poll(() => value("Night")).toBe("");
    await named("Undo the last change").click();
    await named("Undo the last change").click();
    await expect.poll(() => value("Night")).toBe("1.0");
  });

  test("gives advice in words and lets each take-off and landing have its own time and place", async () => {
    await named("Day full stop: one more").click();
    await named("Night take-offs: one more").click();
    await page.getByLabel("Night full stop", { exact: true }).press("ArrowUp");
    await page.getByText("On what ground PIC time is logged is not said").waitFor({
      state: "attached",
    });
    await page.locator("summary", { hasText: "to look at" }).click();
    await page
      .getByRole("listitem")
      .filter({ hasText: "On what ground PIC" })
      .getByRole("button", { name: "Show" })
      .click();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("SELECT");
    await page.locator("summary", { hasText: "Approaches, distance" }).click();
    await named("Give each of the 3 its own time and place").click();
    await page.getByRole("heading", { name: "Event 3" }).waitFor();
    await unfold(page);
    expect(await violationsOf(page)).toEqual([]);
  });

  test("asks of a tag what its type holds, and hides what this pilot does not use", async () => {
    await named("Add tag").click();
    await page.getByRole("combobox", { name: "Tag (required)" }).fill("Sightseeing");
    await page.getByRole("option", { name: "New “Sightseeing”" }).click();
    const dialog = page.getByRole("dialog", { name: "New tag" });
    await fillField(dialog, "Holds", "Hours");
    // Enter is the answer to the dialog, not to the form that it stands over.
    await dialog.getByLabel(/^Name/).press("Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("heading", { name: "New flight" }).waitFor();
    const tags = page.locator('[data-path="entry_tags"]');
    await tags.getByLabel("Time", { exact: true }).fill("0.5");
    expect(await tags.getByLabel("Text").count()).toBe(0);
    expect(await page.getByLabel("Dual given").count()).toBe(0);
    // No helicopter, no glider: the aircraft is an airplane.
    expect(await page.getByText("Autorotations").count()).toBe(0);
    await page.getByLabel(/^Fields for/).selectOption("instructor");
    await page.getByLabel("Dual given").first().waitFor();
    await page.getByLabel(/^Fields for/).selectOption("all");
  });

  test("takes a photo, is kept with it when it is discarded by mistake, and is saved with everything", async () => {
    await unfold(page);
    await page.locator("input[type=file]:enabled").setInputFiles({
      name: "page.png",
      mimeType: "image/png",
      buffer: Buffer.from(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
        "base64",
      ),
    });
    await page.getByText("page.png").waitFor();
    await discardForm(page);
    await named("Undo").click();
    await page.getByText("You left this form open").waitFor();
    await unfold(page);
    // With its bytes, not only its name.
    await page.locator(".file_line img").waitFor();
    await named("Save flight").click();
    await page.getByRole("heading", { name: "KPAO – KMOD" }).waitFor();
    await page.getByText("page.png").first().waitFor();
  });

  test("is a template for others, and the next leg begins where it ended", async () => {
    // By key: the line that says "Flight saved" lies over the button for some seconds.
    await named("Save as template").press("Enter");
    await page.getByRole("dialog").getByLabel("Name").fill("Modesto by night");
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await page.getByText("Template saved").waitFor();
    const aircraft = await page.locator(".lead a").innerText();
    await page.getByRole("link", { name: "Next leg" }).click();
    await page.getByRole("heading", { name: "New flight" }).waitFor();
    await expect.poll(() => value("From")).toBe("KMOD");
    await expect.poll(() => page.getByLabel("Date").inputValue()).toBe("2026-05-04");
    await discardForm(page);
    // Back on the flight that it began with, from where the way back is one tap.
    await page.getByRole("link", { name: "And back" }).press("Enter");
    await expect.poll(() => value("From")).toBe("KMOD");
    expect(await Promise.all(["To", "OUT", "Total time", "Night full stop"].map(value))).toEqual([
      "KPAO",
      "",
      "",
      "0",
    ]);
    expect(await page.getByRole("combobox", { name: "Aircraft" }).inputValue()).toBe(aircraft);
    await discardForm(page);
    await page.getByRole("heading", { name: "KPAO – KMOD" }).waitFor();
    await device.goTo("/flights/new");
    await page.getByRole("link", { name: "Modesto by night" }).click();
    await expect.poll(() => value("To")).toBe("KMOD");
    await expect.poll(() => value("Night full stop")).toBe("1");
    await expect.poll(() => value("OUT")).toBe("");
    await device.goTo("/settings");
    await named("Remove the template Modesto by night").click();
    await device.goTo("/flights/new");
    await page.getByRole("link", { name: "Quick log" }).waitFor();
    expect(await page.getByRole("link", { name: "Modesto by night" }).count()).toBe(0);
  });

  /** Leaves a new flight half written, with so many tags that nobody knows. */
  async function draftWithTags(count: number) {
    const entry_tags = Array.from({ length: count }, () => ({
      id: newRowId(),
      tag_id: newRowId(),
    }));
    const draft = {
      new_uuid: newRowId(),
      values: { flight_date: "2026-05-01", entry_tags },
      unread: {},
      base: null,
      prefilled: [],
    };
    await device.goTo("/more");
    await page.evaluate((text) => {
      const { open_id } = JSON.parse(localStorage.getItem("offblock.logbooks")!);
      localStorage.setItem(`offblock.draft.${open_id}.flight.new`, text);
    }, JSON.stringify(draft));
  }

  test("with more rows than a flight can have says so, and shows them when asked", async () => {
    await draftWithTags(5_000);
    await device.goTo("/flights/new");
    await page.getByText("You left this form open").waitFor();
    await named("Save flight").click();
    await page.getByText("At most 500 rows").first().waitFor();
    await page.getByRole("button", { name: "Show all 5,000" }).waitFor();
    await discardForm(page);
  });
});

test("a lesson shows what its kind needs, and begins like the last one", async () => {
  await device.goTo("/records/training_session/new");
  expect(await page.getByLabel("Simulated instrument").count()).toBe(0);
  await fillField(page, "Place", "The club room");
  await fillField(page, "Total time", "1:30");
  await page.locator('[data-path="dual_received"] .whole_time').click();
  await fillField(page, "Instructor, by name", "Carol Whitman");
  await named("Save").click();
  await page.getByText("Training session saved").waitFor();
  await device.goTo("/records/training_session/new");
  await expect.poll(() => value("Place")).toBe("The club room");
  await fillField(page, "Kind", "In a simulator or training device");
  await page.getByLabel("Simulated instrument").waitFor();
  // What was filled in stays in sight although a device has no such field at its head.
  await expect.poll(() => value("Place")).toBe("The club room");
  expect(await violationsOf(page)).toEqual([]);
});

test("a flight that is saved with the last key has what follows from it", async () => {
  await device.goTo("/flights/new");
  await page.getByLabel("Date").fill("2026-05-05");
  await page.getByRole("combobox", { name: "To", exact: true }).fill("KMOD");
  await page.getByRole("option").filter({ hasText: "KMOD" }).first().click();
  for (const [name, clock] of [
    ["OUT", "1700"],
    ["OFF", "1710"],
    ["ON", "1825"],
  ] as const)
    await page.getByLabel(name, { exact: true }).fill(clock);
  await page.getByLabel("IN", { exact: true }).evaluate((input: HTMLInputElement) => {
    input.value = "1830";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.form!.requestSubmit();
  });
  await page.getByRole("link", { name: "History" }).waitFor();
  expect(await page.locator("main").innerText()).toContain("1.5");
});

test("the sample is thrown away in one tap, and a flight of one's own is logged by keyboard alone", async () => {
  await named("Throw it away").click();
  await named("Start a logbook").waitFor();
  await page.getByLabel("Your name").focus();
  await page.keyboard.type("Amelia Vaughn");
  await page.keyboard.press("Enter");
  await page.getByText("Your logbook is ready").waitFor();
  await page.getByRole("link", { name: "Log your first flight" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "New flight" }).waitFor();
  await page.getByRole("combobox", { name: "Aircraft" }).focus();
  await page.keyboard.type("N512SR");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.getByRole("dialog").getByRole("combobox", { name: "Model" }).focus();
  await page.keyboard.type("172S");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Save aircraft" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByRole("combobox", { name: "From", exact: true }).focus();
  await typeFields(["KPAO", "KUKI", "1700", "1710", "1820", "1825"]);
  await page.getByLabel("Remarks").focus();
  await page.keyboard.type("The first of many");
  await page.getByRole("button", { name: "Save flight" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "KPAO – KUKI" }).waitFor();
  await device.goTo("/");
  await page.getByText("in 1 flight").waitFor();
});
