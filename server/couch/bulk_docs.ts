import type { Context, Handler } from "hono";
import type { Incoming, Outcome } from "../ledger/incoming.ts";
import { boundedList, isObject, readPosted } from "./body.ts";
import type { CouchEnv } from "./context.ts";
import { MalformedDocument, readIncoming } from "./documents.ts";
import { badRequest } from "./errors.ts";
import { takeFiles } from "./files.ts";
import { newRecordIdForPost } from "./new_id.ts";

type Row = { id: string; rev?: string; ok?: true; error?: string; reason?: string };

function rowOf(outcome: Outcome): Row {
  if (outcome.ok) return { ok: true, id: outcome.id, rev: outcome.rev };
  const { id, rev, error, reason } = outcome;
  return rev === undefined ? { id, error, reason } : { id, rev, error, reason };
}

/** A document of the batch, or why it is none. */
type Entry = { value: unknown; taken: Incoming | MalformedDocument };

function readEntry(value: unknown, new_edits: boolean): Entry {
  try {
    return { value, taken: readIncoming(newRecordIdForPost(value, new_edits), new_edits) };
  } catch (error) {
    if (error instanceof MalformedDocument) return { value, taken: error };
    throw error;
  }
}

async function readEntries(c: Context<CouchEnv>, docs: unknown[], new_edits: boolean) {
  const entries = docs.map((value) => readEntry(value, new_edits));
  const incoming = entries.flatMap(({ taken }) =>
    taken instanceof MalformedDocument ? [] : [taken],
  );
  const kept = await takeFiles(c.get("target"), incoming);
  let next = 0;
  for (const entry of entries)
    if (!(entry.taken instanceof MalformedDocument)) entry.taken = kept[next++]!;
  return entries;
}

/**
 * `POST /db/<logbook>/_bulk_docs`. With `new_edits: false` every refused document has a row with
 * its id and the error `forbidden`: PouchDB takes a missing row as stored, and repeats for ever
 * after any other error; documents that went well have no row, as in CouchDB. With `new_edits` one
 * thing that is no document refuses the request, as in CouchDB, and nothing of it is stored.
 */
export const bulkDocs: Handler<CouchEnv> = async (c) => {
  const body = await readPosted(c);
  if (body["docs"] === undefined) throw badRequest("POST body must include `docs` parameter.");
  const docs = boundedList(body["docs"], "docs");
  const { new_edits = true } = body;
  if (typeof new_edits !== "boolean") throw badRequest("`new_edits` parameter must be a boolean.");
  const entries = await readEntries(c, docs, new_edits);
  const rows: Row[] = [];
  const ready: { at: number; incoming: Incoming }[] = [];
  entries.forEach(({ value, taken }, at) => {
    if (!(taken instanceof MalformedDocument)) ready.push({ at, incoming: taken });
    else if (new_edits) throw taken.asAnswer();
    else rows[at] = taken.asRow(isObject(value) ? value["_rev"] : undefined);
  });
  const outcomes = await c.get("target").push(ready.map((one) => one.incoming));
  outcomes.forEach((outcome, i) => {
    if (new_edits || !outcome.ok) rows[ready[i]!.at] = rowOf(outcome);
  });
  return c.json(
    rows.filter(() => true),
    201,
  );
};
