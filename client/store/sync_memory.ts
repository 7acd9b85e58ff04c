/** What a device remembers of its sync across restarts: a `_local` document, which never replicates. */
import type { LocalChange, LogbookDatabase } from "./database.ts";
import type { Refusal, StoredDocument } from "./messages.ts";

const memory_id = "_local/offblock_sync";
/** Attempts to write it. */
const attempts_max = 3;

interface Remembered {
  /** The uuid of the ledger that was last met; null: none yet. */
  ledger: string | null;
  other_ledger_at: string | null;
  pushed_seq: number;
  received_all: boolean;
  last_contact: string | null;
  clock_ahead_ms: number;
  clock_read_at: string | null;
  refused: Refusal[];
}

/** What is known of the sync now; `save` keeps it for the next start. */
export interface SyncMemory {
  /** The local seq up to which the ledger has confirmed everything, or refused it. */
  readonly pushed_seq: number;
  readonly received_all: boolean;
  readonly last_contact: string | null;
  /** How far this device's clock was ahead of the ledger's when that was last read, in milliseconds. */
  readonly clock_ahead_ms: number;
  /** When it was read, UTC by this device's clock; null: never. */
  readonly clock_read_at: string | null;
  readonly refused: Refusal[];
  /** When another ledger than before was met, UTC; null: never. */
  readonly other_ledger_at: string | null;
  /** What the ledger has not confirmed: id to revision. */
  readonly unsent: ReadonlyMap<string, string>;
  /** Notes local changes; those that came from the ledger itself are not unsent. */
  noteChanges(changes: LocalChange[]): void;
  noteReceived(documents: { _id: string; _rev: string }[]): void;
  noteReceivedAll(): void;
  notePushed(seq: number): void;
  noteRefused(refusal: Refusal): void;
  /** The ledger spoke at a moment of this device's clock; `ledger_ms`: of its own, when it said. */
  noteContact(at: string, ledger_ms: number | null): void;
  /**
   * Notes which ledger answers. True when it is another one than before, restored from a backup or
   * moved: it may lack what the last one had, so nothing counts as confirmed any more.
   */
  noteLedger(uuid: string, at: string): boolean;
  save(): Promise<void>;
}

type LocalDatabase = Pick<LogbookDatabase, "pouch">;

/**
 * Reads the memory of a database. Two leaders may overlap for a moment while one tab hands over to
 * another, so a write that meets another one is done again over it. If the device dies before `save`, it asks the ledger again about
 * revisions that the ledger already has, which does no harm; a refusal is saved before the push
 * that met it is noted, since PouchDB never offers a refused revision again.
 */
export async function loadSyncMemory(database: LocalDatabase): Promise<SyncMemory> {
  const fresh: Remembered = {
    ledger: null,
    other_ledger_at: null,
    pushed_seq: 0,
    received_all: false,
    last_contact: null,
    clock_ahead_ms: 0,
    clock_read_at: null,
    refused: [],
  };
  const kept = await database.pouch.get(memory_id).catch(() => ({}));
  const memory = { ...fresh, ...(kept as Partial<Remembered>) };
  const received = new Set<string>();
  const unsent = new Map<string, { rev: string; seq: number }>();
  let read_seq = 0;
  let saving = Promise.resolve();

  const write = async () => {
    const refused = memory.refused.map((refusal) => ({ ...refusal }));
    const kept_now = { ...memory, refused };
    for (let attempt = 1; ; attempt++) {
      const { pouch } = database;
      const stored = await pouch.get(memory_id).catch(() => undefined);
      const rev = stored === undefined ? {} : { _rev: stored._rev };
      try {
        await pouch.put({ ...kept_now, _id: memory_id, ...rev });
        return;
      } catch (error) {
        if (attempt === attempts_max) throw error;
      }
    }
  };

  /** While nothing is unsent, the ledger has all that was read. */
  const noteAtRest = () => {
    if (unsent.size === 0) memory.pushed_seq = Math.max(memory.pushed_seq, read_seq);
  };

  return {
    get pushed_seq() {
      return memory.pushed_seq;
    },
    get received_all() {
      return memory.received_all;
    },
    get last_contact() {
      return memory.last_contact;
    },
    get clock_ahead_ms() {
      return memory.clock_ahead_ms;
    },
    get clock_read_at() {
      return memory.clock_read_at;
    },
    get other_ledger_at() {
      return memory.other_ledger_at;
    },
    get refused() {
      return memory.refused;
    },
    get unsent() {
      return new Map([...unsent].map(([id, { rev }]) => [id, rev]));
    },
    noteChanges(changes) {
      for (const { seq, document } of changes) {
        const { _id, _rev } = document;
        memory.refused = memory.refused.filter((r) => r.id !== _id || r.rev === _rev);
        const isReceived = received.has(`${_id}@${_rev}`);
        // What the ledger sent may have won over an edit of this device, which is still unsent.
        if (seq <= memory.pushed_seq || (isReceived && unsent.get(_id)?.rev === _rev))
          unsent.delete(_id);
        else if (!isReceived) unsent.set(_id, { rev: _rev, seq });
        read_seq = seq;
      }
      noteAtRest();
    },
    noteReceived(documents) {
      for (const { _id, _rev } of documents) {
        received.add(`${_id}@${_rev}`);
        if (unsent.get(_id)?.rev === _rev) unsent.delete(_id);
      }
      noteAtRest();
    },
    noteReceivedAll() {
      memory.received_all = true;
    },
    notePushed(seq) {
      memory.pushed_seq = Math.max(memory.pushed_seq, seq);
      for (const [id, change] of unsent) if (change.seq <= memory.pushed_seq) unsent.delete(id);
    },
    noteRefused(refusal) {
      memory.refused = [...memory.refused.filter((r) => r.id !== refusal.id), refusal];
    },
    noteContact(at, ledger_ms) {
      memory.last_contact = at;
      if (ledger_ms === null) return;
      memory.clock_read_at = at;
      memory.clock_ahead_ms = Date.parse(at) - ledger_ms;
    },
    noteLedger(uuid, at) {
      const isOther = memory.ledger !== null && memory.ledger !== uuid;
      memory.ledger = uuid;
      if (!isOther) return false;
      memory.other_ledger_at = at;
      memory.pushed_seq = read_seq = 0;
      received.clear();
      return true;
    },
    save() {
      saving = saving.then(write, write);
      return saving;
    },
  };
}

/**
 * The deletions that no ledger has confirmed, of a logbook that one has confirmed anything of: what was
 * never sent is nowhere else to be deleted.
 */
export async function unsentDeletions(
  database: Pick<LogbookDatabase, "pouch" | "changesSince">,
): Promise<StoredDocument[]> {
  const { pushed_seq } = await loadSyncMemory(database);
  const deleted: StoredDocument[] = [];
  if (pushed_seq > 0)
    await database.changesSince(pushed_seq, (changes) => {
      // One without a date was made by a ledger, when it closed a branch.
      for (const { document } of changes)
        if (document["_deleted"] === true && document["updated_at"] !== undefined)
          deleted.push(document);
    });
  return deleted;
}
