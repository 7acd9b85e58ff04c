/** Links for an inspector who is not here and has no account: make one, see which are open, end one. */
import { useEffect, useState } from "preact/hooks";
import { addDays } from "../../shared/calendar.ts";
import { useApp } from "../app_context.ts";
import { endOfDay } from "../models/grants.ts";
import {
  inspectionAddress,
  type InspectionLink,
  openInspectionLinks,
} from "../models/inspection_links.ts";
import { Dialog } from "../ui/dialog.tsx";
import { FormDialog } from "../ui/form_dialog.tsx";
import { formatMoment } from "../ui/moments.ts";
import { Section } from "../ui/page.tsx";
import { Status } from "../ui/status.tsx";
import { InputField, Problem } from "../ui/input_field.tsx";
import { QrPicture } from "./signing/qr_picture.tsx";

/** Days that a link lasts unless one says otherwise. */
const usual_days = 14;

function LinkState({ link }: { link: InspectionLink }) {
  if (link.is_living) return <Status tone="good">Open until {formatMoment(link.ends_at)}</Status>;
  return <Status tone="quiet">Ended {formatMoment(link.revoked_at ?? link.ends_at)}</Status>;
}

function LinkLine({ link, onEnd }: { link: InspectionLink; onEnd: () => void }) {
  const { label, use_count, last_used_at } = link;
  const opened =
    last_used_at === null
      ? "Not opened yet"
      : `Opened ${use_count} ${use_count === 1 ? "time" : "times"}, last ${formatMoment(last_used_at)}`;
  return (
    <li class="row">
      <span>
        <span class="row_title">{label}</span>
        <span class="row_more">{opened}</span>
        <LinkState link={link} />
      </span>
      {link.is_living && (
        <button
          type="button"
          class="button"
          aria-label={`End the link for ${label}`}
          onClick={onEnd}
        >
          End
        </button>
      )}
    </li>
  );
}

function Made({ address, onClose }: { address: string; onClose: () => void }) {
  const { toasts } = useApp();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address);
      toasts.show("Link copied");
    } catch {
      toasts.show("This browser does not let the app copy; mark the link and copy it.");
    }
  };
  return (
    <Dialog title="The link" onClose={onClose}>
      <p>
        Whoever has it sees the logbook as an inspector does, until it ends. It is shown this once;
        the ledger keeps only a hash of it.
      </p>
      <div class="qr_box">
        <QrPicture text={address} label="The link, as a code" />
      </div>
      <label class="field">
        <span class="field_label">Link</span>
        <input class="input" readOnly value={address} onFocus={(e) => e.currentTarget.select()} />
      </label>
      <div class="buttons">
        <button type="button" class="button primary" onClick={() => void copy()}>
          Copy the link
        </button>
        <button type="button" class="button" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  );
}

interface MakeProps {
  onClose: () => void;
  onMade: (address: string) => void;
}

function MakeDialog({ onClose, onMade }: MakeProps) {
  const { network, today } = useApp();
  const [label, setLabel] = useState("");
  const [last_day, setLastDay] = useState(addDays(today.value, usual_days));
  const [problem, setProblem] = useState("");
  const make = async () => {
    if (label.trim() === "") return setProblem("Say for whom it is, to know it again in the list.");
    const ends_at = endOfDay(last_day);
    if (ends_at === undefined) return setProblem("Give the last day: every link ends.");
    const made = await openInspectionLinks(network).make({ label: label.trim(), ends_at });
    if (made.ok) onMade(inspectionAddress(window.location.origin, made.value.token));
    else setProblem(made.message);
  };
  return (
    <FormDialog
      title="Make an inspection link"
      submit="Make the link"
      problem={problem}
      onSubmit={make}
      onClose={onClose}
    >
      <InputField label="For whom" value={label} onText={setLabel} />
      <InputField label="Last day" type="date" value={last_day} onText={setLastDay} />
    </FormDialog>
  );
}

type Asking = { is: "nothing" } | { is: "make" } | { is: "made"; address: string };

/** The links of this logbook, and what can be done with them. */
export function InspectionLinkSection() {
  const { network, toasts } = useApp();
  const [links, setLinks] = useState<readonly InspectionLink[]>([]);
  const [problem, setProblem] = useState("");
  const [asking, setAsking] = useState<Asking>({ is: "nothing" });
  const read = async () => {
    const answer = await openInspectionLinks(network).list();
    if (answer.ok) setLinks(answer.value.links);
    setProblem(answer.ok ? "" : answer.message);
  };
  useEffect(() => void read(), [network]);
  const end = async ({ id, label }: InspectionLink) => {
    const answer = await openInspectionLinks(network).revoke(id);
    if (answer.ok) toasts.show(`The link for ${label} has ended`);
    else setProblem(answer.message);
    await read();
  };
  return (
    <Section title="Inspection links">
      <p class="soft">
        For an inspector who is not here, 14 CFR 61.51(i): opened in any browser, without an
        account, to read only, until its last day.
      </p>
      <Problem>{problem}</Problem>
      <ul class="rows after">
        {links.map((link) => (
          <LinkLine key={link.id} link={link} onEnd={() => void end(link)} />
        ))}
      </ul>
      <button type="button" class="button" onClick={() => setAsking({ is: "make" })}>
        Make an inspection link
      </button>
      {asking.is === "make" && (
        <MakeDialog
          onClose={() => setAsking({ is: "nothing" })}
          onMade={(address) => {
            setAsking({ is: "made", address });
            void read();
          }}
        />
      )}
      {asking.is === "made" && (
        <Made address={asking.address} onClose={() => setAsking({ is: "nothing" })} />
      )}
    </Section>
  );
}
