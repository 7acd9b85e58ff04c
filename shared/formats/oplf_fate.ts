/** What becomes of a record of an export in a logbook that may have it already. */
import { canonicalJson } from "../canonical_json.ts";
import { derivedUuid } from "../ids.ts";
import type { Json } from "../kinds/kind.ts";
import { kindNamed } from "../kinds/kinds.ts";
import { differingFields, type Values } from "../merge.ts";

/** What a logbook knows of a record. */
export interface KnownRecord {
  is_deleted: boolean;
  /** Canonical JSON of the states that it ever had, without `_rev`; the one that stands first. */
  states: readonly string[];
  standing: Values;
}

/**
 * `new`: nobody knows it. `same`: in every byte what stands. `there`: an earlier state of it, or one
 * that says the same. `differs`: what stands says otherwise, so it comes as a correction.
 */
export type Fate = "new" | "same" | "there" | "differs";

const kindOf = (record: Values) => {
  const id = String(record["_id"]);
  return kindNamed(id.slice(0, id.indexOf(":")));
};

/** What becomes of a record, given what the logbook knows of it. Unknown fields are taken off before. */
export function fateOf(record: Values, known: KnownRecord | undefined): Fate {
  if (known === undefined) return "new";
  const text = canonicalJson(record);
  if (!known.is_deleted && known.states[0] === text) return "same";
  if (known.states.includes(text)) return "there";
  const differ = differingFields(kindOf(record)!.fields, known.standing, record).length > 0;
  return known.is_deleted || differ ? "differs" : "there";
}

/**
 * The correction that proposes what a file says of a record that says otherwise here; the same for
 * the same file, so that importing it twice adds nothing. `now`: UTC.
 */
export function correctionOf(record: Values, known: KnownRecord, now: string): Values {
  const { _id, _attachments, ...proposed } = record;
  const id = String(_id);
  const standing = known.is_deleted ? {} : known.standing;
  const written = String(record["updated_at"]);
  const key = `correction:${id}:${canonicalJson(proposed)}`;
  return {
    _id: `correction:${derivedUuid(key, Date.parse(written) || 0)}`,
    created_at: now,
    updated_at: now,
    corrects_id: id,
    proposed: proposed as Json,
    differing_fields: differingFields(kindOf(record)!.fields, standing, proposed),
    reason: "edited_on_two_devices",
    written_by_device: (record["device_id"] as string | undefined) ?? null,
    written_at: written,
    status: "open",
    notes: "From an imported file.",
  };
}

/** The correction by which a copy carries a deletion, from the document that stands in its place. */
export function proposedDeletion(deletion: Values): Values {
  const [id, written] = [String(deletion["_id"]), String(deletion["updated_at"])];
  const key = `correction:${id}:${String(deletion["_rev"])}`;
  return {
    _id: `correction:${derivedUuid(key, Date.parse(written) || 0)}`,
    created_at: written,
    updated_at: written,
    corrects_id: id,
    proposed: null,
    differing_fields: [],
    reason: "requested",
    written_by_device: (deletion["device_id"] as string | undefined) ?? null,
    written_at: written,
    status: "open",
    notes: "Deleted on a device that could not send it.",
  };
}

/** Which record a copy proposes to delete; undefined for a record that proposes no such thing. */
export function deletionProposedBy(record: Values): string | undefined {
  const isProposal =
    kindOf(record)?.kind === "correction" &&
    record["reason"] === "requested" &&
    (record["status"] ?? "open") === "open" &&
    (record["proposed"] ?? null) === null;
  return isProposal ? String(record["corrects_id"]) : undefined;
}
