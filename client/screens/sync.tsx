import type { ComponentChildren } from "preact";
import { kindNamed } from "../../shared/kinds/kinds.ts";
import { useApp } from "../app_context.ts";
import { addressOf } from "../models/addresses.ts";
import { missingReferences } from "../models/waiting.ts";
import { dayInWords, formatAgo } from "../ui/moments.ts";
import { Page, Section } from "../ui/page.tsx";
import { Status } from "../ui/status.tsx";
import { syncWords } from "./sync_status.tsx";

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

/** `E_CODE: where: what. remedy` as the code and the words. */
function reasonParts(reason: string): { code: string; words: string } {
  const match = /^(E_[A-Z_]+): (.*)$/s.exec(reason);
  return match === null ? { code: "", words: reason } : { code: match[1]!, words: match[2]! };
}

function Refused() {
  const { sync } = useApp();
  const { refused } = sync.report.value;
  if (refused.length === 0) return null;
  return (
    <Section title="Refused by the ledger">
      <p class="soft">
        These are safe on this device and nowhere else. Open one, put it right and save it: it is
        sent again at once.
      </p>
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
              <a class="button" href={`${addressOf(id)}/edit`}>
                Open and mend
              </a>
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

function Waiting() {
  const { logbook } = useApp();
  const waiting = missingReferences(logbook);
  if (waiting.length === 0) return null;
  return (
    <Section title="Waiting for another record">
      <p class="soft">
        These refer to something that has not arrived here. They count as soon as it does.
      </p>
      <ul class="rows after">
        {waiting.map(({ id, needs }) => (
          <li key={id}>
            <EntryLink id={id}>
              <span class="row_more">needs {needs.join(", ")}</span>
            </EntryLink>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** All about the sync: how it stands, what is unsent, what waits, what was refused and why. */
export function Sync() {
  const app = useApp();
  const { sync, logbooks, router, clock } = app;
  const [tone, words] = syncWords(app);
  const { last_contact, phase } = sync.report.value;
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
          {phase === "signed_out" && (
            <div class="notice bad">
              <p>
                The ledger does not know this device any more. Nothing is lost: sign in again and
                everything goes on.
              </p>
              <a class="button" href="#/account">
                Sign in
              </a>
            </div>
          )}
          <div class="buttons after">
            <button type="button" class="button" onClick={() => sync.nudge()}>
              Sync now
            </button>
            <a class="button plain" href="#/corrections">
              Corrections
            </a>
          </div>
          <Refused />
          <Unsent />
          <Waiting />
        </>
      )}
    </Page>
  );
}
