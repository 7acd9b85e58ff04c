/** The main thread's hold on a logbook: calls to the worker that owns it. */
import type { OpenedDatabase, StoreEvent, StoreMethods } from "./messages.ts";
import { callsTo } from "./remote_call.ts";

/** An open logbook on this device, in its worker. */
export interface LocalStore extends Omit<StoreMethods, "open"> {
  /** The database as it was when it was opened. */
  opened: OpenedDatabase;
  /** Calls back on every event; answers its undo. */
  subscribe(listener: (event: StoreEvent) => void): () => void;
  /** Lets the worker go. What was saved stays. */
  close(): void;
}

/**
 * Opens a logbook in a worker of its own. Fails when the browser refuses to keep data (some private
 * modes do), with the browser's words.
 */
export async function openLocalStore(logbook_id: string): Promise<LocalStore> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  const listeners = new Set<(event: StoreEvent) => void>();
  const calls = callsTo<StoreMethods>(worker, (event) => {
    for (const listener of listeners) listener(event as StoreEvent);
  });
  const failed = new Promise<never>((_, reject) => {
    worker.addEventListener("error", (event) =>
      reject(new Error(event.message || "The store could not be started.")),
    );
  });
  const opened = await Promise.race([calls.open(logbook_id), failed]);
  return {
    opened,
    documents: calls.documents,
    changes: calls.changes,
    save: calls.save,
    history: calls.history,
    deletedIds: calls.deletedIds,
    unsentDeletions: calls.unsentDeletions,
    saveFile: calls.saveFile,
    file: calls.file,
    ancestor: calls.ancestor,
    startSync: calls.startSync,
    stopSync: calls.stopSync,
    nudge: calls.nudge,
    destroy: calls.destroy,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => worker.terminate(),
  };
}
