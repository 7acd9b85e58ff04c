import { type RevTree, stem } from "../../shared/rev_tree.ts";
import type { Problem } from "../../shared/problems.ts";
import type { Judge } from "../ledger/judge.ts";

const noFunctions: Problem = {
  code: "E_DOCUMENT_SHAPE",
  path: "validate_doc_update",
  message: "Functions of design documents are not run here, so this one is not taken either.",
};

/**
 * A judge that admits every document, but for a function that it would have to run, and leaves every branch as it came, as CouchDB does: no
 * validation, no merge, no rows. With it the protocol layer can be held against suites that use
 * documents of their own. `revs_limit`: how many revisions of a branch the database remembers.
 */
export function acceptAnything(revs_limit: number): Judge {
  const remembered = (tree: RevTree) => ({
    tree: stem(tree, revs_limit),
    added: [],
    corrections: [],
  });
  return {
    kinds: [],
    // A rule that nobody would enforce is refused, or its author would rely on it.
    admit: ({ id, body }) =>
      id.startsWith("_design/") && Object.hasOwn(body, "validate_doc_update")
        ? { problem: noFunctions }
        : { record: undefined },
    signed: () => Promise.resolve(new Set()),
    decide: ({ tree }) => remembered(tree),
    restore: ({ tree }) => remembered(tree),
    settle: () => Promise.resolve(),
    project: () => undefined,
  };
}
