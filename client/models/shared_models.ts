import { signal, type ReadonlySignal } from "@preact/signals";

/** The lists of models that every installation has: they come with the app, read when needed. */
export type ModelLists = typeof import("../../shared/reference/model_lists.ts");

/** The shared models of aircraft and training devices. */
export interface SharedModels {
  /** Undefined until the lists are read. */
  lists: ReadonlySignal<ModelLists | undefined>;
  /** Resolves when the lists are read; rejects when they could not be. */
  read: Promise<void>;
  /** What an aircraft model is called; empty until the lists are read. */
  aircraftName(id: string): string;
  /** What a model of training device is called. */
  deviceName(id: string): string;
}

/** Begins to read the lists. A failure leaves them out; the names come with the next visit. */
export function openSharedModels(load: () => Promise<ModelLists>): SharedModels {
  const lists = signal<ModelLists | undefined>(undefined);
  const nameOf = (row: { manufacturer: string; model_name: string } | undefined) =>
    row === undefined ? "not known to this version" : `${row.manufacturer} ${row.model_name}`;
  const read = load().then((all) => {
    lists.value = all;
  });
  // Names are shown without them; who cannot do without hears of the failure by waiting.
  read.catch(() => undefined);
  return {
    lists,
    read,
    aircraftName: (id) =>
      lists.value === undefined ? "" : nameOf(lists.value.aircraftModelById(id)),
    deviceName: (id) =>
      lists.value === undefined ? "" : nameOf(lists.value.trainingDeviceModelById(id)),
  };
}

/** The name of an aircraft's model, of the shared list or of the owner's own. */
export function modelName(
  { models, logbook }: { models: SharedModels; logbook: NameLogbook },
  craft: { model_id: string | null; own_model_id: string | null },
): string {
  if (craft.model_id !== null) return models.aircraftName(craft.model_id);
  return logbook.nameOf("aircraft_model", craft.own_model_id);
}

interface NameLogbook {
  nameOf(kind: string, uuid: string | null): string;
}
