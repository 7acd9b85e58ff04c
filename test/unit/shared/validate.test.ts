import { describe, expect, test } from "vitest";
import { derivedUuid, newRecordId, newRowId, stableId } from "../../../shared/ids.ts";
import { kinds } from "../../../shared/kinds/kinds.ts";
import { limits } from "../../../shared/limits.ts";
import { problemKinds } from "../../../shared/problems.ts";
import { referencesOf } from "../../../shared/references.ts";
import { isDay, isMoment, validate } from "../../../shared/validate.ts";

const at = "2026-05-01T10:00:00Z";
const flight = {
  _id: newRecordId("flight"),
  created_at: at,
  updated_at: at,
  flight_date: "2026-05-01",
  aircraft_id: derivedUuid("aircraft"),
  total_time: 60,
  flight_legs: [{ id: newRowId(), leg_number: 1 }],
};
const problemsOf = (document: unknown) => {
  const result = validate(document);
  return result.ok ? [] : result.problems.map(({ code, path }) => `${code} ${path}`.trim());
};

describe("a good flight", () => {
  test("has every field of its kind, defaults filled in", () => {
    const result = validate(flight);
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const record = result.value.record as Record<string, unknown>;
    for (const name of Object.keys(kinds.flight.fields)) expect(record).toHaveProperty(name);
    expect(record).toMatchObject({
      night_time: 0,
      remarks: null,
      is_locked: false,
      flight_crew: [],
    });
  });
  test("may say null where it says nothing", () => {
    expect(problemsOf({ ...flight, night_time: null, remarks: null, is_locked: null })).toEqual([]);
  });
  test("keeps CouchDB's own members out of the record", () => {
    expect(problemsOf({ ...flight, _rev: "1-a", _revisions: { start: 1, ids: ["a"] } })).toEqual(
      [],
    );
  });
});

test.each(["instrument_time_simulated", "dual_received", "dual_given"])(
  "a training session with more %s than time is refused",
  (part) => {
    const session = (minutes: number) => ({
      _id: newRecordId("training_session"),
      created_at: "2026-05-01T10:00:00Z",
      updated_at: "2026-05-01T10:00:00Z",
      session_date: "2026-05-01",
      total_time: 60,
      [part]: minutes,
    });
    expect(problemsOf(session(66))).toEqual([]);
    expect(problemsOf(session(67))).toEqual([`E_TRAINING_SESSION_PART_OVER_TOTAL ${part}`]);
  },
);

describe("a wrong flight is refused at the field", () => {
  test.each<[string, object, string]>([
    ["a missing date", { flight_date: undefined }, "E_FIELD_REQUIRED flight_date"],
    ["no aircraft", { aircraft_id: undefined }, "E_FIELD_REQUIRED aircraft_id"],
    ["a day that is none", { flight_date: "2026-02-29" }, "E_FIELD_FORMAT flight_date"],
    ["an American date", { flight_date: "05/01/2026" }, "E_FIELD_FORMAT flight_date"],
    ["before the first flight", { flight_date: "1903-12-16" }, "E_DATE_RANGE flight_date"],
    ["minus five minutes", { total_time: -5 }, "E_FIELD_RANGE total_time"],
    ["100,000 minutes", { total_time: 100_000 }, "E_FIELD_RANGE total_time"],
    ["half a minute", { total_time: 60.5 }, "E_FIELD_RANGE total_time"],
    ["minutes in words", { total_time: "60" }, "E_FIELD_TYPE total_time"],
    ["more PIC than flight", { pic_time: 67 }, "E_FLIGHT_PART_OVER_TOTAL pic_time"],
    ["a local time", { block_out: "2026-05-01T10:00:00" }, "E_FIELD_FORMAT block_out"],
    ["25:61 o'clock", { block_out: "2026-05-01T25:61:00Z" }, "E_FIELD_FORMAT block_out"],
    [
      "IN before OUT",
      { block_out: "2026-05-01T10:00:00Z", block_in: "2026-05-01T09:00:00Z" },
      "E_FLIGHT_BLOCK_ORDER block_in",
    ],
    [
      "landing in the minute of the take-off",
      { block_off: "2026-05-01T10:00:00Z", block_on: "2026-05-01T10:00:00Z" },
      "E_FLIGHT_BLOCK_ORDER block_on",
    ],
    ["no leg", { flight_legs: [] }, "E_FLIGHT_LEG_REQUIRED flight_legs"],
    ["an unknown field", { total_tme: 60 }, "E_FIELD_UNKNOWN total_tme"],
    ["half a surrogate pair", { remarks: "\ud83d" }, "E_FIELD_FORMAT remarks"],
    ["a NUL", { remarks: "a\u0000b" }, "E_FIELD_FORMAT remarks"],
    ["10 MB of remarks", { remarks: "x".repeat(1e7) }, "E_FIELD_TOO_LONG remarks"],
    [
      "a correction without a reason",
      { corrects_flight_id: derivedUuid("x") },
      "E_CORRECTION_REASON correction_reason",
    ],
    ["an error without a reason", { is_erroneous: true }, "E_ERRONEOUS_REASON erroneous_reason"],
    [
      "an id in capitals",
      { aircraft_id: derivedUuid("x").toUpperCase() },
      "E_FIELD_FORMAT aircraft_id",
    ],
  ])("%s", (_, change, problem) => {
    expect(problemsOf({ ...flight, ...change })).toContain(problem);
  });
  test("a tenth more than the total is rounding", () => {
    expect(problemsOf({ ...flight, pic_time: 66 })).toEqual([]);
  });
  test("OUT and OFF may share a minute", () => {
    const block_out = "2026-05-01T10:00:00Z";
    expect(problemsOf({ ...flight, block_out, block_off: block_out })).toEqual([]);
  });
  test("two rows with one id", () => {
    const row = flight.flight_legs[0]!;
    expect(problemsOf({ ...flight, flight_legs: [row, { ...row, leg_number: 2 }] })).toEqual([
      "E_ROW_DUPLICATE flight_legs",
    ]);
  });
  test("a wrong row says which", () => {
    const legs = [flight.flight_legs[0], { id: newRowId(), leg_number: 2, leg_time: -1 }];
    expect(problemsOf({ ...flight, flight_legs: legs })).toEqual([
      "E_FIELD_RANGE flight_legs.1.leg_time",
    ]);
  });
});

