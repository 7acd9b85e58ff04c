/** What a plan does with a logbook that holds something already. */
import { describe, expect, test } from "vitest";
import { derivedUuid } from "../../../shared/ids.ts";
import { planImport, readForeFlight } from "../../../shared/formats/import_plan.ts";
import { cessna, fileText } from "../../fixtures/foreflight/file_text.ts";
import { airportId, airports, fixture, now, planFile, planned, planText } from "./planning.ts";

const flown = { From: "KPAO", To: "KUKI", TotalTime: "1.5", PIC: "1.5" };
const moments = { created_at: "2024-06-01T00:00:00Z", updated_at: "2024-06-01T00:00:00Z" };
const ownModel = {
  _id: `aircraft_model:${derivedUuid("by hand")}`,
  ...moments,
  model_name: "Skyhawk",
};
const ownAircraft = {
  _id: `aircraft:${derivedUuid("by hand too")}`,
  ...moments,
  registration: "N737ER",
  own_model_id: ownModel._id.slice("aircraft_model:".length),
};
const ownFlight = (fields: object) => ({
  _id: `flight:${derivedUuid(JSON.stringify(fields))}`,
  ...moments,
  flight_date: "2024-05-01",
  aircraft_id: ownAircraft._id.slice("aircraft:".length),
  total_time: 90,
  flight_legs: [
    {
      id: derivedUuid("leg"),
      leg_number: 1,
      from_airport_id: airportId("FAA-PAO"),
      to_airport_id: airportId("FAA-UKI"),
    },
  ],
  ...fields,
});

describe("importing again", () => {
  test.each(["current.csv", "template_2019.csv"])("%s adds nothing", (name) => {
    const first = planText(fixture(name));
    const again = planText(fixture(name), first.documents);
    expect(again.documents).toEqual([]);
    expect(again.total).toMatchObject({ to_add: 0, already_there: first.total.to_add });
    expect(again.already_there.every((entry) => !entry.possible_duplicate)).toBe(true);
  });

  test("two devices make the same documents, letter for letter, on whatever day", () => {
    const one = planText(fixture("current.csv"), [], { now: "2025-01-01T00:00:00Z" });
    const two = planText(fixture("current.csv"), [], { now: "2025-09-30T12:34:56Z" });
    expect(JSON.stringify(one.documents)).toBe(JSON.stringify(two.documents));
  });

  test("a longer export of the same logbook adds what is new", () => {
    const before = planFile({ flights: [flown, { ...flown, Date: "2024-05-02" }] });
    const after = planFile(
      { flights: [{ ...flown, Date: "2024-06-01" }, flown, { ...flown, Date: "2024-05-02" }] },
      before.documents,
    );
    expect(after.documents).toMatchObject([{ flight_date: "2024-06-01" }]);
  });

  test("what was changed in the logbook since stays as it is", () => {
    const first = planFile({ flights: [flown] });
    const edited = first.documents.map((document) =>
      document._id.startsWith("flight:")
        ? { ...document, total_time: 84, remarks: "mended" }
        : document,
    );
    expect(planFile({ flights: [flown] }, edited).documents).toEqual([]);
  });

  test("a deleted flight does not count as there", () => {
    const first = planFile({ flights: [flown] });
    const deleted = first.documents.map((document) =>
      document._id.startsWith("flight:") ? { _id: document._id, _deleted: true } : document,
    );
    expect(planFile({ flights: [flown] }, deleted).documents).toMatchObject([
      { flight_date: "2024-05-01" },
    ]);
  });
});

test("planning leaves the reading as it is: a choice plans the same reading once more", () => {
  const text = fileText({
    flights: [flown, { AircraftID: "", TotalTime: "1" }, { Date: "x" }, { ...flown, To: "TWIN" }],
  });
  const reading = readForeFlight(text);
  const first = planImport(reading, [], { airports, now });
  expect(planImport(reading, [], { airports, now })).toEqual(first);
  expect(reading).toEqual(readForeFlight(text));
});

describe("equal lines", () => {
  test("are two flights, and a remark says so", () => {
    const plan = planFile({ flights: [flown, flown] });
    const flights = planned(plan, "flight");
    expect(flights).toHaveLength(2);
    expect(flights[0]!._id).not.toBe(flights[1]!._id);
    expect(plan.remarks).toContainEqual(
      expect.objectContaining({
        line: 9,
        level: "warning",
        message: expect.stringMatching(/^Line 8 has the same day/),
      }),
    );
  });

  test("which of them is new is told by what else they say", () => {
    const first = { ...flown, PilotComments: "first" };
    const second = { ...flown, PilotComments: "second" };
    const before = planFile({ flights: [second] });
    const after = planFile({ flights: [first, second] }, before.documents);
    expect(after.documents).toMatchObject([{ remarks: "first" }]);
  });

  test("get ids from what they say: places in the file do not matter", () => {
    const other = { ...flown, Date: "2024-05-02" };
    const ids = (flights: (typeof flown)[]) =>
      planned(planFile({ flights }), "flight")
        .map((flight) => flight._id)
        .toSorted();
    expect(ids([flown, other])).toEqual(ids([other, flown]));
  });
});

describe("a flight that is in the logbook by another way", () => {
  test("is not added, and listed as a possible duplicate", () => {
    const hand = ownFlight({});
    const plan = planFile({ flights: [flown] }, [ownModel, ownAircraft, hand]);
    expect(plan.documents).toEqual([]);
    expect(plan.already_there).toContainEqual({
      kind: "flight",
      line: 8,
      _id: hand._id,
      possible_duplicate: true,
    });
  });

  test("answers for one line only", () => {
    const plan = planFile({ flights: [flown, flown] }, [ownModel, ownAircraft, ownFlight({})]);
    expect(planned(plan, "flight")).toHaveLength(1);
  });

  test.each([
    ["another OUT", { block_out: "2024-05-01T10:00:00Z" }],
    ["another day", { flight_date: "2024-05-02" }],
    ["another total", { total_time: 96 }],
    [
      "another place",
      {
        flight_legs: [
          {
            id: derivedUuid("leg"),
            leg_number: 1,
            from_airport_id: airportId("FAA-PAO"),
            to_airport_id: airportId("FAA-LVK"),
          },
        ],
      },
    ],
  ])("with %s is another flight", (_, fields) => {
    const plan = planFile({ flights: [{ ...flown, TimeOut: "09:00" }] }, [
      ownModel,
      ownAircraft,
      ownFlight(fields),
    ]);
    expect(planned(plan, "flight")).toHaveLength(1);
  });

  test("is known by the code in words too", () => {
    const legs = [
      {
        id: derivedUuid("leg"),
        leg_number: 1,
        from_airport_description: "kpao",
        to_airport_id: airportId("FAA-UKI"),
      },
    ];
    const plan = planFile({ flights: [flown] }, [
      ownModel,
      ownAircraft,
      ownFlight({ flight_legs: legs }),
    ]);
    expect(planned(plan, "flight")).toEqual([]);
  });

  test("a lesson too: same day, device and time", () => {
    const lesson = {
      _id: `training_session:${derivedUuid("lesson")}`,
      ...moments,
      session_date: "2024-05-01",
      total_time: 90,
    };
    const plan = planFile({ flights: [{ AircraftID: "", GroundTraining: "1.5" }] }, [lesson]);
    expect(planned(plan, "training_session")).toEqual([]);
    expect(plan.already_there).toMatchObject([{ _id: lesson._id, possible_duplicate: true }]);
  });
});

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
