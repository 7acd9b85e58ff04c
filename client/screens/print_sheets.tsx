import { Fragment } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { BookPages } from "../../shared/totals/book_pages.ts";
import { useApp } from "../app_context.ts";
import { facingColumns } from "../models/book_columns.ts";
import type { BookColumn, BookLine } from "../models/book_lines.ts";
import { ownerOf } from "../models/signing.ts";
import { PageNotes } from "./page_notes.tsx";
import { PageTable } from "./page_table.tsx";
import { fitFacing, fitSheet } from "./print_fit.ts";
import type { PageRange } from "./print_pages.tsx";

interface PrintedProps {
  pages: BookPages<BookLine>;
  columns: readonly BookColumn[];
  lines: number;
}

interface PrintSheetsProps extends PrintedProps {
  range: PageRange;
}

/**
 * Whether the pages of a range need two facing sheets each: as soon as one of them does, so that
 * all are alike. Sizes the type of the sheets, once they are drawn one way and then the other.
 */
function useFitted({ pages, columns, range: [from, to] }: PrintSheetsProps) {
  const sheets = useRef<HTMLDivElement>(null);
  const printed = useMemo(() => ({}), [pages, columns, from, to]);
  const [tooSmall, setTooSmall] = useState<object | undefined>();
  const facing = tooSmall === printed;
  useLayoutEffect(() => {
    const drawn = [...sheets.current!.querySelectorAll<HTMLElement>(".print_sheet")];
    if (facing) for (let i = 0; i < drawn.length; i += 2) fitFacing(drawn.slice(i, i + 2));
    else if (!drawn.every(fitSheet)) setTooSmall(printed);
  }, [printed, facing]);
  return { sheets, facing };
}

interface SheetProps extends PrintedProps {
  page: number;
  /** The columns of one of two facing sheets; all when they are on one. */
  shown: readonly BookColumn[];
  caption: string;
}

/** A sheet: a page of the book or half of it, and a line to sign as AMC1 FCL.050 has it. */
function Sheet({ lines, ...page }: SheetProps) {
  return (
    <section class="print_sheet" style={{ "--lines": lines }}>
      <PageTable lines={lines} {...page} />
      <p class="certified">
        I certify that the entries in this log are true. Signature <span /> Date <span />
      </p>
    </section>
  );
}

/**
 * The pages of a range as sheets of paper, each with whose it is; behind a page whose lines were
 * signed or corrected, a sheet says so. On the screen they are there unseen, for whoever prints
 * with the keyboard.
 */
export function PrintSheets({ range, ...printed }: PrintSheetsProps) {
  const { logbook } = useApp();
  const { sheets, facing } = useFitted({ range, ...printed });
  const { pages, columns } = printed;
  const owner = ownerOf(logbook)?.display_name ?? "";
  const [left, right] = facingColumns(columns);
  const [from, to] = range;
  return (
    <div class={facing ? "print_sheets facing" : "print_sheets"} aria-hidden="true" ref={sheets}>
      {Array.from({ length: to - from + 1 }, (_, i) => {
        const page = from + i;
        const caption = `${owner} · Page ${page} of ${pages.count}`;
        return (
          <Fragment key={page}>
            {facing ? (
              <>
                <Sheet {...printed} page={page} shown={left} caption={`${caption}, left`} />
                <Sheet {...printed} page={page} shown={right} caption={`${caption}, right`} />
              </>
            ) : (
              <Sheet {...printed} page={page} shown={columns} caption={caption} />
            )}
            <PageNotes
              title={`${owner} · Page ${page}, signatures and corrections`}
              lines={pages.linesOf(page)}
            />
          </Fragment>
        );
      })}
    </div>
  );
}
