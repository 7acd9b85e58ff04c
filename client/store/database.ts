/** One logbook on this device: a PouchDB database, and the only code that reads and writes it. */
import type { DocumentToSave, SaveResult, StoredDocument } from "./messages.ts";
import type { Pouch, PouchProblem } from "./pouch.ts";
import { messageOf } from "./remote_call.ts";

/** No id sorts after it. */
const last_key = "\uffff";
/** Documents in one read of the changes feed. */
const changes_batch = 1_000;

/** The reads and the one write of a logbook's database. */
export interface LogbookDatabase {
  pouch: Pouch;
  count(): Promise<{ documents: number; seq: number }>;
  documents(after: string | null, limit: number): Promise<StoredDocument[]>;
  save(documents: DocumentToSave[]): Promise<SaveResult[]>;
  history(id: string): Promise<StoredDocument[]>;
  /** Everything that changed after `seq`, batch by batch; answers the seq that was reached. */
  changesSince(seq: number, onBatch: (batch: LocalChange[]) => void): Promise<number>;
}

/** A document as it stands after a change, deleted ones included. */
export interface LocalChange {
  seq: number;
  document: StoredDocument;
}

function resultOf(document: DocumentToSave, row: PouchDB.Core.Response | PouchProblem): SaveResult {
  if ("ok" in row) return { id: document._id, ok: true, rev: row.rev };
  const error = row.status === 409 ? "conflict" : "failed";
  return { id: document._id, ok: false, error, message: messageOf(row) };
}

/** Opens, or makes, the database of a logbook on a PouchDB that has its adapter plugged in. */
export function openDatabase(pouch: Pouch): LogbookDatabase {
  return {
    pouch,
    async count() {
      const { doc_count, update_seq } = await pouch.info();
      return { documents: doc_count, seq: Number(update_seq) };
    },
    async documents(after, limit) {
      const from = after === null ? {} : { startkey: after, endkey: last_key, skip: 1 };
      const { rows } = await pouch.allDocs({ include_docs: true, limit, ...from });
      return rows.map((row) => row.doc as StoredDocument);
    },
    async save(documents) {
      const rows = await pouch.bulkDocs(documents);
      return rows.map((row, i) => resultOf(documents[i]!, row));
    },
    async history(id) {
      const { _revs_info } = await pouch.get(id, { revs_info: true });
      const available = (_revs_info ?? []).filter((entry) => entry.status === "available");
      return Promise.all(
        available.map(async ({ rev }) => (await pouch.get(id, { rev })) as StoredDocument),
      );
    },
    async changesSince(seq, onBatch) {
      for (let since = seq; ;) {
        const page = await pouch.changes({ since, limit: changes_batch, include_docs: true });
        onBatch(
          page.results.map((change) => ({
            seq: Number(change.seq),
            document: change.doc as StoredDocument,
          })),
        );
        since = Number(page.last_seq);
        if (page.results.length < changes_batch) return since;
      }
    },
  };
}
