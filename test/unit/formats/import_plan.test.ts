/** What a plan makes of aircraft, people, airports and cells that the logbook does not know, or knows otherwise. */
import { describe, expect, test } from "vitest";
import { derivedUuid } from "../../../shared/ids.ts";
import { cessna } from "../../fixtures/foreflight/file_text.ts";
import {
  airportId,
  flown,
  moments,
  ownAircraft,
  ownFlight,
  ownModel,
  planFile,
  planned,
} from "./planning.ts";

describe("aircraft and models", () => {
  test("an aircraft of the logbook is used, by its registration", () => {
    const plan = planFile({ flights: [flown] }, [ownModel, ownAircraft]);
    expect(plan.documents).toHaveLength(1);
    expect(planned(plan, "flight")[0]!.aircraft_id).toBe(ownAircraft._id.slice("aircraft:".length));
  });

  test("an aircraft that only a flight names is made, with a warning", () => {
    const plan = planFile({ flights: [{ ...flown, AircraftID: "n9 xy" }] });
    expect(planned(plan, "aircraft").map((aircraft) => aircraft.registration)).toEqual([
      "N737ER",
      "N9 XY",
    ]);
    expect(planned(plan, "aircraft_model").map((model) => model.model_name)).toEqual([
      "172N",
      "Unknown",
    ]);
    expect(plan.by_kind.aircraft).toMatchObject({ to_add: 2, with_warnings: 1 });
    expect(plan.remarks).toMatchObject([{ line: 8, column: "AircraftID", level: "warning" }]);
  });

  test("an aircraft that the table lacks and the logbook has needs no warning", () => {
    const plan = planFile({ aircraft: [], flights: [flown] }, [ownModel, ownAircraft]);
    expect(plan.documents).toHaveLength(1);
    expect(plan.remarks).toEqual([]);
  });

  test("an aircraft that only a flight names is not made for a flight that is not imported", () => {
    const plan = planFile({ flights: [{ ...flown, AircraftID: "N9XY", Date: "soon" }] });
    expect(planned(plan, "aircraft").map((aircraft) => aircraft.registration)).toEqual(["N737ER"]);
  });

  test("words that no list has are kept", () => {
    const odd = {
      ...cessna,
      GearType: "hover",
      "aircraftClass (FAA)": "saucer",
      Year: "MCMLXX",
      "equipType (FAA)": "toy",
    };
    const plan = planFile({ aircraft: [odd] });
    expect(planned(plan, "aircraft_model")[0]).toMatchObject({
      gear_type: null,
      class_id: null,
      notes: "Class: saucer\nGearType: hover",
    });
    expect(planned(plan, "aircraft")[0]!.notes).toBe("Year: MCMLXX");
    expect(plan.remarks.map((remark) => remark.column).toSorted()).toEqual([
      "Class",
      "EquipmentType",
      "GearType",
      "Year",
    ]);
  });

  test("the same registration twice: the first line counts, the second is reported", () => {
    const plan = planFile({ aircraft: [cessna, { ...cessna, Model: "172M" }] });
    expect(planned(plan, "aircraft_model").map((model) => model.model_name)).toEqual(["172N"]);
    expect(plan.remarks).toMatchObject([
      { line: 6, level: "warning", cell: expect.stringContaining("172M") },
    ]);
  });
});

