import { boolean, longText, number, reference, referenceModel, text } from "../fields.ts";
import type { Problem } from "../problems.ts";
import { defineKind } from "./kind.ts";

/** One airframe, by its registration. Database design 6.6. */
export const aircraft = defineKind({
  kind: "aircraft",
  table: "aircraft",
  label: "Aircraft",
  label_many: "Aircraft",
  fields: {
    registration: text("Registration", {
      required: true,
      pattern: /^[\p{Lu}\p{N}][\p{Lu}\p{N} ./#_-]*$/u,
      pattern_says: "capital letters, digits and - . / # only, e.g. N512SR or G-ABCD",
    }),
    model_id: referenceModel("Model"),
    own_model_id: reference("Own model", "aircraft_model"),
    serial_number: text("Serial number"),
    year_manufactured: number("Year built", { min: 1903, max: 2200, scale: 0 }),
    nickname: text("Nickname"),
    is_glass_cockpit: boolean("Glass cockpit (TAA)", {
      default: false,
      hint: "Technically advanced airplane, 14 CFR 61.129(j)",
    }),
    is_ifr_certified: boolean("IFR certified", { default: true }),
    equipment_notes: longText("Equipment"),
    notes: longText("Notes"),
  },
  check: (record) => {
    const models = [record.model_id, record.own_model_id].filter((id) => id !== null).length;
    const problem: Problem = {
      code: "E_AIRCRAFT_MODEL",
      path: "model_id",
      message: models === 0 ? "The aircraft has no model." : "The aircraft has two models.",
    };
    return models === 1 ? [] : [problem];
  },
  title: (record) => record.registration,
  natural_key: (record) => record.registration,
});
