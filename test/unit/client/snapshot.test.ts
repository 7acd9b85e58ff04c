import "fake-indexeddb/auto";
import { openDB } from "idb";
import { signal, type ReadonlySignal } from "@preact/signals";
import { beforeEach, describe, expect, test } from "vitest";
import { openLogbook, type Logbook } from "../../../client/models/logbook.ts";
import { withDefaults, withoutDefaults } from "../../../client/models/record_defaults.ts";
import { openStanding, type Standing } from "../../../client/models/standing.ts";
import type { LocalStore } from "../../../client/store/local_store.ts";
import type { StoredDocument, StoreEvent } from "../../../client/store/messages.ts";
import { openSnapshotStore, type SnapshotStore } from "../../../client/store/snapshot_store.ts";
import { newRecordId, newRowId, uuidOf } from "../../../shared/ids.ts";
import { flight, stored } from "./records.ts";

const known = { airports: { loaded: signal(undefined) }, models: { lists: signal(undefined) } };

/** A device's store that counts how it is asked, and changes as a pilot changes it. */
function aStore(instance = "one") {
  const documents = new Map<string, { document: StoredDocument; seq: number }>();
  const listeners = new Set<(event: StoreEvent) => void>();
  let seq = 0;
  let chunks_read = 0;
  const putAll = (some: StoredDocument[]) => {
    for (const document of some) documents.set(document._id, { document, seq: ++seq });
    for (const tell of listeners) tell({ event: "changed", documents: some, seq });
  };
  const put = (document: StoredDocument) => putAll([document]);
  const open = (): LocalStore =>
    ({
      opened: { instance, documents: documents.size, seq },
      async documents(after: string | null, limit: number) {
        chunks_read++;
        const ids = [...documents.keys()].filter((id) => after === null || id > after).toSorted();
        const live = ids.map((id) => documents.get(id)!.document).filter((one) => !one._deleted);
        return live.slice(0, limit);
      },
      async changes(since: number) {
        const all = [...documents.values()].filter((one) => one.seq > since);
        return { documents: all.map(({ document }) => document), seq, is_last: true };
      },
      subscribe(listener: (event: StoreEvent) => void) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    }) as unknown as LocalStore;
  return { put, putAll, open, chunksRead: () => chunks_read };
}

let name: string;
let snapshots: SnapshotStore;
beforeEach(async () => {
  name = `snapshot-${newRowId()}`;
  snapshots = await openSnapshotStore(name);
});

interface Opening {
  facts_form?: string;
  writes_snapshot?: boolean;
  snapshots?: SnapshotStore;
  atRest?: () => Promise<void>;
  day?: string;
}

/** Begins to open the logbook of a store. */
function opening(
  store: LocalStore,
  { day = "2026-05-10", ...more }: Opening = {},
): { logbook: Logbook; standing: Standing } {
  const standing = openStanding({ ...known, today: signal(day) });
  const logbook = openLogbook({
    id: "a logbook",
    store,
    standing,
    clock: { now: () => `${day}T10:00:00Z`, today: () => day },
    device_id: "a device",
    may_write: true,
    snapshots,
    writes_snapshot: true,
    facts_form: "build 1",
    atRest: () => Promise.resolve(),
    placesKnown: Promise.resolve(),
    modelsKnown: Promise.resolve(),
    ...more,
  });
  return { logbook, standing };
}

/** Resolves as soon as a signal says something. */
function seen<T>(of: ReadonlySignal<T>, says: (value: T) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = of.subscribe((value) => {
      if (says(value)) queueMicrotask(() => (stop(), resolve()));
    });
  });
}

/** Opens the logbook of a store; resolves when everything is read. */
async function opened(store: LocalStore, more?: Opening) {
  const open = opening(store, more);
  await seen(open.logbook.ready, (ready) => ready);
  return open;
}

/** Resolves when the snapshot reflects a place of the feed. */
async function keptUpTo(seq: number): Promise<void> {
  while ((await snapshots.head())?.seq !== seq)
    await new Promise((resolve) => setTimeout(resolve, 5));
}

const aircraft = stored("aircraft", { registration: "N1" });
const aFlight = (total_time: number, more: object = {}) =>
  stored("flight", {
    flight_date: "2026-05-01",
    aircraft_id: uuidOf(aircraft._id),
    total_time,
    flight_legs: [{ id: newRowId(), leg_number: 1, day_takeoffs: 1, day_landings_full_stop: 1 }],
    ...more,
  });

const total = ({ standing }: { standing: Standing }) => standing.home.value?.totals.all;