describe("lines without an aircraft", () => {
  test("flight time without an aircraft is not imported", () => {
    const plan = planFile({ flights: [{ AircraftID: "", TotalTime: "1.5", PIC: "1.5" }] });
    expect(plan.not_importable).toMatchObject([
      { line: 8, kind: "flight", problems: [{ code: "E_FIELD_REQUIRED", path: "aircraft_id" }] },
    ]);
  });

  test("simulator time without a device is a session in an unknown device", () => {
    const plan = planFile({
      flights: [{ AircraftID: "", SimulatedFlight: "1.0", DualReceived: "1.0" }],
    });
    expect(planned(plan, "training_device").map((device) => device.name)).toEqual([
      "Unknown device",
    ]);
    expect(planned(plan, "training_session")).toMatchObject([
      { session_type: "device", total_time: 60, dual_received: 60 },
    ]);
  });

  test("ground training given is the giver's session", () => {
    const plan = planFile({ flights: [{ AircraftID: "", GroundTrainingGiven: "0.8" }] });
    expect(planned(plan, "training_session")).toMatchObject([
      { session_type: "ground", total_time: 48, dual_given: 48, dual_received: 0 },
    ]);
  });

  test("cells that a session has no field for are kept", () => {
    const plan = planFile({
      flights: [{ AircraftID: "", GroundTraining: "1.0", Route: "blackboard", HobbsStart: "12.5" }],
    });
    expect(planned(plan, "training_session")[0]!.import_notes).toBe(
      "Route: blackboard\nHobbsStart: 12.5",
    );
  });

  test("simulator time on a flight is kept as a note", () => {
    const plan = planFile({ flights: [{ ...flown, SimulatedFlight: "0.5" }] });
    expect(planned(plan, "flight")[0]!.import_notes).toBe("SimulatedFlight: 0.5");
  });
});

describe("people", () => {
  const withPeople = (...people: string[]) =>
    planFile({
      flights: people.map((Person1, i) => ({ ...flown, Date: `2024-05-0${i + 1}`, Person1 })),
    });

  test("case and spaces of a name do not matter, and a missing email neither", () => {
    const plan = withPeople(
      "Ada Byron;Passenger;ada@example.test;",
      "ada  byron;PIC;;",
      "ADA BYRON;SIC;Ada@Example.test;1",
    );
    expect(planned(plan, "person")).toMatchObject([
      { display_name: "Ada Byron", email: "ada@example.test", phone: "1" },
    ]);
  });

  test("one name with two emails is two people, and without an email a third", () => {
    const plan = withPeople(
      "Ada Byron;PIC;one@example.test;",
      "Ada Byron;PIC;two@example.test;",
      "Ada Byron;PIC;;",
    );
    expect(planned(plan, "person").map((person) => person.email)).toEqual([
      "one@example.test",
      "two@example.test",
      null,
    ]);
    expect(plan.remarks).toMatchObject([{ line: 10, column: "Person1", level: "warning" }]);
  });

  test("somebody of the logbook is used, by name, when no email says otherwise", () => {
    const ada = { _id: `person:${derivedUuid("ada")}`, ...moments, display_name: "ada byron" };
    const other = { ...ada, email: "other@example.test" };
    const flights = [{ ...flown, Person1: "Ada Byron;Passenger;ada@example.test;" }];
    const same = planFile({ flights }, [ada]);
    expect(planned(same, "person")).toEqual([]);
    expect(planned(same, "flight")[0]!.flight_crew[0]!.person_id).toBe(
      ada._id.slice("person:".length),
    );
    expect(planned(planFile({ flights }, [other]), "person")).toHaveLength(1);
  });

  test("a second phone number is kept", () => {
    const plan = withPeople("Ada Byron;PIC;;111", "Ada Byron;PIC;;222");
    expect(planned(plan, "person")).toMatchObject([{ phone: "111", notes: "Phone: 222" }]);
  });

  test("nobody is added who only flew on flights that are there", () => {
    const flights = [{ ...flown, Person1: "Ada Byron;Passenger;;" }];
    const plan = planFile({ flights }, [ownModel, ownAircraft, ownFlight({})]);
    expect(plan.documents).toEqual([]);
  });
});

