import { uuidOf } from "../../shared/ids.ts";
import { flight as flightKind } from "../../shared/kinds/flight.ts";
import type { HomeTotals } from "../../shared/totals/totals.ts";
import { useApp } from "../app_context.ts";
import { routeOf } from "../models/flight_facts.ts";
import { formatMinutes, formatTotal } from "../ui/durations.ts";
import { formatClock, formatDay } from "../ui/moments.ts";
import { FigureTable } from "../ui/figure_table.tsx";
import { Figure, Page, Section } from "../ui/page.tsx";
import { Expirations, Privileges } from "./privileges.tsx";
import { SyncStatus } from "./sync_status.tsx";

/** Flights named on the home screen; the logbook has the rest. */
const recent_max = 5;

/** What the quick log holds: `12 Mar 2026, OUT 14:32`; undefined when it holds nothing. */
function underWayWords(values: Record<string, unknown> | undefined): string | undefined {
  if (values === undefined) return undefined;
  const said = [
    ["OUT", "block_out"],
    ["OFF", "block_off"],
    ["ON", "block_on"],
    ["IN", "block_in"],
  ].flatMap(([label, name]) => {
    const moment = values[name!];
    return typeof moment === "string" ? [`${label} ${formatClock(moment)}`] : [];
  });
  return [formatDay(String(values["flight_date"])), ...said].join(", ");
}

function Decisions() {
  const { logbook, sync, drafts } = useApp();
  const open = logbook.all("correction").filter((record) => record.status === "open").length;
  const refused = sync.report.value.refused.length;
  const hasDraft = ["new", "new.2"].some((name) => drafts.read(`flight.${name}`));
  const underWay = underWayWords(drafts.read("flight.quick")?.values);
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
      {underWay !== undefined && (
        <a class="notice link" href="#/flights/quick">
          <strong>A flight is under way</strong>
          <span>{underWay}</span>
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

/** The times shown under the total, in the order in which a logbook shows them. */
const timeColumns = [
  "pic_time",
  "sic_time",
  "solo_time",
  "dual_received",
  "dual_given",
  "cross_country_time",
  "night_time",
  "actual_instrument",
  "simulated_instrument",
  "ground_training_received",
  "ground_training_given",
] as const;

function Periods({ totals }: { totals: HomeTotals }) {
  const { settings } = useApp();
  const style = settings.duration_style.value;
  const periods = [
    ["90 days", totals.ninety_days],
    ["12 months", totals.twelve_months],
    ["This year", totals.this_year],
  ] as const;
  return (
    <FigureTable
      head={["Last", "Time", "Flights", "Day ldg", "Night ldg"]}
      rows={periods.map(([name, sums]) => {
        const time = formatTotal(sums.total_time, style);
        return { name, figures: [time, sums.flights, sums.day_landings, sums.night_landings] };
      })}
    />
  );
}

function Recent() {
  const { logbook, places, settings } = useApp();
  return (
    <ul class="rows">
      {logbook.recentFlights(recent_max).map((flight) => (
        <li key={flight._id}>
          <a class="row" href={`#/flights/${uuidOf(flight._id)}`}>
            <span>
              <span class="row_title">{routeOf(flight, places.name) || "No route"}</span>
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

function Career({ totals: { all } }: { totals: HomeTotals }) {
  const { settings, logbook } = useApp();
  const style = settings.duration_style.value;
  const columns = timeColumns.filter((name) => all[name] > 0);
  return (
    <>
      <div class="hero_block">
        <p class="hero" aria-label="Total time">
          {formatTotal(all.total_time, style)}
          <span class="unit"> h</span>
        </p>
        <p class="soft">
          in {all.flights} {all.flights === 1 ? "flight" : "flights"}
        </p>
      </div>
      <dl class="figures_grid">
        {columns.map((name) => (
          <Figure key={name} label={flightKind.fields[name].label}>
            {formatTotal(all[name], style)}
          </Figure>
        ))}
        <Figure label="Day landings">{all.day_landings}</Figure>
        <Figure label="Night landings">{all.night_landings}</Figure>
        {all.approaches > 0 && <Figure label="Approaches">{all.approaches}</Figure>}
      </dl>
      <nav class="buttons" aria-label="Totals">
        <a class="button" href="#/totals">
          Totals and reports
        </a>
        {logbook
          .all("saved_report")
          .filter((report) => report.is_quick_access)
          .map(({ _id, name }) => (
            <a key={_id} class="button" href={`#/totals/report/${uuidOf(_id)}`}>
              {name}
            </a>
          ))}
      </nav>
    </>
  );
}

/** The two ways to log, one tap away. */
function LogNow() {
  return (
    <nav class="log_now" aria-label="Log a flight">
      <a class="button primary large" href="#/flights/quick">
        Quick log
      </a>
      <a class="button large" href="#/flights/new">
        Log a flight
      </a>
    </nav>
  );
}

function Beginning() {
  const { may_write } = useApp();
  if (!may_write) return <p class="empty soft">No flights have been logged in it yet.</p>;
  return (
    <div class="empty">
      <p>
        Your logbook is ready, and it works without a network. Log your last flight, or bring in the
        logbook that you have; totals appear here at once. When you fly next, the quick log takes
        the times: one tap each for OUT, OFF, ON and IN.
      </p>
      <div class="buttons">
        <a class="button primary large" href="#/flights/new">
          Log your first flight
        </a>
        <a class="button large" href="#/flights/quick">
          Quick log
        </a>
        <a class="button large" href="#/import">
          Import a file
        </a>
      </div>
    </div>
  );
}

/** Where a pilot stands: what needs a decision, what one may do, totals, what was flown lately. */
export function Home() {
  const { logbook, logbooks, may_write, standing } = useApp();
  const totals = standing.home.value?.totals;
  const isEmpty = totals === undefined || totals.all.flights === 0;
  if (isEmpty && logbooks.opened()?.is_sample === true)
    return (
      <Page title="Home">
        <p class="soft">The sample is being made.</p>
      </Page>
    );
  return (
    <Page title="Home" actions={<SyncStatus />}>
      <Decisions />
      {logbook.ready.value && isEmpty && <Beginning />}
      {may_write && !isEmpty && <LogNow />}
      <div class="home_columns">
        <div>
          <Privileges />
          <Expirations />
        </div>
        {!isEmpty && (
          <div>
            <Career totals={totals} />
            <Section title="Lately">
              <Periods totals={totals} />
            </Section>
            <Section title="Last flights">
              <Recent />
            </Section>
          </div>
        )}
      </div>
    </Page>
  );
}
