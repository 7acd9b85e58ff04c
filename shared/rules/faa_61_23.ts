import type { Day } from "../calendar.ts";
import type { Facts } from "../facts/facts.ts";
import type { MedicalFacts } from "../medical.ts";
import { medicalStanding } from "../medical_standing.ts";
import { lookupById } from "../reference/lookups.ts";
import { defineRule, type Finding } from "./verdict.ts";

/** The medicals of a logbook as `shared/medical.ts` asks for them. */
export function medicalsOf(facts: Facts): MedicalFacts[] {
  return facts.records.medical.map((medical) => ({
    id: medical._id,
    class: lookupById("medical_classes", medical.medical_class_id)?.code ?? "",
    exam_date: medical.exam_date,
    is_special_issuance: medical.is_special_issuance,
    stated_ends: [
      medical.expiration_date_for_class_1_ops,
      medical.expiration_date_for_class_2_ops,
      medical.expiration_date_for_class_3_ops,
    ],
    basicmed_exam_date: medical.basicmed_cmec_date,
    basicmed_course_date: medical.basicmed_course_date,
  }));
}

/** The birth date of the logbook's owner; null when it is not recorded. */
export function birthOf(facts: Facts): Day | null {
  return facts.records.person.find((person) => person.is_logbook_owner)?.date_of_birth ?? null;
}

function find(facts: Facts, as_of: Day): Finding[] {
  const medicals = medicalsOf(facts);
  return medicalStanding(medicals, birthOf(facts), as_of)
    .filter(({ state }) => state !== "never")
    .map(({ title, regulation, state, last_day, medical_id, unknown }): Finding => {
      const medical = medicals.find(({ id }) => id === medical_id);
      return {
        applies_to: { operation: title },
        regulation,
        authority: regulation.startsWith("MED") ? "EASA" : "FAA",
        state,
        since: state === "current" ? (medical?.exam_date ?? null) : null,
        last_day,
        counted:
          medical === undefined
            ? []
            : [{ id: medical.id, date: medical.exam_date, what: "medical", how_many: 1 }],
        missing: state === "lapsed" ? [{ what: "medical", have: 0, need: 1 }] : [],
        regain:
          "An exam by an aviation medical examiner; for BasicMed a physician's exam and the course.",
        unknown,
      };
    });
}

/** Medical certificates, 14 CFR 61.23 and part 68. One verdict for each operation ever served. */
export const faa_61_23 = defineRule({
  rule: "faa_61_23",
  title: "Medical",
  regulation: "14 CFR 61.23",
  authority: "FAA",
  law_from: "1997-08-04",
  law_to: null,
  convention:
    "Calendar months from the exam, by the age on the day of the exam; on the 40th birthday one is 40.",
  find,
});
