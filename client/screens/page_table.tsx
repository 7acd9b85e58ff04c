import type { BookPages, PageFeet } from "../../shared/totals/book_pages.ts";
import { useApp } from "../app_context.ts";
import { addressOf } from "../models/addresses.ts";
import { amountColumns } from "../models/book_columns.ts";
import type { AmountColumn, BookColumn, BookLine } from "../models/book_lines.ts";
import type { DurationStyle } from "../models/settings.ts";
import { formatMinutes, formatTotal } from "../ui/durations.ts";

function cellText(column: BookColumn, line: BookLine, style: DurationStyle): string {
  if (column.is === "words") return column.words(line);
  const amount = column.amount(line);
  if (amount === 0) return "";
  return column.is === "minutes" ? formatMinutes(amount, style) : String(amount);
}

interface FootProps {
  columns: readonly BookColumn[];
  /** All columns that are added up: the order of the feet. */
  summed: readonly AmountColumn[];
  feet: PageFeet;
}

const footRows = [
  ["this_page", "This page"],
  ["brought_forward", "Brought forward"],
  ["total", "Total to date"],
] as const;

/** The three lines at the foot of a page. */
function Foot({ columns, summed, feet }: FootProps) {
  const { settings } = useApp();
  const style = settings.duration_style.value;
  const first = columns.findIndex((column) => column.is !== "words");
  return (
    <tfoot>
      {footRows.map(([name, label]) => (
        <tr key={name}>
          <th scope="row" colSpan={first}>
            {label}
          </th>
          {columns.slice(first).map((column) => {
            if (column.is === "words") return <td key={column.name} />;
            const sum = feet[name][summed.indexOf(column)]!;
            return (
              <td key={column.name} class="amount">
                {column.is === "minutes" ? formatTotal(sum, style) : sum.toLocaleString("en-US")}
              </td>
            );
          })}
        </tr>
      ))}
    </tfoot>
  );
}

interface PageTableProps {
  pages: BookPages<BookLine>;
  columns: readonly BookColumn[];
  page: number;
  /** Those of the columns that are shown, when not all are. */
  shown?: readonly BookColumn[];
  /** Empty lines below the last, as paper has them. */
  lines: number;
  caption: string;
}

/** One page: its lines, and its sums. */
export function PageTable({
  pages,
  columns,
  page,
  shown = columns,
  lines,
  caption,
}: PageTableProps) {
  const { settings } = useApp();
  const style = settings.duration_style.value;
  const written = pages.linesOf(page);
  const blank = lines - written.length;
  return (
    <table class="book_page">
      <caption>{caption}</caption>
      <thead>
        <tr>
          {shown.map(({ name, label, is }) => (
            <th scope="col" key={name} class={is === "words" ? "" : "amount"}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {written.map((line) => (
          <tr key={line._id}>
            {shown.map((column, i) => {
              const text = cellText(column, line, style);
              if (column.is !== "words")
                return (
                  <td key={column.name} class="amount">
                    {text}
                  </td>
                );
              const isDate = i === 0;
              return isDate ? (
                <th scope="row" key={column.name}>
                  <a href={addressOf(line._id)}>{text}</a>
                </th>
              ) : (
                <td key={column.name} class={`words of_${column.name}`} dir="auto">
                  {text}
                </td>
              );
            })}
          </tr>
        ))}
        {blank > 0 &&
          Array.from({ length: blank }, (_, i) => (
            <tr key={`blank ${i}`} class="blank" aria-hidden="true">
              <td colSpan={shown.length} />
            </tr>
          ))}
      </tbody>
      <Foot columns={shown} summed={amountColumns(columns)} feet={pages.feetOf(page)} />
    </table>
  );
}
