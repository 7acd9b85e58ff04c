/** What the logbook said on a day: by the reports kept then, and by the ledger's audit log. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { AsItStood, StoodFlight } from "../../shared/as_it_stood.ts";
import { uuidOf } from "../../shared/ids.ts";
import { bookReport } from "../../shared/kinds/book_report.ts";
import { limits } from "../../shared/limits.ts";
import { isDay } from "../../shared/validate.ts";
import { useApp } from "../app_context.ts";
import { addressOf } from "../models/addresses.ts";
import { formatMinutes, formatTotal } from "../ui/durations.ts";
import { InputField, Problem } from "../ui/input_field.tsx";
import { LinkRow } from "../ui/link_row.tsx";
import { formatDay, formatMoment } from "../ui/moments.ts";
import { Figure, Page, Section } from "../ui/page.tsx";
import { Status } from "../ui/status.tsx";
import { Turn } from "./page_tools.tsx";

const reportNames: Readonly<Record<string, string>> = bookReport.fields.report_type.choices;

/** The reports that were made on the day, and those made later that look back on it. */
function KeptReports({ day }: { day: string }) {
  const { logbook } = useApp();
  const kept = logbook
    .all("book_report")
    .filter(({ generated_at, as_of_date }) => generated_at.startsWith(day) || as_of_date === day);
  return (
    <Section title="Reports of that day">
      {kept.length === 0 && (
        <p class="soft">
          None was kept. <a href="#/reports/new">Make a report</a> today, and it answers for today
          for good.
        </p>
      )}
      <ul class="rows">
        {kept.map((report) => (
          <LinkRow
            key={report._id}
            href={`#/records/book_report/${uuidOf(report._id)}`}
            title={`${reportNames[report.report_type]} as of ${formatDay(report.as_of_date)}`}
            more={`Made ${formatMoment(report.generated_at)}`}
            end={report.is_attested && <Status tone="good">Attested</Status>}
          />
        ))}
      </ul>
    </Section>
  );
}

const sinceWords = { changed: "changed since", deleted: "deleted since", same: "" } as const;

function FlightRow({ flight }: { flight: StoodFlight }) {
  const { settings } = useApp();
  const id = `flight:${flight.id}`;
  const { since, counts, aircraft, remarks } = flight;
  const words = [aircraft, counts ? "" : "did not count", sinceWords[since], remarks];
  return (
    <LinkRow
      // Of what is gone only its history is left.
      href={since === "deleted" ? `#/history/flight/${flight.id}` : addressOf(id)}
      title={formatDay(flight.flight_date)}
      more={words.filter((word) => word !== null && word !== "").join(" · ")}
      end={formatMinutes(flight.total_time, settings.duration_style.value)}
    />
  );
}

interface StoodProps {
  stood: AsItStood;
  day: string;
  /** The log is longer than it was: what is shown is of before. */
  onGrown: () => void;
}

/** The flights of then, so many a page, the newest first. */
function StoodFlights({ stood, day, onGrown }: StoodProps) {
  const { ledger, logbook } = useApp();
  const [page, setPage] = useState(1);
  const [flights, setFlights] = useState(stood.flights);
  const [said, setSaid] = useState("");
  const asked = useRef(1);
  const count = Math.ceil(stood.flight_count / limits.flights_as_it_stood);
  const turn = async (next: number) => {
    asked.current = next;
    setSaid(`Asking the ledger for page ${next}`);
    const from = (next - 1) * limits.flights_as_it_stood + 1;
    const answer = await ledger.asItStood(logbook.id, day, from);
    if (asked.current !== next) return;
    if (answer === undefined) return setSaid("The ledger cannot be reached. Try again.");
    if (answer.audit_head !== stood.audit_head) return onGrown();
    setSaid("");
    setPage(next);
    setFlights(answer.flights);
  };
  return (
    <>
      {count > 1 && <Turn page={page} count={count} onTurn={(next) => void turn(next)} />}
      {count > 1 && (
        <p class="soft" role="status">
          {said}
        </p>
      )}
      <ul class="rows after">
        {flights.map((flight) => (
          <FlightRow key={flight.id} flight={flight} />
        ))}
      </ul>
    </>
  );
}

