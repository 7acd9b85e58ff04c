/** A local PouchDB that outlives its connection. */
import type { Pouch } from "./pouch.ts";

/** A local database that is opened anew when its connection was closed. */
export interface LastingPouch {
  /** The database as it is open now; another one once it had to be opened anew. */
  readonly now: Pouch;
  /** Asks the database; when its connection turns out to be closed, once more by a new one. */
  ask<T>(question: (pouch: Pouch) => Promise<T>): Promise<T>;
}

/** Whether a question was not even asked: the browser's word for it, or PouchDB's. */
function isClosed(error: unknown): boolean {
  const { name, message } = error as { name?: string; message?: string };
  return name === "InvalidStateError" || message === "database is closed";
}

/**
 * Keeps a database open. PouchDB closes its connection for good when the browser ends one of its
 * transactions, as a full device does; `reopen` then opens it again, or fails when it is gone.
 */
export function lastingPouch(first: Pouch, reopen: () => Promise<Pouch>): LastingPouch {
  let now = first;
  let renewing: Promise<void> | undefined;
  const renew = async () => {
    await now.close().catch(() => undefined);
    now = await reopen();
  };
  return {
    get now() {
      return now;
    },
    async ask(question) {
      const asked = now;
      try {
        return await question(asked);
      } catch (error) {
        // A transaction that could not begin has written nothing, so that nothing is asked twice.
        if (!isClosed(error)) throw error;
        if (asked === now)
          await (renewing ??= renew().finally(() => {
            renewing = undefined;
          }));
        return question(now);
      }
    },
  };
}
