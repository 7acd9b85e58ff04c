import { effect } from "@preact/signals";
import type { App, Device } from "./app_context.ts";
import { openDrafts } from "./models/drafts.ts";
import { grantWrites } from "./models/grant_rights.ts";
import type { Shelf } from "./models/kept.ts";
import { atRest, idle } from "./models/idle.ts";
import { openLogbook, type Logbook } from "./models/logbook.ts";
import type { LogbookEntry } from "./models/logbooks.ts";
import { ownerPerson } from "./models/owner.ts";
import { openPlaces } from "./models/places.ts";
import { openWitness } from "./models/witness.ts";
import { openSync } from "./models/sync_model.ts";
import { openDraftStore } from "./store/draft_store.ts";
import { openLocalStore } from "./store/local_store.ts";
import { askBackgroundSync } from "./sw/registration.ts";
import { openSnapshotStore, type SnapshotStore } from "./store/snapshot_store.ts";

/** An open logbook: what screens see, and how to let it go. */
interface OpenApp {
  app: App;
  close(): void;
}

/** Takes a lock for as long as the page lives; false when another tab has it. */
function claimed(locks: LockManager, name: string): Promise<boolean> {
  return new Promise((resolve) => {
    void locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise(() => {});
    });
  });
}

/** The snapshot is a help, never a need: a browser that refuses it opens without. */
function snapshotOf(logbook_id: string): Promise<SnapshotStore | undefined> {
  return openSnapshotStore(`offblock-snapshot-${logbook_id}`).catch(() => undefined);
}

/** Puts the sample's entries into an empty logbook, once the airports are known. */
async function fillSample({ airports, clock }: Device, logbook: Logbook): Promise<void> {
  const { sampleDocuments } = await import("./models/sample_logbook.ts");
  await airports.settled;
  const airport = (code: string) => airports.loaded.peek()?.byCode(code)[0]?.airport.id ?? null;
  const today = clock.today();
  await logbook.save(sampleDocuments({ logbook_id: logbook.id, today, airport }));
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
  const [store, { facts_form, openStanding }, snapshots, safe] = await Promise.all([
    openLocalStore(entry.id),
    import("./models/standing.ts"),
    snapshotOf(entry.id),
    openDraftStore(`offblock-drafts-${entry.id}`).catch(() => undefined),
  ]);
  const drafts = await openDrafts({
    shelf,
    safe,
    logbook_id: entry.id,
    clock: device.clock,
    page,
  });
  const sync = openSync({
    store,
    url: `${page.location.origin}/db/${entry.id}`,
    page,
    askBackground: () => void askBackgroundSync(page.navigator, entry.id),
  });
  const may_write = entry.grant === null || grantWrites(entry.grant);
  const standing = openStanding(device);
  const logbook = openLogbook({
    id: entry.id,
    store,
    standing,
    clock: device.clock,
    device_id: device.id,
    may_write,
    snapshots,
    writes_snapshot: await claimed(page.navigator.locks, `${entry.id}-snapshot`),
    facts_form,
    atRest,
    placesKnown: device.airports.settled,
    modelsKnown: device.models.read,
  });
  if (entry.account !== null) sync.start();
  const stopOwner = effect(() => {
    // Somebody else's logbook has its own owner, and so has the sample.
    if (entry.grant !== null || entry.is_sample === true) return;
    // A logbook of an account may have its owner in the ledger, so that is waited for.
    const isWhole = entry.account === null || sync.report.value.received_all;
    if (!logbook.ready.value || !isWhole) return;
    if (logbook.all("person").some((person) => person.is_logbook_owner)) return;
    void logbook.save([ownerPerson(entry.id, entry.owner_name || "Me")]);
  });
  const stopSample = effect(() => {
    if (entry.is_sample === true && logbook.ready.value && logbook.all("flight").length === 0)
      void fillSample(device, logbook);
  });
  const witness = openWitness({
    shelf,
    logbook_id: entry.id,
    ledger: device.ledger,
    clock: device.clock,
    report: sync.report,
  });
  const app: App = {
    ...device,
    logbook,
    may_write,
    standing,
    places: openPlaces(device.airports, logbook),
    sync,
    witness,
    drafts,
    async removeLogbook() {
      await store.destroy();
      const { forgetExports } = await import("./oplf/kept_exports.ts");
      await forgetExports(entry.id);
      await Promise.all([snapshots?.destroy(), safe?.destroy()]);
      store.close();
      device.logbooks.forget(entry.id);
    },
  };
  const stopLater = effect(() => {
    if (logbook.ready.value) void idle().then(device.parts.fetch);
    return device.parts.later.value?.keepInStep(app);
  });
  return {
    app,
    close() {
      stopOwner();
      stopSample();
      stopLater();
      witness.close();
      store.close();
    },
  };
}
