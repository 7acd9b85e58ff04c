/** PouchDB as the device has it: on IndexedDB, with replication. */
import PouchDB from "pouchdb-core";
import HttpAdapter from "pouchdb-adapter-http";
import IdbAdapter from "pouchdb-adapter-idb";
import ReplicationPlugin from "pouchdb-replication";
import type { Content, Pouch } from "./pouch.ts";
import { nameOfLogbook } from "./tabs.ts";

// The `indexeddb` adapter hangs with two tabs writing, so it is `idb`.
PouchDB.plugin(IdbAdapter).plugin(HttpAdapter).plugin(ReplicationPlugin);

/** Opens, or makes, the local database of a logbook. */
export function openPouch(logbook_id: string): Pouch {
  return new PouchDB<Content>(nameOfLogbook(logbook_id), { adapter: "idb" });
}

/** Whether this device has a logbook's database; opening one that was removed would make it anew. */
export async function hasPouch(logbook_id: string): Promise<boolean> {
  const databases = await indexedDB.databases();
  return databases.some(({ name }) => name === `_pouch_${nameOfLogbook(logbook_id)}`);
}
