/**
 * What a report of totals asks for: the period, which entries, how they are grouped, which figures.
 * It is the `config` of a saved report, so it is read as carefully as a file.
 */
import { type Day, dayNumber, dayOf, startOfCalendarMonths } from "../calendar.ts";
import type { Json } from "../kinds/kind.ts";
import { type ReportColumn, reportColumns } from "./report_columns.ts";

/** Which days a report is of. Months are calendar months: some whole ones, and the present one. */
export type Period =
  | { is: "all" }
  | { is: "this_year" }
  | { is: "months"; count: number }
  | { is: "days"; count: number }
  | { is: "range"; from: Day | null; to: Day | null };

/** What entries can be grouped by. */
export const groupings = {
  none: "Nothing, one total",
  year: "Year",
  month: "Month",
  aircraft: "Aircraft",
  type: "Type",
  model: "Make and model",
  category_class: "Category and class",
  airport: "Airport",
  person: "Person",
  role: "Role",
  tag: "Tag",
} as const;

export type Grouping = keyof typeof groupings;

/** Groupings by which one flight can stand in several groups. */
export const overlapping: ReadonlySet<Grouping> = new Set<Grouping>([
  "airport",
  "person",
  "role",
  "tag",
]);

/** In which role its owner logged a flight: the time that tells it. */
export const ownRoles = {
  pic_time: "PIC",
  sic_time: "SIC",
  solo_time: "Solo",
  dual_received: "Dual received",
  dual_given: "Instructor",
  picus_time: "PIC under supervision",
  examiner_time: "Examiner",
} as const;

export type OwnRole = keyof typeof ownRoles;

/** What an aircraft must be for its flights to count. */
export const craftTraits = {
  is_multi_engine: "Multi-engine",
  is_retractable: "Retractable gear",
  is_tailwheel: "Tailwheel",
  is_complex: "Complex",
  is_high_performance: "High performance",
  is_turbine: "Turbine",
  is_taa: "Technically advanced",
  is_sea: "Seaplane",
} as const;

export type CraftTrait = keyof typeof craftTraits;

/** Which entries count; what is null or empty does not matter. */
export interface ReportFilter {
  /** Uuid. */
  aircraft: string | null;
  /** ICAO designator, or the model where it has none. */
  type: string | null;
  /** `airplane ASEL`, or the category alone: `glider`. */
  category_class: string | null;
  /** Id of an airport, or the words of a place. */
  airport: string | null;
  /** Uuid of a person aboard, or `name:` and the name of an instructor. */
  person: string | null;
  role: OwnRole | null;
  /** Uuid. */
  tag: string | null;
  traits: CraftTrait[];
  /** Only entries with some of it. */
  with: ReportColumn | null;
}

export interface ReportConfig {
  period: Period;
  filter: ReportFilter;
  group_by: Grouping;
  /** At least one, in the order shown. */
  columns: ReportColumn[];
}

/** No filter: every entry counts. */
export const noFilter: ReportFilter = {
  aircraft: null,
  type: null,
  category_class: null,
  airport: null,
  person: null,
  role: null,
  tag: null,
  traits: [],
  with: null,
};

/** The columns of a report that nobody has chosen yet. */
export const usualColumns: readonly ReportColumn[] = [
  "total_time",
  "pic_time",
  "cross_country_time",
  "night_time",
  "instrument_minutes",
  "flights",
  "landings",
];

/** A report with everything left as it is at first. */
export const plainReport: ReportConfig = {
  period: { is: "all" },
  filter: noFilter,
  group_by: "year",
  columns: [...usualColumns],
};

/** The most days or months that a rolling period may look back: a hundred years. */
const countMax = { days: 36_525, months: 1200 } as const;

type Object = { [key: string]: Json };

const isObject = (value: Json | undefined): value is Object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A day of the calendar. */
const isDay = (value: unknown): value is Day =>
  typeof value === "string" &&
  /^\d{4}-\d{2}-\d{2}$/.test(value) &&
  dayOf(dayNumber(value)) === value;

