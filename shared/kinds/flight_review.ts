import { boolean, choice, day, longText, moment, reference, text } from "../fields.ts";
import { lockReasons } from "./entry_parts.ts";
import { defineKind } from "./kind.ts";

/** A flight review or what counts as one. Database design 6.20, 14 CFR 61.56. */
export const flightReview = defineKind({
  kind: "flight_review",
  table: "flight_reviews",
  label: "Flight review",
  label_many: "Flight reviews",
  fields: {
    review_date: day("Date", { required: true }),
    review_type: choice(
      "Kind",
      {
        flight_review: "Flight review",
        new_rating: "Practical test for a certificate or rating",
        IPC_combined: "Instrument proficiency check with a review",
        WINGS_phase: "Phase of WINGS",
        proficiency_check: "Proficiency check",
      },
      { default: "flight_review" },
    ),
    instructor_person_id: reference("Instructor", "person"),
    associated_flight_id: reference("Flight", "flight"),
    aircraft_or_device_description: text("Aircraft or device"),
    satisfactorily_completed: boolean("Satisfactory"),
    endorsement_id: reference("Endorsement", "endorsement"),
    is_locked: boolean("Locked", { default: false, section: "Record" }),
    locked_at: moment("Locked at", { section: "Record" }),
    locked_reason: choice("Locked by", lockReasons, { section: "Record" }),
    notes: longText("Notes"),
  },
  title: (record) => record.review_date,
  day: (record) => record.review_date,
});
