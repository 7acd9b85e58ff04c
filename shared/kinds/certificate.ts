import { day, longText, lookup, rows, text } from "../fields.ts";
import { defineKind } from "./kind.ts";

/** An airman certificate of the owner, with its ratings and limitations. Database design 6.15-6.17. */
export const certificate = defineKind({
  kind: "certificate",
  table: "certificates",
  label: "Certificate",
  label_many: "Certificates",
  fields: {
    certificate_level_id: lookup("Certificate", "certificate_levels", { required: true }),
    certificate_number: text("Number"),
    date_of_issuance: day("Issued", { required: true }),
    date_of_first_issuance: day("First issued", { hint: "When this one is a reissue" }),
    issuing_authority: text("Issued by", { hint: "FAA unless another authority issued it" }),
    expires_on: day("Expires", { hint: "Flight instructor certificates issued before 2024-12-01" }),
    recent_experience_end: day("Recent experience ends", { hint: "14 CFR 61.197" }),
    notes: longText("Notes"),
    ratings: rows("Ratings", "Rating", {
      rating_type_id: lookup("Rating", "rating_types", { required: true }),
      type_code: text("Type", { hint: "B737, CE-525S" }),
      date_added: day("Added"),
      notes: longText("Notes"),
    }),
    certificate_limitations: rows("Limitations", "Limitation", {
      limitation_text: longText("Limitation", { required: true }),
      date_added: day("Added"),
      date_removed: day("Removed"),
      notes: longText("Notes"),
    }),
  },
  title: (record) =>
    [record.certificate_number, record.date_of_issuance].filter(Boolean).join(" · "),
  day: (record) => record.date_of_issuance,
});
