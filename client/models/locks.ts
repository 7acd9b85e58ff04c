/** Locks, corrections and marks as an error: what counts, and what is written. */
import { correctsField } from "../../shared/kinds/entry_parts.ts";
import { newRecordId, newRowId, uuidOf } from "../../shared/ids.ts";
import type { Json } from "../../shared/kinds/kind.ts";
import { kindNamed, type RecordOfKind } from "../../shared/kinds/kinds.ts";
import type { Values } from "../../shared/merge.ts";
import type { DocumentToSave } from "../store/messages.ts";
import { fieldsOf, type AnyRecord, type Logbook } from "./logbook.ts";

/** The kind of a record, by its id. */
export function kindOf(record: { _id: string }): string {
  return record._id.slice(0, record._id.indexOf(":"));
}

/** The signatures that name a record, those that wait included. */
export function signaturesOf(
  logbook: Pick<Logbook, "all">,
  record: { _id: string },
): readonly RecordOfKind<"entry_signature">[] {
  const { table } = kindNamed(kindOf(record))!;
  const uuid = uuidOf(record._id);
  return logbook
    .all("entry_signature")
    .filter((signature) => signature.entry_table === table && signature.entry_id === uuid);
}

/** What may supersede, and be superseded: the part of an entry that says so. */
interface Correcting {
  _id: string;
  created_at: string;
  is_erroneous: boolean;
}

/** By when an entry was written, as corrections supersede one another. */
export function orderOf({ created_at, _id }: { created_at: string; _id: string }): string {
  return `${created_at} ${_id}`;
}

/**
 * Which entry supersedes which, by uuid. The latest correction that is no error (`created_at`, then
 * id) supersedes the original and every earlier correction of it, as in
 * `logbook.settle_supersession`. `corrects` answers the uuid that an entry corrects.
 */
export function supersessions<E extends Correcting>(
  entries: readonly E[],
  corrects: (entry: E) => string | null,
): ReadonlyMap<string, string> {
  const latest = new Map<string, E>();
  const corrections = entries.filter((entry) => corrects(entry) !== null && !entry.is_erroneous);
  for (const entry of corrections) {
    const other = latest.get(corrects(entry)!);
    if (other === undefined || orderOf(other) < orderOf(entry)) latest.set(corrects(entry)!, entry);
  }
  const superseded = new Map<string, string>();
  for (const entry of corrections) {
    const last = latest.get(corrects(entry)!)!;
    superseded.set(corrects(entry)!, uuidOf(last._id));
    if (last !== entry && !superseded.has(uuidOf(entry._id)))
      superseded.set(uuidOf(entry._id), uuidOf(last._id));
  }
  return superseded;
}

/** Entries that count: neither marked as an error nor superseded (database design, section 10). */
export function counted<E extends Correcting>(
  entries: readonly E[],
  corrects: (entry: E) => string | null,
): E[] {
  const superseded = supersessions(entries, corrects);
  return entries.filter((entry) => !entry.is_erroneous && !superseded.has(uuidOf(entry._id)));
}

/** The uuid of the entry that supersedes a record; undefined while it counts. */
export function supersededBy(
  logbook: Pick<Logbook, "correcting">,
  record: { _id: string },
): string | undefined {
  const kind = kindOf(record);
  const field = correctsField(kind);
  if (field === undefined) return undefined;
  const corrections = logbook.correcting(kind) as unknown as readonly (AnyRecord & Correcting)[];
  const superseded = supersessions(corrections, (entry) => entry[field] as string);
  return superseded.get(uuidOf(record._id));
}

/** A record as a document again, with some fields said anew. */
function changed(record: AnyRecord, fields: Values): DocumentToSave {
  return { ...(record as unknown as DocumentToSave), ...fields };
}

/** The entry, locked by its owner. */
export function locked(record: AnyRecord, now: string): DocumentToSave {
  return changed(record, { is_locked: true, locked_at: now, locked_reason: "user_locked" });
}

/** The entry, unlocked again by its owner. */
export function unlocked(record: AnyRecord): DocumentToSave {
  return changed(record, { is_locked: false, locked_at: null, locked_reason: null });
}

/** The entry, marked as an error. It stays, and counts no more. */
export function markedErroneous(record: AnyRecord, reason: string, now: string): DocumentToSave {
  const mark = { is_erroneous: true, erroneous_reason: reason, marked_erroneous_at: now };
  return changed(record, mark);
}

/** The entry without its mark. */
export function unmarked(record: AnyRecord): DocumentToSave {
  const mark = { is_erroneous: false, erroneous_reason: null, marked_erroneous_at: null };
  return changed(record, mark);
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

/** What a copy of an entry does not inherit: its lock, its signature, its marks. */
const ownOfEntry = {
  is_locked: false,
  locked_at: null,
  locked_reason: null,
  is_erroneous: false,
  erroneous_reason: null,
  marked_erroneous_at: null,
  cfi_signature_person_id: null,
  cfi_signed_at: null,
} as const;

/** What a correction entry begins with: all that the entry says, and which entry it corrects. */
export function correctionStart(record: AnyRecord, values: Values = fieldsOf(record)): Values {
  const kind = kindOf(record);
  const own = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, withNewRowIds(value ?? null)]),
  );
  const known = Object.keys(kindNamed(kind)!.fields);
  const fresh = Object.entries(ownOfEntry).filter(([name]) => known.includes(name));
  return {
    ...own,
    ...Object.fromEntries(fresh),
    [correctsField(kind)!]: uuidOf(record._id),
    correction_reason: null,
  };
}

/** A correction entry that says `values`, for a reason. */
export function correctionEntry(record: AnyRecord, values: Values, reason: string): DocumentToSave {
  return {
    ...correctionStart(record, values),
    _id: newRecordId(kindOf(record)),
    correction_reason: reason,
  };
}
