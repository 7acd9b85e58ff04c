/** Removing records, and bringing them back. */
import type { DocumentToSave } from "../store/messages.ts";
import { fieldsOf, type AnyRecord, type Logbook } from "./logbook.ts";

/** The document that brings a removed record back; `rev` is the revision that removed it. */
export function broughtBack(record: AnyRecord, rev: string): DocumentToSave {
  const { _id, created_at, _attachments } = record;
  // A stub says that the file of the deleted revision is still meant.
  const files = _attachments === undefined ? {} : { _attachments };
  return { ...fieldsOf(record), ...files, _id, _rev: rev, created_at };
}

/** Removes records; answers what brings back all that went. */
export function removeAll(logbook: Logbook, records: readonly AnyRecord[]): () => Promise<void> {
  const removed = Promise.all(
    records.map(async (record) => ({ record, result: await logbook.remove(record) })),
  );
  return async () => {
    const gone = (await removed).flatMap(({ record, result }) =>
      result.ok ? [broughtBack(record, result.rev)] : [],
    );
    if (gone.length > 0) await logbook.save(gone);
  };
}
