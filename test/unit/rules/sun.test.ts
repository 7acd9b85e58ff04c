import { describe, expect, test } from "vitest";
import { dayNumber, dayOf, instantOf, localNoon } from "../../../shared/calendar.ts";
import {
  civilDegrees,
  horizonDegrees,
  isNight6157,
  sunAltitude,
  sunState,
  sunTimes,
} from "../../../shared/sun.ts";
import vectors from "../../vectors/sun.json" with { type: "json" };
import { altitudeOf } from "./astronomy.ts";

const minute = 60_000;
const hour = 60 * minute;
type Vector = { name: string; latitude: number; longitude: number; day: string } & {
  [event in "sunrise" | "sunset" | "civil_dawn" | "civil_dusk"]?: string | null;
};

describe("published times hold within two minutes", () => {
  test.each(vectors.days as Vector[])("$name", ({ day, latitude, longitude, ...published }) => {
    const times = sunTimes(day, { latitude, longitude });
    for (const event of ["sunrise", "sunset", "civil_dawn", "civil_dusk"] as const) {
      const expected = published[event];
      if (expected === undefined) continue;
      if (expected === null) expect(times[event]).toBeNull();
      else expect(Math.abs(times[event]! - instantOf(expected))).toBeLessThanOrEqual(2 * minute);
    }
  });
});

test.each(vectors.instants)(
  "the state at $at, $latitude north",
  ({ at, part1, recency, up, ...place }) => {
    expect(sunState(instantOf(at), place)).toMatchObject({
      sun_is_up: up,
      is_night_part1: part1,
      is_night_6157: recency,
    });
  },
);

test("the sun of NREL's worked example stands at 39.872 degrees before refraction", () => {
  // Zenith 50.11162° less 0.0163° of refraction (820 mbar, 11 °C) and with 0.0019° of parallax.
  const altitude = sunAltitude(instantOf("2003-10-17T19:30:30Z"), {
    latitude: 39.742476,
    longitude: -105.1786,
  });
  expect(altitude).toBeCloseTo(39.874, 1);
});

/** What a sun computed in another way says of the same day: crossings found minute by minute. */
function scanned(day: string, latitude: number, longitude: number, degrees: number) {
  const noon = sunTimes(day, { latitude, longitude }).solar_noon;
  const above = (at: number) => altitudeOf(at, latitude, longitude) > degrees;
  const found: { rise: number | null; set: number | null } = { rise: null, set: null };
  let before = above(noon - 12 * hour);
  for (let at = noon - 12 * hour; at < noon + 12 * hour; at += minute) {
    const after = above(at + minute);
    if (at < noon && !before && after) found.rise = at + minute / 2;
    if (at >= noon - minute && before && !after) found.set = at + minute / 2;
    before = after;
  }
  return found;
}

test("a second sun gives the same times up to 70 degrees, from 1903 to 2100", () => {
  const days = [1903, 1968, 2026, 2100].flatMap((year) =>
    ["01-17", "03-21", "05-19", "06-21", "08-02", "09-23", "11-25", "12-21"].map(
      (d) => `${year}-${d}`,
    ),
  );
  let worst = 0;
  for (const day of days)
    for (const [latitude, longitude] of [
      [0, 0],
      [35, -120],
      [-45, 170],
      [60, 25],
      [66, -150],
      [70, 20],
    ] as const) {
      const times = sunTimes(day, { latitude, longitude });
      for (const [degrees, rise, set] of [
        [horizonDegrees, times.sunrise, times.sunset],
        [civilDegrees, times.civil_dawn, times.civil_dusk],
      ] as const) {
        const other = scanned(day, latitude, longitude, degrees);
        for (const [mine, theirs] of [
          [rise, other.rise],
          [set, other.set],
        ] as const) {
          expect(mine === null, `${day} ${latitude} ${degrees}`).toBe(theirs === null);
          if (mine !== null && theirs !== null) worst = Math.max(worst, Math.abs(mine - theirs));
        }
      }
    }
  expect(worst).toBeLessThanOrEqual(2 * minute);
});

