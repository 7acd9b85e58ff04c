import {
  boolean,
  choice,
  day,
  longText,
  lookup,
  moment,
  reference,
  referenceModel,
  text,
} from "../fields.ts";
import { lockReasons } from "./entry_parts.ts";
import { defineKind } from "./kind.ts";

/** An instructor's endorsement, its words kept as written. Database design 6.18, AC 61-65. */
export const endorsement = defineKind({
  kind: "endorsement",
  table: "endorsements",
  label: "Endorsement",
  label_many: "Endorsements",
  fields: {
    endorsement_type_id: lookup("Endorsement", "endorsement_types", { required: true }),
    endorsement_date: day("Date", { required: true }),
    endorsing_cfi_person_id: reference("Instructor", "person"),
    cfi_certificate_number_at_time: text("Instructor's certificate number"),
    cfi_certificate_expiration_at_time: day("Instructor's certificate expires"),
    cfi_recent_experience_end_at_time: day("Instructor's recent experience ends", {
      hint: "14 CFR 61.51(h), 61.197",
    }),
    far_reference: text("Regulation", { hint: "14 CFR 61.31(i)" }),
    ac_edition: text("Edition of AC 61-65", { hint: "AC 61-65K" }),
    ac_id: text("Number in it", { hint: "A.75" }),
    endorsement_text: longText("Text"),
    aircraft_model_id: referenceModel("Model"),
    own_model_id: reference("Own model", "aircraft_model"),
    expiration_date: day("Expires"),
    is_locked: boolean("Locked", { default: false, section: "Record" }),
    locked_at: moment("Locked at", { section: "Record" }),
    locked_reason: choice("Locked by", lockReasons, { section: "Record" }),
    notes: longText("Notes"),
  },
  check: (record) =>
    record.aircraft_model_id !== null && record.own_model_id !== null
      ? [
          {
            code: "E_AIRCRAFT_MODEL",
            path: "own_model_id",
            message: "An endorsement is for one model, or for none in particular.",
          },
        ]
      : [],
  title: (record) =>
    [record.endorsement_date, record.ac_id, record.far_reference].filter(Boolean).join(" · "),
  day: (record) => record.endorsement_date,
});
