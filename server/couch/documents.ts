/** Documents as they go over the wire. */
import { limits } from "../../shared/limits.ts";
import type { Values } from "../../shared/merge.ts";
import { generationOf, leavesOf, pathOf, type RevTree } from "../../shared/rev_tree.ts";
import type { Incoming } from "../ledger/incoming.ts";

/** A document with CouchDB's members, ready to be written as JSON. */
export type WireDocument = Values & { _id: string; _rev: string };

/** What a reader may ask to be told beside the fields. */
export interface Details {
  revs?: boolean;
  revs_info?: boolean;
  conflicts?: boolean;
}

/** A revision's body with `_id`, `_rev` and the details asked for. */
export function wireDocument(
  id: string,
  rev: string,
  deleted: boolean,
  body: Values,
  tree: RevTree,
  details: Details = {},
): WireDocument {
  const { _id, _rev, _deleted, ...fields } = body;
  const document: WireDocument = { _id: id, _rev: rev, ...fields };
  if (deleted) document["_deleted"] = true;
  if (details.revs === true) {
    const path = pathOf(tree, rev);
    document["_revisions"] = {
      start: generationOf(rev)!,
      ids: path.map((r) => r.slice(r.indexOf("-") + 1)),
    };
  }
  if (details.revs_info === true)
    document["_revs_info"] = pathOf(tree, rev).map((r) => ({ rev: r, status: "available" }));
  if (details.conflicts === true) {
    const others = leavesOf(tree).filter((leaf) => leaf !== rev && !tree.get(leaf)!.deleted);
    if (others.length > 0) document["_conflicts"] = others;
  }
  return document;
}

/** Why a document of a request is not one that can be taken in. */
export class MalformedDocument extends Error {
  readonly id: string;

  constructor(id: string, reason: string) {
    super(reason);
    this.id = id;
  }
}

function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function revisionPath(id: string, rev: unknown, revisions: unknown): string[] {
  if (typeof rev !== "string" || generationOf(rev) === undefined)
    throw new MalformedDocument(id, "E_DOCUMENT_SHAPE: _rev: Invalid rev format.");
  if (revisions === undefined) return [rev];
  const { start, ids } = (isObject(revisions) ? revisions : {}) as {
    start?: unknown;
    ids?: unknown;
  };
  const wellFormed =
    typeof start === "number" &&
    Array.isArray(ids) &&
    ids.length > 0 &&
    ids.length <= start &&
    ids.every((hash) => typeof hash === "string" && generationOf(`1-${hash}`) !== undefined);
  if (!wellFormed) throw new MalformedDocument(id, "E_DOCUMENT_SHAPE: _revisions: Malformed.");
  const path = (ids as string[]).slice(0, limits.revs).map((hash, i) => `${start - i}-${hash}`);
  if (path[0] !== rev)
    throw new MalformedDocument(id, "E_DOCUMENT_SHAPE: _revisions: They do not lead to _rev.");
  return path;
}

/**
 * Reads a document of a request. With `new_edits` it is an edit of its `_rev`; without, a revision
 * of another replica. Throws MalformedDocument.
 */
export function readIncoming(value: unknown, new_edits: boolean): Incoming {
  if (!isObject(value))
    throw new MalformedDocument("", "E_DOCUMENT_SHAPE: Document must be a JSON object.");
  const { _rev, _revisions, _deleted, ...rest } = value;
  const id = rest["_id"];
  if (typeof id !== "string" || id === "")
    throw new MalformedDocument("", "E_ID_MALFORMED: _id: Document id must be a non-empty string.");
  const deleted = _deleted === true;
  if (!new_edits) {
    const replicated = revisionPath(id, _rev, _revisions);
    return { id, deleted, body: rest, revision: { replicated } };
  }
  if (_rev !== undefined && (typeof _rev !== "string" || generationOf(_rev) === undefined))
    throw new MalformedDocument(id, "E_DOCUMENT_SHAPE: _rev: Invalid rev format.");
  return { id, deleted, body: rest, revision: { edit: _rev } };
}
