/** What a pilot may do today and until when, privilege by privilege; and why. */
import { daysBetween } from "../../shared/calendar.ts";
import type { Verdict } from "../../shared/rules/verdict.ts";
import { useApp } from "../app_context.ts";
import { held, privilegeKey, stateWords, subjectOf } from "../models/privileges.ts";
import { formatDay } from "../ui/moments.ts";
import { Section } from "../ui/page.tsx";
import { Status } from "../ui/status.tsx";

/** From how many days before the end a privilege is said to end soon. */
const soon_days = 30;

function daysInWords(days: number): string {
  if (days === 0) return "last day today";
  return days === 1 ? "1 day left" : `${days} days left`;
}

/** "through 4 Jul 2026", and how long that is where it is soon. */
export function Until({ verdict, today }: { verdict: Verdict; today: string }) {
  const { last_day, grace_last_day, state } = verdict;
  if (state === "grace" && grace_last_day !== null)
    return <>regain by {formatDay(grace_last_day)}</>;
  if (last_day === null) return null;
  if (state !== "current") return <>ended {formatDay(last_day)}</>;
  const left = daysBetween(today, last_day);
  return (
    <>
      through {formatDay(last_day)}
      {left <= soon_days && <strong class="soon"> · {daysInWords(left)}</strong>}
    </>
  );
}

function PrivilegeRow({ verdict, today }: { verdict: Verdict; today: string }) {
  const { word, tone } = stateWords[verdict.state];
  const subject = subjectOf(verdict);
  return (
    <li>
      <a class="row" href={`#/privileges/${privilegeKey(verdict)}`}>
        <span>
          <span class="row_title">{verdict.title}</span>
          <span class="row_more">
            {subject !== "" && `${subject} · `}
            {verdict.regulation}
          </span>
        </span>
        <span class="row_end">
          <Status tone={tone}>{word}</Status>
          <span class="row_more">
            <Until verdict={verdict} today={today} />
          </span>
        </span>
      </a>
    </li>
  );
}

interface PrivilegeListProps {
  verdicts: readonly Verdict[];
  today: string;
}

function PrivilegeList({ verdicts, today }: PrivilegeListProps) {
  return (
    <ul class="rows">
      {verdicts.map((verdict) => (
        <PrivilegeRow key={privilegeKey(verdict)} verdict={verdict} today={today} />
      ))}
    </ul>
  );
}

interface FoldedListProps extends PrivilegeListProps {
  title: string;
  /** Open from the beginning. */
  open?: boolean;
}

/** What is a tap away, with how many there are. */
function FoldedList({ title, verdicts, today, open = false }: FoldedListProps) {
  if (verdicts.length === 0) return null;
  return (
    <details class="fold more_rows" open={open}>
      <summary>
        {title} ({verdicts.length})
      </summary>
      <PrivilegeList verdicts={verdicts} today={today} />
    </details>
  );
}

/**
 * Every privilege that was ever held. Both laws are always computed; that of the certificates held
 * stands open, and the other one is a tap away, as is what was never held, unless `unfolded` where
 * nothing ever was.
 */
export function Privileges({ unfolded = false }: { unfolded?: boolean }) {
  const { standing, logbook } = useApp();
  const report = standing.home.value?.currency;
  if (report === undefined) return null;
  const today = report.as_of;
  const once = held(report.verdicts);
  const under = (authority: Verdict["authority"]) =>
    once.filter((verdict) => verdict.authority === authority);
  const isEuropean = logbook
    .all("certificate")
    .some(({ issuing_authority }) => issuing_authority !== null && issuing_authority !== "FAA");
  const own = under("own");
  const never = report.verdicts.filter(({ state }) => state === "never");
  return (
    <>
      {once.length === 0 && (
        <Section title="May I go?">
          <p class="soft">
            Flights with their take-offs and landings, certificates, medicals and flight reviews
            tell what you may do and until when. Open a line to see what it still lacks.
          </p>
        </Section>
      )}
      {under("FAA").length > 0 && (
        <Section title={isEuropean ? "May I go? FAA" : "May I go?"}>
          <PrivilegeList verdicts={under("FAA")} today={today} />
        </Section>
      )}
      {isEuropean && under("EASA").length > 0 && (
        <Section title="May I go? EASA">
          <PrivilegeList verdicts={under("EASA")} today={today} />
        </Section>
      )}
      {own.length > 0 && (
        <Section title="My own rules">
          <PrivilegeList verdicts={own} today={today} />
        </Section>
      )}
      {!isEuropean && <FoldedList title="By EASA's rules" verdicts={under("EASA")} today={today} />}
      <FoldedList
        title="Not held yet"
        verdicts={never}
        today={today}
        open={unfolded && once.length === 0}
      />
    </>
  );
}

/** How many rows of what ends are on the home screen. */
const expirations_max = 6;
/** How far ahead they look, in days. */
const expirations_days = 90;

/** What ends within three months. */
export function Expirations() {
  const { standing } = useApp();
  const report = standing.home.value?.expirations;
  const soon = (report?.upcoming ?? []).filter(({ days_left }) => days_left <= expirations_days);
  if (soon.length === 0) return null;
  return (
    <Section title="Ends within 90 days">
      <ul class="rows">
        {soon.slice(0, expirations_max).map(({ what, last_day, days_left }) => (
          <li key={`${what} ${last_day}`} class="row">
            <span class="row_title">{what}</span>
            <span class="row_end">
              {formatDay(last_day)}
              <span class="row_more">{daysInWords(days_left)}</span>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
