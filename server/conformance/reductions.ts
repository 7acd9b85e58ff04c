/** The reductions that CouchDB has by name. */
import { CouchError } from "../couch/errors.ts";
import type { ViewRow } from "./view_query.ts";

/** What a group of rows comes to. */
export type Reduction = (rows: readonly ViewRow[]) => unknown;

const failed = (reason: string) => new CouchError(400, "builtin_reduce_error", reason);

function added(a: unknown, b: unknown): unknown {
  if (typeof a === "number" && typeof b === "number") return a + b;
  if (Array.isArray(a) || Array.isArray(b)) {
    const [one, other] = [[a].flat(), [b].flat()];
    const [longer, shorter] = one.length < other.length ? [other, one] : [one, other];
    return longer.map((value, i) => (i < shorter.length ? added(value, shorter[i]) : value));
  }
  throw failed(
    "The _sum function requires that map values be numbers, arrays of numbers, or objects.",
  );
}

function numbersOf(rows: readonly ViewRow[]): number[] {
  return rows.map(({ value }) => {
    if (typeof value === "number") return value;
    throw failed("The _stats function requires that map values be numbers or arrays of numbers.");
  });
}

function stats(rows: readonly ViewRow[]): object {
  const values = numbersOf(rows);
  const sum = (of: number[]) => of.reduce((total, value) => total + value, 0);
  return {
    sum: sum(values),
    count: values.length,
    min: Math.min(...values),
    max: Math.max(...values),
    sumsqr: sum(values.map((value) => value * value)),
  };
}

const byName: Record<string, Reduction> = {
  _count: (rows) => rows.length,
  _sum: (rows) => rows.map(({ value }) => value).reduce(added, 0),
  _stats: stats,
  _approx_count_distinct: (rows) => new Set(rows.map(({ key }) => JSON.stringify(key))).size,
};

/** The reduction of this name; undefined for a function that is written out. Throws 400 for no name. */
export function reduceBuiltIn(source: unknown): Reduction | undefined {
  if (typeof source !== "string" || !source.startsWith("_")) return undefined;
  const found = Object.hasOwn(byName, source) ? byName[source] : undefined;
  if (found === undefined) throw failed(`There is no reduction ${source}.`);
  return found;
}
