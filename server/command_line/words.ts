/**
 * Reads what a person typed after an option: places, days, moments, lists. Forgiving about the
 * form, never about the meaning: what has two meanings is a `Misuse` that names the option, says
 * what is wrong, and what to write instead.
 */
import { readFileSync } from "node:fs";
import { dayNumber, dayOf, type Day } from "../../shared/calendar.ts";
import { isPosition, type Position } from "../../shared/geography.ts";
import { type Airports, type CodeMatch, decodeAirports } from "../../shared/reference/airports.ts";
import { airportsFile } from "../reference/load.ts";
import { Misuse } from "../refusal.ts";

/** A place that was named on the command line. */
export interface AskedPlace extends Position {
  /** What it was called: `KPAO`, or `37.461,-122.115`. */
  name: string;
  airport?: string;
  /** IANA zone; only an airport has one. */
  time_zone?: string;
}

let unpacked: Airports | undefined;

/** The airports of the reference data, unpacked once. */
export function packedAirports(): Airports {
  return (unpacked ??= decodeAirports(new Uint8Array(readFileSync(airportsFile))));
}

/** The name of an option without its dashes and arguments. */
const dashed = (option: string) => `--${option}`;

/** Refuses what an option was given. */
export function misuse(option: string, text: string, remedy: string): Misuse {
  return new Misuse(`${dashed(option)}: "${text}" cannot be used.`, remedy);
}

/** A day as people write it: `2026-04-01`, `20260401`; the time of a moment is left off. */
export function readDay(option: string, text: string): Day {
  const parts = /^(\d{4})-?(\d{2})-?(\d{2})(?:T.*)?$/.exec(text.trim());
  const day = parts === null ? "" : `${parts[1]}-${parts[2]}-${parts[3]}`;
  if (day === "" || dayOf(dayNumber(day)) !== day)
    throw misuse(option, text, "Write a day of the calendar as YYYY-MM-DD, e.g. 2026-04-01.");
  return day;
}

const momentForm =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:\.\d+)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i;

/**
 * A moment as `YYYY-MM-DDTHH:MM:SSZ`: seconds may be missing, a blank may stand for the T, an
 * offset (`+02:00`) is taken off. Without Z or offset it is UTC.
 */
export function readMoment(option: string, text: string): string {
  const remedy = "Write a moment in UTC as 2026-04-01T18:30Z, or with its offset, +02:00.";
  const parts = momentForm.exec(text.trim());
  if (parts === null) throw misuse(option, text, remedy);
  const [, date, hours, minutes, seconds = "00", zone = "Z"] = parts;
  const day = readDay(option, date!);
  const offset = /^[+-]/.test(zone) ? zone.replace(/^(.\d{2}):?/, "$1:") : "Z";
  const instant = Date.parse(`${day}T${hours}:${minutes}:${seconds}${offset}`);
  if (Number.isNaN(instant)) throw misuse(option, text, remedy);
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

/** A number within limits, both included. */
export function readNumber(option: string, text: string, from: number, to: number): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (value >= from && value <= to) return value;
  throw misuse(option, text, `Write a number from ${from} to ${to}.`);
}

/** A whole number within limits, both included. */
export function readWhole(option: string, text: string, from: number, to: number): number {
  const value = readNumber(option, text, from, to);
  if (Number.isInteger(value)) return value;
  throw misuse(option, text, `Write a whole number from ${from} to ${to}.`);
}

/** Things with commas or semicolons between them. */
export function readList(text: string): string[] {
  return text
    .split(/[,;]/)
    .map((one) => one.trim())
    .filter((one) => one !== "");
}

/** One of some words, letter case and dashes aside. */
export function readChoice<T extends string>(
  option: string,
  text: string,
  choices: readonly T[],
): T {
  const plain = (word: string) => word.toLowerCase().replaceAll(/[-_ ]/g, "");
  const found = choices.find((choice) => plain(choice) === plain(text));
  if (found !== undefined) return found;
  throw misuse(option, text, `Choose one of ${choices.join(", ")}.`);
}

