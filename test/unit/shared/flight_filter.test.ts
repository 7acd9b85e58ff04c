import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressOfPlace, placeOfAddress } from "../../../client/models/logbook_address.ts";
import { partsOf } from "../../../client/router.ts";
import {
  everyFlight,
  fieldTests,
  filterLists,
  filterOfKept,
  filterOfParts,
  flightMatcher,
  type FieldTest,
  type FlightFilter,
  keptFilter,
} from "../../../shared/flight_filter.ts";
import { newRowId } from "../../../shared/ids.ts";
import type { Flight } from "../../../client/models/flight_facts.ts";
import { flight } from "../client/records.ts";

const today = "2026-06-30";

/** Which of some flights a filter leaves, by the day of each. */
function days(filter: Partial<FlightFilter>, flights: readonly Flight[]): string[] {
  const craftOf = (id: string) => ({
    model_id: `model of ${id}`,
    class: id === "c" ? "AMEL" : "ASEL",
  });
  const matches = flightMatcher({ ...everyFlight, ...filter }, craftOf, today);
  return flights.filter(matches).map(({ flight_date }) => flight_date);
}

const on = (flight_date: string, fields: object = {}, leg: object = {}) =>
  flight({ flight_date, ...fields }, leg);

describe("a filter leaves the flights of which all of it holds", () => {
  const flights = [
    on(
      "2026-06-30",
      { aircraft_id: "a", remarks: "Fog" },
      { from_airport_description: "Smith strip" },
    ),
    on("2026-06-01", { aircraft_id: "b", night_time: 60, entry_tags: [{ id: "1", tag_id: "t" }] }),
    on("2026-05-31", { aircraft_id: "c", flight_crew: [{ id: "1", person_id: "p" }] }),
    on("2025-01-01", { aircraft_id: "a", night_time: 61, is_ipc: true }),
  ];
  test.each([
    [{}, ["2026-06-30", "2026-06-01", "2026-05-31", "2025-01-01"]],
    [{ from: "2026-05-31", to: "2026-06-01" }, ["2026-06-01", "2026-05-31"]],
    // The last 30 days of June 30 begin on June 1.
    [{ last_days: 30 }, ["2026-06-30", "2026-06-01"]],
    [{ last_days: 1 }, ["2026-06-30"]],
    [{ aircraft: ["a"] }, ["2026-06-30", "2025-01-01"]],
    [{ aircraft: ["a", "b"] }, ["2026-06-30", "2026-06-01", "2025-01-01"]],
    [{ aircraft: ["a"], from: "2026-01-01" }, ["2026-06-30"]],
    [{ model: ["model of b"] }, ["2026-06-01"]],
    [{ class: ["AMEL"] }, ["2026-05-31"]],
    [{ airport: ["smith strip"] }, ["2026-06-30"]],
    [{ person: ["p"] }, ["2026-05-31"]],
    [{ tag: ["t"] }, ["2026-06-01"]],
    [{ person: ["p"], tag: ["t"] }, []],
  ] as const)("%j", (filter, expected) => {
    expect(days(filter, flights)).toEqual(expected);
  });

  const where = (field: string, is: FieldTest["is"], value = "") =>
    days({ tests: [{ field, is, value }] }, flights);
  test("any field can be tested", () => {
    expect(where("night_time", "at_least", "61")).toEqual(["2025-01-01"]);
    expect(where("night_time", "at_most", "60")).toEqual([
      "2026-06-30",
      "2026-06-01",
      "2026-05-31",
    ]);
    expect(where("is_ipc", "equals", "true")).toEqual(["2025-01-01"]);
    expect(where("remarks", "has", "FO")).toEqual(["2026-06-30"]);
    expect(where("remarks", "not_said")).toEqual(["2026-06-01", "2026-05-31", "2025-01-01"]);
    expect(where("flight_crew", "said")).toEqual(["2026-05-31"]);
  });

  test("numbers of the legs are added up, rows are counted, words are found in any of them", () => {
    const leg = (count: number, runway: string) => ({
      id: newRowId(),
      leg_number: count,
      day_landings_full_stop: count,
      approaches: [{ id: newRowId(), runway }],
    });
    const two = [on("2026-01-01", { flight_legs: [leg(1, "12L"), leg(2, "30R")] })];
    const fits = (field: string, is: FieldTest["is"], value: string) =>
      days({ tests: [{ field: `flight_legs.${field}`, is, value }] }, two).length;
    expect(fits("day_landings_full_stop", "at_least", "3")).toBe(1);
    expect(fits("day_landings_full_stop", "at_least", "4")).toBe(0);
    expect(fits("approaches", "at_most", "2")).toBe(1);
    expect(fits("approaches.runway", "has", "30r")).toBe(1);
  });
});

const texts = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
const aDay = fc.constantFrom(null, "2024-02-29", "2026-06-30");
const someFilter: fc.Arbitrary<FlightFilter> = fc.record({
  words: texts.map((text) => text.trim()),
  from: aDay,
  to: aDay,
  last_days: fc.constantFrom(null, 1, 90),
  ...(Object.fromEntries(filterLists.map((name) => [name, fc.array(texts)])) as Record<
    (typeof filterLists)[number],
    fc.Arbitrary<string[]>
  >),
  tests: fc.array(
    fc.record({
      field: fc.constantFrom("night_time", "flight_legs.approaches.runway"),
      is: fc.constantFrom(...(Object.keys(fieldTests) as (keyof typeof fieldTests)[])),
      value: texts,
    }),
  ),
});

describe("a filter is the same again", () => {
  test("from an address, whatever is typed into it, and from a saved report", () => {
    fc.assert(
      fc.property(someFilter, fc.constantFrom("find", "pages", "calendar"), (filter, view) => {
        expect(filterOfKept(JSON.parse(JSON.stringify(keptFilter(filter))))).toEqual(filter);
        const open = newRowId();
        const address = addressOfPlace({ view, filter, open, at: "2026-05" });
        const place = placeOfAddress(partsOf(`#${address}`).slice(1));
        expect(place.filter).toEqual(filter);
        expect(place.open).toBe(open);
      }),
    );
  });
  test("and one with a part that is not known is none, rather than one that shows more", () => {
    for (const parts of [
      [["colour", "red"]],
      [["from", "yesterday"]],
      [["where", "no_such_field said "]],
      [["where", "night_time sounds_like 3"]],
    ] as const)
      expect(filterOfParts(parts)).toBeUndefined();
    expect(placeOfAddress(["find", "colour:red"]).filter).toBeUndefined();
    for (const config of [null, 3, [], {}, { flights: 3 }, { flights: [["from"]] }])
      expect(filterOfKept(config)).toBeUndefined();
  });
});
