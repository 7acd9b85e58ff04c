import { useEffect, useMemo, useState } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { bookPages } from "../../shared/totals/book_pages.ts";
import { useApp } from "../app_context.ts";
import { amountColumns, bookColumns, ruledLines } from "../models/book_columns.ts";
import { bookLines, dayOfLine } from "../models/book_lines.ts";
import { type BookSettings, openBookSettings } from "../models/book_settings.ts";
import { openFlightSearch } from "../models/flight_search.ts";
import { formatDay } from "../ui/moments.ts";
import { LogbookHead } from "./find_bar.tsx";
import { PageNotes } from "./page_notes.tsx";
import { PageTable } from "./page_table.tsx";
import { Ruling, Turn } from "./page_tools.tsx";
import { type PageRange, PrintPages } from "./print_pages.tsx";
import { PrintSheets } from "./print_sheets.tsx";
import { type FilterControl, useFilter } from "./use_filter.ts";
import { useLessons } from "./use_lessons.ts";

/** The pages of what is found, oldest first, and how they are ruled. */
function useBook(control: FilterControl, settings: BookSettings) {
  const app = useApp();
  const shows_all = useSignal(false);
  const search = useMemo(() => openFlightSearch(app, control.filter, shows_all), []);
  const found = search.found.value;
  const style = settings.style.value;
  const lines = settings.lines.value;
  const facts = app.standing.facts.value;
  const lessons = useLessons(control.filter);
  const entries = useMemo(
    () => ruledLines(style, bookLines(found.flights, lessons)),
    [found, lessons, style],
  );
  const columns = useMemo(() => bookColumns(app, style, entries), [style, entries, facts]);
  const pages = useMemo(
    () => bookPages(entries, amountColumns(columns), lines),
    [entries, columns, lines],
  );
  return { entries, columns, pages, lines, count: found.count };
}

/** Prints some pages once they are drawn, and forgets them when that is done. */
function usePrinting() {
  const [printing, setPrinting] = useState<PageRange | undefined>(undefined);
  useEffect(() => {
    if (printing === undefined) return undefined;
    const done = () => setPrinting(undefined);
    window.addEventListener("afterprint", done);
    window.print();
    return () => window.removeEventListener("afterprint", done);
  }, [printing]);
  return [printing, setPrinting] as const;
}

/** The logbook as pages of a book, each with its sums. */
export function BookPagesScreen() {
  const { logbook, shelf, router } = useApp();
  const control = useFilter();
  const settings = useMemo(() => openBookSettings(shelf), []);
  const { entries, columns, pages, lines, count } = useBook(control, settings);
  const asked = Number(control.at ?? Number.NaN);
  const page = Number.isInteger(asked) && asked >= 1 ? Math.min(asked, pages.count) : pages.count;
  const turn = (next: number) => control.go({ at: String(next) });
  const [printing, setPrinting] = usePrinting();
  useEffect(() => {
    document.title = "Logbook · Offblock";
  }, []);
  const goToDay = (day: string) => {
    const place = entries.findIndex((line) => dayOfLine(line) >= day);
    turn(pages.pageOf(place === -1 ? entries.length - 1 : place));
  };
  return (
    <div class="page book">
      <LogbookHead control={control} count={count} />
      {logbook.ready.value && entries.length === 0 && (
        <div class="empty">
          <p>
            {logbook.all("flight").length === 0
              ? "Pages fill as you log: so many lines on each, and at its foot what it adds up to, what is brought forward and the total to date."
              : "No flight fits all of this, so there is no page to show."}
          </p>
          <button type="button" class="button" onClick={() => router.replace("/flights")}>
            Show the list
          </button>
        </div>
      )}
      {entries.length > 0 && (
        <>
          <Turn page={page} count={pages.count} onTurn={turn} />
          <div class="book_tools">
            <Ruling
              settings={settings}
              days={[dayOfLine(entries[0]!), dayOfLine(entries.at(-1)!)]}
              onDay={goToDay}
            />
            <PrintPages page={page} count={pages.count} onPrint={setPrinting} />
          </div>
          <p class="small soft">
            {formatDay(dayOfLine(pages.linesOf(page)[0]!))} to{" "}
            {formatDay(dayOfLine(pages.linesOf(page).at(-1)!))}. Sums are of whole minutes, rounded
            once.
          </p>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keyboard */}
          <div class="book_scroll" tabIndex={0} role="region" aria-label={`Page ${page}`}>
            <PageTable
              pages={pages}
              columns={columns}
              page={page}
              lines={lines}
              caption={`Page ${page} of ${pages.count}`}
            />
          </div>
          <PageNotes title="Signatures and corrections" lines={pages.linesOf(page)} />
        </>
      )}
      {entries.length > 0 && (
        <PrintSheets
          pages={pages}
          columns={columns}
          lines={lines}
          range={printing ?? [page, page]}
        />
      )}
    </div>
  );
}
