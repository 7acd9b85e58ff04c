/** Entries whose plain fields hold anything that their kind allows. */
import type { Field, Fields } from "../../shared/fields.ts";
import type { Dice } from "./random_logbook.ts";

const letters = [
  "a",
  "Z",
  "é",
  "€",
  "\u0080",
  "\u2028",
  "\ufb33",
  "😀",
  '"',
  "\\",
  "/",
  "\n",
  "\u0001",
  "\u007f",
  " ",
];

/** A text of a few letters that JSON writers like to get wrong. */
export function aText({ roll, pick }: Dice): string {
  return Array.from({ length: roll(8) }, () => pick(letters)).join("");
}

function aNumber({ roll, pick }: Dice): number {
  return pick([
    roll(10) - 5,
    roll(1e9) / 1e3,
    (roll(1e9) + 1) * 10 ** (roll(60) - 30),
    -(roll(1e9) + 1) / 2 ** roll(60),
    0,
  ]);
}

/** Any JSON that PostgreSQL can keep. */
export function someJson(dice: Dice, depth = 3): unknown {
  const { roll } = dice;
  switch (roll(depth > 0 ? 6 : 4)) {
    case 0:
      return aText(dice);
    case 1:
      return aNumber(dice);
    case 2:
      return roll(2) === 0;
    case 3:
      return null;
    case 4:
      return Array.from({ length: roll(4) }, () => someJson(dice, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: roll(5) }, (_, i) => [
          `${aText(dice)}${i}`,
          someJson(dice, depth - 1),
        ]),
      );
  }
}

const two = (n: number) => String(n).padStart(2, "0");

function aMoment({ roll, pick }: Dice): string {
  const fraction = pick(["", ".5", ".120", ".123456", ".000001"]);
  const seconds = pick(["", `:${two(roll(60))}${fraction}`]);
  return `2026-0${1 + roll(9)}-${two(1 + roll(28))}T${two(roll(24))}:${two(roll(60))}${seconds}Z`;
}

/** A value of a field, or undefined to leave it as it is. */
function aValue(dice: Dice, field: Field): unknown {
  const { roll, pick } = dice;
  switch (field.type) {
    case "text":
      return field.pattern === undefined ? pick([aText(dice), null]) : undefined;
    case "long_text":
      return pick([`x${aText(dice)}`, null]);
    case "number":
      return pick([
        null,
        Number((field.min + (field.max - field.min) * (roll(1e6) / 1e6)).toFixed(field.scale)),
      ]);
    case "count":
      return roll(4);
    case "minutes":
      return roll(600);
    case "boolean":
      return pick(field.default === undefined ? [true, false, null] : [true, false]);
    case "moment":
      return pick([null, aMoment(dice)]);
    case "json":
      return someJson(dice);
    default:
      return undefined;
  }
}

/**
 * A document with its plain fields at random, in its rows too, but for `kept`. What refers to other
 * records and to reference data stays.
 */
export function scrambled<T extends Record<string, unknown>>(
  dice: Dice,
  fields: Fields,
  document: T,
  kept: readonly string[],
): T {
  const changes: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    if (kept.includes(name)) continue;
    if (field.type === "rows")
      changes[name] = ((document[name] ?? []) as Record<string, unknown>[]).map((row) =>
        scrambled(dice, field.fields, row, kept),
      );
    else {
      const value = aValue(dice, field);
      if (value !== undefined) changes[name] = value;
    }
  }
  return { ...document, ...changes };
}
