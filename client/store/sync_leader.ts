/** One tab syncs for all of them: it holds a lock, and tells the others how it goes. */
import type { LogbookDatabase } from "./database.ts";
import { ledgerFetch, type LedgerFetch, type Patience } from "./ledger_fetch.ts";
import type { SyncPhase, SyncReport } from "./messages.ts";
import { remoteDatabase } from "./pouch.ts";
import { startReplication, type Replication, type Wait } from "./replication.ts";
import { loadSyncMemory, type SyncMemory } from "./sync_memory.ts";

/** Ids named in a report; the rest is only counted. */
const unsent_ids_max = 200;
/** How long what is to be remembered gathers before it is written, in milliseconds. */
const remember_ms = 1_000;
/** How old the last contact may be when others read of it, in milliseconds, while nothing else is new. */
const contact_ms = 60_000;

const untroubled: Wait = { trouble: null, retry_at: null, shut: null, shut_because: null };

/** Nothing syncs. */
export const syncOff: SyncReport = {
  phase: "off",
  unsent_count: 0,
  unsent_ids: [],
  refused: [],
  last_contact: null,
  pending: null,
  received_all: false,
  trouble: null,
  retry_at: null,
  shut: null,
  shut_because: null,
  other_ledger_at: null,
  clock_ahead_ms: 0,
  clock_read_at: null,
};

interface LeaderContext {
  database: LogbookDatabase;
  url: string;
  /** The name of the lock that the syncing tab holds. */
  lock: string;
  locks: LockManager | undefined;
  network: typeof fetch;
  /** How long the ledger may be silent; the usual time unless told. */
  patience?: Patience;
  now: () => string;
  /** Tells this tab and all others. */
  report: (report: SyncReport) => void;
  /** The ledger sent documents; they are in the local database. */
  onReceived: () => void;
}

/** The sync of one tab: it runs, or waits for its turn. */
export interface SyncLeader {
  /** Documents changed in the local database, by whichever tab. Done when it was told. */
  changed(): Promise<void>;
  nudge(): void;
  /** Tells the present state again, for a tab that has just come. */
  tell(): void;
  stop(): void;
}

/** Runs `work` while this tab holds the lock; without Web Locks (plain http) every tab syncs. */
function whileLeading(
  { locks, lock }: LeaderContext,
  signal: AbortSignal,
  work: () => Promise<void>,
): void {
  if (locks === undefined) void work();
  else locks.request(lock, { signal }, work).catch(() => undefined);
}

/** Which ledger answers at the root of a database's address, as `GET /` tells it. */
async function ledgerUuid(network: LedgerFetch, url: string): Promise<string> {
  const headers = { accept: "application/json" };
  const response = await network.fetch(new URL("/", url).href, { headers });
  const { uuid } = (await response.json()) as { uuid?: unknown };
  if (typeof uuid !== "string") throw new Error("What answers is no ledger.");
  return uuid;
}

/** Waits for the lock, then replicates until `stop`. */
export function leadSync(context: LeaderContext): SyncLeader {
  const { database, url, now } = context;
  const ended = new AbortController();
  let memory: SyncMemory | undefined;
  let replication: Replication | undefined;
  let phase: SyncPhase = "connecting";
  let pending: number | null = null;
  let wait: Wait = untroubled;
  let seq = 0;
  let told_ms = 0;
  let remember: ReturnType<typeof setTimeout> | undefined;

  const tell = () => {
    if (memory === undefined || ended.signal.aborted) return;
    const { unsent, refused, received_all } = memory;
    const { last_contact, other_ledger_at, clock_ahead_ms, clock_read_at } = memory;
    const unsent_ids = [...unsent.keys()].slice(0, unsent_ids_max);
    const counts = { unsent_count: unsent.size, unsent_ids, pending, received_all };
    const met = { last_contact, other_ledger_at, clock_ahead_ms, clock_read_at };
    told_ms = Date.parse(now());
    context.report({ phase, refused, ...met, ...counts, ...wait });
    remember ??= setTimeout(() => {
      remember = undefined;
      if (!ended.signal.aborted) void memory?.save();
    }, remember_ms);
  };

  const readChanges = async () => {
    if (memory === undefined) return;
    seq = await database.changesSince(seq, (changes) => memory?.noteChanges(changes));
    tell();
  };

  const lead = async () => {
    const held = await loadSyncMemory(database);
    if (ended.signal.aborted) return;
    memory = held;
    seq = held.pushed_seq;
    await readChanges();
    const now_ms = () => Date.parse(now());
    const onContact = (ledger_ms: number | null) => {
      held.noteContact(now(), ledger_ms);
      if (now_ms() - told_ms >= contact_ms) tell();
    };
    const network = ledgerFetch(context.network, onContact, now_ms, context.patience);
    const remote = remoteDatabase(url, network.fetch);
    const meet = async () => {
      // What arrived and did not fit has closed the local database: it is opened anew first.
      await database.opened();
      if (!held.noteLedger(await ledgerUuid(network, url), now())) return;
      seq = 0;
      await readChanges();
      await held.save();
    };
    replication = startReplication({
      database,
      remote,
      network,
      memory: held,
      meet,
      onReceived: context.onReceived,
      onPhase(next, left, waiting = untroubled) {
        wait = waiting;
        phase = next;
        pending = left;
        tell();
      },
      now,
    });
    await new Promise<void>((resolve) => ended.signal.addEventListener("abort", () => resolve()));
  };

  whileLeading(context, ended.signal, lead);
  return {
    async changed() {
      await readChanges();
      replication?.changed();
    },
    nudge: () => replication?.nudge(),
    tell,
    stop() {
      replication?.stop();
      clearTimeout(remember);
      ended.abort();
    },
  };
}