describe("what is no record at all", () => {
  test.each<[string, unknown, string]>([
    ["null", null, "E_DOCUMENT_SHAPE"],
    ["a list", [flight], "E_DOCUMENT_SHAPE"],
    ["no id", { ...flight, _id: undefined }, "E_ID_MALFORMED _id"],
    ["an id without kind", { ...flight, _id: derivedUuid("x") }, "E_ID_MALFORMED _id"],
    ["a design document", { ...flight, _id: "_design/x" }, "E_ID_MALFORMED _id"],
    [
      "a version 4 UUID",
      { ...flight, _id: "flight:6f9619ff-8b86-4d01-b42d-00cf4fc964ff" },
      "E_ID_MALFORMED _id",
    ],
    ["an unknown kind", { ...flight, _id: newRecordId("flieger") }, "E_KIND_UNKNOWN _id"],
    [
      "a kind named like a method",
      { ...flight, _id: newRecordId("constructor") },
      "E_KIND_UNKNOWN _id",
    ],
    [
      "__proto__",
      JSON.parse(`{"_id":"${flight._id}","__proto__":{"x":1}}`),
      "E_FIELD_UNKNOWN __proto__",
    ],
  ])("%s", (_, document, problem) => {
    expect(problemsOf(document)).toEqual([problem]);
  });
  test("nesting without end", () => {
    const deep = JSON.parse(`${"[".repeat(5000)}${"]".repeat(5000)}`) as unknown;
    expect(problemsOf({ ...flight, remarks: deep })[0]).toMatch(/^E_DOCUMENT_TOO_DEEP/);
  });
  test("an emoji for a tail number", () => {
    const aircraft = {
      _id: newRecordId("aircraft"),
      created_at: at,
      updated_at: at,
      registration: "N🛩1",
      own_model_id: derivedUuid("m"),
    };
    expect(problemsOf(aircraft)).toEqual(["E_FIELD_FORMAT registration"]);
    expect(problemsOf({ ...aircraft, registration: "N123" })).toEqual([]);
  });
});

describe("the calendar of fields", () => {
  test.each(["2024-02-29", "2000-02-29", "1903-12-17", "2026-12-31"])("%s is a day", (day) => {
    expect(isDay(day)).toBe(true);
  });
  test.each(["2023-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-1-1", "2026-00-10", ""])(
    "%j is not",
    (day) => {
      expect(isDay(day)).toBe(false);
    },
  );
  test.each(["2026-05-01T10:00Z", "2026-05-01T23:59:59.999Z"])("%s is a moment", (moment) => {
    expect(isMoment(moment)).toBe(true);
  });
  test.each([
    "2026-05-01T24:00:00Z",
    "2026-05-01T10:00:00+02:00",
    "2026-02-30T10:00:00Z",
    "2026-05-01",
  ])("%s is not", (moment) => {
    expect(isMoment(moment)).toBe(false);
  });
});

test("every kind's references are found, rows included", () => {
  const record = {
    ...flight,
    flight_legs: [{ id: newRowId(), leg_number: 1, from_airport_id: stableId("airport:KPAO") }],
    flight_crew: [
      { id: newRowId(), person_id: derivedUuid("p"), role_on_flight_id: stableId("r") },
    ],
  };
  const found = referencesOf(kinds.flight.fields, record).map(({ path, target, name }) => [
    path,
    target,
    name,
  ]);
  expect(found).toEqual([
    ["aircraft_id", "record", "aircraft"],
    ["flight_legs.0.from_airport_id", "airport", "airports"],
    ["flight_crew.0.person_id", "record", "person"],
    ["flight_crew.0.role_on_flight_id", "lookup", "role_on_flight_types"],
  ]);
});

test("kinds stand in ledger order: nothing refers to a kind behind it, except to its own", () => {
  const order = Object.keys(kinds);
  for (const [name, kind] of Object.entries(kinds)) {
    const fieldsOf = (fields: object): { type: string; kind?: string }[] =>
      Object.values(fields).flatMap((field) =>
        field.type === "rows" ? fieldsOf(field.fields) : [field],
      );
    for (const field of fieldsOf(kind.fields))
      if (field.type === "reference")
        expect(order.indexOf(field.kind!), `${name} → ${field.kind}`).toBeLessThanOrEqual(
          order.indexOf(name),
        );
  }
});

test("every problem says what to do", () => {
  for (const [code, { text, remedy }] of Object.entries(problemKinds)) {
    expect(text, code).toMatch(/\.$/);
    expect(remedy, code).toMatch(/\.$/);
  }
  expect(limits.minutes).toBeLessThan(100_000);
});
