import type { Context, Handler } from "hono";
import type { Incoming, Outcome } from "../ledger/incoming.ts";
import { boundedList, isObject, type JsonObject, readPosted } from "./body.ts";
import type { CouchEnv, Target } from "./context.ts";
import { MalformedDocument, readIncoming } from "./documents.ts";
import { badRequest, CouchError } from "./errors.ts";
import { takeFiles } from "./files.ts";
import { localName, storeLocal } from "./local.ts";
import { newRecordIdForPost } from "./new_id.ts";

type Row = { id: string; rev?: string; ok?: true; error?: string; reason?: string };

function rowOf(outcome: Outcome): Row {
  if (outcome.ok) return { ok: true, id: outcome.id, rev: outcome.rev };
  const { id, rev, error, reason } = outcome;
  return rev === undefined ? { id, error, reason } : { id, rev, error, reason };
}

/** A document of the batch, or why it is none; or one that does not replicate, by its name. */
type Entry =
  | { value: unknown; taken: Incoming | MalformedDocument }
  | { value: JsonObject; local: string };

function readEntry(value: unknown, new_edits: boolean): Entry {
  const local = isObject(value) ? localName(value["_id"]) : undefined;
  if (local !== undefined) return { value: value as JsonObject, local };
  try {
    return { value, taken: readIncoming(newRecordIdForPost(value, new_edits), new_edits) };
  } catch (error) {
    if (error instanceof MalformedDocument) return { value, taken: error };
    throw error;
  }
}

async function readEntries(c: Context<CouchEnv>, docs: unknown[], new_edits: boolean) {
  const entries = docs.map((value) => readEntry(value, new_edits));
  const incoming = entries.flatMap((entry) =>
    "local" in entry || entry.taken instanceof MalformedDocument ? [] : [entry.taken],
  );
  const kept = await takeFiles(c.get("target"), incoming);
  let next = 0;
  for (const entry of entries)
    if ("taken" in entry && !(entry.taken instanceof MalformedDocument))
      entry.taken = kept[next++]!;
  return entries;
}

async function storeLocalRow(target: Target, name: string, value: JsonObject): Promise<Row> {
  try {
    return await storeLocal(target, name, value);
  } catch (error) {
    if (!(error instanceof CouchError)) throw error;
    return { id: `_local/${name}`, error: error.error, reason: error.message };
  }
}

/** The answer to `all_or_nothing`, which CouchDB has not had since it runs on more than one node. */
function refuseAllOrNothing(c: Context, docs: unknown[]): Response {
  const reason = "all_or_nothing is not supported";
  const rows = docs.map((value) => ({ id: isObject(value) ? value["_id"] : null }));
  return c.json(
    rows.map((row) => ({ ...row, error: "not_implemented", reason })),
    417,
  );
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
  if (new_edits && body["all_or_nothing"] === true) return refuseAllOrNothing(c, docs);
  const target = c.get("target");
  const entries = await readEntries(c, docs, new_edits);
  const rows: Row[] = [];
  const ready: { at: number; incoming: Incoming }[] = [];
  const local: { at: number; name: string; value: JsonObject }[] = [];
  entries.forEach((entry, at) => {
    if ("local" in entry) local.push({ at, name: entry.local, value: entry.value });
    else if (!(entry.taken instanceof MalformedDocument)) ready.push({ at, incoming: entry.taken });
    else if (new_edits) throw entry.taken.asAnswer();
    else rows[at] = entry.taken.asRow(isObject(entry.value) ? entry.value["_rev"] : undefined);
  });
  const outcomes = await target.push(ready.map((one) => one.incoming));
  outcomes.forEach((outcome, i) => {
    if (new_edits || !outcome.ok) rows[ready[i]!.at] = rowOf(outcome);
  });
  for (const { at, name, value } of local) {
    const row = await storeLocalRow(target, name, value);
    if (new_edits || row.error !== undefined) rows[at] = row;
  }
  return c.json(
    rows.filter(() => true),
    201,
  );
};
