import { boolean, day, longText, lookup, rows, text } from "../fields.ts";
import { defineKind } from "./kind.ts";

/** Anyone who appears in the logbook, the owner included. Database design 6.2 and 6.3. */
export const person = defineKind({
  kind: "person",
  table: "people",
  label: "Person",
  label_many: "People",
  fields: {
    display_name: text("Name", { required: true }),
    first_name: text("First name"),
    middle_name: text("Middle name"),
    last_name: text("Last name"),
    is_logbook_owner: boolean("Owner of this logbook", { default: false }),
    faa_certificate_number: text("Certificate number"),
    date_of_birth: day("Born", { hint: "Medicals end by age, 14 CFR 61.23" }),
    email: text("Email"),
    phone: text("Phone"),
    notes: longText("Notes"),
    person_roles: rows("Roles and qualifications", "Role", {
      role_type_id: lookup("Role", "role_qualification_types", { required: true }),
      identifier: text("Number"),
      valid_from: day("From"),
      valid_to: day("To"),
      notes: longText("Notes"),
    }),
  },
  title: (record) => record.display_name,
});
