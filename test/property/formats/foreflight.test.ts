/** What holds for every ForeFlight file, whole or damaged. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type ImportPlan,
  planImport,
  readForeFlight,
} from "../../../shared/formats/import_plan.ts";
import { validate } from "../../../shared/validate.ts";
import { type Cells, cessna, fileText } from "../../fixtures/foreflight/file_text.ts";
import { airports, now } from "../../unit/formats/planning.ts";

const plan = (text: string, existing: { _id: string }[] = []): ImportPlan =>
  planImport(readForeFlight(text), existing, { airports, now });

/** A cell that fits its column most of the time. */
const cell = (...good: string[]) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom("", ...good) },
    { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
  );
const hours = cell("0.0", "0.5", "1.2", "1:30", "2");
const clock = cell("00:00", "09:15", "23:50", "1405", "25:61");
const count = cell("0", "1", "2", "5");
const person = cell("Ada Byron;PIC;ada@example.test;1", "ada byron;Student;;", "Ben;Cook");

const flight = fc.record({
  Date: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom("2024-05-01", "2024-05-02", "2023-12-31") },
    { weight: 1, arbitrary: fc.string({ maxLength: 10 }) },
  ),
  AircraftID: cell("N737ER", "N1", "FMX1"),
  From: cell("KPAO", "TWIN", "farm"),
  To: cell("KUKI", "O69"),
  TimeOut: clock,
  TimeOff: clock,
  TimeOn: clock,
  TimeIn: clock,
  TotalTime: hours,
  PIC: hours,
  Night: hours,
  Distance: cell("112.20", "0.00"),
  Approach1: cell("1;ILS;31;KPAO;", "2;;;;", "VOR RWY 5"),
  SimulatedFlight: cell("0.0", "", "", "1.0"),
  GroundTraining: cell("", "", "0.4"),
  Person1: person,
  Person2: person,
  PilotComments: cell('"quoted"', "two\nlines", "a,b"),
  "IPC (FAA)": cell("TRUE", "x"),
  DayTakeoffs: count,
  DayLandingsFullStop: count,
  AllLandings: count,
  "[Hours]Aerobatics": hours,
});
const device: Cells = { AircraftID: "FMX1", Model: "FMX", "equipType (FAA)": "aatd" };
const fileOf = (flights: readonly Cells[], separator = ",") =>
  fileText({
    aircraft: [cessna, device],
    flights,
    more_columns: ["[Hours]Aerobatics"],
    separator,
  });
const flights = fc.array(flight, { maxLength: 12 });
/** Flights whose aircraft the table has; of others, later lines may tell what they are. */
const listed = flights.map((rows) =>
  rows.map((row) => (row.AircraftID === "FMX1" ? row : { ...row, AircraftID: "N737ER" })),
);

test("every planned document passes validation, and each line of the file is accounted for", () => {
  fc.assert(
    fc.property(flights, fc.constantFrom(",", ";", "\t"), (rows, separator) => {
      const made = plan(fileOf(rows, separator));
      for (const document of made.documents) expect(validate(document)).toMatchObject({ ok: true });
      const entries = made.documents.filter(({ _id }) => /^(flight|training_session):/.test(_id));
      const refused = made.not_importable.filter(
        ({ kind }) => kind === null || kind === "flight" || kind === "training_session",
      );
      expect(entries.length + refused.length).toBe(rows.length);
    }),
    { numRuns: 300 },
  );
});

test("importing what was planned, the same file plans nothing", () => {
  fc.assert(
    fc.property(flights, (rows) => {
      const text = fileOf(rows);
      const first = plan(text);
      const again = plan(text, first.documents);
      expect(again.documents).toEqual([]);
      expect(again.total.already_there).toBe(first.total.to_add);
    }),
    { numRuns: 200 },
  );
});

test("the order of the flights in the file changes nothing in their entries", () => {
  fc.assert(
    fc.property(flights, (rows) => {
      const entries = (list: readonly Cells[]) =>
        plan(fileOf(list))
          .documents.filter(({ _id }) => /^(flight|training_session):/.test(_id))
          .map((document) => JSON.stringify(document))
          .toSorted();
      expect(entries(rows.toReversed())).toEqual(entries(rows));
    }),
    { numRuns: 100 },
  );
});

test("a longer export adds exactly its new flights, wherever they stand and whatever they equal", () => {
  fc.assert(
    fc.property(listed, listed, (before, more) => {
      const first = plan(fileOf(before));
      const second = plan(fileOf([...more, ...before]), first.documents);
      const entries = (made: ImportPlan) =>
        made.documents.filter(({ _id }) => /^(flight|training_session):/.test(_id)).length;
      const whole = plan(fileOf([...more, ...before]));
      expect(entries(first) + entries(second)).toBe(entries(whole));
    }),
    { numRuns: 100 },
  );
});

/** One way of damaging a text, at a place between 0 and 1. */
const damage = fc.tuple(
  fc.constantFrom("cut", "delete", "insert", "repeat"),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom('"', ",", ";", "\n", "\r", "\t", "\u0000", "x", "\uFEFF"),
);

function damaged(text: string, [how, where, character]: [string, number, string]): string {
  const at = Math.floor(where * text.length);
  if (how === "cut") return text.slice(0, at);
  if (how === "delete") return text.slice(0, at) + text.slice(at + 1);
  if (how === "insert") return text.slice(0, at) + character + text.slice(at);
  return text.slice(0, at) + text.slice(Math.max(0, at - 40));
}

test("a damaged file never throws, and whatever is left of a flight can be found in the plan", () => {
  const marked = Array.from({ length: 6 }, (_, i) => ({
    Date: `2024-05-0${i + 1}`,
    From: "KPAO",
    To: "KUKI",
    TotalTime: "1.2",
    PilotComments: i % 2 === 0 ? `marker-${i}-marker` : `"marker-${i}-marker, and, ""more"""`,
    DayTakeoffs: "1",
    AllLandings: "2",
  }));
  fc.assert(
    fc.property(
      fc.array(damage, { minLength: 1, maxLength: 6 }),
      fc.constantFrom(",", ";", "\t"),
      (blows, separator) => {
        const text = blows.reduce(damaged, fileOf(marked, separator));
        const made = plan(text);
        if (made.failure !== null) return;
        for (const document of made.documents)
          expect(validate(document)).toMatchObject({ ok: true });
        const found = JSON.stringify([made.documents, made.not_importable, made.remarks]);
        for (const [marker] of text.matchAll(/marker-\d-marker/g)) expect(found).toContain(marker);
      },
    ),
    { numRuns: 1500 },
  );
});

test("any text at all is answered, never thrown at", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 300 }),
        fc
          .string({ maxLength: 300 })
          .map((text) => `Flights Table\nDate,AircraftID,TotalTime\n${text}`),
      ),
      (text) => {
        const made = plan(text);
        expect(made.failure === null || made.failure.length > 0).toBe(true);
      },
    ),
    { numRuns: 1000 },
  );
});
