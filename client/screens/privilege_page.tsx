/** One privilege, read in full: what counts for it, what is missing, how its days are counted. */
import type { Verdict } from "../../shared/rules/verdict.ts";
import { useApp } from "../app_context.ts";
import { addressOf } from "../models/addresses.ts";
import { privilegeKey, stateWords, subjectOf } from "../models/privileges.ts";
import { formatMinutes } from "../ui/durations.ts";
import { formatDay } from "../ui/moments.ts";
import { Page, Section } from "../ui/page.tsx";
import { Status } from "../ui/status.tsx";
import { Until } from "./privileges.tsx";

/** Entries named on a privilege's page; a 90-day count has no more than a handful that matter. */
const counted_max = 50;

function Counted({ verdict }: { verdict: Verdict }) {
  const { logbook } = useApp();
  if (verdict.counted.length === 0) return null;
  return (
    <Section title="What counts">
      <ul class="rows">
        {verdict.counted.slice(0, counted_max).map(({ id, date, what, how_many }) => {
          const record = logbook.record(id);
          return (
            <li key={`${id} ${what}`}>
              <a class="row" href={addressOf(id)}>
                <span>
                  <span class="row_title">{formatDay(date)}</span>
                  <span class="row_more">{record === undefined ? "" : logbook.title(record)}</span>
                </span>
                <span class="row_end">{countInWords(what, how_many)}</span>
              </a>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

const isTime = (what: string) => /time|minutes|hours/.test(what);

function countInWords(what: string, how_many: number): string {
  return isTime(what) ? `${formatMinutes(how_many, "hhmm")} ${what}` : `${how_many} ${what}`;
}

function Missing({ verdict }: { verdict: Verdict }) {
  if (verdict.missing.length === 0 && verdict.regain === "") return null;
  return (
    <Section title={verdict.state === "current" ? "To keep it" : "To get it back"}>
      {verdict.regain !== "" && <p>{verdict.regain}</p>}
      {verdict.missing.length > 0 && (
        <ul class="rows">
          {verdict.missing.map(({ what, have, need }) => (
            <li key={what} class="row">
              <span class="row_title">{what}</span>
              <span class="row_end">
                {isTime(what)
                  ? `${formatMinutes(have, "hhmm")} of ${formatMinutes(need, "hhmm")}`
                  : `${have} of ${need}`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** One privilege: its state, why, what would keep it or bring it back, and the paragraph. */
export function PrivilegePage({ name }: { name: string }) {
  const { standing, router } = useApp();
  const report = standing.home.value?.currency;
  if (report === undefined) return null;
  const verdict = report.verdicts.find((one) => privilegeKey(one) === encodeURIComponent(name));
  const back = () => router.back("/");
  if (verdict === undefined)
    return (
      <Page title="Privilege" onBack={back}>
        <p>The logbook says nothing of this any more.</p>
      </Page>
    );
  const { word, tone } = stateWords[verdict.state];
  const subject = subjectOf(verdict);
  return (
    <Page title={verdict.title} onBack={back}>
      <p class="lead">
        <Status tone={tone}>{word}</Status> <Until verdict={verdict} today={report.as_of} />
      </p>
      <p class="soft">
        {subject !== "" && `${subject} · `}
        {verdict.regulation}
        {verdict.since !== null && ` · since ${formatDay(verdict.since)}`}
      </p>
      {verdict.unknown.length > 0 && (
        <div class="notice">
          <strong>What the logbook does not say</strong>
          <ul>
            {verdict.unknown.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </div>
      )}
      <Missing verdict={verdict} />
      <Counted verdict={verdict} />
      {verdict.convention !== null && (
        <Section title="How the days are counted">
          <p>{verdict.convention}</p>
        </Section>
      )}
    </Page>
  );
}
