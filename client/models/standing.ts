import { computed, signal, type ReadonlySignal } from "@preact/signals";
import {
  keepFacts,
  type Facts,
  type FactsKeeper,
  type FactsSnapshot,
} from "../../shared/facts/facts.ts";
import type { FactsLookups } from "../../shared/facts/records.ts";
import { reportHome, type HomeReport } from "../../shared/rules/home_report.ts";
import type { AnyRecord, RecordChange } from "./records.ts";

/** The facts of the open logbook and what follows from them today, in step with every save. */
export interface Standing {
  /** Undefined until the logbook's facts are known, from the snapshot or from every record. */
  facts: ReadonlySignal<Facts | undefined>;
  /** Each privilege, what ends, and totals, today. */
  home: ReadonlySignal<HomeReport | undefined>;
  /** Begins with facts that a snapshot kept; `small` are the records of all other kinds. */
  restore(small: readonly AnyRecord[], kept: FactsSnapshot): void;
  /** Takes changes in; nobody is told before `tell`. */
  take(changes: readonly RecordChange[]): void;
  /** The facts are those of the whole logbook: whoever reads them is told. */
  tell(): void;
  /** Facts of entries, as the snapshot keeps them. */
  snapshot(ids: ReadonlySet<string>): FactsSnapshot;
}

/** Opens the facts of a logbook, empty. */
export function openStanding(lookups: FactsLookups, today: ReadonlySignal<string>): Standing {
  let keeper: FactsKeeper = keepFacts([], lookups);
  const facts = signal<Facts | undefined>(undefined);
  return {
    facts,
    home: computed(() =>
      facts.value === undefined ? undefined : reportHome(facts.value, today.value),
    ),
    restore(small, kept) {
      keeper = keepFacts(small, lookups, kept);
    },
    take(changes) {
      for (const { id, record } of changes)
        if (record === undefined) keeper.remove(id);
        else keeper.put(record);
    },
    tell() {
      facts.value = keeper.current();
    },
    snapshot: (ids) => keeper.snapshot(ids),
  };
}
