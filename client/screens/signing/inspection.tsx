/** What an inspector is shown, 14 CFR 61.51(i): everything, to read only, over the whole screen. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { kindOfTable } from "../../../shared/kinds/kinds.ts";
import { lookupById } from "../../../shared/reference/lookups.ts";
import { useApp } from "../../app_context.ts";
import { SignatureLine } from "../../fields/signatures.tsx";
import { routeOf, type Flight } from "../../models/flight_facts.ts";
import { signaturesOf } from "../../models/locks.ts";
import { held, privilegeKey, stateWords, subjectOf } from "../../models/privileges.ts";
import { ownerOf } from "../../models/signing.ts";
import { formatMinutes, formatTotal } from "../../ui/durations.ts";
import { dayInWords, formatDay } from "../../ui/moments.ts";
import { Section } from "../../ui/page.tsx";
import { Status } from "../../ui/status.tsx";
import { Until } from "../privileges.tsx";

/** Lines of a list at first, and how many more a tap shows. */
const lines_step = 25;

interface LongListProps<T> {
  all: readonly T[];
  none: string;
  render: (one: T) => ComponentChildren;
}

function LongList<T>({ all, none, render }: LongListProps<T>) {
  const [shown, setShown] = useState(lines_step);
  if (all.length === 0) return <p class="soft">{none}</p>;
  return (
    <>
      <ul class="rows">{all.slice(0, shown).map(render)}</ul>
      {all.length > shown && (
        <button type="button" class="button" onClick={() => setShown(shown + lines_step)}>
          Show more of {all.length}
        </button>
      )}
    </>
  );
}

function Line({ title, more, end }: { title: string; more?: string; end?: ComponentChildren }) {
  return (
    <li class="row">
      <span>
        <span class="row_title">{title}</span>
        {more !== undefined && more !== "" && <span class="row_more">{more}</span>}
      </span>
      <span class="row_end">{end}</span>
    </li>
  );
}

function Documents() {
  const { logbook } = useApp();
  const certificates = logbook.all("certificate");
  const medicals = logbook.all("medical");
  return (
    <Section title="Certificates and medicals">
      <ul class="rows">
        {certificates.map((one) => (
          <Line
            key={one._id}
            title={
              lookupById("certificate_levels", one.certificate_level_id)?.name ?? "Certificate"
            }
            more={[
              one.certificate_number,
              `issued ${formatDay(one.date_of_issuance)}`,
              ...one.ratings.map(
                ({ rating_type_id, type_code }) =>
                  type_code ?? lookupById("rating_types", rating_type_id)?.name,
              ),
            ]
              .filter(Boolean)
              .join(" · ")}
          />
        ))}
        {medicals.map((one) => (
          <Line key={one._id} title={dayInWords(logbook.title(one as never))} more="Medical" />
        ))}
      </ul>
      {certificates.length + medicals.length === 0 && <p class="soft">None recorded.</p>}
    </Section>
  );
}

function Currency() {
  const { standing } = useApp();
  const report = standing.home.value?.currency;
  if (report === undefined) return null;
  const verdicts = held(report.verdicts).filter(({ authority }) => authority !== "own");
  return (
    <Section title={`Recent experience on ${formatDay(report.as_of)}`}>
      <LongList
        all={verdicts}
        none="Nothing to say yet."
        render={(verdict) => (
          <Line
            key={privilegeKey(verdict)}
            title={verdict.title}
            more={[subjectOf(verdict), verdict.regulation].filter(Boolean).join(" · ")}
            end={
              <>
                <Status tone={stateWords[verdict.state].tone}>
                  {stateWords[verdict.state].word}
                </Status>
                <span class="row_more">
                  <Until verdict={verdict} today={report.as_of} />
                </span>
              </>
            }
          />
        )}
      />
    </Section>
  );
}

function AllSignatures() {
  const { logbook } = useApp();
  return (
    <Section title="Signatures, checked on this device now">
      <LongList
        all={logbook.all("entry_signature")}
        none="Nothing is signed."
        render={(signature) => (
          <SignatureLine key={signature._id} signature={signature}>
            {kindOfTable(signature.entry_table)!.label}:{" "}
            {dayInWords(
              logbook.nameOf(kindOfTable(signature.entry_table)!.kind, signature.entry_id),
            )}
          </SignatureLine>
        )}
      />
    </Section>
  );
}

function FlightLine({ flight }: { flight: Flight }) {
  const { logbook, places, settings } = useApp();
  const signed = signaturesOf(logbook, flight).length;
  const words = [
    formatDay(flight.flight_date),
    logbook.nameOf("aircraft", flight.aircraft_id),
    flight.is_erroneous ? "marked as an error" : "",
    flight.corrects_flight_id === null ? "" : "correction",
    signed === 0 ? "" : "signed",
    flight.remarks ?? "",
  ];
  return (
    <Line
      title={routeOf(flight, places.name) || "No route"}
      more={words.filter((word) => word !== "").join(" · ")}
      end={formatMinutes(flight.total_time, settings.duration_style.value)}
    />
  );
}

function Entries() {
  const { logbook, standing, settings } = useApp();
  const total = standing.home.value?.totals.all.total_time ?? 0;
  return (
    <Section title={`Flights, ${formatTotal(total, settings.duration_style.value)} h in all`}>
      <LongList
        all={logbook.all("flight")}
        none="No flight is logged."
        render={(flight) => <FlightLine key={flight._id} flight={flight as Flight} />}
      />
    </Section>
  );
}

function Endorsements() {
  const { logbook } = useApp();
  return (
    <Section title="Endorsements">
      <LongList
        all={logbook.all("endorsement")}
        none="None recorded."
        render={(one) => (
          <Line
            key={one._id}
            title={lookupById("endorsement_types", one.endorsement_type_id)?.name ?? "Endorsement"}
            more={[formatDay(one.endorsement_date), one.far_reference, one.endorsement_text]
              .filter(Boolean)
              .join(" · ")}
          />
        )}
      />
    </Section>
  );
}

interface SheetProps {
  /** Leaves it; where nothing lies behind it, there is no leaving. */
  onLeave?: () => void;
  /** What there is to know of it. */
  children: ComponentChildren;
}

/** The logbook as an inspector sees it: nothing in it can be changed or left but by the button. */
export function InspectionSheet({ onLeave, children }: SheetProps) {
  const { logbook } = useApp();
  const element = useRef<HTMLDialogElement>(null);
  const owner = ownerOf(logbook)?.display_name ?? "";
  useEffect(() => {
    element.current?.showModal();
    document.title = "For inspection · Offblock";
  }, []);
  return (
    <dialog
      ref={element}
      class="inspection"
      aria-labelledby="inspection"
      onCancel={(event) => {
        event.preventDefault();
        onLeave?.();
      }}
    >
      <div class="page">
        <header class="page_head">
          <h1 id="inspection">Logbook of {owner}</h1>
          {onLeave !== undefined && (
            <button type="button" class="button" onClick={onLeave}>
              End the inspection
            </button>
          )}
        </header>
        <p class="lead">For inspection under 14 CFR 61.51(i). Nothing here can be changed.</p>
        {children}
        <AllSignatures />
        <Currency />
        <Documents />
        <Endorsements />
        <Entries />
      </div>
    </dialog>
  );
}

/** Shows one's own logbook to an inspector who is here. */
export function Inspection() {
  const { router } = useApp();
  return (
    <InspectionSheet onLeave={() => router.back("/more")}>
      <p class="soft small">
        For somebody who is not here: More, Who may see it makes a link that ends on a day. More,
        Verify a file checks an export anywhere.
      </p>
    </InspectionSheet>
  );
}
