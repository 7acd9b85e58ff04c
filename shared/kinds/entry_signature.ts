import { choice, day, json, longText, moment, reference, rowId, text } from "../fields.ts";
import { signableTables } from "./entry_parts.ts";
import { defineKind } from "./kind.ts";

/** A signature over the canonical bytes of an entry. Database design 6.26 and 11. */
export const entrySignature = defineKind({
  kind: "entry_signature",
  table: "entry_signatures",
  label: "Signature",
  label_many: "Signatures",
  fields: {
    entry_table: choice("Signs a", signableTables, { required: true }),
    entry_id: rowId("Entry", "entry_table", { required: true }),
    signer_person_id: reference("Signer", "person", { required: true }),
    public_key_id: reference("Key", "public_key", { required: true }),
    signer_certificate_number: text("Signer's certificate number"),
    signer_certificate_expiration: day("Signer's certificate expires"),
    signer_recent_experience_end: day("Signer's recent experience ends"),
    signed_for_person_id: reference("Signed for", "person", {
      hint: "Whose logbook it is: a signature counts in no other",
    }),
    signed_with: json("What the signer was shown beside the entry"),
    canonical_form_version: text("Canonical form", { required: true }),
    canonical_data_hash: text("SHA-256 of what was signed", {
      required: true,
      pattern: /^[0-9a-f]{64}$/,
      pattern_says: "64 hexadecimal digits",
    }),
    signature_data: longText("Signature", { required: true }),
    signed_at: moment("Signed at", { required: true }),
    signature_purpose: choice(
      "Purpose",
      {
        cfi_endorsement_signature: "Instructor's signature",
        student_acknowledgment: "Student's acknowledgment",
        report_attestation: "Attestation of a report",
        examiner_signature: "Examiner's signature",
        other: "Other",
      },
      { required: true },
    ),
    notes: longText("Notes"),
  },
  lock: { always: true, free: ["notes"] },
  title: (record) => record.signed_at,
  day: (record) => record.signed_at.slice(0, 10),
});
