import {
  boolean,
  choice,
  count,
  day,
  longText,
  minutes,
  moment,
  reference,
  text,
} from "../fields.ts";
import {
  approachRows,
  checkEntry,
  checkPlaces,
  crewRows,
  lockFields,
  partsOverTotal,
  tagRows,
} from "./entry_parts.ts";
import { defineKind } from "./kind.ts";

/** The parts of a session that cannot be longer than the session. */
const partsOfTotal = ["instrument_time_simulated", "dual_received", "dual_given"] as const;

/** A lesson on the ground: in a device, or with an instructor. Database design 6.13, 61.51(b)(1). */
export const trainingSession = defineKind({
  kind: "training_session",
  table: "training_sessions",
  label: "Training session",
  label_many: "Training sessions",
  fields: {
    session_date: day("Date", { required: true }),
    session_type: choice(
      "Kind",
      { device: "In a simulator or training device", ground: "Ground lesson" },
      { default: "ground" },
    ),
    training_device_id: reference("Device", "training_device"),
    location: text("Place"),
    total_time: minutes("Total time"),
    instrument_time_simulated: minutes("Simulated instrument"),
    dual_received: minutes("Training received"),
    dual_given: minutes("Training given"),
    holds: count("Holds"),
    holding_performed: boolean("Holding"),
    course_intercepting_tracking_performed: boolean("Intercepting and tracking courses"),
    instructor_person_id: reference("Instructor", "person"),
    instructor_name: text("Instructor, by name"),
    instructor_comments: longText("Instructor's comments"),
    approaches: approachRows,
    flight_crew: crewRows,
    entry_tags: tagRows,
    is_ipc: boolean("Instrument proficiency check", { default: false }),
    cfi_signature_person_id: reference("Signed by", "person", { section: "Record" }),
    cfi_signed_at: moment("Signed at", { section: "Record" }),
    corrects_training_session_id: reference("Corrects", "training_session", { section: "Record" }),
    ...lockFields,
    import_notes: longText("Notes of the import", { section: "Record" }),
    remarks: longText("Remarks"),
  },
  check: (record) => [
    ...checkEntry({
      day: record.session_date,
      day_path: "session_date",
      corrects: record.corrects_training_session_id,
      correction_reason: record.correction_reason,
      is_erroneous: record.is_erroneous,
      erroneous_reason: record.erroneous_reason,
    }),
    ...partsOverTotal(record, partsOfTotal).map((part) => ({
      code: "E_TRAINING_SESSION_PART_OVER_TOTAL" as const,
      path: part,
      message: `${record[part]} min of ${part} in a session of ${record.total_time} min.`,
    })),
    ...checkPlaces(record.approaches, "approaches"),
    ...(record.session_type === "device" && record.training_device_id === null
      ? [
          {
            code: "E_FIELD_REQUIRED" as const,
            path: "training_device_id",
            message: "A session in a device names the device.",
          },
        ]
      : []),
  ],
  title: ({ session_date, session_type }) =>
    `${session_date} ${session_type === "device" ? "simulator" : "ground lesson"}`,
  day: (record) => record.session_date,
});
