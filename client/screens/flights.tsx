import { type Signal, useSignal } from "@preact/signals";
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { everyFlight } from "../../shared/flight_filter.ts";
import { uuidOf } from "../../shared/ids.ts";
import { useApp } from "../app_context.ts";
import { landingsOf, routeOf, type Flight } from "../models/flight_facts.ts";
import { type FlightSearch, openFlightSearch } from "../models/flight_search.ts";
import { atRest } from "../models/idle.ts";
import { formatMinutes, formatTotal } from "../ui/durations.ts";
import { formatMonth, weekday } from "../ui/moments.ts";
import { headedLines, WindowedList } from "../ui/windowed_list.tsx";
import { LogbookHead } from "./find_bar.tsx";
import { FlightPage } from "./flight_page.tsx";
import { type FilterControl, useFilter } from "./use_filter.ts";

/** Heights of the lines, in rem; the style sheet has the same. */
const month_rem = 2.5;
const flight_rem = 4.5;

function MonthLine({ month, minutes }: { month: string; minutes: number }) {
  const { settings } = useApp();
  return (
    <div class="month_line">
      <span>{formatMonth(`${month}-01`)}</span>
      <span>{formatMinutes(minutes, settings.duration_style.value)}</span>
    </div>
  );
}

interface FlightLineProps extends Pick<FilterControl, "lead"> {
  flight: Flight;
  counts: boolean;
  current: boolean;
}

/**
 * A flight of the list. It is drawn anew only when it says something else: its address has nothing
 * of what is looked for until it is followed.
 */
function FlightLine({ flight, counts, current, lead }: FlightLineProps) {
  const { logbook, places, settings } = useApp();
  const { day_landings, night_landings } = landingsOf(flight);
  const landings = day_landings + night_landings;
  const uuid = uuidOf(flight._id);
  return (
    <a
      class={counts ? "flight_line" : "flight_line struck"}
      href={`#/flights/${uuid}`}
      tabIndex={-1}
      aria-current={current ? "true" : undefined}
      onClick={({ currentTarget }) => lead(currentTarget, uuid)}
    >
      <span class="flight_day">
        <span class="day_number">{flight.flight_date.slice(8)}</span>
        <span class="small soft">{weekday(flight.flight_date)}</span>
      </span>
      <span class="flight_what">
        <span class="row_title">{routeOf(flight, places.name) || "No route"}</span>
        <span class="row_more">
          {logbook.nameOf("aircraft", flight.aircraft_id)}
          {flight.remarks !== null && (
            <>
              {" · "}
              <bdi>{flight.remarks}</bdi>
            </>
          )}
        </span>
      </span>
      <span class="flight_end">
        <span class="flight_total">
          {formatMinutes(flight.total_time, settings.duration_style.value)}
        </span>
        <span class="small soft">
          {counts ? (landings === 1 ? "1 ldg" : `${landings} ldg`) : null}
          {!counts && (flight.is_erroneous ? "error" : "superseded")}
        </span>
      </span>
    </a>
  );
}

interface FoundLineProps {
  search: FlightSearch;
  shows_all: Signal<boolean>;
}

/** How much was found, and what is left out of it. */
function FoundLine({ search, shows_all }: FoundLineProps) {
  const { logbook, settings } = useApp();
  const { count, minutes } = search.found.value;
  const left_out = search.left_out.value;
  return (
    <>
      <p class="small soft" role="status">
        {count === 1 ? "1 flight" : `${count} flights`},{" "}
        {formatTotal(minutes, settings.duration_style.value)} h
        {!logbook.ready.value && `, reading (${logbook.read_count.value})`}
        {search.is_looking.value && ", looking …"}
      </p>
      {left_out > 0 && (
        <label class="check small">
          <input
            type="checkbox"
            checked={shows_all.value}
            onChange={(event) => {
              shows_all.value = event.currentTarget.checked;
            }}
          />
          Show {left_out} superseded or marked as an error
        </label>
      )}
    </>
  );
}

