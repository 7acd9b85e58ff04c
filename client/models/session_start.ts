/** What a new lesson on the ground begins with, and what each kind of lesson needs. */
import type { trainingSession } from "../../shared/kinds/training_session.ts";
import type { RecordOfKind } from "../../shared/kinds/kinds.ts";
import type { FormStart } from "./form.ts";

type SessionField = keyof (typeof trainingSession)["fields"];
/** Where a lesson was. */
type SessionType = "device" | "ground";
type Session = RecordOfKind<"training_session">;

/** A new lesson: today, of the kind, in the device and with the instructor of the last one. */
export function newSession(today: string, last: Session | undefined): FormStart {
  if (last === undefined) return { values: { session_date: today } };
  const same = {
    training_device_id: last.training_device_id,
    location: last.location,
    instructor_person_id: last.instructor_person_id,
    instructor_name: last.instructor_name,
  };
  const said = Object.entries(same).filter(([, value]) => value !== null);
  return {
    values: { session_date: today, session_type: last.session_type, ...Object.fromEntries(said) },
    prefilled: said.map(([name]) => name),
  };
}

/** The times at the head of the form: what a device logs is simulated, what a classroom logs is taught. */
export const sessionTimes: Readonly<Record<SessionType, readonly SessionField[]>> = {
  device: ["total_time", "instrument_time_simulated", "dual_received", "dual_given"],
  ground: ["total_time", "dual_received", "dual_given"],
};

/** Fields that a lesson of this kind does not need; one that says something is shown all the same. */
export const sessionUnused: Readonly<Record<SessionType, readonly SessionField[]>> = {
  device: [],
  ground: [
    "training_device_id",
    "instrument_time_simulated",
    "holds",
    "holding_performed",
    "course_intercepting_tracking_performed",
    "approaches",
    "is_ipc",
  ],
};
