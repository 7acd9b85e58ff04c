import type { HomeReport } from "../../shared/rules/home_report.ts";
import { packFacts, unpackFacts } from "../../shared/facts/packed_facts.ts";
import type { FactsSnapshot } from "../../shared/facts/facts.ts";
import type { SnapshotHead, SnapshotStore, SnapshotWrite } from "../store/snapshot_store.ts";
import type { StoredDocument } from "../store/messages.ts";
import { withoutDefaults } from "./record_defaults.ts";
import { kindOfId, type AnyRecord } from "./records.ts";

/** Records in one part: a save writes one part anew, so parts are short. */
const part_size = 500;
/** Entries that the first screen shows before all are read. */
const recent_count = 25;

/** A snapshot as it was found: enough for the first screen; the rest comes part by part. */
export interface FoundSnapshot {
  head: SnapshotHead;
  small: StoredDocument[];
  recent: StoredDocument[];
  /** What the home screen says; undefined when something has changed since it was written. */
  home: HomeReport | undefined;
  /** Whether it reflects all that the database has. */
  is_current: boolean;
  /** Whether this build made the facts. */
  has_facts: boolean;
  /** The facts of one part. Throws when it is damaged. */
  facts(part: number): Promise<FactsSnapshot>;
  /** The documents of one part. Throws when it is damaged. */
  entries(part: number): Promise<StoredDocument[]>;
}

/** A signature is 700 bytes, and an entry may have several. */
const manyKinds: ReadonlySet<string> = new Set(["flight", "training_session", "entry_signature"]);

/** Whether a record is of a kind of which there are many: they lie in parts. */
export function isOfMany(id: string): boolean {
  return manyKinds.has(kindOfId(id));
}

/**
 * Looks for the snapshot of a database. Undefined when there is none, when it is of another
 * database, ahead of it, or damaged: then every document is read, as if it had never been.
 */
export async function findSnapshot(
  store: SnapshotStore,
  { instance, seq, facts_form }: { instance: string; seq: number; facts_form: string },
): Promise<FoundSnapshot | undefined> {
  try {
    const head = await store.head();
    if (head === undefined || head.instance !== instance || head.seq > seq) return undefined;
    const texts = await store.texts();
    if (texts === undefined) return undefined;
    const has_facts = head.facts_form === facts_form;
    const is_current = head.seq === seq;
    const whole = (text: string | undefined, part: number) => {
      if (text === undefined) throw new Error(`Part ${part} of the snapshot is not whole.`);
      return JSON.parse(text) as unknown;
    };
    return {
      head,
      small: JSON.parse(texts.small) as StoredDocument[],
      recent: JSON.parse(texts.recent) as StoredDocument[],
      home: has_facts && is_current ? (JSON.parse(texts.home) as HomeReport) : undefined,
      is_current,
      has_facts,
      facts: async (part) =>
        unpackFacts(
          whole(await store.facts(head, part), part) as Parameters<typeof unpackFacts>[0],
        ),
      entries: async (part) => whole(await store.entries(head, part), part) as StoredDocument[],
    };
  } catch {
    return undefined;
  }
}

/** What the keeper reads when it writes. */
export interface SnapshotSource {
  record(id: string): AnyRecord | undefined;
  /** Records of all kinds that are few. */
  small(): AnyRecord[];
  /** The newest entries, at least so many when there are. */
  recent(count: number): AnyRecord[];
  facts(ids: ReadonlySet<string>): FactsSnapshot;
  /** What the home screen says today. */
  home(): HomeReport | undefined;
}

interface SnapshotKeeperContext {
  store: SnapshotStore;
  source: SnapshotSource;
  instance: string;
  facts_form: string;
  /** Answers when what was saved has been shown, a while ago. */
  atRest(): Promise<void>;
  /** Answers when the page has nothing better to do. */
  idle(): Promise<void>;
}

