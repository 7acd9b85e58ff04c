import { lookupById } from "../reference/lookups.ts";
import type { AirportFacts, FactsLookups } from "./records.ts";

/** What is looked up in the lists of models. They are long, so the app reads them late. */
export type ModelLists = Pick<
  typeof import("../reference/model_lists.ts"),
  "aircraftModelById" | "trainingDeviceModelById"
>;

/** Code of the category of the aircraft that a model of device stands for; null: none in particular. */
function deviceCategory(lists: ModelLists, device_model_id: string): string | null {
  const device = lists.trainingDeviceModelById(device_model_id);
  const simulated = device?.aircraft_model_simulated_id ?? null;
  const model = simulated === null ? undefined : lists.aircraftModelById(simulated);
  return model === undefined
    ? null
    : (lookupById("aircraft_categories", model.category_id)?.code ?? null);
}

/** The reference data as the facts ask for it, from whoever has it unpacked. */
export function referenceLookups(
  airport: (id: string) => AirportFacts | undefined,
  models: () => ModelLists | undefined,
): FactsLookups {
  return {
    airport,
    model(id) {
      return models()?.aircraftModelById(id);
    },
    device_category(id) {
      const lists = models();
      return lists === undefined ? null : deviceCategory(lists, id);
    },
  };
}
