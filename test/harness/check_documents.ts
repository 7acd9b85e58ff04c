/** Holds the rows of the ledger against the documents that they were made of, both ways. */
import { isDeepStrictEqual } from "node:util";
import type { Queryable } from "../../server/postgres/database.ts";
import type { Field, Fields } from "../../shared/fields.ts";
import { isSignedOff } from "../../shared/kinds/entry_parts.ts";
import type { Kind } from "../../shared/kinds/kind.ts";
import { kinds } from "../../shared/kinds/kinds.ts";
import { validate } from "../../shared/validate.ts";

type Row = Record<string, unknown>;

const kindList: Kind[] = Object.values(kinds) as unknown as Kind[];

/** The columns of row tables that say which row they lie in; one of them is filled. */
const parentColumns = [
  "flight_leg_id",
  "flight_id",
  "training_session_id",
  "certificate_id",
  "person_id",
  "owner_row_id",
];

/** A row of `flight_crew` has a person and lies in a flight: the order above decides. */
function parentOf(row: Row): string {
  const column = parentColumns.find((name) => typeof row[name] === "string");
  return String(row[column!]);
}

/** What a signature writes into its entry, past the document. */
const lockColumns = new Set(["is_locked", "locked_at", "locked_reason"]);

/** The fields that a document answers for, when its row is as it is. */
function answeredFor(fields: Fields, row: Row, isSigned: boolean): Fields {
  const locksItself =
    isSignedOff(row) || (isSigned && row["locked_reason"] === "cryptographic_signature");
  if (!locksItself) return fields;
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !lockColumns.has(name)));
}

function rowTables(fields: Fields): string[] {
  return Object.entries(fields).flatMap(([name, field]) =>
    field.type === "rows" ? [name, ...rowTables(field.fields)] : [],
  );
}

async function readTable(admin: Queryable, table: string): Promise<Row[]> {
  const rows = await admin.query<{ row: Row }>(`select to_jsonb(t) as row from logbook.${table} t`);
  return rows.map(({ row }) => row);
}

/** One writing for each value, so that what means the same compares the same. */
function plain(field: Field, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  return field.type === "moment" ? new Date(String(value)).toISOString() : value;
}

/** A record or row with its lists, from a document. */
function fromDocument(fields: Fields, record: Row): Row {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      field.type === "rows"
        ? (record[name] as Row[]).map((row) => ({
            id: row["id"],
            ...fromDocument(field.fields, row),
          }))
        : plain(field, record[name]),
    ]),
  );
}

/** The same from the ledger: `children` finds the rows of a table that lie in another row. */
function fromLedger(fields: Fields, row: Row, children: (table: string, id: string) => Row[]): Row {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      field.type === "rows"
        ? children(name, String(row["id"])).map((child) => ({
            id: child["id"],
            ...fromLedger(field.fields, child, children),
          }))
        : plain(field, row[name]),
    ]),
  );
}

const moment = { type: "moment", label: "" } as const;
const text = { type: "text", label: "" } as const;
const envelope: Fields = { created_at: moment, updated_at: moment, device_id: text };

interface Applied {
  owner: string;
  id: string;
  is_deleted: boolean;
  waits: boolean;
  body: string;
}

async function readDocuments(admin: Queryable): Promise<Map<string, Applied>> {
  const rows = await admin.query<Applied>(
    `select d.owner_user_id as owner, d.id, d.is_deleted, w.document_id is not null as waits, r.body
       from sync.documents d
       join sync.revisions r on r.owner_user_id = d.owner_user_id and r.logbook_id = d.logbook_id
        and r.document_id = d.id and r.rev = d.winning_rev
       left join sync.waiting w on w.owner_user_id = d.owner_user_id
        and w.logbook_id = d.logbook_id and w.document_id = d.id`,
  );
  return new Map(rows.map((row) => [`${row.owner} ${row.id}`, row]));
}

/** Table → owner and parent → the rows that lie in it, in their order. */
async function readLists(admin: Queryable): Promise<Map<string, Map<string, Row[]>>> {
  const lists = new Map<string, Map<string, Row[]>>();
  for (const table of new Set(kindList.flatMap((kind) => rowTables(kind.fields)))) {
    const list = new Map<string, Row[]>();
    const rows = await readTable(admin, table);
    for (const row of rows.sort((a, b) => Number(a["position"]) - Number(b["position"]))) {
      const key = `${String(row["owner_user_id"])} ${parentOf(row)}`;
      list.set(key, [...(list.get(key) ?? []), row]);
    }
    lists.set(table, list);
  }
  return lists;
}

type Lists = Awaited<ReturnType<typeof readLists>>;

/** What is wrong with one row of a kind's table, held against its document. */
function rowProblem(
  kind: Kind,
  row: Row,
  document: Applied | undefined,
  lists: Lists,
  isSigned: boolean,
): string | undefined {
  const result =
    document === undefined || document.is_deleted ? undefined : validate(JSON.parse(document.body));
  if (!result?.ok) return "a row without a valid document";
  const fields = { ...envelope, ...answeredFor(kind.fields, row, isSigned) };
  const expected = fromDocument(fields, result.value.record as Row);
  const actual = fromLedger(
    fields,
    row,
    (table, id) => lists.get(table)?.get(`${row["owner_user_id"]} ${id}`) ?? [],
  );
  return isDeepStrictEqual(expected, actual)
    ? undefined
    : `the document says ${JSON.stringify(expected)}, the rows ${JSON.stringify(actual)}`;
}

/**
 * Every document that is neither deleted nor waiting has its rows, with the same values; every row
 * has such a document. Logbooks that hold no documents (tests of the tables alone) are left out.
 */
export async function documentsAgainstRows(admin: Queryable): Promise<string[]> {
  const documents = await readDocuments(admin);
  const synced = new Set([...documents.values()].map((document) => document.owner));
  if (synced.size === 0) return [];
  const problems: string[] = [];
  const lists = await readLists(admin);
  const seen = new Set<string>();
  const signed = new Set(
    (await readTable(admin, "entry_signatures")).map(
      (row) => `${row["owner_user_id"]} ${row["entry_table"]} ${row["entry_id"]}`,
    ),
  );
  for (const kind of kindList)
    for (const row of await readTable(admin, kind.table)) {
      const key = `${row["owner_user_id"]} ${kind.kind}:${row["id"]}`;
      seen.add(key);
      const document = documents.get(key);
      // While a newer state waits for what it refers to, the ledger has the one before.
      if (document?.waits || !synced.has(String(row["owner_user_id"]))) continue;
      const isSigned = signed.has(`${row["owner_user_id"]} ${kind.table} ${row["id"]}`);
      const problem = rowProblem(kind, row, document, lists, isSigned);
      if (problem !== undefined) problems.push(`${key}: ${problem}`);
    }
  for (const [key, document] of documents)
    if (!document.is_deleted && !document.waits && !seen.has(key))
      problems.push(`${key}: the document has no row`);
  return problems;
}