/** Keeps the snapshot in step with the logbook. */
export interface SnapshotKeeper {
  /** Records that lie in a part of the snapshot that was found; in the order of the parts. */
  found(ids: readonly string[], lengths: SnapshotHead["parts"][number]): void;
  /**
   * Records that are new, changed or gone, up to a place in the local feed; none when only the day
   * is another.
   */
  changed(ids: readonly string[], seq: number): void;
  /** Resolves when everything told so far is written, or cannot be. */
  written(): Promise<void>;
}

/** Texts of one part. */
type Part = { entries: string; facts: string };

/** Writes the parts in which something changed, when the page is idle. One tab does so. */
export function openSnapshotKeeper(context: SnapshotKeeperContext): SnapshotKeeper {
  const { store, source, instance, facts_form, atRest, idle } = context;
  const partOf = new Map<string, number>();
  const parts: Set<string>[] = [];
  const lengths: SnapshotHead["parts"] = [];
  const dirty = new Set<number>();
  let smallIsDirty = false;
  let homeIsOld = false;
  let isBroken = false;
  let seq = 0;
  let writing: Promise<void> | undefined;

  function place(id: string): number {
    let part = partOf.get(id);
    if (part === undefined) {
      if ((parts.at(-1)?.size ?? part_size) >= part_size) parts.push(new Set());
      part = parts.length - 1;
      parts[part]!.add(id);
      partOf.set(id, part);
    }
    return part;
  }

  const textOf = (records: readonly (AnyRecord | undefined)[]) =>
    JSON.stringify(
      records
        .filter((record) => record !== undefined)
        .map((record) => withoutDefaults(kindOfId(record._id), record)),
    );

  function textsOf(part: number): Part {
    const ids = parts[part]!;
    for (const id of [...ids].filter((one) => source.record(one) === undefined)) {
      ids.delete(id);
      partOf.delete(id);
    }
    return {
      entries: textOf([...ids].map((id) => source.record(id))),
      facts: JSON.stringify(packFacts(source.facts(ids))),
    };
  }

  /**
   * A full device, or another tab that deletes the logbook. A part that was not written must never
   * stand under a head that says it was, so that there is no snapshot then.
   */
  async function giveUp(): Promise<void> {
    isBroken = true;
    dirty.clear();
    smallIsDirty = homeIsOld = false;
    await store.destroy().catch(() => undefined);
  }

  /** Resolves when nothing has changed for a while: an import is written once, when it is over. */
  async function still(): Promise<void> {
    for (let before = -1; before !== seq;) {
      before = seq;
      await atRest();
    }
  }

  async function write(): Promise<void> {
    while (dirty.size > 0 || smallIsDirty || homeIsOld) {
      await still();
      const upTo = seq;
      const texts = new Map<number, Part>();
      const asked = [...dirty];
      dirty.clear();
      for (const part of asked) {
        const made = textsOf(part);
        lengths[part] = { entries: made.entries.length, facts: made.facts.length };
        texts.set(part, made);
        await idle();
      }
      const head = { instance, seq: upTo, facts_form, parts: [...lengths] };
      const all: SnapshotWrite = {
        head,
        recent: textOf(source.recent(recent_count)),
        home: JSON.stringify(source.home() ?? null),
        parts: texts,
        ...(smallIsDirty ? { small: textOf(source.small()) } : {}),
      };
      smallIsDirty = homeIsOld = false;
      await store.write(all);
    }
  }

  return {
    found(ids, length) {
      const part = parts.push(new Set(ids)) - 1;
      lengths[part] = length;
      for (const id of ids) partOf.set(id, part);
    },
    changed(ids, upTo) {
      if (isBroken) return;
      seq = upTo;
      homeIsOld = true;
      for (const id of ids)
        if (isOfMany(id)) dirty.add(place(id));
        else smallIsDirty = true;
      writing ??= write()
        .catch(giveUp)
        .finally(() => {
          writing = undefined;
        });
    },
    written: () => writing ?? Promise.resolve(),
  };
}
