/** What comes in to be stored, and what became of it. */
import type { Values } from "../../shared/merge.ts";
import { type Problem, reasonOf } from "../../shared/problems.ts";

/** The bytes of an attachment, put away before the document comes. */
export interface KeptFile {
  /** `md5-` and base64: CouchDB's name of the bytes. */
  digest: string;
  /** Hex: the name in the blob store. */
  sha256: string;
  /** In bytes. */
  length: number;
}

/** One document to take in. */
export interface Incoming {
  id: string;
  deleted: boolean;
  /** The document without `_rev` and `_revisions`. */
  body: Values;
  /**
   * `replicated`: the revision and its ancestors, newest first, as another replica made it.
   * `edit`: a new revision of `base` (none for a new document), to be made here; 409 when stale.
   */
  revision: { replicated: string[] } | { edit: string | undefined };
  /** The files of `_attachments`, by name. */
  files?: Record<string, KeptFile>;
}

/** What became of one document: taken in as `rev`, refused, or (an edit) in conflict. */
export type Outcome =
  | { id: string; rev: string; ok: true }
  | {
      id: string;
      rev: string | undefined;
      ok: false;
      error: "forbidden" | "unauthorized" | "conflict";
      reason: string;
    };

/** The outcome of a document that is refused, with the reason in words. */
export function refusal(one: Incoming, problem: Problem): Outcome {
  const rev = "replicated" in one.revision ? one.revision.replicated[0] : undefined;
  return { id: one.id, rev, ok: false, error: "forbidden", reason: reasonOf(problem) };
}
