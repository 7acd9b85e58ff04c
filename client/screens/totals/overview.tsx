/** Totals and reports: what is pinned, what forms ask for, and every way to add a logbook up. */
import { uuidOf } from "../../../shared/ids.ts";
import { readReportConfig } from "../../../shared/totals/report_config.ts";
import { type RecordOf, reportTable } from "../../../shared/totals/report_table.ts";
import { reportMedical } from "../../../shared/rules/report.ts";
import { startOfCalendarMonths } from "../../../shared/calendar.ts";
import { useApp } from "../../app_context.ts";
import { figureText, reportWords } from "../../models/report_words.ts";
import { fixedAddress, type SavedReport } from "../../models/saved_reports.ts";
import { formatTotal } from "../../ui/durations.ts";
import { LinkRow } from "../../ui/link_row.tsx";
import { formatDay } from "../../ui/moments.ts";
import { Figure, Page, Section } from "../../ui/page.tsx";

/** A saved report, with the first figure of its total. */
function SavedLine({ report }: { report: SavedReport }) {
  const fixed = fixedAddress(report);
  if (fixed !== undefined)
    return <LinkRow href={`#${fixed}`} title={report.name} more={report.description ?? ""} />;
  return <TotalsLine report={report} />;
}

function TotalsLine({ report }: { report: SavedReport }) {
  const app = useApp();
  const { logbook, standing, today, settings } = app;
  const { config } = readReportConfig(report.config ?? undefined);
  const facts = standing.facts.value;
  const column = config.columns[0]!;
  const total =
    facts === undefined
      ? undefined
      : reportTable(facts, logbook.record as RecordOf, config, today.value).total.figures[0]!;
  return (
    <LinkRow
      href={`#/totals/report/${uuidOf(report._id)}`}
      title={report.name}
      more={reportWords(app, config)}
      end={
        total !== undefined && (
          <span class="flight_total">
            {figureText(column, total, settings.duration_style.value)}
          </span>
        )
      }
    />
  );
}

function SavedList({ title, reports }: { title: string; reports: readonly SavedReport[] }) {
  if (reports.length === 0) return null;
  return (
    <Section title={title}>
      <ul class="rows">
        {reports.map((report) => (
          <SavedLine key={report._id} report={report} />
        ))}
      </ul>
    </Section>
  );
}

/** The two numbers of items 14 and 15 of FAA form 8500-8. */
function MedicalForm() {
  const { standing, today, settings } = useApp();
  const facts = standing.facts.value;
  if (facts === undefined) return null;
  const style = settings.duration_style.value;
  const { total_minutes, last_six_months_minutes, as_of } = reportMedical(facts, today.value);
  return (
    <Section title="Medical form, FAA 8500-8">
      <dl class="figures_grid">
        <Figure label="Total pilot time to date">{formatTotal(total_minutes, style)} h</Figure>
        <Figure label="Past 6 months">{formatTotal(last_six_months_minutes, style)} h</Figure>
      </dl>
      <p class="soft small after">
        Flight time in aircraft, simulators left out. The form does not say how its six months are
        counted: here they are calendar months, {formatDay(startOfCalendarMonths(as_of, 6))} through{" "}
        {formatDay(as_of)}.
      </p>
    </Section>
  );
}

const ways = [
  ["year", "Year by year"],
  ["month", "Month by month"],
  ["aircraft", "By aircraft"],
  ["type", "By type"],
  ["category_class", "By category and class"],
  ["role", "By role"],
  ["airport", "By airport"],
  ["person", "By person"],
  ["tag", "By tag"],
] as const;

/** Everything that a logbook adds up to. */
export function TotalsOverview() {
  const { logbook, router } = useApp();
  const saved = logbook.all("saved_report");
  return (
    <Page title="Totals" onBack={() => router.back("/")}>
      <SavedList title="Pinned" reports={saved.filter((one) => one.is_quick_access)} />
      <MedicalForm />
      <Section title="For forms and others">
        <ul class="rows">
          <LinkRow
            href="#/totals/8710"
            title="Form 8710-1 and IACRA"
            more="The grid of pilot time, for the certificate sought"
          />
          <LinkRow
            href="#/totals/insurance"
            title="Insurance summary"
            more="In all, in type, in 12 months and in 90 days"
          />
          <LinkRow
            href="#/totals/currency"
            title="Currency"
            more="What may be flown today and until when, on one page to print"
          />
        </ul>
      </Section>
      <Section title="Hours and counts">
        <ul class="rows">
          {ways.map(([name, title]) => (
            <LinkRow key={name} href={`#/totals/by/${name}`} title={title} />
          ))}
          <LinkRow href="#/map" title="Map" more="Routes flown and airports visited" />
          <LinkRow
            href="#/totals/report/new"
            title="A report of your own"
            more="Any period, grouping, filter and columns, to be saved and pinned"
          />
        </ul>
      </Section>
      <SavedList
        title="Other saved reports"
        reports={saved.filter((one) => !one.is_quick_access)}
      />
    </Page>
  );
}
