/** The sync of a logbook after its last tab was closed: one round, in the service worker. */
import { openDatabase } from "./database.ts";
import { hasPouch, openPouch } from "./idb_pouch.ts";
import type { SyncReport } from "./messages.ts";
import { leadSync } from "./sync_leader.ts";
import { nameOfLogbook, syncLockOf, type TabMessage } from "./tabs.ts";

/** How long to wait for a tab that is being closed to let the lock go, in milliseconds. */
const turn_ms_max = 10_000;
/** The longest round, in milliseconds: browsers end an event of a service worker after minutes. */
const round_ms_max = 120_000;

/** `settled`: there is nothing left to do here. `waiting`: nobody answers, so try again later. */
type Round = "going on" | "settled" | "waiting";

/** How far a round is, by its report. Where only the pilot can help, the next start says so. */
function roundOf({ phase, unsent_count }: SyncReport): Round {
  if (phase === "offline") return "waiting";
  if (phase === "signed_out") return "settled";
  return phase === "up_to_date" && unsent_count === 0 ? "settled" : "going on";
}

/**
 * Sends what is unsent, and brings what is new. Ends as soon as a tab wants to sync: that one goes
 * on. Fails when the ledger does not answer, for the browser to try again. A service worker may be
 * stopped at any moment: what was sent by then is noted, and sending again does no harm.
 */
export async function syncInBackground(logbook_id: string, origin: string): Promise<void> {
  if (!(await hasPouch(logbook_id))) return;
  const pouch = openPouch(logbook_id);
  const tabs = new BroadcastChannel(nameOfLogbook(logbook_id));
  const tell = (message: TabMessage) => tabs.postMessage(message);
  const ended = new AbortController();
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = () => reject(new Error("The ledger does not answer."));
      const turn = setTimeout(resolve, turn_ms_max);
      const round = setTimeout(fail, round_ms_max);
      tabs.addEventListener("message", ({ data }: MessageEvent<TabMessage>) => {
        if (data.tell === "who_syncs") resolve();
      });
      const leader = leadSync({
        database: openDatabase(pouch),
        url: `${origin}/db/${logbook_id}`,
        lock: syncLockOf(logbook_id),
        locks: navigator.locks,
        network: fetch.bind(globalThis),
        now: () => new Date().toISOString(),
        report(report) {
          // It leads.
          clearTimeout(turn);
          tell({ tell: "report", report });
          const state = roundOf(report);
          if (state === "settled") resolve();
          else if (state === "waiting") fail();
        },
        onReceived: () => tell({ tell: "wrote" }),
      });
      ended.signal.addEventListener("abort", () => {
        clearTimeout(turn);
        clearTimeout(round);
        leader.stop();
      });
    });
  } finally {
    ended.abort();
    tabs.close();
    await pouch.close();
  }
}
