import { boolean, choice, day, longText, lookup, text } from "../fields.ts";
import { defineKind } from "./kind.ts";

/** Training of any kind, planned ones without a date included. Database design 6.22. */
export const trainingEvent = defineKind({
  kind: "training_event",
  table: "training_events",
  label: "Training event",
  label_many: "Training events",
  fields: {
    event_type_id: lookup("Kind", "training_event_types", { required: true }),
    status: choice(
      "State",
      {
        planned: "Planned",
        scheduled: "Scheduled",
        in_progress: "In progress",
        completed: "Completed",
        cancelled: "Cancelled",
      },
      { default: "planned" },
    ),
    planned_period_description: text("Planned for, in words", { hint: "April 2027" }),
    planned_start_date: day("Planned from"),
    planned_end_date: day("Planned to"),
    actual_start_date: day("From"),
    actual_end_date: day("To"),
    provider: text("Provider"),
    location: text("Place"),
    aircraft_type: text("Aircraft type"),
    satisfactorily_completed: boolean("Satisfactory"),
    notes: longText("Notes"),
  },
  title: (record) =>
    record.actual_start_date ??
    record.planned_start_date ??
    record.planned_period_description ??
    record.provider ??
    record.status,
  day: (record) => record.actual_start_date ?? record.planned_start_date ?? "",
});