test("a flood of changes is known at once, told at a pace, and kept when it is over", async () => {
  const store = aStore();
  store.put(aircraft);
  let writes = 0;
  const write: SnapshotStore["write"] = (...args) => (writes++, snapshots.write(...args));
  let rest = () => {};
  const atRest = () => new Promise<void>((resolve) => (rest = resolve));
  const open = await opened(store.open(), { snapshots: { ...snapshots, write }, atRest });
  const told: (number | undefined)[] = [];
  open.standing.facts.subscribe((facts) => told.push(facts?.flights.length));
  const pages = Array.from({ length: 4 }, () => Array.from({ length: 150 }, () => aFlight(60)));
  for (const page of pages) {
    store.putAll(page);
    rest();
    await Promise.resolve();
  }
  expect(open.logbook.record(pages[3]![149]!._id)).toBeDefined();
  expect(told).toEqual([0, 150]);
  await seen(open.standing.facts, (facts) => facts?.flights.length === 600);
  expect(open.logbook.all("flight")).toHaveLength(600);
  expect(writes).toBe(0);
  rest();
  await keptUpTo(601);
  expect(writes).toBe(1);
  expect(total(await opened(store.open()))).toMatchObject({ flights: 600 });
  store.put(aFlight(60));
  expect(total(open)).toMatchObject({ flights: 601 });
});

