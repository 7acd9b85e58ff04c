/** A document taken apart: every place in it that somebody can fill in, by its path. */
type Plain = Record<string, unknown>;

/** Path → value as JSON. The record itself is at `""`, a row at `list.<id>`. */
export type Atoms = ReadonlyMap<string, string>;

/** Who wrote when: nobody's edit. */
const envelope = new Set(["created_at", "updated_at", "device_id", "change_reason"]);

/** What a field that is left out says, as far as histories use such fields. */
const silent = new Set(["null", "false", "[]", '""']);

const isRows = (value: unknown): value is Plain[] =>
  Array.isArray(value) && value.some((row) => typeof (row as Plain | null)?.["id"] === "string");

function collect(record: Plain, at: string, atoms: Map<string, string>): void {
  for (const [name, value] of Object.entries(record)) {
    if (name.startsWith("_") || envelope.has(name) || name === "id" || name === "leg_number")
      continue;
    const path = `${at}${name}`;
    if (isRows(value))
      for (const row of value) {
        atoms.set(`${path}.${row["id"]}`, "here");
        collect(row, `${path}.${row["id"]}.`, atoms);
      }
    else {
      const text = JSON.stringify(value);
      if (text !== undefined && !silent.has(text)) atoms.set(path, text);
    }
  }
}

/** The atoms of a document; none of one that is deleted or was never there. */
export function atomsOf(document: Plain | null | undefined): Atoms {
  const atoms = new Map<string, string>();
  if (document === null || document === undefined || document["_deleted"] === true) return atoms;
  atoms.set("", "here");
  collect(document, "", atoms);
  return atoms;
}

/** The paths that hold a path: its row, the row around that, the record. */
function around(path: string): string[] {
  const parts = path.split(".");
  const outer: string[] = path === "" ? [] : [""];
  for (let end = 2; end < parts.length; end += 2) outer.push(parts.slice(0, end).join("."));
  return outer;
}

/** One place that an edit changed: what it says now, or undefined when it is gone. */
export interface Change {
  path: string;
  to: string | undefined;
}

/** What somebody changed. Of something that went as a whole, the whole alone is told. */
export function changesBetween(before: Atoms, after: Atoms): Change[] {
  const changes: Change[] = [];
  for (const [path, value] of after)
    if (before.get(path) !== value) changes.push({ path, to: value });
  for (const path of before.keys())
    if (!after.has(path) && around(path).every((outer) => after.has(outer)))
      changes.push({ path, to: undefined });
  return changes;
}

/** Whether an edit took away what a path said: changed it, or removed what it is in. */
export function covers(change: Change, path: string): boolean {
  return change.path === path || (change.to === undefined && around(path).includes(change.path));
}
