import { getPosition } from "suncalc";
import { dayNumber, type Day } from "./calendar.ts";
import type { Position } from "./geography.ts";

/**
 * The sun, from suncalc's coordinates (Meeus, chapter 25) and a search of our own for the moments.
 *
 * suncalc's own `getTimes` decides by the declination at noon whether an event happens and then
 * refines twice: beyond 60° latitude that can miss an event, or be minutes off, on the days when the
 * sun only just reaches the horizon. So the altitude is followed from midnight to noon to midnight
 * and its crossing is bisected.
 */

/**
 * True altitude of the sun's centre at sunrise and sunset: 34' of refraction and 16' of radius, as
 * in the Air Almanac and the Nautical Almanac.
 */
export const horizonDegrees = -50 / 60;

/** True altitude at the beginning and end of civil twilight, 14 CFR 1.1 by way of the Air Almanac. */
export const civilDegrees = -6;

const hour_ms = 3_600_000;
const day_ms = 86_400_000;
const degrees = 180 / Math.PI;

/** What suncalc adds for refraction at and below the horizon, in degrees (its formula at 0°). */
const refractionBelowHorizon = (0.0002967 / Math.tan(0.00312536 / 0.08901179)) * degrees;

/** Altitude above 0° takes part of the refraction off; only its sign matters to anyone here. */
function trueAltitude(apparent: number): number {
  if (apparent <= refractionBelowHorizon) return apparent - refractionBelowHorizon;
  let altitude = apparent;
  for (let i = 0; i < 4; i++) {
    const h = altitude / degrees;
    altitude = apparent - (0.0002967 / Math.tan(h + 0.00312536 / (h + 0.08901179))) * degrees;
  }
  return Math.max(0, altitude);
}

/** Altitude of the sun's centre in degrees, without refraction, at an instant (ms since 1970). */
export function sunAltitude(instant: number, place: Position): number {
  return trueAltitude(getPosition(new Date(instant), place.latitude, place.longitude).altitude);
}

/**
 * The sun's hour angle in degrees, -180 to 180: below 0 before the sun is highest. Seen from the
 * pole the azimuth, counted from the south, is the hour angle.
 */
function hourAngle(instant: number, longitude: number): number {
  return getPosition(new Date(instant), 90, longitude).azimuth - 180;
}

/** The instant nearest to another at which the sun has an hour angle: 0 at noon, 180 at midnight. */
function nearestWithHourAngle(target: 0 | 180, instant: number, longitude: number): number {
  let found = instant;
  for (let i = 0; i < 3; i++) {
    const ahead = hourAngle(found, longitude) - target;
    found -= ((ahead > 180 ? ahead - 360 : ahead < -180 ? ahead + 360 : ahead) / 360) * day_ms;
  }
  return found;
}