describe("a logbook with a snapshot", () => {
  test("opens from it, without reading the documents, and is the same logbook", async () => {
    const store = aStore();
    store.put(aircraft);
    for (let i = 0; i < 1203; i++) store.put(aFlight(60));
    const first = await opened(store.open());
    await keptUpTo(1204);
    const read = store.chunksRead();
    const second = await opened(store.open());
    expect(store.chunksRead()).toBe(read);
    expect(second.standing.home.value).toEqual(first.standing.home.value);
    expect(total(second)).toMatchObject({
      flights: 1203,
      total_time: 1203 * 60,
      day_landings: 1203,
    });
    expect(second.logbook.all("flight")).toEqual(first.logbook.all("flight"));
    expect(second.logbook.recentFlights(5)).toEqual(first.logbook.all("flight").slice(0, 5));
  });
  test("says at once what it said last, before a single entry is read", async () => {
    const store = aStore();
    for (const document of [aircraft, ...Array.from({ length: 30 }, () => aFlight(60))])
      store.put(document);
    const first = await opened(store.open());
    await keptUpTo(31);
    const asked: string[] = [];
    const slow: SnapshotStore = {
      ...snapshots,
      facts: (...part) => (asked.push("facts"), snapshots.facts(...part)),
      entries: (...part) => (asked.push("entries"), snapshots.entries(...part)),
    };
    const whenSaid = async (day: string, of: LocalStore) => {
      asked.length = 0;
      const { logbook, standing } = opening(of, { snapshots: slow, day });
      const said: (number | undefined)[] = [];
      standing.home.subscribe((home) => said.push(home?.totals.all.total_time));
      await seen(standing.home, (home) => home !== undefined);
      const known = { asked: [...asked], recent: logbook.recentFlights(5) };
      await seen(logbook.ready, (ready) => ready);
      return { ...known, said, home: standing.home.value };
    };
    const again = await whenSaid("2026-05-10", store.open());
    expect(again.asked).toEqual([]);
    expect(again.recent).toEqual(first.logbook.all("flight").slice(0, 5));
    expect(again.home).toEqual(first.standing.home.value);
    // Another day, and a logbook that has changed, are worked out first.
    expect((await whenSaid("2026-05-11", store.open())).asked).not.toEqual([]);
    store.put(aFlight(6));
    const changed = await whenSaid("2026-05-11", store.open());
    expect(changed.asked).not.toEqual([]);
    expect(changed.home?.totals.all.total_time).toBe(30 * 60 + 6);
    // Never what was so before.
    expect(new Set(changed.said)).toEqual(new Set([undefined, 30 * 60 + 6]));
  });
  test("takes in what changed since: new, edited and deleted entries", async () => {
    const store = aStore();
    const [kept, edited, gone] = [aFlight(60), aFlight(30), aFlight(90)];
    for (const document of [aircraft, kept, edited, gone]) store.put(document);
    await opened(store.open());
    await keptUpTo(4);
    store.put({ ...edited, _rev: "2-b", total_time: 36 });
    store.put({ _id: gone._id, _rev: "2-b", _deleted: true });
    store.put(aFlight(12));
    const again = await opened(store.open());
    expect(total(again)).toMatchObject({ flights: 3, total_time: 60 + 36 + 12 });
    expect(again.logbook.record(gone._id)).toBeUndefined();
    await keptUpTo(7);
    expect(total(await opened(store.open()))).toMatchObject({ flights: 3, total_time: 108 });
  });
  test("follows the feed, and each save reaches the snapshot", async () => {
    const store = aStore();
    store.put(aircraft);
    const open = await opened(store.open());
    store.put(aFlight(66));
    expect(total(open)).toMatchObject({ flights: 1, total_time: 66 });
    await keptUpTo(2);
    expect(total(await opened(store.open()))).toMatchObject({ flights: 1, total_time: 66 });
  });
  test("has signatures in parts: an edit writes none of the others, another build puts them there", async () => {
    const store = aStore();
    const signature = () =>
      stored("entry_signature", {
        signature_data: "a long signature",
        signed_at: "2026-05-01T10:00:00Z",
      });
    const signatures = Array.from({ length: 700 }, signature);
    store.putAll([aircraft, ...signatures]);
    await opened(store.open());
    await keptUpTo(701);
    const db = await openDB(name, 1);
    const small = async () => (await db.get("texts", "small")) as string;
    expect(await small()).not.toContain("a long signature");
    // As an older build kept them.
    const texts = await Promise.all([0, 1].map((n) => db.get("texts", `entries ${n}`)));
    const all = texts.flatMap((text) => JSON.parse(text as string) as unknown[]);
    await db.put("texts", JSON.stringify([...JSON.parse(await small()), ...all]), "small");
    await db.put("texts", { ...(await snapshots.head())!, parts: [] }, "head");
    await opened(store.open(), { facts_form: "build 2" });
    while ((await snapshots.head())!.parts.length === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await small()).not.toContain("a long signature");
    db.close();
    const again = await opened(store.open(), { facts_form: "build 2" });
    expect(again.logbook.all("entry_signature")).toHaveLength(700);
  });
  test("of another build makes the facts anew", async () => {
    const store = aStore();
    for (const document of [aircraft, aFlight(60)]) store.put(document);
    await opened(store.open());
    await keptUpTo(2);
    const db = await openDB(name, 1);
    const facts = JSON.parse((await db.get("texts", "facts 0")) as string) as {
      flights: unknown[][];
    };
    // What an older build believed: no take-off, no landing, no time.
    facts.flights[0]![2] = [];
    const text = JSON.stringify(facts);
    const head = (await snapshots.head())!;
    await db.put("texts", text, "facts 0");
    await db.put("texts", { ...head, parts: [{ ...head.parts[0]!, facts: text.length }] }, "head");
    db.close();
    const newer = await opened(store.open(), { facts_form: "build 2" });
    expect(total(newer)).toMatchObject({ flights: 1, total_time: 60 });
  });
  test.each(["entries 0", "facts 0", "small", "recent", "home", "head"])(
    "reads every document when %s is missing",
    async (text) => {
      const store = aStore();
      for (const document of [aircraft, aFlight(60)]) store.put(document);
      await opened(store.open());
      await keptUpTo(2);
      const db = await openDB(name, 1);
      await db.delete("texts", text);
      db.close();
      const again = await opened(store.open());
      expect(store.chunksRead()).toBe(2);
      expect(total(again)).toMatchObject({ flights: 1, total_time: 60 });
      expect(again.logbook.all("aircraft")).toHaveLength(1);
    },
  );
  test("reads every document when a part was cut off, and forgets what the part still had", async () => {
    const store = aStore();
    const gone = aFlight(90);
    store.put(aircraft);
    store.put(gone);
    for (let i = 0; i < 600; i++) store.put(aFlight(6));
    await opened(store.open());
    await keptUpTo(602);
    store.put({ _id: gone._id, _rev: "2-b", _deleted: true });
    const db = await openDB(name, 1);
    const text = (await db.get("texts", "entries 1")) as string;
    await db.put("texts", text.slice(0, -10), "entries 1");
    db.close();
    const again = await opened(store.open());
    expect(total(again)).toMatchObject({ flights: 600, total_time: 3600 });
    expect(again.logbook.record(gone._id)).toBeUndefined();
  });
  test("whose entries cannot be read leaves no facts of what is gone", async () => {
    const store = aStore();
    const gone = aFlight(90, { flight_date: "2026-04-01" });
    for (const document of [aircraft, gone, ...Array.from({ length: 30 }, () => aFlight(60))])
      store.put(document);
    await opened(store.open());
    await keptUpTo(32);
    const unreadable = { ...snapshots, entries: () => Promise.resolve(undefined) };
    const more = { snapshots: unreadable, writes_snapshot: false };
    const closed = await opened(store.open(), more);
    expect(total(closed)).toMatchObject({ flights: 31 });
    store.put({ _id: gone._id, _rev: "2-b", _deleted: true });
    const again = await opened(store.open(), more);
    expect(total(again)).toMatchObject({ flights: 30, total_time: 30 * 60 });
  });
  test("of a database that was made anew is not used", async () => {
    const store = aStore();
    for (const document of [aircraft, aFlight(60)]) store.put(document);
    await opened(store.open());
    await keptUpTo(2);
    const other = aStore("two");
    other.put(aircraft);
    other.put(aFlight(12));
    expect(total(await opened(other.open()))).toMatchObject({ flights: 1, total_time: 12 });
  });
  test("is written by one tab only", async () => {
    const store = aStore();
    store.put(aFlight(60));
    await opened(store.open(), { writes_snapshot: false });
    expect(await snapshots.head()).toBeUndefined();
  });
});

describe("a record without its defaults", () => {
  test("is the same record again", () => {
    const record = flight(
      { remarks: "Pattern work", night_time: 12, is_ipc: true },
      { day_takeoffs: 3, approaches: [{ id: newRowId(), runway: "28R" }] },
    );
    const bare = withoutDefaults("flight", record as never);
    expect(withDefaults("flight", bare)).toEqual(record);
    expect(Object.keys(bare)).not.toContain("pic_time");
    const empty = withDefaults("tag", { _id: newRecordId("tag"), _rev: "1-a", tag_name: "x" });
    expect(withDefaults("tag", withoutDefaults("tag", empty))).toEqual(empty);
  });
});