/** `37.461,-122.115`, `37.461/-122.115`, `37.461N 122.115W`; undefined when it is no such thing. */
function readCoordinates(text: string): Position | undefined {
  const parts =
    /^\s*([+-]?\d+(?:\.\d+)?)°?\s*([NS])?\s*[,/ ]\s*([+-]?\d+(?:\.\d+)?)°?\s*([EW])?\s*$/i.exec(
      text,
    );
  if (parts === null) return undefined;
  const signed = (number: string, letter: string | undefined, negative: string) =>
    Number(number) * (letter?.toUpperCase() === negative ? -1 : 1);
  return {
    latitude: signed(parts[1]!, parts[2], "S"),
    longitude: signed(parts[3]!, parts[4], "W"),
  };
}

const described = ({ airport, spaces }: CodeMatch) =>
  `${airport.name} (${airport.country_code}; ${spaces.map((space) => `${space}:`).join(" ")})`;

/** The airport that a code means. A code of four letters is ICAO's where ICAO has given it. */
function airportOf(option: string, text: string): AskedPlace {
  const [, space, code] = /^(?:(icao|faa|iata|national):)?(.*)$/i.exec(text.trim())!;
  const all = packedAirports().byCode(code!);
  const wanted = space?.toLowerCase() ?? (/^[A-Z]{4}$/i.test(code!) ? "icao" : undefined);
  const own = all.filter(({ spaces }) => spaces.some((one) => one === wanted));
  const matches = own.length > 0 || space !== undefined ? own : all;
  if (matches.length === 1) {
    const { airport } = matches[0]!;
    const { latitude, longitude, time_zone, name } = airport;
    return { name: code!.toUpperCase(), airport: name, latitude, longitude, time_zone };
  }
  if (matches.length === 0)
    throw misuse(
      option,
      text,
      "No airport has this code. Write an ICAO, FAA or IATA code, or LATITUDE,LONGITUDE in degrees, e.g. 37.461,-122.115.",
    );
  throw misuse(
    option,
    text,
    `The code has several meanings: ${matches.map(described).join("; ")}. Put icao:, faa: or iata: before it, or give LATITUDE,LONGITUDE.`,
  );
}

/** A place: an airport's code, or latitude and longitude in degrees with north and east positive. */
export function readPlace(option: string, text: string): AskedPlace {
  const position = readCoordinates(text);
  if (position === undefined) return airportOf(option, text);
  if (isPosition(position))
    return { name: `${position.latitude},${position.longitude}`, ...position };
  throw misuse(
    option,
    text,
    "Latitude is -90 to 90 and longitude -180 to 180, in degrees, north and east positive.",
  );
}

/**
 * Places one after another: `KPAO KSTS KPAO`, `KPAO-KSTS-KPAO`, `KPAO,KSTS`; places in degrees are
 * parted by semicolons or blanks: `37.46,-122.11;38.51,-122.81`.
 */
export function readPlaces(option: string, text: string): AskedPlace[] {
  const has_degrees = /\d\s*[,/]\s*[+-]?\d/.test(text);
  const parts = has_degrees ? text.split(/[;\s>]+/) : text.split(/[;,\s>-]+/);
  const places = parts.filter((part) => part !== "").map((part) => readPlace(option, part));
  if (places.length > 0) return places;
  throw misuse(option, text, "Name at least one place, e.g. KPAO or 37.461,-122.115.");
}

/** Picks what has one of the names; refuses a name that nothing has. */
export function picked<T>(
  option: string,
  text: string | undefined,
  all: readonly T[],
  nameOf: (one: T) => string,
  known: readonly string[] = all.map(nameOf),
): T[] {
  if (text === undefined) return [...all];
  const wanted = readList(text).map((name) => readChoice(option, name, [...new Set(known)]));
  return all.filter((one) => wanted.includes(nameOf(one)));
}
