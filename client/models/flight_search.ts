/** Finding flights as one types: what a filter leaves of the logbook. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { flightMatcher, type FlightFilter, partsOfFilter } from "../../shared/flight_filter.ts";
import type { App } from "../app_context.ts";
import type { Flight } from "./flight_facts.ts";
import { textsOf, type TextContext } from "./flight_texts.ts";
import { breath } from "./idle.ts";
import { counted } from "./locks.ts";
import { folded, openWordSearch, type Rows } from "./word_search.ts";

/** What is needed to look through a logbook. */
export type SearchContext = TextContext & Pick<App, "standing" | "today">;

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
  /** What was found; while the words are looked for, their first ones or what was found before. */
  found: ReadonlySignal<FoundFlights>;
  /** The words are still looked for: it goes on while anybody reads this. */
  is_looking: ReadonlySignal<boolean>;
  /** Whether an entry counts: neither marked as an error nor superseded. */
  counts: ReadonlySignal<(flight: Flight) => boolean>;
  /** Entries of the logbook that do not count. */
  left_out: ReadonlySignal<number>;
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
function byMonth(table: Table, rows: Rows): FoundFlights {
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
  return { flights: Array.from(rows, (row) => table.flights[row]!), months, count, minutes };
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
  const table = computed(() => openTable(shown.value, counts.value));
  const everyRow = computed(() => Int32Array.from(table.value.flights.keys()));
  /** What is asked for beside words: as one text, since every key makes another filter. */
  const conditions = computed(() =>
    partsOfFilter({ ...filter.value, words: "" })
      .map((part) => part.join(":"))
      .join("\n"),
  );
  const fitting = computed(() => {
    if (conditions.value === "") return everyRow.value;
    const crafts = standing.facts.value?.crafts;
    const craftOf = (id: string) => {
      const record = logbook.get("aircraft", id);
      const craft = crafts?.get(id);
      return {
        model_id: record?.model_id ?? record?.own_model_id ?? null,
        class: craft?.class ?? craft?.category ?? null,
      };
    };
    const fits = flightMatcher(filter.peek(), craftOf, today.value);
    const { flights } = table.value;
    return everyRow.value.filter((row) => fits(flights[row]!));
  });
  const wordSearch = computed(() => {
    const { flights } = table.value;
    const make = textOf.value;
    const known = Array.from<string | undefined>({ length: flights.length });
    return openWordSearch(fitting.value, (row) => (known[row] ??= make(flights[row]!)));
  });
  const slice = signal(0);
  const answer = computed(() => {
    void slice.value;
    const words = wordSearch.value(folded(filter.value.words).trim());
    // Whoever still wants to know has the next slice looked through, once the page has painted.
    if (words?.is_whole !== true) void breath().then(() => slice.value++);
    return words;
  });
  const rows = computed(() => answer.value?.rows);
  let last: FoundFlights = { flights: [], months: [], count: 0, minutes: 0 };
  const found = computed(() => {
    if (rows.value !== undefined) last = byMonth(table.value, rows.value);
    return last;
  });
  return { found, is_looking: computed(() => answer.value?.is_whole !== true), counts, left_out };
}
