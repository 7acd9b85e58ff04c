import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kindNamed, kinds, type KindName } from "../../shared/kinds/kinds.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { startServer, type TestHttpServer } from "../harness/server.ts";
import { violationsOf } from "./accessibility.ts";
import { type Device, newDevice, servedOffline, startBrowser } from "./devices.ts";
import { discardForm, fillField, unfold } from "./forms.ts";

/** What is typed into the generic form of a kind: label and value, in order. */
type Typed = readonly (readonly [label: string, value: string])[];

interface Sample {
  typed: Typed;
  /** One change after it was saved. */
  change: readonly [label: string, value: string];
  /** Words that the record's page shows. */
  shows: readonly string[];
}

/** A record of every kind that a person types, each after those that it refers to. */
const samples: Partial<Record<KindName, Sample>> = {
  person: {
    typed: [
      ["Name", "Carol Whitman"],
      ["Certificate number", "3141592 CFI"],
      ["Email", "carol@example.test"],
    ],
    change: ["Phone", "+1 555 0100"],
    shows: ["Carol Whitman", "3141592 CFI", "+1 555 0100"],
  },
  airport: {
    typed: [
      ["Code", "SMITH"],
      ["Name", "Smith farm strip"],
      ["Latitude, °", "38.5"],
      ["Longitude, °", "-122.5"],
    ],
    change: ["Elevation, ft", "410"],
    shows: ["Smith farm strip", "410 ft"],
  },
  aircraft_model: {
    typed: [
      ["Manufacturer", "Rans"],
      ["Model", "S-21"],
      ["Category", "Airplane"],
      ["Landing gear", "Fixed, tailwheel"],
    ],
    change: ["Pressurized", "yes"],
    shows: ["Rans S-21", "Airplane", "Pressurized"],
  },
  aircraft: {
    typed: [
      ["Registration", "N21RS"],
      ["Model", "Rans S-21"],
    ],
    change: ["Model", "Cessna 172S"],
    shows: ["N21RS", "Cessna 172S"],
  },
  training_device: {
    typed: [
      ["Name", "Redbird at KPAO"],
      ["Model", "Redbird FMX"],
    ],
    change: ["Facility", "Palo Alto Flyers"],
    shows: ["Redbird FMX", "Palo Alto Flyers"],
  },
  tag: {
    typed: [["Name", "Mountain"]],
    change: ["Colour", "#3366cc"],
    shows: ["Mountain", "#3366cc"],
  },
  training_session: {
    typed: [
      ["Date", "2026-04-02"],
      ["Kind", "In a simulator or training device"],
      ["Device", "Redbird at KPAO"],
      ["Total time", "1.5"],
      ["Instructor", "Carol Whitman"],
    ],
    change: ["Remarks", "Partial panel"],
    shows: ["Redbird at KPAO", "1.5", "Partial panel"],
  },
  certificate: {
    typed: [
      ["Certificate", "Private pilot"],
      ["Number", "3141593"],
      ["Issued", "2024-06-01"],
    ],
    change: ["Notes", "In the flight bag"],
    shows: ["3141593", "1 Jun 2024", "In the flight bag"],
  },
  endorsement: {
    typed: [
      ["Endorsement", "Tailwheel airplane"],
      ["Date", "2026-03-03"],
      ["Instructor", "Carol Whitman"],
      ["Model", "Cessna 180"],
    ],
    change: ["Regulation", "14 CFR 61.31(i)"],
    shows: ["Carol Whitman", "14 CFR 61.31(i)"],
  },
  medical: {
    typed: [
      ["Class", "Third class"],
      ["Examined", "2025-09-01"],
    ],
    change: ["Number", "M-77"],
    shows: ["Third class", "1 Sep 2025", "M-77"],
  },
  flight_review: {
    typed: [
      ["Date", "2026-03-04"],
      ["Instructor", "Carol Whitman"],
      ["Endorsement", "3 Mar 2026"],
    ],
    change: ["Satisfactory", "Yes"],
    shows: ["Carol Whitman", "yes"],
  },
  practical_test: {
    typed: [
      ["Date", "2024-06-01"],
      ["For", "Private pilot, airplane single-engine land"],
      ["Outcome", "Passed"],
      ["Aircraft", "N21RS"],
      ["Certificate", "3141593"],
    ],
    change: ["ACS or PTS", "FAA-S-ACS-6B"],
    shows: ["Passed", "N21RS", "FAA-S-ACS-6B"],
  },
  training_event: {
    typed: [
      ["Kind", "WINGS phase"],
      ["State", "Planned"],
      ["Planned for, in words", "April 2027"],
    ],
    change: ["Provider", "FAASTeam"],
    shows: ["April 2027", "FAASTeam"],
  },
  public_key: {
    typed: [
      ["Person", "Carol Whitman"],
      ["Fingerprint", "SHA256:abc"],
      ["Algorithm", "Ed25519"],
      ["Key", "AAAA"],
      ["Format", "Raw"],
      ["Registered", "2026-05-01 1200"],
    ],
    change: ["Notes", "Shown on paper"],
    shows: ["SHA256:abc", "Ed25519", "Shown on paper"],
  },
  saved_report: {
    typed: [
      ["Name", "Tailwheel by year"],
      ["Configuration", '{"group_by":"year"}'],
    ],
    change: ["Description", "For the insurance"],
    shows: ["Tailwheel by year", "For the insurance"],
  },
  currency_rule: {
    typed: [
      ["Name", "Club checkout"],
      ["Rule", '{"lookback":{"days":60},"needs":[{"measure":"landings","at_least":3}]}'],
    ],
    change: ["Regulation", "Club rules, 4"],
    shows: ["Club checkout", "Club rules, 4"],
  },
};

