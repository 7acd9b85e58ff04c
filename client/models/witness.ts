/**
 * This device as a witness: it remembers the last head of the audit chain that it saw, and checks
 * at each sync that today's chain still contains it. A ledger whose past was rewritten cannot
 * answer with entries that lead from the one to the other.
 */
import { effect, signal, type ReadonlySignal } from "@preact/signals";
import type { ChainHead } from "../../shared/audit_chain.ts";
import type { SyncReport } from "../store/messages.ts";
import type { Clock } from "./clock.ts";
import { keep, readKept, type Shelf } from "./kept.ts";
import type { LedgerApi } from "./ledger_api.ts";

/** The least time between two checks, in milliseconds. */
const between_ms = 5_000;

/** The ledger's past is not what this device saw. */
export interface Alarm {
  /** The head that this device remembers. */
  remembered: ChainHead;
  /** The head that the ledger shows. */
  shown: ChainHead;
  /** What is wrong, in words. */
  problem: string;
  noticed_at: string;
}

/** What a device has seen of a ledger's chain. */
export interface Witness {
  /** The last head that was found in order; null before the first. */
  head: ReadonlySignal<ChainHead | null>;
  alarm: ReadonlySignal<Alarm | null>;
  /** Takes the ledger as it is now, after the pilot has settled the matter with its keeper. */
  settle(): Promise<boolean>;
}

interface WitnessContext {
  shelf: Shelf;
  logbook_id: string;
  ledger: LedgerApi;
  clock: Clock;
  report: ReadonlySignal<SyncReport>;
}

interface Kept {
  head: ChainHead | null;
  alarm: Alarm | null;
}

/** Follows the sync of a logbook; answers its undo beside the witness. */
export function openWitness(context: WitnessContext): Witness & { close(): void } {
  const { shelf, logbook_id, ledger, clock, report } = context;
  const key = `offblock.witness.${logbook_id}`;
  const kept = readKept<Kept>(shelf, key);
  const head = signal(kept?.head ?? null);
  const alarm = signal(kept?.alarm ?? null);
  let checking = false;
  let checked_at = 0;

  let later: ReturnType<typeof setTimeout> | undefined;

  /** Checks now; what was put off is done with it. */
  function run() {
    clearTimeout(later);
    later = undefined;
    checking = true;
    checked_at = Date.parse(clock.now());
    void check().finally(() => {
      checking = false;
    });
  }

  const remember = (next: ChainHead) => {
    head.value = { chain_number: next.chain_number, row_hash: next.row_hash };
  };

  /** Walks from the remembered head to today's. Null: in order, or nobody answered. */
  async function follow(from: ChainHead, shown: ChainHead): Promise<string | null> {
    // A part of its own: nothing on the first screen waits for it.
    const { verifyContinuation } = await import("../../shared/audit_chain.ts");
    let at = from;
    while (at.chain_number < shown.chain_number) {
      const entries = await ledger.entries(logbook_id, at.chain_number + 1);
      if (entries === undefined) return null;
      const last = entries.at(-1);
      if (last === undefined) return `Entry ${at.chain_number + 1} is missing.`;
      const [wrong] = verifyContinuation(logbook_id, at, last, entries);
      if (wrong !== undefined) return `Entry ${wrong.chain_number} ${wrong.problem}.`;
      at = last;
      // The entries may have gone on growing past the head that was asked for.
      if (at.chain_number <= shown.chain_number) remember(at);
    }
    const [wrong] =
      at.chain_number === shown.chain_number ? verifyContinuation(logbook_id, at, shown, []) : [];
    if (wrong === undefined) return null;
    return `Entry ${wrong.chain_number} ${wrong.problem}.`;
  }

  async function check(): Promise<void> {
    const shown = await ledger.head(logbook_id);
    if (shown === undefined) return;
    if (head.value === null) return remember(shown);
    const remembered = head.value;
    const problem =
      shown.chain_number < remembered.chain_number
        ? `The ledger ends at entry ${shown.chain_number}, but entry ${remembered.chain_number} was there before.`
        : await follow(remembered, shown);
    if (problem === null) return;
    const { chain_number, row_hash } = shown;
    const noticed_at = clock.now();
    alarm.value = { remembered, shown: { chain_number, row_hash }, problem, noticed_at };
  }

  const stopKeeping = effect(() => {
    if (head.value === null && alarm.value === null) return;
    keep(shelf, key, { head: head.value, alarm: alarm.value } satisfies Kept);
  });
  const stopFollowing = effect(() => {
    if (report.value.phase !== "up_to_date" || alarm.value !== null || checking) return;
    const passed_ms = Math.abs(Date.parse(clock.now()) - checked_at);
    if (passed_ms >= between_ms) run();
    else later ??= setTimeout(run, between_ms - passed_ms);
  });

  return {
    head,
    alarm,
    async settle() {
      const shown = await ledger.head(logbook_id);
      if (shown === undefined) return false;
      remember(shown);
      alarm.value = null;
      return true;
    },
    close() {
      clearTimeout(later);
      stopKeeping();
      stopFollowing();
    },
  };
}
