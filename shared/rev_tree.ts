/**
 * The tree of a document's revisions, as CouchDB keeps it: any number of branches, one winner that
 * every replica computes alike. Pure: storage and wire are elsewhere.
 */

/** What is known of one revision. */
export interface RevNode {
  /** The revision it extends; null for the first, or where older ones were stemmed away. */
  parent: string | null;
  deleted: boolean;
}

/** Revision → node, parents before children. */
export type RevTree = ReadonlyMap<string, RevNode>;

/** The tree as it is stored: `[rev, index of the parent or -1, 1 if deleted]`, parents first. */
export type StoredTree = [rev: string, parent: number, deleted: 0 | 1][];

const revPattern = /^([1-9]\d{0,8})-([0-9A-Za-z_.~-]{1,128})$/;

/** The generation of a revision, its number before the dash; undefined when it is not a revision. */
export function generationOf(rev: string): number | undefined {
  const match = revPattern.exec(rev);
  return match === null ? undefined : Number(match[1]);
}

/** CouchDB's order of revisions: by generation, then by hash as bytes. */
export function compareRevs(a: string, b: string): number {
  const order = generationOf(a)! - generationOf(b)!;
  if (order !== 0) return order;
  const [hashA, hashB] = [a.slice(a.indexOf("-") + 1), b.slice(b.indexOf("-") + 1)];
  return hashA < hashB ? -1 : hashA > hashB ? 1 : 0;
}

/** Reads a stored tree. */
export function readTree(stored: StoredTree): RevTree {
  return new Map(
    stored.map(([rev, parent, deleted]) => [
      rev,
      { parent: parent < 0 ? null : stored[parent]![0], deleted: deleted === 1 },
    ]),
  );
}

/** Writes a tree to be stored. */
export function storeTree(tree: RevTree): StoredTree {
  const index = new Map<string, number>();
  return [...tree].map(([rev, node], i) => {
    index.set(rev, i);
    const parent = node.parent === null ? -1 : index.get(node.parent)!;
    return [rev, parent, node.deleted ? 1 : 0];
  });
}

/** The path as far as it agrees with what is known: a revision never gets another parent. */
function agreed(tree: RevTree, path: readonly string[]): readonly string[] {
  const end = path.findIndex((rev, i) => {
    const parent = tree.get(rev)?.parent ?? null;
    return parent !== null && parent !== path[i + 1];
  });
  return end < 0 ? path : path.slice(0, end + 1);
}

/**
 * Adds a revision with its ancestors, newest first, as `_revisions` gives them. Ancestors that are
 * not known yet are added too; one that was known without its parent gets it. Adding what is there
 * changes nothing and answers the tree itself.
 */
export function addPath(tree: RevTree, path: readonly string[], deleted: boolean): RevTree {
  const told = agreed(tree, path);
  const isNews = told.some((rev, i) => {
    const known = tree.get(rev);
    return known === undefined || (known.parent === null && told[i + 1] !== undefined);
  });
  if (!isNews) return tree;
  const next = new Map(tree);
  let linked = false;
  for (let i = told.length - 1; i >= 0; i--) {
    const rev = told[i]!;
    const parent = told[i + 1] ?? null;
    const known = next.get(rev);
    if (known === undefined) next.set(rev, { parent, deleted: i === 0 && deleted });
    else if (known.parent === null && parent !== null) {
      next.set(rev, { ...known, parent });
      linked = true;
    }
  }
  return linked ? parentsFirst(next) : next;
}

/** Puts every revision after the one that it extends: lower generations come first. */
function parentsFirst(tree: RevTree): RevTree {
  return new Map([...tree].sort(([a], [b]) => compareRevs(a, b)));
}

/** The revisions that nothing extends, the winner first, in CouchDB's order. */
export function leavesOf(tree: RevTree): string[] {
  const extended = new Set([...tree.values()].map((node) => node.parent));
  return [...tree.keys()]
    .filter((rev) => !extended.has(rev))
    .sort((a, b) => {
      const live = Number(tree.get(a)!.deleted) - Number(tree.get(b)!.deleted);
      return live !== 0 ? live : compareRevs(b, a);
    });
}

/** The winning revision by CouchDB's rule: live before deleted, then longer, then larger hash. */
export function winnerOf(tree: RevTree): string | undefined {
  return leavesOf(tree)[0];
}

/** A revision and everything that it extends, newest first. */
export function pathOf(tree: RevTree, rev: string): string[] {
  const path: string[] = [];
  for (let at: string | null = rev; at !== null; at = tree.get(at)?.parent ?? null) path.push(at);
  return path;
}

/** The newest revision that both extend; undefined where they share none. */
export function commonAncestor(tree: RevTree, a: string, b: string): string | undefined {
  const ofA = new Set(pathOf(tree, a));
  return pathOf(tree, b).find((rev) => ofA.has(rev));
}

/** Whether `rev` is, or extends, `ancestor`. */
export function extendsRev(tree: RevTree, rev: string, ancestor: string): boolean {
  return pathOf(tree, rev).includes(ancestor);
}

/** Keeps at most `limit` revisions of each branch; the ones cut off are forgotten. */
export function stem(tree: RevTree, limit: number): RevTree {
  if (tree.size <= limit) return tree;
  const kept = new Set(leavesOf(tree).flatMap((leaf) => pathOf(tree, leaf).slice(0, limit)));
  return new Map(
    [...tree]
      .filter(([rev]) => kept.has(rev))
      .map(([rev, node]) => [
        rev,
        node.parent !== null && kept.has(node.parent) ? node : { ...node, parent: null },
      ]),
  );
}
