/**
 * The one way into the ledger. Validates each document, decides what becomes of it
 * (`shared/push_decision.ts`), and stores documents, revisions, rows, audit and feed in one
 * transaction. What one document does wrong never stops the others.
 */
import { kindNamed, kinds } from "../../shared/kinds/kinds.ts";
import { limits } from "../../shared/limits.ts";
import type { Values } from "../../shared/merge.ts";
import { type Problem, reasonOf } from "../../shared/problems.ts";
import { decide, type Decision, nextRev, restoreReferenced } from "../../shared/push_decision.ts";
import { referencesOf } from "../../shared/references.ts";
import {
  addPath,
  leavesOf,
  pathOf,
  readTree,
  type RevTree,
  stem,
  storeTree,
  winnerOf,
} from "../../shared/rev_tree.ts";
import { type ValidRecord, validate } from "../../shared/validate.ts";
import type { Database, Queryable } from "../postgres/database.ts";
import {
  readDocuments,
  readHistory,
  readRevisions,
  recordAttachments,
  store,
  type Writes,
} from "./document_store.ts";
import { problemOfError } from "./refusals.ts";

/** Who pushes, and into which logbook. */
export interface PushContext {
  db: Database;
  /** The moment, as UTC text. */
  now: () => string;
  user_id: string;
  logbook_id: string;
  device_id: string | null;
}

/** The bytes of an attachment, put away before the document comes. */
export interface KeptFile {
  /** `md5-` and base64: CouchDB's name of the bytes. */
  digest: string;
  /** Hex: the name in the blob store. */
  sha256: string;
  /** In bytes. */
  length: number;
}

/** One document to take in. */
export interface Incoming {
  id: string;
  deleted: boolean;
  /** The document without `_rev` and `_revisions`. */
  body: Values;
  /**
   * `replicated`: the revision and its ancestors, newest first, as another replica made it.
   * `edit`: a new revision of `base` (none for a new document), to be made here; 409 when stale.
   */
  revision: { replicated: string[] } | { edit: string | undefined };
  /** The files of `_attachments`, by name. */
  files?: Record<string, KeptFile>;
}

/** What became of one document: taken in as `rev`, refused, or (an edit) in conflict. */
export type Outcome =
  | { id: string; rev: string; ok: true }
  | {
      id: string;
      rev: string | undefined;
      ok: false;
      error: "forbidden" | "conflict";
      reason: string;
    };

interface Admitted {
  at: number;
  incoming: Incoming;
  record: ValidRecord | undefined;
}

interface Working {
  id: string;
  seq: number | undefined;
  before: string | undefined;
  tree: RevTree;
  bodies: Map<string, Values>;
  records: Map<string, ValidRecord>;
  fresh: Map<string, { deleted: boolean; body: Values }>;
  /** Bodies of revisions that were known by name only; the tree and the feed do not change. */
  late: Map<string, { deleted: boolean; body: Values }>;
}

const kindNames = Object.keys(kinds);

/** Takes in documents; answers one outcome for each, in their order. */
export async function pushDocuments(
  context: PushContext,
  incoming: readonly Incoming[],
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const admitted: Admitted[] = [];
  incoming.forEach((one, at) => {
    const verdict = admit(one);
    if ("problem" in verdict) outcomes[at] = refusal(one, verdict.problem);
    else admitted.push({ at, incoming: one, record: verdict.record });
  });
  for (const [reason, group] of groupByReason(admitted))
    await pushGroup(context, reason, group, outcomes);
  return outcomes;
}

function refusal(one: Incoming, problem: Problem): Outcome {
  const rev = "replicated" in one.revision ? one.revision.replicated[0] : undefined;
  return { id: one.id, rev, ok: false, error: "forbidden", reason: reasonOf(problem) };
}

/** A record carries the one file that its kind says, and is what the record says of it. */
function problemOfFiles({ id, deleted, body, files = {} }: Incoming): Problem | undefined {
  if (deleted || body["_attachments"] === undefined) return undefined;
  const expected = kindNamed(id.slice(0, id.indexOf(":")))?.file;
  const refuse = (path: string, message: string): Problem => ({
    code: "E_ATTACHMENT",
    path: `_attachments${path}`,
    message,
  });
  if (expected === undefined) return refuse("", "This kind of record carries no files.");
  const names = Object.keys(files);
  if (names.length !== 1 || names[0] !== expected)
    return refuse("", `The record carries one file, named ${expected}.`);
  const file = files[expected]!;
  if (body["sha256_hash"] !== undefined && body["sha256_hash"] !== file.sha256)
    return refuse(`.${expected}`, "The file is not the one that sha256_hash names.");
  return undefined;
}

