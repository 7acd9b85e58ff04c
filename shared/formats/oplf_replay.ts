/** The rows that an audit log leaves, and whether records say the same. */
import type { AuditEntry } from "../audit_chain.ts";
import { canonicalJson } from "../canonical_json.ts";
import { absentValue, type Field, type Fields } from "../fields.ts";
import { isSignedOff } from "../kinds/entry_parts.ts";
import type { Kind } from "../kinds/kind.ts";
import { kinds } from "../kinds/kinds.ts";
import type { Values } from "../merge.ts";

/** Columns that say which row a row of a list lies in; of several, the first that is filled. */
const parentColumns = [
  "flight_leg_id",
  "flight_id",
  "training_session_id",
  "certificate_id",
  "person_id",
  "owner_row_id",
];

const kindList = Object.values(kinds) as unknown as Kind[];

function listTables(fields: Fields): string[] {
  return Object.entries(fields).flatMap(([name, field]) =>
    field.type === "rows" ? [name, ...listTables(field.fields)] : [],
  );
}

const lists = new Set(kindList.flatMap((kind) => listTables(kind.fields)));

/** What a signature writes into its entry in the ledger, past the document. */
const lockFields = new Set(["is_locked", "locked_at", "locked_reason"]);

const envelope: Fields = {
  created_at: { type: "moment", label: "" },
  updated_at: { type: "moment", label: "" },
  device_id: { type: "text", label: "" },
};

type NamedFields = readonly (readonly [name: string, field: Field])[];

const named = new Map<Fields, NamedFields>();

/** The fields of a row by name. Made once: a logbook has a hundred thousand rows. */
function namedFields(fields: Fields): NamedFields {
  const known = named.get(fields);
  if (known !== undefined) return known;
  const entries = Object.entries(fields);
  named.set(fields, entries);
  return entries;
}

const columns = new Map(
  kindList.map(({ kind, fields }) => {
    const all = namedFields({ ...envelope, ...fields });
    return [kind, { all, unlocked: all.filter(([name]) => !lockFields.has(name)) }];
  }),
);

/** What says where a row of a list lies. */
const placeColumns: Fields = Object.fromEntries(
  ["position", ...parentColumns].map((name) => [name, { type: "text", label: "" }]),
);

/** Table → the columns of its rows that a record tells of; a list may stand in several kinds. */
const tableColumns = new Map<string, NamedFields>();

function addColumns(table: string, fields: Fields): void {
  const columnsHere = namedFields(fields).filter(([, field]) => field.type !== "rows");
  const others = (tableColumns.get(table) ?? []).filter(([name]) => !Object.hasOwn(fields, name));
  tableColumns.set(table, [...others, ...columnsHere]);
  for (const [name, field] of namedFields(fields))
    if (field.type === "rows") addColumns(name, { ...placeColumns, ...field.fields });
}

for (const { table, fields } of kindList) addColumns(table, { ...envelope, ...fields });

/** The columns of a kind that its record tells of; of a locked entry, all but those of the lock. */
function columnsOf({ kind }: Kind, locked: boolean): NamedFields {
  const { all, unlocked } = columns.get(kind)!;
  return locked ? unlocked : all;
}

/** Whether a column holds what a field says. */
function columnAgrees(field: Field, value: Values[string], column: Values[string]): boolean {
  const said = value ?? absentValue(field);
  if (column === undefined) return said === absentValue(field);
  if (said === null || column === null) return said === column;
  if (field.type === "moment") return Date.parse(String(said)) === Date.parse(String(column));
  if (field.type === "json" || field.type === "texts")
    return canonicalJson(said) === canonicalJson(column);
  return said === column;
}

/** A row of a log; one that is no JSON object says nothing, and so agrees with no record. */
function readRow(text: string): Values {
  try {
    const row = JSON.parse(text) as Values | null;
    return typeof row === "object" && row !== null ? row : {};
  } catch {
    return {};
  }
}

/** What a row says beyond the absent value of each field: a sixth of its text, for tens of thousands. */
function shortened(fields: NamedFields, text: string): string {
  const row = readRow(text);
  const said: Values = {};
  for (const [name, field] of fields) {
    const value = row[name] ?? null;
    if (value !== absentValue(field)) said[name] = value;
  }
  return JSON.stringify(said);
}