function FlightList({ control }: { control: FilterControl }) {
  const app = useApp();
  const { logbook } = app;
  const shows_all = useSignal(false);
  const search = useMemo(() => openFlightSearch(app, control.filter, shows_all), []);
  const isReady = logbook.ready.value;
  const { flights, months } = search.found.value;
  const counts = search.counts.value;
  const layout = useMemo(
    () =>
      headedLines(
        months.map(({ count }) => count),
        month_rem,
        flight_rem,
      ),
    [months],
  );
  const flightAt = (line: number) => {
    const { part, place } = layout.partOf(line);
    return place === 0 ? undefined : flights[months[part]!.first + place - 1]!;
  };
  const { lead, open } = control;
  const render = useCallback(
    (line: number) => {
      const flight = flightAt(line);
      if (flight === undefined) return <MonthLine {...months[layout.partOf(line).part]!} />;
      const current = uuidOf(flight._id) === open;
      return <FlightLine flight={flight} counts={counts(flight)} current={current} lead={lead} />;
    },
    [layout, flights, counts, open, lead],
  );
  return (
    <section class="split_list flight_list" aria-label="Logbook">
      <LogbookHead control={control} count={search.found.value.count}>
        <FoundLine search={search} shows_all={shows_all} />
      </LogbookHead>
      {isReady && logbook.all("flight").length === 0 && <NoFlights />}
      {isReady &&
        flights.length === 0 &&
        !search.is_looking.value &&
        logbook.all("flight").length > 0 && <NothingFound control={control} />}
      <WindowedList label="Flights" layout={layout} render={render} />
    </section>
  );
}

/** Says what was looked through, so that one knows how to look otherwise. */
function NothingFound({ control }: { control: FilterControl }) {
  return (
    <div class="empty">
      {control.filter.value.words.trim() === "" ? (
        <p>No flight fits all of this. Take one of the conditions away to see more.</p>
      ) : (
        <p>
          No flight has all of these words. They are looked for in the date, aircraft and model,
          airports by code and name, people, tags, approaches and everything written down: a part of
          a word is enough.
        </p>
      )}
      <button type="button" class="button" onClick={() => control.change(everyFlight)}>
        Show all flights
      </button>
    </div>
  );
}

function NoFlights() {
  const { may_write } = useApp();
  if (!may_write) return <p class="empty soft">No flights have been logged in it yet.</p>;
  return (
    <div class="empty">
      <p>
        Your flights will be listed here, newest first. Log one, or bring in the logbook that you
        have.
      </p>
      <div class="buttons">
        <a class="button primary" href="#/flights/new">
          Log a flight
        </a>
        <a class="button" href="#/import">
          Import a file
        </a>
      </div>
    </div>
  );
}

/** Where there is no room for both, a flight covers the list; the style sheet has the same. */
const narrow = "(max-width: 899px)";

/** Whether the list is made: one that nobody sees yet waits until the flight over it is shown and read. */
function useListed(isOpen: boolean): boolean {
  const isCovered = isOpen && window.matchMedia(narrow).matches;
  const [isMade, setMade] = useState(!isCovered);
  useEffect(() => {
    let isOver = false;
    void atRest().then(() => {
      if (!isOver) setMade(true);
    });
    return () => {
      isOver = true;
    };
  }, []);
  return isMade || !isCovered;
}

/** After a flight is closed or deleted, the keyboard is where the list was left. */
function useWayBack(open_uuid: string | undefined): void {
  useEffect(() => {
    if (open_uuid !== undefined || document.activeElement !== document.body) return;
    document.querySelector<HTMLElement>(".windowed [tabindex='0']")?.focus();
  }, [open_uuid]);
}

/** The logbook: the list of flights, and beside it, where there is room, the flight. */
export function Flights() {
  const { logbook, router } = useApp();
  const control = useFilter();
  const open_uuid = control.open;
  const flight = logbook.get("flight", open_uuid ?? null);
  const isListed = useListed(open_uuid !== undefined);
  useWayBack(open_uuid);
  return (
    <div class={open_uuid === undefined ? "split" : "split has_detail"}>
      {isListed && <FlightList control={control} />}
      <div class="split_detail">
        {flight !== undefined && (
          <FlightPage key={flight._id} flight={flight} list={control.list} />
        )}
        {flight === undefined && open_uuid !== undefined && logbook.ready.value && (
          <div class="page empty">
            <p>This flight is not in the logbook on this device.</p>
            <button type="button" class="button" onClick={() => router.replace("/flights")}>
              Show the logbook
            </button>
          </div>
        )}
        {open_uuid === undefined && (
          <p class="page soft choose">Choose a flight to read all of it.</p>
        )}
      </div>
    </div>
  );
}
