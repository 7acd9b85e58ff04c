import { describe, expect, test } from "vitest";
import type { FlightRecord, SessionRecord } from "../../../shared/facts/records.ts";
import { easaFeet, easaLine, easaSession } from "../../../shared/totals/easa.ts";
import { form8710, variantFor } from "../../../shared/totals/form_8710.ts";
import { hoursAndMinutes, tenths } from "../../../shared/totals/hours.ts";
import { homeTotals, totalsBy, totalsOf } from "../../../shared/totals/totals.ts";
import {
  aircraft,
  airportId,
  dayLandings,
  factsFrom,
  flight,
  nightLandings,
  record,
} from "./logbook.ts";
import { vectorRecords } from "./vector_records.ts";

const fleet = [
  ...aircraft("N1"),
  ...aircraft("N2", { class: "AMEL", engine_count: 2, is_complex: true }),
  ...aircraft("N4", { category: "rotorcraft", class: "helicopter" }),
  ...aircraft("N8", { category: "glider", class: "glider", engine_type: "none", engine_count: 0 }),
  ...aircraft("N0", { category: null, class: null }),
];

const log = [
  flight({
    date: "2024-12-31",
    total_time: 61,
    pic_time: 61,
    night_time: 30,
    leg: nightLandings(2),
  }),
  flight({
    date: "2025-06-15",
    aircraft: "N2",
    total_time: 125,
    pic_time: 125,
    cross_country_time: 125,
    from: "KPAO",
    to: "KSTS",
  }),
  flight({
    date: "2026-01-31",
    aircraft: "N4",
    total_time: 40,
    dual_received: 40,
    from: "KPAO",
    to: "KSCK",
  }),
  flight({ date: "2026-02-01", total_time: 55, solo_time: 55, leg: dayLandings(3, true) }),
  flight({ date: "2026-02-02", aircraft: "N0", total_time: 10 }),
  flight({ date: "2026-09-09", total_time: 100, pic_time: 100 }),
];
const facts = factsFrom(fleet, log);

describe("totals", () => {
  test("are of all flights, or of those that a query asks for", () => {
    expect(totalsOf(facts)).toMatchObject({ flights: 6, total_time: 391, night_landings: 2 });
    expect(totalsOf(facts, { from: "2025-06-15", to: "2026-01-31" })).toMatchObject({
      flights: 2,
      total_time: 165,
    });
    expect(totalsOf(facts, { category: "airplane" }).total_time).toBe(341);
    expect(totalsOf(facts, { class: "AMEL" }).total_time).toBe(125);
    expect(totalsOf(facts, { aircraft: "N4" }).dual_received).toBe(40);
    expect(totalsOf(facts, { complex: true }).flights).toBe(1);
    expect(totalsOf(facts, { with: "night_time" }).total_time).toBe(61);
    expect(totalsOf(facts, { category: "glider" }).flights).toBe(0);
  });
  test("split by a thing add up to the whole", () => {
    for (const by of ["category", "class", "type", "aircraft", "model", "year", "month"] as const) {
      const parts = totalsBy(facts, by);
      expect(parts.reduce((sum, { totals }) => sum + totals.total_time, 0)).toBe(391);
    }
    expect(totalsBy(facts, "year").map(({ key, totals }) => [key, totals.flights])).toEqual([
      ["2024", 1],
      ["2025", 1],
      ["2026", 4],
    ]);
  });
  test("of the home screen leave the future out and keep to their windows", () => {
    const home = homeTotals(facts, "2026-02-02");
    expect(home.all).toMatchObject({ flights: 5, total_time: 291 });
    expect(home.this_year).toMatchObject({ flights: 3, total_time: 105 });
    expect(home.twelve_months).toMatchObject({ flights: 4, total_time: 230 });
    expect(home.ninety_days).toMatchObject({ flights: 3, total_time: 105 });
    expect(home.by_category.map(({ category, totals }) => [category, totals.total_time])).toEqual([
      ["airplane", 241],
      ["rotorcraft", 40],
    ]);
    expect(home.by_class.find((one) => one.class === "ASEL")!.totals.total_time).toBe(116);
  });
  test("leave superseded and erroneous entries out, and say how many", () => {
    const original = flight({ date: "2026-01-01", total_time: 60 });
    const uuid = original._id.slice(7);
    const first = flight({
      date: "2026-01-01",
      total_time: 66,
      corrects_flight_id: uuid,
      correction_reason: "typo",
      created_at: "2026-01-02T00:00:00Z",
    });
    const second = flight({
      date: "2026-01-01",
      total_time: 72,
      corrects_flight_id: uuid,
      correction_reason: "typo",
      created_at: "2026-01-03T00:00:00Z",
    });
    const wrong = flight({
      date: "2026-01-01",
      total_time: 999,
      is_erroneous: true,
      erroneous_reason: "not mine",
    });
    const corrected = factsFrom(fleet, original, second, first, wrong);
    expect(totalsOf(corrected).total_time).toBe(72);
    expect(corrected.left_out).toEqual({ superseded: 2, erroneous: 1 });
    const withdrawn = flight({
      date: "2026-01-01",
      total_time: 80,
      corrects_flight_id: uuid,
      correction_reason: "typo",
      created_at: "2026-01-04T00:00:00Z",
      is_erroneous: true,
      erroneous_reason: "no",
    });
    expect(totalsOf(factsFrom(fleet, original, first, withdrawn)).total_time).toBe(66);
  });
  test("are minutes, rounded once at the end", () => {
    expect([0, 2, 3, 6, 61, 391].map(tenths)).toEqual([0, 0, 0.1, 0.1, 1, 6.5]);
    expect([0, 61, 6000].map(hoursAndMinutes)).toEqual(["0:00", "1:01", "100:00"]);
    const many = Array.from({ length: 100 }, () => flight({ date: "2026-01-01", total_time: 20 }));
    expect(tenths(totalsOf(factsFrom(fleet, many)).total_time)).toBe(33.3);
  });
});

