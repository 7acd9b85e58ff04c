import { batch, computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { correctsField } from "../../shared/kinds/entry_parts.ts";
import type { Envelope, Json, NameOf } from "../../shared/kinds/kind.ts";
import { kindNamed, kinds, type KindName, type RecordOfKind } from "../../shared/kinds/kinds.ts";
import type { StoredDocument } from "../store/messages.ts";
import { withDefaults } from "./record_defaults.ts";

/** A record of some kind, every default filled in, seen without its kind's own types. */
export type AnyRecord = Envelope & { _rev: string } & { [field: string]: Json };

/** A record of a kind, as it lies in the logbook. */
export type TypedRecord<K extends KindName> = RecordOfKind<K> & { _rev: string };

/** What became of a record: as it is now, or only its id when it is gone. */
export interface RecordChange {
  id: string;
  record: AnyRecord | undefined;
}

/** The kind in a record's id. */
export function kindOfId(id: string): KindName {
  return id.slice(0, id.indexOf(":")) as KindName;
}

/** The records of a logbook in memory, by kind; readers are told when a kind they read changes. */
export interface Records {
  record(id: string): AnyRecord | undefined;
  get<K extends KindName>(kind: K, uuid: string | null): TypedRecord<K> | undefined;
  /** All records of a kind: newest first where the kind has a day, else by title. */
  all<K extends KindName>(kind: K): readonly TypedRecord<K>[];
  /** The entries of a kind that correct another one, of which there are few. */
  correcting(kind: string): readonly AnyRecord[];
  title(record: AnyRecord): string;
  nameOf(kind: string, uuid: string | null): string;
  /** Records of one kind in the order in which they are listed. */
  inOrder(kind: KindName, records: AnyRecord[]): AnyRecord[];
  /** The ids of all records. */
  ids(): string[];
  /** Takes documents in without telling anybody; answers what became of each. */
  take(documents: readonly StoredDocument[]): RecordChange[];
  /** Tells whoever reads the kinds that were touched. */
  tell(): void;
}

/** No records yet. */
export function openRecords(): Records {
  const byKind = new Map<KindName, Map<string, AnyRecord>>();
  const versions = new Map<KindName, Signal<number>>();
  const lists = new Map<KindName, ReadonlySignal<readonly AnyRecord[]>>();
  const corrections = new Map<string, Map<string, AnyRecord>>();
  const touched = new Set<KindName>();
  /** Each kind's records as they were sorted last, and the ids of those that changed since. */
  const sorted = new Map<KindName, Sorted>();
  const changed = new Map<KindName, Set<string>>();

  /** The records of a kind, for whoever reads them now to be told of changes. */
  const seen = (kind: KindName) => {
    void versions.get(kind)?.value;
    return byKind.get(kind);
  };
  const record = (id: string) => seen(kindOfId(id))?.get(id);
  const nameOf = (kind: string, uuid: string | null): string => {
    if (uuid === null) return "";
    const found = record(`${kind}:${uuid}`);
    return found === undefined ? "not on this device" : title(found);
  };
  const title = (found: AnyRecord): string =>
    kindNamed(kindOfId(found._id))!.title(found as never, nameOf);
  const inOrder = (kind: KindName, records: AnyRecord[]) =>
    inKeyOrder(kind, keysOf(kind, records, nameOf)).map(({ record: one }) => one);
  /** What a few changes do to a list of 30,000 is worked out without touching all of it. */
  const listOf = (kind: KindName): readonly AnyRecord[] => {
    const now = seen(kind)!;
    const ids = changed.get(kind)!;
    const before = sorted.get(kind);
    let after: Sorted;
    if (before === undefined || ids.size > few || kindNamed(kind)!.day === undefined) {
      const keys = inKeyOrder(kind, keysOf(kind, [...now.values()], nameOf));
      after = { keys, records: keys.map(({ record: one }) => one) };
    } else {
      const news = [...ids].map((id) => now.get(id)).filter((one) => one !== undefined);
      after = workedIn(before, ids, keysOf(kind, news, nameOf));
    }
    sorted.set(kind, after);
    ids.clear();
    return after.records;
  };

  for (const kind of Object.keys(kinds) as KindName[]) {
    byKind.set(kind, new Map());
    versions.set(kind, signal(0));
    changed.set(kind, new Set());
    if (correctsField(kind) !== undefined) corrections.set(kind, new Map());
    lists.set(
      kind,
      computed(() => listOf(kind)),
    );
  }

  return {
    record,
    get: <K extends KindName>(kind: K, uuid: string | null) =>
      (uuid === null ? undefined : record(`${kind}:${uuid}`)) as TypedRecord<K> | undefined,
    all: <K extends KindName>(kind: K) =>
      lists.get(kind)!.value as unknown as readonly TypedRecord<K>[],
    correcting(kind) {
      seen(kind as KindName);
      return [...(corrections.get(kind)?.values() ?? [])];
    },
    title,
    nameOf,
    inOrder,
    ids: () => [...byKind.values()].flatMap((map) => [...map.keys()]),
    take(documents) {
      const changes: RecordChange[] = [];
      for (const document of documents) {
        const kind = kindOfId(document._id);
        const map = byKind.get(kind);
        // A kind of a newer version of the app: kept and synced, not shown.
        if (map === undefined) continue;
        touched.add(kind);
        changed.get(kind)!.add(document._id);
        const now = document._deleted ? undefined : withDefaults(kind, document);
        if (now === undefined) map.delete(document._id);
        else map.set(document._id, now);
        noteCorrection(corrections.get(kind), kind, document._id, now);
        changes.push({ id: document._id, record: now });
      }
      return changes;
    },
    tell() {
      batch(() => {
        for (const kind of touched) versions.get(kind)!.value++;
      });
      touched.clear();
    },
  };
}

/** Keeps the entries that correct another one in step with one that has changed. */
function noteCorrection(
  corrections: Map<string, AnyRecord> | undefined,
  kind: string,
  id: string,
  now: AnyRecord | undefined,
): void {
  if (corrections === undefined) return;
  if (typeof now?.[correctsField(kind)!] === "string") corrections.set(id, now);
  else corrections.delete(id);
}

/** Changes after which a list is not sorted anew as a whole. */
const few = 20;

/** A record with what it is listed by. */
interface Keyed {
  record: AnyRecord;
  key: string;
  tie: string;
}

/** Records of a kind in the order of their list, and what they are ordered by. */
interface Sorted {
  keys: Keyed[];
  records: readonly AnyRecord[];
}

/** A list in which some have changed: `gone` are out, `news` at their places. Takes the keys over. */
function workedIn({ keys, records }: Sorted, gone: ReadonlySet<string>, news: Keyed[]): Sorted {
  const after = records.slice();
  for (const id of gone) {
    const place = after.findIndex(({ _id }) => _id === id);
    if (place === -1) continue;
    keys.splice(place, 1);
    after.splice(place, 1);
  }
  for (const one of news) {
    const place = placeOf(keys, one);
    keys.splice(place, 0, one);
    after.splice(place, 0, one.record);
  }
  return { keys, records: after };
}

function keysOf(name: KindName, records: readonly AnyRecord[], nameOf: NameOf): Keyed[] {
  const { day, title } = kindNamed(name)!;
  return records.map((record) => ({
    record,
    key: day === undefined ? title(record as never, nameOf).toLowerCase() : day(record as never),
    tie: day === undefined ? record._id : tieOf(record),
  }));
}

const byKey = (a: Keyed, b: Keyed) =>
  compare(a.key, b.key) || compare(a.tie, b.tie) || compare(a.record._id, b.record._id);

/** Sorts in place: the newest first where the kind has a day, else by title. */
function inKeyOrder(name: KindName, keys: Keyed[]): Keyed[] {
  const direction = kindNamed(name)!.day === undefined ? 1 : -1;
  return keys.sort((a, b) => direction * byKey(a, b));
}

/** Where a record belongs in a list that has the newest first. */
function placeOf(keys: readonly Keyed[], one: Keyed): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byKey(keys[middle]!, one) > 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Two entries of one day: by block time where they have one, else as they were written. */
function tieOf(record: AnyRecord): string {
  const out = record["block_out"] ?? record["block_off"];
  return typeof out === "string" ? out : `${record.created_at} ${record._id}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
