/** Turns what PostgreSQL says of a document into a problem that its author can mend. */
import { type Problem, type ProblemCode, problemKinds } from "../../shared/problems.ts";
import { type Database, databaseProblem } from "../postgres/database.ts";

/** A code and the rule in words, as the comment on a constraint says them. */
interface Rule {
  code: string;
  message: string;
}

const known = new WeakMap<Database, Promise<ReadonlyMap<string, Rule>>>();

async function readRules(db: Database): Promise<ReadonlyMap<string, Rule>> {
  const rows = await db.transaction(
    null,
    (tx) =>
      tx.query<Rule & { name: string }>(
        "select constraint_name as name, code, message from logbook.v_problem_codes",
      ),
    { read_only: true },
  );
  return new Map(rows.map(({ name, code, message }) => [name, { code, message }]));
}

/** The rules of the ledger by the name of their constraint. Read once: the schema does not change. */
function rulesOf(db: Database): Promise<ReadonlyMap<string, Rule>> {
  let rules = known.get(db);
  if (rules === undefined) {
    rules = readRules(db);
    rules.catch(() => known.delete(db));
    known.set(db, rules);
  }
  return rules;
}

const isProblemCode = (code: string | undefined): code is ProblemCode =>
  code !== undefined && Object.hasOwn(problemKinds, code);

/**
 * The problem behind a database error, when the document is at fault (integrity and data
 * exceptions, and what our triggers raise); undefined when the server is. The code comes from the
 * message of a trigger or from the comment on the constraint. `referenced` says that a deletion met
 * records that still refer to the entry.
 */
export async function problemOfError(
  db: Database,
  error: unknown,
): Promise<{ problem: Problem; referenced: boolean } | undefined> {
  const found = databaseProblem(error);
  if (found === undefined) return undefined;
  const { code: state, constraint = "", column = "" } = found;
  const [, raised, words = ""] = /^(E_[A-Z0-9_]+)(?:: )?(.*)$/s.exec(found.message) ?? [];
  if (!["22", "23"].includes(state.slice(0, 2)) && raised === undefined) return undefined;
  const referenced = state === "23503";
  const say = (code: ProblemCode, message: string) => ({
    problem: { code, path: column, message: message || problemKinds[code].text },
    referenced,
  });
  if (isProblemCode(raised)) return say(raised, words);
  const rule = (await rulesOf(db)).get(constraint);
  if (isProblemCode(rule?.code) && rule.code !== "E_CONSTRAINT")
    return say(rule.code, rule.message.charAt(0).toUpperCase() + rule.message.slice(1));
  const wanted = rule === undefined ? "" : `: ${rule.message.replace(/\.$/, "")}`;
  return say("E_CONSTRAINT", `The ledger's rule ${constraint || state} is not met${wanted}.`);
}
