import { useComputed, useSignal } from "@preact/signals";
import { uuidOf } from "../../shared/ids.ts";
import { useApp } from "../app_context.ts";
import { landingsOf, routeOf, type Flight } from "../models/flight_facts.ts";
import { matches, searchTexts } from "../models/search.ts";
import { counted } from "../models/locks.ts";
import { formatMinutes, formatTotal } from "../ui/durations.ts";
import { Icon } from "../ui/icon.tsx";
import { formatMonth, weekday } from "../ui/moments.ts";
import { WindowedList } from "../ui/windowed_list.tsx";
import { FlightPage } from "./flight_page.tsx";

/** Heights of the lines, in pixels; the style sheet has the same. */
const month_px = 40;
const flight_px = 72;

type Line =
  | { is: "month"; month: string; minutes: number }
  | { is: "flight"; flight: Flight; counts: boolean };

/** Flights, newest first, under their months. The minutes are of those that count. */
function linesOf(flights: readonly Flight[], counted: ReadonlySet<Flight>): Line[] {
  const lines: Line[] = [];
  let month: (Line & { is: "month" }) | undefined;
  for (const flight of flights) {
    const name = flight.flight_date.slice(0, 7);
    if (month?.month !== name) {
      month = { is: "month", month: name, minutes: 0 };
      lines.push(month);
    }
    const counts = counted.has(flight);
    if (counts) month.minutes += flight.total_time;
    lines.push({ is: "flight", flight, counts });
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

interface FlightLineProps {
  flight: Flight;
  counts: boolean;
  current: boolean;
}

function FlightLine({ flight, counts, current }: FlightLineProps) {
  const { logbook, places, settings } = useApp();
  const { day_landings, night_landings } = landingsOf(flight);
  const landings = day_landings + night_landings;
  const uuid = uuidOf(flight._id);
  return (
    <a
      class={counts ? "flight_line" : "flight_line struck"}
      href={`#/flights/${uuid}`}
      aria-current={current ? "true" : undefined}
    >
      <span class="flight_day">
        <span class="day_number">{flight.flight_date.slice(8)}</span>
        <span class="small soft">{weekday(flight.flight_date)}</span>
      </span>
      <span class="flight_what">
        <span class="row_title">{routeOf(flight, places.name) || "No route"}</span>
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
          {counts ? (landings === 1 ? "1 ldg" : `${landings} ldg`) : null}
          {!counts && (flight.is_erroneous ? "error" : "superseded")}
        </span>
      </span>
    </a>
  );
}

function FlightList({ open_uuid }: { open_uuid: string | undefined }) {
  const app = useApp();
  const { logbook, settings } = app;
  const query = useSignal("");
  const texts = useComputed(() => searchTexts(app));
  const showAll = useSignal(false);
  const counting = useComputed(() =>
    counted(logbook.all("flight"), (flight) => flight.corrects_flight_id),
  );
  const lines = useComputed(() => {
    const all = showAll.value ? logbook.all("flight") : counting.value;
    const said = query.value.trim().toLowerCase();
    const found = said === "" ? all : all.filter((flight) => matches(texts.value, flight, said));
    return linesOf(found, new Set(counting.value));
  });
  const flights = lines.value.filter((line) => line.is === "flight");
  const added = flights.filter((line) => line.counts);
  const minutes = added.reduce((sum, { flight }) => sum + flight.total_time, 0);
  const left_out = logbook.all("flight").length - counting.value.length;
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
          {added.length === 1 ? "1 flight" : `${added.length} flights`},{" "}
          {formatTotal(minutes, settings.duration_style.value)} h
          {!logbook.ready.value && `, reading (${logbook.read_count.value})`}
        </p>
        {left_out > 0 && (
          <label class="check small">
            <input
              type="checkbox"
              checked={showAll.value}
              onChange={(event) => {
                showAll.value = event.currentTarget.checked;
              }}
            />
            Show {left_out} superseded or marked as an error
          </label>
        )}
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
            <FlightLine {...line} current={uuidOf(line.flight._id) === open_uuid} />
          )
        }
      />
    </section>
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
