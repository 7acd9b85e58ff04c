/** What the bench of reading runs in a page of the app's origin: filling a device, and its baselines. */
import { openPouch } from "../../client/store/idb_pouch.ts";

type Documents = Parameters<ReturnType<typeof openPouch>["bulkDocs"]>[0];

/** Writes documents into the database of a logbook. */
export async function fill(logbook_id: string, documents: object[]): Promise<void> {
  const pouch = openPouch(logbook_id);
  await pouch.bulkDocs(documents as Documents);
  await pouch.close();
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error!));
  });
}

/** Milliseconds that a run takes, the one in the middle of some. */
async function median(runs: number, run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- one after another is what is measured
    await run();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[runs >> 1]!;
}

/** The same documents: by PouchDB, and from a store of their own, one record each. */
export async function baselines(logbook_id: string, runs: number) {
  const pouch = openPouch(logbook_id);
  const all = () => pouch.allDocs({ include_docs: true });
  let rows: Awaited<ReturnType<typeof all>>["rows"] = [];
  const pouch_ms = await median(runs, async () => {
    ({ rows } = await all());
  });
  await pouch.close();
  const opening = indexedDB.open("bench-raw", 1);
  opening.addEventListener("upgradeneeded", () => opening.result.createObjectStore("docs"));
  const db = await done(opening);
  const writing = db.transaction("docs", "readwrite");
  const store = writing.objectStore("docs");
  for (const row of rows) if ("doc" in row) store.put(row.doc, row.id);
  await new Promise((resolve) => {
    writing.addEventListener("complete", resolve);
  });
  const raw_ms = await median(runs, () =>
    done(db.transaction("docs").objectStore("docs").getAll()),
  );
  db.close();
  indexedDB.deleteDatabase("bench-raw");
  return { count: rows.length, pouch_ms, raw_ms };
}
