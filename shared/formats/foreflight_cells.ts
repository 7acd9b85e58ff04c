/** The packed cells of a ForeFlight line: several facts in one cell, with semicolons between. */
import { limits } from "../limits.ts";
import { countOf, plainText, yesOrNoOf } from "./cell_values.ts";
import { approachCodeOf } from "./foreflight_codes.ts";

/** One approach cell; `count` approaches of one kind at one place. */
export interface ApproachCell {
  column: string;
  cell: string;
  count: number;
  /** Code of `reference.approach_types`. */
  type: string;
  runway: string | null;
  airport: string | null;
  notes: string | null;
  circling: boolean;
}

/** Somebody aboard. */
export interface PersonCell {
  column: string;
  cell: string;
  name: string;
  role: string | null;
  email: string | null;
  phone: string | null;
  notes: string | null;
}

/** Approaches that one cell may count. More is a slip of the keyboard. */
const approachesMax = 50;

/** Whether a packed cell holds its semicolons and nothing else. */
export function isEmptyPack(cell: string): boolean {
  return /^[;\s"]*$/.test(cell);
}

function orNull(...parts: (string | undefined)[]): string | null {
  const text = parts.filter(Boolean).join(" · ");
  return text === "" ? null : text;
}

/** The comment, which may itself hold semicolons, and the mark for circling that newer files end with. */
function commentAndCircling(rest: readonly string[]): { comment: string; circling: boolean } {
  const last = rest.length >= 2 ? yesOrNoOf(rest.at(-1)!) : undefined;
  const comment = (last === undefined ? rest : rest.slice(0, -1)).join(";").trim();
  return { comment, circling: last ?? false };
}

/**
 * Reads `count;type;runway;airport;comments[;circling]`, with parts left out, or a bare `ILS RWY 23`.
 * A type that no list has is "other", with its name in the notes. Undefined when the count is none.
 */
export function approachOf(column: string, cell: string): ApproachCell | undefined {
  const packed = plainText(cell)
    .split(";")
    .map((part) => part.trim());
  const counted = packed[0] === "" || countOf(packed[0]!) !== undefined;
  const [count, type = "", runway, airport, ...rest] = counted ? packed : ["1", ...packed];
  const number = count === "" ? 1 : countOf(count!)!;
  if (number < 1 || number > approachesMax || packed.some(isTooLong)) return undefined;
  const known = approachCodeOf(type);
  const { comment, circling } = commentAndCircling(rest);
  return {
    column,
    cell,
    count: number,
    type: known?.code ?? "other",
    runway: orNull(runway || /\bRWY?\s*(\d{1,2}[LRC]?)\b/i.exec(type)?.[1]),
    airport: orNull(airport),
    notes: orNull(known?.whole ? "" : type, comment),
    circling,
  };
}

function isTooLong(part: string): boolean {
  return part.length > limits.text_characters;
}

/** Reads `Name;Role;email;phone`; older files have three parts. A name may be missing, not all. */
export function personOf(column: string, cell: string): PersonCell | undefined {
  const [first = "", role, third = "", fourth, ...rest] = plainText(cell)
    .split(";")
    .map((part) => part.trim());
  const isPhone = fourth === undefined && /^[+\d][\d\s().-]{4,}$/.test(third);
  const [email, phone] = isPhone ? ["", third] : [third, fourth];
  const name = first || email || phone;
  if (!name || [name, role ?? "", email, phone ?? ""].some(isTooLong)) return undefined;
  return {
    column,
    cell,
    name,
    role: orNull(role),
    email: orNull(email),
    phone: orNull(phone),
    notes: orNull(...rest),
  };
}
