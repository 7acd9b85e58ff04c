import { distanceNm, type Position } from "../geography.ts";
import { type AirportColumns, inactiveBit, microdegrees, typeBits } from "./airport_file.ts";

/** Letters that stay letters of their own when diacritics are taken off. */
const foldedLetters: Readonly<Record<string, string>> = {
  æ: "ae",
  ð: "d",
  đ: "d",
  ħ: "h",
  ı: "i",
  ł: "l",
  ø: "o",
  œ: "oe",
  ß: "ss",
  þ: "th",
};

/** A run of letters and signs beyond ASCII: letters without their marks, signs as spaces. */
function foldForeign(run: string): string {
  return run
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[æðđħıłøœßþ]/g, (letter) => foldedLetters[letter]!)
    .replace(/[’‘ʻ]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ");
}

/**
 * Lower case without diacritics and apostrophes, every run of other signs one space; line breaks
 * stay. Most names are plain ASCII, which is why the costly part sees the rest alone.
 */
export function foldText(text: string): string {
  return text
    .replace(/[\u0080-\uffff]+/g, foldForeign)
    .toLowerCase()
    .replace(/['`.]+/g, "")
    .replace(/[^a-z0-9\n\u0080-\uffff]+/g, " ");
}

/** Where a search prefers one place to another. */
export interface SearchOptions {
  /** Closer airports come first; a big one counts as if it were closer. */
  near?: Position;
  /** Rows to answer at most; 20 unless told. */
  limit?: number;
}

/**
 * Everything that can be searched as one text, a line a row, so that a search is a handful of
 * passes by the engine's own `indexOf`: ` kpao pao` TAB ` palo alto` TAB ` palo alto` LF. Every
 * word has a space before it and a sign after it.
 */
export interface SearchText {
  text: string;
  /** Where each row's line, name and municipality begin. */
  line: Uint32Array;
  name: Uint32Array;
  municipality: Uint32Array;
}

function codesOf(columns: AirportColumns, row: number): string {
  const icao = columns.icao_codes[row]!;
  const lid = columns.faa_lids[row]!;
  const iata = columns.iata_codes[row]!;
  return (icao || (lid === "" ? columns.idents[row]! : "")) + ` ${lid} ${iata}`;
}

/** Makes the text to search; tens of milliseconds for all airports, so on the first search. */
export function searchText(columns: AirportColumns): SearchText {
  const { count } = columns;
  const fold = (texts: readonly string[]) => foldText(texts.join("\n")).split("\n");
  const codes = fold(Array.from({ length: count }, (_, row) => codesOf(columns, row)));
  const names = fold(columns.names);
  const towns = fold(columns.municipalities);
  const [line, name, municipality] = [0, 1, 2].map(() => new Uint32Array(count));
  let text = "";
  for (let row = 0; row < count; row++) {
    line![row] = text.length;
    text += ` ${codes[row]!}\t`;
    name![row] = text.length;
    text += ` ${names[row]!.trimStart()}\t`;
    municipality![row] = text.length;
    text += ` ${towns[row]!.trimStart()}\n`;
  }
  return { text, line: line!, name: name!, municipality: municipality! };
}

/** What a hit is worth; the better kinds have the smaller numbers. */
const tiers = { code: 0, name: 1, code_start: 2, words: 3 };
/** More than any distance can be, weighted or not. */
const tierWidth = 10_000_000;
const inactiveWeight = 1_000_000;

/** An airport of this type counts as this many times as far away as a large one. */
const farness = [1, 2, 4, 8, 16, 16];

/** The rows with the smallest scores, in order: cheap when nearly all are turned away. */
function smallest(limit: number) {
  const rows: number[] = [];
  const scores: number[] = [];
  return {
    rows,
    offer(row: number, score: number) {
      if (rows.length >= limit && score >= scores[limit - 1]!) return;
      let at = Math.min(rows.length, limit);
      while (at > 0 && scores[at - 1]! > score) at--;
      rows.splice(at, 0, row);
      scores.splice(at, 0, score);
      rows.length = scores.length = Math.min(rows.length, limit);
    },
  };
}

/** Calls back for every row in which each word begins a word, with the place of the longest one. */
function eachMatch(
  { text, line }: SearchText,
  words: readonly string[],
  found: (row: number, at: number) => void,
): void {
  const [first, ...others] = [...words].sort((a, b) => b.length - a.length).map((w) => ` ${w}`);
  const hasOthers = (content: string) => others.every((word) => content.includes(word));
  let row = 0;
  for (let at = text.indexOf(first!); at !== -1;) {
    row = rowAt(line, at, row);
    const end = row + 1 < line.length ? line[row + 1]! : text.length;
    if (others.length === 0 || hasOthers(text.slice(line[row], end))) found(row, at);
    at = text.indexOf(first!, end);
  }
}

/** The row whose line holds a place in the text; `from` is a row at or before it, mostly just. */
function rowAt(line: Uint32Array, at: number, from: number): number {
  let step = 1;
  let low = from;
  while (low + step < line.length && line[low + step]! <= at) {
    low += step;
    step *= 2;
  }
  let high = Math.min(low + step, line.length) - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (line[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

function standing(columns: AirportColumns, row: number, near: Position | undefined): number {
  const flags = columns.flags[row]!;
  const inactive = (flags & inactiveBit) === 0 ? 0 : inactiveWeight;
  const size = flags & typeBits;
  if (near === undefined) return inactive + size;
  const place = {
    latitude: columns.latitude[row]! / microdegrees,
    longitude: columns.longitude[row]! / microdegrees,
  };
  // A mile is added so that the size still decides between airports in the same place.
  return inactive + (distanceNm(near, place) + 1) * farness[size]!;
}

/**
 * Rows that match, best first: an exact code (`exact` says which rows have it), then a name or town
 * that begins with the query, or a large airport with its words anywhere ("heathrow" is London's),
 * then a code that begins with it, then all its words somewhere. Within each: active before inactive, then nearer (when `near` is given), bigger, and by row.
 */
export function searchRows(
  columns: AirportColumns,
  index: SearchText,
  query_text: string,
  exact: readonly number[],
  { near, limit = 20 }: SearchOptions,
): number[] {
  const query = foldText(query_text).trim();
  const words = query.split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return [];
  const { text, name, municipality } = index;
  const start = ` ${query}`;
  const best = smallest(limit);
  for (const row of exact) best.offer(row, tiers.code * tierWidth + standing(columns, row, near));
  eachMatch(index, words, (row, at) => {
    if (exact.includes(row)) return;
    const starts = text.startsWith(start, name[row]) || text.startsWith(start, municipality[row]);
    const isLarge = (columns.flags[row]! & typeBits) === 0 && at >= name[row]!;
    const tier = starts || isLarge ? tiers.name : at < name[row]! ? tiers.code_start : tiers.words;
    best.offer(row, tier * tierWidth + standing(columns, row, near));
  });
  return best.rows;
}
