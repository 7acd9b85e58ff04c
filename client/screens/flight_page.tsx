import { uuidOf } from "../../shared/ids.ts";
import { lockFields } from "../../shared/kinds/entry_parts.ts";
import { flight as flightKind } from "../../shared/kinds/flight.ts";
import { kindNamed } from "../../shared/kinds/kinds.ts";
import { useApp } from "../app_context.ts";
import { EntryRecord } from "../fields/entry_record.tsx";
import { RecordActions } from "../fields/record_actions.tsx";
import { RecordFacts } from "../fields/record_facts.tsx";
import { RecordFiles } from "../fields/record_files.tsx";
import { landingsOf, routeOf, type Flight } from "../models/flight_facts.ts";
import type { AnyRecord } from "../models/logbook.ts";
import { modelName } from "../models/shared_models.ts";
import { ownerOf } from "../models/signing.ts";
import { formatMinutes } from "../ui/durations.ts";
import { SaveTemplate } from "./save_template.tsx";
import { LegList } from "./leg_list.tsx";
import { Icon } from "../ui/icon.tsx";
import { formatClock, formatDay, weekday } from "../ui/moments.ts";
import { Figure, Page, Section } from "../ui/page.tsx";

const blockTimes = ["block_out", "block_off", "block_on", "block_in"] as const;

/** The times of the flight beside the whole. */
const timeFields = Object.entries(flightKind.fields).flatMap(([name, field]) =>
  field.type === "minutes" && name !== "total_time"
    ? [[name as keyof Flight, field.label] as const]
    : [],
);

/** Fields that `EntryRecord` tells in words. */
const shownInRecord = Object.keys(lockFields).concat("corrects_flight_id");

/** Fields that the page shows in its own way. */
const shownApart: string[] = [
  ...blockTimes,
  ...timeFields.map(([name]) => name),
  "flight_date",
  "aircraft_id",
  "total_time",
  "remarks",
  "route",
  "flight_legs",
  ...shownInRecord,
];

function BlockStrip({ flight }: { flight: Flight }) {
  if (blockTimes.every((name) => flight[name] === null)) return null;
  return (
    <dl class="block_strip">
      {blockTimes.map((name) => (
        <Figure key={name} label={`${flightKind.fields[name].label}, UTC`}>
          {flight[name] === null ? "–" : formatClock(flight[name])}
          {flight[name] !== null && !flight[name].startsWith(flight.flight_date) && (
            <span class="small soft block">{formatDay(flight[name].slice(0, 10))}</span>
          )}
        </Figure>
      ))}
    </dl>
  );
}

function Landings({ flight }: { flight: Flight }) {
  const counts = landingsOf(flight);
  const shown = [
    ["Day take-offs", counts.day_takeoffs],
    ["Night take-offs", counts.night_takeoffs],
    ["Day landings", counts.day_landings],
    ["Night landings", counts.night_landings],
    ["To a full stop", counts.full_stops],
    ["Approaches", counts.approaches],
  ] as const;
  const said = shown.filter(([, count]) => count > 0);
  if (said.length === 0) return null;
  return (
    <Section title="Take-offs and landings">
      <dl class="figures_grid">
        {said.map(([label, count]) => (
          <Figure key={label} label={label}>
            {count}
          </Figure>
        ))}
      </dl>
    </Section>
  );
}

function Times({ flight }: { flight: Flight }) {
  const { settings } = useApp();
  const said = timeFields.filter(([name]) => flight[name] !== 0);
  if (said.length === 0) return null;
  return (
    <Section title="Hours">
      <dl class="figures_grid">
        {said.map(([name, label]) => (
          <Figure key={name} label={label}>
            {formatMinutes(flight[name] as number, settings.duration_style.value)}
          </Figure>
        ))}
      </dl>
    </Section>
  );
}

interface FlightPageProps {
  flight: Flight;
  /** The address of the list that it was chosen from. */
  list: () => string;
}

/** Everything about one flight. */
export function FlightPage({ flight, list }: FlightPageProps) {
  const app = useApp();
  const { logbook, places, settings, router, may_write } = app;
  const uuid = uuidOf(flight._id);
  const record = flight as unknown as AnyRecord;
  const aircraft = logbook.get("aircraft", flight.aircraft_id);
  return (
    <Page
      title={routeOf(flight, places.name) || "Flight"}
      onBack={() => router.back(list())}
      actions={<RecordActions record={record} what=" this flight" list={list} />}
    >
      <p class="on_paper">Logbook of {ownerOf(logbook)?.display_name ?? ""}</p>
      <div class="flight_head">
        <p class="lead">
          {weekday(flight.flight_date)} {formatDay(flight.flight_date)}
          {" · "}
          <a href={`#/records/aircraft/${flight.aircraft_id}`}>
            {logbook.nameOf("aircraft", flight.aircraft_id)}
          </a>
          {aircraft !== undefined && <span class="soft"> {modelName(app, aircraft)}</span>}
        </p>
        <p class="hero" aria-label="Total time">
          {formatMinutes(flight.total_time, settings.duration_style.value)}
          <span class="unit"> h</span>
        </p>
      </div>
      <BlockStrip flight={flight} />
      {flight.remarks !== null && <p class="remarks">{flight.remarks}</p>}
      <Times flight={flight} />
      <Landings flight={flight} />
      <LegList flight={flight} />
      <RecordFacts kind={kindNamed("flight")!} record={record} without={shownApart} />
      <EntryRecord record={record} />
      <RecordFiles record={record} />
      <div class="buttons after">
        {may_write && (
          <>
            {" "}
            <a class="button" href={`#/flights/new/again/${uuid}`}>
              <Icon name="again" />
              Again
            </a>
            <a class="button" href={`#/flights/new/back/${uuid}`}>
              And back
            </a>{" "}
            <a class="button" href={`#/flights/new/next/${uuid}`}>
              Next leg
            </a>{" "}
            <SaveTemplate record={record} />
          </>
        )}{" "}
        <a class="button" href={`#/history/flight/${uuid}`}>
          History
        </a>
      </div>
    </Page>
  );
}
