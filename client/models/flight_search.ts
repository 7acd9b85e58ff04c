/** Finding flights as one types: what each says as one text, made once, and what a filter leaves. */
import { computed, effect, type ReadonlySignal, untracked } from "@preact/signals";
import { flightMatcher, type FlightFilter, placesOf } from "../../shared/flight_filter.ts";
import type { Field, Fields } from "../../shared/fields.ts";
import { uuidOf } from "../../shared/ids.ts";
import { flight as flightKind } from "../../shared/kinds/flight.ts";
import type { LookupName } from "../../shared/fields.ts";
import { lookupById } from "../../shared/reference/lookups.ts";
import type { App } from "../app_context.ts";
import { formatDay } from "../ui/moments.ts";
import { type Flight, routeOf } from "./flight_facts.ts";
import { idle } from "./idle.ts";
import { counted } from "./locks.ts";
import { modelName } from "./shared_models.ts";

/** What is needed to look through a logbook. */
export type SearchContext = Pick<App, "logbook" | "places" | "models" | "standing" | "today">;

/** Flights of one month, one after another in the list. */
export interface FoundMonth {
  /** `2026-05`. */
  month: string;
  /** The place of its first flight. */
  first: number;
  count: number;
  /** Minutes of those that count. */
  minutes: number;
}

/** What was found, newest first. */
export interface FoundFlights {
  flights: readonly Flight[];
  months: readonly FoundMonth[];
  /** How many of them count, and their minutes. */
  count: number;
  minutes: number;
}

/** A search through the open logbook. */
export interface FlightSearch {
  found: ReadonlySignal<FoundFlights>;
  /** Whether an entry counts: neither marked as an error nor superseded. */
  counts: ReadonlySignal<(flight: Flight) => boolean>;
  /** Entries of the logbook that do not count. */
  left_out: ReadonlySignal<number>;
}

/** Text without case and accents; plain ASCII, of which there is most, is quick. */
export function folded(text: string): string {
  const lower = text.toLowerCase();
  // oxlint-disable-next-line no-control-regex -- what is not ASCII is meant
  return /^[\x00-\x7f]*$/.test(lower)
    ? lower
    : lower.normalize("NFD").replaceAll(/\p{M}/gu, "").replaceAll("–", "-");
}

/** How long texts are made in one go, in milliseconds: half a frame. */
const warm_ms = 8;

const wordTypes: ReadonlySet<Field["type"]> = new Set(["text", "long_text", "lookup", "rows"]);

/** Fields that hold words, to be read one after another. */
function wordFields(fields: Fields): [string, Field][] {
  return Object.entries(fields).filter(([, field]) => wordTypes.has(field.type));
}
const fieldsOfRows = new Map<Fields, [string, Field][]>();

type Row = Readonly<Record<string, unknown>>;

/** Everything in words that a record or a row of it holds, rows within rows included. */
function collect(fields: Fields, row: Row, into: string[]): void {
  let known = fieldsOfRows.get(fields);
  if (known === undefined) fieldsOfRows.set(fields, (known = wordFields(fields)));
  for (const [name, field] of known) {
    const value = row[name];
    if (typeof value === "string")
      into.push(
        field.type === "lookup"
          ? (lookupById(field.lookup as LookupName, value)?.name ?? "")
          : value,
      );
    else if (field.type === "rows" && Array.isArray(value))
      for (const inner of value) collect(field.fields, inner, into);
  }
}

/** What stands for other records in a flight's text; another value when one of them changes. */
function openTexts({ logbook, places, models }: SearchContext): TextOf {
  const aircraft = new Map(
    logbook
      .all("aircraft")
      .map((one) => [
        uuidOf(one._id),
        `${one.registration} ${modelName({ logbook, models }, one)}`,
      ]),
  );
  const people = new Map(logbook.all("person").map((one) => [uuidOf(one._id), one.display_name]));
  const tags = new Map(logbook.all("tag").map((one) => [uuidOf(one._id), one.tag_name]));
  // An airport of one's own that is called otherwise now is found by its new name.
  void logbook.all("airport");
  const names = new Map<string, string>();
  const placeName = (id: string) => {
    let name = names.get(id);
    if (name === undefined) {
      const own = logbook.get("airport", id);
      const place = { airport_id: id, own_airport_id: null, airport_description: null };
      name = own?.name ?? places.airportOf(place)?.name ?? "";
      names.set(id, name);
    }
    return name;
  };
  const cache = new WeakMap<Flight, string>();
  const make = (flight: Flight): string => {
    const said = [
      flight.flight_date,
      formatDay(flight.flight_date),
      aircraft.get(flight.aircraft_id) ?? "",
      routeOf(flight, places.name).replaceAll(" – ", "-"),
    ];
    for (const place of placesOf(flight)) said.push(placeName(place));
    collect(flightKind.fields, flight as object as Row, said);
    for (const row of flight.flight_crew) said.push(people.get(row.person_id) ?? "");
    for (const row of flight.entry_tags) said.push(tags.get(row.tag_id) ?? "");
    return folded(said.join("\n"));
  };
  return (flight) => {
    let text = cache.get(flight);
    if (text === undefined) cache.set(flight, (text = make(flight)));
    return text;
  };
}

type TextOf = (flight: Flight) => string;

/** The texts of each open logbook: every list and every visit share them. */
const textsOfLogbooks = new WeakMap<object, ReadonlySignal<TextOf>>();

function textsOf(context: SearchContext): ReadonlySignal<TextOf> {
  let texts = textsOfLogbooks.get(context.logbook);
  if (texts === undefined)
    textsOfLogbooks.set(context.logbook, (texts = computed(() => openTexts(context))));
  return texts;
}

