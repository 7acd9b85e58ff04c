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

/** The texts that the first screen needs. */
export interface SnapshotTexts {
  /** Documents of the kinds that are few. */
  small: string;
  /** The newest entries. */
  recent: string;
  /** What the home screen said last. */
  home: string;
}

/** What is written at once. Parts are named by their place in `head.parts`. */
export interface SnapshotWrite {
  head: SnapshotHead;
  small?: string;
  recent: string;
  home: string;
  parts: ReadonlyMap<number, { entries: string; facts: string }>;
}

/** The snapshot's database. Every failure is the browser's own error. */
export interface SnapshotStore {
  head(): Promise<SnapshotHead | undefined>;
  /** What the first screen needs. Undefined when something is missing. */
  texts(): Promise<SnapshotTexts | undefined>;
  /** The packed facts of one part, or undefined. */
  facts(head: SnapshotHead, part: number): Promise<string | undefined>;
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
  const part = async (of: "facts" | "entries", head: SnapshotHead, number: number) => {
    const text = (await db.get(store, `${of} ${number}`)) as string | undefined;
    return text?.length === head.parts[number]![of] ? text : undefined;
  };
  return {
    head: () => db.get(store, "head") as Promise<SnapshotHead | undefined>,
    async texts() {
      const read = db.transaction(store);
      const names = ["small", "recent", "home"] as const;
      const texts = (await Promise.all(names.map((name) => read.store.get(name)))) as (
        | string
        | undefined
      )[];
      const [small, recent, home] = texts;
      if (small === undefined || recent === undefined || home === undefined) return undefined;
      return { small, recent, home };
    },
    facts: (head, number) => part("facts", head, number),
    entries: (head, number) => part("entries", head, number),
    async write({ head, small, recent, home, parts }) {
      const writing = db.transaction(store, "readwrite");
      const puts: Promise<unknown>[] = [writing.store.put(head, "head")];
      puts.push(writing.store.put(recent, "recent"), writing.store.put(home, "home"));
      if (small !== undefined) puts.push(writing.store.put(small, "small"));
      for (const [number, { entries, facts }] of parts) {
        puts.push(writing.store.put(entries, `entries ${number}`));
        puts.push(writing.store.put(facts, `facts ${number}`));
      }
      await Promise.all([...puts, writing.done]);
    },
    async destroy() {
      db.close();
      await deleteDB(name);
    },
  };
}
