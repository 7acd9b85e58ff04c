import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluateTable } from "../../../shared/experience/evaluate.ts";
import { experienceTables } from "../../../shared/experience/tables.ts";
import type { FlightRecord } from "../../../shared/facts/records.ts";
import { lintContext, lintFlight } from "../../../shared/flight_lint/lint.ts";
import { derivedUuid } from "../../../shared/ids.ts";
import { nightOnRoute } from "../../../shared/night.ts";
import { parseOwnRule } from "../../../shared/own_rules.ts";
import {
  reportCurrency,
  reportExpirations,
  reportHome,
} from "../../../shared/rules/home_report.ts";
import { report8710, reportMedical, reportTotals } from "../../../shared/rules/report.ts";
import { compileSelector } from "../../../shared/selector.ts";
import { isNight6157, sunTimes } from "../../../shared/sun.ts";
import {
  aircraft,
  airportId,
  code,
  factsFrom,
  flight,
  places,
  record,
} from "../../unit/rules/logbook.ts";

const day = fc
  .date({ min: new Date("1903-12-17"), max: new Date("2200-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const minutes = fc.oneof(fc.nat(120), fc.constantFrom(0, 1, 59_999));
const count = fc.oneof(fc.nat(3), fc.constantFrom(0, 999));
const place = fc.constantFrom(undefined, "somewhere", "KPAO", "KSTS", "KLAX");
const moment = fc.option(
  fc
    .date({ min: new Date("1903-12-17"), max: new Date("2150-01-01"), noInvalidDate: true })
    .map((date) => date.toISOString()),
);
let events = 0;

/** A flight that a form would let through, and nobody would fly. */
const absurd = fc
  .record({
    date: day,
    aircraft: fc.constantFrom("N1", "N0", "N3", "missing"),
    pic_time: minutes,
    dual_received: minutes,
    solo_time: minutes,
    night_time: minutes,
    cross_country_time: minutes,
    cross_country_50nm_time: minutes,
    simulated_instrument: minutes,
    from: place,
    to: place,
    takeoffs: count,
    full_stops: count,
    night: count,
    approaches: fc.nat(8),
    occurred_at: moment,
    is_ipc: fc.boolean(),
    is_checkride: fc.boolean(),
    is_6158_check: fc.boolean(),
  })
  .map(({ date, from, to, takeoffs, full_stops, night, occurred_at, ...rest }) =>
    flight({
      ...rest,
      date,
      total_time: 59_999,
      legs: [
        {
          from,
          to,
          day_takeoffs: takeoffs,
          day_landings_full_stop: full_stops,
          night_landings_full_stop: night,
          landings_takeoffs: [
            {
              id: derivedUuid(`absurd ${++events}`),
              is_landing: true,
              is_full_stop: null,
              occurred_at,
              airport_id: airportId("KSTS"),
            },
          ],
        },
        { from: to, to: from },
      ],
    }),
  );

const medical = fc
  .record({
    exam_date: day,
    code: fc.constantFrom(
      "class_1",
      "class_2",
      "class_3",
      "basicmed",
      "special_issuance",
      "driver_license",
      "EASA_class_1",
    ),
    end: fc.option(day),
    course: fc.option(day),
  })
  .map(({ exam_date, code: name, end, course }) =>
    record("medical", `medical ${exam_date} ${name}`, {
      medical_class_id: code("medical_classes", name),
      exam_date,
      expiration_date_for_class_3_ops: end,
      basicmed_course_date: course,
    }),
  );

const fleet = [
  ...aircraft("N1"),
  ...aircraft("N0", { category: null, class: null }),
  ...aircraft("N3", { class: "AMEL", engine_type: "turbofan", requires_type_rating: true }),
];

test("nothing that a logbook can hold makes a report fail", () => {
  fc.assert(
    fc.property(
      fc.array(absurd, { maxLength: 5 }),
      fc.array(medical, { maxLength: 3 }),
      fc.option(day),
      day,
      (flights, medicals, date_of_birth, as_of) => {
        const owner = record("person", "me", {
          display_name: "Me",
          is_logbook_owner: true,
          date_of_birth,
        });
        const facts = factsFrom(fleet, [owner], medicals, flights);
        const home = reportHome(facts, as_of);
        const reports = [
          home,
          reportCurrency(facts, as_of),
          reportTotals(facts, as_of, {}, "month"),
          report8710(facts, as_of, "atp"),
          reportMedical(facts, as_of),
          reportExpirations(facts, as_of),
          ...experienceTables.map((table) => evaluateTable(facts, table, as_of)),
          ...flights.map((one) =>
            lintFlight(one as FlightRecord, lintContext(facts, one as FlightRecord, as_of)),
          ),
        ];
        for (const report of reports) expect(JSON.parse(JSON.stringify(report))).toEqual(report);
        for (const { state, last_day, unknown } of home.currency.verdicts) {
          if (state === "current" && last_day !== null) expect(last_day >= as_of).toBe(true);
          if (state === "lapsed" && last_day !== null) expect(last_day < as_of).toBe(true);
          if (state === "unknown") expect(unknown.length).toBeGreaterThan(0);
        }
      },
    ),
    { numRuns: 60 },
  );
});

describe("the sun and the night", () => {
  const where = fc.record({
    latitude: fc.double({ min: -90, max: 90, noNaN: true }),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  });
  test("rise before they set, wherever and whenever", () => {
    fc.assert(
      fc.property(day, where, (date, at) => {
        const { civil_dawn, sunrise, solar_noon, sunset, civil_dusk } = sunTimes(date, at);
        const known = [civil_dawn, sunrise, solar_noon, sunset, civil_dusk].filter(
          (moment) => moment !== null,
        );
        expect(known).toEqual(known.toSorted((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });
  test("61.57(b) night is never within an hour of the sun", () => {
    fc.assert(
      fc.property(day, where, fc.integer({ min: -59, max: 59 }), (date, at, offset) => {
        const { sunrise, sunset } = sunTimes(date, at);
        for (const edge of [sunrise, sunset])
          if (edge !== null) expect(isNight6157(edge + offset * 60_000, at)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
  test("a flight has no more night than time", () => {
    fc.assert(
      fc.property(day, where, where, fc.integer({ min: 1, max: 900 }), (date, from, to, length) => {
        const out = Date.parse(`${date}T12:00Z`);
        const { part1_minutes, recency_minutes } = nightOnRoute(
          { out, in: out + length * 60_000 },
          [from, to],
        );
        for (const night of [part1_minutes, recency_minutes]) {
          expect(night).toBeGreaterThanOrEqual(0);
          expect(night).toBeLessThanOrEqual(length);
        }
      }),
      { numRuns: 60 },
    );
  });
});

test("any JSON is a selector and a rule, or is refused with a reason", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (value, document) => {
      const selector = compileSelector(value);
      if (selector.ok) expect(typeof selector.matches(document)).toBe("boolean");
      else expect(selector.problem).not.toBe("");
      const rule = parseOwnRule(value);
      if (!rule.ok) expect(rule.problems.length).toBeGreaterThan(0);
    }),
  );
});

test("places of the tests are places", () => {
  for (const { latitude, longitude } of Object.values(places))
    expect(Math.abs(latitude) < 90 && Math.abs(longitude) < 180).toBe(true);
});
