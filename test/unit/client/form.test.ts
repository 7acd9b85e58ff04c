import { describe, expect, test } from "vitest";
import { openForm } from "../../../client/models/form.ts";
import { moveClocks, newFlight } from "../../../client/models/flight_start.ts";
import { workOut } from "../../../client/models/work_out.ts";
import { derivedUuid, newRowId } from "../../../shared/ids.ts";
import type { Json } from "../../../shared/kinds/kind.ts";
import { kindNamed } from "../../../shared/kinds/kinds.ts";
import { flight } from "./records.ts";

const now = "2026-05-01T10:00:00Z";
const flightKind = kindNamed("flight")!;
const aircraftKind = kindNamed("aircraft")!;

const newFlightForm = () => openForm(flightKind, null, newFlight("2026-05-01", undefined));

describe("a form", () => {
  test("says nothing is wrong before the first attempt, then says everything, and follows the mending", () => {
    const form = newFlightForm();
    expect(form.problems.value).toEqual([]);
    expect(form.check(now)).toBeUndefined();
    expect(form.problemAt("aircraft_id")?.code).toBe("E_FIELD_REQUIRED");
    form.set("aircraft_id", newRowId());
    expect(form.problems.value).toEqual([]);
  });
  test("saves only what says something, with every row keeping its id", () => {
    const form = newFlightForm();
    form.set("aircraft_id", newRowId());
    form.set("remarks", "  calm  ");
    const document = form.check(now)!;
    expect(Object.keys(document).toSorted()).toEqual(
      "_id aircraft_id created_at flight_date flight_legs remarks updated_at".split(" "),
    );
    const legs = form.value("flight_legs") as { id: string }[];
    expect(document["flight_legs"]).toEqual([{ id: legs[0]!.id, leg_number: 1 }]);
  });
  test("saved twice is one record", () => {
    const form = newFlightForm();
    form.set("aircraft_id", newRowId());
    expect(form.check(now)?._id).toBe(form.check(now)?._id);
  });
  test("gives a record with a natural key the id that every other device would give it", () => {
    const form = openForm(aircraftKind, null, { values: {} });
    form.set("registration", "N512SR");
    form.set("own_model_id", newRowId());
    expect(form.check(now)?._id).toBe(`aircraft:${derivedUuid("aircraft:N512SR")}`);
  });
  test("says what is missing of a record whose name is not typed yet", () => {
    const form = openForm(kindNamed("aircraft_model")!, null, { values: {} });
    expect(form.check(now)).toBeUndefined();
    expect(form.problemAt("model_name")?.code).toBe("E_FIELD_REQUIRED");
  });
  test("keeps fields that this version does not know, so that an edit never loses them", () => {
    const base = { ...flight(), invented_later: "kept" } as never;
    const form = openForm(flightKind, base, { values: base });
    form.check(now);
    expect(form.problems.value.map((problem) => problem.path)).toContain("invented_later");
  });
  test("refuses to save what could not be read, and keeps it as it was typed", () => {
    const form = newFlightForm();
    form.set("aircraft_id", newRowId());
    form.setUnread("total_time", "1.x");
    expect(form.check(now)).toBeUndefined();
    expect(form.problemAt("total_time")?.message).toBe(
      "“1.x” is no time of flight. Write 1.5, 1:30 or 90m.",
    );
    form.set("total_time", 90);
    expect(form.check(now)).toMatchObject({ total_time: 90 });
  });
  test("sets a place deep inside without touching what lies beside it", () => {
    const form = newFlightForm();
    const before = form.value("flight_legs") as Json[];
    form.set("flight_legs.0.day_takeoffs", 2);
    expect(before[0]).toMatchObject({ day_takeoffs: 0 });
    expect(form.value("flight_legs.0.day_takeoffs")).toBe(2);
  });
});

describe("what the form works out", () => {
  const clocks = (form: ReturnType<typeof newFlightForm>, out: string, into: string) => {
    form.set("block_out", out);
    form.set("block_in", into);
    workOut(form, { style: "tenths", role: "all", places: { airportOf: () => undefined } });
  };
  test("the total follows the clocks, rounded to a tenth, until somebody types another", () => {
    const form = newFlightForm();
    clocks(form, "2026-05-01T14:32:00Z", "2026-05-01T16:05:00Z");
    expect(form.value("total_time")).toBe(96);
    expect(form.prefilled.value.has("total_time")).toBe(true);
    clocks(form, "2026-05-01T14:32:00Z", "2026-05-01T16:32:00Z");
    expect(form.value("total_time")).toBe(120);
    form.set("total_time", 90);
    clocks(form, "2026-05-01T14:32:00Z", "2026-05-01T17:32:00Z");
    expect(form.value("total_time")).toBe(90);
  });
  test("the clocks move with the date", () => {
    const form = newFlightForm();
    clocks(form, "2026-05-01T23:50:00Z", "2026-05-02T01:20:00Z");
    moveClocks(form, "2026-05-01", "2026-05-31");
    expect(form.value("block_out")).toBe("2026-05-31T23:50:00Z");
    expect(form.value("block_in")).toBe("2026-06-01T01:20:00Z");
  });
  test("a new flight begins where the last one ended, in the same aircraft, and says that it guessed", () => {
    const last = flight({}, { from_airport_id: "KPAO", to_airport_id: "KUKI" });
    const form = openForm(flightKind, null, newFlight("2026-05-02", last));
    expect(form.value("flight_legs.0.from_airport_id")).toBe("KUKI");
    expect(form.value("aircraft_id")).toBe(last.aircraft_id);
    expect([...form.prefilled.value]).toEqual(["aircraft_id", "flight_legs.0.from_airport_id"]);
  });
});
