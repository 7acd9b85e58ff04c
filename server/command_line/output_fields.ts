/** The fields of an answer in JSON, as `--help` lists them. */

/**
 * One field: where it stands and what it says. `a.b` is b within a, `[]` each of a list, `*` each
 * name that the words list.
 */
export type OutputField = readonly [path: string, words: string];

/** The same fields within another: `within("verdicts[]", […])`. */
export function within(at: string, fields: readonly OutputField[]): OutputField[] {
  return fields.map(([path, words]) => [`${at}.${path}`, words]);
}

/** A place, as every calculation repeats it. */
export function placeFields(at: string): OutputField[] {
  return within(at, [
    ["name", "the place as it was asked for"],
    ["airport", "name of the airport; absent for coordinates"],
    ["latitude", "degrees, north positive"],
    ["longitude", "degrees, east positive"],
    ["time_zone", "IANA zone of the airport; absent for coordinates"],
  ]);
}

/** The list of fields for `--help`, one a line. */
export function outputHelp(fields: readonly OutputField[], by_sql?: readonly string[]): string {
  const width = Math.max(...fields.map(([path]) => path.length));
  const lines = fields.map(([path, words]) => `  ${path.padEnd(width)}  ${words}`);
  const sql = by_sql === undefined ? [] : [`With --via sql: ${by_sql.join(", ")}.`];
  return [
    "Output: JSON. Times are whole minutes, days YYYY-MM-DD, moments UTC; null: there is none.",
    ...lines,
    ...sql,
  ].join("\n");
}