let server: TestHttpServer;
let browser: Browser;
let device: Device;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  device = await newDevice(browser, server.url);
  await device.startLogbook("Amelia Vaughn");
  await servedOffline(device.page);
  await device.setOffline(true);
});
afterAll(async () => {
  expect(device.faults).toEqual([]);
  await checkLedger(server.database.admin);
  await browser.close();
  await server.close();
});

/** The kinds whose page has parts of its own, and one that has none: axe looks at theirs. */
const ownPage: ReadonlySet<KindName> = new Set([
  "person",
  "aircraft",
  "training_session",
  "endorsement",
  "public_key",
]);

/** Free text as people write it: it is saved as it was typed, and read back the same. */
const words = "שלום “№ 7”\u00a0👩‍✈️ <b>&amp;";

/** The names of the fields of a kind that hold any text and are not typed otherwise. */
function freeFields(kind: KindName): string[] {
  const typed = [...samples[kind]!.typed, samples[kind]!.change].map(([label]) => label);
  return Object.entries(kindNamed(kind)!.fields).flatMap(([name, field]) => {
    const isFree = field.type === "long_text" || (field.type === "text" && !field.pattern);
    return isFree && field.section !== "Record" && !typed.includes(field.label) ? [name] : [];
  });
}

/** Types the words into fields, or nothing; answers what stands in each. */
function freeTexts(names: readonly string[], typed?: string): Promise<string[]> {
  return device.page.evaluate(
    ([all, text]) =>
      all.map((name) => {
        const at = `form [data-path="${name}"] :is(input, textarea)`;
        const field = document.querySelector<HTMLInputElement>(at)!;
        if (text === undefined) return field.value;
        const prototype = Object.getPrototypeOf(field) as object;
        Object.getOwnPropertyDescriptor(prototype, "value")!.set!.call(field, text);
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        return field.value;
      }),
    [names, typed] as const,
  );
}

/** From the form of a record back to its page, in every way there is; what was typed stays. */
async function waysBack(title: string, [label, text]: Sample["change"]): Promise<void> {
  const { page } = device;
  const isPage = () => page.getByRole("heading", { name: title, level: 1 }).waitFor();
  const edit = async () => {
    await page.getByRole("link", { name: "Edit", exact: true }).click();
    await page.locator(".form_foot").waitFor();
    await unfold(page);
  };
  await edit();
  await fillField(page, label, text);
  // Escape closes a list or a dialog; of a form it takes nothing away.
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Back" }).click();
  await isPage();
  await edit();
  await page.getByText("You left this form open").waitFor();
  await page.reload();
  await page.getByText("You left this form open").waitFor();
  await page.goBack();
  await isPage();
  await edit();
  await discardForm(page);
  await isPage();
  await edit();
  await fillField(page, label, text);
  await save();
  await isPage();
  // Once saved, the form is not on the way back, and its page only once.
  const address = () => page.evaluate(() => location.hash);
  const here = await address();
  await page.goBack();
  expect(await address()).not.toContain(here);
  await page.goForward();
  await isPage();
  // A form that was opened by its address has its page before it, too.
  await page.evaluate(() => {
    history.replaceState(null, "", `${location.hash}/edit`);
    location.reload();
  });
  await page.locator(".form_foot").waitFor();
  await page.getByRole("button", { name: "Back" }).click();
  await isPage();
}