test("altitudes agree with the second sun to a hundredth of a degree below the horizon", () => {
  for (let i = 0; i < 2000; i++) {
    const instant = instantOf("1903-12-17T00:00Z") + i * 3_107_345_678;
    const [latitude, longitude] = [((i * 37) % 180) - 90, ((i * 73) % 360) - 180];
    const mine = sunAltitude(instant, { latitude, longitude });
    if (mine < 0)
      expect(Math.abs(mine - altitudeOf(instant, latitude, longitude))).toBeLessThan(0.012);
  }
});

describe("the night of 61.57(b)", () => {
  const place = { latitude: 37.46, longitude: -122.12 };
  const { sunset } = sunTimes("2026-04-01", place);
  const { sunrise } = sunTimes("2026-04-02", place);
  test("begins an hour after sunset and ends an hour before sunrise", () => {
    expect(isNight6157(sunset! + hour - minute / 10, place)).toBe(false);
    expect(isNight6157(sunset! + hour + minute / 10, place)).toBe(true);
    expect(isNight6157(sunrise! - hour - minute / 10, place)).toBe(true);
    expect(isNight6157(sunrise! - hour + minute / 10, place)).toBe(false);
  });
  test("begins later than the night to log, in middle latitudes", () => {
    const state = sunState(sunset! + 40 * minute, place);
    expect(state).toMatchObject({ is_night_part1: true, is_night_6157: false, sun_is_up: false });
  });
  test("is all day where the sun stays down and never where it stays up", () => {
    const north = { latitude: 78.22, longitude: 15.65 };
    for (let h = 0; h < 24; h++) {
      expect(isNight6157(instantOf("2026-12-21T00:00Z") + h * hour, north)).toBe(true);
      expect(isNight6157(instantOf("2026-06-21T00:00Z") + h * hour, north)).toBe(false);
    }
  });
  test("leaves out a polar day of less than an hour whole", () => {
    // Tromso, around the return of the sun: noon has it up for some minutes only.
    const north = { latitude: 69.6492, longitude: 18.9553 };
    const first = Array.from({ length: 12 }, (_, i) => dayOf(dayNumber("2026-01-11") + i)).find(
      (day) => sunTimes(day, north).sunrise !== null,
    )!;
    const times = sunTimes(first, north);
    expect(times.sunset! - times.sunrise!).toBeLessThan(2 * hour);
    expect(isNight6157(times.solar_noon, north)).toBe(false);
    expect(isNight6157(times.sunrise! - 59 * minute, north)).toBe(false);
    expect(isNight6157(times.sunset! + 61 * minute, north)).toBe(true);
  });
});

test("lights are needed from sunset to sunrise, and twilight of part 107 is half an hour", () => {
  const place = { latitude: 45, longitude: 7 };
  const { sunset } = sunTimes("2026-10-10", place);
  expect(sunState(sunset! - minute, place)).toMatchObject({
    needs_position_lights: false,
    is_civil_twilight_part107: false,
  });
  expect(sunState(sunset! + 29 * minute, place)).toMatchObject({
    needs_position_lights: true,
    is_civil_twilight_part107: true,
  });
  expect(sunState(sunset! + 31 * minute, place).is_civil_twilight_part107).toBe(false);
});

test("a zone beyond the date line names the day by its own clocks", () => {
  const place = { latitude: 1.98, longitude: -157.48 };
  const times = sunTimes("2026-06-21", place, localNoon("2026-06-21", "Pacific/Kiritimati"));
  expect(new Date(times.sunrise!).toISOString().slice(0, 10)).toBe("2026-06-20");
  expect(times.sunrise! + 14 * hour).toBeGreaterThan(instantOf("2026-06-21T05:00Z"));
});
