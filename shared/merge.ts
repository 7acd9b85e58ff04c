/**
 * Three-way merge of a record, field by field. Two devices that touched different things are
 * merged; two that touched the same thing differently are not, and a person decides.
 */
import { absentValue, type Field, type Fields } from "./fields.ts";
import type { Json } from "./kinds/kind.ts";

/** A record's fields, by name. Absent and null mean the same. */
export type Values = Record<string, Json | undefined>;

type Row = { [name: string]: Json } & { id: string };

/** Members that say who wrote when; they never conflict. */
export const envelopeFields = ["created_at", "updated_at", "device_id", "change_reason"] as const;

function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Record<string, Json>, b as Record<string, Json>];
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => sameJson(left[key], right[key]))
  );
}

function sameRow(fields: Fields, a: Values, b: Values): boolean {
  return Object.entries(fields).every(([name, field]) => sameValue(field, a[name], b[name]));
}

/** Whether two values of a field say the same; a value that is left out says the field's default. */
export function sameValue(field: Field, a: Json | undefined, b: Json | undefined): boolean {
  const [left, right] = [a ?? absentValue(field), b ?? absentValue(field)];
  if (field.type !== "rows") return sameJson(left, right);
  const [rowsA, rowsB] = [left as Row[], right as Row[]];
  return (
    rowsA.length === rowsB.length &&
    rowsA.every((row, i) => row.id === rowsB[i]!.id && sameRow(field.fields, row, rowsB[i]!))
  );
}

/** The fields in which two records of a kind differ, the envelope left out. */
export function differingFields(fields: Fields, a: Values, b: Values): string[] {
  return Object.entries(fields)
    .filter(([name, field]) => !sameValue(field, a[name], b[name]))
    .map(([name]) => name);
}

function rowsById(value: Json | undefined): Map<string, Row> {
  return new Map(((value ?? []) as Row[]).map((row) => [row.id, row]));
}

/** Merges lists of rows by their ids; undefined when the same row was changed in two ways. */
function mergeRows(
  fields: Fields,
  base: Json | undefined,
  ours: Json | undefined,
  theirs: Json | undefined,
): Json | undefined {
  const [b, o, t] = [rowsById(base), rowsById(ours), rowsById(theirs)];
  const merged: Row[] = [];
  for (const id of new Set([...o.keys(), ...t.keys()])) {
    const [was, mine, other] = [b.get(id), o.get(id), t.get(id)];
    if (mine === undefined || other === undefined) {
      const left = (mine ?? other)!;
      // A row that one side removed and the other left alone is gone; changed on the other, it is
      // not for us to choose.
      if (was === undefined) merged.push(left);
      else if (!sameRow(fields, was, left)) return undefined;
      continue;
    }
    const row = mergeFields(fields, was ?? {}, mine, other);
    if (row === undefined) return undefined;
    merged.push({ ...row, id } as Row);
  }
  return merged;
}

function mergeFields(
  fields: Fields,
  base: Values,
  ours: Values,
  theirs: Values,
): Values | undefined {
  const merged: Values = {};
  for (const [name, field] of Object.entries(fields)) {
    const [b, o, t] = [base[name], ours[name], theirs[name]];
    let value: Json | undefined;
    if (sameValue(field, o, t) || sameValue(field, t, b)) value = o;
    else if (sameValue(field, o, b)) value = t;
    else if (field.type === "rows") {
      value = mergeRows(field.fields, b, o, t);
      if (value === undefined) return undefined;
    } else return undefined;
    if (value !== undefined) merged[name] = value;
  }
  return merged;
}

/**
 * Merges two versions of a record against the version that both came from (`{}` when there is
 * none). Answers undefined when both changed the same thing in different ways. `ours` is the
 * winner by CouchDB's rule, so that every gateway merges alike.
 */
export function mergeRecords(
  fields: Fields,
  base: Values,
  ours: Values,
  theirs: Values,
): Values | undefined {
  const merged = mergeFields(fields, base, ours, theirs);
  if (merged === undefined) return undefined;
  const later = String(ours["updated_at"]) >= String(theirs["updated_at"]) ? ours : theirs;
  const envelope = Object.fromEntries(
    envelopeFields.flatMap((name) => {
      const value = name === "created_at" ? ours[name] : later[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return { ...envelope, ...merged };
}
