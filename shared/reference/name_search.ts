import { foldText } from "./airport_search.ts";

/** What a row of a small list is found by. */
export interface Names {
  /** Typed whole by those who know it: `C172`. */
  code: string;
  name: string;
  maker: string;
}

/** Letters and digits alone, so that `pa28` finds PA-28-181 and `172 s` finds 172S. */
const squeezed = (text: string) => foldText(text).replaceAll(" ", "");

function rankOf({ code, name, maker }: Names, query: string, words: readonly string[]) {
  const folded = ` ${foldText(`${code} ${maker} ${name}`)}`;
  const squeezed_name = squeezed(name);
  const tight = squeezed(query);
  if (foldText(code).trim() === tight) return 0;
  if (squeezed_name.startsWith(tight)) return 1;
  if (squeezed(maker + name).startsWith(tight)) return 2;
  return words.every((word) => folded.includes(` ${word}`) || squeezed_name.startsWith(word))
    ? 3
    : undefined;
}

/**
 * Searches a list of some hundred rows, best first, in its own order within a rank. An empty text
 * finds nothing.
 */
export function searchNames<Row>(
  rows: readonly Row[],
  text: string,
  limit: number,
  namesOf: (row: Row) => Names,
): Row[] {
  const words = foldText(text)
    .split(" ")
    .filter((word) => word !== "");
  if (words.length === 0) return [];
  return rows
    .map((row) => ({ row, rank: rankOf(namesOf(row), text, words) }))
    .filter((hit): hit is { row: Row; rank: 0 | 1 | 2 | 3 } => hit.rank !== undefined)
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ row }) => row);
}
