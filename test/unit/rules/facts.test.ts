import { describe, expect, test } from "vitest";
import { keepFacts } from "../../../shared/facts/facts.ts";
import { flightFacts } from "../../../shared/facts/flight_facts.ts";
import { at, measures } from "../../../shared/facts/measures.ts";
import type { FlightRecord } from "../../../shared/facts/records.ts";
import { derivedUuid } from "../../../shared/ids.ts";
import { faa_61_57_a } from "../../../shared/rules/faa_61_57_a.ts";
import { faa_61_57_b } from "../../../shared/rules/faa_61_57_b.ts";
import { faa_61_57_c } from "../../../shared/rules/faa_61_57_c.ts";
import { faa_61_57_c_glider } from "../../../shared/rules/faa_61_57_c_glider.ts";
import { reportHome } from "../../../shared/rules/home_report.ts";
import { sunTimes } from "../../../shared/sun.ts";
import { momentOf } from "../../../shared/calendar.ts";
import {
  aircraft,
  airportId,
  code,
  dayLandings,
  factsFrom,
  type Fields,
  flight,
  lookups,
  nightLandings,
  places,
  record,
} from "./logbook.ts";

const fleet = aircraft("N1");
const { sunset } = sunTimes("2026-04-01", places.KPAO);
const minutesAfterSunset = (minutes: number) => momentOf(sunset! + minutes * 60_000);

let count = 0;
const event = (fields: Fields): Fields => ({ id: derivedUuid(`event ${++count}`), ...fields });
const landing = (minutes: number, is_full_stop: boolean | null = true) =>
  event({
    is_landing: true,
    is_full_stop,
    occurred_at: minutesAfterSunset(minutes),
    airport_id: airportId("KPAO"),
  });
const takeoff = (minutes: number) =>
  event({
    is_takeoff: true,
    occurred_at: minutesAfterSunset(minutes),
    airport_id: airportId("KPAO"),
  });

/** Counts that matter for recency by night, of one flight from and to KPAO on 1 April 2026. */
const counts = (leg: Fields, fields: Fields = {}) => {
  const { sums } = flightFacts(
    flight({ date: "2026-04-01", leg, ...fields }) as FlightRecord,
    lookups.airport,
  );
  return {
    takeoffs: sums[at.takeoffs],
    landings: sums[at.landings],
    night_takeoffs: sums[at.recency_night_takeoffs],
    night_full_stops: sums[at.recency_night_full_stops],
  };
};

describe("single events decide day and night where they are told", () => {
  test("counts alone are taken as logged", () => {
    expect(counts(nightLandings(3))).toEqual({
      takeoffs: 3,
      landings: 3,
      night_takeoffs: 3,
      night_full_stops: 3,
    });
  });
  test("an event an hour after sunset is night, one before that is not, whatever was logged", () => {
    const leg = {
      ...nightLandings(2),
      landings_takeoffs: [takeoff(50), landing(59), takeoff(61), landing(62)],
    };
    expect(counts(leg)).toEqual({
      takeoffs: 2,
      landings: 2,
      night_takeoffs: 1,
      night_full_stops: 1,
    });
  });
  test("events alone are counted, and a landing that is no full stop is none", () => {
    const leg = {
      landings_takeoffs: [takeoff(70), landing(75, false), landing(80), landing(90, null)],
    };
    expect(counts(leg)).toEqual({
      takeoffs: 1,
      landings: 3,
      night_takeoffs: 1,
      night_full_stops: 1,
    });
  });
  test("counts that no event covers stay as logged", () => {
    const leg = { ...nightLandings(3), landings_takeoffs: [landing(50)] };
    expect(counts(leg)).toMatchObject({ landings: 3, night_takeoffs: 3, night_full_stops: 2 });
  });
  test("an event by day takes nothing from the night that was logged beside it", () => {
    const leg = {
      ...nightLandings(3),
      day_landings_full_stop: 1,
      landings_takeoffs: [landing(-60)],
    };
    expect(counts(leg)).toMatchObject({ landings: 4, night_full_stops: 3 });
  });
  test("an event without a time, or at a place nobody knows, decides nothing", () => {
    const silent = event({ is_landing: true, is_full_stop: true });
    const lost = event({
      is_landing: true,
      is_full_stop: true,
      occurred_at: minutesAfterSunset(90),
      airport_description: "Smith Farm",
    });
    expect(
      counts({ ...nightLandings(2), landings_takeoffs: [silent, lost] }).night_full_stops,
    ).toBe(2);
    expect(counts({ landings_takeoffs: [silent, lost] })).toMatchObject({
      landings: 2,
      night_full_stops: 0,
    });
  });
  test("an event that names no place happened where its leg ends", () => {
    const unplaced = event({
      is_landing: true,
      is_full_stop: true,
      occurred_at: minutesAfterSunset(90),
    });
    expect(counts({ landings_takeoffs: [unplaced] }).night_full_stops).toBe(1);
  });
  test("a full stop that is not said is told by the verdict", () => {
    const facts = factsFrom(
      fleet,
      flight({ date: "2026-04-01", leg: { landings_takeoffs: [landing(90, null)] } }),
    );
    expect(faa_61_57_b.judge(facts, "2026-04-02")[0]!.unknown.join()).toContain("full stop");
  });
});

