import type { Field, Fields } from "../../shared/fields.ts";
import { limits } from "../../shared/limits.ts";
import type { Problem } from "../../shared/problems.ts";
import { noDay } from "../ui/moments.ts";

/** The field that a path leads to, through rows: `flight_legs.0.leg_time`. */
export function fieldAt(fields: Fields, path: string): Field | undefined {
  const [name, , ...rest] = path.split(".");
  const field = fields[name!];
  return field?.type === "rows" && rest.length > 0 ? fieldAt(field.fields, rest.join(".")) : field;
}

/** Characters of a text that are said back. */
const said_max = 40;

/** What each type of field is not, and how it is written. */
const wanted: Partial<Record<Field["type"], string>> = {
  minutes: "is no time of flight. Write 1.5, 1:30 or 90m.",
  moment: "is no clock time. Write 1432 or 14:32, in UTC.",
  number: "is no number. Write it like 12.5.",
  count: "is no count. Write a whole number.",
  reference: "is none of yours. Choose one from the list, or add it there.",
  lookup: "is none of the list. Choose one from it.",
  row_id: "is none of the list. Choose one from it.",
  reference_model: "is none of the list. Choose one from it, or add your own there.",
  reference_device_model: "is none of the list. Choose one from it.",
  json: 'cannot be read. Put its brackets and quotes in order: {"name": value}.',
};

/** What is wrong with a text that is no value of its field, and what to write instead. */
export function unreadable(fields: Fields, path: string, text: string): Problem {
  const said = text.trim();
  if (fieldAt(fields, path)?.type === "day")
    return { code: "E_FIELD_FORMAT", path, message: noDay };
  const short = said.length > said_max ? `${said.slice(0, said_max)}…` : said;
  const words = wanted[fieldAt(fields, path)?.type ?? "text"] ?? "could not be read.";
  const several = /[\t\n]/.test(said) ? " Several cells were pasted: one goes in here." : "";
  return { code: "E_FIELD_FORMAT", path, message: `“${short}” ${words}${several}` };
}

/** A problem in the words of who types: hours where the record counts minutes. */
export function inHours(fields: Fields, problem: Problem): Problem {
  const isLong = problem.code === "E_FIELD_RANGE";
  if (!isLong || fieldAt(fields, problem.path)?.type !== "minutes") return problem;
  const hours = Math.floor(limits.minutes / 60);
  return { ...problem, message: `A time of flight is at most ${hours}:${limits.minutes % 60}.` };
}
