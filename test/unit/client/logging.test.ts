import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  isEmptyRow,
  cellsOf,
  columns,
  momentBefore,
  nextRow,
  setCell,
} from "../../../client/models/flight_sheet.ts";
import { hiddenFields, type Role } from "../../../client/models/flight_roles.ts";
import { newFlight, nextFlight, repeatedFlight } from "../../../client/models/flight_start.ts";
import { openForm, type Form } from "../../../client/models/form.ts";
import { eventsOfLeg } from "../../../client/models/leg_events.ts";
import type { Flight } from "../../../client/models/flight_facts.ts";
import { openPlaces } from "../../../client/models/places.ts";
import { countTaps, nearestPlace } from "../../../client/models/quick_log.ts";
import { mayWorkOut, workOut } from "../../../client/models/work_out.ts";
import { newRowId } from "../../../shared/ids.ts";
import { kindNamed } from "../../../shared/kinds/kinds.ts";
import { decodeAirports } from "../../../shared/reference/airports.ts";

const airports = decodeAirports(
  new Uint8Array(readFileSync(join(import.meta.dirname, "../../../shared/reference/airports.bin"))),
);
const idOf = (code: string) => airports.byCode(code)[0]!.airport.id;
const places = openPlaces(
  {
    loaded: { value: airports } as never,
    failure: { value: null } as never,
    settled: Promise.resolve(),
    place: () => "",
  },
  { get: () => undefined, all: () => [] as never },
);
const flightKind = kindNamed("flight")!;

/** A flight from Palo Alto on 4 May 2026, clocks in UTC. */
function flightTo(code: string, out: string, end: string, role: Role = "all"): Form {
  const form = openForm(flightKind, null, newFlight("2026-05-04", undefined));
  form.set("flight_legs.0.from_airport_id", idOf("KPAO"));
  form.set("flight_legs.0.to_airport_id", idOf(code));
  form.set("block_out", out);
  form.set("block_in", end);
  workOut(form, { style: "hhmm", role, places });
  return form;
}

describe("what the form of a flight works out", () => {
  test("night is what lies beyond civil twilight, half an hour after sunset at Palo Alto in May", () => {
    // 20:00 to 21:30 there; sunset is at about 20:02. The sun itself has tests of its own.
    const form = flightTo("KPAO", "2026-05-05T03:00:00Z", "2026-05-05T04:30:00Z");
    expect(Math.abs((form.value("night_time") as number) - 59)).toBeLessThanOrEqual(2);
  });
  test("cross-country is any landing elsewhere; over 50 NM only beyond that, 14 CFR 61.1(b)", () => {
    const [out, end] = ["2026-05-04T18:00:00Z", "2026-05-04T19:00:00Z"];
    const local = flightTo("KPAO", out, end);
    expect(local.value("cross_country_time")).toBe(0);
    // San Carlos is 8 NM away, Modesto 61.
    const near = flightTo("KSQL", out, end);
    expect(near.value("cross_country_time")).toBe(60);
    expect(near.value("cross_country_50nm_time")).toBe(0);
    expect(flightTo("KMOD", out, end).value("cross_country_50nm_time")).toBe(60);
  });
  test("takes back what it said when the route changes, and never touches what was typed", () => {
    const form = flightTo("KMOD", "2026-05-04T18:00:00Z", "2026-05-04T19:00:00Z");
    form.set("flight_legs.0.to_airport_id", idOf("KPAO"));
    workOut(form, { style: "hhmm", role: "all", places });
    expect(form.value("cross_country_time")).toBe(0);
    expect(form.prefilled.value.has("cross_country_time")).toBe(false);
    form.set("total_time", 0);
    workOut(form, { style: "hhmm", role: "all", places });
    expect(form.value("total_time")).toBe(0);
  });
  test("logs for each role what it logs of a whole flight, and hides what holds nothing for it", () => {
    const [out, end] = ["2026-05-04T18:00:00Z", "2026-05-04T19:00:00Z"];
    expect(flightTo("KMOD", out, end, "private").value("pic_time")).toBe(60);
    expect(flightTo("KMOD", out, end, "all").value("pic_time")).toBe(0);
    expect(flightTo("KMOD", out, end, "student").value("dual_received")).toBe(0);
    const airplane = { category: "airplane", class: "ASEL" };
    expect(hiddenFields("all", airplane)).toContain("helicopter_flight_details");
    expect(hiddenFields("all", { category: "rotorcraft", class: "helicopter" })).not.toContain(
      "helicopter_flight_details",
    );
    expect(hiddenFields("all", { category: null, class: null })).toEqual([]);
  });
  test("an entry of the logbook stays as it is until its clocks or its route are touched", () => {
    const form = openForm(flightKind, null, newFlight("2026-05-04", undefined));
    form.set("remarks", "typo");
    expect(mayWorkOut(form, false)).toBe(false);
    form.set("block_in", "2026-05-04T19:00:00Z");
    expect(mayWorkOut(form, false)).toBe(true);
  });
  test("undo goes back place by place, whatever was typed there", () => {
    const form = openForm(flightKind, null, newFlight("2026-05-04", undefined));
    for (const text of ["M", "Mo", "Moon"]) form.set("remarks", text);
    form.setUnread("total_time", "x");
    form.undo.undo();
    expect(form.unread.value).toEqual({});
    expect(form.value("remarks")).toBe("Moon");
    form.undo.undo();
    expect(form.value("remarks")).toBeNull();
    expect(form.undo.possible.value).toBe(false);
  });
});

