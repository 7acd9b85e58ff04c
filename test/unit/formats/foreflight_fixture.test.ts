/** What two hand-written files say, checked against what was written into them. */
import { describe, expect, test } from "vitest";
import { lookupByCode, type LookupTable } from "../../../shared/reference/lookups.ts";
import { airportId, fixture, planned, planText } from "./planning.ts";

const idOf = (table: LookupTable, code: string) => lookupByCode(table, code)!.id;

describe("a current export", () => {
  const plan = planText(fixture("current.csv"));
  const flights = planned(plan, "flight");
  const on = (day: string) => flights.find((flight) => flight.flight_date === day)!;

  test("everything in it is planned", () => {
    expect(plan.failure).toBeNull();
    expect(plan.not_importable).toEqual([]);
    expect(
      Object.fromEntries(Object.entries(plan.by_kind).map(([kind, { to_add }]) => [kind, to_add])),
    ).toEqual({
      person: 5,
      aircraft_model: 4,
      aircraft: 5,
      training_device: 1,
      flight: 5,
      training_session: 2,
    });
    expect(plan.total.read).toBe(22);
  });

  test("what is referred to stands before what refers", () => {
    const kinds = plan.documents.map((document) => document._id.split(":")[0]!);
    expect(kinds.indexOf("aircraft")).toBeGreaterThan(kinds.indexOf("aircraft_model"));
    expect(kinds.indexOf("flight")).toBeGreaterThan(kinds.lastIndexOf("aircraft"));
    expect(kinds.indexOf("flight")).toBeGreaterThan(kinds.lastIndexOf("person"));
  });

  test("hours, clocks over midnight, meters, places and landings of a flight", () => {
    const flight = on("2024-06-15");
    expect(flight).toMatchObject({
      total_time: 108,
      pic_time: 108,
      cross_country_time: 108,
      sic_time: 0,
      pic_basis_id: null,
      route: "KPAO VPMID KUKI",
      block_out: "2024-06-15T23:10:00Z",
      block_off: "2024-06-15T23:22:00Z",
      block_on: "2024-06-16T00:48:00Z",
      block_in: "2024-06-16T00:55:00Z",
      on_duty: "2024-06-15T22:30:00Z",
      off_duty: "2024-06-16T01:30:00Z",
      hobbs_start: 1752.6,
      hobbs_end: 1754.4,
      tach_start: null,
      holds: 0,
      holding_performed: null,
      remarks: 'Over the hills, then "straight in".',
      import_notes: null,
    });
    expect(flight.flight_legs).toHaveLength(1);
    expect(flight.flight_legs[0]).toMatchObject({
      leg_number: 1,
      from_airport_id: airportId("FAA-PAO"),
      to_airport_id: airportId("FAA-UKI"),
      from_airport_description: null,
      distance_nm: 112.2,
      leg_time: 108,
      day_takeoffs: 1,
      day_landings_full_stop: 1,
      day_landings_touch_and_go: 0,
      night_landings_full_stop: 0,
    });
  });

  test("an approach cell that counts two becomes two approaches", () => {
    const [leg] = on("2024-06-10").flight_legs;
    expect(leg!.approaches).toHaveLength(3);
    expect(leg!.approaches.slice(0, 2)).toMatchObject(
      Array(2).fill({
        approach_type_id: idOf("approach_types", "RNAV-GPS"),
        airport_id: airportId("FAA-STS"),
        runway: "32",
        notes: "to minimums",
        was_circling: true,
      }),
    );
    expect(leg!.approaches[2]).toMatchObject({
      approach_type_id: idOf("approach_types", "ILS-OR-LOC"),
      runway: "32",
      notes: null,
      was_circling: null,
    });
    expect(new Set(leg!.approaches.map((row) => row.id)).size).toBe(3);
    expect(on("2024-06-10")).toMatchObject({
      holds: 2,
      holding_performed: true,
      ifr_time: 66,
      actual_instrument: 24,
      simulated_instrument: 18,
    });
  });

  test("landings that are no full stops are touch-and-goes, and the guess is said", () => {
    expect(on("2024-06-10").flight_legs[0]).toMatchObject({
      day_landings_full_stop: 1,
      day_landings_touch_and_go: 2,
    });
    expect(on("2024-05-20").flight_legs[0]).toMatchObject({
      night_takeoffs: 5,
      night_landings_full_stop: 3,
      night_landings_touch_and_go: 2,
      day_landings_touch_and_go: 0,
    });
    // By day and by night, and no hours of night: the file does not say, so the remark does.
    expect(on("2024-04-27").flight_legs[0]).toMatchObject({ night_landings_touch_and_go: 1 });
    const levels = plan.remarks
      .filter((remark) => remark.column === "AllLandings")
      .map(({ line, level }) => [line, level]);
    expect(levels).toEqual([
      [15, "info"],
      [16, "info"],
      [21, "warning"],
    ]);
  });

  test("a remark of two lines stays one remark, and the lines after it keep their numbers", () => {
    expect(on("2024-05-20").remarks).toBe("Two lines:\nthe second one, with commas, and more.");
  });

  test("ground training alone is a ground session, with its instructor", () => {
    const [ground] = planned(plan, "training_session").filter(
      (session) => session.session_type === "ground",
    );
    const cora = planned(plan, "person").find((person) => person.display_name === "Cora Lane")!;
    expect(ground).toMatchObject({
      session_date: "2024-05-18",
      total_time: 120,
      dual_received: 120,
      training_device_id: null,
      instructor_name: "Cora Lane",
      instructor_comments: "Airspace.",
      instructor_person_id: cora._id.slice("person:".length),
      remarks: "Before the first solo",
    });
  });

  test("time in a device is a session in that device", () => {
    const [device] = planned(plan, "training_device");
    expect(device).toMatchObject({
      name: "FMX1",
      device_type_id: idOf("training_device_types", "AATD"),
    });
    expect(device!.notes).toContain("Make: Redbird");
    const [session] = planned(plan, "training_session").filter(
      ({ session_type }) => session_type === "device",
    );
    expect(session).toMatchObject({
      session_date: "2024-05-12",
      training_device_id: device!._id.slice("training_device:".length),
      total_time: 78,
      instrument_time_simulated: 72,
      dual_received: 78,
      holds: 1,
      location: "KPAO",
    });
    expect(session!.approaches).toHaveLength(1);
    expect(session!.approaches[0]).toMatchObject({
      approach_type_id: idOf("approach_types", "VOR"),
      airport_id: airportId("FAA-PAO"),
    });
  });

  test("people are one each; an unknown role keeps its word", () => {
    const people = planned(plan, "person");
    expect(people.map(({ display_name, email, phone }) => [display_name, email, phone])).toEqual([
      ["Ada Byron", "ada@example.test", "+1 555 0101"],
      ["Ben Ortega", "ben@example.test", null],
      ["Cora Lane", "cora@example.test", "+1 555 0103"],
      ["Dan Wu", null, null],
      ["Eve Stone", "eve@example.test", null],
    ]);
    const roles = on("2024-05-01").flight_crew.map((row) => [row.role_on_flight_id, row.notes]);
    expect(roles).toEqual([
      [idOf("role_on_flight_types", "CFI_giving"), null],
      [idOf("role_on_flight_types", "other"), "Balloon Chaser"],
    ]);
    expect(on("2024-04-27").flight_crew[0]!.role_on_flight_id).toBe(
      idOf("role_on_flight_types", "student_receiving"),
    );
    expect(on("2024-06-10").flight_crew[0]!.role_on_flight_id).toBe(
      idOf("role_on_flight_types", "safety_pilot"),
    );
  });

  test("a flight review, ground training on a flight, and a strip that no list has", () => {
    const flight = on("2024-05-01");
    expect(flight).toMatchObject({
      is_flight_review: true,
      is_ipc: false,
      ground_training_received: 30,
      dual_received: 96,
    });
    expect(flight.flight_legs[0]).toMatchObject({
      to_airport_id: null,
      to_airport_description: "SMITH FARM",
    });
    expect(plan.remarks).toContainEqual({
      line: 20,
      column: "To",
      cell: "SMITH FARM",
      level: "warning",
      message: 'No airport has the code "SMITH FARM"; it is kept as text.',
    });
  });

  test("aircraft with the same description share a model of their own", () => {
    const aircraft = planned(plan, "aircraft");
    const by = (registration: string) =>
      aircraft.find((craft) => craft.registration === registration)!;
    expect(by("N88TW").own_model_id).toBe(by("N89TW").own_model_id);
    expect(by("N450TT")).toMatchObject({ year_manufactured: 1999, is_glass_cockpit: true });
    const model = (registration: string) =>
      planned(plan, "aircraft_model").find(
        ({ _id }) => _id === `aircraft_model:${by(registration).own_model_id}`,
      );
    expect(model("N20BP")).toMatchObject({
      manufacturer: "Piper",
      model_name: "Arrow II",
      icao_type_designator: "P28R",
      category_id: idOf("aircraft_categories", "airplane"),
      class_id: idOf("aircraft_classes", "ASEL"),
      gear_type: "retractable_tricycle",
      engine_type: "piston",
      engine_count: 1,
      is_complex: true,
      is_high_performance: true,
      is_tailwheel: false,
    });
    expect(model("N88TW")).toMatchObject({ gear_type: "fixed_tailwheel", is_tailwheel: true });
    expect(model("N450TT")).toMatchObject({
      class_id: idOf("aircraft_classes", "AMEL"),
      engine_count: 0,
    });
  });
});

