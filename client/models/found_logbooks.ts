/**
 * The logbooks that lie on this device, found by themselves: `localStorage`, which holds the list of
 * them, can be lost where the logbooks are not.
 */
import { isUuid } from "../../shared/ids.ts";
import { openSnapshotStore } from "../store/snapshot_store.ts";
import type { StoredDocument } from "../store/messages.ts";
import type { LogbookEntry } from "./logbooks.ts";
import { sampleOwner } from "./sample_logbook.ts";

/** What PouchDB calls the database of a logbook, and we its snapshot. */
const database_start = "_pouch_offblock-";
const snapshot_start = "offblock-snapshot-";

/** The name of a logbook's owner, from its snapshot; empty where that does not say. */
async function ownerName(logbook_id: string): Promise<string> {
  const store = await openSnapshotStore(snapshot_start + logbook_id);
  const texts = await store.texts();
  const small = JSON.parse(texts?.small ?? "[]") as StoredDocument[];
  const owner = small.find((document) => document["is_logbook_owner"] === true);
  return typeof owner?.["display_name"] === "string" ? owner["display_name"] : "";
}

/**
 * The logbooks of this device by their databases. An account is not known any more: signing in finds
 * it again. Fails where a browser does not tell its databases.
 */
export async function findLogbooks(databases: () => Promise<IDBDatabaseInfo[]>) {
  const names = (await databases()).map(({ name = "" }) => name);
  const ids = names
    .filter((name) => name.startsWith(database_start))
    .map((name) => name.slice(database_start.length))
    .filter(isUuid);
  return Promise.all(
    ids.map(async (id): Promise<LogbookEntry> => {
      const has = names.includes(snapshot_start + id);
      const owner_name = has ? await ownerName(id).catch(() => "") : "";
      const is_sample = owner_name === sampleOwner;
      return {
        id,
        owner_name,
        account: null,
        grant: null,
        ...(is_sample ? { is_sample } : {}),
      };
    }),
  );
}
