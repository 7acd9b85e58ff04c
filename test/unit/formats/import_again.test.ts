/** What a plan does with flights that the logbook holds already, or that a file holds twice. */
import { describe, expect, test } from "vitest";
import { derivedUuid } from "../../../shared/ids.ts";
import { planImport, readForeFlight } from "../../../shared/formats/import_plan.ts";
import { fileText } from "../../fixtures/foreflight/file_text.ts";
import {
  airportId,
  airports,
  fixture,
  flown,
  moments,
  now,
  ownAircraft,
  ownFlight,
  ownModel,
  planFile,
  planned,
  planText,
} from "./planning.ts";

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
