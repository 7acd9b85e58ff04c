import { Fragment } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { BookPages } from "../../shared/totals/book_pages.ts";
import { useApp } from "../app_context.ts";
import type { BookColumn, BookLine } from "../models/book_lines.ts";
import { ownerOf } from "../models/signing.ts";
import { PageNotes } from "./page_notes.tsx";
import { PageTable } from "./page_table.tsx";
import type { PageRange } from "./print_pages.tsx";

/** Sizes of the type, in points, the first of which a page fits its sheet in. */
const type_sizes_pt = [8, 7.5, 7, 6.5, 6, 5.5, 5] as const;

/** Sets the type of a sheet so that its page fits; what fits in none runs over to another sheet. */
function fit(sheet: HTMLElement): void {
  sheet.classList.remove("runs_over");
  const fits = type_sizes_pt.some((size) => {
    sheet.style.fontSize = `${size}pt`;
    return sheet.scrollHeight <= sheet.clientHeight && sheet.scrollWidth <= sheet.clientWidth;
  });
  sheet.classList.toggle("runs_over", !fits);
}

interface PrintSheetsProps {
  pages: BookPages<BookLine>;
  columns: readonly BookColumn[];
  lines: number;
  range: PageRange;
}

/**
 * The pages of a range as sheets of paper, each with whose it is and a line to sign, as the record
 * of AMC1 FCL.050 has it; behind a page whose lines were signed or corrected, a sheet says so. On the screen they are there unseen, for whoever prints with the keyboard.
 */
export function PrintSheets({ pages, columns, lines, range: [from, to] }: PrintSheetsProps) {
  const { logbook } = useApp();
  const sheets = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    for (const sheet of sheets.current!.querySelectorAll<HTMLElement>(".print_sheet")) fit(sheet);
  }, [pages, columns, from, to]);
  const owner = ownerOf(logbook)?.display_name ?? "";
  return (
    <div class="print_sheets" aria-hidden="true" ref={sheets}>
      {Array.from({ length: to - from + 1 }, (_, i) => (
        <Fragment key={i}>
          <section class="print_sheet" style={{ "--lines": lines }}>
            <PageTable
              pages={pages}
              columns={columns}
              page={from + i}
              lines={lines}
              owner={owner}
            />
            <p class="certified">
              I certify that the entries in this log are true. Signature <span /> Date <span />
            </p>
          </section>
          <PageNotes
            title={`${owner} · Page ${from + i}, signatures and corrections`}
            lines={pages.linesOf(from + i)}
          />
        </Fragment>
      ))}
    </div>
  );
}
