import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Field, Fields } from "../../shared/fields.ts";
import type { Kind } from "../../shared/kinds/kind.ts";
import { kinds } from "../../shared/kinds/kinds.ts";
import { freshDatabase } from "../harness/fresh_database.ts";
import type { TestDatabase } from "../harness/postgres.ts";

interface Column {
  name: string;
  type: string;
  required: boolean;
  target: string | null;
}

let database: TestDatabase;
let columns: Map<string, Column[]>;
beforeAll(async () => {
  database = await freshDatabase();
  const rows = await database.admin.query<Column & { table: string }>(
    `select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
        a.attnotnull as required,
        (
          select k.confrelid::regclass::text from pg_constraint k
          where k.conrelid = c.oid and k.contype = 'f' and k.conkey[cardinality(k.conkey)] = a.attnum
        ) as target
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = 'logbook'::regnamespace and c.relkind = 'r'
      order by c.relname, a.attnum`,
  );
  columns = new Map();
  for (const { table, ...column } of rows)
    columns.set(table, [...(columns.get(table) ?? []), column]);
});
afterAll(() => database.drop());

const kindList = Object.values(kinds) as unknown as Kind[];
const tableOfKind = (name: string) => kindList.find((kind) => kind.kind === name)?.table;

/** The column types that hold exactly what the field says, and where a reference leads. */
function expectation(field: Exclude<Field, { type: "rows" }>): {
  types: RegExp;
  target: string | null;
} {
  const plain = (types: RegExp) => ({ types, target: null });
  switch (field.type) {
    case "text":
      return plain(/^logbook\.line$/);
    case "choice":
      return plain(/^logbook\.(line|practical_test_outcome|training_event_status)$/);
    case "long_text":
      return plain(/^logbook\.prose$/);
    case "day":
      return plain(/^date$/);
    case "moment":
      return plain(/^timestamp with time zone$/);
    case "minutes":
      return plain(/^logbook\.minutes$/);
    case "count":
      return plain(/^(logbook\.event_count|smallint)$/);
    case "number":
      return plain(
        field.scale === 0
          ? /^(smallint|integer)$/
          : new RegExp(`^numeric\\(\\d+,${field.scale}\\)$`),
      );
    case "boolean":
      return plain(/^boolean$/);
    case "json":
      return plain(/^jsonb$/);
    case "texts":
      return plain(/^text\[\]$/);
    case "lookup":
      return { types: /^uuid$/, target: `reference.${field.lookup}` };
    case "airport":
      return { types: /^uuid$/, target: "reference.airports" };
    case "reference_model":
      return { types: /^uuid$/, target: "reference.aircraft_models" };
    case "reference_device_model":
      return { types: /^uuid$/, target: "reference.training_device_models" };
    case "row_id":
      return plain(/^uuid$/);
    case "reference":
      return { types: /^uuid$/, target: `logbook.${tableOfKind(field.kind)}` };
  }
}

/** Whether validation always fills the field: then the column is not null, and only then. */
function isFilled(field: Field): boolean {
  return (
    field.required === true ||
    field.type === "minutes" ||
    field.type === "count" ||
    field.type === "texts" ||
    ("default" in field && field.default !== undefined)
  );
}

function flatten(table: string, fields: Fields): [string, Fields][] {
  const own = Object.entries(fields).filter(([, field]) => field.type !== "rows");
  return [
    [table, Object.fromEntries(own)],
    ...Object.entries(fields).flatMap(([name, field]) =>
      field.type === "rows" ? flatten(name, field.fields) : [],
    ),
  ];
}

const tables = kindList.flatMap((kind) => flatten(kind.table, kind.fields));
const roots = new Set(kindList.map((kind) => kind.table));

/** Columns that the ledger adds to the fields: keys, envelope, place, and what triggers keep. */
const added = new Set([
  "owner_user_id",
  "id",
  "created_at",
  "updated_at",
  "device_id",
  "created_by_user_id",
  "superseded_by_flight_id",
  "superseded_by_training_session_id",
]);
const addedToRows = new Set([
  "owner_user_id",
  "id",
  "position",
  "flight_id",
  "flight_leg_id",
  "training_session_id",
  "certificate_id",
  "person_id",
  "owner_table",
  "owner_row_id",
]);

describe.each(tables)("logbook.%s", (table, fields) => {
  test.each(Object.entries(fields))("has a column that holds %s", (name, field) => {
    const column = columns.get(table)?.find((one) => one.name === name);
    if (field.type === "rows") throw new Error("rows have a table");
    const { types, target } = expectation(field);
    expect(column?.type).toMatch(types);
    expect(column?.target ?? null).toBe(target);
    expect({ name, required: column?.required }).toEqual({ name, required: isFilled(field) });
  });

  test("has no column that no field fills", () => {
    const extra = roots.has(table) ? added : addedToRows;
    const names = columns.get(table)?.map((column) => column.name) ?? [];
    expect(names.filter((name) => !Object.hasOwn(fields, name) && !extra.has(name))).toEqual([]);
  });
});

test("every table of records is of a kind; what is kept of flights is of none", () => {
  expect([...columns.keys()].toSorted()).toEqual(
    [...new Set(tables.map(([table]) => table)), "flight_counts"].toSorted(),
  );
});

test.each(kindList.map((kind) => kind.kind))("kind %s has its writers", async (kind) => {
  const rows = await database.admin.query(
    `select oid::regprocedure::text as name, prosecdef as definer from pg_proc
      where pronamespace = 'logbook'::regnamespace and proname in ($1, $2) order by 1`,
    [`apply_${kind}`, `remove_${kind}`],
  );
  expect(rows).toEqual([
    { name: `logbook.apply_${kind}(uuid,jsonb)`, definer: false },
    { name: `logbook.remove_${kind}(uuid,uuid[])`, definer: false },
  ]);
});
