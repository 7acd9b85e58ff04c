import { kindNamed, kinds, type KindName } from "../../shared/kinds/kinds.ts";
import { referencesOf } from "../../shared/references.ts";
import type { AnyRecord, Logbook } from "./logbook.ts";

/** A record that refers to what is not here. */
interface WaitingRecord {
  id: string;
  /** The kinds of what is missing, in words. */
  needs: string[];
}

/** Records that refer to a record that this device does not have: the ledger lets them wait too. */
export function missingReferences(logbook: Logbook): WaitingRecord[] {
  if (!logbook.ready.value) return [];
  return (Object.keys(kinds) as KindName[]).flatMap((name) => {
    const { fields } = kindNamed(name)!;
    const records = logbook.all(name) as unknown as readonly AnyRecord[];
    return records.flatMap((record): WaitingRecord[] => {
      const missing = referencesOf(fields, record).filter(
        ({ target, name: kind, uuid }) =>
          target === "record" && logbook.record(`${kind}:${uuid}`) === undefined,
      );
      const needs = [...new Set(missing.map((reference) => kindNamed(reference.name)!.label))];
      return needs.length === 0 ? [] : [{ id: record._id, needs }];
    });
  });
}
