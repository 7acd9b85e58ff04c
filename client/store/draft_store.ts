/**
 * Drafts in IndexedDB, beside those in `localStorage`: a browser keeps the latter in memory for
 * some seconds, and what dies with it then is gone. Holds nothing that a saved record does not.
 */
import { deleteDB, openDB } from "idb";
import type { Draft } from "../models/drafts.ts";

/** The drafts of a logbook that a browser which dies does not take with it. */
export interface DraftStore {
  all(): Promise<[form: string, draft: Draft][]>;
  /** `at_once`: on the disk, not only with the system, before anything else happens. */
  put(form: string, draft: Draft, at_once: boolean): Promise<void>;
  remove(form: string): Promise<void>;
  destroy(): Promise<void>;
}

const store = "drafts";

/** Opens the drafts of a logbook. A failure is the browser's own error. */
export async function openDraftStore(name: string): Promise<DraftStore> {
  const db = await openDB(name, 1, {
    upgrade(upgraded) {
      upgraded.createObjectStore(store);
    },
    // Another tab deletes the logbook; it must not wait for this one.
    blocking: () => db.close(),
  });
  return {
    async all() {
      const reading = db.transaction(store);
      const [forms, drafts] = await Promise.all([
        reading.store.getAllKeys() as Promise<string[]>,
        reading.store.getAll() as Promise<Draft[]>,
      ]);
      return forms.map((form, i) => [form, drafts[i]!]);
    },
    async put(form, draft, at_once) {
      const durability = at_once ? "strict" : "relaxed";
      const writing = db.transaction(store, "readwrite", { durability });
      await Promise.all([writing.store.put(draft, form), writing.done]);
    },
    remove: (form) => db.delete(store, form),
    async destroy() {
      db.close();
      await deleteDB(name);
    },
  };
}
