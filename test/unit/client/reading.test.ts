import { signal } from "@preact/signals";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calendarDays, weeksOf } from "../../../client/models/calendar_days.ts";
import { bookColumns, ruledLines } from "../../../client/models/book_columns.ts";
import {
  bookLines,
  type BookLine,
  dayOfLine,
  isLesson,
  type Lesson,
} from "../../../client/models/book_lines.ts";
import { type Flight } from "../../../client/models/flight_facts.ts";
import { openFlightSearch, type SearchContext } from "../../../client/models/flight_search.ts";
import { everyFlight, type FlightFilter } from "../../../shared/flight_filter.ts";
import { newRecordId, newRowId, stableId } from "../../../shared/ids.ts";
import { lessonMatcher } from "../../../shared/lesson_filter.ts";
import { openRecords } from "../../../client/models/records.ts";
import type { StoredDocument } from "../../../client/store/messages.ts";
import { withDefaults } from "../../../client/models/record_defaults.ts";
import { folded, openWordSearch } from "../../../client/models/word_search.ts";
import { flight, stored } from "./records.ts";

/** A logbook that holds these flights and nothing else, with the facts of none left out. */
function contextOf(flights: readonly Flight[]): SearchContext {
  const all = (kind: string) => (kind === "flight" ? flights : []);
  return {
    logbook: { all, get: () => undefined, nameOf: () => "" },
    places: {
      name: (place: { airport_description: string | null }) => place.airport_description ?? "",
      airportOf: () => undefined,
    },
    models: {},
    standing: { facts: signal({ left_out: { superseded: 0, erroneous: 0 }, crafts: new Map() }) },
    today: signal("2026-06-30"),
  } as unknown as SearchContext;
}

describe("words", () => {
  const flights = [
    flight({ flight_date: "2026-06-02", remarks: "Café stop at Zürich" }),
    flight(
      { flight_date: "2026-06-01", instructor_comments: "Steep turns" },
      {
        from_airport_description: "Smith strip",
        notes: "Bird on short final",
        approaches: [
          { id: newRowId(), approach_type_id: stableId("approach_types:ILS"), runway: "30R" },
        ],
      },
    ),
    flight({ flight_date: "2026-05-31", remarks: "رحلة إلى الساحل" }),
  ];
  const found = (words: string) => {
    const filter = signal({ ...everyFlight, words });
    const { flights: kept } = openFlightSearch(contextOf(flights), filter, signal(false)).found
      .value;
    return kept.map(({ flight_date }) => flight_date);
  };
  test("are found without case and accents, in any order, in part, in any script", () => {
    expect(found("cafe ZURICH")).toEqual(["2026-06-02"]);
    expect(found("Zür caf")).toEqual(["2026-06-02"]);
    expect(found("الساحل")).toEqual(["2026-05-31"]);
    expect(found("2026-06")).toEqual(["2026-06-02", "2026-06-01"]);
    expect(found("jun 2026")).toEqual(["2026-06-02", "2026-06-01"]);
    expect(found("café steep")).toEqual([]);
  });
  test("are found in everything that is written down, rows within rows included", () => {
    for (const words of ["smith", "bird", "ILS", "30r", "steep"])
      expect(found(words), words).toEqual(["2026-06-01"]);
  });
  test("are found the same, whatever was typed before", () => {
    const filter = signal(everyFlight);
    const search = openFlightSearch(contextOf(flights), filter, signal(false));
    for (const words of ["s", "sm", "smith", "caf", "c", "", "steep b", "steep bird", "bird"]) {
      filter.value = { ...everyFlight, words };
      const kept = search.found.value.flights.map(({ flight_date }) => flight_date);
      expect(kept, words).toEqual(found(words));
    }
  });
  test("are found as if each text were looked through for each, in slices, whatever was typed before", () => {
    const typed = fc.array(fc.string({ unit: fc.constantFrom("a", "b", " "), maxLength: 6 }));
    const said = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "-") }), { maxLength: 50 });
    fc.assert(
      fc.property(typed, said, (asked, some) => {
        // Enough of them for more than one slice.
        const texts = Array.from({ length: some.length * 40 }, (_, i) => some[i % some.length]!);
        const rows = Int32Array.from(texts.keys());
        const search = openWordSearch(rows, (row) => texts[row]!);
        for (const words of asked.map((one) => one.trim())) {
          let answer = search(words);
          while (answer?.is_whole !== true) answer = search(words);
          const parts = words.split(/\s+/);
          const plain = rows.filter((row) => parts.every((part) => texts[row]!.includes(part)));
          expect(answer.rows, words).toEqual(plain);
        }
      }),
    );
  });
  test("keep what is plain as it is", () => {
    expect(folded("KPAO - KSQL")).toBe("kpao - ksql");
    expect(folded("İ–É")).toBe("i-e");
  });
});

