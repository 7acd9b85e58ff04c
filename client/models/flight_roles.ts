/** What pilots of some role log, so that their form shows that and hides the rest. */
import type { flight as flightKind } from "../../shared/kinds/flight.ts";
import type { Flight } from "./flight_facts.ts";

/** What the form of a flight is arranged for. `all` hides nothing and guesses nothing. */
export type Role = "all" | "student" | "private" | "instructor" | "airline";

/** The roles as people read them. */
export const roleNames: Readonly<Record<Role, string>> = {
  all: "Every field",
  student: "Student pilot",
  private: "Private pilot",
  instructor: "Instructor",
  airline: "Airline pilot",
};

type FlightField = keyof (typeof flightKind)["fields"];

/** Times at the head of the form, in order. */
export const quickTimesOf: Readonly<Record<Role, readonly FlightField[]>> = {
  all: [
    "total_time",
    "pic_time",
    "dual_received",
    "cross_country_time",
    "night_time",
    "actual_instrument",
  ],
  student: [
    "total_time",
    "dual_received",
    "solo_time",
    "cross_country_time",
    "night_time",
    "simulated_instrument",
  ],
  private: [
    "total_time",
    "pic_time",
    "cross_country_time",
    "night_time",
    "actual_instrument",
    "simulated_instrument",
  ],
  instructor: [
    "total_time",
    "pic_time",
    "dual_given",
    "cross_country_time",
    "night_time",
    "simulated_instrument",
  ],
  airline: [
    "total_time",
    "pic_time",
    "sic_time",
    "multi_pilot_time",
    "night_time",
    "actual_instrument",
  ],
};

const nightVision = ["nvg_time", "nvg_operations", "is_nvg_proficiency_check"] as const;
const duty = ["on_duty", "off_duty"] as const;
const teaching = ["dual_given", "ground_training_given"] as const;
const crews = ["multi_pilot_time", "picus_time", "is_6158_check"] as const;

/** Fields that somebody of a role does not use. One that holds a value is shown all the same. */
const hiddenOf: Readonly<Record<Role, readonly FlightField[]>> = {
  all: [],
  student: [
    ...nightVision,
    ...duty,
    ...teaching,
    ...crews,
    "sic_time",
    "examiner_time",
    "ifr_time",
  ],
  private: [...nightVision, ...duty, ...teaching, ...crews, "examiner_time"],
  instructor: [...nightVision, ...crews],
  airline: [
    ...nightVision,
    "solo_time",
    "ground_training_received",
    "instructor_comments",
    "hobbs_start",
    "hobbs_end",
    "tach_start",
    "tach_end",
  ],
};

/** The details of each category, by the table of each. */
const detailsOfCategory: Readonly<Record<string, FlightField>> = {
  rotorcraft: "helicopter_flight_details",
  glider: "glider_flight_details",
  powered_lift: "powered_lift_details",
  weight_shift_control: "weight_shift_control_details",
  powered_parachute: "powered_parachute_details",
};

const allDetails: readonly FlightField[] = [
  ...Object.values(detailsOfCategory),
  "balloon_flight_details",
  "lta_flight_details",
];

/** What an aircraft is, as far as the form asks. */
export interface CraftAsked {
  category: string | null;
  class: string | null;
}

function detailsOf({ category, class: of_class }: CraftAsked): FlightField | undefined {
  if (category !== "lighter_than_air") return detailsOfCategory[category ?? ""];
  return of_class === "airship" ? "lta_flight_details" : "balloon_flight_details";
}

/** The fields that the form need not show: not used in this role, or of another kind of aircraft. */
export function hiddenFields(role: Role, craft: CraftAsked): readonly FlightField[] {
  // Of an aircraft whose category nobody knows, everything may be true.
  if (craft.category === null) return hiddenOf[role];
  const own = detailsOf(craft);
  return [...hiddenOf[role], ...allDetails.filter((name) => name !== own)];
}

/** The times that somebody of this role logs for a whole flight; a dual flight is not one in command. */
export function timesOfRole(role: Role, flight: Flight): Partial<Record<FlightField, number>> {
  const { total_time, dual_received, instructor_name } = flight;
  switch (role) {
    case "student":
      return { dual_received: instructor_name === null ? 0 : total_time };
    case "private":
      return { pic_time: Math.max(0, total_time - dual_received - flight.sic_time) };
    case "instructor":
      return { pic_time: total_time };
    default:
      return {};
  }
}
