/**
 * Which flights are meant: what one looks for in the logbook, and keeps under a name
 * (`saved_report.config.flights`). Plain data; everything in it must hold of a flight, and of a list
 * any one.
 */
import { addDays, type Day } from "./calendar.ts";
import type { Field, Fields } from "./fields.ts";
import type { Json } from "./kinds/kind.ts";
import { flight as flightKind } from "./kinds/flight.ts";
import type { RecordOfKind } from "./kinds/kinds.ts";
import { arrivalOf, departureOf, placeOf } from "./places.ts";

/** How a field is tested; what it is held against is a text, as in an address. */
export const fieldTests = {
  said: "is filled in",
  not_said: "is not filled in",
  at_least: "is at least",
  at_most: "is at most",
  has: "contains",
  equals: "is",
} as const;

/** The name of a test. */
export type FieldTestName = keyof typeof fieldTests;

/** One test of a field. Numbers of rows are added up, and minutes are whole; rows are counted. */
export interface FieldTest {
  /** Its path: `night_time`, `flight_legs.approaches.runway`. */
  field: string;
  is: FieldTestName;
  value: string;
}

/** The parts of a filter that are lists of which one must fit. */
export const filterLists = ["aircraft", "model", "class", "airport", "person", "tag"] as const;

/** The name of such a list. */
export type FilterList = (typeof filterLists)[number];

/** What to look for. Lists hold uuids; `class` codes, `airport` the names that `placeOf` gives. */
export interface FlightFilter extends Record<FilterList, readonly string[]> {
  /** Words that are all in what is said of a flight; the reader of the logbook knows how. */
  words: string;
  /** First and last day, both included. */
  from: Day | null;
  to: Day | null;
  /** The last so many days up to today, today included. */
  last_days: number | null;
  tests: readonly FieldTest[];
}

/** Every flight. */
export const everyFlight: FlightFilter = {
  words: "",
  from: null,
  to: null,
  last_days: null,
  aircraft: [],
  model: [],
  class: [],
  airport: [],
  person: [],
  tag: [],
  tests: [],
};

/** A part of a filter as one text behind its name: of an address, and of a line of words. */
export type FilterPart = readonly [name: string, value: string];

/** A filter as a list of its parts, in a fixed order; nothing for every flight. */
export function partsOfFilter(filter: FlightFilter): FilterPart[] {
  const one = (name: string, value: string | number | null): FilterPart[] =>
    value === null || value === "" ? [] : [[name, String(value)]];
  return [
    ...one("words", filter.words.trim()),
    ...one("from", filter.from),
    ...one("to", filter.to),
    ...one("last_days", filter.last_days),
    ...filterLists.flatMap((name) => filter[name].map((value) => [name, value] as const)),
    ...filter.tests.map(({ field, is, value }) => ["where", `${field} ${is} ${value}`] as const),
  ];
}

const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text);

function testOf(text: string): FieldTest | undefined {
  const [field = "", is = "", ...rest] = text.split(" ");
  if (fieldAt(field) === undefined || !Object.hasOwn(fieldTests, is)) return undefined;
  return { field, is: is as FieldTestName, value: rest.join(" ") };
}

function withPart(filter: FlightFilter, name: string, value: string): FlightFilter | undefined {
  if (name === "words") return { ...filter, words: value };
  if (name === "from" || name === "to")
    return isDay(value) ? { ...filter, [name]: value } : undefined;
  if (name === "last_days")
    return /^\d{1,5}$/.test(value) ? { ...filter, last_days: Number(value) } : undefined;
  if (name === "where") {
    const test = testOf(value);
    return test === undefined ? undefined : { ...filter, tests: [...filter.tests, test] };
  }
  const list = filterLists.find((one) => one === name);
  return list === undefined ? undefined : { ...filter, [list]: [...filter[list], value] };
}

/**
 * The filter of these parts. Undefined when one of them is not known: an address that was cut, or
 * one of a newer version; to leave the part out would show more than was asked for.
 */
export function filterOfParts(parts: readonly FilterPart[]): FlightFilter | undefined {
  let filter: FlightFilter | undefined = everyFlight;
  for (const [name, value] of parts) {
    filter = withPart(filter, name, value);
    if (filter === undefined) return undefined;
  }
  return filter;
}

/** A filter as it is kept in `saved_report.config`: the list of its parts. */
export function keptFilter(filter: FlightFilter): Json {
  return { flights: partsOfFilter(filter).map(([name, value]) => [name, value]) };
}

/** The filter in a `saved_report.config`; undefined when it holds none, or one not known here. */
export function filterOfKept(config: Json | null): FlightFilter | undefined {
  if (typeof config !== "object" || config === null || Array.isArray(config)) return undefined;
  const { flights } = config;
  const isPart = (part: Json): part is [string, string] =>
    Array.isArray(part) && part.length === 2 && part.every((text) => typeof text === "string");
  return Array.isArray(flights) && flights.every(isPart) ? filterOfParts(flights) : undefined;
}

/** The field at a path of the kind `flight`; undefined when there is none. */
export function fieldAt(path: string): Field | undefined {
  let fields: Fields | undefined = flightKind.fields;
  let field: Field | undefined;
  for (const name of path.split(".")) {
    field = fields !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) return undefined;
    fields = field.type === "rows" ? field.fields : undefined;
  }
  return field;
}