test("months are told with how many flights each has, and what of them counts", () => {
  const flights = ["2026-06-02", "2026-06-01", "2026-04-30"].map((flight_date) =>
    flight({ flight_date, total_time: 60 }),
  );
  const { found } = openFlightSearch(contextOf(flights), signal(everyFlight), signal(false));
  expect(found.value.months).toEqual([
    { month: "2026-06", first: 0, count: 2, minutes: 120 },
    { month: "2026-04", first: 2, count: 1, minutes: 60 },
  ]);
  expect(found.value).toMatchObject({ count: 3, minutes: 180 });
});

describe("a calendar", () => {
  test("has the weeks of a month as the wall calendar has them", () => {
    // February 2026 begins on a Sunday and fills four weeks; by Monday it takes five.
    expect(weeksOf("2026-02", 0)).toHaveLength(4);
    expect(weeksOf("2026-02", 0)[0]![0]).toBe("2026-02-01");
    expect(weeksOf("2026-02", 1)[0]).toEqual([null, null, null, null, null, null, "2026-02-01"]);
    expect(weeksOf("2024-02", 1).flat().filter(Boolean)).toHaveLength(29);
    // Before 1970 as well: 1 July 1965 was a Thursday.
    expect(weeksOf("1965-07", 1)[0]!.indexOf("1965-07-01")).toBe(3);
  });
  test("shows a plan on each of its days, and one without a day on none", () => {
    const plan = (fields: object) =>
      withDefaults("training_event", stored("training_event", fields)) as never;
    const days = calendarDays({
      flights: [flight({ flight_date: "2026-06-01", total_time: 30 })],
      sessions: [],
      ends: [],
      plans: [
        plan({ planned_start_date: "2026-06-01", planned_end_date: "2026-06-03" }),
        plan({ planned_period_description: "April 2027" }),
      ],
    });
    expect([...days.keys()]).toEqual(["2026-06-01", "2026-06-02", "2026-06-03"]);
    expect(days.get("2026-06-01")).toMatchObject({ minutes: 30 });
  });
});