const save = () => device.page.getByRole("button", { name: "Save", exact: true }).click();
const shown = (text: string) => device.page.locator("main").getByText(text).first().waitFor();

describe("with no network, the generic screen of every kind that a person types", () => {
  test("none is left out: the others are made by the app or have screens of their own", () => {
    const others = ["flight", "book_report", "entry_signature", "attachment", "correction"];
    expect([...Object.keys(samples), ...others].toSorted()).toEqual(Object.keys(kinds).toSorted());
  });

  test.each(Object.keys(samples) as KindName[])(
    "makes, shows, edits, lists, deletes, brings back and remembers: %s",
    async (kind) => {
      const { page, goTo } = device;
      const { typed, change, shows } = samples[kind]!;
      const { label, label_many } = kindNamed(kind)!;
      const isNew = page.getByRole("heading", { name: `New ${label.toLowerCase()}` });
      await goTo(`/records/${kind}/new`);
      await isNew.waitFor();
      await unfold(page);
      for (const [field, value] of typed) await fillField(page, field, value);
      const free = freeFields(kind);
      await freeTexts(free, words);
      expect(await violationsOf(page)).toEqual([]);
      await save();
      await page.getByText(`${label} saved`).first().waitFor();

      await page.getByRole("link", { name: "Edit", exact: true }).waitFor();
      const made = await page.getByRole("heading", { level: 1 }).innerText();
      if (kind === "person") await waysBack(made, change);
      await page.getByRole("link", { name: "Edit", exact: true }).click();
      await page.getByRole("heading", { name: `Edit ${label.toLowerCase()}` }).waitFor();
      await unfold(page);
      expect(await freeTexts(free)).toEqual(free.map(() => words));
      await fillField(page, ...change);
      await save();
      await page.getByRole("link", { name: "Edit", exact: true }).waitFor();
      for (const words of shows) await shown(words);
      if (ownPage.has(kind)) expect(await violationsOf(page)).toEqual([]);
      const title = await page.getByRole("heading", { level: 1 }).innerText();

      await page.getByRole("button", { name: "Delete", exact: true }).click();
      await page.getByRole("heading", { name: label_many, level: 1 }).waitFor();
      const line = page.locator(".record_line").filter({ hasText: title });
      await line.waitFor({ state: "detached" });
      await page.getByRole("button", { name: "Undo" }).click();
      await line.first().click();
      await page.getByRole("heading", { name: title, level: 1 }).waitFor();
      for (const words of shows) await shown(words);

      await page.getByRole("link", { name: "History", exact: true }).click();
      const changed = page.locator(".history dt", { hasText: change[0].split(",")[0]! });
      await changed.first().waitFor();
    },
  );

  test("an inspector reads all that 14 CFR 61.51(i) lets them ask for, and can change none of it", async () => {
    const { page, goTo } = device;
    await goTo("/inspection");
    const dialog = page.getByRole("dialog");
    for (const kind of [
      "certificate",
      "medical",
      "endorsement",
      "flight_review",
      "practical_test",
      "training_event",
      "training_session",
    ] as const) {
      const heading = page.getByRole("heading", { name: kindNamed(kind)!.label_many, level: 2 });
      const section = dialog.locator("section").filter({ has: heading });
      await section.locator("summary").click();
      for (const words of samples[kind]!.shows) await section.getByText(words).first().waitFor();
    }
    expect(await dialog.getByRole("link").count()).toBe(0);
    expect(await dialog.getByRole("textbox").count()).toBe(0);
    expect(await dialog.getByRole("button").count()).toBe(1);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "End the inspection" }).click();
  });

  test("all of them reach the ledger as they were typed", async () => {
    await device.setOffline(false);
    await device.signUp("amelia@example.test", "a sentence that nobody guesses");
    await device.inSync();
    for (const kind of Object.keys(samples) as KindName[]) {
      const [row] = await server.database.admin.query<{ n: number }>(
        `select count(*)::int as n from logbook.${kindNamed(kind)!.table}`,
      );
      expect(row!.n, kind).toBe(kind === "person" ? 2 : 1);
    }
  });
});