describe("a tap", () => {
  test("means the nearest airport, a heliport only for a helicopter, and none from far away", () => {
    // The ramp of San Francisco's general aviation, a mile from the middle of the airport.
    const ramp = { latitude: 37.6279, longitude: -122.384 };
    const found = nearestPlace(places, ramp, "airplane");
    expect(found?.own === false && found.airport.icao_code).toBe("KSFO");
    expect(nearestPlace(places, { latitude: 30, longitude: -140 }, "airplane")).toBeUndefined();
    for (const near of airports.near(ramp, 3)) expect(near.distance_nm).toBeLessThanOrEqual(3);
  });
  test("counts a landing by night from one hour after sunset, 14 CFR 61.57(b)(1)", () => {
    const landed = (block_on: string) => {
      const form = openForm(flightKind, null, newFlight("2026-05-04", undefined));
      form.set("block_on", block_on);
      countTaps(form, () => airports.byCode("KPAO")[0]!.airport);
      return form.value("flight_legs.0.night_landings_full_stop");
    };
    // Sunset is at about 20:02 there, 03:02 UTC.
    expect(landed("2026-05-05T03:55:00Z")).toBe(0);
    expect(landed("2026-05-05T04:09:00Z")).toBe(1);
  });
});

test("each take-off and landing as a row has the ends of its leg, and the clocks at either end", () => {
  const form = flightTo("KMOD", "2026-05-04T18:00:00Z", "2026-05-04T19:00:00Z");
  form.set("block_off", "2026-05-04T18:08:00Z");
  form.set("block_on", "2026-05-04T18:52:00Z");
  form.set("flight_legs.0.day_takeoffs", 2);
  form.set("flight_legs.0.day_landings_touch_and_go", 1);
  form.set("flight_legs.0.day_landings_full_stop", 1);
  const flight = form.values.value as unknown as Flight;
  expect(eventsOfLeg(flight, 0)).toMatchObject([
    {
      airport_id: idOf("KPAO"),
      is_takeoff: true,
      is_landing: false,
      occurred_at: flight.block_off,
    },
    { airport_id: idOf("KMOD"), is_takeoff: true, is_landing: true, is_full_stop: false },
    {
      airport_id: idOf("KMOD"),
      is_takeoff: false,
      is_full_stop: true,
      occurred_at: flight.block_on,
    },
  ]);
});

describe("a row of the sheet", () => {
  const context = {
    places,
    aircraftNamed: (name: string) => (name === "N1" ? newRowId() : undefined),
  };
  const column = (head: string) => columns.findIndex((one) => one.head === head);
  test("reads cells as spreadsheets write them, and keeps what it cannot read", () => {
    const row = nextRow("2026-05-04", undefined, undefined);
    expect(isEmptyRow(row)).toBe(true);
    for (const [head, text] of [
      ["Date", "5/3/2026"],
      ["Aircraft", "N9"],
      ["To", "Smith's meadow"],
      ["OUT", "2350"],
      ["IN", "0120"],
      ["Total", "1,5"],
      ["Night ldg", "２"],
    ] as const)
      setCell(row, column(head), text, context);
    expect(row.value("flight_date")).toBe("2026-05-03");
    expect(row.unread.value).toEqual({ aircraft_id: "N9" });
    expect(row.value("flight_legs.0.to_airport_description")).toBe("Smith's meadow");
    expect(row.value("block_in")).toBe("2026-05-04T01:20:00Z");
    expect(row.value("total_time")).toBe(90);
    expect(row.value("flight_legs.0.night_landings_full_stop")).toBe(2);
  });
  test("a leg after midnight UTC is of the next day; one of another day begins its own", () => {
    const row = nextRow("2026-05-04", undefined, undefined);
    setCell(row, column("OUT"), "2240", context);
    setCell(row, column("IN"), "2350", context);
    // 17:20 in California.
    const next = nextRow("2026-05-04", row, undefined);
    expect(momentBefore(next, "block_out", row)).toBe("2026-05-04T23:50:00Z");
    next.set("block_out", "2026-05-05T00:20:00Z");
    expect(momentBefore(next, "block_off", row)).toBe("2026-05-05T00:20:00Z");
    next.set("flight_date", "2026-05-06");
    expect(momentBefore(next, "block_out", row)).toBeNull();
  });
  test("one cell is no table; lines and tabs are", () => {
    expect(cellsOf("KPAO\n")).toBeUndefined();
    expect(cellsOf("a\tb\r\nc\td\r\n")).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
  });
});

