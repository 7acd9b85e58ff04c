import { distanceNm, type Position } from "../geography.ts";

/** A place whose zone and country are known. */
export interface ZonedPlace extends Position {
  country_code: string;
  time_zone: string;
}

/** Cells of a degree that are looked through in each direction before giving up on a country. */
const reach = 12;

const cellOf = ({ latitude, longitude }: Position) => ({
  row: Math.floor(latitude),
  column: Math.floor(longitude),
});

/** The key of a cell; columns go round the date line. */
const keyOf = (row: number, column: number) => row * 360 + ((((column + 180) % 360) + 360) % 360);

/**
 * Answers the zone of a place from the nearest known place of the same country, else from the
 * nearest of any within about a thousand miles; undefined in the open sea. Good enough for a strip
 * that no list has a zone for: zones seldom change inside a country, and then mostly along borders
 * that airports are denser than.
 */
export function nearestZone(
  known: readonly ZonedPlace[],
): (place: Position & { country_code: string }) => string | undefined {
  const cells = new Map<number, ZonedPlace[]>();
  for (const place of known) {
    const { row, column } = cellOf(place);
    const key = keyOf(row, column);
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [place]);
    else cell.push(place);
  }

  /** The places in the ring of cells that is `ring` cells away. */
  function* ringOf(place: Position, ring: number): Generator<ZonedPlace> {
    const { row, column } = cellOf(place);
    for (let r = row - ring; r <= row + ring; r++) {
      const edge = r === row - ring || r === row + ring;
      for (let c = column - ring; c <= column + ring; c += edge ? 1 : Math.max(1, 2 * ring))
        yield* cells.get(keyOf(r, c)) ?? [];
    }
  }

  const closest = (place: Position, candidates: readonly ZonedPlace[]) =>
    candidates.reduce<{ zone?: string; nm: number }>(
      (best, candidate) => {
        const nm = distanceNm(place, candidate);
        return nm < best.nm ? { zone: candidate.time_zone, nm } : best;
      },
      { nm: Number.POSITIVE_INFINITY },
    ).zone;

  return (place) => {
    const gathered: ZonedPlace[] = [];
    for (let ring = 0; ring <= reach; ring++) {
      const before = gathered.length;
      gathered.push(...ringOf(place, ring));
      const domestic = gathered.filter(({ country_code }) => country_code === place.country_code);
      const had = gathered
        .slice(0, before)
        .some(({ country_code }) => country_code === place.country_code);
      // One ring more than the first hit: what is nearer may lie in the next cell.
      if (had || (domestic.length > 0 && ring === reach)) return closest(place, domestic);
    }
    return closest(place, gathered);
  };
}
