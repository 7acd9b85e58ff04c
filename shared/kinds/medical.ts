import { boolean, day, longText, lookup, reference, text } from "../fields.ts";
import { defineKind } from "./kind.ts";

/** A medical certificate, BasicMed or special issuance. Database design 6.19, 14 CFR 61.23. */
export const medical = defineKind({
  kind: "medical",
  table: "medicals",
  label: "Medical",
  label_many: "Medicals",
  fields: {
    medical_class_id: lookup("Class", "medical_classes", { required: true }),
    exam_date: day("Examined", { required: true }),
    ame_person_id: reference("Examiner", "person"),
    expiration_date_for_class_1_ops: day("Ends for first class"),
    expiration_date_for_class_2_ops: day("Ends for second class"),
    expiration_date_for_class_3_ops: day("Ends for third class"),
    is_special_issuance: boolean("Special issuance", { default: false }),
    special_issuance_conditions: longText("Conditions"),
    basicmed_cmec_date: day("BasicMed checklist", { hint: "14 CFR 68.7" }),
    basicmed_course_date: day("BasicMed course", { hint: "14 CFR 61.23(c)(3)" }),
    pilots_medical_certificate_number: text("Number"),
    notes: longText("Notes"),
  },
  title: (record) => record.exam_date,
  day: (record) => record.exam_date,
});
