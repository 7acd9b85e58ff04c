import type { Context, Handler } from "hono";
import { limits } from "../../shared/limits.ts";
import { generationOf, leavesOf, readTree, type RevTree } from "../../shared/rev_tree.ts";
import { readDocuments } from "../ledger/document_store.ts";
import { revsOf } from "./address.ts";
import { readPosted } from "./body.ts";
import type { CouchEnv } from "./context.ts";
import { tooLarge } from "./errors.ts";

/** What is missing of one document. */
interface Missing {
  id: string;
  tree: RevTree;
  missing: string[];
}

async function readMissing(c: Context<CouchEnv>): Promise<Missing[]> {
  const body = await readPosted(c);
  const asked = Object.entries(body).map(([id, revs]): [string, string[]] => [id, revsOf(revs)]);
  if (asked.length > limits.batch_documents)
    throw tooLarge(`A request names at most ${limits.batch_documents} documents.`);
  const ids = asked.map(([id]) => id);
  const { logbook_id, read } = c.get("target");
  const stored = await read((tx) => readDocuments(tx, logbook_id, ids));
  return asked.flatMap(([id, revs]) => {
    const tree = readTree(stored.get(id)?.tree ?? []);
    const missing = [...new Set(revs)].filter((rev) => !tree.has(rev));
    return missing.length === 0 ? [] : [{ id, tree, missing }];
  });
}

/** `POST /db/<logbook>/_revs_diff`: which of these revisions are not here. */
export const revsDiff: Handler<CouchEnv> = async (c) => {
  const answer = (await readMissing(c)).map(({ id, tree, missing }) => {
    const highest = missing.reduce((most, rev) => Math.max(most, generationOf(rev)!), 0);
    const ancestors = leavesOf(tree).filter((leaf) => generationOf(leaf)! < highest);
    const possible = ancestors.length > 0 ? { possible_ancestors: ancestors } : {};
    return [id, { missing, ...possible }];
  });
  return c.json(Object.fromEntries(answer));
};

/** `POST /db/<logbook>/_missing_revs`: the same in the older form. */
export const missingRevs: Handler<CouchEnv> = async (c) => {
  const answer = (await readMissing(c)).map(({ id, missing }) => [id, missing]);
  return c.json({ missing_revs: Object.fromEntries(answer) });
};
