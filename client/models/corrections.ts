/** Deciding about corrections: what differs, and what is written when one is accepted. */
import { kindNamed, type RecordOfKind } from "../../shared/kinds/kinds.ts";
import { sameValue, type Values } from "../../shared/merge.ts";
import type { DocumentToSave } from "../store/messages.ts";
import { correctionEntry } from "./locks.ts";
import { fieldsOf, type AnyRecord } from "./logbook.ts";

/** A correction as it lies in the logbook. */
export type CorrectionRecord = RecordOfKind<"correction"> & { _rev: string };

/** The fields in which the proposal still differs from what stands now. */
export function differencesOf(
  correction: CorrectionRecord,
  standing: AnyRecord | undefined,
): string[] {
  const proposed = correction.proposed as Values | null;
  const kind = kindNamed(correction.corrects_id.split(":")[0]!);
  if (kind === undefined) return [];
  if (proposed === null || standing === undefined)
    return Object.keys(kind.fields).filter((name) => {
      const value = (proposed ?? (standing as Values | undefined))?.[name];
      return !sameValue(kind.fields[name]!, value, undefined);
    });
  const names = correction.differing_fields.filter((name) => kind.fields[name] !== undefined);
  return names.filter((name) => !sameValue(kind.fields[name]!, standing[name], proposed[name]));
}

/** How an entry that stands is to be changed by accepting. */
interface Accepting {
  /** The reason of the correction entry, where the entry is locked. */
  reason: string;
  /** It cannot be changed in place: its owner, or a signature, has locked it. */
  is_locked: boolean;
  /** The fields to take from the proposal; all that differ unless told. */
  names?: readonly string[];
}

/**
 * What accepting writes: the proposed fields over what stands; a deletion; or, where the entry is
 * locked, a correction entry that supersedes it, with its reason.
 */
export function acceptance(
  correction: CorrectionRecord,
  standing: AnyRecord | undefined,
  { reason, is_locked, names = differencesOf(correction, standing) }: Accepting,
): DocumentToSave[] {
  const proposed = correction.proposed as Values | null;
  const id = correction.corrects_id;
  if (proposed === null) return standing === undefined ? [] : [tombstone(standing)];
  if (standing === undefined) {
    const kind = kindNamed(id.split(":")[0]!)!;
    const fields = Object.keys(kind.fields).map((name) => [name, proposed[name]]);
    return [{ ...Object.fromEntries(fields), _id: id }];
  }
  const changed = Object.fromEntries(names.map((name) => [name, proposed[name]]));
  const whole = { ...fieldsOf(standing), ...changed };
  if (!is_locked)
    return [{ ...whole, _id: id, _rev: standing._rev, created_at: standing.created_at }];
  return [correctionEntry(standing, whole, reason)];
}

function tombstone({ _id, _rev }: AnyRecord): DocumentToSave {
  return { _id, _rev, _deleted: true };
}

/** The correction itself, decided. */
export function decided(
  correction: CorrectionRecord,
  status: "accepted" | "dismissed",
  now: string,
  device_id: string,
): DocumentToSave {
  return {
    ...(correction as unknown as DocumentToSave),
    status,
    decided_at: now,
    decided_by_device: device_id,
  };
}
