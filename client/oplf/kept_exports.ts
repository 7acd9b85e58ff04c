/**
 * The exports that were imported into a logbook, whole: they hold the audit logs of installations
 * where it was before, and fields that this version does not know. A copy of the logbook carries
 * both on, and the ledger is handed them once there is an account.
 */
import { deleteDB, openDB } from "idb";

/** An export that was imported. */
export interface KeptExport {
  /** Its SHA-256 in hex, as its last line says. */
  sha256: string;
  /** The logbook that it was exported from. */
  origin_logbook_id: string;
  /** UTC. */
  imported_at: string;
  /** Whether the ledger of this logbook has its logs. */
  is_handed_over: boolean;
  file: Blob;
}

/** The kept exports of a logbook. */
export interface KeptExports {
  /** In the order in which they were imported. */
  all(): Promise<KeptExport[]>;
  /** Adds one, or writes over the one with its SHA-256. */
  put(kept: KeptExport): Promise<void>;
}

const store = "exports";
const nameOf = (logbook_id: string) => `offblock-exports-${logbook_id}`;

async function opened(logbook_id: string) {
  const db = await openDB(nameOf(logbook_id), 1, {
    upgrade(upgraded) {
      upgraded.createObjectStore(store, { keyPath: "sha256" });
    },
    // Another tab deletes the logbook; it must not wait for this one.
    blocking: () => db.close(),
  });
  return db;
}

/** The exports kept for a logbook. Each call opens and lets go. */
export function keptExports(logbook_id: string): KeptExports {
  return {
    async all() {
      const db = await opened(logbook_id);
      const found = (await db.getAll(store)) as KeptExport[];
      db.close();
      return found.toSorted((a, b) => (a.imported_at < b.imported_at ? -1 : 1));
    },
    async put(kept) {
      const db = await opened(logbook_id);
      await db.put(store, kept);
      db.close();
    },
  };
}

/** Deletes the kept exports of a logbook that leaves this device. */
export async function forgetExports(logbook_id: string): Promise<void> {
  await deleteDB(nameOf(logbook_id));
}

/** Bytes of the last line, and where its SHA-256 stands in it: `"sha256":"` … `"}` and a line feed. */
const last_line_bytes = 77;
const [hash_from, hash_to] = [10, 74];

/** The SHA-256 that an export says of itself. */
export async function ownSha256(file: Blob): Promise<string> {
  const last = await file.slice(-last_line_bytes).text();
  return last.slice(hash_from, hash_to);
}
