/** The versions of an entry that was corrected: each is an entry of its own, and none is lost. */
import { uuidOf } from "../../shared/ids.ts";
import { correctsField } from "../../shared/kinds/entry_parts.ts";
import { kindOf, orderOf } from "./locks.ts";
import type { AnyRecord, Logbook } from "./logbook.ts";

/** Which entries stand side by side: what an entry corrects, and what corrects it, by uuid. */
function neighbours(
  corrections: readonly AnyRecord[],
  field: string,
): ReadonlyMap<string, string[]> {
  const beside = new Map<string, string[]>();
  const add = (from: string, to: string) => beside.set(from, [...(beside.get(from) ?? []), to]);
  for (const entry of corrections) {
    const corrected = entry[field] as string;
    add(corrected, uuidOf(entry._id));
    add(uuidOf(entry._id), corrected);
  }
  return beside;
}

/**
 * The other versions of an entry, the first one first: what it corrects, what corrects it, and so
 * on. Empty for an entry that was never corrected, and where the kind knows no corrections.
 */
export function otherVersions(
  logbook: Pick<Logbook, "correcting" | "record">,
  record: { _id: string },
): AnyRecord[] {
  const kind = kindOf(record);
  const field = correctsField(kind);
  if (field === undefined) return [];
  const beside = neighbours(logbook.correcting(kind), field);
  const found = new Set([uuidOf(record._id)]);
  // What is added while the set is walked is walked as well.
  for (const uuid of found) for (const next of beside.get(uuid) ?? []) found.add(next);
  found.delete(uuidOf(record._id));
  return [...found]
    .map((uuid) => logbook.record(`${kind}:${uuid}`))
    .filter((version) => version !== undefined)
    .toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}
