/** How a logbook comes into memory: from the snapshot and the changes since, or document by document. */
import { batch } from "@preact/signals";
import type { FactsSnapshot } from "../../shared/facts/facts.ts";
import type { LocalStore } from "../store/local_store.ts";
import type { Changes, StoreEvent, StoredDocument } from "../store/messages.ts";
import type { SnapshotStore } from "../store/snapshot_store.ts";
import { breath, idle, paced } from "./idle.ts";
import type { AnyRecord, Records } from "./records.ts";
import {
  findSnapshot,
  type FoundSnapshot,
  isOfMany,
  openSnapshotKeeper,
  type SnapshotSource,
} from "./snapshot.ts";
import type { Standing } from "./standing.ts";

type ChangedEvent = Extract<StoreEvent, { event: "changed" }>;

/** Documents in one chunk while all are read. */
const chunk = 1_000;

/** Changes that are told at once, each time; of more, some are told together. */
const few = 100;

/** What reading needs from outside. */
export interface ReadingContext {
  store: LocalStore;
  standing: Standing;
  /** Where the snapshot is kept; without one every opening reads every document. */
  snapshots: SnapshotStore | undefined;
  /** Whether this tab writes the snapshot: only one does. */
  writes_snapshot: boolean;
  /** Which build makes the facts. */
  facts_form: string;
  /** Resolves when what was saved has been shown, a while ago. */
  atRest: () => Promise<void>;
  /** Resolves when places can be looked up, or never will be: facts of single events need them. */
  placesKnown: Promise<void>;
  /** Resolves when models can be looked up; a failure to read them is one to read the logbook. */
  modelsKnown: Promise<void>;
}

/** All documents, in order of id. The worker reads the next chunk while one is taken in. */
export async function* chunksOf(store: LocalStore): AsyncGenerator<StoredDocument[]> {
  for (let next = store.documents(null, chunk); ;) {
    const documents = await next;
    const isLast = documents.length < chunk;
    if (!isLast) next = store.documents(documents.at(-1)!._id, chunk);
    yield documents;
    if (isLast) return;
  }
}

/** What reading fills. */
interface Target {
  records: Records;
  standing: Standing;
  placesKnown: Promise<void>;
  modelsKnown: Promise<void>;
  onRead: (count: number) => void;
}

/** Tells whoever reads the records and the facts. Facts are told only when they are whole. */
function tell({ records, standing }: Target): void {
  batch(() => {
    records.tell();
    standing.tell();
  });
}

function takeIn({ records, standing }: Target, documents: readonly StoredDocument[]): string[] {
  const changes = records.take(documents);
  standing.take(changes);
  return changes.map(({ id }) => id);
}

async function readEverything(store: LocalStore, target: Target): Promise<string[]> {
  await Promise.all([target.placesKnown, target.modelsKnown]);
  const ids: string[] = [];
  for await (const documents of chunksOf(store)) {
    ids.push(...takeIn(target, documents));
    target.onRead(documents.length);
  }
  return ids;
}

/** The snapshot as it was read: the ids in each part. */
type ReadParts = string[][];

/** The facts of a snapshot, a part at a time, so that what is touched meanwhile is answered. */
async function readFacts(found: FoundSnapshot): Promise<FactsSnapshot> {
  const facts: FactsSnapshot = { flights: [], sessions: [] };
  for (let part = 0; part < found.head.parts.length; part++) {
    await breath();
    const { flights, sessions } = await found.facts(part);
    facts.flights.push(...flights);
    facts.sessions.push(...sessions);
  }
  return facts;
}

/** Takes a snapshot in: what the home screen said last is shown at once when it still holds. */
async function readFound(found: FoundSnapshot, target: Target): Promise<ReadParts> {
  const { records, standing, placesKnown, modelsKnown, onRead } = target;
  const small = records.take(found.small).map(({ record }) => record as AnyRecord);
  records.take(found.recent);
  if (found.has_facts) {
    batch(() => {
      records.tell();
      standing.show(found.home);
    });
    await modelsKnown;
    standing.restore(small, await readFacts(found));
    // One that is behind would show for a moment what is no longer so.
    if (found.is_current) tell(target);
  } else {
    await Promise.all([placesKnown, modelsKnown]);
    standing.restore(small, { flights: [], sessions: [] });
  }
  const parts: ReadParts = [];
  for (let part = 0; part < found.head.parts.length; part++) {
    const documents = await found.entries(part);
    const changes = records.take(documents);
    if (!found.has_facts) standing.take(changes);
    parts.push(changes.map(({ id }) => id));
    onRead(documents.length);
    await breath();
  }
  return parts;
}