describe("form 8710-1", () => {
  const form = form8710(facts, "private", "2026-02-02");
  test("has a row for each category, and times of a flight under every head that holds", () => {
    expect(form.rows.airplanes).toMatchObject({
      total: 241,
      pic: 186,
      solo: 55,
      xc_pic: 125,
      night_pic: 30,
      night_takeoffs_pic: 2,
      night_landings_pic: 2,
      night_takeoffs: 0,
    });
    expect(form.rows.rotorcraft).toMatchObject({
      total: 40,
      instruction_received: 40,
      xc_instruction_received: 40,
    });
    expect(form.unplaced).toHaveLength(1);
    expect(form.classes).toContainEqual({ class: "AMEL", total: 125, pic: 125, sic: 0 });
  });
  test("leaves the cells blank that are shaded", () => {
    expect(form.rows.airplanes).toMatchObject({ flights: null, aero_tows: null });
    expect(form.rows.gliders).toMatchObject({
      flights: 0,
      aero_tows: 0,
      ground_launches: 0,
      powered_launches: 0,
    });
    expect(form.rows.lighter_than_air).toMatchObject({ flights: 0, aero_tows: null });
    expect(form.rows.ffs).toMatchObject({
      total: 0,
      instruction_received: 0,
      instrument: 0,
      pic: null,
      night_pic: null,
    });
  });
  test("takes the cross-country of the certificate sought", () => {
    expect(variantFor("private", "airplanes")).toBe("over_50nm");
    expect(variantFor("private", "rotorcraft")).toBe("rotorcraft_25nm");
    expect(variantFor("sport", "airplanes")).toBe("sport_25nm");
    expect(variantFor("atp", "airplanes")).toBe("atp_50nm");
    const near = factsFrom(
      fleet,
      flight({
        date: "2026-01-01",
        from: "KPAO",
        to: "KSCK",
        total_time: 50,
        pic_time: 50,
        cross_country_time: 50,
      }),
    );
    expect(form8710(near, "private", "2026-02-01").rows.airplanes.xc_pic).toBe(0);
    expect(form8710(near, "sport", "2026-02-01").rows.airplanes.xc_pic).toBe(50);
  });
  test("never puts a device into the row of an aircraft, and counts launches", () => {
    const records = vectorRecords({
      records: [
        [
          "training_device",
          { name: "Sim", device_type_id: { table: "training_device_types", code: "FTD-6" } },
        ],
        [
          "training_session",
          {
            session_date: "2026-01-01",
            session_type: "device",
            device: "Sim",
            total_time: 90,
            dual_received: 90,
            instrument_time_simulated: 80,
          },
        ],
      ],
    });
    const glider = (launch_method: string, takeoffs: number) =>
      flight({
        date: "2026-01-01",
        aircraft: "N8",
        total_time: 30,
        leg: { day_takeoffs: takeoffs },
        glider_flight_details: [{ id: "01980000-0000-7000-8000-000000000001", launch_method }],
      });
    const filled = form8710(
      factsFrom(fleet, records, glider("aerotow", 2), glider("winch", 0)),
      "private",
      "2026-02-01",
    );
    expect(filled.rows.ftd).toMatchObject({ total: 90, instruction_received: 90, instrument: 80 });
    expect(filled.rows.airplanes.total).toBe(0);
    expect(filled.rows.gliders).toMatchObject({
      flights: 3,
      aero_tows: 2,
      ground_launches: 1,
      powered_launches: 0,
    });
  });
});

