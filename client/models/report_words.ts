/** What a report of totals says, in words: its period, its groups, its figures. */
import { isUuid } from "../../shared/ids.ts";
import { lookupByCode } from "../../shared/reference/lookups.ts";
import { type ReportColumn, reportColumns } from "../../shared/totals/report_columns.ts";
import {
  craftTraits,
  type Grouping,
  groupings,
  type OwnRole,
  ownRoles,
  type Period,
  type ReportConfig,
} from "../../shared/totals/report_config.ts";
import type { App } from "../app_context.ts";
import { formatMinutes, formatTotal } from "../ui/durations.ts";
import { formatDay, formatShortMonth } from "../ui/moments.ts";
import { placeKeyWords } from "./places.ts";
import type { DurationStyle } from "./settings.ts";

type NameContext = Pick<App, "logbook" | "places">;

/** What the entries are called of which the group is not known. */
const unknownNames: Partial<Record<Grouping, string>> = {
  aircraft: "Lessons, no aircraft",
  airport: "No place given",
  person: "Nobody named",
  role: "No role logged",
  tag: "Without a tag",
};

/** The category and class of an aircraft as people read them: `Airplane, ASEL`. */
function categoryClassName(key: string): string {
  const [category = "", of_class] = key.split(" ");
  const name = lookupByCode("aircraft_categories", category)?.name ?? category;
  return of_class === undefined ? name : `${name}, ${of_class}`;
}

/** What a group is called. */
export function groupName(context: NameContext, by: Grouping, key: string): string {
  const { logbook } = context;
  if (key === "") return unknownNames[by] ?? "Not known";
  switch (by) {
    case "none":
      return "All";
    case "month":
      return formatShortMonth(key);
    case "aircraft":
      return logbook.nameOf("aircraft", key);
    case "category_class":
      return categoryClassName(key);
    case "airport":
      return placeKeyWords(context, key);
    case "person":
      return key.startsWith("name:") ? key.slice(5) : logbook.nameOf("person", key);
    case "role":
      return ownRoles[key as OwnRole];
    case "tag":
      return logbook.nameOf("tag", key);
    default:
      return key;
  }
}

/** A figure as people read it: hours in their style, or a count. */
export function figureText(column: ReportColumn, value: number, style: DurationStyle): string {
  return reportColumns.get(column)!.is_time ? formatTotal(value, style) : String(value);
}

/** The days that a report is of, in words. */
export function daysInWords(from: string | null, to: string | null): string {
  if (from === null) return to === null ? "All entries" : `All entries through ${formatDay(to)}`;
  return to === null ? `From ${formatDay(from)}` : `${formatDay(from)} through ${formatDay(to)}`;
}

/** A period in words, as it is chosen. */
export function periodWords(period: Period): string {
  switch (period.is) {
    case "all":
      return "All time";
    case "this_year":
      return "This year";
    case "months":
      return `Last ${period.count} calendar months`;
    case "days":
      return `Last ${period.count} days`;
    case "range":
      return daysInWords(period.from, period.to);
  }
}

/** What a filter lets through, in words; one text for each condition. */
export function filterWords(context: NameContext, { filter }: ReportConfig): string[] {
  const named = (by: Grouping, key: string | null) =>
    key === null ? [] : [groupName(context, by, key)];
  return [
    ...named("aircraft", filter.aircraft),
    ...named("type", filter.type),
    ...named("category_class", filter.category_class),
    ...named("airport", filter.airport),
    ...named("person", filter.person),
    ...named("role", filter.role),
    ...named("tag", filter.tag),
    ...filter.traits.map((trait) => craftTraits[trait]),
    ...(filter.with === null
      ? []
      : [`with ${reportColumns.get(filter.with)!.label.toLowerCase()}`]),
  ];
}

/** A report in a line: `Last 12 calendar months, by aircraft, N172SP`. */
export function reportWords(context: NameContext, config: ReportConfig): string {
  const by = config.group_by === "none" ? "" : `by ${groupings[config.group_by].toLowerCase()}`;
  return [periodWords(config.period), by, ...filterWords(context, config)]
    .filter((words) => words !== "")
    .join(", ");
}

/** The rows of a report for a spreadsheet: no thousands marks, the total last. */
export function reportCells(
  context: NameContext,
  config: ReportConfig,
  table: { columns: ReportColumn[]; rows: Row[]; total: Row },
  style: DurationStyle,
): string[][] {
  const cell = (figure: number, i: number) =>
    reportColumns.get(table.columns[i]!)!.is_time ? formatMinutes(figure, style) : String(figure);
  return [
    [groupings[config.group_by], ...table.columns.map((one) => reportColumns.get(one)!.label)],
    ...table.rows.map(({ key, figures }) => [
      groupName(context, config.group_by, key),
      ...figures.map(cell),
    ]),
    ["Total", ...table.total.figures.map(cell)],
  ];
}

interface Row {
  key: string;
  figures: number[];
}

/** Where the record of a group is read; undefined where a group is no record. */
export function groupAddress(by: Grouping, key: string): string | undefined {
  const isRecord = by === "aircraft" || by === "person" || by === "tag";
  return isRecord && isUuid(key) ? `#/records/${by}/${key}` : undefined;
}
