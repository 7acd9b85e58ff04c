import { type RevTree, stem } from "../../shared/rev_tree.ts";
import type { Judge } from "../ledger/judge.ts";

/**
 * A judge that admits every document and leaves every branch as it came, as CouchDB does: no
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
    admit: () => ({ record: undefined }),
    signed: () => Promise.resolve(new Set()),
    decide: ({ tree }) => remembered(tree),
    restore: ({ tree }) => remembered(tree),
    settle: () => Promise.resolve(),
    project: () => undefined,
  };
}
