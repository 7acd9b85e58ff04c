import { useComputed, useSignal } from "@preact/signals";
import { uuidOf } from "../../shared/ids.ts";
import { useApp } from "../app_context.ts";
import { landingsOf, routeOf, type Flight } from "../models/flight_facts.ts";
import { matches, searchTexts } from "../models/search.ts";
import { formatMinutes, formatTotal } from "../ui/durations.ts";
import { Icon } from "../ui/icon.tsx";
import { formatMonth, weekday } from "../ui/moments.ts";
import { WindowedList } from "../ui/windowed_list.tsx";
import { FlightPage } from "./flight_page.tsx";

/** Heights of the lines, in pixels; the style sheet has the same. */
const month_px = 40;
const flight_px = 72;

type Line = { is: "month"; month: string; minutes: number } | { is: "flight"; flight: Flight };

/** Flights, newest first, under their months. */
function linesOf(flights: readonly Flight[]): Line[] {
  const lines: Line[] = [];
  let month: (Line & { is: "month" }) | undefined;
  for (const flight of flights) {
    const name = flight.flight_date.slice(0, 7);
    if (month?.month !== name) {
      month = { is: "month", month: name, minutes: 0 };
      lines.push(month);
    }
    month.minutes += flight.total_time;
    lines.push({ is: "flight", flight });
  }
  return lines;
}

function MonthLine({ month, minutes }: { month: string; minutes: number }) {
  const { settings } = useApp();
  return (
    <div class="month_line">
      <span>{formatMonth(`${month}-01`)}</span>
      <span>{formatMinutes(minutes, settings.duration_style.value)}</span>
    </div>
  );
}

function FlightLine({ flight, current }: { flight: Flight; current: boolean }) {
  const { logbook, airports, settings } = useApp();
  const { day_landings, night_landings } = landingsOf(flight);
  const landings = day_landings + night_landings;
  const uuid = uuidOf(flight._id);
  return (
    <a class="flight_line" href={`#/flights/${uuid}`} aria-current={current ? "true" : undefined}>
      <span class="flight_day">
        <span class="day_number">{flight.flight_date.slice(8)}</span>
        <span class="small soft">{weekday(flight.flight_date)}</span>
      </span>
      <span class="flight_what">
        <span class="row_title">{routeOf(flight, airports.place) || "No route"}</span>
        <span class="row_more">
          {logbook.nameOf("aircraft", flight.aircraft_id)}
          {flight.remarks !== null && ` · ${flight.remarks}`}
        </span>
      </span>
      <span class="flight_end">
        <span class="flight_total">
          {formatMinutes(flight.total_time, settings.duration_style.value)}
        </span>
        <span class="small soft">
          {flight.is_erroneous ? "error" : landings === 1 ? "1 ldg" : `${landings} ldg`}
        </span>
      </span>
    </a>
  );
}

function FlightList({ open_uuid }: { open_uuid: string | undefined }) {
  const { logbook, airports, settings } = useApp();
  const query = useSignal("");
  const texts = useComputed(() => searchTexts(logbook, airports.place));
  const lines = useComputed(() => {
    const all = logbook.all("flight");
    const said = query.value.trim().toLowerCase();
    return linesOf(said === "" ? all : all.filter((flight) => matches(texts.value, flight, said)));
  });
  const flights = lines.value.filter((line) => line.is === "flight");
  const minutes = flights.reduce((sum, { flight }) => sum + flight.total_time, 0);
  return (
    <section class="split_list flight_list" aria-label="Logbook">
      <header class="list_head">
        <h1>Logbook</h1>
        <label class="search">
          <span class="visually_hidden">Search flights</span>
          <Icon name="search" />
          <input
            type="search"
            class="input"
            placeholder="Aircraft, airport, person, remark, 2025-03"
            value={query.value}
            onInput={(event) => {
              query.value = event.currentTarget.value;
            }}
          />
        </label>
        <p class="small soft" role="status">
          {flights.length === 1 ? "1 flight" : `${flights.length} flights`},{" "}
          {formatTotal(minutes, settings.duration_style.value)} h
          {!logbook.ready.value && `, reading (${logbook.read_count.value})`}
        </p>
      </header>
      {logbook.ready.value && logbook.all("flight").length === 0 && <NoFlights />}
      <WindowedList
        label="Flights"
        lines={lines.value}
        height={(line) => (line.is === "month" ? month_px : flight_px)}
        keyOf={(line) => (line.is === "month" ? line.month : line.flight._id)}
        render={(line) =>
          line.is === "month" ? (
            <MonthLine {...line} />
          ) : (
            <FlightLine flight={line.flight} current={uuidOf(line.flight._id) === open_uuid} />
          )
        }
      />
    </section>
  );
}

function NoFlights() {
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

/** The logbook: the list of flights, and beside it, where there is room, the flight. */
export function Flights({ open_uuid }: { open_uuid: string | undefined }) {
  const { logbook, router } = useApp();
  const flight = logbook.get("flight", open_uuid ?? null);
  return (
    <div class={open_uuid === undefined ? "split" : "split has_detail"}>
      <FlightList open_uuid={open_uuid} />
      <div class="split_detail">
        {flight !== undefined && <FlightPage key={flight._id} flight={flight} />}
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
