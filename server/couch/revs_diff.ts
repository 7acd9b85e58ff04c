import type { Handler } from "hono";
import { limits } from "../../shared/limits.ts";
import { generationOf, leavesOf, readTree } from "../../shared/rev_tree.ts";
import { readDocuments } from "../ledger/document_store.ts";
import { readJsonObject } from "./body.ts";
import type { CouchEnv } from "./context.ts";
import { badRequest, tooLarge } from "./errors.ts";

/** `POST /db/<logbook>/_revs_diff`: which of these revisions are not here. */
export const revsDiff: Handler<CouchEnv> = async (c) => {
  const body = await readJsonObject(c);
  const asked = Object.entries(body).map(([id, revs]): [string, string[]] => {
    if (!Array.isArray(revs) || !revs.every((rev) => typeof rev === "string"))
      throw badRequest(`The revisions of ${JSON.stringify(id)} must be a list of strings.`);
    return [id, revs as string[]];
  });
  if (asked.length > limits.batch_documents)
    throw tooLarge(`A request names at most ${limits.batch_documents} documents.`);
  const { logbook_id, read } = c.get("target");
  const stored = await read((tx) =>
    readDocuments(
      tx,
      logbook_id,
      asked.map(([id]) => id),
    ),
  );
  const answer: Record<string, { missing: string[]; possible_ancestors?: string[] }> = {};
  for (const [id, revs] of asked) {
    const tree = readTree(stored.get(id)?.tree ?? []);
    const missing = revs.filter((rev) => !tree.has(rev));
    if (missing.length === 0) continue;
    const highest = Math.max(...missing.map((rev) => generationOf(rev) ?? 0));
    const ancestors = leavesOf(tree).filter((leaf) => generationOf(leaf)! < highest);
    answer[id] = ancestors.length > 0 ? { missing, possible_ancestors: ancestors } : { missing };
  }
  return c.json(answer);
};
