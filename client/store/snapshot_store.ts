/**
 * Where the packed snapshot of a logbook lies: an IndexedDB database beside PouchDB's, of a few
 * long texts, since one long text is read many times as quickly as thousands of records. It holds
 * nothing that PouchDB does not, and may be thrown away at any moment.
 */
import { deleteDB, openDB } from "idb";

/** What the snapshot says of itself. */
export interface SnapshotHead {
  /** Which PouchDB database it was made of: another of the same name is another logbook. */
  instance: string;
  /** Every change up to this place in the local feed is in the parts; later ones may be. */
  seq: number;
  /** Which build of the app made the facts. Another one makes them anew. */
  facts_form: string;
  /** For each part, the characters of its entries and of its facts: less is a damaged part. */
  parts: { entries: number; facts: number }[];
}

/** The texts of a snapshot. */
export interface SnapshotTexts {
  /** Documents of the kinds that are few. */
  small: string;
  /** The newest entries, for the first screen. */
  recent: string;
  /** Packed facts, part by part. */
  facts: string[];
}

/** What is written at once. Parts are named by their place in `head.parts`. */
export interface SnapshotWrite {
  head: SnapshotHead;
  small?: string;
  recent: string;
  parts: ReadonlyMap<number, { entries: string; facts: string }>;
}

/** The snapshot's database. Every failure is the browser's own error. */
export interface SnapshotStore {
  head(): Promise<SnapshotHead | undefined>;
  /** All but the entries. Undefined when something is missing. */
  texts(head: SnapshotHead): Promise<SnapshotTexts | undefined>;
  /** The entries of one part, or undefined. */
  entries(head: SnapshotHead, part: number): Promise<string | undefined>;
  /** All or nothing. */
  write(write: SnapshotWrite): Promise<void>;
  destroy(): Promise<void>;
}

const store = "texts";

/** Opens the snapshot of a logbook; it may be empty. */
export async function openSnapshotStore(name: string): Promise<SnapshotStore> {
  const db = await openDB(name, 1, {
    upgrade(upgraded) {
      upgraded.createObjectStore(store);
    },
    // Another tab deletes the logbook; it must not wait for this one.
    blocking: () => db.close(),
  });
  const whole = (text: string | undefined, length: number) =>
    text?.length === length ? text : undefined;
  return {
    head: () => db.get(store, "head") as Promise<SnapshotHead | undefined>,
    async texts(head) {
      const read = db.transaction(store);
      const [small, recent, ...facts] = (await Promise.all([
        read.store.get("small"),
        read.store.get("recent"),
        ...head.parts.map((_, part) => read.store.get(`facts ${part}`)),
      ])) as (string | undefined)[];
      const all = facts.map((text, part) => whole(text, head.parts[part]!.facts));
      if (small === undefined || recent === undefined || all.includes(undefined)) return undefined;
      return { small, recent, facts: all as string[] };
    },
    async entries(head, part) {
      const text = (await db.get(store, `entries ${part}`)) as string | undefined;
      return whole(text, head.parts[part]!.entries);
    },
    async write({ head, small, recent, parts }) {
      const writing = db.transaction(store, "readwrite");
      const puts: Promise<unknown>[] = [writing.store.put(head, "head")];
      puts.push(writing.store.put(recent, "recent"));
      if (small !== undefined) puts.push(writing.store.put(small, "small"));
      for (const [part, { entries, facts }] of parts) {
        puts.push(writing.store.put(entries, `entries ${part}`));
        puts.push(writing.store.put(facts, `facts ${part}`));
      }
      await Promise.all([...puts, writing.done]);
    },
    async destroy() {
      db.close();
      await deleteDB(name);
    },
  };
}
