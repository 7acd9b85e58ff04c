/**
 * Aeronautical experience as data: what a paragraph asks for, line by line. Times are minutes,
 * distances nautical miles. The words are ours; the paragraph is what counts.
 */
import type { VariantName } from "../cross_country.ts";

/** A part of a flight's time. `xc` is cross-country by the definition of the table. */
export type Part = "total" | "pic" | "sic" | "solo" | "dual" | "night" | "instrument" | "xc";

/** Which flights a line looks at; what is not given does not matter. */
export interface Where {
  category?: string;
  classes?: readonly string[];
  /** Powered aircraft: not a glider, not a balloon. */
  powered?: true;
  multi_engine?: boolean;
  /** Complex or turbine-powered; with `taa` a technically advanced airplane does too. */
  complex?: "complex_or_turbine" | "complex_turbine_or_taa";
  /** Only in so many calendar months before the month of the test, and that month. */
  months_before?: number;
}

/** A single flight that must have been made. */
export interface FlightAsked {
  /** Parts of time that it must have, with the minutes of each. */
  minutes?: Partial<Record<Part, number>>;
  /** No minute of night. */
  by_day?: true;
  /** The legs together, at least or more than. */
  total_nm?: { at_least: number } | { more_than: number };
  /** One leg, straight line between take-off and landing. */
  leg_nm?: { at_least: number } | { more_than: number };
  /** A landing so far from the original point of departure, straight line. */
  from_origin_nm?: { at_least: number } | { more_than: number };
  /** Places landed at, the departure included when it was landed at. */
  points?: number;
  /** As many places to a full stop. */
  full_stop_points?: number;
  /** An instrument approach at every place, and so many kinds of approach. */
  approaches?: { at_every_point: true; kinds: number };
}

/** How much of a device counts, in minutes; what part of a lesson counts for the line. */
export interface DeviceCredit {
  at_most: number;
  of: "dual" | "instrument" | "total";
  /** A basic device, or one of which the kind is not known, gives no more than this. */
  basic_at_most?: number;
}

/** One line of a table. */
export interface Requirement {
  /** Stable key within the table. */
  line: string;
  paragraph: string;
  what: string;
  where?: Where;
  need: number;
  measure:
    | { kind: "minutes"; parts: readonly Part[]; night_landings_as_hours?: true }
    | { kind: "count"; of: CountName; parts?: readonly Part[] }
    | { kind: "flights"; asked: FlightAsked };
  device?: DeviceCredit;
  /** What the entries cannot tell, in words. */
  unknown?: readonly string[];
}

/** Counts that a line can ask for. */
export type CountName =
  | "takeoffs"
  | "landings"
  | "night_takeoffs"
  | "night_landings"
  | "night_full_stops"
  | "full_stops"
  | "towered_full_stops"
  | "towered_night_takeoffs"
  | "towered_night_landings";

/** The experience for one certificate or rating. */
export interface ExperienceTable {
  /** Stable key: `faa_61_109_a`. */
  table: string;
  title: string;
  regulation: string;
  /** Which definition of cross-country holds for the certificate. */
  cross_country: VariantName;
  /** The category of devices that give credit. */
  category: string;
  lines: readonly Requirement[];
}

/** Hours as minutes: the tables read like the regulation. */
export const hours = (n: number): number => n * 60;

type About = Omit<Requirement, "measure">;

/** A line of time. */
export const minutes = ({ parts, ...about }: About & { parts: readonly Part[] }): Requirement => ({
  ...about,
  measure: { kind: "minutes", parts },
});

/** A line of take-offs or landings, of flights that have the parts. */
export const count = ({
  of,
  parts,
  ...about
}: About & { of: CountName; parts: readonly Part[] }): Requirement => ({
  ...about,
  measure: { kind: "count", of, parts },
});

/** A line of flights that must have been made. */
export const flight = ({ asked, ...about }: About & { asked: FlightAsked }): Requirement => ({
  ...about,
  measure: { kind: "flights", asked },
});
