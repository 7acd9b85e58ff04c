/** What a report of totals is of: its period, its grouping, its columns. */
import { useState } from "preact/hooks";
import { type ReportColumn, reportColumns } from "../../../shared/totals/report_columns.ts";
import {
  type Grouping,
  groupings,
  type Period,
  type ReportConfig,
} from "../../../shared/totals/report_config.ts";
import { plainFigures } from "../../ui/digits.ts";
import { InputField, SelectField } from "../../ui/input_field.tsx";

/** The periods that are chosen by one tap, and those that ask for more. */
const periodNames = {
  all: "All time",
  this_year: "This year",
  months_12: "Last 12 calendar months",
  months_6: "Last 6 calendar months",
  days_90: "Last 90 days",
  months: "Some calendar months",
  days: "Some days",
  range: "From a day to a day",
} as const;

type PeriodName = keyof typeof periodNames;

function periodOf(name: PeriodName): Period {
  switch (name) {
    case "months_12":
      return { is: "months", count: 12 };
    case "months_6":
      return { is: "months", count: 6 };
    case "days_90":
      return { is: "days", count: 90 };
    case "months":
      return { is: "months", count: 3 };
    case "days":
      return { is: "days", count: 30 };
    case "range":
      return { is: "range", from: null, to: null };
    default:
      return { is: name };
  }
}

function nameOf(period: Period): PeriodName {
  if (period.is !== "months" && period.is !== "days") return period.is;
  const name = `${period.is}_${period.count}`;
  return Object.hasOwn(periodNames, name) ? (name as PeriodName) : period.is;
}

interface ControlsProps {
  config: ReportConfig;
  onChange: (config: ReportConfig) => void;
}

/** The longest rolling periods: a hundred years. */
const count_max = { days: 36_525, months: 1200 } as const;

/** How many days or months; what is no number yet stays as it was typed, and changes nothing. */
function CountField({ period, onPeriod }: { period: Counted; onPeriod: (period: Period) => void }) {
  const [typed, setTyped] = useState<string | undefined>(undefined);
  return (
    <InputField
      label={period.is === "days" ? "How many days" : "How many months"}
      value={typed ?? String(period.count)}
      {...(typed === undefined ? {} : { hint: `A whole number, 1 to ${count_max[period.is]}` })}
      onText={(text) => {
        const count = Number(plainFigures(text));
        const isCount = Number.isInteger(count) && count > 0 && count <= count_max[period.is];
        setTyped(isCount ? undefined : text);
        if (isCount) onPeriod({ is: period.is, count });
      }}
    />
  );
}

type Counted = Extract<Period, { count: number }>;

function PeriodFields({ config, onChange }: ControlsProps) {
  const { period } = config;
  // What was chosen stays chosen, also while the count says the same as a shorter way.
  const [chosen, setChosen] = useState(nameOf(period));
  const onPeriod = (next: Period) => onChange({ ...config, period: next });
  return (
    <>
      <SelectField
        label="Period"
        value={chosen}
        options={Object.entries(periodNames)}
        onPick={(name) => {
          setChosen(name as PeriodName);
          onPeriod(periodOf(name as PeriodName));
        }}
      />
      {(chosen === "days" || chosen === "months") &&
        (period.is === "days" || period.is === "months") && (
          <CountField period={period} onPeriod={onPeriod} />
        )}
      {period.is === "range" && (
        <>
          <InputField
            label="From"
            type="date"
            value={period.from ?? ""}
            onText={(from) => onPeriod({ ...period, from: from || null })}
          />
          <InputField
            label="Through"
            type="date"
            value={period.to ?? ""}
            onText={(to) => onPeriod({ ...period, to: to || null })}
          />
        </>
      )}
    </>
  );
}

function ColumnsField({ config, onChange }: ControlsProps) {
  const { columns } = config;
  const change = (column: ReportColumn, wanted: boolean) => {
    const chosen = [...reportColumns.keys()].filter((one) =>
      one === column ? wanted : columns.includes(one),
    );
    // A report without a column says nothing.
    if (chosen.length > 0) onChange({ ...config, columns: chosen });
  };
  return (
    <details class="fold">
      <summary>
        Columns <span class="soft">{columns.length} shown</span>
      </summary>
      <div class="fold_body check_grid">
        {[...reportColumns].map(([column, { label }]) => (
          <label class="check" key={column}>
            <input
              type="checkbox"
              checked={columns.includes(column)}
              disabled={columns.length === 1 && columns[0] === column}
              onChange={(event) => change(column, event.currentTarget.checked)}
            />
            {label}
          </label>
        ))}
      </div>
    </details>
  );
}

/** Period, grouping and columns of a report. */
export function ReportControls({ config, onChange }: ControlsProps) {
  return (
    <>
      <div class="form_grid">
        <PeriodFields config={config} onChange={onChange} />
        <SelectField
          label="Grouped by"
          value={config.group_by}
          options={Object.entries(groupings)}
          onPick={(name) => onChange({ ...config, group_by: name as Grouping })}
        />
      </div>
      <ColumnsField config={config} onChange={onChange} />
    </>
  );
}
