/** The worker that owns PouchDB: one logbook, opened once. The main thread never sees PouchDB. */
import { openDatabase, type LogbookDatabase } from "./database.ts";
import { hasPouch, openPouch } from "./idb_pouch.ts";
import type { StoreEvent, StoreMethods } from "./messages.ts";
import { answerCalls, type Port } from "./remote_call.ts";
import { leadSync, syncOff, type SyncLeader } from "./sync_leader.ts";
import { unsentDeletions } from "./sync_memory.ts";
import { nameOfLogbook, syncLockOf, type TabMessage } from "./tabs.ts";

const main = globalThis as unknown as Port;
const post = (event: StoreEvent) => main.postMessage(event);
const now = () => new Date().toISOString();

let database: LogbookDatabase;
let tabs: BroadcastChannel;
let logbook = "";
let seq = 0;
let reading: Promise<void> | undefined;
let readAgain = false;
let leader: SyncLeader | undefined;

const tellTabs = (message: TabMessage) => tabs.postMessage(message);

/** Tells the main thread what changed since it was last told. */
function readChanges(): Promise<void> {
  if (reading !== undefined) {
    readAgain = true;
    return reading;
  }
  const read = async () => {
    do {
      readAgain = false;
      const changes = await database.changes(seq);
      ({ seq } = changes);
      if (!changes.is_last) readAgain = true;
      if (changes.documents.length > 0)
        post({ event: "changed", documents: changes.documents, seq });
    } while (readAgain);
    reading = undefined;
  };
  reading = read();
  return reading;
}

/**
 * Tells everybody who is to know of a write: this tab, the others, and the sync. Whoever saved hears
 * of it after the sync has, so that nobody reads "in sync" over what was just saved.
 */
async function wrote() {
  await Promise.all([readChanges(), leader?.changed()]);
  tellTabs({ tell: "wrote" });
}

/** Another tab wrote. */
async function wroteElsewhere() {
  await leader?.changed();
  await readChanges();
}

function onTabMessage({ data }: MessageEvent<TabMessage>) {
  if (data.tell === "wrote") void wroteElsewhere();
  else if (data.tell === "nudge") leader?.nudge();
  else if (data.tell === "who_syncs") leader?.tell();
  else post({ event: "sync", report: data.report });
}

/** The database once more, unless another tab has removed it. */
async function reopened() {
  if (!(await hasPouch(logbook))) throw new Error("The logbook is no longer on this device.");
  return openPouch(logbook);
}

const methods: StoreMethods = {
  async open(logbook_id) {
    logbook = logbook_id;
    database = openDatabase(openPouch(logbook), reopened);
    tabs = new BroadcastChannel(nameOfLogbook(logbook));
    tabs.addEventListener("message", onTabMessage);
    const opened = await database.opened();
    ({ seq } = opened);
    return opened;
  },
  documents: (after, limit) => database.documents(after, limit),
  changes: (since) => database.changes(since),
  async save(documents) {
    const results = await database.save(documents);
    await wrote();
    return results;
  },
  async saveFile(document, file) {
    const result = await database.saveFile(document, file);
    await wrote();
    return result;
  },
  history: (id) => database.history(id),
  deletedIds: () => database.deletedIds(),
  unsentDeletions: () => unsentDeletions(database),
  file: (id) => database.file(id),
  ancestor: (id, a, b) => database.ancestor(id, a, b),
  async startSync(url) {
    leader?.stop();
    leader = leadSync({
      database,
      url,
      lock: syncLockOf(logbook),
      locks: navigator.locks,
      network: fetch.bind(globalThis),
      now,
      report(report) {
        post({ event: "sync", report });
        tellTabs({ tell: "report", report });
      },
      onReceived() {
        void readChanges();
        tellTabs({ tell: "wrote" });
      },
    });
    tellTabs({ tell: "who_syncs" });
  },
  async stopSync() {
    leader?.stop();
    leader = undefined;
    post({ event: "sync", report: syncOff });
  },
  async nudge() {
    leader?.nudge();
    tellTabs({ tell: "nudge" });
  },
  async destroy() {
    leader?.stop();
    leader = undefined;
    tabs.close();
    await database.pouch.destroy();
  },
};

answerCalls(main, methods);
