import { computed, effect, signal } from "@preact/signals";
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
  clock_read_at: null,
};

interface SyncContext {
  store: LocalStore;
  /** The URL of the logbook's database at the ledger. */
  url: string;
  /** Where `online` and `visibilitychange` are told. */
  page: Window;
  /** Asks the browser to sync by itself, should the app be closed before it has. */
  askBackground: () => void;
}

/**
 * Follows the sync of a logbook, and nudges it when the network or the pilot comes back. What is
 * unsent while nobody answers, or while the app goes out of sight, is left to the browser as well.
 */
export function openSync({ store, url, page, askBackground }: SyncContext): SyncModel {
  const report = signal(unknown);
  store.subscribe((message) => {
    if (message.event === "sync") report.value = message.report;
  });
  const nudge = () => void store.nudge();
  const isStuck = computed(() => report.value.phase === "offline");
  const hasUnsent = computed(() => report.value.unsent_count > 0);
  effect(() => {
    if (isStuck.value && hasUnsent.value) askBackground();
  });
  page.addEventListener("online", nudge);
  page.document.addEventListener("visibilitychange", () => {
    if (page.document.visibilityState === "visible") {
      if (isStuck.value) nudge();
    } else if (hasUnsent.value) askBackground();
  });
  return {
    report,
    start: () => void store.startSync(url),
    stop: () => store.stopSync(),
    nudge,
  };
}
