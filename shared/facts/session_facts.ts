import { dayNumber } from "../calendar.ts";
import { lookupById } from "../reference/lookups.ts";
import type { EntryFacts } from "./flight_facts.ts";
import { approachCredit } from "./leg_counts.ts";
import { at, filledOf, noSums } from "./measures.ts";
import type { SessionRecord } from "./records.ts";

/** How 14 CFR part 61 gives credit to a device. */
export type DeviceGroup = "FFS" | "FTD" | "AATD" | "BATD" | "ATD";

/** A lesson on the ground, as the rules see it. */
export interface SessionFacts extends EntryFacts {
  kind: "training_session";
  session_type: "device" | "ground";
  training_device_id: string | null;
  /** Null for a ground lesson and for a device of which the kind is not known. */
  device: DeviceGroup | null;
  /** Code of the category that the device stands for; null when nothing says. */
  device_category: string | null;
  /** An instructor is named or has signed: 14 CFR 61.51(g)(4) asks for one when time counts for a rating. */
  has_instructor: boolean;
  unsaid_approaches: number;
  tracking_unsaid: boolean;
}

/** What a training device is, resolved. */
export interface DeviceFacts {
  group: DeviceGroup | null;
  category: string | null;
}

/** A session with its device, once that is known. */
export function withDevice(session: SessionFacts, device: DeviceFacts | undefined): SessionFacts {
  if (session.session_type !== "device" || device === undefined) return session;
  return { ...session, device: device.group, device_category: device.category };
}

/** The group of a device by the code of its type, levels and eras aside. */
export function deviceGroup(code: string | null): DeviceGroup | null {
  if (code === null) return null;
  if (code.startsWith("FFS")) return "FFS";
  if (code.startsWith("FTD")) return "FTD";
  if (code === "AATD" || code === "BATD") return code;
  return code === "ATD" || code === "PCATD" ? "ATD" : null;
}

/** The code of a training device type; null for an id that no list has. */
export function deviceTypeCode(device_type_id: string): string | null {
  return lookupById("training_device_types", device_type_id)?.code ?? null;
}

/**
 * Makes the facts of a lesson. Approaches in a device are flown on instruments unless the entry
 * says otherwise. Its times stay apart from those of flights, except where a rule adds them. What
 * its device is comes with `withDevice`.
 */
export function sessionFacts(session: SessionRecord): SessionFacts {
  const sums = noSums();
  const in_device = session.session_type === "device";
  const tracked = in_device && session.course_intercepting_tracking_performed === true;
  sums[at.device_time] = in_device ? session.total_time : 0;
  sums[at.simulated_instrument] = in_device ? session.instrument_time_simulated : 0;
  sums[at.instrument_minutes] = in_device ? session.instrument_time_simulated : 0;
  sums[at.dual_received] = in_device ? session.dual_received : 0;
  sums[at.dual_given] = in_device ? session.dual_given : 0;
  sums[at.ground_training_received] = in_device ? 0 : session.dual_received;
  sums[at.ground_training_given] = in_device ? 0 : session.dual_given;
  sums[at.holds] = Math.max(session.holds, session.holding_performed === true ? 1 : 0);
  sums[at.tracking_minutes] = tracked ? session.instrument_time_simulated : 0;
  sums[at.ipc] = session.is_ipc ? 1 : 0;
  sums[at.approaches] = session.approaches.length;
  sums[at.credited_approaches] = !in_device
    ? 0
    : session.approaches.filter((approach) => approachCredit(approach, 1) === "counts").length;
  const tracking_unsaid = in_device && session.course_intercepting_tracking_performed === null;
  const approached = tracking_unsaid && sums[at.credited_approaches]! > 0;
  sums[at.tracking] = tracked || approached ? 1 : 0;
  return {
    kind: "training_session",
    id: session._id,
    date: session.session_date,
    day: dayNumber(session.session_date),
    sums,
    filled: filledOf(sums),
    session_type: in_device ? "device" : "ground",
    training_device_id: session.training_device_id,
    device: null,
    device_category: null,
    has_instructor:
      session.instructor_person_id !== null ||
      session.instructor_name !== null ||
      session.cfi_signed_at !== null,
    unsaid_approaches: 0,
    tracking_unsaid,
  };
}
