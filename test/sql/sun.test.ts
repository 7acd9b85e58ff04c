import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dayOf, momentOf } from "../../shared/calendar.ts";
import { distanceNm, pointBetween } from "../../shared/geography.ts";
import { stableId } from "../../shared/ids.ts";
import { nightOnRoute } from "../../shared/night.ts";
import { isNight6157, isNightPart1, sunAltitude, sunTimes } from "../../shared/sun.ts";
import { freshDatabase } from "../harness/fresh_database.ts";
import type { TestDatabase } from "../harness/postgres.ts";

let base: TestDatabase;
beforeAll(async () => {
  base = await freshDatabase();
});
afterAll(() => base.drop());

const ask = <Row>(text: string, values: unknown[]) =>
  base.db.transaction(null, (tx) => tx.query<Row>(text, values));

/** Numbers that look random and are the same in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Times {
  civil_dawn: string | null;
  sunrise: string | null;
  sunset: string | null;
  civil_dusk: string | null;
  sun: string;
}
const timesAt = async (day: string, latitude: number, longitude: number, zone: string | null) =>
  (
    await ask<Times>("select * from reference.sun_times($1, $2, $3, $4)", [
      day,
      latitude,
      longitude,
      zone,
    ])
  )[0]!;
const minutes = (moment: string | null) => Date.parse(moment!) / 60_000;

describe("sunrise, sunset and civil twilight", () => {
  // Astronomical Applications Department of the U.S. Naval Observatory, and NOAA's solar calculator.
  test.each([
    ["Greenwich at the equinox", "2000-03-20", 51.48, 0, "06:03", "18:13"],
    ["Washington at the solstice", "2024-06-20", 38.9, -77.03, "09:43", "24:36"],
    ["Reykjavik at midsummer", "2026-06-21", 64.15, -21.94, "02:55", "24:04"],
  ])("%s is within two minutes of the almanac", async (_, day, latitude, longitude, rise, set) => {
    const times = await timesAt(day, latitude, longitude, null);
    const clock = (text: string) =>
      Date.parse(`${day}T00:00:00Z`) / 60_000 +
      Number(text.slice(0, 2)) * 60 +
      Number(text.slice(3));
    expect(Math.abs(minutes(times.sunrise) - clock(rise))).toBeLessThanOrEqual(2);
    expect(Math.abs(minutes(times.sunset) - clock(set))).toBeLessThanOrEqual(2);
  });

  test.each([
    ["2026-06-21", "always_up"],
    ["2026-12-21", "always_down"],
  ])("at 78 degrees north on %s the sun is %s, and neither rises nor sets", async (day, sun) => {
    expect(await timesAt(day, 78.2, 15.6, "Arctic/Longyearbyen")).toMatchObject({
      sunrise: null,
      sunset: null,
      sun,
    });
  });

  test("belong to the day of the zone, on both sides of the date line", async () => {
    const apia = await timesAt("2026-01-10", -13.8, -172, "Pacific/Apia");
    expect(apia.sunrise).toMatch(/^2026-01-09T1[67]:/);
    const pago = await timesAt("2026-01-10", -14.3, -170.7, "Pacific/Pago_Pago");
    expect(pago.sunrise).toMatch(/^2026-01-10T1[67]:/);
  });

  test("agree with the device's to half a minute up to 60 degrees and two minutes at 70, 1903 to 2100", async () => {
    const next = numbers(1);
    for (let i = 0; i < 300; i++) {
      const day = dayOf(Math.floor(-24_471 + next() * 71_900));
      const place = { latitude: next() * 140 - 70, longitude: next() * 360 - 180 };
      const ours = sunTimes(day, place);
      const theirs = await timesAt(day, place.latitude, place.longitude, null);
      for (const event of ["civil_dawn", "sunrise", "sunset", "civil_dusk"] as const) {
        const at = ours[event];
        const where = `${event} on ${day} at ${place.latitude}, ${place.longitude}`;
        // Within a minute of reaching the horizon at all, either answer is right.
        if (at === null || theirs[event] === null)
          expect(Math.abs(place.latitude), where).toBeGreaterThan(58);
        else {
          const steep = Math.abs(place.latitude) < 60 ? 0.5 : 2;
          expect(Math.abs(minutes(theirs[event]) - at / 60_000), where).toBeLessThan(steep);
        }
      }
    }
  });
});

test("the altitude of the sun agrees with the device's to two hundredths of a degree", async () => {
  const next = numbers(2);
  for (let i = 0; i < 300; i++) {
    const instant = Math.floor((-67 + next() * 197) * 365.25 * 86_400) * 1000;
    const place = { latitude: next() * 180 - 90, longitude: next() * 360 - 180 };
    const ours = sunAltitude(instant, place);
    const [row] = await ask<{ altitude: number }>(
      "select reference.sun_altitude($1, $2, $3) as altitude",
      [momentOf(instant), place.latitude, place.longitude],
    );
    // Above the horizon the device's value has refraction taken off by a formula of its own.
    if (ours < 0) expect(Math.abs(row!.altitude - ours)).toBeLessThan(0.02);
    else expect(row!.altitude).toBeGreaterThan(-0.02);
  }
});

test("both nights agree with the device's, away from the minute in which they change", async () => {
  const next = numbers(3);
  let nights = 0;
  for (let i = 0; i < 500; i++) {
    const instant = Math.floor(next() * 100 * 365.25 * 86_400) * 1000;
    const place = { latitude: next() * 160 - 80, longitude: next() * 360 - 180 };
    const near = (holds: (at: number) => boolean) =>
      holds(instant - 120_000) === holds(instant + 120_000);
    const [row] = await ask<{ part1: boolean; recency: boolean }>(
      `select reference.is_night_part1_at($1, $2, $3) as part1,
        reference.is_night_6157_at($1, $2, $3) as recency`,
      [momentOf(instant), place.latitude, place.longitude],
    );
    if (near((at) => isNightPart1(at, place))) {
      expect(row!.part1).toBe(isNightPart1(instant, place));
      nights += row!.part1 ? 1 : 0;
    }
    if (near((at) => isNight6157(at, place)))
      expect(row!.recency).toBe(isNight6157(instant, place));
  }
  expect(nights).toBeGreaterThan(100);
});

test("night at an airport is night at its place, and unknown at an unknown one", async () => {
  await base.admin.run(`
    insert into reference.airports (id, ident, name, latitude, longitude)
    values (reference.stable_id('airport:KPAO'), 'KPAO', 'Palo Alto', 37.461, -122.115)`);
  const at = async (moment: string, code: string) =>
    (
      await ask(
        `select reference.is_night_per_part1($1, $2) as part1, reference.is_night_per_6157($1, $2) as recency`,
        [moment, stableId(`airport:${code}`)],
      )
    )[0];
  // Sunset 17:51 PST on 2026-02-21, end of civil twilight 18:17, an hour after sunset 18:51.
  expect(await at("2026-02-22T02:00:00Z", "KPAO")).toEqual({ part1: false, recency: false });
  expect(await at("2026-02-22T02:30:00Z", "KPAO")).toEqual({ part1: true, recency: false });
  expect(await at("2026-02-22T03:00:00Z", "KPAO")).toEqual({ part1: true, recency: true });
  expect(await at("2026-02-22T03:00:00Z", "NONE")).toEqual({ part1: null, recency: null });
});

describe("great circles", () => {
  test.each([
    // Published: Heathrow to Kennedy 2,999 NM, Sydney to Santiago 6,118 NM.
    ["Heathrow to Kennedy", [51.4706, -0.461941], [40.639801, -73.7789], 2991, 3000],
    ["Sydney to Santiago", [-33.9461, 151.177], [-33.393, -70.785801], 6110, 6130],
    ["pole to pole", [90, 0], [-90, 120], 10807, 10808],
    ["across the date line", [0, 179.5], [0, -179.5], 60, 60.1],
  ] as const)("%s", async (_, a, b, low, high) => {
    const [row] = await ask<{ nm: number }>(
      "select reference.distance_nm($1::float8, $2, $3, $4) as nm",
      [...a, ...b],
    );
    expect(row!.nm).toBeGreaterThan(low);
    expect(row!.nm).toBeLessThan(high);
  });

  test("are the device's", async () => {
    const next = numbers(4);
    for (let i = 0; i < 100; i++) {
      const [a, b] = [0, 1].map(() => ({
        latitude: next() * 180 - 90,
        longitude: next() * 360 - 180,
      })) as [{ latitude: number; longitude: number }, { latitude: number; longitude: number }];
      const fraction = next();
      const [row] = await ask<{ nm: number; point: [number, number] }>(
        `select reference.distance_nm($1::float8, $2, $3, $4) as nm,
          reference.point_between($1, $2, $3, $4, $5) as point`,
        [a.latitude, a.longitude, b.latitude, b.longitude, fraction],
      );
      expect(row!.nm).toBeCloseTo(distanceNm(a, b), 6);
      const point = pointBetween(a, b, fraction);
      expect(row!.point[0]).toBeCloseTo(point.latitude, 6);
      expect(Math.abs(row!.point[1] - point.longitude) % 360).toBeCloseTo(0, 5);
    }
  });
});

describe("night along a route", () => {
  const night = async (from: string, to: string, stops: readonly (readonly [number, number])[]) =>
    (
      await ask<{ part1_minutes: number; recency_minutes: number }>(
        "select * from reference.night_of_route($1, $2, $3, $4)",
        [from, to, stops.map(([latitude]) => latitude), stops.map(([, longitude]) => longitude)],
      )
    )[0]!;
  const device = (from: string, to: string, stops: readonly (readonly [number, number])[]) =>
    nightOnRoute(
      { out: Date.parse(from), in: Date.parse(to) },
      stops.map(([latitude, longitude]) => ({ latitude, longitude })),
    );

  const kennedy = [40.6398, -73.7789] as const;
  const heathrow = [51.4706, -0.4619] as const;
  const auckland = [-37.0081, 174.792] as const;
  const honolulu = [21.3187, -157.922] as const;
  const anchorage = [61.1744, -149.996] as const;
  const oslo = [60.1939, 11.1004] as const;

  test.each([
    ["through a whole night", "2026-01-10T23:00:00Z", "2026-01-11T06:10:00Z", [kennedy, heathrow]],
    ["out of the night", "2026-03-01T09:30:00Z", "2026-03-01T13:00:00Z", [kennedy, kennedy]],
    ["by day", "2026-06-01T16:00:00Z", "2026-06-01T20:00:00Z", [kennedy, kennedy]],
    ["across the date line", "2026-04-01T08:00:00Z", "2026-04-01T16:40:00Z", [auckland, honolulu]],
    ["over the pole", "2026-12-20T18:00:00Z", "2026-12-21T03:30:00Z", [anchorage, oslo]],
    [
      "by several stops",
      "2026-09-20T20:00:00Z",
      "2026-09-21T01:00:00Z",
      [kennedy, [42.4, -71], [44.6, -63.5]],
    ],
  ] as const)("%s is the device's to a minute", async (_, from, to, stops) => {
    const ours = device(from, to, stops);
    const theirs = await night(from, to, stops);
    expect(Math.abs(theirs.part1_minutes - ours.part1_minutes)).toBeLessThanOrEqual(1);
    expect(Math.abs(theirs.recency_minutes - ours.recency_minutes)).toBeLessThanOrEqual(1);
  });

  test("a flight in deep night is night from OUT to IN", async () => {
    expect(await night("2026-12-10T04:00:00Z", "2026-12-10T05:30:00Z", [kennedy, kennedy])).toEqual(
      { part1_minutes: 90, recency_minutes: 90 },
    );
  });

  test("a flight that ends before it begins, or goes nowhere, has none", async () => {
    const none = { part1_minutes: 0, recency_minutes: 0 };
    expect(await night("2026-12-10T05:00:00Z", "2026-12-10T04:00:00Z", [kennedy])).toEqual(none);
    expect(await night("2026-12-10T04:00:00Z", "2026-12-10T05:00:00Z", [])).toEqual(none);
  });
});

test("the rough sun is within 6 degrees of the exact one, everywhere from 1950 to 2080", async () => {
  const [row] = await ask<{ worst: number; wrong: number }>(
    `select
       max(abs(degrees(asin(reference.sun_sine_roughly(i, a, o))) - reference.sun_altitude(i, a, o))) as worst,
       count(*) filter (
         where reference.is_night_part1_at(i, a, o) <> (reference.sun_altitude(i, a, o) < -6)
           or reference.is_night_6157_at(i, a, o) <> reference.is_night_6157_exactly(i, a, o)
       ) as wrong
     from generate_series(timestamptz '1950-01-01 00:07Z', '2080-01-01', interval '71 days 5 hours 13 minutes') as i
     cross join generate_series(-85.0, 85.0, 17.0) as a
     cross join generate_series(-180.0, 180.0, 45.0) as o`,
    [],
  );
  expect(row!.worst).toBeLessThan(6);
  expect(row!.wrong).toBe(0);
});
