/** Turns what PostgreSQL says of a document into a problem that its author can mend. */
import { databaseProblem } from "../postgres/database.ts";
import { type Problem, type ProblemCode, problemKinds } from "../../shared/problems.ts";

/** The constraints whose names have a problem of their own. */
const constraintProblems: Readonly<Record<string, ProblemCode>> = {
  aircraft_registration_key: "E_AIRCRAFT_REGISTRATION_TAKEN",
  tags_tag_name_key: "E_TAG_NAME_TAKEN",
  people_one_owner: "E_OWNER_TAKEN",
};

/**
 * The problem behind a database error, when the document is at fault (integrity and data
 * exceptions, and what our triggers raise); undefined when the server is. `referenced` says that a
 * deletion met records that still refer to the entry.
 */
export function problemOfError(
  error: unknown,
): { problem: Problem; referenced: boolean } | undefined {
  const found = databaseProblem(error);
  if (found === undefined) return undefined;
  const classCode = found.code.slice(0, 2);
  const named = /^(E_[A-Z0-9_]+)(?:: )?(.*)$/s.exec(found.message);
  if (!["22", "23"].includes(classCode) && named === null) return undefined;
  const fromMessage =
    named !== null && named[1]! in problemKinds ? (named[1] as ProblemCode) : undefined;
  const code = fromMessage ?? constraintProblems[found.constraint ?? ""] ?? "E_CONSTRAINT";
  const message =
    fromMessage === undefined
      ? code === "E_CONSTRAINT"
        ? `The ledger's rule ${found.constraint ?? found.code} is not met.`
        : problemKinds[code].text
      : named![2]! || problemKinds[code].text;
  return {
    problem: { code, path: found.column ?? "", message },
    referenced: found.code === "23503",
  };
}
