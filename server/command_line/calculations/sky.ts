/** The sun and the night: `offblock calc sun`, `offblock calc night`. */
import { addDays, instantOf, localNoon, momentOf, type Day } from "../../../shared/calendar.ts";
import { calcNight, calcSun, type SunResult } from "../../../shared/rules/calc.ts";
import { civilDegrees, horizonDegrees, sunAltitude } from "../../../shared/sun.ts";
import { Misuse } from "../../refusal.ts";
import { placeFields } from "../output_fields.ts";
import {
  type AskedPlace,
  misuse,
  readDay,
  readList,
  readMoment,
  readNumber,
  readPlace,
  readPlaces,
} from "../words.ts";
import { type Calculation, type Given, required, valueOf } from "./calculation.ts";

/** The place of `--at`, or of `--lat` and `--lon`; its zone, or the one of `--zone`. */
function placeAsked(given: Given): AskedPlace {
  const { at, lat, lon } = given;
  if (at !== undefined && (lat !== undefined || lon !== undefined))
    throw new Misuse("--at and --lat or --lon both say where.", "Give one of them.");
  if (at !== undefined) return readPlace("at", at);
  if (lat === undefined || lon === undefined)
    throw new Misuse(
      "The place is missing.",
      "Give --at KPAO, or --lat 37.461 and --lon -122.115 in degrees, north and east positive.",
    );
  const latitude = readNumber("lat", lat, -90, 90);
  const longitude = readNumber("lon", lon, -180, 180);
  return { name: `${latitude},${longitude}`, latitude, longitude };
}

/** The zone of `--zone`, else the airport's own. */
function zoneAsked(given: Given, place: AskedPlace): string | undefined {
  const { zone } = given;
  if (zone === undefined) return place.time_zone;
  if (localNoon("2026-01-01", zone) !== undefined) return zone;
  throw misuse("zone", zone, "Write the IANA name of a zone, e.g. America/Los_Angeles or UTC.");
}

const events = ["civil_dawn", "sunrise", "sunset", "civil_dusk"] as const;

/** Why a time is null, in words, by its name. */
function whyNull(result: SunResult, place: AskedPlace): Record<string, string> {
  const highest = sunAltitude(instantOf(result.solar_noon), place);
  const why = (name: string, degrees: number, line: string) =>
    highest <= degrees
      ? `${name}: the sun stays below ${line} all day.`
      : `${name}: the sun stays above ${line}.`;
  const lines = {
    civil_dawn: why("No civil twilight begins", civilDegrees, "6 degrees under the horizon"),
    civil_dusk: why("No civil twilight ends", civilDegrees, "6 degrees under the horizon"),
    sunrise: why("No sunrise", horizonDegrees, "the horizon"),
    sunset: why("No sunset", horizonDegrees, "the horizon"),
    sunrise_minus_hour: "There is no sunrise to count an hour from.",
    sunset_plus_hour: "There is no sunset to count an hour from.",
  };
  return Object.fromEntries(
    Object.entries(lines).filter(([name]) => result[name as keyof SunResult] === null),
  );
}

/** The time by the clocks of a zone: `2026-06-21 21:31:00 PDT`. */
function clockOf(moment: string, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "long",
    hourCycle: "h23",
  });
  return parts.format(new Date(moment)).replace(", ", " ");
}

/** What happens from 0 to 24 o'clock by the clocks of the place, as almanacs list a day. */
function onTheClockDay(day: Day, place: AskedPlace, zone: string | undefined): object[] {
  const midnight = (of_day: Day) =>
    zone === undefined
      ? instantOf(`${of_day}T00:00:00Z`) - (place.longitude / 15) * 3_600_000
      : localNoon(of_day, zone)! - 43_200_000;
  const [from, to] = [midnight(day), midnight(addDays(day, 1))];
  return [-1, 0, 1]
    .map((days) => valueOf(calcSun(sunInput(place, addDays(day, days), zone))))
    .flatMap((result) => events.map((event) => ({ event, at: result[event] })))
    .filter((one): one is { event: (typeof events)[number]; at: string } => one.at !== null)
    .filter(({ at }) => instantOf(at) >= from && instantOf(at) < to)
    .map(({ event, at }) => ({ event, at, ...(zone ? { clock: clockOf(at, zone) } : {}) }));
}

const sunInput = ({ latitude, longitude }: AskedPlace, day: Day, zone: string | undefined) => ({
  latitude,
  longitude,
  day,
  ...(zone === undefined ? {} : { time_zone: zone }),
});

