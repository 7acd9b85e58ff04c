import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { kindNamed } from "../../shared/kinds/kinds.ts";
import { problemKinds, problemOf } from "../../shared/problems.ts";
import { useApp } from "../app_context.ts";
import { addressOf } from "../models/addresses.ts";
import type { WaitingEntry } from "../models/ledger_api.ts";
import { type Waiting, waitingEntries } from "../models/waiting.ts";
import type { SyncTrouble } from "../store/messages.ts";
import { dayInWords, formatAgo, formatMoment } from "../ui/moments.ts";
import { Page, Section } from "../ui/page.tsx";
import { Status } from "../ui/status.tsx";
import { SaveCopy } from "./save_copy.tsx";
import { ShutNotice } from "./shut.tsx";
import { syncWords } from "./sync_status.tsx";

/** A clock this far off is told of, in minutes. */
const clock_off_minutes = 5;
/** Where the ledger opens the app: an address that no app answers from its own cache. */
const way_in = "/api/v1/app";
/** Unsent entries named on the screen; the rest is counted. */
const named_max = 50;

function EntryLink({ id, children }: { id: string; children?: ComponentChildren }) {
  const { logbook } = useApp();
  const record = logbook.record(id);
  const label = kindNamed(id.slice(0, id.indexOf(":")))?.label ?? id;
  return (
    <a class="row" href={addressOf(id)}>
      <span>
        <span class="row_title">
          {record === undefined ? "Deleted entry" : dayInWords(logbook.title(record))}
        </span>
        <span class="row_more">{label}</span>
        {children}
      </span>
    </a>
  );
}

/** A refusal's line as the code and the words. */
function reasonParts(reason: string): { code: string; words: string } {
  const problem = problemOf(reason);
  if (problem === undefined) return { code: "", words: reason };
  return { code: problem.code, words: `${problem.message} ${problemKinds[problem.code].remedy}` };
}