describe("a flight that begins another", () => {
  const ksql = { airport_id: idOf("KSQL") };
  const person = { person_id: newRowId(), role_on_flight_id: newRowId(), seat_position: "right" };
  /** Palo Alto – San Carlos – Santa Rosa by night, over midnight UTC, with an instructor. */
  const flown = {
    ...openForm(flightKind, null, newFlight("2026-05-04", undefined)).values.value,
    aircraft_id: newRowId(),
    route: "KPAO V25 SUNOL KSTS",
    block_out: "2026-05-04T23:10:00Z",
    block_in: "2026-05-05T01:40:00Z",
    total_time: 150,
    instructor_name: "Carol Whitman",
    remarks: "Gusty",
    flight_crew: [{ ...person, id: newRowId(), notes: null }],
    flight_legs: [
      ["KPAO", "KSQL"],
      ["KSQL", "KSTS"],
    ].map(([from, to], i) => ({
      ...(flightTo("KPAO", "2026-05-04T18:00:00Z", "2026-05-04T19:00:00Z").value(
        "flight_legs.0",
      ) as object),
      id: newRowId(),
      leg_number: i + 1,
      from_airport_id: idOf(from!),
      to_airport_id: idOf(to!),
      day_landings_full_stop: 1,
    })),
  } as unknown as Flight;
  const begun = (start: ReturnType<typeof nextFlight>) =>
    openForm(flightKind, null, start).values.value as unknown as Flight;
  const ends = ({ flight_legs }: Flight) =>
    flight_legs.map(({ leg_number, from_airport_id, to_airport_id }) => [
      leg_number,
      from_airport_id,
      to_airport_id,
    ]);
  const nothingOfThatDay = {
    block_out: null,
    block_in: null,
    total_time: 0,
    remarks: null,
    aircraft_id: flown.aircraft_id,
    instructor_name: "Carol Whitman",
    flight_crew: [person],
  };
  const [kpao, ksts] = [idOf("KPAO"), idOf("KSTS")];

  test("again: the same route in the same aircraft with the same people, today, without its clocks", () => {
    const again = begun(repeatedFlight("2026-05-09", flown, false));
    expect(again).toMatchObject({ ...nothingOfThatDay, flight_date: "2026-05-09" });
    expect(again.route).toBe("KPAO V25 SUNOL KSTS");
    expect(ends(again)).toEqual([
      [1, kpao, ksql.airport_id],
      [2, ksql.airport_id, ksts],
    ]);
    expect(again.flight_legs[0]!.day_landings_full_stop).toBe(0);
    // Rows of their own: an edit of one is none of the other.
    expect(again.flight_crew[0]!.id).not.toBe(flown.flight_crew[0]!.id);
  });
  test("and back: every leg the other way, the last first, and the route with them", () => {
    const back = begun(repeatedFlight("2026-05-05", flown, true));
    expect(back).toMatchObject({ ...nothingOfThatDay, flight_date: "2026-05-05" });
    expect(back.route).toBe("KSTS SUNOL V25 KPAO");
    expect(ends(back)).toEqual([
      [1, ksts, ksql.airport_id],
      [2, ksql.airport_id, kpao],
    ]);
    const told = { ...flown, route: "Along the coast, then inland" };
    expect(begun(repeatedFlight("2026-05-05", told, true)).route).toBeNull();
  });
  test("next leg: from where it ended, on its day, without its route", () => {
    const next = begun(nextFlight(flown));
    expect(next).toMatchObject({ ...nothingOfThatDay, flight_date: "2026-05-04", route: null });
    expect(ends(next)).toEqual([[1, ksts, null]]);
  });
});
