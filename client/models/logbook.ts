import { signal, type ReadonlySignal } from "@preact/signals";
import { kindNamed } from "../../shared/kinds/kinds.ts";
import type { Values } from "../../shared/merge.ts";
import type { LocalStore } from "../store/local_store.ts";
import type { DocumentToSave, SaveResult, StoredDocument } from "../store/messages.ts";
import type { Clock } from "./clock.ts";
import { chunksOf, readLogbook, type ReadingContext } from "./reading.ts";
import {
  type AnyRecord,
  kindOfId,
  openRecords,
  type Records,
  type TypedRecord,
} from "./records.ts";
import type { Standing } from "./standing.ts";

export type { AnyRecord } from "./records.ts";

/**
 * The logbook in memory, kept in step with the local changes feed. Screens read it and never wait;
 * a write comes back through the feed like anybody else's.
 */
export interface Logbook extends Pick<
  Records,
  "record" | "get" | "all" | "correcting" | "title" | "nameOf" | "inOrder"
> {
  id: string;
  /** Everything on this device has been read. */
  ready: ReadonlySignal<boolean>;
  /** Why it could not be read, in the browser's words; null when all is well. */
  failure: ReadonlySignal<string | null>;
  /** Documents read so far. */
  read_count: ReadonlySignal<number>;
  /** The newest flights that count. Known with the facts, before everything is read. */
  recentFlights(count: number): TypedRecord<"flight">[];
  /** Writes records as they are; the envelope (updated_at, device_id) is set here. */
  save(documents: DocumentToSave[]): Promise<SaveResult[]>;
  /** Writes documents unchanged, as an import made them. */
  add(documents: DocumentToSave[]): Promise<SaveResult[]>;
  remove(record: { _id: string; _rev: string }): Promise<SaveResult>;
  /** The revisions of a record that this device still holds, deleted or not, newest first. */
  history(id: string): Promise<StoredDocument[]>;
  /** The ids of the records that were deleted. */
  deletedIds(): Promise<string[]>;
  /** The deletions that are on this device alone. */
  unsentDeletions(): Promise<StoredDocument[]>;
  /** What two revisions both come from, where this device still has it. */
  ancestor(id: string, a: string, b: string): Promise<StoredDocument | undefined>;
  /** Writes a new record of a kind that carries a file, with its file. */
  saveFile(document: DocumentToSave, file: Blob): Promise<SaveResult>;
  /** The file of such a record. */
  file(id: string): Promise<Blob>;
  /** Every document as it lies on the device, kinds of a newer version of the app included. */
  everything(): Promise<StoredDocument[]>;
}

interface LogbookContext extends ReadingContext {
  id: string;
  store: LocalStore;
  standing: Standing;
  clock: Clock;
  device_id: string;
  /** Somebody else's logbook may be read only: then nothing is written, whatever asks. */
  may_write: boolean;
}

/** Opens the model of a logbook and begins to read it. */
export function openLogbook(context: LogbookContext): Logbook {
  const { id, store, clock, device_id } = context;
  const records = openRecords();
  const ready = signal(false);
  const failure = signal<string | null>(null);
  const read_count = signal(0);

  const stamp = (document: DocumentToSave): DocumentToSave => {
    const now = clock.now();
    return { ...document, created_at: document["created_at"] ?? now, updated_at: now, device_id };
  };
  const { record, get, all, correcting, title, nameOf, inOrder } = records;
  const write = async (documents: DocumentToSave[]): Promise<SaveResult[]> => {
    if (context.may_write) return store.save(documents);
    // The words of all problems are more than the first screen should wait for.
    const { problemKinds } = await import("../../shared/problems.ts");
    const message = `${problemKinds.E_READ_ONLY.text} ${problemKinds.E_READ_ONLY.remedy}`;
    return documents.map(({ _id }) => ({ id: _id, ok: false, error: "failed", message }));
  };
  const model: Logbook = {
    id,
    ready,
    failure,
    read_count,
    record,
    get,
    all,
    correcting,
    title,
    nameOf,
    inOrder,
    recentFlights: (count) => recentFlights(records, context.standing, count),
    save: (documents) => write(documents.map(stamp)),
    add: write,
    async remove({ _id, _rev }) {
      const now = clock.now();
      const tombstone = { _id, _rev, _deleted: true as const, updated_at: now, device_id };
      return (await write([tombstone]))[0]!;
    },
    history: (record_id) => store.history(record_id),
    deletedIds: () => store.deletedIds(),
    unsentDeletions: () => store.unsentDeletions(),
    ancestor: (record_id, a, b) => store.ancestor(record_id, a, b),
    saveFile: (document, file) => store.saveFile(stamp(document), file),
    file: (record_id) => store.file(record_id),
    async everything() {
      const documents: StoredDocument[] = [];
      for await (const some of chunksOf(store)) documents.push(...some);
      return documents;
    },
  };
  const onRead = (count: number) => {
    read_count.value += count;
  };
  readLogbook(context, records, onRead).then(
    () => {
      ready.value = true;
    },
    (error: unknown) => {
      failure.value = error instanceof Error ? error.message : String(error);
    },
  );
  return model;
}

/** More than are asked for, since those of one day are told apart by their times. */
const spare = 20;

function recentFlights(records: Records, standing: Standing, count: number) {
  const facts = standing.facts.value;
  // Before the facts are known there are only the newest, of which the snapshot has some.
  if (facts === undefined) return records.all("flight").slice(0, count);
  const newest = facts.flights.slice(-count - spare);
  const found = newest.map(({ id }) => records.record(id)).filter((one) => one !== undefined);
  return records.inOrder("flight", found).slice(0, count) as unknown as TypedRecord<"flight">[];
}

/** The fields of a record without its envelope and CouchDB's members. */
export function fieldsOf(record: AnyRecord | StoredDocument): Values {
  const kind = kindNamed(kindOfId(record._id))!;
  return Object.fromEntries(Object.keys(kind.fields).map((name) => [name, record[name]]));
}
