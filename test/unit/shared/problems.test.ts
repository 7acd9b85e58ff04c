import { describe, expect, test } from "vitest";
import { problemKinds, problemOf, type ProblemCode, reasonOf } from "../../../shared/problems.ts";

describe("a refusal's line", () => {
  test.each(Object.keys(problemKinds) as ProblemCode[])("is read back: %s", (code) => {
    for (const path of ["", "remarks", "flight_legs.0.landings_takeoffs.12.is_landing"]) {
      const problem = { code, path, message: "There is: something, 12:30." };
      expect(problemOf(reasonOf(problem))).toEqual(problem);
    }
  });
  test.each(["", "nonsense", "E_UNHEARD_OF: what. remedy", "E_: x"])("is none: %s", (line) => {
    expect(problemOf(line)).toBeUndefined();
  });
});