function Stood({ stood, day, onGrown }: StoodProps) {
  const { settings } = useApp();
  const style = settings.duration_style.value;
  const { totals, audit_entries, audit_head, begins_at } = stood;
  if (stood.problem !== null)
    return (
      <Problem>
        The audit log of this logbook is not whole, so it proves nothing: {stood.problem}
      </Problem>
    );
  if (audit_entries === 0)
    return (
      <p>
        {begins_at === null
          ? "The ledger has nothing of this logbook yet."
          : `The log begins ${formatMoment(begins_at)}: the ledger had nothing of this logbook before.`}
      </p>
    );
  return (
    <>
      <dl class="figures_grid">
        <Figure label="Flights">{totals.flights.toLocaleString("en-US")}</Figure>
        <Figure label="Total time">{formatTotal(totals.total_time, style)}</Figure>
        <Figure label="PIC">{formatTotal(totals.pic_time, style)}</Figure>
        <Figure label="Night">{formatTotal(totals.night_time, style)}</Figure>
      </dl>
      <p class="soft small public_line">
        By {audit_entries.toLocaleString("en-US")} {audit_entries === 1 ? "entry" : "entries"} of
        the log up to the end of {formatDay(day)} (UTC), each checked just now. The last of them has
        the hash {audit_head}.
      </p>
      <StoodFlights stood={stood} day={day} onGrown={onGrown} />
    </>
  );
}

/** What the ledger's log says of the day; or why there is none to ask. */
function ByTheLog({ day }: { day: string }) {
  const { ledger, logbook, logbooks } = useApp();
  const hasAccount = (logbooks.opened()?.account ?? null) !== null;
  const [stood, setStood] = useState<AsItStood | "asking" | "unreachable">("asking");
  const ask = async () => {
    setStood("asking");
    setStood((await ledger.asItStood(logbook.id, day, 1)) ?? "unreachable");
  };
  useEffect(() => {
    if (hasAccount) void ask();
  }, [hasAccount]);
  return (
    <Section title="By the audit log">
      {!hasAccount && (
        <p>
          The ledger logs every change of a logbook that has an account. This one is on this device
          only, so reports that were kept are all that answers for a day.
        </p>
      )}
      {hasAccount && stood === "asking" && (
        <p role="status">
          The ledger checks its whole log and puts the day together. Of a long logbook this takes
          some seconds.
        </p>
      )}
      {stood === "unreachable" && (
        <>
          <p>
            The ledger cannot be reached. The log of every change is there, not on this device; with
            a network it answers for any day.
          </p>
          <div class="buttons after">
            <button type="button" class="button" onClick={() => void ask()}>
              Try again
            </button>
          </div>
        </>
      )}
      {typeof stood === "object" && <Stood stood={stood} day={day} onGrown={() => void ask()} />}
    </Section>
  );
}

/** Asks for a day, and says what the logbook said then. */
export function DayScreen({ day = "" }: { day: string | undefined }) {
  const { clock, router } = useApp();
  const [asked, setAsked] = useState(isDay(day) ? day : clock.today());
  return (
    <Page title="What it said on a day" onBack={() => router.back("/more")}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (isDay(asked)) router.replace(`/reports/day/${asked}`);
        }}
      >
        <p class="lead">
          A report that was kept says it for good. For any other day the ledger puts together what
          its log had by then, whatever was written since.
        </p>
        <InputField label="Day" type="date" value={asked} onText={setAsked} />
        <div class="buttons">
          <button type="submit" class="button primary" disabled={!isDay(asked)}>
            Show what it said
          </button>
        </div>
      </form>
      {isDay(day) && (
        <>
          <KeptReports day={day} />
          <ByTheLog key={day} day={day} />
        </>
      )}
    </Page>
  );
}