describe("the pages of a book", () => {
  const lesson = (fields: object) =>
    withDefaults("training_session", stored("training_session", fields)) as never as Lesson;
  const flights = [
    flight({ flight_date: "2026-06-02", total_time: 60, night_time: 30, pic_time: 60 }),
    flight({ flight_date: "2026-05-01", total_time: 60, pic_time: 60 }),
  ];
  const in_device = lesson({
    session_date: "2026-06-02",
    session_type: "device",
    total_time: 90,
    dual_received: 90,
    instrument_time_simulated: 60,
    instructor_name: "Carol",
  });
  const on_ground = lesson({
    session_date: "2026-05-15",
    session_type: "ground",
    location: "KPAO",
    total_time: 120,
    dual_received: 102,
  });
  const lines = bookLines(flights, [in_device, on_ground]);
  const context = {
    ...contextOf(flights),
    settings: { duration_style: signal("tenths") },
  } as unknown as Parameters<typeof bookColumns>[0];
  const columns = (style: "faa" | "easa", some: readonly BookLine[] = lines) =>
    bookColumns(context, style, some);
  const names = (style: "faa" | "easa") => columns(style, flights).map(({ name }) => name);
  const cell = (style: "faa" | "easa", name: string, line: BookLine) => {
    const column = columns(style).find((one) => one.name === name)!;
    return column.is === "words" ? column.words(line) : column.amount(line);
  };

  test("an American one has the columns in which something is said, a European one all of them", () => {
    expect(names("faa")).toContain("night_time");
    expect(names("faa")).not.toContain("actual_instrument");
    expect(names("faa")).not.toContain("device_time");
    expect(names("easa")).toEqual(
      expect.arrayContaining(["multi_pilot", "ifr", "co_pilot", "instructor", "remarks"]),
    );
  });
  test("have lessons between the flights, by their day; a European one those in a device alone", () => {
    expect(lines.map(dayOfLine)).toEqual(["2026-05-01", "2026-05-15", "2026-06-02", "2026-06-02"]);
    expect(lines.map(isLesson)).toEqual([false, true, false, true]);
    expect(bookLines([], [in_device, on_ground])).toEqual([on_ground, in_device]);
    expect(ruledLines("easa", lines)).not.toContain(on_ground);
    expect(ruledLines("easa", lines)).toContain(in_device);
  });
  test("count a lesson where reports do, as simulator and ground time, and say the rest in words", () => {
    const counts = (line: BookLine) =>
      ["total_time", "dual_received", "device_time", "ground_training_received"].map((name) =>
        columns("faa").some((column) => column.name === name) ? cell("faa", name, line) : 0,
      );
    expect(counts(in_device)).toEqual([0, 0, 90, 0]);
    expect(counts(on_ground)).toEqual([0, 0, 0, 102]);
    expect(cell("faa", "remarks", in_device)).toBe(
      "Carol · Simulated instrument 1.0 · Training received 1.5",
    );
    expect(cell("faa", "remarks", on_ground)).toBe("Lesson 2.0");
    expect(cell("faa", "from", on_ground)).toBe("KPAO");
    // Column 11 of AMC1 FCL.050.
    expect(cell("easa", "device_time", in_device)).toBe(90);
    expect(cell("easa", "total", in_device)).toBe(0);
    expect(cell("easa", "date", in_device)).toBe("02/06/26");
  });
  test("have the lessons that fit what is looked for, and none where only flights can", () => {
    const carol = newRowId();
    const found = (filter: Partial<FlightFilter>) =>
      [in_device, on_ground, lesson({ session_date: "2025-01-01", instructor_person_id: carol })]
        .filter(lessonMatcher({ ...everyFlight, ...filter }, "2026-06-30"))
        .map(dayOfLine);
    expect(found({})).toEqual(["2026-06-02", "2026-05-15", "2025-01-01"]);
    expect(found({ from: "2026-05-15", to: "2026-06-01" })).toEqual(["2026-05-15"]);
    expect(found({ last_days: 29 })).toEqual(["2026-06-02"]);
    expect(found({ person: [carol] })).toEqual(["2025-01-01"]);
    expect(found({ aircraft: [carol] })).toEqual([]);
    const test_of = (field: string, value: string) => ({
      tests: [{ field, is: "at_least" as const, value }],
    });
    expect(found(test_of("dual_received", "100"))).toEqual(["2026-05-15"]);
    expect(found(test_of("night_time", "0"))).toEqual([]);
  });
});

test("a list that a few changes were worked into is the list sorted anew", () => {
  const ids = Array.from({ length: 12 }, () => newRecordId("flight"));
  const days = ["2026-05-01", "2026-05-02", "2026-05-03"];
  const change = fc.record({
    _id: fc.constantFrom(...ids),
    flight_date: fc.constantFrom(...days),
    block_out: fc.constantFrom(null, "2026-05-01T08:00:00Z", "2026-05-01T09:00:00Z"),
    _deleted: fc.constantFrom(false, false, true),
  });
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 12 }), (batches) => {
      const records = openRecords();
      const alone = new Map<string, StoredDocument>();
      for (const batch of batches) {
        const documents = batch.map(({ _deleted, ...fields }) => ({
          ...stored("flight", fields),
          ...fields,
          ...(_deleted && { _deleted }),
        }));
        for (const one of documents) {
          if (one._deleted) alone.delete(one._id);
          else alone.set(one._id, one);
        }
        records.take(documents);
        records.tell();
        const anew = openRecords();
        anew.take([...alone.values()]);
        anew.tell();
        expect(records.all("flight")).toEqual(anew.all("flight"));
      }
    }),
  );
});
