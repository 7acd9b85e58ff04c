import { choice, day, longText, reference, rowId, text } from "../fields.ts";
import { defineKind } from "./kind.ts";

/** A practical test. Database design 6.21. */
export const practicalTest = defineKind({
  kind: "practical_test",
  table: "practical_tests",
  label: "Practical test",
  label_many: "Practical tests",
  fields: {
    test_date: day("Date", { required: true }),
    examiner_person_id: reference("Examiner", "person"),
    certificate_or_rating_sought: text("For", { required: true }),
    outcome: choice(
      "Outcome",
      {
        pass: "Passed",
        fail: "Failed",
        discontinuance: "Discontinued",
        notice_of_disapproval: "Notice of disapproval",
      },
      { required: true },
    ),
    aircraft_id: reference("Aircraft", "aircraft"),
    training_device_id: reference("Device", "training_device"),
    associated_flight_id: reference("Flight", "flight"),
    associated_training_session_id: reference("Training session", "training_session"),
    acs_or_pts_reference: text("ACS or PTS"),
    resulted_in_certificate_id: reference("Certificate", "certificate"),
    resulted_in_rating_id: rowId("Rating", "ratings"),
    notes: longText("Notes"),
  },
  title: (record) => `${record.test_date} ${record.certificate_or_rating_sought}`,
  day: (record) => record.test_date,
});