/** The moment between two instants, one below and one above an altitude, to half a second. */
function crossing(below: number, above: number, altitude: number, place: Position): number {
  let [low, high] = [below, above];
  while (Math.abs(high - low) > 500) {
    const middle = (low + high) / 2;
    if (sunAltitude(middle, place) > altitude) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

/** What the sun does on one day at one place; instants in ms since 1970, null when it does not happen. */
export interface SunTimes {
  civil_dawn: number | null;
  sunrise: number | null;
  solar_noon: number;
  sunset: number | null;
  civil_dusk: number | null;
  /** One hour before sunrise and one after sunset, 14 CFR 61.57(b)(1). */
  sunrise_minus_hour: number | null;
  sunset_plus_hour: number | null;
  /** What the sun does where there is no sunrise or no sunset. */
  sun: "rises_and_sets" | "always_up" | "always_down" | "rises_or_sets_only";
}

/**
 * Sun times of a day at a place: the day from solar midnight to solar midnight around the noon of
 * that day. `noon` is the instant of 12:00 by the clocks of the place (`localNoon`); without it the
 * place's own mean time is taken, which names the same day everywhere but beside the date line.
 */
export function sunTimes(
  day: Day,
  place: Position,
  noon = dayNumber(day) * day_ms + (12 - place.longitude / 15) * hour_ms,
): SunTimes {
  const solar_noon = nearestWithHourAngle(0, noon, place.longitude);
  const midnights = [-1, 1].map((side) =>
    nearestWithHourAngle(180, solar_noon + (side * day_ms) / 2, place.longitude),
  );
  const highest = sunAltitude(solar_noon, place);
  const lowest = midnights.map((instant) => sunAltitude(instant, place));
  const cross = (side: 0 | 1, altitude: number) =>
    highest > altitude && lowest[side]! <= altitude
      ? crossing(midnights[side]!, solar_noon, altitude, place)
      : null;
  const sunrise = cross(0, horizonDegrees);
  const sunset = cross(1, horizonDegrees);
  return {
    civil_dawn: cross(0, civilDegrees),
    sunrise,
    solar_noon,
    sunset,
    civil_dusk: cross(1, civilDegrees),
    sunrise_minus_hour: sunrise === null ? null : sunrise - hour_ms,
    sunset_plus_hour: sunset === null ? null : sunset + hour_ms,
    sun: whatTheSunDoes(sunrise, sunset, highest),
  };
}

function whatTheSunDoes(
  sunrise: number | null,
  sunset: number | null,
  highest: number,
): SunTimes["sun"] {
  if (sunrise !== null && sunset !== null) return "rises_and_sets";
  if (sunrise !== null || sunset !== null) return "rises_or_sets_only";
  return highest > horizonDegrees ? "always_up" : "always_down";
}

/** Whether the sun is above the horizon at some moment within `around_ms` before or after. */
function isUpWithin(instant: number, place: Position, around_ms: number): boolean {
  const isUp = (at: number) => sunAltitude(at, place) > horizonDegrees;
  if (isUp(instant) || isUp(instant - around_ms) || isUp(instant + around_ms)) return true;
  // A polar day shorter than the window can lie inside it whole.
  const to_noon = (-hourAngle(instant, place.longitude) / 360) * day_ms;
  return Math.abs(to_noon) < around_ms && isUp(instant + to_noon);
}

/** Night for logging: from the end of evening to the beginning of morning civil twilight, 14 CFR 1.1. */
export function isNightPart1(instant: number, place: Position): boolean {
  return sunAltitude(instant, place) < civilDegrees;
}

/**
 * Night for recency: from one hour after sunset to one hour before sunrise, 14 CFR 61.57(b)(1).
 * Where the sun stays down, it is always such a night; where it stays up, never.
 */
export function isNight6157(instant: number, place: Position): boolean {
  const altitude = sunAltitude(instant, place);
  // In an hour the sun moves 15° at most, so far below the horizon nothing more need be asked.
  if (altitude > horizonDegrees) return false;
  return altitude < horizonDegrees - 15.5 || !isUpWithin(instant, place, hour_ms);
}

/** What holds at an instant and place. */
export interface SunState {
  altitude_degrees: number;
  sun_is_up: boolean;
  /** 14 CFR 1.1: for logging night time. */
  is_night_part1: boolean;
  /** 14 CFR 61.57(b)(1): for take-offs and landings of recency. */
  is_night_6157: boolean;
  /** From sunset to sunrise, 14 CFR 91.209 (Alaska has its own rule). */
  needs_position_lights: boolean;
  /** Within 30 minutes before sunrise or after sunset, 14 CFR 107.29(c) (Alaska: Air Almanac). */
  is_civil_twilight_part107: boolean;
}

/** The state of the sun at an instant (ms since 1970) and place, by every definition of night. */
export function sunState(instant: number, place: Position): SunState {
  const altitude_degrees = sunAltitude(instant, place);
  const sun_is_up = altitude_degrees > horizonDegrees;
  return {
    altitude_degrees,
    sun_is_up,
    is_night_part1: altitude_degrees < civilDegrees,
    is_night_6157: isNight6157(instant, place),
    needs_position_lights: !sun_is_up,
    is_civil_twilight_part107: !sun_is_up && isUpWithin(instant, place, hour_ms / 2),
  };
}
