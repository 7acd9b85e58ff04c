import type { RecordOfKind } from "../kinds/kinds.ts";
import { lookupById } from "../reference/lookups.ts";

/** What the rules need to know of an aircraft: its own record and its model's, resolved. */
export interface Craft {
  aircraft_id: string | null;
  registration: string | null;
  /** Code of `aircraft_categories`; null when the model does not say. */
  category: string | null;
  /** Code of `aircraft_classes`; null where the category has no classes, or the model says nothing. */
  class: string | null;
  /** The type on the certificate; null when no type rating is required. */
  type: string | null;
  /** Manufacturer and model in words. */
  model: string;
  engine_type: string | null;
  is_multi_engine: boolean;
  is_turbine: boolean;
  is_tailwheel: boolean;
  is_complex: boolean;
  is_high_performance: boolean;
  /** Technically advanced airplane, 14 CFR 61.129(j). */
  is_taa: boolean;
  is_sea: boolean;
  is_retractable: boolean;
  /** The ICAO designator of the model, `C172`; null when the model has none. */
  designator: string | null;
}

/** What a model says, be it shared or of the pilot's own: the columns that both tables have. */
export type ModelFields = Pick<
  RecordOfKind<"aircraft_model">,
  | "manufacturer"
  | "model_name"
  | "icao_type_designator"
  | "category_id"
  | "class_id"
  | "engine_type"
  | "engine_count"
  | "gear_type"
  | "is_complex"
  | "is_high_performance"
  | "is_tailwheel"
  | "requires_type_rating"
  | "type_rating_code"
>;

/** Categories that 14 CFR 61.5(b) does not divide into classes. */
const withoutClasses = new Set(["glider", "powered_lift"]);
const turbineEngines = new Set(["turboprop", "turboshaft", "turbojet", "turbofan"]);
const multiEngineClasses = new Set(["AMEL", "AMES"]);

/** An aircraft of which nothing is known: its flights count in totals and for no rule. */
export const unknownCraft: Craft = {
  aircraft_id: null,
  registration: null,
  category: null,
  class: null,
  type: null,
  model: "",
  engine_type: null,
  is_multi_engine: false,
  is_turbine: false,
  is_tailwheel: false,
  is_complex: false,
  is_high_performance: false,
  is_taa: false,
  is_sea: false,
  is_retractable: false,
  designator: null,
};

function categoryAndClass(model: ModelFields): Pick<Craft, "category" | "class"> {
  const row = model.class_id === null ? undefined : lookupById("aircraft_classes", model.class_id);
  const category_id = model.category_id ?? row?.category_id ?? null;
  const category =
    category_id === null ? undefined : lookupById("aircraft_categories", category_id);
  const code = category?.code ?? null;
  return {
    category: code,
    class: code !== null && withoutClasses.has(code) ? null : (row?.code ?? null),
  };
}

/** The facts of an aircraft, from its record and its model; undefined model: only what it says itself. */
export function craftOf(
  aircraft: { id: string; registration: string; is_glass_cockpit: boolean },
  model: ModelFields | undefined,
): Craft {
  const own = {
    aircraft_id: aircraft.id,
    registration: aircraft.registration,
    is_taa: aircraft.is_glass_cockpit,
  };
  if (model === undefined) return { ...unknownCraft, ...own };
  const kind = categoryAndClass(model);
  const type = model.type_rating_code ?? model.icao_type_designator ?? model.model_name;
  return {
    ...own,
    ...kind,
    type: model.requires_type_rating ? type.trim().toUpperCase() : null,
    model: [model.manufacturer, model.model_name].filter(Boolean).join(" "),
    engine_type: model.engine_type,
    is_multi_engine: model.engine_count > 1 || multiEngineClasses.has(kind.class ?? ""),
    is_turbine: turbineEngines.has(model.engine_type ?? ""),
    is_tailwheel: model.is_tailwheel || (model.gear_type ?? "").endsWith("tailwheel"),
    is_complex: model.is_complex,
    is_high_performance: model.is_high_performance,
    is_sea: kind.class === "ASES" || kind.class === "AMES",
    is_retractable: (model.gear_type ?? "").startsWith("retractable"),
    designator: model.icao_type_designator,
  };
}
