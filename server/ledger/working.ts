/** Documents on their way from how they stand to how they will stand, before anything is written. */
import { limits } from "../../shared/limits.ts";
import type { Values } from "../../shared/merge.ts";
import { type Decision, nextRev } from "../../shared/push_decision.ts";
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
import type { Queryable } from "../postgres/database.ts";
import { readDocuments, readHistory, readRevisions, type Writes } from "./document_store.ts";
import type { Incoming, Outcome } from "./incoming.ts";
import type { Judge } from "./judge.ts";

/** A document that the judge has admitted, with its place in the request. */
export interface Admitted {
  at: number;
  incoming: Incoming;
  record: unknown;
}

/** One document on its way. */
export interface Working {
  id: string;
  seq: number | undefined;
  before: string | undefined;
  tree: RevTree;
  bodies: Map<string, Values>;
  records: Map<string, unknown>;
  fresh: Map<string, { deleted: boolean; body: Values }>;
  /** Bodies of revisions that were known by name only; they change neither tree nor feed. */
  late: Map<string, { deleted: boolean; body: Values }>;
  /** Whether ancestors came by another route, of a revision that was known without them. */
  is_linked: boolean;
  /** Whether a signature in the ledger locks it. */
  is_signed: boolean;
}

/** A document that is not here yet. */
export function startWorking(id: string): Working {
  return {
    id,
    seq: undefined,
    before: undefined,
    tree: new Map(),
    bodies: new Map(),
    records: new Map(),
    fresh: new Map(),
    late: new Map(),
    is_linked: false,
    is_signed: false,
  };
}

/** Reads how the documents stand, with the bodies that a decision may need. */
export async function load(
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
    if (winner !== parent) straight.delete(incoming.id);
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
export function take(
  state: Working,
  one: Admitted,
  now: string,
  restoring: boolean,
  judge: Judge,
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
  const isKnown = state.tree.has(rev);
  const before = winnerOf(state.tree);
  const grown = addPath(state.tree, path, incoming.deleted);
  const { id, is_signed } = state;
  const view = { id, tree: grown, is_signed, body: (r: string) => state.bodies.get(r) };
  if (isKnown) {
    if (!state.bodies.has(rev))
      state.late.set(rev, { deleted: incoming.deleted, body: incoming.body });
    link(state, judge.decide(view, rev, rev, now).tree, before);
    return [accepted, undefined];
  }
  state.tree = grown;
  state.bodies.set(rev, incoming.body);
  state.fresh.set(rev, { deleted: incoming.deleted, body: incoming.body });
  if (record !== undefined) state.records.set(rev, record);
  const decision = restoring ? judge.restore(view, rev, now) : judge.decide(view, before, rev, now);
  follow(state, decision);
  return [accepted, decision];
}

/**
 * Takes in what a known revision's path tells of its ancestors, as CouchDB does: two roots may turn
 * out to be one branch. Where that would make another revision win, the roots stay apart, since
 * nobody has decided about it.
 */
function link(state: Working, told: RevTree, before: string | undefined): void {
  const tree = stem(told, limits.revs);
  if (tree === state.tree || winnerOf(tree) !== before) return;
  if (JSON.stringify(storeTree(tree)) === JSON.stringify(storeTree(state.tree))) return;
  state.tree = tree;
  state.is_linked = true;
}

/** Brings the working state to where a decision leads. */
export function follow(state: Working, decision: Decision): void {
  state.tree = stem(decision.tree, limits.revs);
  for (const added of decision.added) {
    state.bodies.set(added.rev, added.body);
    state.fresh.set(added.rev, added);
  }
}

/** Adds the corrections that are not there yet: their ids depend on what they correct alone. */
export async function addCorrections(
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
export function writesOf(working: Map<string, Working>, judge: Judge): Writes {
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
    if (state.fresh.size === 0 && !state.is_linked) continue;
    const winning_rev = winnerOf(state.tree)!;
    const is_deleted = state.tree.get(winning_rev)!.deleted;
    const { id, seq } = state;
    if (seq !== undefined) writes.seqs[id] = seq;
    writes.documents.push({ id, tree: storeTree(state.tree), winning_rev, is_deleted });
    if (winning_rev !== state.before)
      judge.project(
        {
          id,
          deleted: is_deleted,
          body: state.bodies.get(winning_rev),
          record: state.records.get(winning_rev),
        },
        writes,
      );
  }
  return writes;
}
