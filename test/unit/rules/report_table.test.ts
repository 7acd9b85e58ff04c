import { describe, expect, test } from "vitest";
import type { FlightRecord, SessionRecord } from "../../../shared/facts/records.ts";
import { derivedUuid } from "../../../shared/ids.ts";
import type { Envelope } from "../../../shared/kinds/kind.ts";
import type { Measure } from "../../../shared/facts/measures.ts";
import { reportColumns, sessionColumns } from "../../../shared/totals/report_columns.ts";
import { totalsOf } from "../../../shared/totals/totals.ts";
import { insuranceSummary } from "../../../shared/totals/insurance.ts";
import {
  daysOfPeriod,
  noFilter,
  plainReport,
  readReportConfig,
  type ReportConfig,
} from "../../../shared/totals/report_config.ts";
import { type ReportTable, reportTable } from "../../../shared/totals/report_table.ts";
import {
  aircraft,
  airportId,
  code,
  dayLandings,
  factsFrom,
  flight,
  nightLandings,
  record,
} from "./logbook.ts";

const tag = (name: string, minutes = 0) => ({
  id: derivedUuid(`row ${name} ${minutes}`),
  tag_id: derivedUuid(name),
  numeric_value: minutes,
});
const aboard = (name: string) => ({
  id: derivedUuid(`crew ${name}`),
  person_id: derivedUuid(name),
  role_on_flight_id: code("role_on_flight_types", "passenger"),
});

const book: Envelope[] = [
  ...aircraft("N1", { icao_type_designator: "C172" }),
  ...aircraft("N2", { icao_type_designator: "C172", gear_type: "retractable_tricycle" }),
  ...aircraft("N3", {
    class: "AMEL",
    engine_count: 2,
    gear_type: "retractable_tailwheel",
    is_complex: true,
  }),
  record("person", "Jane Doe", { display_name: "Jane Doe" }),
  record("person", "Bo Li", { display_name: "Bo Li" }),
  record("tag", "Club", { tag_name: "Club" }),
  record("tag", "Tow", { tag_name: "Tow", tag_value_type: "numeric_hours" }),
  // 61 minutes alone in N1, out and back; a local flight of 7 minutes on the last day of the window.
  flight({
    date: "2025-08-31",
    total_time: 61,
    pic_time: 61,
    solo_time: 61,
    legs: [
      { from: "KPAO", to: "KSTS", ...dayLandings(1, true) },
      { from: "KSTS", to: "KPAO", ...dayLandings(1, true) },
    ],
    entry_tags: [tag("Club"), tag("Tow", 20)],
  }),
  flight({
    date: "2025-09-01",
    aircraft: "N2",
    total_time: 50,
    pic_time: 20,
    dual_received: 50,
    instructor_name: "jane doe",
    flight_crew: [aboard("Jane Doe")],
    to: "KSTS",
    leg: nightLandings(2),
    night_time: 50,
    entry_tags: [tag("Tow", 5)],
  }),
  flight({
    date: "2026-02-28",
    aircraft: "N3",
    total_time: 125,
    sic_time: 125,
    instructor_name: "Ada Roe",
    flight_crew: [aboard("Bo Li"), aboard("Jane Doe")],
    from: "KLAX",
    to: "somewhere",
  }),
  flight({ date: "2026-03-01", total_time: 7 }),
  record("training_session", "sim", {
    session_type: "device",
    session_date: "2026-03-02",
    total_time: 90,
    training_device_id: derivedUuid("device"),
    dual_received: 90,
    instrument_time_simulated: 60,
  }),
  record("training_session", "ground", {
    session_type: "ground",
    session_date: "2026-03-02",
    dual_received: 45,
    total_time: 45,
  }),
];
const facts = factsFrom(book);
const byId = new Map(book.map((one) => [one._id, one as FlightRecord | SessionRecord]));

function asked(
  config: Partial<ReportConfig>,
  as_of = "2026-03-31",
): ReportTable & { said: Record<string, number[]> } {
  const table = reportTable(facts, (id) => byId.get(id), { ...plainReport, ...config }, as_of);
  return { ...table, said: Object.fromEntries(table.rows.map((row) => [row.key, row.figures])) };
}

const filtered = (filter: object) =>
  asked({ group_by: "none", columns: ["total_time"], filter: { ...noFilter, ...filter } }).total
    .figures[0];

