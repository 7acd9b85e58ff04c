/** The figures that a report of totals can show: what each is called, and whether it is a time. */
import { type Measure, minuteFields } from "../facts/measures.ts";
import { flight } from "../kinds/flight.ts";

/** A figure of a report: a measure of the entries, or the time that a tag was given. */
export type ReportColumn = Measure | "tag_time";

/** What a column is called, and how its figures are written. */
export interface ColumnInfo {
  label: string;
  /** Minutes, shown as hours; otherwise a count. */
  is_time: boolean;
}

const times = minuteFields.map(
  (field) => [field, { label: flight.fields[field].label, is_time: true }] as const,
);

const others: Partial<Record<ReportColumn, ColumnInfo>> = {
  instrument_minutes: { label: "Instrument, both", is_time: true },
  device_time: { label: "Simulator", is_time: true },
  tag_time: { label: "Time of tags", is_time: true },
  flights: { label: "Flights", is_time: false },
  landings: { label: "Landings", is_time: false },
  day_landings: { label: "Day landings", is_time: false },
  night_landings: { label: "Night landings", is_time: false },
  full_stops: { label: "Full stops", is_time: false },
  day_full_stops: { label: "Day full stops", is_time: false },
  night_full_stops: { label: "Night full stops", is_time: false },
  takeoffs: { label: "Take-offs", is_time: false },
  day_takeoffs: { label: "Day take-offs", is_time: false },
  night_takeoffs: { label: "Night take-offs", is_time: false },
  approaches: { label: "Approaches", is_time: false },
  holds: { label: "Holds", is_time: false },
  nvg_operations: { label: "NVG operations", is_time: false },
};

/** Every column that can be chosen, in the order in which a logbook shows them. */
export const reportColumns: ReadonlyMap<ReportColumn, ColumnInfo> = new Map([
  ...times,
  ...(Object.entries(others) as [ReportColumn, ColumnInfo][]),
]);

/** What a lesson on the ground or in a device adds to; everything else is of flights alone. */
export const sessionColumns: ReadonlySet<ReportColumn> = new Set<ReportColumn>([
  "device_time",
  "ground_training_received",
  "ground_training_given",
  "tag_time",
]);