describe("what an approach needs to count", () => {
  const approach = (fields: Fields) => ({
    id: derivedUuid(`approach ${++count}`),
    approach_type_id: code("approach_types", "ILS"),
    ...fields,
  });
  const credited = (approaches: Fields[], fields: Fields = {}) => {
    const facts = flightFacts(
      flight({ date: "2026-01-01", leg: { approaches }, ...fields }) as FlightRecord,
      lookups.airport,
    );
    return [facts.sums[at.credited_approaches], facts.unsaid_approaches];
  };
  test.each([
    ["actual conditions", [{ in_imc: true }], {}, [1, 0]],
    ["a view-limiting device", [{ in_simulated_imc: true }], {}, [1, 0]],
    [
      "neither, and said so",
      [{ in_imc: false, in_simulated_imc: false }],
      { simulated_instrument: 30 },
      [0, 0],
    ],
    ["nothing said, in an entry with instrument time", [{}], { actual_instrument: 10 }, [1, 0]],
    ["nothing said, and no instrument time", [{}], {}, [0, 1]],
    [
      "a visual approach",
      [{ approach_type_id: code("approach_types", "visual"), in_imc: true }],
      {},
      [0, 0],
    ],
    [
      "a contact approach",
      [{ approach_type_id: code("approach_types", "contact"), in_imc: true }],
      {},
      [0, 0],
    ],
  ])("%s", (_, approaches, fields, expected) => {
    expect(credited(approaches.map(approach), fields)).toEqual(expected);
  });
  test("an entry with approaches that is silent on tracking counts and is told of; one that denies it does not", () => {
    const facts = factsFrom(
      fleet,
      flight({ date: "2026-01-01", approaches: 6, holds: 1, simulated_instrument: 60 }),
    );
    const [verdict] = faa_61_57_c.judge(facts, "2026-01-02");
    expect(verdict).toMatchObject({ state: "current", missing: [] });
    expect(verdict!.unknown.join()).toContain("1 entry with approaches");
    const denied = factsFrom(
      fleet,
      flight({
        date: "2026-01-01",
        approaches: 6,
        holds: 1,
        simulated_instrument: 60,
        course_intercepting_tracking_performed: false,
      }),
    );
    expect(faa_61_57_c.judge(denied, "2026-01-02")[0]).toMatchObject({
      state: "never",
      missing: [{ what: "intercepting and tracking courses", have: 0, need: 1 }],
    });
  });
});

describe("instrument recency of a rating", () => {
  const tasks = (date: string) =>
    flight({
      date,
      approaches: 6,
      holds: 1,
      simulated_instrument: 60,
      course_intercepting_tracking_performed: true,
    });
  const rating = (date_added: string) =>
    record("certificate", "c", {
      certificate_level_id: code("certificate_levels", "private"),
      date_of_issuance: "2015-01-01",
      ratings: [
        {
          id: derivedUuid("r"),
          rating_type_id: code("rating_types", "instrument_airplane"),
          date_added,
        },
      ],
    });
  test("does not lapse before there is one", () => {
    const log = [tasks("2020-01-10"), tasks("2026-02-10")];
    const state = (...more: Parameters<typeof factsFrom>) =>
      faa_61_57_c.judge(factsFrom(fleet, log, ...more), "2026-03-01")[0]!.state;
    expect(state()).toBe("needs_ipc");
    expect(state([rating("2026-02-01")])).toBe("current");
    expect(state([rating("2019-02-01")])).toBe("needs_ipc");
  });
  test("of a glider asks for hours of instruments, with a passenger in a glider", () => {
    const gliders = aircraft("N8", {
      category: "glider",
      class: "glider",
      engine_type: "none",
      engine_count: 0,
    });
    const hours = (registration: string, minutes: number, tracked: boolean) =>
      flight({
        date: "2026-01-05",
        aircraft: registration,
        total_time: minutes,
        simulated_instrument: minutes,
        course_intercepting_tracking_performed: tracked,
      });
    const facts = factsFrom(fleet, gliders, hours("N1", 60, true), hours("N8", 120, false));
    const [alone, passenger] = faa_61_57_c_glider.judge(facts, "2026-07-31");
    expect(alone).toMatchObject({ state: "current", last_day: "2026-07-31" });
    expect(passenger).toMatchObject({ state: "current" });
    const short = factsFrom(fleet, gliders, hours("N1", 180, true), hours("N8", 60, false));
    expect(faa_61_57_c_glider.judge(short, "2026-02-01").map(({ state }) => state)).toEqual([
      "current",
      "never",
    ]);
    expect(
      faa_61_57_c_glider.judge(factsFrom(fleet, hours("N1", 180, true)), "2026-02-01"),
    ).toEqual([]);
  });
});

