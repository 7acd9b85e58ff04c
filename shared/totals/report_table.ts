/** Totals of any period by any grouping. Minutes, exact; whoever shows them rounds once, at the end. */
import type { Day } from "../calendar.ts";
import { type Craft, unknownCraft } from "../facts/craft.ts";
import { craftOfFlight, type Facts } from "../facts/facts.ts";
import type { FlightFacts } from "../facts/flight_facts.ts";
import { at } from "../facts/measures.ts";
import type { FlightRecord, SessionRecord } from "../facts/records.ts";
import type { SessionFacts } from "../facts/session_facts.ts";
import { uuidOf } from "../ids.ts";
import { type ReportColumn, sessionColumns } from "./report_columns.ts";
import {
  daysOfPeriod,
  type Grouping,
  type OwnRole,
  ownRoles,
  type ReportConfig,
  type ReportFilter,
} from "./report_config.ts";

/** Answers the record of an entry, for what the facts leave out: people and tags. */
export type RecordOf = (id: string) => FlightRecord | SessionRecord | undefined;

/** One group: its figures in the order of the columns. */
export interface ReportRow {
  /** What the group is: a month, a uuid, a code; empty for entries of which it is not known. */
  key: string;
  flights: number;
  figures: number[];
}

export interface ReportTable {
  from: Day | null;
  to: Day | null;
  columns: ReportColumn[];
  /** Years and months in order; all else, the largest first figure first, the unknown last. */
  rows: ReportRow[];
  /** Of every entry once, however many groups it stands in. */
  total: ReportRow;
  /** Flights that stand in more than one group: the groups add up to more than the total. */
  in_several: number;
}

/** An entry with all that a report asks of it. */
interface Entry {
  facts: FlightFacts | SessionFacts;
  craft: Craft;
  record: FlightRecord | SessionRecord | undefined;
}

/** `airplane ASEL`, or the category alone where it has no classes. */
export function categoryClassOf({ category, class: of_class }: Craft): string {
  return [category, of_class].filter(Boolean).join(" ");
}

/** The ICAO designator, or the model where it has none. */
export function typeOf({ designator, model }: Craft): string {
  return designator ?? model;
}

function airportsOf({ facts }: Entry): string[] {
  if (facts.kind === "training_session") return [];
  const names = facts.legs.flatMap(({ from, to }) => [from, to]);
  const points = facts.other_points.map(({ name }) => name);
  return [...new Set([...names, ...points])].filter((name) => name !== null);
}

/** The people of an entry: uuids, and `name:…` for an instructor who is named in words alone. */
function peopleOf({ record }: Entry, nameOf: (uuid: string) => string | undefined): string[] {
  if (record === undefined) return [];
  const people = new Set(record.flight_crew.map(({ person_id }) => person_id));
  if ("instructor_person_id" in record && record.instructor_person_id !== null)
    people.add(record.instructor_person_id);
  const words = record.instructor_name?.trim() ?? "";
  const isNamed = [...people].some((uuid) => nameOf(uuid)?.toLowerCase() === words.toLowerCase());
  return words === "" || isNamed ? [...people] : [...people, `name:${words}`];
}

function rolesOf({ facts }: Entry): string[] {
  if (facts.kind === "training_session") return [];
  return (Object.keys(ownRoles) as OwnRole[]).filter((role) => facts.sums[at[role]]! > 0);
}

const tagsOf = ({ record }: Entry) => [
  ...new Set((record?.entry_tags ?? []).map(({ tag_id }) => tag_id)),
];

/** The minutes that an entry's tags hold: those of one tag, or of all. */
function tagTime({ record }: Entry, tag: string | null): number {
  let minutes = 0;
  for (const row of record?.entry_tags ?? [])
    if (tag === null || row.tag_id === tag) minutes += row.numeric_value;
  return minutes;
}

/** What an entry counts in a column. A lesson adds only to what lessons are counted for. */
function figureOf(entry: Entry, column: ReportColumn, tag: string | null): number {
  if (entry.facts.kind === "training_session" && !sessionColumns.has(column)) return 0;
  return column === "tag_time" ? tagTime(entry, tag) : entry.facts.sums[at[column]]!;
}

/** Groups that entries fall into; a lesson has no aircraft, so it stands under "". */
function keysOf(
  entry: Entry,
  by: Grouping,
  nameOf: (uuid: string) => string | undefined,
): readonly string[] {
  const { facts, craft } = entry;
  switch (by) {
    case "none":
      return ["all"];
    case "year":
      return [facts.date.slice(0, 4)];
    case "month":
      return [facts.date.slice(0, 7)];
    case "aircraft":
      return [facts.kind === "flight" ? facts.aircraft_id : ""];
    case "type":
      return [typeOf(craft)];
    case "model":
      return [craft.model];
    case "category_class":
      return [categoryClassOf(craft)];
    case "airport":
      return airportsOf(entry);
    case "person":
      return peopleOf(entry, nameOf);
    case "role":
      return rolesOf(entry);
    case "tag":
      return tagsOf(entry);
  }
}

