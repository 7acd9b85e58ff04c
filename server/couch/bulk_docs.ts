import type { Handler } from "hono";
import type { Incoming, Outcome } from "../ledger/incoming.ts";
import { takeFiles } from "./files.ts";
import { listOf, readJsonObject } from "./body.ts";
import type { CouchEnv } from "./context.ts";
import { MalformedDocument, readIncoming } from "./documents.ts";
import { newRecordIdForPost } from "./new_id.ts";

type Row = { id: string; rev?: string; ok?: true; error?: string; reason?: string };

function rowOf(outcome: Outcome): Row {
  if (outcome.ok) return { ok: true, id: outcome.id, rev: outcome.rev };
  const { id, rev, error, reason } = outcome;
  return rev === undefined ? { id, error, reason } : { id, rev, error, reason };
}

/**
 * `POST /db/<logbook>/_bulk_docs`. Every refused document has a row with its id and the error
 * `forbidden`: PouchDB takes a missing row as stored, and repeats for ever after any other error.
 * With `new_edits: false` documents that went well have no row, as in CouchDB.
 */
export const bulkDocs: Handler<CouchEnv> = async (c) => {
  const body = await readJsonObject(c);
  const new_edits = body["new_edits"] !== false;
  const rows: Row[] = [];
  const incoming: { at: number; document: Incoming }[] = [];
  listOf(body, "docs").forEach((value, at) => {
    try {
      incoming.push({
        at,
        document: readIncoming(newRecordIdForPost(value, new_edits), new_edits),
      });
    } catch (error) {
      if (!(error instanceof MalformedDocument)) throw error;
      rows[at] = { id: error.id, error: "forbidden", reason: error.message };
    }
  });
  const target = c.get("target");
  const taken = await takeFiles(
    target,
    incoming.map((one) => one.document),
  );
  const ready = incoming.flatMap(({ at }, i) => {
    const document = taken[i]!;
    if (!(document instanceof MalformedDocument)) return [{ at, document }];
    const { revision } = incoming[i]!.document;
    const rev = "replicated" in revision ? { rev: revision.replicated[0]! } : {};
    rows[at] = { id: document.id, ...rev, error: "forbidden", reason: document.message };
    return [];
  });
  const outcomes = await target.push(ready.map((one) => one.document));
  outcomes.forEach((outcome, i) => {
    if (new_edits || !outcome.ok) rows[ready[i]!.at] = rowOf(outcome);
  });
  return c.json(
    rows.filter(() => true),
    201,
  );
};
