import type { Judge } from "../ledger/judge.ts";

/**
 * A judge that admits every document and leaves every branch as it came, as CouchDB does: no
 * validation, no merge, no rows. With it the protocol layer can be held against suites that use
 * documents of their own.
 */
export const acceptAnything: Judge = {
  kinds: [],
  admit: () => ({ record: undefined }),
  signed: () => Promise.resolve(new Set()),
  decide: ({ tree }) => ({ tree, added: [], corrections: [] }),
  restore: ({ tree }) => ({ tree, added: [], corrections: [] }),
  project: () => undefined,
};
