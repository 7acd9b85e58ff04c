import { isSignedOff } from "../../shared/kinds/entry_parts.ts";
import { kindNamed, kindOfTable, kinds, type KindName } from "../../shared/kinds/kinds.ts";
import { referencesOf } from "../../shared/references.ts";
import type { WaitingEntry } from "./ledger_api.ts";
import type { AnyRecord, Logbook } from "./logbook.ts";

/** An entry that waits, here or in the ledger. */
export interface Waiting {
  id: string;
  /** What is missing, in words. */
  needs: string[];
  /** What the ledger said when it could not be applied though nothing is missing. */
  problem: string | null;
  /** It is a signature, and another one locks the entry as it says otherwise: it will not count. */
  is_locked_out: boolean;
}

const targetWords: Record<string, string> = {
  airport: "Airport that the ledger does not know",
  aircraft_model: "Aircraft model that the ledger does not know",
  training_device_model: "Training device model that the ledger does not know",
  lookup: "Value that the ledger does not know",
};

/** What waits: as the ledger says, and what this device finds by itself while it is not asked. */
export function waitingEntries(logbook: Logbook, at_ledger: readonly WaitingEntry[]): Waiting[] {
  const ids = new Set(at_ledger.map(({ id }) => id));
  const told = at_ledger.map(({ id, needs, problem }): Waiting => {
    const words = needs.map(({ target, name }) => targetWords[target] ?? kindNamed(name)!.label);
    const is_locked_out = problem !== null && isLockedOut(logbook, id, ids);
    return { id, needs: [...new Set(words)], problem, is_locked_out };
  });
  return [...told, ...missingReferences(logbook).filter(({ id }) => !ids.has(id))];
}

/** Whether the entry of a signature has another one that does not wait, or an instructor's sign-off. */
function isLockedOut(logbook: Logbook, id: string, waiting: ReadonlySet<string>): boolean {
  const signatures = logbook.all("entry_signature");
  const signature = signatures.find(({ _id }) => _id === id);
  if (signature === undefined) return false;
  const { entry_table, entry_id } = signature;
  const entry = logbook.record(`${kindOfTable(entry_table)?.kind}:${entry_id}`);
  return (
    signatures.some((other) => other.entry_id === entry_id && !waiting.has(other._id)) ||
    (entry !== undefined && isSignedOff(entry))
  );
}

/** Records that refer to a record that this device does not have: the ledger lets them wait too. */
function missingReferences(logbook: Logbook): Waiting[] {
  if (!logbook.ready.value) return [];
  return (Object.keys(kinds) as KindName[]).flatMap((name) => {
    const { fields } = kindNamed(name)!;
    const records = logbook.all(name) as unknown as readonly AnyRecord[];
    return records.flatMap((record): Waiting[] => {
      const missing = referencesOf(fields, record).filter(
        ({ target, name: kind, uuid }) =>
          target === "record" && logbook.record(`${kind}:${uuid}`) === undefined,
      );
      const needs = [...new Set(missing.map((reference) => kindNamed(reference.name)!.label))];
      return needs.length === 0
        ? []
        : [{ id: record._id, needs, problem: null, is_locked_out: false }];
    });
  });
}