describe("EASA columns", () => {
  const nameOf = (id: string) => (id === airportId("KPAO") ? "KPAO" : "KSTS");
  const craftOf = (one: FlightRecord) => facts.crafts.get(one.aircraft_id)!;
  const lineOf = (parts: Parameters<typeof flight>[0]) => {
    const one = flight(parts) as FlightRecord;
    return easaLine(one, craftOf(one), nameOf, "Captain Smith");
  };
  test("stand where AMC1 FCL.050 puts them", () => {
    const line = lineOf({
      date: "2026-03-05",
      aircraft: "N2",
      from: "KPAO",
      to: "KSTS",
      total_time: 100,
      pic_time: 100,
      night_time: 10,
      ifr_time: 60,
      block_out: "2026-03-05T18:00Z",
      block_in: "2026-03-05T19:40Z",
      leg: { day_takeoffs: 1, day_landings_full_stop: 1 },
      remarks: "fog",
    });
    expect(line).toMatchObject({
      date: "05/03/26",
      departure_place: "KPAO",
      departure_time: "18:00",
      arrival_place: "KSTS",
      arrival_time: "19:40",
      single_pilot_se: 0,
      single_pilot_me: 100,
      multi_pilot: 0,
      total: 100,
      pic_name: "SELF",
      landings_day: 1,
      landings_night: 0,
      night: 10,
      ifr: 60,
      pic: 100,
      co_pilot: 0,
      dual: 0,
      instructor: 0,
      remarks: "fog",
    });
  });
  test("give instruction as PIC too, and training under the name of who taught", () => {
    expect(lineOf({ date: "2026-03-05", total_time: 60, dual_given: 60 })).toMatchObject({
      instructor: 60,
      pic: 60,
    });
    expect(lineOf({ date: "2026-03-05", total_time: 60, dual_received: 60 })).toMatchObject({
      dual: 60,
      pic: 0,
      pic_name: "Captain Smith",
    });
    expect(
      lineOf({
        date: "2026-03-05",
        aircraft: "N2",
        total_time: 60,
        sic_time: 60,
        multi_pilot_time: 60,
      }),
    ).toMatchObject({ multi_pilot: 60, single_pilot_me: 0, co_pilot: 60 });
    expect(lineOf({ date: "2026-03-05", total_time: 60, picus_time: 60 })).toMatchObject({
      pic: 60,
    });
  });
  test("have feet that add up, and sessions of their own", () => {
    const page = [lineOf({ date: "2026-03-05", total_time: 60, pic_time: 60 })];
    const before = [lineOf({ date: "2026-03-04", total_time: 31, pic_time: 31 })];
    const feet = easaFeet(page, before);
    expect([feet.this_page.total, feet.previous_pages.total, feet.total.total]).toEqual([
      60, 31, 91,
    ]);
    const session = record("training_session", "s", {
      session_date: "2026-03-05",
      total_time: 90,
    }) as SessionRecord;
    expect(easaSession(session, "FNPT II")).toMatchObject({
      date: "05/03/26",
      device: "FNPT II",
      total: 90,
    });
  });
});