describe("a report of totals", () => {
  test("counts every flight once in the total, exact to the minute, however it is grouped", () => {
    for (const group_by of [
      ...["none", "year", "month", "aircraft", "type", "model", "category_class"],
      ...["airport", "person", "role", "tag"],
    ] as const) {
      const config = { ...readReportConfig({ group_by }).config, columns: ["total_time"] };
      expect(asked(config as ReportConfig).total).toMatchObject({ flights: 4, figures: [243] });
    }
  });

  test("says of every measure what the totals say", () => {
    const columns = [...reportColumns.keys()].filter(
      (one): one is Measure => one !== "tag_time" && !sessionColumns.has(one),
    );
    const totals = totalsOf(facts, { to: "2026-03-31" });
    expect(asked({ columns }).total.figures).toEqual(columns.map((one) => totals[one]));
  });

  test("groups by year and month in order of time, by all else the most first", () => {
    const columns: ReportConfig["columns"] = ["total_time", "flights"];
    expect(asked({ group_by: "year", columns }).rows).toEqual([
      { key: "2025", flights: 2, figures: [111, 2] },
      { key: "2026", flights: 2, figures: [132, 2] },
    ]);
    expect(Object.keys(asked({ group_by: "month", columns }).said)).toEqual([
      "2025-08",
      "2025-09",
      "2026-02",
      "2026-03",
    ]);
    expect(asked({ group_by: "type", columns }).said).toEqual({
      "Model of N3": [125, 1],
      C172: [118, 3],
    });
    expect(asked({ group_by: "category_class", columns }).rows.map(({ key }) => key)).toEqual([
      "airplane AMEL",
      "airplane ASEL",
    ]);
    expect(asked({ group_by: "aircraft", columns }).said[derivedUuid("N1")]).toEqual([68, 2]);
  });

  test("lets a flight stand in each of its groups and says how many do", () => {
    const columns: ReportConfig["columns"] = ["total_time"];
    const airports = asked({ group_by: "airport", columns });
    expect(airports.said).toEqual({
      [airportId("KLAX")]: [125],
      somewhere: [125],
      [airportId("KPAO")]: [118],
      [airportId("KSTS")]: [111],
    });
    expect(airports.in_several).toBe(3);
    const people = asked({ group_by: "person", columns });
    expect(people.said).toEqual({
      [derivedUuid("Jane Doe")]: [175],
      [derivedUuid("Bo Li")]: [125],
      "name:Ada Roe": [125],
      "": [68],
    });
    expect(people.in_several).toBe(1);
    expect(asked({ group_by: "role", columns: ["pic_time", "total_time"] }).said).toEqual({
      pic_time: [81, 111],
      solo_time: [61, 61],
      dual_received: [20, 50],
      sic_time: [0, 125],
      "": [0, 7],
    });
    expect(asked({ group_by: "year", columns }).in_several).toBe(0);
  });

  test("adds up the time that a tag was given, tag by tag", () => {
    expect(asked({ group_by: "tag", columns: ["tag_time", "total_time"] }).said).toEqual({
      [derivedUuid("Tow")]: [25, 111],
      [derivedUuid("Club")]: [0, 61],
      "": [0, 132],
    });
  });

  test("adds lessons only where lessons count: never to the time of flights", () => {
    const lessons = asked({
      group_by: "year",
      columns: ["total_time", "dual_received", "device_time", "ground_training_received"],
    });
    expect(lessons.total).toEqual({ key: "", flights: 4, figures: [243, 50, 90, 45] });
    expect(asked({ group_by: "year", columns: ["dual_received"] }).total.figures).toEqual([50]);
    // Lessons that none of the columns counts are no line of nothing.
    const crafts = asked({ group_by: "aircraft", columns: ["total_time", "tag_time"] });
    expect(Object.keys(crafts.said)).not.toContain("");
  });

  test("keeps what a filter asks for", () => {
    expect(filtered({ aircraft: derivedUuid("N1") })).toBe(68);
    expect(filtered({ type: "C172" })).toBe(118);
    expect(filtered({ category_class: "airplane" })).toBe(243);
    expect(filtered({ category_class: "airplane AMEL" })).toBe(125);
    expect(filtered({ airport: airportId("KSTS") })).toBe(111);
    expect(filtered({ airport: "somewhere" })).toBe(125);
    expect(filtered({ person: derivedUuid("Jane Doe") })).toBe(175);
    expect(filtered({ person: "name:Ada Roe" })).toBe(125);
    expect(filtered({ role: "sic_time" })).toBe(125);
    expect(filtered({ tag: derivedUuid("Tow") })).toBe(111);
    expect(filtered({ traits: ["is_retractable"] })).toBe(175);
    expect(filtered({ traits: ["is_retractable", "is_multi_engine"] })).toBe(125);
    expect(filtered({ with: "night_time" })).toBe(50);
  });

  test("keeps to its period, first and last day included", () => {
    const within = (period: ReportConfig["period"], as_of: string) =>
      asked({ period, group_by: "none", columns: ["total_time"] }, as_of).total.figures[0];
    // From the first day of the sixth calendar month before: 1 September is in, 31 August is not.
    expect(within({ is: "months", count: 6 }, "2026-03-31")).toBe(182);
    expect(within({ is: "months", count: 7 }, "2026-03-31")).toBe(243);
    // The event is day 0: 90 days on is the last day.
    expect(within({ is: "days", count: 90 }, "2025-11-29")).toBe(111);
    expect(within({ is: "days", count: 90 }, "2025-11-30")).toBe(50);
    expect(within({ is: "this_year" }, "2026-02-28")).toBe(125);
    expect(within({ is: "all" }, "2025-09-01")).toBe(111);
    expect(within({ is: "range", from: "2025-09-01", to: null }, "2025-01-01")).toBe(182);
    expect(within({ is: "range", from: null, to: "2025-08-31" }, "2026-01-01")).toBe(61);
    expect(daysOfPeriod({ is: "days", count: 90 }, "2025-11-29").from).toBe("2025-08-31");
  });
});