/** The tests that make sense of a field, the most usual first. */
export function testsOf(field: Field): FieldTestName[] {
  switch (field.type) {
    case "minutes":
    case "count":
    case "number":
    case "rows":
      return ["at_least", "at_most", "said", "not_said"];
    case "boolean":
    case "choice":
    case "lookup":
    case "reference":
      return ["equals", "said", "not_said"];
    case "text":
    case "long_text":
      return ["has", "said", "not_said"];
    default:
      return ["said", "not_said"];
  }
}

type Row = Readonly<Record<string, unknown>>;

/** Every value at a path: one, or those of all rows on the way. */
function valuesAt(row: Row, path: readonly string[]): unknown[] {
  const [name, ...rest] = path;
  const value = row[name!];
  if (rest.length === 0) return [value];
  return Array.isArray(value) ? value.flatMap((inner: Row) => valuesAt(inner, rest)) : [];
}

/** What a field says in numbers: numbers added up, rows counted. */
function amountOf(values: readonly unknown[]): number {
  let sum = 0;
  for (const value of values)
    sum += typeof value === "number" ? value : Array.isArray(value) ? value.length : 0;
  return sum;
}

const saysSomething = (value: unknown) =>
  value !== null &&
  value !== undefined &&
  value !== "" &&
  value !== 0 &&
  value !== false &&
  (!Array.isArray(value) || value.length > 0);

/** One test made ready, for any record that has the field. */
export function matcherOf({ field, is, value }: FieldTest): (record: Row) => boolean {
  const path = field.split(".");
  const said = value.toLowerCase();
  const number = Number(value);
  switch (is) {
    case "said":
      return (flight) => valuesAt(flight, path).some(saysSomething);
    case "not_said":
      return (flight) => !valuesAt(flight, path).some(saysSomething);
    case "at_least":
      return (flight) => amountOf(valuesAt(flight, path)) >= number;
    case "at_most":
      return (flight) => amountOf(valuesAt(flight, path)) <= number;
    case "has":
      return (flight) =>
        valuesAt(flight, path).some(
          (text) => typeof text === "string" && text.toLowerCase().includes(said),
        );
    case "equals":
      return (flight) => valuesAt(flight, path).some((one) => String(one ?? "") === value);
  }
}

type Flight = RecordOfKind<"flight">;

/** Every place that a flight names: where its legs begin and end, and where something was done. */
export function placesOf(flight: Flight): Set<string> {
  const names = new Set<string>();
  const add = (name: string | null) => {
    if (name !== null) names.add(name);
  };
  for (const leg of flight.flight_legs) {
    add(departureOf(leg).name);
    add(arrivalOf(leg).name);
    for (const row of leg.landings_takeoffs) add(placeOf(row).name);
    for (const row of leg.approaches) add(placeOf(row).name);
  }
  return names;
}

/**
 * Whether a day is within what a filter asks; undefined when it asks for no days. `today` is what
 * the last days are counted from.
 */
export function dayMatcher(filter: FlightFilter, today: Day): ((day: Day) => boolean) | undefined {
  const { from, to, last_days } = filter;
  if (from === null && to === null && last_days === null) return undefined;
  const since = last_days === null ? null : addDays(today, 1 - last_days);
  return (day) =>
    (from === null || day >= from) &&
    (to === null || day <= to) &&
    (since === null || (day >= since && day <= today));
}

/** What a filter asks of an aircraft. */
export interface FilteredCraft {
  /** The shared model, or the owner's own. */
  model_id: string | null;
  /** Code of its class, or of its category where that has no classes. */
  class: string | null;
}

/**
 * A filter made ready, all of it but the words. `craftOf` answers what an aircraft is, by its uuid;
 * `today` is what the last days are counted from.
 */
export function flightMatcher(
  filter: FlightFilter,
  craftOf: (aircraft_id: string) => FilteredCraft | undefined,
  today: Day,
): (flight: Flight) => boolean {
  const tests: ((flight: Flight) => boolean)[] = filter.tests.map(
    (test) => matcherOf(test) as (flight: object) => boolean,
  );
  const oneOf = (
    name: FilterList,
    has: (wanted: ReadonlySet<string>, flight: Flight) => boolean,
  ) => {
    const wanted = new Set(filter[name]);
    if (wanted.size > 0) tests.push((flight) => has(wanted, flight));
  };
  const onDay = dayMatcher(filter, today);
  if (onDay !== undefined) tests.push((flight) => onDay(flight.flight_date));
  oneOf("aircraft", (wanted, flight) => wanted.has(flight.aircraft_id));
  oneOf("model", (wanted, flight) => wanted.has(craftOf(flight.aircraft_id)?.model_id ?? ""));
  oneOf("class", (wanted, flight) => wanted.has(craftOf(flight.aircraft_id)?.class ?? ""));
  oneOf("airport", (wanted, flight) => [...placesOf(flight)].some((name) => wanted.has(name)));
  oneOf(
    "person",
    (wanted, flight) =>
      wanted.has(flight.cfi_signature_person_id ?? "") ||
      flight.flight_crew.some((row) => wanted.has(row.person_id)),
  );
  oneOf("tag", (wanted, flight) => flight.entry_tags.some((row) => wanted.has(row.tag_id)));
  return (flight) => tests.every((test) => test(flight));
}
