import { effect } from "@preact/signals";
import type { App, Device } from "./app_context.ts";
import { openDrafts } from "./models/drafts.ts";
import type { Shelf } from "./models/kept.ts";
import { openLogbook } from "./models/logbook.ts";
import type { LogbookEntry } from "./models/logbooks.ts";
import { ownerPerson } from "./models/owner.ts";
import { openSync } from "./models/sync_model.ts";
import { openLocalStore } from "./store/local_store.ts";

/** An open logbook: what screens see, and how to let it go. */
interface OpenApp {
  app: App;
  close(): void;
}

/**
 * Opens a logbook of this device and begins to sync when it has an account. Fails when the browser
 * refuses to keep data, with the browser's words.
 */
export async function openApp(
  device: Device,
  entry: LogbookEntry,
  shelf: Shelf,
  page: Window,
): Promise<OpenApp> {
  const store = await openLocalStore(entry.id);
  const sync = openSync({ store, url: `${page.location.origin}/db/${entry.id}`, page });
  const logbook = openLogbook({ id: entry.id, store, clock: device.clock, device_id: device.id });
  if (entry.account !== null) sync.start();
  const stopOwner = effect(() => {
    // A logbook of an account may have its owner in the ledger, so that is waited for.
    const isWhole = entry.account === null || sync.report.value.received_all;
    if (!logbook.ready.value || !isWhole) return;
    if (logbook.all("person").some((person) => person.is_logbook_owner)) return;
    void logbook.save([ownerPerson(entry.id, entry.owner_name || "Me")]);
  });
  const app: App = {
    ...device,
    logbook,
    sync,
    drafts: openDrafts(shelf, entry.id, page),
    async removeLogbook() {
      await store.destroy();
      store.close();
      device.logbooks.forget(entry.id);
    },
  };
  return {
    app,
    close() {
      stopOwner();
      store.close();
    },
  };
}
