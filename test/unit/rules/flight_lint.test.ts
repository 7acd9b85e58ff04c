import { describe, expect, test } from "vitest";
import type { FlightRecord } from "../../../shared/facts/records.ts";
import type { AdviceCode } from "../../../shared/flight_lint/advice.ts";
import { lintContext, lintFlight } from "../../../shared/flight_lint/lint.ts";
import { derivedUuid } from "../../../shared/ids.ts";
import {
  aircraft,
  airportId,
  code,
  dayLandings,
  factsFrom,
  type Fields,
  flight,
  type FlightParts,
  nightLandings,
  record,
} from "./logbook.ts";

const fleet = [...aircraft("N1"), ...aircraft("N3", { engine_type: "turbofan" })];
const owner = record("person", "me", {
  display_name: "Me",
  is_logbook_owner: true,
  date_of_birth: "1990-05-05",
});
const student = record("certificate", "c", {
  certificate_level_id: code("certificate_levels", "student"),
  date_of_issuance: "2025-01-01",
});
const sole = code("pic_basis_types", "sole_manipulator");

/** The advice about one flight of a pilot born in 1990, seen on 1 June 2026. */
function codesOf(parts: FlightParts, ...more: Parameters<typeof factsFrom>): AdviceCode[] {
  const one = flight(parts) as FlightRecord;
  const facts = factsFrom(fleet, [owner], ...more);
  return lintFlight(one, lintContext(facts, one, "2026-06-01")).map((advice) => advice.code);
}

const crew = (role: string, person = "somebody"): Fields => ({
  id: derivedUuid(`crew ${role} ${person}`),
  person_id: derivedUuid(person),
  role_on_flight_id: code("role_on_flight_types", role),
});
const approach = (fields: Fields): Fields => ({
  id: derivedUuid("approach"),
  approach_type_id: code("approach_types", "ILS"),
  ...fields,
});
const byDay = { block_out: "2026-04-01T18:00Z", block_in: "2026-04-01T19:00Z" };
const byNight = { block_out: "2026-04-01T06:00Z", block_in: "2026-04-01T07:00Z" };

const clean: FlightParts = {
  date: "2026-04-01",
  pic_time: 60,
  pic_basis_id: sole,
  leg: dayLandings(1, true),
  ...byDay,
};

test("a flight that fits together has no advice", () => {
  expect(codesOf(clean)).toEqual([]);
});

describe("advice", () => {
  const cases: [AdviceCode, FlightParts][] = [
    ["date_in_future", { ...clean, date: "2026-06-02" }],
    ["date_before_birth", { ...clean, date: "1990-05-04" }],
    ["total_below_parts", { ...clean, sic_time: 60 }],
    [
      "total_below_parts",
      { ...clean, actual_instrument: 40, simulated_instrument: 40, instructor_name: "Ann" },
    ],
    [
      "solo_and_dual",
      { ...clean, pic_time: 0, solo_time: 60, dual_received: 60, instructor_name: "Ann" },
    ],
    ["solo_with_others", { ...clean, solo_time: 60, flight_crew: [crew("passenger")] }],
    ["pic_basis_missing", { ...clean, pic_basis_id: null }],
    ["block_time_differs", { ...clean, total_time: 90 }],
    ["meter_differs", { ...clean, hobbs_start: 100, hobbs_end: 103 }],
    ["instrument_without_safety_pilot", { ...clean, simulated_instrument: 30 }],
    ["dual_without_instructor", { ...clean, pic_time: 0, dual_received: 60 }],
    [
      "approach_without_place",
      {
        ...clean,
        actual_instrument: 20,
        course_intercepting_tracking_performed: true,
        leg: { ...dayLandings(1, true), approaches: [approach({})] },
      },
    ],
    [
      "approach_without_instrument_time",
      {
        ...clean,
        leg: { ...dayLandings(1, true), approaches: [approach({ airport_id: airportId("KPAO") })] },
      },
    ],
    [
      "tracking_not_said",
      {
        ...clean,
        actual_instrument: 20,
        leg: { ...dayLandings(1, true), approaches: [approach({ airport_id: airportId("KPAO") })] },
      },
    ],
    ["nvg_beyond_night", { ...clean, nvg_time: 30 }],
    ["night_landing_by_day", { ...clean, night_time: 60, leg: nightLandings(1) }],
    ["day_landing_by_night", { ...clean, ...byNight, night_time: 60 }],
    ["night_landing_without_night_time", { ...clean, ...byNight, leg: nightLandings(1) }],
    ["night_time_differs", { ...clean, ...byNight, night_time: 20, leg: nightLandings(1) }],
    [
      "landing_elsewhere",
      {
        ...clean,
        leg: {
          ...dayLandings(1, true),
          landings_takeoffs: [
            { id: derivedUuid("e"), is_landing: true, airport_id: airportId("KSTS") },
          ],
        },
      },
    ],
    [
      "legs_apart",
      {
        ...clean,
        legs: [
          { from: "KPAO", to: "KHAF" },
          { from: "KSTS", to: "KPAO" },
        ],
      },
    ],
    [
      "unusual_speed",
      {
        ...clean,
        block_out: null,
        block_in: null,
        from: "KPAO",
        to: "KLAX",
        total_time: 40,
        pic_time: 40,
      },
    ],
    ["cross_country_without_landing", { ...clean, cross_country_time: 60 }],
    [
      "cross_country_50nm_too_near",
      { ...clean, to: "KHAF", cross_country_time: 60, cross_country_50nm_time: 60 },
    ],
    ["cross_country_not_logged", { ...clean, to: "KSTS" }],
  ];
  test.each(cases)("%s", (expected, parts) => {
    expect(codesOf(parts)).toContain(expected);
  });
  test("of a student who logs PIC under instruction", () => {
    const parts = { ...clean, dual_received: 60, instructor_name: "Ann" };
    expect(codesOf(parts, [student])).toContain("pic_and_dual_of_student");
    expect(codesOf(parts)).not.toContain("pic_and_dual_of_student");
  });
  test("is silent where others may be aboard, a jet flies fast, and times are not told", () => {
    expect(codesOf({ ...clean, solo_time: 60, flight_crew: [crew("PIC", "me")] })).toEqual([]);
    const fast = {
      ...clean,
      block_out: null,
      block_in: null,
      from: "KPAO",
      to: "KLAX",
      total_time: 40,
      pic_time: 40,
      cross_country_time: 40,
    };
    expect(codesOf({ ...fast, aircraft: "N3" })).toEqual([]);
    expect(
      codesOf({ ...clean, block_out: null, block_in: null, night_time: 60, leg: nightLandings(1) }),
    ).toEqual([]);
    expect(
      codesOf({ ...clean, simulated_instrument: 30, flight_crew: [crew("safety_pilot")] }),
    ).toEqual([]);
  });
  test("never crashes on a flight that says nothing", () => {
    expect(
      codesOf({ date: "1903-12-17", from: "nowhere", to: "nowhere", total_time: 0, legs: [{}] }),
    ).toEqual(["date_before_birth"]);
  });
});