/** Makes texts ahead of the first key, a few at a time; stops when `isOver`. */
async function warm(flights: readonly Flight[], textOf: TextOf, isOver: () => boolean) {
  for (let i = 0; i < flights.length && !isOver();) {
    await idle();
    const end = performance.now() + warm_ms;
    for (; i < flights.length && performance.now() < end; i++) textOf(flights[i]!);
  }
}

/**
 * Has the texts of a logbook at hand before anybody searches it: once it is read, and again when
 * what they are made of has changed. Answers its undo.
 */
export function keepTexts(context: SearchContext): () => void {
  const { logbook } = context;
  return effect(() => {
    if (!logbook.ready.value) return undefined;
    const textOf = textsOf(context).value;
    const flights = untracked(() => logbook.all("flight"));
    let isOver = false;
    void warm(flights as readonly Flight[], textOf, () => isOver);
    return () => {
      isOver = true;
    };
  });
}

/** The flights of a list, and what every key asks of each of them again, worked out once. */
interface Table {
  flights: readonly Flight[];
  months: string[];
  /** For each flight, the place of its month. */
  month: Int32Array;
  /** Whether it counts, 1 or 0, and its minutes if so. */
  counts: Uint8Array;
  minutes: Int32Array;
}

function openTable(flights: readonly Flight[], counts: (flight: Flight) => boolean): Table {
  const { length } = flights;
  const table: Table = {
    flights,
    months: [],
    month: new Int32Array(length),
    counts: new Uint8Array(length),
    minutes: new Int32Array(length),
  };
  let month = "";
  for (let i = 0; i < length; i++) {
    const flight = flights[i]!;
    const { flight_date } = flight;
    if (month === "" || !flight_date.startsWith(month))
      table.months.push((month = flight_date.slice(0, 7)));
    table.month[i] = table.months.length - 1;
    if (!counts(flight)) continue;
    table.counts[i] = 1;
    table.minutes[i] = flight.total_time;
  }
  return table;
}

/** Rows of a table, in its order, under their months. */
function byMonth(table: Table, rows: readonly number[]): FoundFlights {
  const months: FoundMonth[] = [];
  let [count, minutes, last] = [0, 0, -1];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (table.month[row] !== last) {
      last = table.month[row]!;
      months.push({ month: table.months[last]!, first: i, count: 0, minutes: 0 });
    }
    const month = months.at(-1)!;
    month.count++;
    month.minutes += table.minutes[row]!;
    count += table.counts[row]!;
    minutes += table.minutes[row]!;
  }
  return { flights: rows.map((row) => table.flights[row]!), months, count, minutes };
}

const everyOne = () => true;

/** Opens a search; `filter` says what is looked for, `shows_all` whether what does not count is shown. */
export function openFlightSearch(
  context: SearchContext,
  filter: ReadonlySignal<FlightFilter>,
  shows_all: ReadonlySignal<boolean>,
): FlightSearch {
  const { logbook, standing, today } = context;
  const textOf = textsOf(context);
  const counting = computed(() => {
    // Most logbooks leave nothing out, and to find that out entry by entry takes its time.
    const { superseded, erroneous } = standing.facts.value?.left_out ?? {};
    if (superseded === 0 && erroneous === 0) return undefined;
    return new Set(counted(logbook.all("flight"), (one) => one.corrects_flight_id));
  });
  const left_out = computed(() =>
    counting.value === undefined ? 0 : logbook.all("flight").length - counting.value.size,
  );
  const counts = computed(() => {
    const set = counting.value;
    return set === undefined ? everyOne : (flight: Flight) => set.has(flight);
  });
  const shown = computed(() => {
    const all = logbook.all("flight") as readonly Flight[];
    return shows_all.value || counts.value === everyOne ? all : all.filter(counts.value);
  });
  const matcher = computed(() => {
    const crafts = standing.facts.value?.crafts;
    const craftOf = (id: string) => {
      const record = logbook.get("aircraft", id);
      const craft = crafts?.get(id);
      return {
        model_id: record?.model_id ?? record?.own_model_id ?? null,
        class: craft?.class ?? craft?.category ?? null,
      };
    };
    return flightMatcher(filter.value, craftOf, today.value);
  });
  const table = computed(() => openTable(shown.value, counts.value));
  const everyRow = computed(() => Array.from(table.value.flights.keys()));
  /** The texts of the table's flights, as far as they were needed. */
  const texts = computed(() => ({
    flights: table.value.flights,
    make: textOf.value,
    known: Array.from<string | undefined>({ length: table.value.flights.length }),
  }));
  /** What the last words left, and of what: one more letter leaves some of the same. */
  let last: { texts: object; words: string; kept: readonly number[] } | undefined;
  const withWords = computed(() => {
    const words = folded(filter.value.words).trim();
    const all = everyRow.value;
    if (words === "") return all;
    const { flights, make, known } = texts.value;
    const isLonger = last?.texts === texts.value && words.startsWith(last.words);
    const parts = words.split(/\s+/);
    const kept = (isLonger ? last!.kept : all).filter((row) => {
      const text = (known[row] ??= make(flights[row]!));
      return parts.every((part) => text.includes(part));
    });
    last = { texts: texts.value, words, kept };
    return kept;
  });
  const found = computed(() => {
    const isPlain = Object.entries(filter.value).every(
      ([name, value]) => name === "words" || value === null || value.length === 0,
    );
    const kept = withWords.value;
    const fits = isPlain ? undefined : matcher.value;
    const { flights } = table.value;
    const rows = fits === undefined ? kept : kept.filter((row) => fits(flights[row]!));
    return byMonth(table.value, rows);
  });
  return {
    found,
    counts,
    left_out,
  };
}
