import type { Handler } from "hono";
import { leavesOf, pathOf, readTree, type RevTree } from "../../shared/rev_tree.ts";
import { readDocuments, readRevisions } from "../ledger/document_store.ts";
import { flag, listOf, readJsonObject } from "./body.ts";
import type { CouchEnv } from "./context.ts";
import { wireDocument, type WireDocument } from "./documents.ts";
import { badRequest } from "./errors.ts";

type Item =
  | { ok: WireDocument }
  | { error: { id: string; rev: string; error: string; reason: string } };

function missing(id: string, rev: string): Item {
  return { error: { id, rev, error: "not_found", reason: "missing" } };
}

/** The revisions that a request for `rev` means: itself, or with `latest` the leaves grown of it. */
export function wantedRevs(tree: RevTree, rev: string | undefined, latest: boolean): string[] {
  if (rev === undefined) return leavesOf(tree).slice(0, 1);
  if (!tree.has(rev)) return [];
  if (!latest) return [rev];
  return leavesOf(tree).filter((leaf) => pathOf(tree, leaf).includes(rev));
}

/** `POST /db/<logbook>/_bulk_get`: every requested id is answered, or it would never arrive. */
export const bulkGet: Handler<CouchEnv> = async (c) => {
  const body = await readJsonObject(c);
  const asked = listOf(body, "docs").map((one) => {
    const { id, rev } = (one ?? {}) as { id?: unknown; rev?: unknown };
    if (typeof id !== "string" || (rev !== undefined && typeof rev !== "string"))
      throw badRequest("Each of `docs` has an id, and a rev or none.");
    return { id, rev };
  });
  const [latest, revs] = [flag(c, "latest"), flag(c, "revs")];
  const { logbook_id, read } = c.get("target");
  const results = await read(async (tx) => {
    const stored = await readDocuments(tx, logbook_id, [...new Set(asked.map((one) => one.id))]);
    const trees = new Map([...stored].map(([id, document]) => [id, readTree(document.tree)]));
    const wanted = asked.map(({ id, rev }) => {
      const tree = trees.get(id);
      return { id, rev, revs: tree === undefined ? [] : wantedRevs(tree, rev, latest) };
    });
    const bodies = new Map(
      (
        await readRevisions(
          tx,
          logbook_id,
          wanted.flatMap((one) => one.revs.map((rev) => ({ id: one.id, rev }))),
        )
      ).map((revision) => [`${revision.document_id} ${revision.rev}`, revision]),
    );
    return wanted.map(({ id, rev, revs: found }) => ({
      id,
      docs:
        found.length === 0
          ? [missing(id, rev ?? "undefined")]
          : found.map((one): Item => {
              const revision = bodies.get(`${id} ${one}`);
              if (revision === undefined) return missing(id, one);
              const tree = trees.get(id)!;
              return {
                ok: wireDocument(id, one, revision.is_deleted, revision.body, tree, { revs }),
              };
            }),
    }));
  });
  return c.json({ results });
};
