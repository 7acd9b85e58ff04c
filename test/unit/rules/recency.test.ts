import { describe, expect, test } from "vitest";
import { rules } from "../../../shared/rules/rules.ts";
import type { Verdict } from "../../../shared/rules/verdict.ts";
import vectors from "../../vectors/recency.json" with { type: "json" };
import { factsFrom } from "./logbook.ts";
import { vectorRecords, type VectorLogbook } from "./vector_records.ts";

interface Expectation {
  rule: string;
  as_of: string;
  absent?: boolean;
  applies_to?: Record<string, unknown>;
  state?: string;
  since?: string | null;
  last_day?: string | null;
  grace_last_day?: string | null;
  missing?: [string, number, number][];
}

interface Case extends VectorLogbook {
  name: string;
  source: string;
  expect: Expectation[];
}

/** The verdict about a subject; a `null` in the subject says that the verdict names nothing there. */
function verdictsFor(all: Verdict[], subject: Record<string, unknown> = {}): Verdict[] {
  return all.filter((verdict) =>
    Object.entries(subject).every(
      ([key, value]) => (verdict.applies_to[key as keyof Verdict["applies_to"]] ?? null) === value,
    ),
  );
}

describe.each(vectors.cases as unknown as Case[])("$name ($source)", (vector) => {
  const facts = factsFrom(vectorRecords(vector));
  test.each(vector.expect)("$rule on $as_of: $state", (expected) => {
    const rule = rules.find((one) => one.rule === expected.rule)!;
    const verdicts = verdictsFor(rule.judge(facts, expected.as_of), {
      ...(expected.applies_to?.["class"] && expected.applies_to["type"] === undefined
        ? { type: null }
        : {}),
      ...expected.applies_to,
    });
    expect(verdicts.length, "verdicts about the subject").toBe(expected.absent ? 0 : 1);
    if (expected.absent) return;
    const { missing } = expected;
    for (const field of ["state", "since", "last_day", "grace_last_day"] as const)
      if (field in expected) expect(verdicts[0]![field], field).toBe(expected[field]);
    if (missing !== undefined)
      expect(verdicts[0]!.missing.map(({ what, have, need }) => [what, have, need])).toEqual(
        missing,
      );
  });
});

test("every rule has a vector", () => {
  const tested = new Set(
    (vectors.cases as unknown as Case[]).flatMap((one) => one.expect.map((e) => e.rule)),
  );
  const elsewhere = ["faa_61_23", "faa_61_57_c_glider"];
  expect(
    rules.map(({ rule }) => rule).filter((rule) => !tested.has(rule) && !elsewhere.includes(rule)),
  ).toEqual([]);
});
