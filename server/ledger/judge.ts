import type { Values } from "../../shared/merge.ts";
import type { Problem } from "../../shared/problems.ts";
import type { Decision, DocumentState } from "../../shared/push_decision.ts";
import type { Queryable } from "../postgres/database.ts";
import type { Book } from "./access.ts";
import type { Writes } from "./document_store.ts";
import type { Incoming } from "./incoming.ts";
import type { Working } from "./working.ts";

/** Admitted, perhaps with what was read of it; or refused. */
export type Verdict = { record: unknown } | { problem: Problem };

/** The winning revision of a document that changed. */
export interface Winner {
  id: string;
  deleted: boolean;
  body: Values | undefined;
  /** What `admit` read of the body, when this revision came with the push. */
  record: unknown;
}

/** What a push has stored, and its way to store what follows from that. */
export interface JustStored {
  logbook: string;
  /** The documents that have new revisions. */
  ids: readonly string[];
  /** The moment, as UTC text. */
  now: string;
  write: (working: Map<string, Working>, corrections: Decision["corrections"]) => Promise<void>;
}

/**
 * Everything that the document store does not know of documents: what is admitted, what becomes of
 * branches, and which rows a winner makes. The store itself would take anything.
 */
export interface Judge {
  /** The kinds of records that `project` makes, in the order in which they are applied. */
  kinds: readonly string[];
  admit: (incoming: Incoming, book: Book) => Verdict;
  /** Which of these stored documents a signature locks. */
  signed: (tx: Queryable, ids: readonly string[]) => Promise<ReadonlySet<string>>;
  /** What becomes of a pushed revision; `before` won until now. */
  decide: (
    state: DocumentState,
    before: string | undefined,
    pushed: string,
    now: string,
  ) => Decision;
  /** What becomes of a deletion that the rows refuse. */
  restore: (state: DocumentState, deleted: string, now: string) => Decision;
  /** What follows from documents that are stored now, in the same transaction. */
  settle: (tx: Queryable, stored: JustStored) => Promise<void>;
  /** Adds the rows of a new winner to what is written. */
  project: (winner: Winner, writes: Writes) => void;
}
