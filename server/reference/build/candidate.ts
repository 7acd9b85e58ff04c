import { type Position, distanceNm } from "../../../shared/geography.ts";
import type { AirportFields } from "../../../shared/reference/airport.ts";

/** An airport as a source has it, before its zone is looked up in the map of zones. */
export type Candidate = Omit<AirportFields, "time_zone" | "is_active"> & {
  /** The zone by the source; decides where the map has several. Null when it does not say. */
  source_zone: string | null;
};

/** Rounds degrees to the six decimals that are kept. */
export function degrees(value: number): number {
  return Math.round(value * 1_000_000) / 1_000_000;
}

/** Whether two airports can be the same place, given how coarse a source is. */
export function isWithin(a: Position, b: Position, limit_nm: number): boolean {
  return distanceNm(a, b) <= limit_nm;
}

/** A text or null when it is empty. */
export function textOrNull(text: string | undefined): string | null {
  const trimmed = (text ?? "").trim().replace(/\s+/g, " ");
  return trimmed === "" ? null : trimmed;
}
