/** What the ledger never does: revisions that are forgotten, by purging and by a smaller limit. */
import {
  leavesOf,
  pathOf,
  readTree,
  type RevTree,
  stem,
  type StoredTree,
  storeTree,
  winnerOf,
} from "../../shared/rev_tree.ts";
import type { Queryable } from "../postgres/database.ts";

interface Row {
  id: string;
  seq: number;
  tree: StoredTree;
}

/** Writes a smaller tree, or removes the document when it is empty; false: it changed meanwhile. */
async function shrink(
  admin: Queryable,
  logbook_id: string,
  { id, seq }: Row,
  tree: RevTree,
): Promise<boolean> {
  const winner = winnerOf(tree);
  const rows = await admin.query(
    winner === undefined
      ? `with gone as (
           delete from sync.documents where logbook_id = $1 and id = $2 and seq = $3 returning id
         )
         delete from sync.revisions r using gone
           where r.logbook_id = $1 and r.document_id = gone.id returning r.rev`
      : `with book as (
           update sync.logbooks set seq = seq + 1 where id = $1 returning seq
         )
         update sync.documents d
           set seq = book.seq, tree = $4, winning_rev = $5, is_deleted = $6
           from book where d.logbook_id = $1 and d.id = $2 and d.seq = $3 returning d.id`,
    winner === undefined
      ? [logbook_id, id, seq]
      : [logbook_id, id, seq, JSON.stringify(storeTree(tree)), winner, tree.get(winner)!.deleted],
  );
  return rows.length > 0;
}

/** The tree without the branches that end in these leaves, up to where another branch begins. */
function without(tree: RevTree, leaves: readonly string[]): RevTree {
  const others = leavesOf(tree).filter((leaf) => !leaves.includes(leaf));
  const kept = new Set(others.flatMap((leaf) => pathOf(tree, leaf)));
  return new Map([...tree].filter(([rev]) => kept.has(rev)));
}

/** Forgets leaves of a document as if they had never been; answers those that were there. */
export async function purge(
  admin: Queryable,
  logbook_id: string,
  id: string,
  revs: readonly string[],
): Promise<string[]> {
  for (;;) {
    const [row] = await admin.query<Row>(
      "select id, seq, tree from sync.documents where logbook_id = $1 and id = $2",
      [logbook_id, id],
    );
    if (row === undefined) return [];
    const tree = readTree(row.tree);
    const leaves = leavesOf(tree).filter((leaf) => revs.includes(leaf));
    if (leaves.length === 0) return [];
    if (await shrink(admin, logbook_id, row, without(tree, leaves))) return leaves;
  }
}

/** Forgets the names of revisions beyond a limit. */
export async function stemAll(
  admin: Queryable,
  logbook_id: string,
  revs_limit: number,
): Promise<void> {
  const rows = await admin.query<Row>(
    `select id, seq, tree from sync.documents
      where logbook_id = $1 and jsonb_array_length(tree) > $2`,
    [logbook_id, revs_limit],
  );
  for (const row of rows)
    await admin.query(
      "update sync.documents set tree = $4 where logbook_id = $1 and id = $2 and seq = $3",
      [
        logbook_id,
        row.id,
        row.seq,
        JSON.stringify(storeTree(stem(readTree(row.tree), revs_limit))),
      ],
    );
}