describe("the template of 2019, with data types under the titles and columns of the pilot's own", () => {
  const plan = planText(fixture("template_2019.csv"));
  const flights = planned(plan, "flight");

  test("everything in it is planned", () => {
    expect(plan.failure).toBeNull();
    expect(plan.not_importable).toEqual([]);
    expect(planned(plan, "aircraft").map((craft) => craft.registration)).toEqual([
      "N5TW",
      "N6HE",
      "N7FL",
      "N8PA",
      "N9GL",
    ]);
    expect(planned(plan, "training_device").map((device) => device.name)).toEqual(["SIM4"]);
    expect(flights).toHaveLength(2);
  });

  test("the two-letter codes are understood", () => {
    const rows = planned(plan, "aircraft_model").map((model) => [
      model.model_name,
      model.gear_type,
      model.engine_type,
      model.class_id,
      model.is_tailwheel,
    ]);
    expect(rows).toEqual([
      ["Chipmunk", "fixed_tailwheel", "piston", idOf("aircraft_classes", "ASEL"), true],
      ["R44 II", "skids", "piston", idOf("aircraft_classes", "helicopter"), false],
      ["A185F", "amphibious", "piston", idOf("aircraft_classes", "ASES"), false],
      ["Meridian", "retractable_tricycle", "turboprop", idOf("aircraft_classes", "ASEL"), false],
      ["DG-1000", "fixed_tricycle", "none", idOf("aircraft_classes", "glider"), false],
    ]);
    expect(planned(plan, "aircraft_model")[3]).toMatchObject({
      is_complex: true,
      is_high_performance: true,
      is_pressurized: true,
    });
    expect(planned(plan, "aircraft")[3]!.is_glass_cockpit).toBe(true);
  });

  test("clocks without a colon and hours as 1:30 are read, and x is yes", () => {
    expect(flights[0]).toMatchObject({
      total_time: 90,
      pic_time: 90,
      block_out: "2019-08-03T09:15:00Z",
      block_in: "2019-08-03T10:45:00Z",
      is_flight_review: true,
    });
  });

  test("a person of three parts has name, role and email", () => {
    expect(planned(plan, "person")).toMatchObject([
      { display_name: "Fay Moss", email: "fay@example.test", phone: null },
    ]);
  });

  test("own columns become tags with their values; blank, no and zero make none", () => {
    const tags = planned(plan, "tag");
    const nameOf = (uuid: string) => tags.find((tag) => tag._id === `tag:${uuid}`)!.tag_name;
    expect(tags.map((tag) => [tag.tag_name, tag.tag_value_type])).toEqual([
      ["Client", "text"],
      ["Fuel added", "text"],
      ["Aerobatics", "numeric_hours"],
      ["Parachutists", "text"],
      ["Billed", "text"],
      ["Released", "text"],
      ["Mountain", "boolean"],
    ]);
    expect(
      flights[0]!.entry_tags.map((row) => [nameOf(row.tag_id), row.numeric_value, row.text_value]),
    ).toEqual([
      ["Client", 0, "Air Fair"],
      ["Fuel added", 0, "12.5"],
      ["Aerobatics", 36, null],
      ["Parachutists", 0, "2"],
      ["Billed", 0, "2019-08-05"],
      ["Released", 0, "2019-08-03 10:40"],
      ["Mountain", 0, null],
    ]);
    expect(flights[1]!.entry_tags).toEqual([]);
  });

  test("a bare approach is read, and two approaches without a type are still two", () => {
    const approaches = flights[1]!.flight_legs[0]!.approaches;
    expect(approaches.map((row) => [row.approach_type_id, row.runway, row.notes])).toEqual([
      [idOf("approach_types", "ILS"), "25R", "ILS RWY 25R"],
      [idOf("approach_types", "other"), null, null],
      [idOf("approach_types", "other"), null, null],
    ]);
  });
});
