import type { Field, Fields } from "../../shared/fields.ts";
import { kindOfTable } from "../../shared/kinds/kinds.ts";
import type { Json } from "../../shared/kinds/kind.ts";
import { sameValue } from "../../shared/merge.ts";
import { lookupById } from "../../shared/reference/lookups.ts";
import type { App } from "../app_context.ts";
import { modelName } from "../models/shared_models.ts";
import { formatMinutes } from "../ui/durations.ts";
import { dayInWords, formatDay, formatMoment } from "../ui/moments.ts";
import { rowName } from "./row_id_input.tsx";

/** What is needed to write a value as people read it. */
export type ValueContext = Pick<App, "logbook" | "places" | "models" | "settings">;

type Row = { [field: string]: Json };

/** Whether another field writes this one: the words of a place, one's own airport or model. */
function isWrittenBeside(fields: Fields, name: string): boolean {
  if (name.endsWith("airport_description") || name.endsWith("own_airport_id"))
    return fields[listedAirportOf(name)]?.type === "airport";
  return (
    name === "own_model_id" &&
    Object.values(fields).some((field) => field.type === "reference_model")
  );
}

/** The fields that a person is shown: those that another field stands for are left out. */
export function shownFields(fields: Fields): [string, Field][] {
  return Object.entries(fields).filter(([name]) => !isWrittenBeside(fields, name));
}

function listedAirportOf(name: string): string {
  return name.replace(/own_airport_id$/, "airport_id").replace(/_description$/, "_id");
}

/** The name of the field that holds an airport of the owner's own. */
export function ownAirportOf(airport_field: string): string {
  return airport_field.replace(/airport_id$/, "own_airport_id");
}

/** The name of the field that holds an airport in words when no list has it. */
export function descriptionOf(airport_field: string): string {
  return airport_field.replace(/_id$/, "_description");
}

/** A row of a record in one line. */
export function rowText(fields: Fields, row: Row, context: ValueContext): string {
  return shownFields(fields)
    .map(([name, field]) => [field.label, valueText(field, row[name] ?? null, context, row, name)])
    .filter(([, text]) => text !== "")
    .map(([label, text]) => (text === "yes" ? label : `${label} ${text}`))
    .join(", ");
}

/**
 * A value in words; empty when it says nothing beyond its field's default. `row` and `name` let an
 * airport that no list has be written by its description.
 */
export function valueText(
  field: Field,
  value: Json,
  context: ValueContext,
  row: Row = {},
  name = "",
): string {
  const beside = (at: string) => (row[at] ?? null) as string | null;
  if (field.type === "airport") {
    const words = beside(descriptionOf(name));
    const place = context.places.name({
      airport_id: value as string | null,
      own_airport_id: beside(ownAirportOf(name)),
      airport_description: words,
    });
    // Words that were typed stay readable where an airport was chosen as well.
    return words === null || words === place ? place : `${place} (${words})`;
  }
  if (field.type === "reference_model")
    return modelName(context, {
      model_id: value as string | null,
      own_model_id: beside("own_model_id"),
    });
  if (value === null || sameValue(field, value, undefined)) return "";
  switch (field.type) {
    case "minutes":
      return formatMinutes(value as number, context.settings.duration_style.value);
    case "day":
      return formatDay(value as string);
    case "moment":
      return formatMoment(value as string);
    case "number":
      return [value, field.unit].filter(Boolean).join(" ");
    case "boolean":
      return value === true ? "yes" : "no";
    case "choice":
      return field.choices[value as string] ?? String(value);
    case "lookup":
      return lookupById(field.lookup, value as string)?.name ?? "not known to this version";
    case "reference":
      return dayInWords(context.logbook.nameOf(field.kind, value as string));
    case "rows":
      return (value as Row[])
        .map((entry) => rowText(field.fields, entry, context))
        .filter((text) => text !== "")
        .join("\n");
    case "texts":
      return (value as string[]).join(", ");
    case "json":
      return jsonLines(value).join("\n");
    case "row_id": {
      const kind = kindOfTable(String(row[field.table] ?? field.table));
      return kind === undefined
        ? rowName(context, field.table, value as string)
        : dayInWords(context.logbook.nameOf(kind.kind, value as string));
    }
    case "reference_device_model":
      return context.models.deviceName(value as string);
    default:
      return String(value);
  }
}

/** A JSON value line by line: names as words, what is inside another indented below it. */
function jsonLines(value: Json, indent = ""): string[] {
  if (value === null || typeof value !== "object") return [`${indent}${String(value ?? "–")}`];
  const named: (readonly [string, Json])[] = Array.isArray(value)
    ? value.map((one, i) => [`${i + 1}.`, one] as const)
    : Object.entries(value).map(([name, one]) => [`${name.replaceAll("_", " ")}:`, one] as const);
  return named.flatMap(([name, one]) =>
    one === null || typeof one !== "object"
      ? [`${indent}${name} ${String(one ?? "–")}`]
      : [`${indent}${name}`, ...jsonLines(one, `${indent}  `)],
  );
}

/** The fields of a record by section, in the order of the kind; "" holds those without one. */
export function sectionsOf(fields: Fields): Map<string, [string, Field][]> {
  const sections = new Map<string, [string, Field][]>([["", []]]);
  for (const [name, field] of shownFields(fields)) {
    const section = field.section ?? "";
    if (!sections.has(section)) sections.set(section, []);
    sections.get(section)!.push([name, field]);
  }
  return sections;
}
