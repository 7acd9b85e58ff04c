/**
 * What only flights of some category have: a list of at most one row each. Database design section
 * 7; the four last are its stubs (7.3).
 */
import { choice, count, longText, minutes, number, reference, rows, text } from "../fields.ts";

const section = "Category";
const altitude = { min: -1500, max: 100_000, scale: 0, unit: "ft" } as const;
const notes = longText("Notes");

/** How a glider was launched, database design 7.2 and 14 CFR 61.31(j). */
export const launchMethods = {
  aerotow: "Aerotow",
  winch: "Winch",
  self_launch: "Self-launch",
  bungee: "Bungee",
} as const;

/** Kinds of balloon, database design 7.2. */
export const balloonTypes = { hot_air: "Hot air", gas: "Gas", hybrid: "Hybrid" } as const;

/** The lists of a flight, by the table of each. */
export const categoryDetails = {
  helicopter_flight_details: rows(
    "Helicopter",
    "Helicopter details",
    {
      autorotations_to_touchdown: count("Autorotations to touchdown"),
      hovering_time: minutes("Hovering"),
      external_load_operations: count("External load operations"),
      notes,
    },
    { section, max: 1 },
  ),
  glider_flight_details: rows(
    "Glider",
    "Glider details",
    {
      launch_method: choice("Launch", launchMethods),
      tow_aircraft_id: reference("Tow aircraft", "aircraft"),
      release_altitude_ft: number("Release altitude", altitude),
      max_altitude_ft: number("Highest altitude", altitude),
      soaring_time: minutes("Soaring"),
      notes,
    },
    { section, max: 1 },
  ),
  balloon_flight_details: rows(
    "Balloon",
    "Balloon details",
    {
      balloon_type: choice("Type", balloonTypes),
      launch_site_description: text("Launch site"),
      landing_site_description: text("Landing site"),
      max_altitude_ft: number("Highest altitude", altitude),
      notes,
    },
    { section, max: 1 },
  ),
  lta_flight_details: rows("Airship", "Airship details", { notes }, { section, max: 1 }),
  powered_lift_details: rows(
    "Powered lift",
    "Powered-lift details",
    { notes },
    { section, max: 1 },
  ),
  weight_shift_control_details: rows(
    "Weight-shift control",
    "Weight-shift-control details",
    { notes },
    { section, max: 1 },
  ),
  powered_parachute_details: rows(
    "Powered parachute",
    "Powered-parachute details",
    { notes },
    { section, max: 1 },
  ),
} as const;