/** Whatever the snapshot had and the database has not is gone. */
function forget(target: Target, known: readonly string[], ids: readonly string[]): void {
  const still = new Set(ids);
  const gone = known.filter((id) => !still.has(id));
  takeIn(
    target,
    gone.map((_id) => ({ _id, _rev: "", _deleted: true })),
  );
}

/** What was read, for the one who keeps the snapshot. */
interface Read {
  parts: ReadParts;
  found: Pick<FoundSnapshot, "head" | "home"> | undefined;
  /** Ids that the snapshot has not, or not as they are. */
  newer: string[];
  seq: number;
}

async function readRest(store: LocalStore, target: Target, since: number) {
  const newer: string[] = [];
  for (let seq = since; ;) {
    const changes: Changes = await store.changes(seq);
    if (changes.documents.length > 0) await target.placesKnown;
    newer.push(...takeIn(target, changes.documents));
    ({ seq } = changes);
    if (changes.is_last) return { newer, seq };
  }
}

async function readBoth(context: ReadingContext, target: Target): Promise<Read> {
  const { store, snapshots, facts_form } = context;
  const { instance, seq } = store.opened;
  const found =
    snapshots === undefined
      ? undefined
      : await findSnapshot(snapshots, { instance, seq, facts_form });
  if (found === undefined)
    return { parts: [], found, newer: await readEverything(store, target), seq };
  try {
    const parts = await readFound(found, target);
    const rest = await readRest(store, target, found.head.seq);
    // Another build may have had other kinds lie in parts.
    const anew = found.has_facts ? [] : [...found.small.map(({ _id }) => _id), ...parts.flat()];
    return { parts, found, newer: [...anew, ...rest.newer], seq: rest.seq };
  } catch {
    // A damaged part: begin again, from the documents themselves.
    target.standing.restore([], { flights: [], sessions: [] });
    const known = target.records.ids();
    const ids = await readEverything(store, target);
    forget(target, known, ids);
    return { parts: [], found: undefined, newer: ids, seq };
  }
}

/** Where a snapshot takes its texts from. */
function sourceOf({ records, standing }: Target): SnapshotSource {
  const known = (ids: readonly string[]) =>
    ids.map((id) => records.record(id)).filter((record) => record !== undefined);
  return {
    record: records.record,
    small: () => known(records.ids().filter((id) => !isOfMany(id))),
    recent: (count) =>
      known((standing.facts.peek()?.flights.slice(-count) ?? []).map(({ id }) => id)),
    facts: (ids) => standing.snapshot(ids),
    home: () => standing.home.peek(),
  };
}

/** The one who keeps the snapshot in step from now on; none where this tab does not. */
function keeperAfter(read: Read, context: ReadingContext, target: Target) {
  const { store, snapshots, writes_snapshot, facts_form, atRest } = context;
  if (snapshots === undefined || !writes_snapshot) return undefined;
  const { instance } = store.opened;
  const source = sourceOf(target);
  const keeper = openSnapshotKeeper({
    store: snapshots,
    source,
    instance,
    facts_form,
    atRest,
    idle,
  });
  read.parts.forEach((ids, part) => keeper.found(ids, read.found!.head.parts[part]!));
  return keeper;
}

/** Reads the logbook, and follows the feed from then on. `onRead` is told how many were read. */
export async function readLogbook(
  context: ReadingContext,
  records: Records,
  onRead: (count: number) => void,
): Promise<void> {
  const { standing } = context;
  const target: Target = { ...context, records, onRead };
  // Changes that arrive while the rest is read are newer than all of it, so they wait.
  const early: ChangedEvent[] = [];
  let onChanged: (event: ChangedEvent) => void = (event) => early.push(event);
  context.store.subscribe((event) => {
    if (event.event === "changed") onChanged(event);
  });
  const read = await readBoth(context, target);
  await context.placesKnown;
  const keeper = keeperAfter(read, context, target);
  const tellInTime = paced(() => tell(target));
  const follow = ({ documents, seq }: ChangedEvent) => {
    const ids = takeIn(target, documents);
    if (documents.length > few) tellInTime();
    else tell(target);
    keeper?.changed(ids, seq);
  };
  tell(target);
  const isOfToday = read.found?.home?.currency.as_of === standing.home.peek()?.currency.as_of;
  if (read.newer.length > 0 || !isOfToday) keeper?.changed(read.newer, read.seq);
  onChanged = follow;
  early.forEach(follow);
}
