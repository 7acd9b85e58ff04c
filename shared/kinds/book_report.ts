import { boolean, choice, day, json, longText, moment, reference, rowId } from "../fields.ts";
import type { Problem } from "../problems.ts";
import { lockReasons } from "./entry_parts.ts";
import { defineKind } from "./kind.ts";

function checkAttestation(record: {
  is_attested: boolean;
  attested_at: string | null;
  attestation_text: string | null;
}): Problem[] {
  if (!record.is_attested) return [];
  return (["attested_at", "attestation_text"] as const)
    .filter((path) => !record[path])
    .map((path) => ({
      code: "E_FIELD_REQUIRED",
      path,
      message: "An attested report says when and to what.",
    }));
}

/** What the logbook said on a day: computed once, kept, never changed. Database design 6.27 and 14. */
export const bookReport = defineKind({
  kind: "book_report",
  table: "book_reports",
  label: "Book report",
  label_many: "Book reports",
  fields: {
    generated_at: moment("Made at", { required: true }),
    as_of_date: day("As of", { required: true }),
    report_type: choice(
      "Report",
      {
        currency_summary: "Currency",
        next_due: "What is due next",
        totals: "Totals",
        pre_flight_check: "Pre-flight check",
        experience_summary: "Experience",
      },
      { required: true },
    ),
    report_data: json("Contents"),
    is_attested: boolean("Attested", { default: false }),
    attested_at: moment("Attested at"),
    attested_by_person_id: reference("Attested by", "person"),
    attestation_text: longText("Attestation"),
    attestation_signature_id: rowId("Signature", "entry_signatures"),
    is_locked: boolean("Locked", { default: true, section: "Record" }),
    locked_at: moment("Locked at", { section: "Record" }),
    locked_reason: choice("Locked by", lockReasons, { section: "Record" }),
    notes: longText("Notes"),
  },
  lock: {
    always: true,
    free: [
      "is_attested",
      "attested_at",
      "attested_by_person_id",
      "attestation_text",
      "attestation_signature_id",
      "locked_at",
      "locked_reason",
      "notes",
    ],
  },
  check: (record) => [
    ...checkAttestation(record),
    ...(record.is_locked
      ? []
      : [
          {
            code: "E_ENTRY_LOCKED" as const,
            path: "is_locked",
            message: "A report is locked from the start.",
          },
        ]),
  ],
  title: (record) => `${record.as_of_date} ${record.report_type}`,
  day: (record) => record.as_of_date,
});
