/** What stands in the columns of the logbook as pages: as 14 CFR 61.51(b) asks, or as AMC1 FCL.050. */
import type { AmountColumn, BookColumn, BookLine } from "./book_lines.ts";
import { isLesson } from "./book_lines.ts";
import { easaColumns } from "./easa_columns.ts";
import { type FaaContext, faaColumns } from "./faa_columns.ts";

/** How the pages are ruled. */
export const bookStyles = { faa: "14 CFR 61.51", easa: "AMC1 FCL.050" } as const;

/** The name of a ruling. */
export type BookStyle = keyof typeof bookStyles;

const isAmount = (column: BookColumn): column is AmountColumn => column.is !== "words";

/** The lines for which a ruling has columns: a European book has none for lessons in a classroom. */
export function ruledLines(style: BookStyle, lines: readonly BookLine[]): readonly BookLine[] {
  if (style === "faa") return lines;
  return lines.filter((line) => !isLesson(line) || line.session_type === "device");
}

/** The columns of a ruling; of an American one those only in which some line says something. */
export function bookColumns(
  context: FaaContext,
  style: BookStyle,
  lines: readonly BookLine[],
): BookColumn[] {
  if (style === "easa") return easaColumns(context);
  const always = new Set(["total_time", "day_landings", "pic_time"]);
  return faaColumns(context).filter(
    (column) =>
      !isAmount(column) ||
      always.has(column.name) ||
      lines.some((line) => column.amount(line) !== 0),
  );
}

/** The columns with which the left of two facing sheets ends; both rulings count landings. */
const lastOfLeft = new Set([
  "day_landings",
  "night_landings",
  "approaches",
  "landings_day",
  "landings_night",
]);

/**
 * The columns as two facing sheets of a paper book have them: what was flown up to the landings on
 * the left, under which conditions and as what on the right, which begins with the day again.
 */
export function facingColumns(
  columns: readonly BookColumn[],
): readonly [BookColumn[], BookColumn[]] {
  const fold = columns.findLastIndex(({ name }) => lastOfLeft.has(name)) + 1;
  return [columns.slice(0, fold), [...columns.slice(0, 1), ...columns.slice(fold)]];
}

/** The columns that are added up, in their order. */
export function amountColumns(columns: readonly BookColumn[]): AmountColumn[] {
  return columns.filter(isAmount);
}
