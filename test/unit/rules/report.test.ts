import { describe, expect, test } from "vitest";
import {
  calcCrossCountry,
  calcDistance,
  calcFlightReview,
  calcMedical,
  calcNight,
  calcSun,
} from "../../../shared/rules/calc.ts";
import { reportCurrency, reportExpirations } from "../../../shared/rules/home_report.ts";
import {
  report8710,
  reportExperience,
  reportMedical,
  reportTotals,
} from "../../../shared/rules/report.ts";
import { aircraft, code, dayLandings, factsFrom, flight, places, record } from "./logbook.ts";

const facts = factsFrom(aircraft("N1"), [
  record("person", "me", {
    display_name: "Me",
    is_logbook_owner: true,
    date_of_birth: "1990-05-05",
  }),
  record("medical", "m", {
    medical_class_id: code("medical_classes", "class_3"),
    exam_date: "2024-05-10",
  }),
  record("flight_review", "fr", { review_date: "2025-03-01", satisfactorily_completed: true }),
  record("endorsement", "e1", {
    endorsement_type_id: code("endorsement_types", "solo"),
    endorsement_date: "2026-02-01",
  }),
  record("endorsement", "e2", {
    endorsement_type_id: code("endorsement_types", "tailwheel"),
    endorsement_date: "2026-02-01",
  }),
  record("endorsement", "e3", {
    endorsement_type_id: code("endorsement_types", "practical_test_prerequisites"),
    endorsement_date: "2026-02-01",
  }),
  record("certificate", "c", {
    certificate_level_id: code("certificate_levels", "student"),
    date_of_issuance: "2010-02-01",
    expires_on: "2015-02-28",
  }),
  record("certificate", "p", {
    certificate_level_id: code("certificate_levels", "private"),
    date_of_issuance: "2012-02-01",
  }),
  flight({ date: "2025-08-31", total_time: 61, pic_time: 61 }),
  flight({ date: "2025-09-01", total_time: 60, pic_time: 60 }),
  flight({ date: "2026-03-01", total_time: 59, pic_time: 59, leg: dayLandings(3, true) }),
]);

