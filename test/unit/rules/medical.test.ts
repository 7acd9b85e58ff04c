import { describe, expect, test } from "vitest";
import { medicalEnds, type MedicalFacts } from "../../../shared/medical.ts";
import { medicalStanding } from "../../../shared/medical_standing.ts";
import { faa_61_23 } from "../../../shared/rules/faa_61_23.ts";
import vectors from "../../vectors/medical.json" with { type: "json" };
import { code, factsFrom, record } from "./logbook.ts";

interface VectorMedical {
  class: string;
  exam: string;
  basicmed_exam?: string;
  course?: string;
  stated?: (string | null)[];
}

const medicalFrom = (vector: VectorMedical, i = 0): MedicalFacts => ({
  id: `medical:${i}`,
  class: vector.class,
  exam_date: vector.exam,
  is_special_issuance: vector.class === "special_issuance",
  stated_ends: [0, 1, 2].map((i) => vector.stated?.[i] ?? null) as [null, null, null],
  basicmed_exam_date: vector.basicmed_exam ?? null,
  basicmed_course_date: vector.course ?? null,
});

describe("how long a medical lasts", () => {
  test.each(vectors.ends)("$name", (vector) => {
    const ends = medicalEnds(medicalFrom(vector), vector.birth);
    for (const [operation, day] of Object.entries(vector.expect))
      expect(ends.find((end) => end.operation === operation)?.last_day, operation).toBe(day);
  });
});

interface Standing {
  name: string;
  birth: string | null;
  medicals: VectorMedical[];
  expect: ({ as_of: string } & Record<string, string>)[];
}

describe.each(vectors.standing as unknown as Standing[])(
  "$name",
  ({ birth, medicals, expect: expected }) => {
    test.each(expected)("on $as_of", ({ as_of, ...states }) => {
      const standing = medicalStanding(medicals.map(medicalFrom), birth, as_of);
      for (const [operation, state] of Object.entries(states))
        expect(standing.find((one) => one.operation === operation)?.state, operation).toBe(state);
    });
  },
);

test("part 121 at 60 is asked of those who are, or might be", () => {
  const medicals = [medicalFrom({ class: "class_1", exam: "2026-01-10" })];
  const asked = (birth: string | null) =>
    medicalStanding(medicals, birth, "2026-03-01").find(
      (one) => one.operation === "part_121_age_60",
    );
  expect(asked("1966-03-02")).toBeUndefined();
  expect(asked("1966-03-01")).toMatchObject({ state: "current", last_day: "2026-07-31" });
  expect(asked(null)).toMatchObject({ state: "current", last_day: "2026-07-31" });
});

test("BasicMed says when no medical after 14 July 2006 is on record", () => {
  const basicmed = medicalFrom({ class: "basicmed", exam: "2025-01-10", course: "2025-01-20" });
  const unknownOf = (...medicals: MedicalFacts[]) =>
    medicalStanding(medicals, "1960-01-01", "2025-02-01").find(
      (one) => one.operation === "basicmed",
    )!.unknown;
  expect(unknownOf(basicmed)).toHaveLength(1);
  expect(unknownOf(basicmed, medicalFrom({ class: "class_3", exam: "2012-01-10" }))).toEqual([]);
});

test("a logbook's verdicts name the medical, and the owner's birth decides", () => {
  const owner = (date_of_birth: string | null) =>
    record("person", "me", { display_name: "Me", is_logbook_owner: true, date_of_birth });
  const medical = record("medical", "m", {
    medical_class_id: code("medical_classes", "class_3"),
    exam_date: "2024-05-10",
  });
  const verdictOf = (born: string | null, as_of: string) =>
    faa_61_23.judge(factsFrom([owner(born), medical]), as_of)[0];
  expect(verdictOf("1995-01-01", "2029-05-31")).toMatchObject({
    state: "current",
    last_day: "2029-05-31",
    counted: [{ id: medical._id }],
  });
  expect(verdictOf("1980-01-01", "2026-06-01")).toMatchObject({
    state: "lapsed",
    since: "2026-06-01",
  });
  expect(verdictOf(null, "2026-06-01")).toMatchObject({ state: "unknown" });
  expect(verdictOf(null, "2026-06-01")!.unknown.join()).toContain("birth date");
});