/** What can be said of a document by itself. */
function admit(one: Incoming): { record: ValidRecord | undefined } | { problem: Problem } {
  const fileProblem = problemOfFiles(one);
  if (fileProblem !== undefined) return { problem: fileProblem };
  if (JSON.stringify(one.body).length > limits.document_bytes)
    return {
      problem: {
        code: "E_DOCUMENT_TOO_LARGE",
        path: "",
        message: `At most ${limits.document_bytes} bytes.`,
      },
    };
  const result = validate(one.deleted ? tombstoneAsRecord(one.id) : one.body);
  if (one.deleted) {
    const known =
      result.ok || !["E_ID_MALFORMED", "E_KIND_UNKNOWN"].includes(result.problems[0]!.code);
    return known ? { record: undefined } : { problem: result.problems[0]! };
  }
  return result.ok ? { record: result.value } : { problem: result.problems[0]! };
}

/** A deletion needs no fields: only its id is judged. */
function tombstoneAsRecord(id: string): Values {
  return { _id: id };
}

/** The reason of a change belongs to a transaction, so documents with one reason go together. */
function groupByReason(admitted: Admitted[]): Map<string | null, Admitted[]> {
  const groups = new Map<string | null, Admitted[]>();
  for (const one of admitted) {
    const reason = one.incoming.body["change_reason"];
    const key = typeof reason === "string" && reason !== "" ? reason : null;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}

/** Pushes a group whole; where the ledger refuses it, each half by itself, down to one document. */
async function pushGroup(
  context: PushContext,
  reason: string | null,
  group: Admitted[],
  outcomes: Outcome[],
  restoring = false,
): Promise<void> {
  try {
    for (const [at, outcome] of await attemptGroup(context, reason, group, restoring))
      outcomes[at] = outcome;
  } catch (error) {
    const refused = problemOfError(error);
    if (refused === undefined) throw error;
    if (group.length > 1) {
      const middle = group.length >> 1;
      await pushGroup(context, reason, group.slice(0, middle), outcomes);
      await pushGroup(context, reason, group.slice(middle), outcomes);
      return;
    }
    const one = group[0]!;
    if (one.incoming.deleted && refused.referenced && !restoring)
      return await pushGroup(context, reason, group, outcomes, true);
    outcomes[one.at] = refusal(one.incoming, refused.problem);
  }
}

async function attemptGroup(
  context: PushContext,
  reason: string | null,
  group: Admitted[],
  restoring: boolean,
): Promise<[number, Outcome][]> {
  return await context.db.transaction(
    context.user_id,
    async (tx) => {
      const working = await load(tx, context.logbook_id, group);
      const corrections: Decision["corrections"] = [];
      const outcomes = group.map((one): [number, Outcome] => {
        const [outcome, decision] = take(
          working.get(one.incoming.id)!,
          one,
          context.now(),
          restoring,
        );
        corrections.push(...(decision?.corrections ?? []));
        return [one.at, outcome];
      });
      await addCorrections(tx, context.logbook_id, working, corrections);
      const writes = writesOf(working);
      await recordAttachments(tx, context.logbook_id, group.flatMap(filesOf));
      if (writes.revisions.length > 0) await store(tx, context.logbook_id, writes, kindNames);
      return outcomes;
    },
    { device_id: context.device_id, change_reason: reason },
  );
}

function filesOf({ incoming }: Admitted): KeptFile[] {
  return Object.values(incoming.files ?? {});
}

function startWorking(id: string): Working {
  return {
    id,
    seq: undefined,
    before: undefined,
    tree: new Map(),
    bodies: new Map(),
    records: new Map(),
    fresh: new Map(),
    late: new Map(),
  };
}

/** Reads how the documents stand, with the bodies that a decision may need. */
async function load(
  tx: Queryable,
  logbook: string,
  group: Admitted[],
): Promise<Map<string, Working>> {
  const ids = [...new Set(group.map((one) => one.incoming.id))];
  const stored = await readDocuments(tx, logbook, ids);
  const working = new Map(ids.map((id) => [id, startWorking(id)]));
  for (const document of stored.values())
    Object.assign(working.get(document.id)!, {
      seq: document.seq,
      before: document.winning_rev,
      tree: readTree(document.tree),
    });
  const straight = new Set(stored.keys());
  for (const { incoming } of group) {
    const winner = stored.get(incoming.id)?.winning_rev;
    const parent =
      "edit" in incoming.revision ? incoming.revision.edit : incoming.revision.replicated[1];
    if (incoming.deleted || winner !== parent) straight.delete(incoming.id);
  }
  const branched = [...stored.keys()].filter((id) => !straight.has(id));
  const revisions = [
    ...(straight.size === 0
      ? []
      : await readRevisions(
          tx,
          logbook,
          [...straight].map((id) => ({ id, rev: stored.get(id)!.winning_rev })),
        )),
    ...(branched.length === 0 ? [] : await readHistory(tx, logbook, branched)),
  ];
  for (const { document_id, rev, body } of revisions)
    working.get(document_id)!.bodies.set(rev, body);
  return working;
}

/** The revision that a document brings, with its ancestors; undefined when an edit is stale. */
function pathOfIncoming(state: Working, one: Incoming): string[] | undefined {
  if ("replicated" in one.revision) return one.revision.replicated;
  const base = one.revision.edit;
  const leaves = leavesOf(state.tree);
  if (base === undefined) {
    const winner = leaves[0];
    if (winner === undefined) return [nextRev(null, one.deleted, one.body)];
    if (!state.tree.get(winner)!.deleted) return undefined;
    return [nextRev(winner, one.deleted, one.body), ...pathOf(state.tree, winner)];
  }
  if (!leaves.includes(base)) return undefined;
  return [nextRev(base, one.deleted, one.body), ...pathOf(state.tree, base)];
}

/** Takes one document into the working state; the store comes later, for all at once. */
function take(
  state: Working,
  one: Admitted,
  now: string,
  restoring: boolean,
): [Outcome, Decision | undefined] {
  const { incoming, record } = one;
  const path = pathOfIncoming(state, incoming);
  if (path === undefined)
    return [
      {
        id: incoming.id,
        rev: undefined,
        ok: false,
        error: "conflict",
        reason: "Document update conflict.",
      },
      undefined,
    ];
  const rev = path[0]!;
  const accepted: Outcome = { id: incoming.id, rev, ok: true };
  if (state.tree.has(rev)) {
    if (!state.bodies.has(rev))
      state.late.set(rev, { deleted: incoming.deleted, body: incoming.body });
    return [accepted, undefined];
  }
  const before = winnerOf(state.tree);
  state.tree = addPath(state.tree, path, incoming.deleted);
  state.bodies.set(rev, incoming.body);
  state.fresh.set(rev, { deleted: incoming.deleted, body: incoming.body });
  if (record !== undefined) state.records.set(rev, record);
  const view = { id: state.id, tree: state.tree, body: (r: string) => state.bodies.get(r) };
  const decision = restoring ? restoreReferenced(view, rev, now) : decide(view, before, rev, now);
  state.tree = stem(decision.tree, limits.revs);
  for (const added of decision.added) {
    state.bodies.set(added.rev, added.body);
    state.fresh.set(added.rev, added);
  }
  return [accepted, decision];
}

/** Adds the corrections that are not there yet: their ids depend on what they correct alone. */
async function addCorrections(
  tx: Queryable,
  logbook: string,
  working: Map<string, Working>,
  corrections: Decision["corrections"],
): Promise<void> {
  if (corrections.length === 0) return;
  const known = await readDocuments(
    tx,
    logbook,
    corrections.map((c) => c._id),
  );
  for (const correction of corrections) {
    if (known.has(correction._id) || working.has(correction._id)) continue;
    const state = startWorking(correction._id);
    const rev = nextRev(null, false, correction);
    state.tree = addPath(state.tree, [rev], false);
    state.bodies.set(rev, correction);
    state.fresh.set(rev, { deleted: false, body: correction });
    working.set(state.id, state);
  }
}

/** What the working state asks the store to write. */
function writesOf(working: Map<string, Working>): Writes {
  const writes: Writes = {
    seqs: {},
    documents: [],
    revisions: [],
    records: {},
    references: {},
    removals: {},
  };
  for (const state of working.values()) {
    for (const [rev, { deleted, body }] of [...state.late, ...state.fresh])
      writes.revisions.push({
        document_id: state.id,
        rev,
        is_deleted: deleted,
        body: JSON.stringify(body),
      });
    if (state.fresh.size === 0) continue;
    const winning_rev = winnerOf(state.tree)!;
    const is_deleted = state.tree.get(winning_rev)!.deleted;
    const { id, seq } = state;
    if (seq !== undefined) writes.seqs[id] = seq;
    writes.documents.push({ id, tree: storeTree(state.tree), winning_rev, is_deleted });
    if (winning_rev !== state.before) project(state, winning_rev, is_deleted, writes);
  }
  return writes;
}

/** The winner's place in the ledger: a record to apply, or one to remove. */
function project(state: Working, winner: string, is_deleted: boolean, writes: Writes): void {
  const kind = state.id.slice(0, state.id.indexOf(":"));
  const uuid = state.id.slice(kind.length + 1);
  if (is_deleted) {
    (writes.removals[kind] ??= []).push(uuid);
    return;
  }
  const known = state.records.get(winner);
  const result = known === undefined ? validate(state.bodies.get(winner)) : undefined;
  const record = known ?? (result?.ok ? result.value : undefined);
  if (record === undefined) throw new Error(`a stored revision of a ${kind} is not valid any more`);
  const { _id, _rev, ...fields } = record.record;
  (writes.records[kind] ??= []).push({ id: uuid, ...fields });
  const references = (writes.references[kind] ??= []);
  for (const { target, name, uuid: to } of referencesOf(kindNamed(kind)!.fields, fields))
    references.push({ id: uuid, target, name, uuid: to });
}
