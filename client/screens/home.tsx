import { useComputed } from "@preact/signals";
import { uuidOf } from "../../shared/ids.ts";
import { flight as flightKind } from "../../shared/kinds/flight.ts";
import { useApp } from "../app_context.ts";
import { routeOf } from "../models/flight_facts.ts";
import { countedFlights, since, timeColumns, totalsOf } from "../models/totals.ts";
import { formatMinutes, formatTotal } from "../ui/durations.ts";
import { addDays, formatDay } from "../ui/moments.ts";
import { FigureTable } from "../ui/figure_table.tsx";
import { Figure, Page, Section } from "../ui/page.tsx";
import { SyncStatus } from "./sync_status.tsx";

/** Flights named on the home screen; the logbook has the rest. */
const recent_max = 5;

function Decisions() {
  const { logbook, sync, drafts } = useApp();
  const open = logbook.all("correction").filter((record) => record.status === "open").length;
  const refused = sync.report.value.refused.length;
  const hasDraft = drafts.read("flight.new") !== undefined;
  return (
    <>
      {open > 0 && (
        <a class="notice link" href="#/corrections">
          <strong>{open === 1 ? "One edit waits" : `${open} edits wait`} for your decision</strong>
          <span>Two versions of an entry; you choose which one stands.</span>
        </a>
      )}
      {refused > 0 && (
        <a class="notice bad link" href="#/sync">
          <strong>{refused === 1 ? "One entry was" : `${refused} entries were`} refused</strong>
          <span>The ledger says why. It is safe on this device until it is mended.</span>
        </a>
      )}
      {hasDraft && (
        <a class="notice link" href="#/flights/new">
          <strong>A flight is half written</strong>
          <span>Go on where you left off.</span>
        </a>
      )}
    </>
  );
}

function Periods() {
  const { logbook, settings, clock } = useApp();
  const style = settings.duration_style.value;
  const flights = countedFlights(logbook.all("flight"));
  const today = clock.today();
  const periods = [
    ["30 days", addDays(today, -29)],
    ["90 days", addDays(today, -89)],
    ["12 months", addDays(today, -364)],
    [`${today.slice(0, 4)}`, `${today.slice(0, 4)}-01-01`],
  ] as const;
  return (
    <FigureTable
      head={["Last", "Time", "Flights", "Day ldg", "Night ldg"]}
      rows={periods.map(([name, from]) => {
        const { minutes, flights: count, ...totals } = totalsOf(since(flights, from));
        const time = formatTotal(minutes.total_time, style);
        return { name, figures: [time, count, totals.day_landings, totals.night_landings] };
      })}
    />
  );
}

function Recent() {
  const { logbook, airports, settings } = useApp();
  return (
    <ul class="rows">
      {logbook
        .all("flight")
        .slice(0, recent_max)
        .map((flight) => (
          <li key={flight._id}>
            <a class="row" href={`#/flights/${uuidOf(flight._id)}`}>
              <span>
                <span class="row_title">{routeOf(flight, airports.place) || "No route"}</span>
                <span class="row_more">
                  {formatDay(flight.flight_date)} · {logbook.nameOf("aircraft", flight.aircraft_id)}
                </span>
              </span>
              <span class="flight_total">
                {formatMinutes(flight.total_time, settings.duration_style.value)}
              </span>
            </a>
          </li>
        ))}
    </ul>
  );
}

function Totals() {
  const { logbook, settings } = useApp();
  const style = settings.duration_style.value;
  const totals = useComputed(() => totalsOf(countedFlights(logbook.all("flight")))).value;
  const columns = timeColumns.filter((name) => name !== "total_time" && totals.minutes[name] > 0);
  return (
    <>
      <div class="hero_block">
        <p class="hero" aria-label="Total time">
          {formatTotal(totals.minutes.total_time, style)}
          <span class="unit"> h</span>
        </p>
        <p class="soft">
          in {totals.flights} {totals.flights === 1 ? "flight" : "flights"}
        </p>
      </div>
      <dl class="figures_grid">
        {columns.map((name) => (
          <Figure key={name} label={flightKind.fields[name].label}>
            {formatTotal(totals.minutes[name], style)}
          </Figure>
        ))}
        <Figure label="Day landings">{totals.day_landings}</Figure>
        <Figure label="Night landings">{totals.night_landings}</Figure>
        {totals.approaches > 0 && <Figure label="Approaches">{totals.approaches}</Figure>}
      </dl>
    </>
  );
}

function Beginning() {
  return (
    <div class="empty">
      <p>
        Your logbook is ready, and it works without a network. Log your last flight, or bring in the
        logbook that you have; totals appear here at once.
      </p>
      <div class="buttons">
        <a class="button primary large" href="#/flights/new">
          Log a flight
        </a>
        <a class="button large" href="#/import">
          Import a file
        </a>
      </div>
    </div>
  );
}

/** Where a pilot stands: what needs a decision, the totals, what was flown lately. */
export function Home() {
  const { logbook } = useApp();
  const isEmpty = logbook.all("flight").length === 0;
  return (
    <Page title="Home" actions={<SyncStatus />}>
      <Decisions />
      {logbook.ready.value && isEmpty && <Beginning />}
      {!isEmpty && (
        <div class="home_columns">
          <div>
            <Totals />
          </div>
          <div>
            <Section title="Lately">
              <Periods />
            </Section>
            <Section title="Last flights">
              <Recent />
            </Section>
          </div>
        </div>
      )}
    </Page>
  );
}
