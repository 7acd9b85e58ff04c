/** The records of a logbook as an inspector reads them: a line each, which opens to all of it. */
import type { ComponentChildren } from "preact";
import { useMemo, useState } from "preact/hooks";
import { uuidOf } from "../../../shared/ids.ts";
import { kindNamed, type KindName } from "../../../shared/kinds/kinds.ts";
import { useApp } from "../../app_context.ts";
import { RecordFacts } from "../../fields/record_facts.tsx";
import { FileView } from "../../fields/record_files.tsx";
import { recordMore } from "../../fields/record_words.ts";
import { SignatureLine } from "../../fields/signatures.tsx";
import { Versions } from "../../fields/versions.tsx";
import { type Flight, routeOf } from "../../models/flight_facts.ts";
import { signaturesOf, supersessions } from "../../models/locks.ts";
import type { AnyRecord } from "../../models/logbook.ts";
import { kindOfId } from "../../models/records.ts";
import { formatMinutes, formatTotal } from "../../ui/durations.ts";
import { dayInWords, formatDay } from "../../ui/moments.ts";
import { Section } from "../../ui/page.tsx";

interface FoldProps {
  summary: ComponentChildren;
  /** Drawn when it is opened. */
  body: () => ComponentChildren;
  isOpen?: boolean;
}

function Fold({ summary, body, isOpen = false }: FoldProps) {
  const [shown, setShown] = useState(isOpen);
  return (
    <details
      class="fold inspected"
      open={isOpen}
      onToggle={(event) => setShown(event.currentTarget.open)}
    >
      <summary>{summary}</summary>
      {shown && <div class="fold_body">{body()}</div>}
    </details>
  );
}

/** Fields that the line, the signatures and the other versions tell. */
const toldElsewhere = [
  "is_locked",
  "locked_at",
  "locked_reason",
  "corrects_flight_id",
  "corrects_training_session_id",
];

/** All that a record says, who signed it, what it said before, and its files. */
function Whole({ record }: { record: AnyRecord }) {
  const { logbook } = useApp();
  const kind = kindNamed(kindOfId(record._id))!;
  const files = logbook
    .all("attachment")
    .filter((file) => file.owner_table === kind.table && file.owner_row_id === uuidOf(record._id));
  return (
    <>
      {kind.kind === "attachment" && (
        <FileView attachment={logbook.get("attachment", uuidOf(record._id))!} />
      )}
      <RecordFacts kind={kind} record={record} without={toldElsewhere} />
      <ul class="record_lines">
        {signaturesOf(logbook, record).map((signature) => (
          <SignatureLine key={signature._id} signature={signature} />
        ))}
      </ul>
      <Versions record={record} linked={false} />
      {files.map((file) => (
        <FileView key={file._id} attachment={file} />
      ))}
    </>
  );
}

interface LineProps {
  record: AnyRecord;
  title: string;
  more: string;
  end?: string;
}

function RecordLine({ record, title, more, end }: LineProps) {
  return (
    <Fold
      summary={
        <>
          <span>
            <span class="row_title block">{title}</span>
            {more !== "" && <span class="row_more">{more}</span>}
          </span>
          {end !== undefined && <span class="row_end">{end}</span>}
        </>
      }
      body={() => <Whole record={record} />}
    />
  );
}

interface KindProps {
  kind: KindName;
  /** Whether it is said that there are none. */
  always?: boolean;
}

/** Every record of a kind. */
export function InspectedKind({ kind, always = false }: KindProps) {
  const app = useApp();
  const { logbook } = app;
  const records = logbook.all(kind) as unknown as readonly AnyRecord[];
  if (records.length === 0 && !always) return null;
  return (
    <Section title={kindNamed(kind)!.label_many}>
      {records.length === 0 && <p class="soft">None recorded.</p>}
      {records.map((record) => (
        <RecordLine
          key={record._id}
          record={record}
          title={dayInWords(logbook.title(record))}
          more={recordMore(app, record)}
        />
      ))}
    </Section>
  );
}

interface FlightLineProps {
  flight: Flight;
  isSuperseded: boolean;
}

function FlightLine({ flight, isSuperseded }: FlightLineProps) {
  const { logbook, places, settings } = useApp();
  const words = [
    formatDay(flight.flight_date),
    logbook.nameOf("aircraft", flight.aircraft_id),
    isSuperseded ? "superseded, counts no more" : "",
    flight.is_erroneous ? "marked as an error, counts no more" : "",
    flight.corrects_flight_id === null ? "" : "correction",
    signaturesOf(logbook, flight).length === 0 ? "" : "signed",
    flight.remarks ?? "",
  ];
  return (
    <RecordLine
      record={flight as unknown as AnyRecord}
      title={routeOf(flight, places.name) || "No route"}
      more={words.filter((word) => word !== "").join(" · ")}
      end={formatMinutes(flight.total_time, settings.duration_style.value)}
    />
  );
}

/** Flights by year, the newest first, and which of them count no more. */
function useYears() {
  const flights = useApp().logbook.all("flight") as readonly Flight[];
  return useMemo(() => {
    const superseded = supersessions(flights, (flight) => flight.corrects_flight_id);
    const years = new Map<string, Flight[]>();
    for (const flight of flights) {
      const year = flight.flight_date.slice(0, 4);
      if (!years.has(year)) years.set(year, []);
      years.get(year)!.push(flight);
    }
    return { years: [...years], superseded };
  }, [flights]);
}

/** Every flight, year by year. */
export function InspectedFlights() {
  const { standing, settings } = useApp();
  const { years, superseded } = useYears();
  const style = settings.duration_style.value;
  const total = standing.home.value?.totals.all.total_time ?? 0;
  const isSuperseded = ({ _id }: Flight) => superseded.has(uuidOf(_id));
  const minutes = (flights: readonly Flight[]) =>
    flights
      .filter((flight) => !flight.is_erroneous && !isSuperseded(flight))
      .reduce((sum, flight) => sum + flight.total_time, 0);
  return (
    <Section title={`Flights, ${formatTotal(total, style)} h in all`}>
      {years.length === 0 && <p class="soft">No flight is logged.</p>}
      {years.map(([year, flights], i) => (
        <Fold
          key={year}
          isOpen={i === 0}
          summary={
            <>
              <span class="row_title">{year}</span>
              <span class="row_end">
                {flights.length === 1 ? "1 entry" : `${flights.length} entries`},{" "}
                {formatTotal(minutes(flights), style)} h
              </span>
            </>
          }
          body={() =>
            flights.map((flight) => (
              <FlightLine key={flight._id} flight={flight} isSuperseded={isSuperseded(flight)} />
            ))
          }
        />
      ))}
    </Section>
  );
}
