/** Reads revisions of a document with its tree. */
import { leavesOf, pathOf, readTree, type RevTree } from "../../shared/rev_tree.ts";
import {
  readDocuments,
  readRevisions,
  readStoredRevs,
  type StoredDocument,
  type StoredRevision,
} from "../ledger/document_store.ts";
import type { Target } from "./context.ts";

/** A document as a reader asked for it. */
export interface Found {
  stored: StoredDocument;
  tree: RevTree;
  /** The chosen revisions that are here, in the order chosen. */
  revisions: StoredRevision[];
  /** All revisions whose bodies are here, when asked. */
  available: ReadonlySet<string> | undefined;
}

/** The tree of a document, with the revisions that `choose` picks from it; undefined: no document. */
export async function readRevs(
  target: Target,
  id: string,
  choose: (tree: RevTree) => string[],
  with_available = false,
): Promise<Found | undefined> {
  const { logbook_id } = target;
  return await target.read(async (tx) => {
    const stored = (await readDocuments(tx, logbook_id, [id])).get(id);
    if (stored === undefined) return undefined;
    const tree = readTree(stored.tree);
    const revs = choose(tree);
    const rows = await readRevisions(
      tx,
      logbook_id,
      revs.map((rev) => ({ id, rev })),
    );
    const byRev = new Map(rows.map((row) => [row.rev, row]));
    return {
      stored,
      tree,
      revisions: revs.flatMap((rev) => byRev.get(rev) ?? []),
      available: with_available ? await readStoredRevs(tx, logbook_id, id) : undefined,
    };
  });
}

/** The leaves that a request for `rev` means: itself, or with `latest` those grown of it. */
export function wantedRevs(tree: RevTree, rev: string, latest: boolean): string[] {
  if (!tree.has(rev)) return [];
  if (!latest) return [rev];
  return leavesOf(tree).filter((leaf) => pathOf(tree, leaf).includes(rev));
}

/** The winner, or the revision asked for; with `latest` the best leaf grown of it. */
export function oneRev(tree: RevTree, rev: string | undefined, latest: boolean): string[] {
  if (rev === undefined) return leavesOf(tree).slice(0, 1);
  return wantedRevs(tree, rev, latest).slice(0, 1);
}
