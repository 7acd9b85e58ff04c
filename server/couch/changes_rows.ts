/** The rows of the feed: which changes a reader wants, and what is told of them. */
import { leavesOf, readTree, type RevTree } from "../../shared/rev_tree.ts";
import { type Change, readRevisions, type StoredRevision } from "../ledger/document_store.ts";
import type { Queryable } from "../postgres/database.ts";
import type { ChangesQuery as Query } from "./changes_query.ts";
import type { Choice, Target } from "./context.ts";
import { wireDocument, type WireDocument } from "./documents.ts";

/** A change as it is told: with every leaf, or with the winner alone. */
export interface Row {
  seq: number;
  id: string;
  changes: { rev: string }[];
  deleted?: true;
  doc?: WireDocument;
}

/** A change that the reader wants, with the leaves to be named. */
interface Wanted {
  change: Change;
  tree: RevTree;
  leaves: string[];
}

type Bodies = ReadonlyMap<string, StoredRevision>;

const keyOf = (id: string, rev: string) => `${id} ${rev}`;

async function readBodies(tx: Queryable, logbook_id: string, wanted: readonly Wanted[]) {
  const named = wanted.flatMap(({ change: { id, winning_rev }, leaves }) =>
    [...new Set([winning_rev, ...leaves])].map((rev) => ({ id, rev })),
  );
  const rows = await readRevisions(tx, logbook_id, named);
  return new Map(rows.map((row) => [keyOf(row.document_id, row.rev), row]));
}

function documentOf({ change: { id }, tree }: Wanted, rev: string, bodies: Bodies, query: Query) {
  const { is_deleted = false, body = {} } = bodies.get(keyOf(id, rev)) ?? {};
  return wireDocument(id, rev, is_deleted, body, tree, { conflicts: query.conflicts });
}

function rowOf(wanted: Wanted, query: Query, bodies: Bodies): Row {
  const { change, leaves } = wanted;
  const { seq, id, winning_rev, is_deleted } = change;
  const row: Row = { seq, id, changes: leaves.map((rev) => ({ rev })) };
  if (is_deleted) row.deleted = true;
  if (query.include_docs) row.doc = documentOf(wanted, winning_rev, bodies, query);
  return row;
}

/** What is left when each leaf was looked at, as CouchDB does it: a change without one is none. */
async function chosen(all: Wanted[], choice: Choice, bodies: Bodies, query: Query) {
  const documents = all.flatMap((one) =>
    one.leaves.map((rev) => documentOf(one, rev, bodies, query)),
  );
  const passes = documents.length === 0 ? [] : await choice(documents);
  let at = 0;
  return all
    .map((one) => ({ ...one, leaves: one.leaves.filter(() => passes[at++]) }))
    .filter(({ leaves }) => leaves.length > 0);
}

/** The rows of those of these changes that the reader wants. */
export async function rowsOf(
  tx: Queryable,
  { logbook_id }: Target,
  changes: readonly Change[],
  query: Query,
): Promise<Row[]> {
  const { filter } = query;
  const choice = filter !== undefined && "choice" in filter ? filter.choice : undefined;
  const designOnly = filter !== undefined && "only_design" in filter;
  const all = changes
    .filter(({ id }) => !designOnly || id.startsWith("_design/"))
    .map((change): Wanted => {
      const tree = readTree(change.tree);
      return { change, tree, leaves: query.all_leaves ? leavesOf(tree) : [change.winning_rev] };
    });
  const bodies: Bodies =
    query.include_docs || choice !== undefined ? await readBodies(tx, logbook_id, all) : new Map();
  const wanted = choice === undefined ? all : await chosen(all, choice, bodies, query);
  return wanted.map((one) => rowOf(one, query, bodies));
}
