/** What a request asks of a view: the query of `_all_docs`, by any key, and groups. */
import type { Context } from "hono";
import { collate } from "../../shared/selector.ts";
import { countOf, type Query, readQueryOf } from "../couch/all_docs_query.ts";
import { booleanOf } from "../couch/body.ts";
import { badQuery } from "../couch/errors.ts";

/** A row of a view before it is reduced. */
export interface ViewRow {
  id: string;
  key: unknown;
  value: unknown;
}

/** A request to a view, read. */
export interface ViewQuery extends Query {
  start_id: string | undefined;
  end_id: string | undefined;
  reduce: boolean;
  /** How much of a key makes a group: all of it, the first parts of a list, or (0) nothing. */
  group_level: number;
}

const texts = new Intl.Collator("und");
/** Text as people sort it; where that says the same, by code unit. */
const byAlphabet = (a: string, b: string) => texts.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);

/** Compares two keys of a view. */
export const compareKeys = (a: unknown, b: unknown): number => collate(a, b, byAlphabet);

/** The order of a view: by key, then by id. */
export const compareRows = (a: ViewRow, b: ViewRow): number =>
  compareKeys(a.key, b.key) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Reads a query. Throws 400 for a parameter that is not what it should be, or not in such a view. */
export async function readViewQuery(c: Context, has_reduce: boolean): Promise<ViewQuery> {
  const query = await readQueryOf(c);
  const given = (...names: string[]) => names.map((name) => query.given[name]).find(Boolean);
  const reduce = booleanOf(query.given["reduce"], has_reduce);
  const group = booleanOf(query.given["group"], false);
  const level = query.given["group_level"];
  if (reduce && !has_reduce) throw badQuery("Reduce is invalid for map-only views.");
  if (!reduce && (group || level !== undefined))
    throw badQuery("Invalid use of grouping on a map view.");
  if (reduce && query.include_docs) throw badQuery("`include_docs` is invalid for reduce");
  const group_level = level === undefined ? (group ? Infinity : 0) : countOf(level, 0);
  if (reduce && query.keys !== undefined && group_level !== Infinity)
    throw badQuery("Multi-key fetches for reduce views must use `group=true`");
  const [start_id, end_id] = [
    given("startkey_docid", "start_key_doc_id"),
    given("endkey_docid", "end_key_doc_id"),
  ];
  return {
    ...query,
    start_id: start_id === undefined ? undefined : String(start_id),
    end_id: end_id === undefined ? undefined : String(end_id),
    reduce,
    group_level,
  };
}

/** The rows that a query means, of all rows in order: in its direction, without limit and skip. */
export function rowsInRange(all: readonly ViewRow[], query: ViewQuery): ViewRow[] {
  const { keys, start, end, start_id, end_id, descending, inclusive_end } = query;
  const rows = descending ? all.toReversed() : [...all];
  if (keys !== undefined)
    return keys.flatMap((key) => rows.filter((row) => compareKeys(row.key, key) === 0));
  const sign = descending ? -1 : 1;
  const order = (row: ViewRow, key: unknown, id: string | undefined) => {
    const by_key = compareKeys(row.key, key);
    if (by_key !== 0 || id === undefined) return sign * by_key;
    return sign * (row.id < id ? -1 : row.id > id ? 1 : 0);
  };
  return rows.filter((row) => {
    if (start !== undefined && order(row, start, start_id) < 0) return false;
    if (end === undefined) return true;
    const after = order(row, end, end_id);
    return after < 0 || (after === 0 && inclusive_end);
  });
}
