/**
 * The facts of entries as short rows of plain JSON, to be kept beside the store: a tenth of the
 * bytes, and read several times as quickly as objects with every name spelt out. What is packed
 * comes back the same; where it is written by another version of the app it is not read at all, so
 * the form needs no versions of its own.
 */
import { dayNumber, type Day } from "../calendar.ts";
import type { FactsSnapshot, KeptEntry } from "./facts.ts";
import type { FlightFacts, LegFacts } from "./flight_facts.ts";
import { filledOf, noSums, type Sums } from "./measures.ts";
import type { SessionFacts } from "./session_facts.ts";

type Row = readonly unknown[];

/** Packed facts: words that occur often stand once and are named by their place. */
export interface PackedFacts {
  words: (string | null)[];
  flights: Row[];
  sessions: Row[];
}

/** What every entry has, at the front of its row. */
type Head = [id: string, date: Day, sums: number[], corrects: string | null, flags: number];

/** Places and values of a vector that hold something, one after the other. */
function packSums(sums: Readonly<Sums>, filled: readonly number[]): number[] {
  return filled.flatMap((place) => [place, sums[place]!]);
}

function unpackSums(packed: readonly number[]): Sums {
  const sums = noSums();
  for (let i = 0; i < packed.length; i += 2) sums[packed[i]!] = packed[i + 1]!;
  return sums;
}

/** Bit by bit, what an entry says with yes or no. */
const flagsOf = (...said: boolean[]) =>
  said.reduce((flags, yes, i) => (yes ? flags | (1 << i) : flags), 0);
const flag = (flags: number, i: number) => (flags & (1 << i)) !== 0;

/** Only the order of corrections asks when an entry was made. */
const createdOf = ({ corrects, created_at }: KeptEntry<FlightFacts | SessionFacts>) =>
  corrects === null ? "" : created_at;

class Words {
  readonly all: (string | null)[] = [];
  readonly #places = new Map<string | null, number>();

  place(word: string | null): number {
    let place = this.#places.get(word);
    if (place === undefined) {
      place = this.all.push(word) - 1;
      this.#places.set(word, place);
    }
    return place;
  }
}

function packLeg(leg: LegFacts, words: Words): Row {
  return [
    words.place(leg.from),
    words.place(leg.to),
    leg.landings,
    leg.full_stops,
    leg.towered_full_stops,
    leg.towered_night_takeoffs,
    leg.towered_night_landings,
    leg.approaches.flatMap(({ type, place }) => [words.place(type), words.place(place)]),
  ];
}

function unpackLeg(row: Row, words: readonly (string | null)[]): LegFacts {
  const [from, to, landings, full_stops, stops, takeoffs, night_landings, packed] = row as number[];
  const approaches: LegFacts["approaches"] = [];
  const pairs = packed as unknown as number[];
  for (let i = 0; i < pairs.length; i += 2)
    approaches.push({ type: words[pairs[i]!]!, place: words[pairs[i + 1]!]! });
  return {
    from: words[from!]!,
    to: words[to!]!,
    landings: landings!,
    full_stops: full_stops!,
    approaches,
    towered_full_stops: stops!,
    towered_night_takeoffs: takeoffs!,
    towered_night_landings: night_landings!,
  };
}

function packFlight(kept: KeptEntry<FlightFacts>, words: Words): Row {
  const { facts } = kept;
  const head: Head = [
    facts.id.slice("flight:".length),
    facts.date,
    packSums(facts.sums, facts.filled),
    kept.corrects,
    flagsOf(kept.is_erroneous, facts.is_signed, facts.tracking_unsaid, facts.full_stop_unsaid),
  ];
  return [
    ...head,
    createdOf(kept),
    words.place(facts.aircraft_id),
    words.place(facts.pic_basis),
    words.place(facts.launch),
    words.place(facts.instructor_name),
    facts.unsaid_approaches,
    facts.legs.map((leg) => packLeg(leg, words)),
    facts.other_points.flatMap(({ name, is_landing }) => [words.place(name), is_landing ? 1 : 0]),
    ...facts.relief_crew.map((person) => words.place(person)),
  ];
}

function unpackPoints(pairs: readonly number[], words: readonly (string | null)[]) {
  const points: FlightFacts["other_points"] = [];
  for (let i = 0; i < pairs.length; i += 2)
    points.push({ name: words[pairs[i]!]!, is_landing: pairs[i + 1] === 1 });
  return points;
}

function unpackFlight(row: Row, words: readonly (string | null)[]): KeptEntry<FlightFacts> {
  const [id, date, packed, corrects, flags] = row as unknown as Head;
  const [created_at, aircraft, basis, launch, instructor, unsaid, legs, points] = row.slice(5) as [
    string,
    number,
    number,
    number,
    number,
    number,
    Row[],
    number[],
  ];
  const sums = unpackSums(packed);
  const facts: FlightFacts = {
    kind: "flight",
    id: `flight:${id}`,
    date,
    day: dayNumber(date),
    aircraft_id: words[aircraft]!,
    sums,
    filled: filledOf(sums),
    legs: legs.map((leg) => unpackLeg(leg, words)),
    other_points: unpackPoints(points, words),
    pic_basis: words[basis]!,
    launch: words[launch] as FlightFacts["launch"],
    is_signed: flag(flags, 1),
    instructor_name: words[instructor]!,
    unsaid_approaches: unsaid,
    tracking_unsaid: flag(flags, 2),
    relief_crew: (row.slice(13) as number[]).map((person) => words[person]!),
    full_stop_unsaid: flag(flags, 3),
  };
  return { facts, corrects, is_erroneous: flag(flags, 0), created_at };
}

/** Packs entries. Lessons are few, so that they keep their names. */
export function packFacts({ flights, sessions }: FactsSnapshot): PackedFacts {
  const words = new Words();
  const rows = flights.map((kept) => packFlight(kept, words));
  return { words: words.all, flights: rows, sessions: sessions.map((kept) => [kept]) };
}

/** The entries of packed facts. */
export function unpackFacts({ words, flights, sessions }: PackedFacts): FactsSnapshot {
  return {
    flights: flights.map((row) => unpackFlight(row, words)),
    sessions: sessions.map(([kept]) => kept as KeptEntry<SessionFacts>),
  };
}
