/** What an inspector is shown, 14 CFR 61.51(i): everything, to read only, over the whole screen. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { kindOfTable } from "../../../shared/kinds/kinds.ts";
import { useApp } from "../../app_context.ts";
import { SignatureLine } from "../../fields/signatures.tsx";
import { held, privilegeKey, stateWords, subjectOf } from "../../models/privileges.ts";
import { ownerOf } from "../../models/signing.ts";
import { dayInWords, formatDay } from "../../ui/moments.ts";
import { Section } from "../../ui/page.tsx";
import { Status } from "../../ui/status.tsx";
import { Until } from "../privileges.tsx";
import { InspectedFlights, InspectedKind } from "./inspected_records.tsx";

/** Signatures at first, and how many more a tap shows: each is checked when it is drawn. */
const signatures_step = 25;

function Currency() {
  const { standing } = useApp();
  const report = standing.home.value?.currency;
  if (report === undefined) return null;
  const verdicts = held(report.verdicts).filter(({ authority }) => authority !== "own");
  return (
    <Section title={`Recent experience on ${formatDay(report.as_of)}`}>
      {verdicts.length === 0 && <p class="soft">Nothing to say yet.</p>}
      <ul class="rows">
        {verdicts.map((verdict) => (
          <li key={privilegeKey(verdict)} class="row">
            <span>
              <span class="row_title block">{verdict.title}</span>
              <span class="row_more">
                {[subjectOf(verdict), verdict.regulation].filter(Boolean).join(" · ")}
              </span>
            </span>
            <span class="row_end">
              <Status tone={stateWords[verdict.state].tone}>
                {stateWords[verdict.state].word}
              </Status>
              <span class="row_more block">
                <Until verdict={verdict} today={report.as_of} />
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function AllSignatures() {
  const { logbook } = useApp();
  const [shown, setShown] = useState(signatures_step);
  const all = logbook.all("entry_signature");
  return (
    <Section title="Signatures, checked on this device now">
      {all.length === 0 && <p class="soft">Nothing is signed.</p>}
      <ul class="record_lines">
        {all.slice(0, shown).map((signature) => {
          const { kind, label } = kindOfTable(signature.entry_table)!;
          return (
            <SignatureLine key={signature._id} signature={signature}>
              {label}: {dayInWords(logbook.nameOf(kind, signature.entry_id))}
            </SignatureLine>
          );
        })}
      </ul>
      {all.length > shown && (
        <button
          type="button"
          class="button after"
          onClick={() => setShown(shown + signatures_step)}
        >
          Show more of {all.length}
        </button>
      )}
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
        <InspectedKind kind="certificate" always />
        <InspectedKind kind="medical" always />
        <InspectedKind kind="endorsement" always />
        <InspectedKind kind="flight_review" always />
        <InspectedKind kind="practical_test" />
        <InspectedKind kind="training_event" />
        <InspectedKind kind="training_session" always />
        <InspectedFlights />
        <InspectedKind kind="book_report" />
        <InspectedKind kind="attachment" />
      </div>
    </dialog>
  );
}

/** Shows one's own logbook to an inspector who is here. */
export function Inspection() {
  const { router } = useApp();
  return (
    <InspectionSheet onLeave={() => router.back("/more")}>
      <p class="soft small on_screen">
        For somebody who is not here: More, Who may see it makes a link that ends on a day. More,
        Verify a file checks an export anywhere.
      </p>
    </InspectionSheet>
  );
}
