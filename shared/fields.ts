/**
 * What a field of a record is. One description serves the form, the validation on both sides, the
 * list, the CSV and the test that holds a record to the columns of its table.
 */
import type { Json } from "./kinds/kind.ts";

interface FieldBase {
  label: string;
  /** The field must hold a value. */
  required?: boolean;
  /** One line for the form. */
  hint?: string;
  /** Form section; fields without one come first. */
  section?: string;
}

export type LookupName =
  | "aircraft_categories"
  | "aircraft_classes"
  | "approach_types"
  | "certificate_levels"
  | "endorsement_types"
  | "medical_classes"
  | "pic_basis_types"
  | "rating_types"
  | "role_on_flight_types"
  | "role_qualification_types"
  | "training_device_types"
  | "training_event_types";

export type Field = FieldBase &
  (
    | { type: "text"; pattern?: RegExp; pattern_says?: string }
    | { type: "long_text" }
    /** `YYYY-MM-DD`, no zone. */
    | { type: "day" }
    /** UTC instant, `YYYY-MM-DDTHH:MM:SS.sssZ`; seconds and fraction may be left out. */
    | { type: "moment" }
    /** Whole minutes, 0 to `limits.minutes`; absent means 0. */
    | { type: "minutes" }
    /** Whole number; absent means 0. */
    | { type: "count"; max?: number }
    /** A number or nothing; `scale` decimal places are kept. */
    | { type: "number"; min: number; max: number; scale: number; unit?: string }
    /** `default` undefined: yes, no or unknown (null). */
    | { type: "boolean"; default?: boolean }
    /** One of a few codes. */
    | { type: "choice"; choices: Readonly<Record<string, string>>; default?: string }
    /** The id of a row of a lookup table (`reference.<lookup>`). */
    | { type: "lookup"; lookup: LookupName }
    /** The uuid of a record of another kind in this logbook. */
    | { type: "reference"; kind: string }
    /** The id of an airport (`reference.airports`). */
    | { type: "airport" }
    /** The id of a shared aircraft model (`reference.aircraft_models`). */
    | { type: "reference_model" }
    /** The id of a shared training device model (`reference.training_device_models`). */
    | { type: "reference_device_model" }
    /**
     * The uuid of a row of `table`. When `table` is another field of the record, that says which
     * table, and the row must be there (`shared/references.ts`); otherwise it need not.
     */
    | { type: "row_id"; table: string }
    /** Any JSON, kept as it is. */
    | { type: "json" }
    /** A list of short texts. */
    | { type: "texts" }
    /** Rows of a table of their own, at most `max` or `limits.rows`; each has a uuid `id`. */
    | { type: "rows"; row_label: string; fields: Fields; max?: number }
  );

/** Fields by their snake_case name: the column of the table and the name in the export. */
export type Fields = Readonly<Record<string, Field>>;

/** The maker of fields of one type, keeping the literal types of the options. */
const make =
  <T extends Field["type"]>(type: T) =>
  <const O extends Omit<Extract<Field, { type: T }>, "type" | "label">>(
    label: string,
    options?: O,
  ) =>
    ({ type, label, ...options }) as { type: T; label: string } & O;

export const text = make("text");
export const longText = make("long_text");
export const day = make("day");
export const moment = make("moment");
export const minutes = make("minutes");
export const count = make("count");
export const boolean = make("boolean");
export const airport = make("airport");
export const referenceModel = make("reference_model");
export const referenceDeviceModel = make("reference_device_model");
export const json = make("json");
export const texts = make("texts");

type Options = Omit<FieldBase, "label">;

export const number = <
  const O extends Options & { min: number; max: number; scale: number; unit?: string },
>(
  label: string,
  options: O,
) => ({ type: "number" as const, label, ...options });
export const choice = <
  const C extends Readonly<Record<string, string>>,
  const O extends Options & { default?: string },
>(
  label: string,
  choices: C,
  options?: O,
) =>
  ({ type: "choice", label, choices, ...options }) as {
    type: "choice";
    label: string;
    choices: C;
  } & O;
export const lookup = <const O extends Options>(label: string, name: LookupName, options?: O) =>
  ({ type: "lookup", label, lookup: name, ...options }) as {
    type: "lookup";
    label: string;
    lookup: LookupName;
  } & O;
export const reference = <const O extends Options>(label: string, kind: string, options?: O) =>
  ({ type: "reference", label, kind, ...options }) as {
    type: "reference";
    label: string;
    kind: string;
  } & O;
export const rowId = <const O extends Options>(label: string, table: string, options?: O) =>
  ({ type: "row_id", label, table, ...options }) as {
    type: "row_id";
    label: string;
    table: string;
  } & O;
export const rows = <const F extends Fields, const O extends Options & { max?: number }>(
  label: string,
  row_label: string,
  fields: F,
  options?: O,
) =>
  ({ type: "rows", label, row_label, fields, ...options }) as {
    type: "rows";
    label: string;
    row_label: string;
    fields: F;
  } & O;

/** What a field holds when a document leaves it out. */
export function absentValue(field: Field): Json {
  switch (field.type) {
    case "minutes":
    case "count":
      return 0;
    case "rows":
    case "texts":
      return [];
    case "boolean":
    case "choice":
      return field.default ?? null;
    default:
      return null;
  }
}
