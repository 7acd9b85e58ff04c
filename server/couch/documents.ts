/** Documents as they go over the wire. */
import { limits } from "../../shared/limits.ts";
import type { Values } from "../../shared/merge.ts";
import { generationOf, leavesOf, pathOf, type RevTree } from "../../shared/rev_tree.ts";
import type { ProblemCode } from "../../shared/problems.ts";
import type { Incoming } from "../ledger/incoming.ts";
import { isObject } from "./body.ts";
import { badRequest, CouchError } from "./errors.ts";

/** A document with CouchDB's members, ready to be written as JSON. */
export type WireDocument = Values & { _id: string; _rev: string };

/** What a reader may ask to be told beside the fields. */
export interface Details {
  revs?: boolean;
  /** The revisions whose bodies are here, for `_revs_info`. */
  available?: ReadonlySet<string> | undefined;
  conflicts?: boolean;
  deleted_conflicts?: boolean;
  /** The place in the feed, for `_local_seq`. */
  local_seq?: number | undefined;
}

function revisionsOf(tree: RevTree, rev: string): Values {
  const ids = pathOf(tree, rev).map((r) => r.slice(r.indexOf("-") + 1));
  return { start: generationOf(rev)!, ids };
}

/** The leaves beside `rev` that are deleted, or that are not; undefined when there are none. */
function otherLeaves(tree: RevTree, rev: string, deleted: boolean): string[] | undefined {
  const others = leavesOf(tree).filter(
    (leaf) => leaf !== rev && tree.get(leaf)!.deleted === deleted,
  );
  return others.length > 0 ? others : undefined;
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
  const { _id, _rev, _deleted, _attachments, ...fields } = body;
  const { revs, available, conflicts, deleted_conflicts, local_seq } = details;
  const document: WireDocument = { _id: id, _rev: rev, ...fields };
  const add = (name: string, value: unknown) => {
    if (value !== undefined) document[name] = value as Values[string];
  };
  if (deleted) add("_deleted", true);
  add("_attachments", _attachments);
  if (revs === true) add("_revisions", revisionsOf(tree, rev));
  if (available !== undefined)
    add(
      "_revs_info",
      pathOf(tree, rev).map((r) => ({
        rev: r,
        status: !available.has(r) ? "missing" : tree.get(r)!.deleted ? "deleted" : "available",
      })),
    );
  add("_local_seq", local_seq);
  if (conflicts === true) add("_conflicts", otherLeaves(tree, rev, false));
  if (deleted_conflicts === true) add("_deleted_conflicts", otherLeaves(tree, rev, true));
  return document;
}

/** Why a document of a request is not one that can be taken in: CouchDB's error and words. */
export class MalformedDocument extends Error {
  readonly id: string;
  readonly error: "bad_request" | "doc_validation" | "illegal_docid" | "missing_stub";
  readonly code: ProblemCode;

  constructor(
    id: string,
    error: MalformedDocument["error"],
    reason: string,
    code: ProblemCode = error === "illegal_docid" ? "E_ID_MALFORMED" : "E_DOCUMENT_SHAPE",
  ) {
    super(reason);
    this.id = id;
    this.error = error;
    this.code = code;
  }

  /** The answer when it refuses the whole request, as CouchDB does for its own edits. */
  asAnswer(): CouchError {
    return new CouchError(this.error === "missing_stub" ? 412 : 400, this.error, this.message);
  }

  /** The row that refuses this document alone: PouchDB takes any other error as a reason to repeat. */
  asRow(rev: unknown): { id: string; rev?: string; error: "forbidden"; reason: string } {
    const named = typeof rev === "string" ? { rev } : {};
    const { id, code, message } = this;
    return { id, ...named, error: "forbidden", reason: `${code}: ${message}` };
  }
}

/** A lone surrogate, or the NUL that PostgreSQL keeps in no text. */
const unstorable = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Why a text cannot be the id of a document; undefined when it can. */
export function problemOfId(id: unknown): string | undefined {
  if (typeof id !== "string") return "Document id must be a string";
  if (id === "") return "Document id must not be empty";
  if (id === "_design/" || id === "_local/") return `Illegal document id \`${id}\``;
  if (unstorable.test(id)) return "Document id must be valid UTF-8";
  if (Buffer.byteLength(id) > limits.id_bytes)
    return `Document id is too long: at most ${limits.id_bytes} bytes`;
  if (id.startsWith("_") && !id.startsWith("_design/") && !id.startsWith("_local/"))
    return "Only reserved document ids may start with underscore.";
  return undefined;
}

