/**
 * What one cell says: hours, counts, clocks, days, yes or no. Each reader answers `undefined` when
 * the cell does not say such a thing, so that nothing is guessed.
 */
import { isDay } from "../validate.ts";

/** Minutes from a cell of hours. `exact` is false when the cell holds a part of a minute. */
export interface Hours {
  minutes: number;
  exact: boolean;
}

/** Whether a cell says "none": it is blank, or a zero however written. */
export function isNone(cell: string): boolean {
  return /^(?:0+(?:[.,:]0*)*)?$/.test(cell.trim());
}

/** Hours as `1.6`, `1,6`, `1:36`, `1:36:00`, `1h36`, `96m`. */
export function hoursOf(cell: string): Hours | undefined {
  const text = cell.trim();
  const decimal = /^(\d{0,5})(?:[.,](\d{0,6}))?$/.exec(text);
  if (decimal !== null && /\d/.test(text)) {
    // In whole numbers, since 1.1 * 60 is not 66 in binary.
    const fraction = decimal[2] ?? "";
    const scale = 10 ** fraction.length;
    const scaled = Number(`0${decimal[1]}`) * 60 * scale + Number(`0${fraction}`) * 60;
    return { minutes: Math.floor((scaled + scale / 2) / scale), exact: scaled % scale === 0 };
  }
  const clock = /^(\d{1,5}):([0-5]\d)(?::([0-5]\d))?$/.exec(text);
  if (clock !== null)
    return {
      minutes: Number(clock[1]) * 60 + Number(clock[2]) + (Number(clock[3] ?? 0) >= 30 ? 1 : 0),
      exact: Number(clock[3] ?? 0) === 0,
    };
  const words = /^(?:(\d{1,5})\s*h)?\s*(?:(\d{1,5})\s*(?:m|min)?)?$/i.exec(text);
  if (words === null || !/\d\s*(?:h|m)/i.test(text)) return undefined;
  return { minutes: Number(words[1] ?? 0) * 60 + Number(words[2] ?? 0), exact: true };
}

/** A whole number that is not negative: `3`, `3.0`. */
export function countOf(cell: string): number | undefined {
  const match = /^(\d{1,9})(?:[.,]0*)?$/.exec(cell.trim());
  return match === null ? undefined : Number(match[1]);
}

/** A number to two decimals: `112.20`, `112,2`. More decimals, or thousands marks, are refused. */
export function twoDecimalsOf(cell: string): number | undefined {
  const match = /^(\d{1,9})(?:[.,](\d{0,2})0*)?$/.exec(cell.trim());
  return match === null ? undefined : Number(`${match[1]}.${match[2] ?? 0}`);
}

/** Yes or no, in the ways ForeFlight and spreadsheets write it. */
export function yesOrNoOf(cell: string): boolean | undefined {
  const text = cell.trim().toLowerCase();
  if (["true", "x", "1", "yes", "y", "t"].includes(text)) return true;
  if (["false", "0", "no", "n", "f", ""].includes(text)) return false;
  return undefined;
}

/** Seconds of the day from `14:05`, `1405`, `14:05:30`, `14:05Z`; `24:00` is the end of the day. */
export function clockOf(cell: string): number | undefined {
  const match = /^(\d{1,2}):?(\d{2})(?::([0-5]\d))?\s*Z?$/i.exec(cell.trim());
  if (match === null) return undefined;
  const [hour, minute, second] = [match[1], match[2], match[3] ?? 0].map(Number) as [
    number,
    number,
    number,
  ];
  const seconds = (hour * 60 + minute) * 60 + second;
  return minute > 59 || seconds > 86_400 ? undefined : seconds;
}

/** In which order a file writes days with strokes, as spreadsheets do: 9/11/2025. */
export type DayOrder = "day_first" | "month_first" | "unknown";

/** Reads the order off all days of a file: a number above 12 cannot be a month. */
export function dayOrderOf(cells: readonly string[]): DayOrder {
  let [first, second] = [0, 0];
  for (const cell of cells) {
    const match = /^(\d{1,2})\/(\d{1,2})\/\d{4}$/.exec(cell.trim());
    if (match === null) continue;
    first = Math.max(first, Number(match[1]));
    second = Math.max(second, Number(match[2]));
  }
  if (first > 12 === second > 12) return "unknown";
  return first > 12 ? "day_first" : "month_first";
}

/** A day as `YYYY-MM-DD` from `2025-9-5`, `2025/09/05`, `5.9.2025`, or with strokes in `order`. */
export function dayOf(cell: string, order: DayOrder): string | undefined {
  const text = cell.trim();
  const pad = (part: string) => part.padStart(2, "0");
  const iso = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(text);
  const day = (year: string, month: string, date: string) => {
    const answer = `${year}-${pad(month)}-${pad(date)}`;
    return isDay(answer) ? answer : undefined;
  };
  if (iso !== null) return day(iso[1]!, iso[3]!, iso[4]!);
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  if (dotted !== null) return day(dotted[3]!, dotted[2]!, dotted[1]!);
  const strokes = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  if (strokes === null || order === "unknown") return undefined;
  return order === "day_first"
    ? day(strokes[3]!, strokes[2]!, strokes[1]!)
    : day(strokes[3]!, strokes[1]!, strokes[2]!);
}

/** The day after, `YYYY-MM-DD`, `days` later. */
export function dayPlus(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/**
 * A text without the pair of quotation marks around it, its odd spaces made plain. ForeFlight quotes
 * a remark once more than CSV asks for; then marks inside are doubled, and made single again.
 */
export function plainText(cell: string): string {
  const text = cell.replace(/[\u00A0\u202F\u2007]/g, " ").trim();
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  const inside = text.slice(1, -1).trim();
  const doubled = inside.match(/"+/g)?.every((marks) => marks.length % 2 === 0) ?? false;
  return doubled ? inside.replaceAll('""', '"') : inside;
}

/** A text for comparing: case, accents' encoding and spaces do not matter. */
export function folded(text: string): string {
  return text.normalize("NFKC").trim().replace(/\s+/g, " ").toLowerCase();
}
