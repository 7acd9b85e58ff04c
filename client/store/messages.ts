/** What the main thread and the store's worker say to each other, as types. */
import type { Json } from "../../shared/kinds/kind.ts";

/** A document as it lies in the local database. */
export interface StoredDocument {
  _id: string;
  _rev: string;
  _deleted?: boolean;
  [field: string]: Json | undefined;
}

/** A document to be written; without `_rev` it is new. */
export interface DocumentToSave {
  _id: string;
  _rev?: string;
  _deleted?: boolean;
  [field: string]: Json | undefined;
}

/** What became of one document of a save. `conflict`: it was changed since its `_rev`. */
export type SaveResult =
  | { id: string; ok: true; rev: string }
  | { id: string; ok: false; error: "conflict" | "failed"; message: string };

/** A revision that the ledger refused; kept on the device until the entry is mended or removed. */
export interface Refusal {
  id: string;
  rev: string;
  /** `E_…: where: what. remedy`, as the gateway sent it. */
  reason: string;
  /** When the device learnt of it, UTC. */
  refused_at: string;
}

/**
 * Where the sync stands. `off`: no account. `offline`: no answer, tries again by itself.
 * `signed_out`: the ledger does not let this device at the logbook (see `Shut`); nothing is lost.
 */
export type SyncPhase =
  | "off"
  | "connecting"
  | "receiving"
  | "sending"
  | "up_to_date"
  | "offline"
  | "signed_out";

/**
 * Why the ledger cannot be spoken to. `no_answer`: nobody. `other_answer`: somebody else, such as a
 * captive portal. `busy`: it asked to wait (429, 503). `too_large`: something on the way takes no
 * batch of this size (413). `failed`: it answered, and something failed.
 */
export type SyncTrouble = "no_answer" | "other_answer" | "busy" | "too_large" | "failed";

/**
 * Why the ledger does not let this device at the logbook. `session`: nobody is signed in any more.
 * `grant`: its owner's leave to see it is over. `no_logbook`: whoever is signed in has none of this
 * name there.
 */
export type Shut = "session" | "grant" | "no_logbook";

/** What every tab knows about the sync. */
export interface SyncReport {
  phase: SyncPhase;
  /** Entries that the ledger has not confirmed yet. */
  unsent_count: number;
  /** The ids of the first of them. */
  unsent_ids: string[];
  refused: Refusal[];
  /** When the ledger last answered, UTC. */
  last_contact: string | null;
  /** Changes still to come in the running pull, when known. */
  pending: number | null;
  /** Whether the whole ledger was received at least once. */
  received_all: boolean;
  /** Why it is offline; null otherwise. */
  trouble: SyncTrouble | null;
  /** When it tries again, UTC; null while it need not. */
  retry_at: string | null;
  /** Why the ledger does not let this device at the logbook; null while it does. */
  shut: Shut | null;
  /** The same in the ledger's words, where it said any. */
  shut_because: string | null;
  /** When another ledger than before was met at this address, restored or moved, UTC; null: never. */
  other_ledger_at: string | null;
  /** How far this device's clock was ahead of the ledger's, in milliseconds; 0 while unknown. */
  clock_ahead_ms: number;
  /** When that was read, UTC by this device's clock; null: never. */
  clock_read_at: string | null;
}

/** A database as it was when it was opened. */
export interface OpenedDatabase {
  /** Which database this is: one that was made anew under the same name is another. */
  instance: string;
  documents: number;
  /** The place of the last change in its feed. */
  seq: number;
}

/** Some changes of the feed: the documents as they stand now, deleted ones included. */
export interface Changes {
  documents: StoredDocument[];
  /** The place that was reached. */
  seq: number;
  /** Nothing comes after them. */
  is_last: boolean;
}

/** The worker's methods. Each is answered once. */
export interface StoreMethods {
  open(logbook_id: string): Promise<OpenedDatabase>;
  /** A chunk of documents in order of id, after `after`. */
  documents(after: string | null, limit: number): Promise<StoredDocument[]>;
  /** The changes after a place in the feed, a batch at a time. */
  changes(since: number): Promise<Changes>;
  save(documents: DocumentToSave[]): Promise<SaveResult[]>;
  /** The revisions of a document that this device still holds, deleted or not, newest first. */
  history(id: string): Promise<StoredDocument[]>;
  /** The ids of the documents that were deleted, here or elsewhere. */
  deletedIds(): Promise<string[]>;
  unsentDeletions(): Promise<StoredDocument[]>;
  /** What two revisions of a document both come from; undefined when this device lacks it. */
  ancestor(id: string, a: string, b: string): Promise<StoredDocument | undefined>;
  /** Writes a document with its one file. */
  saveFile(document: DocumentToSave, file: Blob): Promise<SaveResult>;
  /** The one file of a document; fails when its bytes are not on this device. */
  file(id: string): Promise<Blob>;
  /** Replicates with the database at this URL, in whichever tab holds the lock. */
  startSync(url: string): Promise<void>;
  stopSync(): Promise<void>;
  /** Tries at once instead of waiting: the network is back, or somebody signed in. */
  nudge(): Promise<void>;
  /** Deletes the local database for good. */
  destroy(): Promise<void>;
}

/** What the worker tells without being asked. */
export type StoreEvent =
  | { event: "changed"; documents: StoredDocument[]; seq: number }
  | { event: "sync"; report: SyncReport };