function Refused() {
  const { sync, may_write } = useApp();
  const { refused } = sync.report.value;
  if (refused.length === 0) return null;
  return (
    <Section title="Refused by the ledger">
      <p class="soft">
        These are safe on this device and nowhere else.{" "}
        {may_write
          ? "Open one, put it right and save it: it is sent again at once."
          : "Give a copy to the owner of the logbook, who can make the entries."}
      </p>
      {!may_write && <SaveCopy />}
      <ul class="rows after">
        {refused.map(({ id, reason }) => {
          const { code, words } = reasonParts(reason);
          return (
            <li key={id}>
              <EntryLink id={id}>
                <span class="row_more refusal">
                  <Status tone="bad">Refused</Status> {words}
                </span>
                <span class="row_more">{code}</span>
              </EntryLink>
              {may_write && (
                <a class="button" href={`${addressOf(id)}/edit`}>
                  Open and mend
                </a>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function Unsent() {
  const { sync } = useApp();
  const { unsent_ids, unsent_count } = sync.report.value;
  if (unsent_count === 0) return null;
  const named = unsent_ids.slice(0, named_max);
  return (
    <Section title={`Not sent yet: ${unsent_count}`}>
      <ul class="rows">
        {named.map((id) => (
          <li key={id}>
            <EntryLink id={id} />
          </li>
        ))}
      </ul>
      {unsent_count > named.length && <p class="soft">and {unsent_count - named.length} more</p>}
    </Section>
  );
}

/** What the ledger says of what waits there; asked again whenever it has taken something in. */
function useLedgerWaiting(): readonly WaitingEntry[] {
  const { ledger, logbook, logbooks, sync } = useApp();
  const [entries, setEntries] = useState<readonly WaitingEntry[]>([]);
  const { phase } = sync.report.value;
  const isOwn = logbooks.opened()?.grant === null;
  useEffect(() => {
    if (phase !== "up_to_date" || !isOwn) return;
    void ledger.waiting(logbook.id).then((found) => found !== undefined && setEntries(found));
  }, [phase, isOwn, ledger, logbook]);
  return entries;
}

/** What keeps an entry from being applied, as a sentence, and what can be done. */
function problemWords({ id, is_locked_out }: Waiting, problem: string): string {
  if (is_locked_out)
    return "Another signature locks the entry, over something else. If this one is right, correct the entry and have the correction signed.";
  if (id.startsWith("entry_signature:"))
    return "It is over something else than the entry says. It counts once the entry says that.";
  const said = problem.charAt(0).toUpperCase() + problem.slice(1);
  return `${said}${/[.!?]$/.test(said) ? "" : "."} Open the entry, put it right and save it.`;
}

function WaitingEntries() {
  const { logbook } = useApp();
  const at_ledger = useLedgerWaiting();
  const waiting = waitingEntries(logbook, at_ledger);
  if (waiting.length === 0) return null;
  return (
    <Section title="Waiting in the ledger">
      <p class="soft">
        The ledger keeps these, and counts them as soon as what they wait for is there.
      </p>
      <ul class="rows after">
        {waiting.map((one) => (
          <li key={one.id}>
            <EntryLink id={one.id}>
              {one.needs.length > 0 && (
                <span class="row_more">
                  <Status tone="wait">Waits</Status> for: {one.needs.join(", ")}
                </span>
              )}
              {one.problem !== null && (
                <span class="row_more refusal">
                  <Status tone="bad">Cannot be applied</Status> {problemWords(one, one.problem)}
                </span>
              )}
            </EntryLink>
          </li>
        ))}
      </ul>
    </Section>
  );
}

const troubles: Record<SyncTrouble, string> = {
  no_answer: "Nobody answers at the ledger’s address.",
  other_answer:
    "Something else answers in the ledger’s place: a network that wants you to sign in to it first, or a ledger that has moved.",
  busy: "The ledger is busy and has asked to wait.",
  too_large: "Something on the way takes no batch of this size. Smaller ones are being tried.",
  failed: "The ledger answered that something has failed on its side.",
};

/** What to do about somebody else at the ledger's address: the way past the app's own copy of itself. */
function ElsewhereNotice() {
  return (
    <div class="notice">
      <p>
        See what answers, and sign in to the network if it asks. Has the ledger moved, save a copy
        here, sign in at the new address and import the copy there: what was not sent comes with it.
      </p>
      <div class="buttons">
        <a class="button" href={way_in} target="_blank" rel="noopener">
          See what answers
        </a>
        <SaveCopy />
      </div>
    </div>
  );
}

/** Why the ledger cannot be spoken to, and a clock that is far off. */
function Trouble() {
  const { sync } = useApp();
  const { trouble, retry_at, clock_ahead_ms } = sync.report.value;
  const minutes_off = Math.round(Math.abs(clock_ahead_ms) / 60_000);
  return (
    <>
      {trouble !== null && (
        <p class="notice">
          {troubles[trouble]} Nothing is lost
          {retry_at === null ? "." : `; it is tried again at ${formatMoment(retry_at)}.`}
        </p>
      )}
      {trouble === "other_answer" && <ElsewhereNotice />}
      {minutes_off >= clock_off_minutes && (
        <p class="notice bad">
          This device’s clock is {durationWords(minutes_off)} {clock_ahead_ms > 0 ? "fast" : "slow"}
          . Set it right: prefilled dates and the times of changes come from it.
        </p>
      )}
    </>
  );
}

/** A span in its largest unit. */
function durationWords(minutes: number): string {
  if (minutes < 120) return `${minutes} minutes`;
  return minutes < 72 * 60
    ? `${Math.round(minutes / 60)} hours`
    : `${Math.round(minutes / (24 * 60))} days`;
}

/** All about the sync: how it stands, what is unsent, what waits, what was refused and why. */
export function Sync() {
  const app = useApp();
  const { sync, logbooks, router, clock } = app;
  const [tone, words] = syncWords(app);
  const { last_contact, other_ledger_at } = sync.report.value;
  const hasAccount = logbooks.opened()?.account !== null;
  return (
    <Page title="Sync" onBack={() => router.back("/more")}>
      <p class="lead">
        <Status tone={tone}>{words}</Status>
      </p>
      {!hasAccount && (
        <div class="empty">
          <p>
            This logbook lives on this device alone. With an account it is also kept in the ledger,
            and appears on your other devices. Nothing that you logged is lost on the way.
          </p>
          <a class="button primary" href="#/account">
            Sign up or sign in
          </a>
        </div>
      )}
      {hasAccount && (
        <>
          <p class="soft">
            {last_contact === null
              ? "The ledger has not answered this device yet."
              : `The ledger last answered ${formatAgo(last_contact, clock.now())}.`}
          </p>
          <Trouble />
          <ShutNotice />
          {other_ledger_at !== null && (
            <p class="notice">
              On {formatMoment(other_ledger_at)} another ledger than before answered at this
              address: restored from a backup, or moved. Everything on this device is compared with
              it again, and what it lacks is sent. Nothing is lost.
            </p>
          )}
          <div class="buttons after">
            <button type="button" class="button" onClick={() => sync.nudge()}>
              Sync now
            </button>
            <a class="button plain" href="#/corrections">
              Corrections
            </a>
            <a class="button plain" href="#/witness">
              Witness
            </a>
          </div>
          <Refused />
          <Unsent />
          <WaitingEntries />
        </>
      )}
    </Page>
  );
}
