/**
 * Single computations for those who ask: `npx offblock calc`. Input and output are JSON; what is
 * wrong with an input is said, never thrown.
 */
import {
  ageOn,
  type Day,
  endOfCalendarMonths,
  instantOf,
  localNoon,
  momentOf,
} from "../calendar.ts";
import {
  type CrossCountryAnswer,
  type CrossCountryVariant,
  crossCountryVariants,
  judgeCrossCountry,
} from "../cross_country.ts";
import { distanceNm, ellipsoidDistanceNm, isPosition, type Position } from "../geography.ts";
import { type MedicalEnd, medicalEnds, medicalOperations } from "../medical.ts";
import { type MedicalStanding, medicalStanding } from "../medical_standing.ts";
import { nightOnRoute, type Span } from "../night.ts";
import { lookupByCode } from "../reference/lookups.ts";
import { type SunState, sunState, sunTimes } from "../sun.ts";
import { isDay, isMoment } from "../validate.ts";

/** A result, or everything that is wrong with the input. */
export type Calculated<T> = { ok: true; value: T } | { ok: false; problems: string[] };

const answer = <T>(value: T): Calculated<T> => ({ ok: true, value });

function check(...problems: (string | false)[]): string[] {
  return problems.filter((problem): problem is string => problem !== false);
}

const notPlace = (place: Position, name: string) =>
  !isPosition(place) && `${name}: latitude is -90 to 90 and longitude -180 to 180, in degrees.`;
const notDay = (day: string | undefined, name: string) =>
  day !== undefined && !isDay(day) && `${name}: a day is YYYY-MM-DD.`;
const notMoment = (moment: string | undefined, name: string) =>
  moment !== undefined && !isMoment(moment) && `${name}: a moment is YYYY-MM-DDTHH:MM:SSZ, in UTC.`;

/** Input of `calcSun`. `time_zone` (IANA) names the day by the clocks of the place; `at` asks for the state at a moment. */
export interface SunInput extends Position {
  day: Day;
  time_zone?: string;
  at?: string;
}

/** Sun times as UTC moments; null: it does not happen on that day. */
export interface SunResult {
  day: Day;
  civil_dawn: string | null;
  sunrise: string | null;
  solar_noon: string;
  sunset: string | null;
  civil_dusk: string | null;
  /** The night of 61.57(b) ends before sunrise and begins after sunset. */
  sunrise_minus_hour: string | null;
  sunset_plus_hour: string | null;
  sun: string;
  state: (SunState & { at: string }) | null;
}

/** Sunrise, sunset, twilight and the night of 61.57(b) on a day at a place. */
export function calcSun(input: SunInput): Calculated<SunResult> {
  const noon =
    input.time_zone === undefined || !isDay(input.day)
      ? undefined
      : localNoon(input.day, input.time_zone);
  const problems = check(
    notPlace(input, "place"),
    notDay(input.day, "day"),
    notMoment(input.at, "at"),
    input.time_zone !== undefined &&
      noon === undefined &&
      `time_zone: there is no ${input.time_zone}.`,
  );
  if (problems.length > 0) return { ok: false, problems };
  const { sun, solar_noon, ...times } = sunTimes(input.day, input, noon);
  const moments = Object.fromEntries(
    Object.entries(times).map(([name, at]) => [name, at === null ? null : momentOf(at)]),
  ) as Record<keyof typeof times, string | null>;
  return answer({
    day: input.day,
    ...moments,
    solar_noon: momentOf(solar_noon),
    sun,
    state:
      input.at === undefined ? null : { at: input.at, ...sunState(instantOf(input.at), input) },
  });
}

/** Input of `calcNight`: stops in order, departure first; moments in UTC. */
export interface NightInput {
  stops: Position[];
  block_out: string;
  block_off?: string;
  block_on?: string;
  block_in: string;
  /** Minutes of each leg, when they are known. */
  leg_minutes?: number[];
}

/** Night of a flight by both definitions, with the moments between which it was night. */
export interface NightResult {
  part1_minutes: number;
  recency_minutes: number;
  part1: { from: string; to: string }[];
  recency: { from: string; to: string }[];
}

/** A flight of more than this many days is a slip of the finger, and would be followed minute by minute. */
const longestMs = 10 * 86_400_000;

/** Night minutes of a flight along the great circles between its stops. */
export function calcNight(input: NightInput): Calculated<NightResult> {
  const { stops, block_out, block_off, block_on, block_in } = input;
  const problems = check(
    stops.length === 0 && "stops: there is none.",
    ...stops.map((stop, i) => notPlace(stop, `stops.${i}`)),
    notMoment(block_out, "block_out"),
    notMoment(block_off, "block_off"),
    notMoment(block_on, "block_on"),
    notMoment(block_in, "block_in"),
  );
  if (problems.length > 0) return { ok: false, problems };
  const instant = (moment: string | undefined) =>
    moment === undefined ? undefined : instantOf(moment);
  const times = {
    out: instantOf(block_out),
    off: instant(block_off),
    on: instant(block_on),
    in: instantOf(block_in),
  };
  if (!(times.in > times.out) || times.in - times.out > longestMs)
    return { ok: false, problems: ["block_in: it is after block_out, by 10 days at most."] };
  const night = nightOnRoute(times, stops, input.leg_minutes);
  const spans = (list: Span[]) =>
    list.map(({ from, to }) => ({ from: momentOf(from), to: momentOf(to) }));
  return answer({ ...night, part1: spans(night.part1), recency: spans(night.recency) });
}