describe("the configuration of a saved report", () => {
  test("is what was saved", () => {
    const config: ReportConfig = {
      period: { is: "range", from: "2024-02-29", to: null },
      filter: { ...noFilter, traits: ["is_sea"], with: "night_time", person: "name:Ada Roe" },
      group_by: "person",
      columns: ["landings", "total_time"],
    };
    const kept = JSON.parse(JSON.stringify(config)) as never;
    expect(readReportConfig(kept)).toEqual({ config, problems: [] });
    expect(readReportConfig({})).toEqual({ config: plainReport, problems: [] });
    expect(readReportConfig(null)).toEqual({ config: plainReport, problems: [] });
  });

  test.each([
    ["a grouping of another version", { group_by: "moon" }],
    ["the name of an object's own function", { group_by: "toString" }],
    ["a period of another version", { period: { is: "fortnight" } }],
    ["no whole number of days", { period: { is: "days", count: 1.5 } }],
    ["more months than there are", { period: { is: "months", count: 1e9 } }],
    ["a day that no calendar has", { period: { is: "range", from: "2025-02-30" } }],
    ["a filter of another version", { filter: { weather: "rain" } }],
    ["a filter that is none", { filter: 7 }],
    ["a role that is none", { filter: { role: "constructor" } }],
    ["a trait that is none", { filter: { traits: ["valueOf", {}] } }],
    ["columns of another version", { columns: ["total_time", "happiness", null] }],
    ["a text", "by year, please"],
    ["a list", [1, 2]],
  ])("that holds %s says so and still reports", (_, said) => {
    const { config, problems } = readReportConfig(said as never);
    expect(problems).toHaveLength(1);
    expect(asked(config).total.flights).toBe(4);
  });
});

describe("the insurance summary", () => {
  const line = (name: string, aircraft_id: string | null) => {
    const summary = insuranceSummary(facts, "2026-03-31", aircraft_id);
    const found = summary.lines.find((one) => one.line === name);
    return found && [found.all, found.twelve_months, found.ninety_days];
  };

  test("tells time in all, in twelve calendar months and in 90 days, in the aircraft, its model and its type", () => {
    const n2 = derivedUuid("N2");
    expect(line("total", n2)).toEqual([243, 243, 132]);
    expect(line("aircraft", n2)).toEqual([50, 50, 0]);
    expect(line("model", n2)).toEqual([50, 50, 0]);
    expect(line("type", n2)).toEqual([118, 118, 7]);
    expect(line("type_pic", n2)).toEqual([81, 81, 0]);
    expect(line("type_landings", n2)).toEqual([4, 4, 0]);
    expect(line("retractable", n2)).toEqual([175, 175, 125]);
    expect(line("multi_engine", n2)).toEqual([125, 125, 125]);
    expect(line("tailwheel", n2)).toEqual([125, 125, 125]);
    expect(line("night", n2)).toEqual([50, 50, 0]);
  });

  test("begins its 90 days 90 days ago, that day included", () => {
    const on = (day: string) =>
      insuranceSummary(facts, day, null).lines.find((one) => one.line === "total")?.ninety_days;
    expect([on("2025-11-29"), on("2025-11-30")]).toEqual([111, 50]);
  });

  test("leaves the lines of an aircraft out when none is asked about", () => {
    expect(line("type", null)).toBeUndefined();
    expect(line("total", null)).toEqual([243, 243, 132]);
  });

  test("does not look past its day", () => {
    const { lines } = insuranceSummary(facts, "2025-08-31", null);
    expect(lines.find((one) => one.line === "total")).toMatchObject({ all: 61, ninety_days: 61 });
  });
});
