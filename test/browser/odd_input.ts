/** What is typed into forms by mistake, from a spreadsheet, in other digits: and how it must stand there then. */
import type { Page } from "playwright-core";
import type { Field, Fields } from "../../shared/fields.ts";

/** What was typed, and what a field of each type that can read it shows of it. */
interface Oddity {
  typed: string;
  reads: Partial<Record<Field["type"], string>>;
}

/** An hour and a half, in whatever digits and marks. */
const oneAndAHalf = { minutes: "1.5", number: "1.5" };

/** What no sum of figures is, what many keyboards write, what spreadsheets hand over. */
export const oddities: readonly Oddity[] = [
  { typed: "-1", reads: { number: "-1" } },
  { typed: "99999999", reads: { minutes: "99999999.0", number: "99999999" } },
  { typed: "1e309", reads: {} },
  // Nadi, by its IATA code.
  { typed: "NaN", reads: { airport: "NFFN" } },
  { typed: "Infinity", reads: {} },
  { typed: "9".repeat(400), reads: {} },
  { typed: "0000-00-00", reads: {} },
  { typed: "2026-02-29 1200", reads: {} },
  { typed: "25:61", reads: {} },
  { typed: "1,5", reads: oneAndAHalf },
  { typed: "\u00a01.5\u00a0", reads: oneAndAHalf },
  { typed: "1.234,5", reads: {} },
  { typed: "1,5\t2,5", reads: {} },
  { typed: "“1”", reads: {} },
  { typed: "=SUM(A1:A9)", reads: {} },
  { typed: "١٫٥", reads: oneAndAHalf },
  { typed: "１．５", reads: oneAndAHalf },
  { typed: "१४३२", reads: { minutes: "1432.0", number: "1432", count: "1432", moment: "14:32" } },
  { typed: "\u00a0 ", reads: { minutes: "", number: "", count: "0", moment: "" } },
  { typed: "\u202eשלום ".repeat(1_700), reads: {} },
  { typed: "👩‍✈️ ‘№ 7’ <b>&amp;\\", reads: {} },
  { typed: "\ud83d", reads: {} },
];

/** Days that a calendar has and no logbook; a browser holds only those that the calendar has. */
export const oddDays = ["0001-01-01", "1903-12-16", "9999-12-31", "2026-02-29"];

/** How a field stands after something odd was typed in it, and it was left. */
export interface Left {
  /** Without the numbers of rows. */
  path: string;
  /** The place of what was typed among the oddities; -1 for a day. */
  oddity: number;
  /** It shows what was typed, to the letter. */
  is_kept: boolean;
  /** The beginning of what it shows. */
  shown: string;
  /** What is said to be wrong with it. */
  said: string;
}

/** What no screen may say. */
export const nonsense = /\bNaN\b|\bInfinity\b|undefined|\[object|Invalid Date|\bE_[A-Z]{3}/;

/** Every field of a kind, those of its rows too, by its path without the numbers of rows. */
export function fieldsByPath(fields: Fields, under = ""): [path: string, Field][] {
  return Object.entries(fields).flatMap(([name, field]) =>
    field.type === "rows"
      ? fieldsByPath(field.fields, `${under}${name}.`)
      : [[`${under}${name}`, field] as [string, Field]],
  );
}

/**
 * Types into every field of the screen at once, each the next oddity in the turn of its type, and
 * leaves them all. Answers how they stand, and what the screen says beside what was typed.
 */
export function typeEverywhere(
  page: Page,
  fields: Fields,
): Promise<{ left: Left[]; words: string }> {
  const types = fieldsByPath(fields).map(([path, { type }]) => [path, type] as const);
  return page.evaluate(
    async ({ texts, days, typeOf }) => {
      const rendered = () => new Promise((resolve) => setTimeout(resolve));
      const turns = ((window as { turns?: Record<string, number> }).turns ??= {});
      const pathOf = (input: Element) =>
        input.closest<HTMLElement>("[data-path]")!.dataset["path"]!;
      const inputs = [
        ...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
          "main [data-path] :is(input[type=text], input[type=date], textarea)",
        ),
      ];
      const typed = inputs.map((input) => {
        const type = typeOf[pathOf(input).replaceAll(/\.\d+/g, "")]!;
        const at = (turns[type] = (turns[type] ?? -1) + 1);
        const isDay = input.type === "date";
        const prototype = Object.getPrototypeOf(input) as object;
        const text = isDay ? days[at % days.length]! : texts[at % texts.length]!;
        Object.getOwnPropertyDescriptor(prototype, "value")!.set!.call(input, text);
        const held = input.value;
        input.dispatchEvent(new InputEvent("input", { bubbles: true }));
        return { oddity: isDay ? -1 : at % texts.length, held };
      });
      // A list that is left at once has not drawn what was typed.
      await rendered();
      for (const input of inputs) input.dispatchEvent(new FocusEvent("blur"));
      await rendered();
      const left = inputs.map((input, i) => ({
        path: pathOf(input).replaceAll(/\.\d+/g, ""),
        oddity: typed[i]!.oddity,
        is_kept: input.value === typed[i]!.held,
        shown: input.value.slice(0, 80),
        said: input.closest("[data-path]")!.querySelector(".problem")?.textContent ?? "",
      }));
      return { left, words: document.querySelector("main")!.innerText.replaceAll(/“[^”]*”?/g, "") };
    },
    {
      texts: oddities.map(({ typed }) => typed),
      days: oddDays,
      typeOf: Object.fromEntries(types) as Record<string, string>,
    },
  );
}
