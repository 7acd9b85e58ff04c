/** A report of totals: what it is of, bars, every figure, and what can be done with it. */
import { useMemo } from "preact/hooks";
import { firstOfMonth, dayOf, monthNumber } from "../../../shared/calendar.ts";
import type { Facts } from "../../../shared/facts/facts.ts";
import { reportColumns } from "../../../shared/totals/report_columns.ts";
import { groupings, type ReportConfig } from "../../../shared/totals/report_config.ts";
import {
  type RecordOf,
  type ReportTable,
  reportTable,
} from "../../../shared/totals/report_table.ts";
import { useApp } from "../../app_context.ts";
import {
  daysInWords,
  figureText,
  filterWords,
  groupAddress,
  groupName,
} from "../../models/report_words.ts";
import { reportAddress, reportAt } from "../../models/saved_reports.ts";
import { type Bar, RankChart, TimeChart } from "../../ui/bar_chart.tsx";
import { Page } from "../../ui/page.tsx";
import { WideTable } from "../../ui/wide_table.tsx";
import { ReportControls } from "./report_controls.tsx";
import { ReportFilterFold } from "./report_filter.tsx";
import { KeepReport } from "./report_keep.tsx";

/** Lying bars that are drawn; the table has them all. */
const ranks_max = 12;

interface ShownProps {
  config: ReportConfig;
  table: ReportTable;
}

/** Years or months with nothing between those with something: time has no gaps. */
function withGaps(keys: readonly string[]): string[] {
  const [first, last] = [keys[0], keys.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (first.length === 4)
    return Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) =>
      String(Number(first) + i).padStart(4, "0"),
    );
  const from = monthNumber(`${first}-01`);
  return Array.from({ length: monthNumber(`${last}-01`) - from + 1 }, (_, i) =>
    dayOf(firstOfMonth(from + i)).slice(0, 7),
  );
}

function Chart({ config, table }: ShownProps) {
  const app = useApp();
  const { group_by } = config;
  const isTime = group_by === "year" || group_by === "month";
  const [column] = table.columns;
  if (group_by === "none" || column === undefined || table.rows.length < 2) return null;
  const known = table.rows.map(({ key }) => key);
  const keys = isTime ? withGaps(known.filter((key) => key !== "")) : known.slice(0, ranks_max);
  const bars = keys.map((key): Bar => {
    const value = table.rows.find((row) => row.key === key)?.figures[0] ?? 0;
    const text = figureText(column, value, app.settings.duration_style.value);
    return { key, name: groupName(app, group_by, key), value, text };
  });
  const what = reportColumns.get(column)!.label;
  const label = `${what} by ${groupings[group_by].toLowerCase()}, drawn. The table below has every figure.`;
  return (
    <div class="report_chart">
      <p class="small soft">
        {what} by {groupings[group_by].toLowerCase()}
        {known.length > keys.length && `, the first ${keys.length} of ${known.length}`}
      </p>
      {isTime ? <TimeChart label={label} bars={bars} /> : <RankChart label={label} bars={bars} />}
    </div>
  );
}

function Figures({ config, table }: ShownProps) {
  const app = useApp();
  const style = app.settings.duration_style.value;
  const { group_by } = config;
  const texts = (figures: readonly number[]) =>
    figures.map((figure, i) => figureText(table.columns[i]!, figure, style));
  const isTime = group_by === "year" || group_by === "month";
  const rows = isTime ? table.rows.toReversed() : table.rows;
  return (
    <WideTable
      label={`Totals by ${groupings[group_by].toLowerCase()}`}
      head={[groupings[group_by], ...table.columns.map((one) => reportColumns.get(one)!.label)]}
      rows={(group_by === "none" ? [] : rows).map(({ key, figures }) => {
        const name = groupName(app, group_by, key);
        const address = groupAddress(group_by, key);
        return {
          key,
          name: address === undefined ? name : <a href={address}>{name}</a>,
          figures: texts(figures),
        };
      })}
      foot={{ name: "Total", figures: texts(table.total.figures) }}
    />
  );
}

function Notes({ config, table }: ShownProps) {
  const app = useApp();
  const filters = filterWords(app, config);
  const { flights } = table.total;
  return (
    <div class="report_notes small soft">
      <p>
        {daysInWords(table.from, table.to)}
        {filters.length > 0 && `; only ${filters.join(", ")}`}: {flights}{" "}
        {flights === 1 ? "flight" : "flights"}.
      </p>
      {table.in_several > 0 && (
        <p>
          {table.in_several} {table.in_several === 1 ? "entry stands" : "entries stand"} in more
          than one group, so the groups add up to more than the total. The total counts each once.
        </p>
      )}
      {app.settings.duration_style.value === "tenths" && (
        <p>Sums are made of minutes and rounded once: tenths may not add up to the last digit.</p>
      )}
    </div>
  );
}

function useTable(facts: Facts | undefined, config: ReportConfig): ReportTable | undefined {
  const { logbook, today } = useApp();
  const as_of = today.value;
  // Read here, so that the table follows a change of people or tags while all is being read.
  const isReady = logbook.ready.value;
  return useMemo(() => {
    const recordOf = logbook.record as RecordOf;
    return facts === undefined ? undefined : reportTable(facts, recordOf, config, as_of);
  }, [facts, JSON.stringify(config), as_of, isReady, logbook]);
}

/** The report at an address. Whatever is changed is in the address at once. */
export function ReportScreen({ path }: { path: readonly string[] }) {
  const app = useApp();
  const { logbook, router, standing } = app;
  const { config, problems, saved } = reportAt(logbook, path);
  const facts = standing.facts.value;
  const table = useTable(facts, config);
  const onChange = (next: ReportConfig) => router.replace(reportAddress(next, saved));
  const isLost = path[0] !== "new" && path[0] !== undefined && saved === undefined;
  const title =
    saved?.name ??
    (config.group_by === "none"
      ? "Totals"
      : `Totals by ${groupings[config.group_by].toLowerCase()}`);
  return (
    <Page title={title} onBack={() => router.back("/totals")}>
      {isLost && logbook.ready.value && (
        <p class="notice">This saved report is not in the logbook on this device.</p>
      )}
      {problems.map((words) => (
        <p class="notice" key={words}>
          {words}
        </p>
      ))}
      <div class="on_screen report_controls">
        <ReportControls config={config} onChange={onChange} />
        {facts !== undefined && (
          <ReportFilterFold facts={facts} config={config} onChange={onChange} />
        )}
      </div>
      {table === undefined ? (
        <p class="soft">The logbook is being read.</p>
      ) : (
        <>
          <Notes config={config} table={table} />
          {table.rows.length === 0 ? (
            <p class="empty soft">
              Nothing was logged in this period that the filter lets through. Choose a longer
              period, or open “Only some flights”.
            </p>
          ) : (
            <>
              <Chart config={config} table={table} />
              <Figures config={config} table={table} />
            </>
          )}
          <KeepReport config={config} table={table} saved={saved} />
        </>
      )}
    </Page>
  );
}
