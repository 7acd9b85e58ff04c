import { boolean, choice, count, longText, lookup, number, text } from "../fields.ts";
import { defineKind } from "./kind.ts";

/** Engine types of database design 6.5. */
export const engineTypes = {
  piston: "Piston",
  radial: "Radial",
  diesel: "Diesel",
  turboprop: "Turboprop",
  turboshaft: "Turboshaft",
  turbojet: "Turbojet",
  turbofan: "Turbofan",
  electric: "Electric",
  none: "None",
} as const;

/** Landing gear of database design 6.5, with retraction told apart (14 CFR 61.31(e)). */
export const gearTypes = {
  fixed_tricycle: "Fixed, tricycle",
  fixed_tailwheel: "Fixed, tailwheel",
  retractable_tricycle: "Retractable, tricycle",
  retractable_tailwheel: "Retractable, tailwheel",
  amphibious: "Amphibious",
  floats: "Floats",
  skids: "Skids",
  skis: "Skis",
  none: "None",
} as const;

/** A model that the shared reference lacks, or that a file describes in its own way. */
export const aircraftModel = defineKind({
  kind: "aircraft_model",
  table: "aircraft_models",
  label: "Aircraft model",
  label_many: "Aircraft models",
  fields: {
    manufacturer: text("Manufacturer"),
    model_name: text("Model", { required: true }),
    icao_type_designator: text("ICAO type", { hint: "C172, B738, R44" }),
    category_id: lookup("Category", "aircraft_categories"),
    class_id: lookup("Class", "aircraft_classes"),
    engine_type: choice("Engine", engineTypes),
    engine_count: count("Engines", { max: 12 }),
    gear_type: choice("Landing gear", gearTypes),
    is_complex: boolean("Complex", { default: false, hint: "14 CFR 61.31(e)" }),
    is_high_performance: boolean("High performance", { default: false, hint: "14 CFR 61.31(f)" }),
    is_tailwheel: boolean("Tailwheel", { default: false, hint: "14 CFR 61.31(i)" }),
    is_pressurized: boolean("Pressurized", { default: false }),
    service_ceiling_ft: number("Service ceiling", { min: 0, max: 100_000, scale: 0, unit: "ft" }),
    requires_type_rating: boolean("Needs a type rating", { default: false }),
    type_rating_code: text("Type rating"),
    mtow_lbs: number("Maximum take-off weight", { min: 0, max: 2_000_000, scale: 0, unit: "lb" }),
    notes: longText("Notes"),
  },
  title: (record) => [record.manufacturer, record.model_name].filter(Boolean).join(" "),
  natural_key: (record) =>
    [record.manufacturer ?? "", record.model_name, record.icao_type_designator ?? ""]
      .map((part) => part.trim().toLowerCase())
      .join("|"),
});
