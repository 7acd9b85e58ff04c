import { aircraftModelById } from "../reference/aircraft_models.ts";
import { lookupById } from "../reference/lookups.ts";
import { trainingDeviceModelById } from "../reference/training_device_models.ts";
import type { AirportFacts, FactsLookups } from "./records.ts";

/** Code of the category of the aircraft that a model of device stands for; null: none in particular. */
function deviceCategory(device_model_id: string): string | null {
  const simulated = trainingDeviceModelById(device_model_id)?.aircraft_model_simulated_id ?? null;
  const model = simulated === null ? undefined : aircraftModelById(simulated);
  return model === undefined
    ? null
    : (lookupById("aircraft_categories", model.category_id)?.code ?? null);
}

/** The reference data as the facts ask for it; airports come from whoever has them unpacked. */
export function referenceLookups(airport: (id: string) => AirportFacts | undefined): FactsLookups {
  return { airport, model: aircraftModelById, device_category: deviceCategory };
}
