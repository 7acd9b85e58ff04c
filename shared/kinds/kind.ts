import type { Field, Fields } from "../fields.ts";
import type { Problem } from "../problems.ts";

/** The TypeScript value that a field holds once validated: every field present, defaults filled. */
type ValueOf<F extends Field> = F extends { type: "minutes" | "count" }
  ? number
  : F extends { type: "rows"; fields: infer R extends Fields }
    ? RowOf<R>[]
    : F extends { type: "boolean"; default: boolean }
      ? boolean
      : F extends { type: "boolean" }
        ? boolean | null
        : F extends { type: "number" }
          ? number | null
          : F extends { type: "json" }
            ? Json | null
            : F extends { type: "texts" }
              ? string[]
              : F extends { required: true } | { default: string }
                ? string
                : string | null;

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The fields of a record, validated. */
export type ValuesOf<F extends Fields> = { -readonly [K in keyof F]: ValueOf<F[K]> };

/** A row inside a record: its fields and its id. */
export type RowOf<F extends Fields> = ValuesOf<F> & { id: string };

/** What every record carries beside its kind's own fields. */
export interface Envelope {
  _id: string;
  _rev?: string;
  _deleted?: boolean;
  /** When the record was first written, by the clock of the device that wrote it. */
  created_at: string;
  /** When this revision was written, by the clock of the device that wrote it. */
  updated_at: string;
  /** The device that wrote this revision: a uuid that the device made for itself. */
  device_id: string | null;
  /** Why an old, reported or locked entry was changed. Goes into the audit log. */
  change_reason: string | null;
}

/** A whole validated record of a kind. */
export type RecordOf<K> = K extends Kind<infer F> ? Envelope & ValuesOf<F> : never;

/** Answers the name of another record for display: `name("aircraft", uuid)`. */
export type NameOf = (kind: string, uuid: string | null) => string;

/** One kind of record: everything that the form, the list, the gateway and the export need. */
export interface Kind<F extends Fields = Fields> {
  /** Singular snake_case: the first part of every id. */
  kind: string;
  /** The table in schema `logbook` that holds the record; rows go to tables named like their field. */
  table: string;
  label: string;
  label_many: string;
  fields: F;
  /** Rules that see the whole record. Field by field has already passed. */
  check?: (record: ValuesOf<F>) => Problem[];
  /** The line that stands for the record in lists and choosers. */
  title: (record: ValuesOf<F>, name: NameOf) => string;
  /** The day that the list is ordered by, newest first; without it, by title. */
  day?: (record: ValuesOf<F>) => string;
  /**
   * What a lock means here. `always`: a record is locked from the moment it is made. `free`: the
   * fields that may change nevertheless; without it, those of database design 10.1.
   */
  lock?: { always?: true; free: readonly string[] };
  /** The name of the one file that a record of this kind carries; without it, it carries none. */
  file?: string;
  /**
   * Fields that name the record uniquely in its logbook. Two devices that make the same aircraft
   * offline make the same id from them.
   */
  natural_key?: (record: ValuesOf<F>) => string;
}

/** Gives a kind its types. */
export function defineKind<const F extends Fields>(kind: Kind<F>): Kind<F> {
  return kind;
}