const meaningOfDay =
  "From solar midnight to solar midnight around the noon of the date, by the clocks of the zone; without a zone by the place's own mean time. A sunset after midnight by the clock belongs to the day before; on_the_clock_day lists what happens from 0 to 24 o'clock.";

function sunAsked(given: Given) {
  const place = placeAsked(given);
  const date = readDay("date", required(given, "date", "2026-06-21"));
  const zone = zoneAsked(given, place);
  const at = given["time"] === undefined ? undefined : readMoment("time", given["time"]);
  return { place, date, zone, at };
}

function answerSun(given: Given): object {
  const { place, date, zone, at } = sunAsked(given);
  const input = { ...sunInput(place, date, zone), ...(at === undefined ? {} : { at }) };
  const { day, state, ...times } = valueOf(calcSun(input));
  return {
    place,
    date: day,
    time_zone: zone ?? null,
    ...times,
    why_null: whyNull({ day, state, ...times }, place),
    on_the_clock_day: onTheClockDay(date, place, zone),
    state,
    meaning_of_day: meaningOfDay,
  };
}

/** Names the moments of the ledger as the device does. */
const sqlMoment = (moment: unknown) =>
  moment === null || moment === undefined
    ? null
    : momentOf(instantOf(new Date(String(moment)).toISOString()));

const sun: Calculation = {
  name: "sun",
  description: "sunrise, sunset, civil twilight and the night of 61.57(b) on a day at a place",
  options: [
    ["--lat <degrees>", "latitude, north positive"],
    ["--lon <degrees>", "longitude, east positive"],
    ["--at <place>", "instead: an airport's code, or LATITUDE,LONGITUDE"],
    ["--date <day>", "the day, YYYY-MM-DD"],
    ["--zone <zone>", "IANA zone by whose clocks the day is named; an airport's own unless given"],
    ["--time <moment>", "also tell the state of the sun at this moment, UTC"],
  ],
  example: [
    "sun --lat 64.13 --lon -21.9 --date 2026-06-21 --json",
    '{"sunrise": "2026-06-21T02:55:25Z", "sunset": "2026-06-22T00:03:27Z", "civil_dawn": null, "why_null": {"civil_dawn": "…"}, …}',
  ],
  output: [
    ...placeFields("place"),
    ["date", "the day asked for"],
    ["time_zone", "the zone by whose clocks it was named"],
    ["civil_dawn", "beginning of morning civil twilight"],
    ["sunrise", "sunrise"],
    ["sunset", "sunset"],
    ["civil_dusk", "end of evening civil twilight"],
    ["sunrise_minus_hour", "end of the night of 61.57(b)"],
    ["sunset_plus_hour", "beginning of the night of 61.57(b)"],
    ["solar_noon", "the highest sun"],
    ["sun", "rises_and_sets, always_up, always_down or rises_or_sets_only"],
    [
      "why_null.*",
      "why civil_dawn, sunrise, sunset, civil_dusk, sunrise_minus_hour or sunset_plus_hour is null",
    ],
    ["on_the_clock_day[].event", "civil_dawn, sunrise, sunset, civil_dusk from 0 to 24 o'clock"],
    ["on_the_clock_day[].at", "when"],
    ["on_the_clock_day[].clock", "by the clocks of the zone; absent without one"],
    ["state", "null without --time"],
    ["state.at", "the moment of --time"],
    ["state.altitude_degrees", "of the centre of the sun, without refraction"],
    ["state.sun_is_up", "whether the sun is up"],
    ["state.is_night_part1", "night to log, 14 CFR 1.1"],
    ["state.is_night_6157", "from sunset + 1 h to sunrise - 1 h, 61.57(b)"],
    ["state.needs_position_lights", "from sunset to sunrise, 91.209"],
    ["state.is_civil_twilight_part107", "half an hour beside sunrise and sunset, 107.29(c)"],
    ["meaning_of_day", "what counts as the day"],
  ],
  output_by_sql: [
    "calc",
    "via",
    "place",
    "date",
    "time_zone",
    "civil_dawn",
    "sunrise",
    "sunset",
    "civil_dusk",
    "sunrise_minus_hour",
    "sunset_plus_hour",
    "solar_noon",
    "sun",
    "state.at",
    "state.is_night_part1",
    "state.is_night_6157",
    "meaning_of_day",
  ],
  answer: answerSun,
  async answerBySql(given, { tx }) {
    const { place, date, zone, at } = sunAsked(given);
    const [times] = await tx.query<Record<string, unknown>>(
      "select * from reference.sun_times($1, $2, $3, $4)",
      [date, place.latitude, place.longitude, zone ?? null],
    );
    const { sun: what, ...moments } = times!;
    const [state] =
      at === undefined
        ? [null]
        : await tx.query<object>(
            `select reference.is_night_part1_at($1, $2, $3) as is_night_part1,
                reference.is_night_6157_at($1, $2, $3) as is_night_6157`,
            [at, place.latitude, place.longitude],
          );
    return {
      place,
      date,
      time_zone: zone ?? null,
      ...Object.fromEntries(
        Object.entries(moments).map(([name, moment]) => [name, sqlMoment(moment)]),
      ),
      sun: what,
      state: state === null ? null : { at, ...state },
      meaning_of_day: meaningOfDay,
    };
  },
};

