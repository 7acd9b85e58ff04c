/**
 * Where the pilot stands: facts and rules. A part of its own, with the tables that it judges by: what
 * the home screen said last is shown before it is read.
 */
import { computed, signal, type ReadonlySignal } from "@preact/signals";
import {
  keepFacts,
  type Facts,
  type FactsKeeper,
  type FactsSnapshot,
} from "../../shared/facts/facts.ts";
import { referenceLookups } from "../../shared/facts/reference_lookups.ts";
import airportsUrl from "../../shared/reference/airports.bin?url";
import { reportHome, type HomeReport } from "../../shared/rules/home_report.ts";
import type { AirportsModel } from "./airports.ts";
import type { SharedModels } from "./shared_models.ts";
import type { AnyRecord, RecordChange } from "./records.ts";

/** Changes with everything that makes facts: the names of built files bear their hashes. */
export const facts_form = `${import.meta.url} ${airportsUrl}`;

/** The facts of the open logbook and what follows from them today, in step with every save. */
export interface Standing {
  /** Undefined until the logbook's facts are known, from the snapshot or from every record. */
  facts: ReadonlySignal<Facts | undefined>;
  /** Each privilege, what ends, and totals, today. */
  home: ReadonlySignal<HomeReport | undefined>;
  /** Shows what the home screen said last, until the facts are told; only on the day it was said. */
  show(last: HomeReport | undefined): void;
  /** Begins with facts that a snapshot kept; `small` are the records of all other kinds. */
  restore(small: readonly AnyRecord[], kept: FactsSnapshot): void;
  /** Takes changes in; nobody is told before `tell`. */
  take(changes: readonly RecordChange[]): void;
  /** The facts are those of the whole logbook: whoever reads them is told. */
  tell(): void;
  /** Facts of entries, as the snapshot keeps them. */
  snapshot(ids: ReadonlySet<string>): FactsSnapshot;
}

/** Of a device: what facts are made with. */
interface StandingContext {
  airports: Pick<AirportsModel, "loaded">;
  models: Pick<SharedModels, "lists">;
  today: ReadonlySignal<string>;
}

/** Opens the facts of a logbook, empty; `airports` and `models` have been read when it takes records in. */
export function openStanding({ airports, models, today }: StandingContext): Standing {
  const lookups = referenceLookups(
    (id) => airports.loaded.peek()?.byId(id),
    () => models.lists.peek(),
  );
  let keeper: FactsKeeper = keepFacts([], lookups);
  const facts = signal<Facts | undefined>(undefined);
  const shown = signal<HomeReport | undefined>(undefined);
  return {
    facts,
    home: computed(() => {
      if (facts.value !== undefined) return reportHome(facts.value, today.value);
      return shown.value?.currency.as_of === today.value ? shown.value : undefined;
    }),
    show(last) {
      shown.value = last;
    },
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
