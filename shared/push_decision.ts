/**
 * What becomes of a pushed revision: the table of the sync contract, as one pure function. It
 * adds revisions and correction documents; it never changes or drops one that a device sent.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { canonicalJson } from "./canonical_json.ts";
import { derivedUuid } from "./ids.ts";
import { isLockedItself, isSignedOff } from "./kinds/entry_parts.ts";
import type { Json, Kind } from "./kinds/kind.ts";
import { kindNamed } from "./kinds/kinds.ts";
import { absentValue } from "./fields.ts";
import { differingFields, mergeRecords, type Values } from "./merge.ts";
import {
  addPath,
  commonAncestor,
  extendsRev,
  generationOf,
  leavesOf,
  pathOf,
  type RevTree,
} from "./rev_tree.ts";
import { validate } from "./validate.ts";

/** A revision to be stored; `body` is the document without `_rev`, as JSON. */
export interface NewRevision {
  rev: string;
  deleted: boolean;
  body: Values;
}

/** Where a document stands before, and after, a decision. */
export interface DocumentState {
  id: string;
  tree: RevTree;
  /** The body of a revision, where it is known. */
  body: (rev: string) => Values | undefined;
  /** A signature in the ledger locks the entry, whatever the document says. */
  is_signed?: boolean;
}

export interface Decision {
  tree: RevTree;
  /** Revisions that the gateway adds. */
  added: NewRevision[];
  /** Correction documents that the gateway adds: `_id` and fields. */
  corrections: (Values & { _id: string })[];
}

/** Why an attempt becomes a correction (`correction.reason`). */
export type CorrectionReason = "signed_elsewhere" | "edited_on_two_devices" | "still_referenced";

/** The fields of an entry that a lock leaves free; database design 10.1. */
const freeUnderLock: ReadonlySet<string> = new Set([
  "is_locked",
  "locked_at",
  "locked_reason",
  "is_erroneous",
  "erroneous_reason",
  "marked_erroneous_at",
]);

/** The next revision's id: generation + 1 and a hash of what it says, so every gateway makes the same. */
export function nextRev(parent: string | null, deleted: boolean, body: unknown): string {
  const generation = parent === null ? 1 : generationOf(parent)! + 1;
  const hash = bytesToHex(sha256(utf8ToBytes(canonicalJson([parent, deleted, body])))).slice(0, 32);
  return `${generation}-${hash}`;
}

/** The fields of a body, without CouchDB's members. */
function fieldsOf(body: Values): Values {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !name.startsWith("_")));
}

class Deliberation {
  tree: RevTree;
  readonly added: NewRevision[] = [];
  readonly corrections: Decision["corrections"] = [];
  readonly state: DocumentState;
  readonly kind: Kind;
  readonly now: string;

  constructor(state: DocumentState, kind: Kind, now: string) {
    this.state = state;
    this.tree = state.tree;
    this.kind = kind;
    this.now = now;
  }

  body(rev: string): Values | undefined {
    return this.added.find((revision) => revision.rev === rev)?.body ?? this.state.body(rev);
  }

  isDeleted(rev: string): boolean {
    return this.tree.get(rev)!.deleted;
  }

  extend(parent: string, deleted: boolean, body: Values): string {
    const rev = nextRev(parent, deleted, body);
    this.tree = addPath(this.tree, [rev, ...pathOf(this.tree, parent)], deleted);
    this.added.push({ rev, deleted, body });
    return rev;
  }

  close(rev: string): void {
    this.extend(rev, true, { _id: this.state.id });
  }

  /** Keeps what `rev` says as an open correction of what stands. */
  propose(rev: string, standing: string, reason: CorrectionReason): void {
    const lost = this.body(rev) ?? {};
    const proposed = this.isDeleted(rev) ? null : fieldsOf(lost);
    const standingFields = fieldsOf(this.body(standing) ?? {});
    const writtenAt = typeof lost["updated_at"] === "string" ? lost["updated_at"] : this.now;
    const uuid = derivedUuid(`correction:${this.state.id}:${rev}`, Date.parse(writtenAt) || 0);
    this.corrections.push({
      _id: `correction:${uuid}`,
      created_at: this.now,
      updated_at: this.now,
      corrects_id: this.state.id,
      corrects_rev: standing,
      proposed_rev: rev,
      proposed: proposed as Json,
      differing_fields:
        proposed === null ? [] : differingFields(this.kind.fields, standingFields, proposed),
      reason,
      written_by_device: (lost["device_id"] as string | undefined) ?? null,
      written_at: writtenAt,
      status: "open",
    });
  }

  decision(): Decision {
    return { tree: this.tree, added: this.added, corrections: this.corrections };
  }
}

/** Whether what stands is locked: by the document, by its kind, or by a signature in the ledger. */
function isLocked(d: Deliberation, standing: Values): boolean {
  return isLockedItself(standing) || d.kind.lock?.always === true || d.state.is_signed === true;
}

function lockAllows(d: Deliberation, standing: Values, next: Values): boolean {
  const field = d.kind.fields["is_locked"];
  const staysLocked = next["is_locked"] ?? (field === undefined ? null : absentValue(field));
  const unlocks = standing["is_locked"] === true && staysLocked !== true;
  const isSigned = d.state.is_signed === true || isSignedOff(standing);
  if (unlocks && (isSigned || standing["locked_reason"] !== "user_locked")) return false;
  const free = d.kind.lock === undefined ? freeUnderLock : new Set(d.kind.lock.free);
  return differingFields(d.kind.fields, standing, next).every((name) => free.has(name));
}

