/** Codes of airports in a file to airports of the reference. A code with two airports is asked for. */
import type { Airport } from "../reference/airport.ts";
import type { Airports } from "../reference/airports.ts";
import type { Remark } from "./remark.ts";

/** The airport index, as far as an import needs it. */
export type AirportsByCode = Pick<Airports, "byCode">;

/** A code that may mean several airports, or one that another code space knows; a person chooses. */
export interface AmbiguousCode {
  code: string;
  /** Lines of the file that use it. */
  lines: number[];
  candidates: readonly Airport[];
  /** The airport chosen, null for "keep it as text", undefined as long as nobody chose. */
  chosen: string | null | undefined;
}

/** Where something was: an airport, or words. */
export interface Place {
  airport_id: string | null;
  description: string | null;
}

/** Answers places and collects what it could not answer. */
export interface Places {
  placeOf(code: string | undefined, line: number, column: string): Place;
  ambiguous(): AmbiguousCode[];
  /** One remark for each code that no airport has. */
  remarks(): Remark[];
}

/** A code as the index knows it: trimmed, in capitals. */
export function plainCode(code: string): string {
  return code.trim().toUpperCase();
}

/**
 * Whom a code may mean. Such files hold ICAO codes and FAA location identifiers: a single airport
 * there is the one. A code that only other spaces know is asked for, even if it has one airport.
 */
function candidatesOf(
  airports: AirportsByCode,
  code: string,
): { candidates: Airport[]; certain: boolean } {
  const matches = airports.byCode(code);
  const own = matches.filter(({ spaces }) => spaces.includes("icao") || spaces.includes("faa"));
  const candidates = (own.length > 0 ? own : matches).map(({ airport }) => airport);
  return { candidates, certain: own.length === 1 };
}

/** `choices` answers ambiguous codes: the airport's id, or null to keep the code as text. */
export function makePlaces(
  airports: AirportsByCode,
  choices: Readonly<Record<string, string | null>>,
): Places {
  const ambiguous = new Map<string, AmbiguousCode>();
  const unknown = new Map<string, { lines: Set<number>; column: string }>();

  const choiceOf = (code: string, candidates: readonly Airport[]) => {
    const choice = Object.hasOwn(choices, code) ? choices[code] : undefined;
    const isOffered = candidates.some((candidate) => candidate.id === choice);
    return choice === null || isOffered ? choice : undefined;
  };

  const placeOf = (text: string | undefined, line: number, column: string): Place => {
    if (text === undefined) return { airport_id: null, description: null };
    const code = plainCode(text);
    const { candidates, certain } = candidatesOf(airports, code);
    if (certain) return { airport_id: candidates[0]!.id, description: null };
    const description = text;
    if (candidates.length === 0) {
      const entry = unknown.get(code) ?? { lines: new Set(), column };
      entry.lines.add(line);
      unknown.set(code, entry);
      return { airport_id: null, description };
    }
    const chosen = choiceOf(code, candidates);
    const entry = ambiguous.get(code) ?? { code, lines: [], candidates, chosen };
    if (entry.lines.at(-1) !== line) entry.lines.push(line);
    ambiguous.set(code, entry);
    return typeof chosen === "string"
      ? { airport_id: chosen, description: null }
      : { airport_id: null, description };
  };

  return {
    placeOf,
    ambiguous: () => [...ambiguous.values()],
    remarks: () =>
      [...unknown].map(([code, { lines, column }]) => ({
        line: Math.min(...lines),
        column,
        cell: code,
        level: "warning",
        message:
          `No airport has the code "${code}"; it is kept as text` +
          (lines.size > 1 ? ` on ${lines.size} lines.` : "."),
      })),
  };
}