describe("flights that say too little", () => {
  test("in an aircraft of no known category count for nothing, and the verdict says so", () => {
    const facts = factsFrom(fleet, aircraft("N0", { category: null, class: null }), [
      flight({ date: "2026-01-01", leg: dayLandings(2) }),
      flight({ date: "2026-01-02", aircraft: "N0", leg: dayLandings(3) }),
      flight({ date: "2026-01-02", aircraft: "missing", leg: dayLandings(3) }),
    ]);
    const [verdict] = faa_61_57_a.judge(facts, "2026-01-03");
    expect(verdict).toMatchObject({ state: "never" });
    expect(verdict!.unknown.join()).toMatch(/2 flights in aircraft of no known category: .*\bN0\b/);
  });
  test("in a class alone belong to its category", () => {
    const facts = factsFrom(
      aircraft("N3", { category: null, class: "AMES" }),
      flight({ date: "2026-01-01", aircraft: "N3", leg: dayLandings(3) }),
    );
    expect(faa_61_57_a.judge(facts, "2026-01-03")[0]).toMatchObject({
      applies_to: { category: "airplane", class: "AMES" },
      state: "current",
    });
  });
  test("an empty logbook has verdicts, totals and no crash", () => {
    const home = reportHome(factsFrom(), "2026-01-01");
    expect(home.totals.all.total_time).toBe(0);
    expect(home.expirations.upcoming).toEqual([]);
  });
  test("tomorrow's flight counts tomorrow", () => {
    const facts = factsFrom(fleet, flight({ date: "2026-01-02", leg: dayLandings(3) }));
    expect(faa_61_57_a.judge(facts, "2026-01-01")).toEqual([]);
    expect(faa_61_57_a.judge(facts, "2026-01-02")[0]!.state).toBe("current");
  });
  test("a hundred flights without airports, times and landings give an answer", () => {
    const bare = Array.from({ length: 100 }, (_, i) =>
      flight({ date: `19${10 + (i % 80)}-01-01`, from: "somewhere", to: "nowhere", total_time: 0 }),
    );
    expect(reportHome(factsFrom(fleet, bare), "2026-01-01").totals.all.flights).toBe(100);
  });
});

describe("a keeper", () => {
  test("opened from a snapshot says the same as from the records", () => {
    const log = [
      flight({ date: "2026-01-01", leg: dayLandings(3) }),
      record("training_device", "device FMX", {
        name: "FMX",
        device_type_id: code("training_device_types", "AATD"),
      }),
      record("training_session", "s", {
        session_date: "2026-01-02",
        session_type: "device",
        training_device_id: derivedUuid("device FMX"),
        total_time: 60,
      }),
    ];
    const first = keepFacts([...fleet, ...log], lookups);
    const snapshot = JSON.parse(JSON.stringify(first.snapshot())) as ReturnType<
      typeof first.snapshot
    >;
    const small = [...fleet, log[1]!];
    const second = keepFacts(small, lookups, snapshot);
    expect(reportHome(second.current(), "2026-02-01")).toEqual(
      reportHome(first.current(), "2026-02-01"),
    );
    expect(second.current().sessions[0]).toMatchObject({ device: "AATD" });
  });
  test("places what begins at an airport of the owner's own", () => {
    const strip = record("airport", "strip", {
      name: "Smith Farm",
      latitude: places.KSTS.latitude,
      longitude: places.KSTS.longitude,
    });
    const facts = factsFrom([strip]);
    expect(facts.airport(derivedUuid("strip"))).toMatchObject({ latitude: places.KSTS.latitude });
  });
  test("gives the same value until something changes", () => {
    const keeper = keepFacts(fleet, lookups);
    const before = keeper.current();
    expect(keeper.current()).toBe(before);
    keeper.put(flight({ date: "2026-01-01" }));
    expect(keeper.current()).not.toBe(before);
    expect(before.flights).toHaveLength(0);
    const other = record("tag", "asked by no rule", { tag_name: "x" });
    const now = keeper.current();
    keeper.put(other);
    expect(keeper.current()).toBe(now);
  });
  test.each([2, 200])("that was told of %i changes at once says the same as a new one", (count) => {
    const log = Array.from({ length: count }, (_, i) =>
      flight({ date: `2026-01-0${1 + (i % 9)}`, leg: dayLandings(1 + (i % 3)) }),
    );
    const keeper = keepFacts([...fleet, log[0]!], lookups);
    keeper.current();
    for (const one of log.slice(1)) keeper.put(one);
    keeper.remove(log[0]!._id);
    const home = reportHome(keeper.current(), "2026-02-01");
    expect(home).toEqual(reportHome(factsFrom([...fleet, ...log.slice(1)]), "2026-02-01"));
    expect(home.totals.all.flights).toBe(count - 1);
  });
});

test("every measure has a place of its own", () => {
  expect(new Set(measures).size).toBe(measures.length);
});
