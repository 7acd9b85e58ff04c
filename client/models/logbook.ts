import { batch, computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Envelope, Json } from "../../shared/kinds/kind.ts";
import { kindNamed, kinds, type KindName, type RecordOfKind } from "../../shared/kinds/kinds.ts";
import type { Values } from "../../shared/merge.ts";
import type { LocalStore } from "../store/local_store.ts";
import type { DocumentToSave, SaveResult, StoredDocument } from "../store/messages.ts";
import type { Clock } from "./clock.ts";
import { withDefaults } from "./record_defaults.ts";

/** Documents in one chunk while the logbook is read. */
const chunk = 1_000;

/** A record of some kind, every default filled in, seen without its kind's own types. */
export type AnyRecord = Envelope & { _rev: string } & { [field: string]: Json };

type TypedRecord<K extends KindName> = RecordOfKind<K> & { _rev: string };

/**
 * The logbook in memory, kept in step with the local changes feed. Screens read it and never wait;
 * a write comes back through the feed like anybody else's.
 */
export interface Logbook {
  id: string;
  /** Everything on this device has been read. */
  ready: ReadonlySignal<boolean>;
  /** Why it could not be read, in the browser's words; null when all is well. */
  failure: ReadonlySignal<string | null>;
  /** Documents read so far. */
  read_count: ReadonlySignal<number>;
  /** The record with an id (`flight:…`); undefined when there is none. */
  record(id: string): AnyRecord | undefined;
  /** The record of a kind with a uuid. */
  get<K extends KindName>(kind: K, uuid: string | null): TypedRecord<K> | undefined;
  /** All records of a kind: newest first where the kind has a day, else by title. */
  all<K extends KindName>(kind: K): readonly TypedRecord<K>[];
  /** The line that stands for a record. */
  title(record: AnyRecord): string;
  /** The name of the record of a kind; words for one that is not here. */
  nameOf(kind: string, uuid: string | null): string;
  /** Writes records as they are; the envelope (updated_at, device_id) is set here. */
  save(documents: DocumentToSave[]): Promise<SaveResult[]>;
  /** Writes documents unchanged, as an import made them. */
  add(documents: DocumentToSave[]): Promise<SaveResult[]>;
  remove(record: { _id: string; _rev: string }): Promise<SaveResult>;
  history(id: string): Promise<StoredDocument[]>;
  /** Every document as it lies on the device, kinds of a newer version of the app included. */
  everything(): Promise<StoredDocument[]>;
}

interface LogbookContext {
  id: string;
  store: LocalStore;
  clock: Clock;
  device_id: string;
}