describe("airports", () => {
  const flights = [
    { ...flown, To: "twin" },
    { ...flown, From: "TWIN" },
  ];

  test("a code that two airports have is asked for, and kept as text until it is chosen", () => {
    const plan = planFile({ flights });
    expect(plan.ambiguous).toMatchObject([
      {
        code: "TWIN",
        lines: [8, 9],
        chosen: undefined,
        candidates: [{ name: "Twin Oaks" }, { name: "Twin Towers" }],
      },
    ]);
    expect(planned(plan, "flight")[0]!.flight_legs[0]).toMatchObject({
      to_airport_id: null,
      to_airport_description: "twin",
    });
  });

  test("a choice is taken, also the choice to keep the text", () => {
    const chosen = planFile({ flights }, [], { choices: { TWIN: airportId("TWIN") } });
    expect(planned(chosen, "flight")[1]!.flight_legs[0]).toMatchObject({
      from_airport_id: airportId("TWIN"),
      from_airport_description: null,
    });
    const kept = planFile({ flights }, [], { choices: { TWIN: null } });
    expect(kept.ambiguous[0]!.chosen).toBeNull();
    expect(planned(kept, "flight")[1]!.flight_legs[0]).toMatchObject({
      from_airport_id: null,
      from_airport_description: "TWIN",
    });
  });

  test("a choice that was not offered is none", () => {
    const plan = planFile({ flights }, [], { choices: { TWIN: airportId("FAA-PAO") } });
    expect(plan.ambiguous[0]!.chosen).toBeUndefined();
    expect(planned(plan, "flight")[0]!.flight_legs[0]!.to_airport_id).toBeNull();
  });

  test("a code that only IATA knows is asked for, not taken", () => {
    const plan = planFile({ flights: [{ ...flown, To: "LON" }] });
    expect(plan.ambiguous).toMatchObject([{ code: "LON", candidates: [{ name: "London Field" }] }]);
    expect(planned(plan, "flight")[0]!.flight_legs[0]!.to_airport_id).toBeNull();
  });

  test("a code that nobody knows is remarked on once, however many lines use it", () => {
    const plan = planFile({
      flights: [
        { ...flown, To: "ZZZ9" },
        { ...flown, From: "ZZZ9" },
      ],
    });
    expect(plan.remarks).toMatchObject([
      { line: 8, column: "To", message: expect.stringMatching(/on 2 lines/) },
    ]);
  });
});

test("landings below the full stops: the full stops count, and the cell is kept", () => {
  const plan = planFile({ flights: [{ ...flown, DayLandingsFullStop: "3", AllLandings: "2" }] });
  expect(planned(plan, "flight")[0]).toMatchObject({
    import_notes: "AllLandings: 2",
    flight_legs: [{ day_landings_full_stop: 3, day_landings_touch_and_go: 0 }],
  });
  expect(plan.remarks).toMatchObject([{ column: "AllLandings", level: "warning" }]);
});

test("an entry in the future is remarked on", () => {
  const plan = planFile({ flights: [{ ...flown, Date: "2031-01-01" }] });
  expect(plan.remarks).toMatchObject([{ line: 8, column: "Date", level: "warning" }]);
  expect(plan.by_kind.flight).toMatchObject({ to_add: 1, with_warnings: 1 });
});

test("somebody named twice on a line with one role is aboard once", () => {
  const person = "Ada Byron;Instructor;;";
  const plan = planFile({ flights: [{ ...flown, Person1: person, Person2: person }] });
  expect(planned(plan, "flight")[0]!.flight_crew).toHaveLength(1);
  expect(plan.remarks).toMatchObject([{ column: "Person2", level: "info" }]);
});

test("two own columns of one name that hold different things are two tags", () => {
  const plan = planFile({
    more_columns: ["[Text]Tow", "[Hours]Tow"],
    flights: [{ ...flown, "[Text]Tow": "glider", "[Hours]Tow": "0.5" }],
  });
  expect(planned(plan, "tag").map((tag) => [tag.tag_name, tag.tag_value_type])).toEqual([
    ["Tow", "text"],
    ["Tow (Hours)", "numeric_hours"],
  ]);
});

test("an own column's cell that cannot be read is kept as a note", () => {
  const plan = planFile({
    more_columns: ["[Hours]Tow"],
    flights: [{ ...flown, "[Hours]Tow": "long" }],
  });
  expect(planned(plan, "flight")[0]).toMatchObject({
    entry_tags: [],
    import_notes: "[Hours]Tow: long",
  });
});