function readPeriod(said: Json | undefined, problems: string[]): Period {
  if (said === undefined) return { is: "all" };
  if (isObject(said)) {
    const { is, count, from = null, to = null } = said;
    if (is === "all" || is === "this_year") return { is };
    if (is === "days" || is === "months") {
      const isCount = Number.isInteger(count) && Number(count) > 0 && Number(count) <= countMax[is];
      if (isCount) return { is, count: Number(count) };
    }
    const isEnd = (day: Json): day is Day | null => day === null || isDay(day);
    if (is === "range" && isEnd(from) && isEnd(to)) return { is, from, to };
  }
  problems.push("The period is not known to this version: all entries are counted.");
  return { is: "all" };
}

function readFilter(said: Json | undefined, problems: string[]): ReportFilter {
  if (said === undefined) return noFilter;
  if (!isObject(said)) {
    problems.push("The filter cannot be read: every entry counts.");
    return noFilter;
  }
  const filter: ReportFilter = { ...noFilter };
  for (const [name, value] of Object.entries(said)) {
    const isText = typeof value === "string";
    if (value === null) continue;
    if (name === "traits" && Array.isArray(value)) filter.traits = traitsIn(value, problems);
    else if (name === "with" && reportColumns.has(value as ReportColumn))
      filter.with = value as ReportColumn;
    else if (name === "role" && isText && Object.hasOwn(ownRoles, value))
      filter.role = value as OwnRole;
    else if (isText && isPlainName(name)) filter[name] = value;
    else problems.push(`The filter “${name}” is not known to this version and is left out.`);
  }
  return filter;
}

function traitsIn(said: readonly Json[], problems: string[]): CraftTrait[] {
  const known = (one: Json): one is CraftTrait => Object.hasOwn(craftTraits, String(one));
  if (!said.every(known))
    problems.push("A trait of the aircraft is not known to this version and is left out.");
  return said.filter(known);
}

type PlainName = "aircraft" | "type" | "category_class" | "airport" | "person" | "tag";

const isPlainName = (name: string): name is PlainName =>
  ["aircraft", "type", "category_class", "airport", "person", "tag"].includes(name);

function readColumns(said: Json | undefined, problems: string[]): ReportColumn[] {
  if (!Array.isArray(said)) return [...usualColumns];
  const known = [...new Set(said as ReportColumn[])].filter((one) => reportColumns.has(one));
  const lost = said.filter((one) => !reportColumns.has(one as ReportColumn));
  if (lost.length > 0)
    problems.push(`Columns that this version does not know are left out: ${lost.join(", ")}.`);
  return known.length === 0 ? ["total_time"] : known;
}

/**
 * Reads the configuration of a saved report. What it does not say is as at first; what cannot be
 * read is left out and told in `problems`, in words.
 */
export function readReportConfig(json: Json | undefined): {
  config: ReportConfig;
  problems: string[];
} {
  const problems: string[] = [];
  const said = isObject(json) ? json : {};
  if (json !== undefined && json !== null && !isObject(json))
    problems.push("The report cannot be read and is shown as it is at first.");
  const { group_by } = said;
  const isKnown = typeof group_by === "string" && Object.hasOwn(groupings, group_by);
  if (group_by !== undefined && !isKnown)
    problems.push("The grouping is not known to this version: it is grouped by year.");
  return {
    config: {
      period: readPeriod(said["period"], problems),
      filter: readFilter(said["filter"], problems),
      group_by: isKnown ? (group_by as Grouping) : "year",
      columns: readColumns(said["columns"], problems),
    },
    problems,
  };
}

/**
 * The first and last day of a period on a day, both included; null for no limit. Days count back as
 * everywhere: 90 days ago is in. No period looks past the day asked about, except a free one.
 */
export function daysOfPeriod(period: Period, as_of: Day): { from: Day | null; to: Day | null } {
  switch (period.is) {
    case "all":
      return { from: null, to: as_of };
    case "this_year":
      return { from: `${as_of.slice(0, 4)}-01-01`, to: as_of };
    case "months":
      return { from: startOfCalendarMonths(as_of, period.count), to: as_of };
    case "days":
      return { from: dayOf(dayNumber(as_of) - period.count), to: as_of };
    case "range":
      return { from: period.from, to: period.to };
  }
}
