import { useEffect, useMemo, useState } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { uuidOf } from "../../shared/ids.ts";
import { type BookPages, bookPages, type PageFeet } from "../../shared/totals/book_pages.ts";
import { useApp } from "../app_context.ts";
import { amountColumns, type BookColumn, bookColumns, bookStyles } from "../models/book_columns.ts";
import { type BookSettings, lineCounts, openBookSettings } from "../models/book_settings.ts";
import type { Flight } from "../models/flight_facts.ts";
import { openFlightSearch } from "../models/flight_search.ts";
import type { DurationStyle } from "../models/settings.ts";
import { formatMinutes, formatTotal } from "../ui/durations.ts";
import { Icon } from "../ui/icon.tsx";
import { formatDay } from "../ui/moments.ts";
import { FindBar, ViewLinks } from "./find_bar.tsx";
import { type PageRange, PrintPages } from "./print_pages.tsx";
import { type FilterControl, useFilter } from "./use_filter.ts";

function cellText(column: BookColumn, flight: Flight, style: DurationStyle): string {
  if (column.is === "words") return column.words(flight);
  const amount = column.amount(flight);
  if (amount === 0) return "";
  return column.is === "minutes" ? formatMinutes(amount, style) : String(amount);
}

interface FootProps {
  columns: readonly BookColumn[];
  feet: PageFeet;
}

const footRows = [
  ["this_page", "This page"],
  ["brought_forward", "Brought forward"],
  ["total", "Total to date"],
] as const;

/** The three lines at the foot of a page. */
function Foot({ columns, feet }: FootProps) {
  const { settings } = useApp();
  const style = settings.duration_style.value;
  const first = columns.findIndex((column) => column.is !== "words");
  const sums = new Map(amountColumns(columns).map((column, i) => [column, i]));
  return (
    <tfoot>
      {footRows.map(([name, label]) => (
        <tr key={name}>
          <th scope="row" colSpan={first}>
            {label}
          </th>
          {columns.slice(first).map((column) => {
            const at = sums.get(column as never);
            if (at === undefined) return <td key={column.name} />;
            const sum = feet[name][at]!;
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
  pages: BookPages<Flight>;
  columns: readonly BookColumn[];
  page: number;
  /** Empty lines below the last, as paper has them. */
  lines: number;
}

/** One page: its lines, and its sums. */
function PageTable({ pages, columns, page, lines }: PageTableProps) {
  const { settings } = useApp();
  const style = settings.duration_style.value;
  const flights = pages.linesOf(page);
  const blank = lines - flights.length;
  return (
    <table class="book_page">
      <caption>
        Page {page} of {pages.count}
      </caption>
      <thead>
        <tr>
          {columns.map(({ name, label, is }) => (
            <th scope="col" key={name} class={is === "words" ? "" : "amount"}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {flights.map((flight) => (
          <tr key={flight._id}>
            {columns.map((column, i) => {
              const text = cellText(column, flight, style);
              if (column.is !== "words")
                return (
                  <td key={column.name} class="amount">
                    {text}
                  </td>
                );
              const isDate = i === 0;
              return isDate ? (
                <th scope="row" key={column.name}>
                  <a href={`#/flights/${uuidOf(flight._id)}`}>{text}</a>
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
              <td colSpan={columns.length} />
            </tr>
          ))}
      </tbody>
      <Foot columns={columns} feet={pages.feetOf(page)} />
    </table>
  );
}

interface TurnProps {
  page: number;
  count: number;
  onTurn: (page: number) => void;
}

/** Leafing: back, forward, to a page by its number. */
function Turn({ page, count, onTurn }: TurnProps) {
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const settle = () => {
    const number = Number(typed);
    setTyped(undefined);
    if (Number.isInteger(number) && number > 0) onTurn(Math.min(count, number));
  };
  return (
    <div class="turn">
      <button
        type="button"
        class="icon_button"
        aria-label="Page before"
        disabled={page === 1}
        onClick={() => onTurn(page - 1)}
      >
        <Icon name="back" />
      </button>
      <label>
        Page{" "}
        <input
          class="input figures"
          inputMode="numeric"
          aria-label="Page"
          value={typed ?? String(page)}
          onFocus={(event) => event.currentTarget.select()}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onBlur={() => typed !== undefined && settle()}
          onKeyDown={(event) => {
            if (event.key === "Enter") settle();
          }}
        />{" "}
        of {count}
      </label>
      <button
        type="button"
        class="icon_button"
        aria-label="Page after"
        disabled={page === count}
        onClick={() => onTurn(page + 1)}
      >
        <Icon name="forward" />
      </button>
    </div>
  );
}

interface RulingProps {
  settings: BookSettings;
  /** The first and last day in the book. */
  days: readonly [string, string] | undefined;
  onDay: (day: string) => void;
}

/** How the pages are ruled, and the way to a day. */
function Ruling({ settings, days, onDay }: RulingProps) {
  return (
    <div class="ruling">
      <label>
        <span class="field_label">Columns</span>
        <select
          class="input"
          value={settings.style.value}
          onChange={({ currentTarget }) => {
            settings.style.value = currentTarget.value as keyof typeof bookStyles;
          }}
        >
          {Object.entries(bookStyles).map(([name, label]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span class="field_label">Lines</span>
        <select
          class="input"
          value={settings.lines.value}
          onChange={({ currentTarget }) => {
            settings.lines.value = Number(currentTarget.value);
          }}
        >
          {lineCounts.map((count) => (
            <option key={count} value={count}>
              {count}
            </option>
          ))}
        </select>
      </label>
      {days !== undefined && (
        <label>
          <span class="field_label">Go to a day</span>
          <input
            type="date"
            class="input"
            min={days[0]}
            max={days[1]}
            onChange={({ currentTarget }) => {
              if (currentTarget.value !== "") onDay(currentTarget.value);
            }}
          />
        </label>
      )}
    </div>
  );
}

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
      <header class="list_head">
        <div class="view_head">
          <h1>Logbook</h1>
          <ViewLinks control={control} />
        </div>
        <FindBar control={control} count={count} />
      </header>
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
