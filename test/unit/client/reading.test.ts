import { signal } from "@preact/signals";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calendarDays, weeksOf } from "../../../client/models/calendar_days.ts";
import { bookColumns } from "../../../client/models/book_columns.ts";
import { type Flight } from "../../../client/models/flight_facts.ts";
import {
  folded,
  openFlightSearch,
  type SearchContext,
} from "../../../client/models/flight_search.ts";
import { everyFlight } from "../../../shared/flight_filter.ts";
import { newRecordId, newRowId, stableId } from "../../../shared/ids.ts";
import { openRecords } from "../../../client/models/records.ts";
import type { StoredDocument } from "../../../client/store/messages.ts";
import { withDefaults } from "../../../client/models/record_defaults.ts";
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

test("an American page has the columns in which something is said, a European one all of them", () => {
  const flights = [flight({ total_time: 60, night_time: 30, pic_time: 60 })];
  const names = (style: "faa" | "easa") =>
    bookColumns(contextOf(flights) as never, style, flights).map(({ name }) => name);
  expect(names("faa")).toContain("night_time");
  expect(names("faa")).not.toContain("actual_instrument");
  expect(names("easa")).toEqual(
    expect.arrayContaining(["multi_pilot", "ifr", "co_pilot", "instructor", "remarks"]),
  );
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
        expect(records.all("flight").map(({ _id }) => _id)).toEqual(
          anew.all("flight").map(({ _id }) => _id),
        );
      }
    }),
  );
});