describe("reports are JSON as they are", () => {
  test.each([
    ["currency", reportCurrency(facts, "2026-03-31")],
    ["experience", reportExperience(facts, "2026-03-31")],
    ["totals", reportTotals(facts, "2026-03-31", {}, "year")],
    ["8710", report8710(facts, "2026-03-31", "commercial")],
    ["medical", reportMedical(facts, "2026-03-31")],
    ["expirations", reportExpirations(facts, "2026-03-31")],
  ])("%s", (_, report) => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});

test("the application for a medical asks for the total and six calendar months", () => {
  expect(reportMedical(facts, "2026-03-31")).toMatchObject({
    birth_date_known: true,
    total_minutes: 180,
    last_six_months_minutes: 119,
  });
});

test("totals stop at the day and show hours rounded once", () => {
  const report = reportTotals(facts, "2025-12-31");
  expect(report.totals.total_time).toBe(121);
  expect(report.hours.total_time).toBe(2);
  expect(reportTotals(facts, "2026-12-31", { from: "2026-01-01" }).hours.pic_time).toBe(1);
});

test("experience is asked by table", () => {
  const { tables } = reportExperience(facts, "2026-03-31", ["faa_61_129_a"]);
  expect(tables.map(({ table }) => table)).toEqual(["faa_61_129_a"]);
});

test("expirations are what ends, soonest first, and what has ended", () => {
  const { upcoming, past } = reportExpirations(facts, "2026-03-31");
  const find = (list: typeof upcoming, text: string) =>
    list.find(({ what }) => what.includes(text));
  expect(find(upcoming, "Practical test, prerequisites")).toMatchObject({
    last_day: "2026-04-30",
    days_left: 30,
  });
  expect(find(upcoming, "Solo, first 90 days")).toMatchObject({ last_day: "2026-05-02" });
  expect(find(upcoming, "Take-offs and landings: ASEL, carrying persons")).toMatchObject({
    last_day: "2026-05-30",
  });
  expect(find(upcoming, "Flight review")).toMatchObject({ last_day: "2027-03-31" });
  expect(find(upcoming, "Medical: Private")).toMatchObject({ last_day: "2029-05-31" });
  expect(find(upcoming, "ailwheel")).toBeUndefined();
  expect(find(past, "Student pilot")).toMatchObject({ last_day: "2015-02-28" });
  expect(upcoming.map(({ days_left }) => days_left)).toEqual(
    upcoming.map(({ days_left }) => days_left).toSorted((a, b) => a - b),
  );
  expect(
    reportExpirations(facts, "2026-03-31", 30).upcoming.every(({ days_left }) => days_left <= 30),
  ).toBe(true);
});

describe("single computations", () => {
  test("the sun, with the state at a moment", () => {
    const answer = calcSun({
      ...places.KPAO,
      day: "2026-04-01",
      time_zone: "America/Los_Angeles",
      at: "2026-04-01T08:00:00Z",
    });
    expect(answer).toMatchObject({
      ok: true,
      value: { sun: "rises_and_sets", state: { is_night_part1: true, is_night_6157: true } },
    });
    if (answer.ok) expect(answer.value.sunset).toMatch(/^2026-04-02T02:3\d/);
  });
  test("the night of a flight", () => {
    const answer = calcNight({
      stops: [places.KPAO, places.KLAX],
      block_out: "2026-01-01T04:00Z",
      block_in: "2026-01-01T05:30Z",
    });
    expect(answer).toMatchObject({
      ok: true,
      value: {
        part1_minutes: 90,
        recency: [{ from: "2026-01-01T04:00:00Z", to: "2026-01-01T05:30:00Z" }],
      },
    });
  });
  test("a distance on both figures of the earth", () => {
    const answer = calcDistance({
      from: { latitude: 0, longitude: 0 },
      to: { latitude: 0, longitude: 1 },
    });
    expect(answer.ok && answer.value.distance_nm).toBeCloseTo(60.04054, 4);
    expect(answer.ok && answer.value.ellipsoid_distance_nm).toBeCloseTo(60.10772, 4);
  });
  test("cross-country by all seven definitions, each with its paragraph", () => {
    const answer = calcCrossCountry({
      from: places.KPAO,
      points: [{ ...places.KSTS, landing: false }, places.KPAO],
    });
    expect(answer.ok && answer.value.variants.map(({ qualifies }) => qualifies)).toEqual([
      "no",
      "no",
      "no",
      "no",
      "no",
      "yes",
      "yes",
    ]);
    expect(answer.ok && answer.value.variants[5]).toMatchObject({
      paragraph: "61.1(b)(vi)",
      more_than_nm: 50,
    });
  });
  test("a medical and a flight review", () => {
    const medical = calcMedical({
      class: "class_1",
      exam_date: "2026-04-16",
      date_of_birth: "1986-04-16",
      as_of: "2026-11-01",
    });
    expect(medical).toMatchObject({ ok: true, value: { age_on_exam: 40 } });
    expect(
      medical.ok && medical.value.ends.find(({ operation }) => operation === "atp_pic"),
    ).toMatchObject({ last_day: "2026-10-31" });
    expect(calcFlightReview({ date: "2024-04-10", as_of: "2026-04-30" })).toEqual({
      ok: true,
      value: { last_day: "2026-04-30", state: "current", regulation: "14 CFR 61.56(c)" },
    });
    expect(calcFlightReview({ date: "2024-04-10", as_of: "2026-05-01" })).toMatchObject({
      value: { state: "lapsed" },
    });
  });
  test.each([
    ["a latitude beyond the pole", calcSun({ latitude: 91, longitude: 0, day: "2026-01-01" })],
    [
      "a place that is no number",
      calcDistance({
        from: { latitude: Number.NaN, longitude: 0 },
        to: { latitude: 0, longitude: 0 },
      }),
    ],
    ["a day that is none", calcSun({ latitude: 0, longitude: 0, day: "2026-02-30" })],
    [
      "a zone that is none",
      calcSun({ latitude: 0, longitude: 0, day: "2026-02-01", time_zone: "Mars/Olympus" }),
    ],
    [
      "no stops",
      calcNight({ stops: [], block_out: "2026-01-01T04:00Z", block_in: "2026-01-01T05:00Z" }),
    ],
    [
      "an end before the beginning",
      calcNight({
        stops: [places.KPAO],
        block_out: "2026-01-01T04:00Z",
        block_in: "2026-01-01T03:00Z",
      }),
    ],
    [
      "a flight of a year",
      calcNight({
        stops: [places.KPAO],
        block_out: "2026-01-01T04:00Z",
        block_in: "2027-01-01T03:00Z",
      }),
    ],
    ["a class that is none", calcMedical({ class: "class_9", exam_date: "2026-01-01" })],
    ["a review on no day", calcFlightReview({ date: "yesterday" })],
  ])("refuse %s with words", (_, answer) => {
    expect(answer.ok).toBe(false);
    if (!answer.ok) expect(answer.problems[0]).toMatch(/^\w.+/);
  });
});
