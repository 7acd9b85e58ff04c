import { signal } from "@preact/signals";
import type { SyncModel } from "../app_context.ts";
import type { LocalStore } from "../store/local_store.ts";
import type { SyncReport } from "../store/messages.ts";

/** Before the worker has told anything. */
const unknown: SyncReport = {
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
};

interface SyncContext {
  store: LocalStore;
  /** The URL of the logbook's database at the ledger. */
  url: string;
  /** Where `online` and `visibilitychange` are told. */
  page: Window;
}

/** Follows the sync of a logbook, and nudges it when the network or the pilot comes back. */
export function openSync({ store, url, page }: SyncContext): SyncModel {
  const report = signal(unknown);
  store.subscribe((message) => {
    if (message.event === "sync") report.value = message.report;
  });
  const nudge = () => void store.nudge();
  const isStuck = () => report.value.phase === "offline";
  page.addEventListener("online", nudge);
  page.document.addEventListener("visibilitychange", () => {
    if (page.document.visibilityState === "visible" && isStuck()) nudge();
  });
  return {
    report,
    start: () => void store.startSync(url),
    stop: () => store.stopSync(),
    nudge,
  };
}
