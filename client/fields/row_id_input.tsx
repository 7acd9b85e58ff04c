import { kindNamed, kinds, type KindName } from "../../shared/kinds/kinds.ts";
import type { Field, Fields } from "../../shared/fields.ts";
import type { Json } from "../../shared/kinds/kind.ts";
import { useApp } from "../app_context.ts";
import type { AnyRecord } from "../models/logbook.ts";
import { dayInWords } from "../ui/moments.ts";
import { Combobox } from "../ui/combobox.tsx";
import type { ControlProps, FieldProps } from "./field_frame.tsx";
import { rowText, type ValueContext } from "./value_text.ts";

/** Rows offered at once. */
const offered = 30;

type Row = { [field: string]: Json };

interface FoundRow {
  id: string;
  label: string;
  more: string;
}

/** The kind whose records hold rows of a table, with the fields of such a row. */
function holderOf(table: string): { kind: KindName; fields: Fields } | undefined {
  for (const name of Object.keys(kinds) as KindName[]) {
    const field = kindNamed(name)!.fields[table];
    if (field?.type === "rows") return { kind: name, fields: field.fields };
  }
  return undefined;
}

/** Every row of a table in the logbook, with the record that it lies in. */
function rowsOf(app: ValueContext, table: string): FoundRow[] {
  const holder = holderOf(table);
  if (holder === undefined) return [];
  const records = app.logbook.all(holder.kind) as unknown as readonly AnyRecord[];
  return records.flatMap((record) =>
    ((record[table] ?? []) as Row[]).map((row) => ({
      id: String(row["id"]),
      label: rowText(holder.fields, row, app),
      more: dayInWords(app.logbook.title(record)),
    })),
  );
}

/** What a row of a table is called; empty when no record of the logbook has it. */
export function rowName(app: ValueContext, table: string, id: string): string {
  return rowsOf(app, table).find((row) => row.id === id)?.label ?? "";
}

interface RowIdInputProps extends FieldProps<Extract<Field, { type: "row_id" }>> {
  control: ControlProps;
}

/** A row inside another record: a rating of a certificate. */
export function RowIdInput({ form, path, field, control }: RowIdInputProps) {
  const app = useApp();
  const value = form.value(path) as string | null;
  const found = rowsOf(app, field.table);
  const matching = (text: string) =>
    found.filter(({ label, more }) =>
      `${label} ${more}`.toLowerCase().includes(text.trim().toLowerCase()),
    );
  return (
    <Combobox
      {...control}
      prefilled={false}
      placeholder="Type to find"
      shown={found.find((row) => row.id === value)?.label ?? ""}
      unread={form.unread.value[path]}
      options={(text) =>
        matching(text)
          .slice(0, offered)
          .map((row) => ({ key: row.id, ...row, pick: () => form.set(path, row.id) }))
      }
      onText={() => undefined}
      onLeave={(text) => (text.trim() === "" ? form.set(path, null) : form.setUnread(path, text))}
    />
  );
}