function nightAsked(given: Given) {
  const { route, to } = given;
  const stops =
    route !== undefined
      ? readPlaces("route", route)
      : [
          readPlace("from", required(given, "from", "KPAO")),
          ...(to === undefined ? [] : readPlaces("to", to)),
        ];
  const moment = (option: string) =>
    given[option] === undefined ? {} : { [`block_${option}`]: readMoment(option, given[option]) };
  const minutes = given["leg-minutes"];
  return {
    stops,
    block_out: readMoment("out", required(given, "out", "2026-01-01T23:00Z")),
    block_in: readMoment("in", required(given, "in", "2026-01-02T07:30Z")),
    ...moment("off"),
    ...moment("on"),
    ...(minutes === undefined
      ? {}
      : { leg_minutes: readList(minutes).map((one) => readNumber("leg-minutes", one, 0, 14_400)) }),
  } as Parameters<typeof calcNight>[0] & { stops: AskedPlace[] };
}

const night: Calculation = {
  name: "night",
  description: "night minutes of a flight along the great circles between its stops",
  options: [
    [
      "--route <places>",
      "airports or LATITUDE,LONGITUDE in order: KSFO-BIKF, or 37.6,-122.4;64,-22.6",
    ],
    ["--from <place>", "instead of --route: the departure"],
    ["--to <places>", "and where it went; without it the flight stays where it is"],
    ["--out <moment>", "block out, UTC"],
    ["--in <moment>", "block in, UTC"],
    ["--off <moment>", "wheels off; before it the aircraft is at the departure"],
    ["--on <moment>", "wheels on; after it the aircraft is at the destination"],
    ["--leg-minutes <list>", "minutes of each leg; by length unless given"],
  ],
  example: [
    "night --route KSFO-KJFK --out 2026-01-10T23:30Z --in 2026-01-11T05:00Z",
    '{"part1_minutes": 251, "recency_minutes": 233, "part1": [{"from": "…", "to": "…"}], …}',
  ],
  output: [
    ...placeFields("stops[]"),
    ["block_out", "as asked"],
    ["block_in", "as asked"],
    ["block_off", "as asked; absent when not given"],
    ["block_on", "as asked; absent when not given"],
    ["leg_minutes[]", "as asked; absent when not given"],
    [
      "part1_minutes",
      "minutes between evening and morning civil twilight, 14 CFR 1.1: night to log",
    ],
    ["recency_minutes", "minutes from sunset + 1 h to sunrise - 1 h, 61.57(b)(1)"],
    ["part1[].from", "when that night began along the way"],
    ["part1[].to", "and ended"],
    ["recency[].from", "the same for 61.57(b)(1)"],
    ["recency[].to", "and its end"],
  ],
  output_by_sql: [
    "calc",
    "via",
    "stops[]",
    "block_out",
    "block_in",
    "block_off",
    "block_on",
    "leg_minutes[]",
    "part1_minutes",
    "recency_minutes",
  ],
  answer(given) {
    const asked = nightAsked(given);
    return { ...asked, ...valueOf(calcNight(asked)) };
  },
  async answerBySql(given, { tx }) {
    const asked = nightAsked(given);
    valueOf(calcNight(asked));
    const { stops, block_out, block_in, block_off, block_on, leg_minutes } = asked;
    const [minutes] = await tx.query<object>(
      "select * from reference.night_of_route($1, $2, $3::float8[], $4::float8[], $5, $6, $7::float8[])",
      [
        block_out,
        block_in,
        stops.map((stop) => stop.latitude),
        stops.map((stop) => stop.longitude),
        block_off ?? null,
        block_on ?? null,
        leg_minutes ?? null,
      ],
    );
    return { ...asked, ...minutes! };
  },
};

/** What is asked of the sky. */
export const skyCalculations: readonly Calculation[] = [sun, night];