/** Members that CouchDB adds to what it answers, and drops when they are sent back. */
const answeredMembers = new Set(["_revs_info", "_local_seq", "_conflicts", "_deleted_conflicts"]);
/** Members of CouchDB that a document keeps; the last are those of replication jobs. */
const keptMembers = new Set([
  "_id",
  "_attachments",
  "_access",
  "_replication_id",
  "_replication_state",
  "_replication_state_reason",
  "_replication_state_time",
  "_replication_stats",
]);

/** The document without what its sender is only repeating. Throws for a member that nobody knows. */
function bodyOf(id: string, members: Values): Values {
  const body: Values = {};
  for (const [name, value] of Object.entries(members)) {
    if (answeredMembers.has(name)) continue;
    if (name.startsWith("_") && !keptMembers.has(name))
      throw new MalformedDocument(id, "doc_validation", `Bad special document member: ${name}`);
    body[name] = value;
  }
  return body;
}

/** The path that `_revisions` tell; where `_rev` says otherwise they decide, as in CouchDB. */
function pathOfRevisions(id: string, revisions: unknown): string[] {
  const refuse = (reason: string): never => {
    throw new MalformedDocument(id, "doc_validation", reason);
  };
  const { start, ids } = isObject(revisions) ? revisions : {};
  if (!Number.isSafeInteger(start)) return refuse("_revisions.start isn't an integer.");
  if (!Array.isArray(ids)) return refuse("_revisions.ids isn't a array.");
  if (!ids.every((hash) => typeof hash === "string")) return refuse("RevId isn't a string");
  const first = start as number;
  if (ids.length === 0 || ids.length > first)
    return refuse("_revisions: as many ids as generations at most, and one at least.");
  const path = ids.slice(0, limits.revs).map((hash, i) => `${first - i}-${hash}`);
  if (!path.every((r) => generationOf(r) !== undefined)) return refuse("Invalid rev format");
  return path;
}

function replicatedPath(id: string, rev: unknown, revisions: unknown): string[] {
  if (rev === undefined && revisions === undefined)
    throw badRequest(
      "When `new_edits: false`, the document needs `_rev` or `_revisions` specified",
    );
  if (rev !== undefined && (typeof rev !== "string" || generationOf(rev) === undefined))
    throw new MalformedDocument(id, "bad_request", "Invalid rev format");
  return revisions === undefined ? [rev as string] : pathOfRevisions(id, revisions);
}

/**
 * Reads a document of a request. With `new_edits` it is an edit of its `_rev`; without, a revision
 * of another replica. Throws MalformedDocument; and 400 for the request when a revision is not named
 * at all, which no replicator does and a program that meant an edit does.
 */
export function readIncoming(value: unknown, new_edits: boolean): Incoming {
  if (!isObject(value))
    throw new MalformedDocument("", "bad_request", "Document must be a JSON object");
  const { _rev, _revisions, _deleted, ...members } = value as Values;
  const id = members["_id"];
  const wrong = problemOfId(id);
  if (wrong !== undefined)
    throw new MalformedDocument(typeof id === "string" ? id : "", "illegal_docid", wrong);
  const named = id as string;
  if (_deleted !== undefined && typeof _deleted !== "boolean")
    throw new MalformedDocument(named, "doc_validation", "Bad special document member: _deleted");
  const deleted = _deleted === true;
  const body = bodyOf(named, members);
  if (!new_edits) {
    const replicated = replicatedPath(named, _rev, _revisions);
    return { id: named, deleted, body, revision: { replicated } };
  }
  if (_rev !== undefined && (typeof _rev !== "string" || generationOf(_rev) === undefined))
    throw new MalformedDocument(named, "bad_request", "Invalid rev format");
  const rev = _revisions === undefined ? _rev : (pathOfRevisions(named, _revisions)[0] as string);
  return { id: named, deleted, body, revision: { edit: rev } };
}
