import type { Database } from "../postgres/database.ts";

/** Wakes readers that wait for a logbook to change. A waiting reader costs no connection. */
export interface Feed {
  /** Resolves at the next change of the logbook after this call, or when `signal` aborts. */
  next(logbook_id: string, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Hears what `sync.store` notifies, on the one listening connection of the gateway. */
export async function openFeed(db: Database): Promise<Feed> {
  const waiting = new Map<string, Set<() => void>>();
  const wake = (logbook_id: string) => waiting.get(logbook_id)?.forEach((resolve) => resolve());
  const stop = await db.listen("offblock_changes", (payload) => {
    // An empty payload follows a reconnect: anything may have been missed.
    if (payload === "") [...waiting.keys()].forEach(wake);
    else wake(payload.split(" ")[0]!);
  });
  return {
    next(logbook_id, signal) {
      return new Promise((resolve) => {
        const readers = waiting.get(logbook_id) ?? new Set();
        waiting.set(logbook_id, readers);
        const done = () => {
          readers.delete(done);
          if (readers.size === 0 && waiting.get(logbook_id) === readers) waiting.delete(logbook_id);
          signal.removeEventListener("abort", done);
          resolve();
        };
        readers.add(done);
        signal.addEventListener("abort", done);
        if (signal.aborted) done();
      });
    },
    close() {
      stop();
      [...waiting.keys()].forEach(wake);
    },
  };
}