/** Great-circle distance in nautical miles, on the sphere and on the ellipsoid. */
export function calcDistance(input: {
  from: Position;
  to: Position;
}): Calculated<{ distance_nm: number; ellipsoid_distance_nm: number }> {
  const problems = check(notPlace(input.from, "from"), notPlace(input.to, "to"));
  if (problems.length > 0) return { ok: false, problems };
  return answer({
    distance_nm: distanceNm(input.from, input.to),
    ellipsoid_distance_nm: ellipsoidDistanceNm(input.from, input.to),
  });
}

/** Input of `calcCrossCountry`: where the flight began and everywhere it went; `landing` is true unless said. */
export interface CrossCountryInput {
  from: Position;
  points: (Position & { landing?: boolean; name?: string })[];
}

/** The answers of all seven definitions, each with its paragraph and limit. */
export function calcCrossCountry(
  input: CrossCountryInput,
): Calculated<{ variants: (CrossCountryAnswer & CrossCountryVariant)[] }> {
  const problems = check(
    notPlace(input.from, "from"),
    ...input.points.map((point, i) => notPlace(point, `points.${i}`)),
  );
  if (problems.length > 0) return { ok: false, problems };
  const nameOf = ({ latitude, longitude }: Position) => `${latitude},${longitude}`;
  const answers = judgeCrossCountry(
    { name: nameOf(input.from), place: input.from, is_landing: false },
    input.points.map((point) => ({
      name: nameOf(point),
      place: point,
      is_landing: point.landing !== false,
    })),
  );
  return answer({
    variants: answers.map((one, i) => ({ ...crossCountryVariants[i]!, ...one })),
  });
}

/** Input of `calcMedical`; `class` is a code of `medical_classes`. Without a birth date both lengths are told. */
export interface MedicalInput {
  class: string;
  exam_date: Day;
  date_of_birth?: Day;
  basicmed_course_date?: Day;
  /** The end that the certificate bears, or the authorization of a special issuance. */
  stated_end?: Day;
  as_of?: Day;
}

/** Until when a medical lasts, operation by operation, and what it is good for on a day. */
export interface MedicalResult {
  age_on_exam: number | null;
  ends: (MedicalEnd & { title: string; regulation: string })[];
  standing: MedicalStanding[] | null;
}

/** How long a medical lasts for which operation. */
export function calcMedical(input: MedicalInput): Calculated<MedicalResult> {
  const problems = check(
    lookupByCode("medical_classes", input.class) === undefined &&
      `class: there is no ${input.class}.`,
    notDay(input.exam_date, "exam_date"),
    notDay(input.date_of_birth, "date_of_birth"),
    notDay(input.basicmed_course_date, "basicmed_course_date"),
    notDay(input.stated_end, "stated_end"),
    notDay(input.as_of, "as_of"),
  );
  if (problems.length > 0) return { ok: false, problems };
  const stated = input.stated_end ?? null;
  const birth = input.date_of_birth ?? null;
  const medical = {
    id: "",
    class: input.class,
    exam_date: input.exam_date,
    is_special_issuance: input.class === "special_issuance",
    stated_ends: [stated, stated, stated] as const,
    basicmed_exam_date: input.class === "basicmed" ? input.exam_date : null,
    basicmed_course_date: input.basicmed_course_date ?? null,
  };
  return answer({
    age_on_exam: birth === null ? null : ageOn(birth, input.exam_date),
    ends: medicalEnds(medical, birth)
      .filter(({ last_day, latest_possible, unknown }) =>
        Boolean(last_day ?? latest_possible ?? unknown[0]),
      )
      .map((end) => ({ ...end, ...medicalOperations[end.operation] })),
    standing: input.as_of === undefined ? null : medicalStanding([medical], birth, input.as_of),
  });
}

/** Until when a flight review of a day lasts, 14 CFR 61.56(c), and whether it does on another day. */
export function calcFlightReview(input: { date: Day; as_of?: Day }): Calculated<{
  last_day: Day;
  state: "current" | "lapsed" | "never" | null;
  regulation: string;
}> {
  const problems = check(notDay(input.date, "date"), notDay(input.as_of, "as_of"));
  if (problems.length > 0) return { ok: false, problems };
  const last_day = endOfCalendarMonths(input.date, 24);
  const state =
    input.as_of === undefined
      ? null
      : input.as_of < input.date
        ? "never"
        : input.as_of <= last_day
          ? "current"
          : "lapsed";
  return answer({ last_day, state, regulation: "14 CFR 61.56(c)" });
}
