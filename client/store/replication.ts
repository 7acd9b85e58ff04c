/** Keeps one local database and the ledger the same, for as long as it runs. */
import { backOffMs } from "./back_off.ts";
import type { LogbookDatabase } from "./database.ts";
import type { LedgerFetch } from "./ledger_fetch.ts";
import type { Shut, SyncPhase, SyncTrouble } from "./messages.ts";
import { replicate, type Pouch, type PouchProblem, type PouchReplication } from "./pouch.ts";
import { messageOf } from "./remote_call.ts";
import type { SyncMemory } from "./sync_memory.ts";

/** Documents in one request while pulling; the first pull of a logbook is the largest. */
const pull_batch = 1_000;
/** Documents in one request while pushing; halved when one is too large, or does not get through in time. */
const push_batch = 500;
/** No fewer for a line that is slow, or gone. */
const slow_batch = 10;
/** How long local changes gather before they are pushed, in milliseconds. */
const gather_ms = 50;

interface ReplicationContext {
  database: Pick<LogbookDatabase, "pouch">;
  remote: Pouch;
  network: LedgerFetch;
  memory: SyncMemory;
  /** Finds out which ledger answers; fails when none does, or the device's own database does not. Asked before each beginning. */
  meet: () => Promise<void>;
  /** The current moment, UTC. */
  now: () => string;
  /** New documents are in the local database. */
  onReceived: () => void;
  onPhase: (phase: SyncPhase, pending: number | null, wait?: Wait) => void;
}

/** Why the ledger cannot be spoken to, and when it is tried again. */
export interface Wait {
  trouble: SyncTrouble | null;
  /** UTC. */
  retry_at: string | null;
  shut: Shut | null;
  shut_because: string | null;
}

/** A replication that runs. */
export interface Replication {
  /** Something local is new. */
  changed(): void;
  /** Tries now, whatever the back-off says. */
  nudge(): void;
  stop(): void;
}

/** Starts to pull live and to push whenever something local changed, until it is stopped. */
export function startReplication(context: ReplicationContext): Replication {
  const { database, remote, network, memory, meet, now, onReceived, onPhase } = context;
  let stopped = false;
  let pull: PouchReplication | undefined;
  let push: PouchReplication | undefined;
  /** The running pull has everything that the ledger has. */
  let caught_up = false;
  let failures = 0;
  /** Beginnings so far: one that was overtaken while it met the ledger goes no further. */
  let beginnings = 0;
  let batch = push_batch;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let gather: ReturnType<typeof setTimeout> | undefined;

  const atRest = () => {
    if (stopped || retry !== undefined) return;
    if (push !== undefined) return onPhase("sending", null);
    // While a pull is still reconnecting nobody knows what the ledger has.
    if (caught_up) onPhase("up_to_date", null);
    else onPhase("connecting", null);
  };

  function halt() {
    pull?.cancel();
    push?.cancel();
    pull = push = undefined;
    caught_up = false;
    clearTimeout(gather);
  }

  /** Any failure ends both directions; they begin again together. */
  function fail() {
    if (stopped || retry !== undefined) return;
    halt();
    const { shut, because, trouble, is_slow, wait_ms } = network.noted();
    if (shut !== null)
      return onPhase("signed_out", null, {
        trouble: null,
        retry_at: null,
        shut,
        shut_because: because,
      });
    const half = Math.max(1, Math.floor(batch / 2));
    if (trouble === "too_large") batch = half;
    else if (is_slow) batch = Math.min(batch, Math.max(slow_batch, half));
    failures++;
    const next_ms = Math.max(backOffMs(failures, Math.random()), wait_ms);
    const retry_at = new Date(Date.parse(now()) + next_ms).toISOString();
    onPhase("offline", null, { trouble, retry_at, shut: null, shut_because: null });
    retry = setTimeout(begin, next_ms);
  }

  function startPull() {
    const running = replicate(remote, database.pouch, { live: true, batch_size: pull_batch });
    pull = running;
    void running.on("change", (info) => {
      memory.noteReceived(info.docs);
      onReceived();
      onPhase("receiving", (info as { pending?: number }).pending ?? null);
    });
    void running.on("paused", () => {
      if (pull !== running) return;
      caught_up = true;
      if (memory.unsent.size === 0) failures = 0;
      memory.noteReceivedAll();
      atRest();
      startPush();
    });
    void running.on("error", () => pull === running && fail());
    running.catch(() => undefined);
  }

  async function noteDenied(row: PouchProblem) {
    const id = row.id ?? "";
    // Also of a deleted document.
    const { rows } = await database.pouch.allDocs({ keys: [id] });
    const [found] = rows;
    if (found === undefined || "error" in found) return;
    memory.noteRefused({ id, rev: found.value.rev, reason: messageOf(row), refused_at: now() });
  }

  function startPush() {
    // What is saved while one runs has its turn after it.
    if (stopped || retry !== undefined || push !== undefined || memory.unsent.size === 0) return;
    onPhase("sending", null);
    const denied: Promise<void>[] = [];
    // By the memory and not by PouchDB's checkpoint, which moves on before a refusal is remembered:
    // what was refused just before the device died is offered, and refused, again.
    const since = memory.pushed_seq;
    const running = replicate(database.pouch, remote, { live: false, batch_size: batch, since });
    push = running;
    const notePushed = async (seq: number) => {
      await Promise.all(denied);
      if (push === running) memory.notePushed(seq);
    };
    void running.on("denied", (row: PouchProblem) => denied.push(noteDenied(row)));
    void running.on("change", (info) => {
      // A batch is through; of a long push it is told.
      const told = notePushed(Number(info.last_seq));
      told.then(
        () => push === running && onPhase("sending", null),
        () => undefined,
      );
    });
    const done = async ({ last_seq }: { last_seq: number | string }) => {
      await notePushed(Number(last_seq));
      if (push !== running) return;
      push = undefined;
      failures = 0;
      await memory.save();
      atRest();
      startPush();
    };
    running.then(done).catch(() => push === running && fail());
  }

  function begin() {
    clearTimeout(retry);
    retry = undefined;
    if (stopped) return;
    network.forget();
    onPhase("connecting", null);
    const beginning = ++beginnings;
    const isMine = () => !stopped && beginning === beginnings;
    meet().then(
      () => isMine() && startPull(),
      () => isMine() && fail(),
    );
  }

  begin();
  return {
    changed() {
      if (pull === undefined) return;
      clearTimeout(gather);
      gather = setTimeout(startPush, gather_ms);
    },
    nudge() {
      failures = 0;
      // Also from the start when all seems well: a connection may hang after a sleep, and who asks
      // wants to know.
      halt();
      begin();
    },
    stop() {
      stopped = true;
      clearTimeout(retry);
      halt();
    },
  };
}
