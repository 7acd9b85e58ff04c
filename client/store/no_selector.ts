/**
 * Stands for `pouchdb-selector-core` in the built app: replication has no filter and no selector
 * (architecture, invariant 8), so its query language would be 2 kB of the first load that never run.
 */
export function matchesSelector(): never {
  throw new Error("A device replicates everything that it may see, without a selector.");
}
