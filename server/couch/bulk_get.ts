import type { Context, Handler } from "hono";
import { generationOf, leavesOf, readTree, type RevTree } from "../../shared/rev_tree.ts";
import { readDocuments, readRevisions } from "../ledger/document_store.ts";
import { accepts } from "./address.ts";
import { boundedList, isObject, readPosted, says } from "./body.ts";
import type { CouchEnv, Target } from "./context.ts";
import { problemOfId, wireDocument, type WireDocument } from "./documents.ts";
import { badRequest } from "./errors.ts";
import { newerThan, withData, withFiles } from "./files.ts";
import { bytesOfText, type Part, relatedPart, sendMixed } from "./multipart.ts";
import { wantedRevs } from "./revisions.ts";

type Failure = { id: string | null; rev: unknown; error: string; reason: string };
type Item = { ok: WireDocument } | { error: Failure };

/** One entry of the request: the leaves of a document, or a revision; or what is wrong with it. */
type Asked =
  | { id: string; rev: string | undefined; atts_since: string[] | undefined }
  | { failure: Failure };

function readAsked(entry: unknown): Asked {
  const fail = (id: string | null, rev: unknown, reason: string, error = "bad_request"): Asked => ({
    failure: { id, rev, error, reason },
  });
  if (!isObject(entry)) return fail(null, null, "document must be a JSON object");
  const { id, rev, atts_since } = entry;
  if (id === undefined) return fail(null, null, "document id missed");
  const wrong = problemOfId(id);
  if (wrong !== undefined)
    return fail(typeof id === "string" ? id : null, null, wrong, "illegal_docid");
  const named = id as string;
  const isRev = (value: unknown): value is string =>
    typeof value === "string" && generationOf(value) !== undefined;
  if (rev !== undefined && !isRev(rev)) return fail(named, rev, "Invalid rev format");
  if (atts_since !== undefined && !Array.isArray(atts_since))
    return fail(named, atts_since, "att_since value must be array of revs.");
  const bad = atts_since?.find((one) => !isRev(one));
  if (bad !== undefined) return fail(named, bad, "Invalid rev format");
  // None named is as if nothing were said, as in CouchDB.
  const known = atts_since?.length === 0 ? undefined : (atts_since as string[] | undefined);
  return { id: named, rev, atts_since: known };
}

/** What was found for one entry: documents with their trees, or failures. */
interface Answer {
  id: string | null;
  tree: RevTree;
  atts_since: string[] | undefined;
  items: Item[];
}

function missing(id: string, rev: string): Item {
  return { error: { id, rev, error: "not_found", reason: "missing" } };
}

async function readAnswers(
  target: Target,
  asked: readonly Asked[],
  latest: boolean,
  revs: boolean,
): Promise<Answer[]> {
  const { logbook_id } = target;
  const ids = asked.flatMap((one) => ("failure" in one ? [] : [one.id]));
  return await target.read(async (tx) => {
    const stored = await readDocuments(tx, logbook_id, [...new Set(ids)]);
    const trees = new Map([...stored].map(([id, document]) => [id, readTree(document.tree)]));
    const wantedOf = (id: string, rev: string | undefined) => {
      const tree = trees.get(id) ?? new Map();
      return rev === undefined ? leavesOf(tree) : wantedRevs(tree, rev, latest);
    };
    const wanted = asked.flatMap((one) =>
      "failure" in one ? [] : wantedOf(one.id, one.rev).map((rev) => ({ id: one.id, rev })),
    );
    const rows = await readRevisions(tx, logbook_id, wanted);
    const bodies = new Map(rows.map((row) => [`${row.document_id} ${row.rev}`, row]));
    return asked.map((one): Answer => {
      if ("failure" in one)
        return {
          id: one.failure.id,
          tree: new Map(),
          atts_since: undefined,
          items: [{ error: one.failure }],
        };
      const { id, rev, atts_since } = one;
      const tree = trees.get(id) ?? new Map();
      const found = wantedOf(id, rev).map((leaf): Item => {
        const revision = bodies.get(`${id} ${leaf}`);
        if (revision === undefined) return missing(id, leaf);
        return { ok: wireDocument(id, leaf, revision.is_deleted, revision.body, tree, { revs }) };
      });
      const items = found.length > 0 ? found : [missing(id, rev ?? "undefined")];
      return { id, tree, atts_since, items };
    });
  });
}

async function withFilesInline(target: Target, answer: Answer, everything: boolean) {
  if (!everything && answer.atts_since === undefined) return answer;
  const items: Item[] = [];
  for (const item of answer.items) {
    if ("error" in item) items.push(item);
    else {
      const isNewer = newerThan(answer.tree, item.ok._rev, answer.atts_since ?? []);
      items.push({ ok: await withData(target, item.ok, isNewer) });
    }
  }
  return { ...answer, items };
}

async function partsOf(target: Target, answers: readonly Answer[]): Promise<Part[]> {
  const parts: Part[] = [];
  for (const { tree, atts_since = [], items } of answers)
    for (const item of items) {
      if ("error" in item) {
        const body = bytesOfText(JSON.stringify(item.error));
        parts.push({ headers: { "Content-Type": 'application/json; error="true"' }, body });
        continue;
      }
      const isNewer = newerThan(tree, item.ok._rev, atts_since);
      const { document, files } = await withFiles(target, item.ok, isNewer);
      const { headers, body } = relatedPart(document, files);
      const names = { "X-Doc-Id": encodeURIComponent(document._id), "X-Rev-Id": document._rev };
      parts.push({ headers: files.length === 0 ? headers : { ...names, ...headers }, body });
    }
  return parts;
}

const unknownHere = ["open_revs", "new_edits", "w", "rev", "atts_since"];

function checkQuery(c: Context): void {
  const found = unknownHere.find((name) => c.req.query(name) !== undefined);
  if (found !== undefined) throw badRequest(`"${found}" query parameter is not acceptable`);
}

/** `POST /db/<logbook>/_bulk_get`: every requested id is answered, or it would never arrive. */
export const bulkGet: Handler<CouchEnv> = async (c) => {
  const body = await readPosted(c);
  checkQuery(c);
  if (body["docs"] === undefined) throw badRequest("Missing JSON list of 'docs'.");
  const asked = boundedList(body["docs"], "docs").map(readAsked);
  const target = c.get("target");
  const answers = await readAnswers(target, asked, says(c, "latest"), says(c, "revs"));
  const json = accepts(c, "application/json");
  const mixed = accepts(c, "multipart/mixed");
  if (!json && (mixed || accepts(c, "multipart/related")))
    return sendMixed(
      mixed ? "multipart/mixed" : "multipart/related",
      await partsOf(target, answers),
    );
  const results: { id: string | null; docs: Item[] }[] = [];
  for (const answer of answers) {
    const { id, items } = await withFilesInline(target, answer, says(c, "attachments"));
    results.push({ id, docs: items });
  }
  return c.json({ results });
};