/** A locked entry stays as it is; the attempt becomes a correction. Answers whether it did so. */
function defendLock(d: Deliberation, standing: string, pushed: string): boolean {
  const body = d.body(standing)!;
  if (!isLocked(d, body)) return false;
  const extendsIt = extendsRev(d.tree, pushed, standing);
  if (extendsIt && !d.isDeleted(pushed) && lockAllows(d, body, d.body(pushed)!)) return false;
  d.propose(pushed, standing, "signed_elsewhere");
  if (extendsIt) d.extend(pushed, false, body);
  else if (!d.isDeleted(pushed)) d.close(pushed);
  return true;
}

const decisionFields: ReadonlySet<string> = new Set([
  "status",
  "decided_at",
  "decided_by_device",
  "notes",
]);

/**
 * Two devices decided one correction, each without knowing of the other. What was accepted has
 * happened, so it is accepted; the notes of both are kept. Undefined when they differ in more.
 */
function joinDecisions(kind: Kind, ours: Values, theirs: Values): Values | undefined {
  const differing = differingFields(kind.fields, ours, theirs);
  if (kind.kind !== "correction" || !differing.every((name) => decisionFields.has(name)))
    return undefined;
  const theirsStands = theirs["status"] === "accepted" && ours["status"] !== "accepted";
  const [stands, other] = theirsStands ? [theirs, ours] : [ours, theirs];
  const notes = [stands["notes"], other["notes"]].filter(
    (note, i, both) => typeof note === "string" && note !== "" && both.indexOf(note) === i,
  );
  return { ...stands, notes: notes.length === 0 ? null : notes.join("\n") };
}

/** Brings two live branches together: merged where they can be, else the loser is proposed. */
function joinBranches(d: Deliberation): void {
  for (;;) {
    const live = leavesOf(d.tree).filter((rev) => !d.isDeleted(rev));
    const [winner, loser] = live;
    if (winner === undefined || loser === undefined) return;
    const [ours, theirs] = [d.body(winner)!, d.body(loser)!];
    const ancestor = commonAncestor(d.tree, winner, loser);
    const base = (ancestor === undefined ? undefined : d.body(ancestor)) ?? {};
    d.close(loser);
    if (differingFields(d.kind.fields, ours, theirs).length === 0) continue;
    const merged =
      mergeRecords(d.kind.fields, base, ours, theirs) ?? joinDecisions(d.kind, ours, theirs);
    const body = merged === undefined ? undefined : { ...merged, _id: d.state.id };
    if (body === undefined || !validate(body).ok) d.propose(loser, winner, "edited_on_two_devices");
    else if (differingFields(d.kind.fields, ours, body).length > 0) d.extend(winner, false, body);
  }
}

/**
 * Decides about one pushed leaf that is already in `state.tree`. `before` is the revision that won
 * until now; `now` is the moment for corrections (UTC).
 */
export function decide(
  state: DocumentState,
  before: string | undefined,
  pushed: string,
  now: string,
): Decision {
  const kind = kindNamed(state.id.slice(0, state.id.indexOf(":")))!;
  const d = new Deliberation(state, kind, now);
  if (before === undefined || before === pushed || !leavesOf(state.tree).includes(pushed))
    return d.decision();
  const straight = extendsRev(state.tree, pushed, before);
  if (!state.tree.get(before)!.deleted && defendLock(d, before, pushed)) return d.decision();
  if (straight || honourLock(d, before, pushed)) return d.decision();
  if (d.isDeleted(pushed)) {
    // The other device deleted what was edited here meanwhile; the edit stands.
    if (!d.isDeleted(before)) d.propose(pushed, before, "edited_on_two_devices");
  } else if (d.isDeleted(before)) {
    // Deleted here, edited there meanwhile: the edit brings the entry back, the deletion is proposed.
    d.propose(before, pushed, "edited_on_two_devices");
  } else joinBranches(d);
  return d.decision();
}

/**
 * A lock arrives that another device set without knowing of what stands: it locks what that device
 * saw, as it would have done had it come first. Answers whether it is so.
 */
function honourLock(d: Deliberation, standing: string, pushed: string): boolean {
  if (d.isDeleted(pushed) || !isLockedItself(d.body(pushed)!)) return false;
  if (!d.isDeleted(standing)) d.close(standing);
  d.propose(standing, pushed, "signed_elsewhere");
  return true;
}

/** Decides about a deletion that the ledger refuses because other records refer to the entry. */
export function restoreReferenced(state: DocumentState, deleted: string, now: string): Decision {
  const kind = kindNamed(state.id.slice(0, state.id.indexOf(":")))!;
  const d = new Deliberation(state, kind, now);
  const last = pathOf(state.tree, deleted).find(
    (rev) => !state.tree.get(rev)!.deleted && state.body(rev) !== undefined,
  );
  if (last === undefined) return d.decision();
  d.propose(deleted, last, "still_referenced");
  d.extend(deleted, false, state.body(last)!);
  return d.decision();
}

/**
 * Decides about an entry that was signed in another revision than the one that stands: what was
 * signed comes back, and `proposed`, what people last made of it, becomes a correction.
 */
export function restoreSigned(
  state: DocumentState,
  revs: { standing: string; proposed: string; signed: string },
  now: string,
): Decision {
  const kind = kindNamed(state.id.slice(0, state.id.indexOf(":")))!;
  const d = new Deliberation(state, kind, now);
  d.propose(revs.proposed, revs.signed, "signed_elsewhere");
  d.extend(revs.standing, false, d.body(revs.signed)!);
  return d.decision();
}
