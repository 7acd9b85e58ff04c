/** Deciding about corrections: what differs, and what is written when one is accepted. */
import { newRecordId, newRowId, uuidOf } from "../../shared/ids.ts";
import { isLockedItself, isSignedOff } from "../../shared/kinds/entry_parts.ts";
import type { Json } from "../../shared/kinds/kind.ts";
import { kindNamed, type RecordOfKind } from "../../shared/kinds/kinds.ts";
import { sameValue, type Values } from "../../shared/merge.ts";
import type { DocumentToSave } from "../store/messages.ts";
import { fieldsOf, type AnyRecord } from "./logbook.ts";

/** A correction as it lies in the logbook. */
export type CorrectionRecord = RecordOfKind<"correction"> & { _rev: string };

/** The field of a kind that names the entry which a correction entry supersedes. */
const correctsFields: Readonly<Record<string, string>> = {
  flight: "corrects_flight_id",
  training_session: "corrects_training_session_id",
};

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

/** Rows of a correction entry are rows of their own. */
function withNewRowIds(value: Json): Json {
  if (!Array.isArray(value)) return value;
  return value.map((row) => {
    if (typeof row !== "object" || row === null || !("id" in row)) return row;
    const inner = Object.entries(row as { [field: string]: Json }).map(
      ([name, item]) => [name, withNewRowIds(item)] as const,
    );
    return { ...Object.fromEntries(inner), id: newRowId() };
  });
}

/**
 * What accepting writes: the proposed fields over what stands; a deletion; or, where the entry is
 * locked, a correction entry that supersedes it, with its reason.
 */
export function acceptance(
  correction: CorrectionRecord,
  standing: AnyRecord | undefined,
  reason: string,
): DocumentToSave[] {
  const proposed = correction.proposed as Values | null;
  const id = correction.corrects_id;
  if (proposed === null) return standing === undefined ? [] : [tombstone(standing)];
  if (standing === undefined) {
    const kind = kindNamed(id.split(":")[0]!)!;
    const fields = Object.keys(kind.fields).map((name) => [name, proposed[name]]);
    return [{ ...Object.fromEntries(fields), _id: id }];
  }
  const names = differencesOf(correction, standing);
  const changed = Object.fromEntries(names.map((name) => [name, proposed[name]]));
  const whole = { ...fieldsOf(standing), ...changed };
  if (!isLockedItself(standing))
    return [{ ...whole, _id: id, _rev: standing._rev, created_at: standing.created_at }];
  const kind = id.split(":")[0]!;
  const own = Object.fromEntries(
    Object.entries(whole).map(([name, value]) => [name, withNewRowIds(value ?? null)]),
  );
  return [
    {
      ...own,
      _id: newRecordId(kind),
      is_locked: false,
      locked_at: null,
      locked_reason: null,
      // What was signed is the entry as it was; nobody has signed the correction.
      ...(isSignedOff(standing) ? { cfi_signature_person_id: null, cfi_signed_at: null } : {}),
      [correctsFields[kind] ?? ""]: uuidOf(id),
      correction_reason: reason,
    },
  ];
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