function isAsked(
  entry: Entry,
  filter: ReportFilter,
  nameOf: (uuid: string) => string | undefined,
): boolean {
  const { craft } = entry;
  const has = (by: Grouping, wanted: string | null) =>
    wanted === null || keysOf(entry, by, nameOf).includes(wanted);
  return (
    has("aircraft", filter.aircraft) &&
    has("type", filter.type) &&
    (filter.category_class === null ||
      categoryClassOf(craft) === filter.category_class ||
      craft.category === filter.category_class) &&
    has("airport", filter.airport) &&
    has("person", filter.person) &&
    has("role", filter.role) &&
    has("tag", filter.tag) &&
    filter.traits.every((trait) => craft[trait]) &&
    (filter.with === null || figureOf(entry, filter.with, filter.tag) > 0)
  );
}

function entriesOf(facts: Facts, recordOf: RecordOf, config: ReportConfig, as_of: Day): Entry[] {
  const { from, to } = daysOfPeriod(config.period, as_of);
  const isWithin = ({ date }: { date: Day }) =>
    (from === null || from <= date) && (to === null || date <= to);
  const asks = (name: ReportColumn) => config.columns.includes(name);
  const sessions = [...sessionColumns].some(asks) ? facts.sessions.filter(isWithin) : [];
  return [
    ...facts.flights
      .filter(isWithin)
      .map((one) => ({ facts: one, craft: craftOfFlight(facts, one), record: recordOf(one.id) })),
    ...sessions.map((one) => ({ facts: one, craft: unknownCraft, record: recordOf(one.id) })),
  ];
}

const emptyRow = (key: string, columns: readonly ReportColumn[]): ReportRow => ({
  key,
  flights: 0,
  figures: columns.map(() => 0),
});

/** Adds an entry; `places` says where each column lies in its sums. Most of a logbook goes by here. */
function addTo(
  row: ReportRow,
  entry: Entry,
  columns: readonly ReportColumn[],
  places: readonly (number | undefined)[],
  tag: string | null,
): void {
  const { facts } = entry;
  const isFlight = facts.kind === "flight";
  if (isFlight) row.flights++;
  for (let i = 0; i < columns.length; i++) {
    const place = places[i];
    row.figures[i]! +=
      isFlight && place !== undefined ? facts.sums[place]! : figureOf(entry, columns[i]!, tag);
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function inOrder(rows: ReportRow[], by: Grouping): ReportRow[] {
  const isDated = by === "year" || by === "month";
  return rows.sort((a, b) => {
    if (isDated) return compare(a.key, b.key);
    const unknown = Number(a.key === "") - Number(b.key === "");
    return unknown || b.figures[0]! - a.figures[0]! || compare(a.key, b.key);
  });
}

/**
 * Makes a report of what counts on a day. An entry stands in every group that it belongs to, and in
 * the total once. `recordOf` answers from the logbook; a record that is missing has no people and no tags.
 */
export function reportTable(
  facts: Facts,
  recordOf: RecordOf,
  config: ReportConfig,
  as_of: Day,
): ReportTable {
  const { columns, filter, group_by } = config;
  const people = new Map(facts.records.person.map((one) => [uuidOf(one._id), one.display_name]));
  const nameOf = (uuid: string) => people.get(uuid);
  const rows = new Map<string, ReportRow>();
  const total = emptyRow("", columns);
  let in_several = 0;
  const places = columns.map((column) => (column === "tag_time" ? undefined : at[column]));
  const asksAll = Object.values(filter).every((wanted) => wanted === null || wanted.length === 0);
  for (const entry of entriesOf(facts, recordOf, config, as_of)) {
    if (!asksAll && !isAsked(entry, filter, nameOf)) continue;
    // A lesson that none of the columns counts would be a line of nothing.
    const isLesson = entry.facts.kind === "training_session";
    if (isLesson && columns.every((column) => figureOf(entry, column, filter.tag) === 0)) continue;
    addTo(total, entry, columns, places, filter.tag);
    const keys = keysOf(entry, group_by, nameOf);
    if (keys.length > 1) in_several++;
    for (const key of keys.length === 0 ? [""] : keys) {
      let row = rows.get(key);
      if (row === undefined) rows.set(key, (row = emptyRow(key, columns)));
      addTo(row, entry, columns, places, group_by === "tag" && key !== "" ? key : filter.tag);
    }
  }
  const { from, to } = daysOfPeriod(config.period, as_of);
  return { from, to, columns, rows: inOrder([...rows.values()], group_by), total, in_several };
}
