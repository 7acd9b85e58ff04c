import { describe, expect, test } from "vitest";
import { blockMinutes, landingsOf, routeOf } from "../../../client/models/flight_facts.ts";
import type { Place } from "../../../shared/places.ts";
import { flight } from "./records.ts";

const place = (at: Place) => at.airport_id ?? at.own_airport_id ?? at.airport_description ?? "";

describe("a flight", () => {
  test("names each place of its route once where it follows itself", () => {
    const legs = [
      { leg_number: 2, from_airport_id: "KUKI", to_airport_id: "KPAO" },
      { leg_number: 1, from_airport_id: "KPAO", to_airport_id: "KUKI" },
    ];
    expect(routeOf(flight({ flight_legs: legs }), place)).toBe("KPAO – KUKI – KPAO");
    const local = { from_airport_id: "KPAO", to_airport_id: "KPAO" };
    expect(routeOf(flight({}, local), place)).toBe("KPAO – KPAO");
    const strip = { from_airport_id: "KPAO", to_airport_description: "Smith farm" };
    expect(routeOf(flight({}, strip), place)).toBe("KPAO – Smith farm");
  });
  test("counts the landings of all its legs", () => {
    const legs = [
      { leg_number: 1, day_landings_full_stop: 1 },
      { leg_number: 2, day_landings_touch_and_go: 2, approaches: [{ id: "a" }] },
    ];
    expect(landingsOf(flight({ flight_legs: legs }))).toMatchObject({
      day_landings: 3,
      full_stops: 1,
      approaches: 1,
    });
  });
  test("takes its time from OUT to IN, or from OFF to ON", () => {
    const none = { block_out: null, block_off: null, block_on: null, block_in: null };
    const out = "2026-05-01T23:50:00Z";
    const into = "2026-05-02T01:20:00Z";
    expect(blockMinutes({ ...none, block_out: out, block_in: into })).toBe(90);
    expect(blockMinutes({ ...none, block_off: out, block_on: into })).toBe(90);
    expect(blockMinutes({ ...none, block_out: out })).toBeNull();
    expect(blockMinutes({ ...none, block_out: into, block_in: out })).toBeNull();
  });
});
