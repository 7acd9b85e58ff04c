import { useEffect, useMemo, useState } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { bookPages } from "../../shared/totals/book_pages.ts";
import { useApp } from "../app_context.ts";
import { amountColumns, bookColumns } from "../models/book_columns.ts";
import { type BookSettings, openBookSettings } from "../models/book_settings.ts";
import { openFlightSearch } from "../models/flight_search.ts";
import { formatDay } from "../ui/moments.ts";
import { LogbookHead } from "./find_bar.tsx";
import { PageTable } from "./page_table.tsx";
import { Ruling, Turn } from "./page_tools.tsx";
import { type PageRange, PrintPages } from "./print_pages.tsx";
import { type FilterControl, useFilter } from "./use_filter.ts";

/** The pages of what is found, oldest first, and how they are ruled. */
function useBook(control: FilterControl, settings: BookSettings) {
  const app = useApp();
  const shows_all = useSignal(false);
  const search = useMemo(() => openFlightSearch(app, control.filter, shows_all), []);
  const found = search.found.value;
  const style = settings.style.value;
  const lines = settings.lines.value;
  const facts = app.standing.facts.value;
  const flights = useMemo(() => found.flights.toReversed(), [found]);
  const columns = useMemo(() => bookColumns(app, style, flights), [style, flights, facts]);
  const pages = useMemo(
    () => bookPages(flights, amountColumns(columns), lines),
    [flights, columns, lines],
  );
  return { flights, columns, pages, lines, count: found.count };
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
  const { flights, columns, pages, lines, count } = useBook(control, settings);
  const asked = Number(control.at ?? Number.NaN);
  const page = Number.isInteger(asked) && asked >= 1 ? Math.min(asked, pages.count) : pages.count;
  const turn = (next: number) => control.go({ at: String(next) });
  const [printing, setPrinting] = usePrinting();
  useEffect(() => {
    document.title = "Logbook · Offblock";
  }, []);
  const goToDay = (day: string) => {
    const place = flights.findIndex((flight) => flight.flight_date >= day);
    turn(pages.pageOf(place === -1 ? flights.length - 1 : place));
  };
  const days = [flights[0]?.flight_date, flights.at(-1)?.flight_date] as const;
  return (
    <div class="page book">
      <LogbookHead control={control} count={count} />
      {logbook.ready.value && flights.length === 0 && (
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
      {flights.length > 0 && (
        <>
          <Turn page={page} count={pages.count} onTurn={turn} />
          <div class="book_tools">
            <Ruling
              settings={settings}
              days={days[0] === undefined ? undefined : [days[0], days[1]!]}
              onDay={goToDay}
            />
            <PrintPages page={page} count={pages.count} onPrint={setPrinting} />
          </div>
          <p class="small soft">
            {formatDay(pages.linesOf(page)[0]!.flight_date)} to{" "}
            {formatDay(pages.linesOf(page).at(-1)!.flight_date)}. Sums are of whole minutes, rounded
            once.
          </p>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keyboard */}
          <div class="book_scroll" tabIndex={0} role="region" aria-label={`Page ${page}`}>
            <PageTable pages={pages} columns={columns} page={page} lines={lines} />
          </div>
        </>
      )}
      {printing !== undefined && (
        <div class="print_sheets">
          {Array.from({ length: printing[1] - printing[0] + 1 }, (_, i) => (
            <section class="print_sheet" key={i}>
              <PageTable pages={pages} columns={columns} page={printing[0] + i} lines={lines} />
            </section>
          ))}
        </div>
      )}
    </div>
  );
}
