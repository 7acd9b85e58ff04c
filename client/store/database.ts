/** One logbook on this device: a PouchDB database, and the only code that reads and writes it. */
import type {
  Changes,
  DocumentToSave,
  OpenedDatabase,
  SaveResult,
  StoredDocument,
} from "./messages.ts";
import { lastingPouch } from "./lasting_pouch.ts";
import { instanceOf, type Pouch, type PouchProblem } from "./pouch.ts";
import { messageOf } from "./remote_call.ts";

/** No id sorts after it. */
const last_key = "\uffff";
/** What the one file of a document is called. */
const file_name = "file";
/** Documents in one read of the changes feed. */
const changes_batch = 1_000;

/** The reads and the one write of a logbook's database. */
export interface LogbookDatabase {
  /** PouchDB as it is open now: to be asked for anew whenever it is used. */
  readonly pouch: Pouch;
  opened(): Promise<OpenedDatabase>;
  documents(after: string | null, limit: number): Promise<StoredDocument[]>;
  save(documents: DocumentToSave[]): Promise<SaveResult[]>;
  history(id: string): Promise<StoredDocument[]>;
  deletedIds(): Promise<string[]>;
  /** What changed after a place in the feed, a batch at a time. */
  changes(since: number): Promise<Changes>;
  ancestor(id: string, a: string, b: string): Promise<StoredDocument | undefined>;
  saveFile(document: DocumentToSave, file: Blob): Promise<SaveResult>;
  file(id: string): Promise<Blob>;
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

/** A document with the revisions that it comes from, as `revs: true` answers it. */
interface Branch {
  _revisions?: { start: number; ids: string[] };
}

/** The revisions of a branch, its tip first. */
function pathOf({ _revisions }: Branch): string[] {
  if (_revisions === undefined) return [];
  return _revisions.ids.map((id, i) => `${_revisions.start - i}-${id}`);
}

async function commonAncestor(pouch: Pouch, id: string, a: string, b: string) {
  const leaves = await pouch.get(id, { open_revs: "all", revs: true });
  const paths = leaves.flatMap((leaf) => ("ok" in leaf ? [pathOf(leaf.ok as Branch)] : []));
  const upFrom = (rev: string) => {
    const path = paths.find((each) => each.includes(rev)) ?? [];
    return path.slice(path.indexOf(rev));
  };
  const others = new Set(upFrom(b));
  const common = upFrom(a).find((rev) => others.has(rev));
  if (common === undefined) return undefined;
  return pouch.get(id, { rev: common }).catch(() => undefined) as Promise<
    StoredDocument | undefined
  >;
}

async function historyOf(pouch: Pouch, id: string): Promise<StoredDocument[]> {
  // By its revision, since one that is deleted is not found without.
  const [row] = (await pouch.allDocs({ keys: [id] })).rows;
  if (row === undefined || "error" in row) return [];
  const { _revs_info } = await pouch.get(id, { rev: row.value.rev, revs_info: true });
  const available = (_revs_info ?? []).filter((entry) => entry.status === "available");
  return Promise.all(
    available.map(async ({ rev }) => (await pouch.get(id, { rev })) as StoredDocument),
  );
}

async function deletedIdsOf(pouch: Pouch): Promise<string[]> {
  const { doc_count, update_seq } = await pouch.info();
  // As many changes as documents: none was ever changed, so none was deleted.
  if (Number(update_seq) === doc_count) return [];
  const { results } = await pouch.changes({ since: 0 });
  return results.filter(({ deleted }) => deleted === true).map(({ id }) => id);
}

async function pageOf(pouch: Pouch, since: number) {
  const read = await pouch.changes({ since, limit: changes_batch, include_docs: true });
  const changes: LocalChange[] = read.results.map((change) => ({
    seq: Number(change.seq),
    document: change.doc as StoredDocument,
  }));
  return { changes, last_seq: Number(read.last_seq) };
}

/**
 * The database of a logbook on a PouchDB that has its adapter plugged in. `reopen` opens another one
 * of the same database when the connection of the first was closed; without it, that is the end.
 */
export function openDatabase(first: Pouch, reopen = async () => first): LogbookDatabase {
  const lasting = lastingPouch(first, reopen);
  const { ask } = lasting;
  const save = async (documents: DocumentToSave[]) => {
    const rows = await ask((pouch) => pouch.bulkDocs(documents));
    return rows.map((row, i) => resultOf(documents[i]!, row));
  };
  const page = (since: number) => ask((pouch) => pageOf(pouch, since));
  return {
    get pouch() {
      return lasting.now;
    },
    opened: () =>
      ask(async (pouch) => {
        const [instance, { doc_count, update_seq }] = await Promise.all([
          instanceOf(pouch),
          pouch.info(),
        ]);
        return { instance, documents: doc_count, seq: Number(update_seq) };
      }),
    async documents(after, limit) {
      const from = after === null ? {} : { startkey: after, endkey: last_key, skip: 1 };
      const { rows } = await ask((pouch) => pouch.allDocs({ include_docs: true, limit, ...from }));
      return rows.map((row) => row.doc as StoredDocument);
    },
    save,
    ancestor: (id, a, b) => ask((pouch) => commonAncestor(pouch, id, a, b)),
    async saveFile(document, data) {
      const files = { [file_name]: { content_type: data.type, data } };
      // The types of PouchDB know files, and ours know only what is JSON.
      const whole = { ...document, _attachments: files } as unknown as DocumentToSave;
      return (await save([whole]))[0]!;
    },
    history: (id) => ask((pouch) => historyOf(pouch, id)),
    deletedIds: () => ask(deletedIdsOf),
    async changes(since) {
      const { changes, last_seq } = await page(since);
      return {
        documents: changes.map(({ document }) => document),
        seq: last_seq,
        is_last: changes.length < changes_batch,
      };
    },
    file: (id) => ask(async (pouch) => (await pouch.getAttachment(id, file_name)) as Blob),
    async changesSince(seq, onBatch) {
      for (let since = seq; ;) {
        const { changes, last_seq } = await page(since);
        onBatch(changes);
        since = last_seq;
        if (changes.length < changes_batch) return since;
      }
    },
  };
}