/** Opens the model of a logbook and begins to read it. */
export function openLogbook({ id, store, clock, device_id }: LogbookContext): Logbook {
  const records = new Map<KindName, Map<string, AnyRecord>>();
  const versions = new Map<KindName, Signal<number>>();
  for (const kind of Object.keys(kinds) as KindName[]) {
    records.set(kind, new Map());
    versions.set(kind, signal(0));
  }
  const ready = signal(false);
  const failure = signal<string | null>(null);
  const read_count = signal(0);

  const touched = new Set<KindName>();
  function take(documents: readonly StoredDocument[]) {
    for (const document of documents) {
      const kind = document._id.slice(0, document._id.indexOf(":")) as KindName;
      const map = records.get(kind);
      // A kind of a newer version of the app: kept and synced, not shown.
      if (map === undefined) continue;
      touched.add(kind);
      if (document._deleted) map.delete(document._id);
      else map.set(document._id, withDefaults(kind, document));
    }
  }
  /** Tells whoever reads the kinds that were touched. */
  function tell() {
    batch(() => {
      for (const kind of touched) versions.get(kind)!.value++;
    });
    touched.clear();
  }

  /** The records of a kind, for whoever reads them now to be told of changes. */
  const seen = (kind: KindName) => {
    void versions.get(kind)?.value;
    return records.get(kind);
  };
  const record = (record_id: string) =>
    seen(record_id.slice(0, record_id.indexOf(":")) as KindName)?.get(record_id);

  const nameOf = (kind: string, uuid: string | null): string => {
    if (uuid === null) return "";
    const found = record(`${kind}:${uuid}`);
    return found === undefined ? "not on this device" : title(found);
  };
  const title = (found: AnyRecord): string => {
    const kind = kindNamed(found._id.slice(0, found._id.indexOf(":")))!;
    return kind.title(found as never, nameOf);
  };

  const lists = new Map<KindName, ReadonlySignal<readonly AnyRecord[]>>();
  for (const name of Object.keys(kinds) as KindName[])
    lists.set(
      name,
      computed(() => sorted(name, [...seen(name)!.values()], nameOf)),
    );

  const stamp = (document: DocumentToSave): DocumentToSave => {
    const now = clock.now();
    return { ...document, created_at: document["created_at"] ?? now, updated_at: now, device_id };
  };

  const model: Logbook = {
    id,
    ready,
    failure,
    read_count,
    record,
    get: <K extends KindName>(kind: K, uuid: string | null) =>
      (uuid === null ? undefined : record(`${kind}:${uuid}`)) as TypedRecord<K> | undefined,
    all: <K extends KindName>(kind: K) =>
      lists.get(kind)!.value as unknown as readonly TypedRecord<K>[],
    title,
    nameOf,
    save: (documents) => store.save(documents.map(stamp)),
    add: (documents) => store.save(documents),
    async remove({ _id, _rev }) {
      const now = clock.now();
      const tombstone = { _id, _rev, _deleted: true as const, updated_at: now, device_id };
      return (await store.save([tombstone]))[0]!;
    },
    history: (record_id) => store.history(record_id),
    async everything() {
      const all: StoredDocument[] = [];
      await eachChunk((documents) => all.push(...documents));
      return all;
    },
  };

  async function eachChunk(onChunk: (documents: StoredDocument[]) => void) {
    // The worker reads the next chunk while this one is taken in.
    for (let next = store.documents(null, chunk); ;) {
      const documents = await next;
      const isLast = documents.length < chunk;
      if (!isLast) next = store.documents(documents.at(-1)!._id, chunk);
      onChunk(documents);
      if (isLast) return;
    }
  }

  // Changes that arrive while the chunks are read are newer than any chunk, so they wait.
  let early: StoredDocument[] | undefined = [];
  store.subscribe((message) => {
    if (message.event !== "changed") return;
    if (early !== undefined) return void early.push(...message.documents);
    take(message.documents);
    tell();
  });
  // Nobody is told before the end: totals of half a logbook are wrong, and sorting it is for nothing.
  const reading = eachChunk((documents) => {
    take(documents);
    read_count.value += documents.length;
  });
  reading.then(
    () => {
      take(early!);
      early = undefined;
      batch(() => {
        ready.value = true;
        tell();
      });
    },
    (error: unknown) => {
      failure.value = error instanceof Error ? error.message : String(error);
    },
  );
  return model;
}

function sorted(
  name: KindName,
  all: AnyRecord[],
  nameOf: (kind: string, uuid: string | null) => string,
): readonly AnyRecord[] {
  const kind = kindNamed(name)!;
  const day = kind.day;
  const keyed = all.map((record) => ({
    record,
    key:
      day === undefined ? kind.title(record as never, nameOf).toLowerCase() : day(record as never),
    tie: day === undefined ? record._id : tieOf(record),
  }));
  const direction = day === undefined ? 1 : -1;
  keyed.sort((a, b) => direction * (compare(a.key, b.key) || compare(a.tie, b.tie)));
  return keyed.map(({ record }) => record);
}

/** Two entries of one day: by block time where they have one, else as they were written. */
function tieOf(record: AnyRecord): string {
  const out = record["block_out"] ?? record["block_off"];
  return typeof out === "string" ? out : `${record.created_at} ${record._id}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The fields of a record without its envelope and CouchDB's members. */
export function fieldsOf(record: AnyRecord | StoredDocument): Values {
  const kind = kindNamed(record._id.slice(0, record._id.indexOf(":")))!;
  return Object.fromEntries(Object.keys(kind.fields).map((name) => [name, record[name]]));
}
