import { signal, type ReadonlySignal } from "@preact/signals";
import { codeOf } from "../../shared/reference/airport.ts";
import type { Airports } from "../../shared/reference/airports.ts";

/** The airports of this device: precached with the app, decoded once. */
export interface AirportsModel {
  /** Undefined until they are decoded. */
  loaded: ReadonlySignal<Airports | undefined>;
  /** Why they could not be read, or null. */
  failure: ReadonlySignal<string | null>;
  /** Resolves when they are decoded, or could not be. */
  settled: Promise<void>;
  /** The code of an airport of the list, or the words that stand for it. */
  place(airport_id: string | null, description: string | null): string;
}

/** Begins to load the airports; `load` answers them decoded. */
export function openAirports(load: () => Promise<Airports>): AirportsModel {
  const loaded = signal<Airports | undefined>(undefined);
  const failure = signal<string | null>(null);
  const settled = load().then(
    (airports) => {
      loaded.value = airports;
    },
    (error: unknown) => {
      failure.value = error instanceof Error ? error.message : String(error);
    },
  );
  return {
    loaded,
    failure,
    settled,
    place(airport_id, description) {
      if (airport_id === null) return description ?? "";
      const airport = loaded.value?.byId(airport_id);
      return airport === undefined ? (description ?? "····") : codeOf(airport);
    },
  };
}