/** A log folded up: the last state of every row that a record can tell of, as JSON, shortened. */
export class Replay {
  private readonly tables = new Map<string, Map<string, string>>();
  private children: Map<string, Map<string, string[]>> | undefined;

  take(entry: AuditEntry): void {
    const name = entry.table_name.replace(/^logbook\./, "");
    const fields = tableColumns.get(name);
    if (fields === undefined) return;
    let table = this.tables.get(name);
    if (table === undefined) this.tables.set(name, (table = new Map()));
    if (entry.operation === "DELETE") table.delete(entry.row_id);
    else table.set(entry.row_id, shortened(fields, entry.new_values ?? "{}"));
  }

  /** The rows of a table, read one by one. */
  *rows(table: string): Generator<Values> {
    for (const [id, text] of this.tables.get(table) ?? []) yield { ...readRow(text), id };
  }

  private withdraw(table: string, id: string): Values | undefined {
    const text = this.tables.get(table)?.get(id);
    if (text === undefined) return undefined;
    this.tables.get(table)!.delete(id);
    return { ...readRow(text), id };
  }

  /** Ids of the rows of a list by what they lie in, in their order. */
  private childrenOf(table: string, parent: string): string[] {
    this.children ??= new Map(
      [...lists].map((name) => {
        const byParent = new Map<string, [number, string][]>();
        for (const row of this.rows(name)) {
          const column = parentColumns.find((one) => typeof row[one] === "string");
          const key = String(row[column ?? ""]);
          const placed: [number, string] = [Number(row["position"]), String(row["id"])];
          byParent.set(key, [...(byParent.get(key) ?? []), placed]);
        }
        const ordered = [...byParent].map(([key, rows]): [string, string[]] => [
          key,
          rows.sort(([a], [b]) => a - b).map(([, id]) => id),
        ]);
        return [name, new Map(ordered)];
      }),
    );
    return this.children.get(table)?.get(parent) ?? [];
  }

  private listProblems(list: string, fields: Fields, rows: Values[], row: Values, at: string) {
    const ids = this.childrenOf(list, String(row["id"]));
    if (ids.length !== rows.length)
      return [`${at}${list} has ${rows.length} rows, by the audit log ${ids.length}`];
    return rows.flatMap((one, i) => {
      const place = `${at}${list}.${i}`;
      const column = this.withdraw(list, ids[i]!);
      return one["id"] === ids[i] && column !== undefined
        ? this.partProblems(namedFields(fields), one, column, `${place}.`)
        : [`${place}.id is not what the audit log says`];
    });
  }

  private partProblems(fields: NamedFields, said: Values, row: Values, at: string): string[] {
    const problems: string[] = [];
    for (const [name, field] of fields)
      if (field.type === "rows") {
        const rows = (said[name] ?? []) as Values[];
        problems.push(...this.listProblems(name, field.fields, rows, row, at));
      } else if (!columnAgrees(field, said[name], row[name]))
        problems.push(`${at}${name} is not what the audit log says`);
    return problems;
  }

  /**
   * What differs between a validated record and the log, which then forgets the record's rows.
   * A signature in the ledger locks its entry past the record: `is_signed`.
   */
  problems(kind: Kind, uuid: string, record: Values, is_signed: boolean): string[] {
    const row = this.withdraw(kind.table, uuid);
    if (row === undefined) return ["the audit log knows no such record"];
    const locked =
      isSignedOff(record) || (is_signed && row["locked_reason"] === "cryptographic_signature");
    return this.partProblems(columnsOf(kind, locked), record, row, "");
  }

  /** Rows that no record took: what the file has lost. */
  *left(): Generator<string> {
    for (const kind of kindList)
      for (const uuid of this.tables.get(kind.table)?.keys() ?? [])
        yield `${kind.kind}:${uuid}: the audit log has it, the file does not`;
    for (const table of lists)
      for (const uuid of this.tables.get(table)?.keys() ?? [])
        yield `${table} ${uuid}: the audit log has it, no record does`;
  }
}
