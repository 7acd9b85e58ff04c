/** A filter in words, and what there is to choose from in the open logbook. */
import {
  fieldAt,
  fieldTests,
  type FilterList,
  type FilterPart,
  placesOf,
} from "../../shared/flight_filter.ts";
import type { Field, Fields } from "../../shared/fields.ts";
import { uuidOf } from "../../shared/ids.ts";
import { flight as flightKind } from "../../shared/kinds/flight.ts";
import { lookupByCode } from "../../shared/reference/lookups.ts";
import { shownFields, valueText, type ValueContext } from "./value_text.ts";
import type { App } from "../app_context.ts";
import { formatDay } from "../ui/moments.ts";
import type { Flight } from "../models/flight_facts.ts";
import { placeKeyWords } from "../models/places.ts";
import { modelName } from "../models/shared_models.ts";

type WordsContext = ValueContext & Pick<App, "standing">;

/** What each list of a filter is called. */
export const listWords: Readonly<Record<FilterList, string>> = {
  aircraft: "Aircraft",
  model: "Model",
  class: "Class",
  airport: "Airport",
  person: "Person",
  tag: "Tag",
};

/** One thing to choose. */
export interface FilterChoice {
  value: string;
  label: string;
}

/** One value of a list, in words. */
export function listValueWords(context: WordsContext, list: FilterList, value: string): string {
  const { logbook } = context;
  switch (list) {
    case "model": {
      const own = logbook.get("aircraft_model", value) !== undefined;
      return modelName(context, { model_id: own ? null : value, own_model_id: own ? value : null });
    }
    case "class":
      return (
        (lookupByCode("aircraft_classes", value) ?? lookupByCode("aircraft_categories", value))
          ?.name ?? value
      );
    case "airport":
      return placeKeyWords(context, value);
    default:
      return logbook.nameOf(list, value);
  }
}

/** What a field is called among all of a flight: `Approaches: Runway`. */
export function fieldWords(path: string): string {
  const names = path.split(".");
  const labels = names.map((_, i) => fieldAt(names.slice(0, i + 1).join("."))?.label ?? names[i]!);
  // Every leg is meant, so that need not be said.
  return (names.length > 1 && names[0] === "flight_legs" ? labels.slice(1) : labels).join(": ");
}

function testWords(context: WordsContext, value: string): string {
  const [path = "", is = "", ...rest] = value.split(" ");
  const field = fieldAt(path);
  const said = rest.join(" ");
  const held = field === undefined || said === "" ? "" : comparedWords(context, field, is, said);
  return [fieldWords(path), fieldTests[is as keyof typeof fieldTests], held]
    .filter(Boolean)
    .join(" ");
}

/** What a field is held against: a number of rows is a number, anything else is like its values. */
function comparedWords(context: WordsContext, field: Field, is: string, said: string): string {
  if (field.type === "boolean") return said === "true" ? "yes" : "no";
  if (is === "has") return `“${said}”`;
  if (field.type === "rows" || field.type === "count") return said;
  const isNumber = field.type === "minutes" || field.type === "number";
  return valueText(field, isNumber ? Number(said) : said, context) || said;
}

/** One part of a filter in words: `Aircraft N172SP`, `from 1 Mar 2025`. */
export function partWords(context: WordsContext, [name, value]: FilterPart): string {
  switch (name) {
    case "words":
      return `“${value}”`;
    case "from":
      return `from ${formatDay(value)}`;
    case "to":
      return `to ${formatDay(value)}`;
    case "last_days":
      return `last ${value} days`;
    case "where":
      return testWords(context, value);
    default:
      return `${listWords[name as FilterList]} ${listValueWords(context, name as FilterList, value)}`;
  }
}

const byLabel = (a: FilterChoice, b: FilterChoice) => a.label.localeCompare(b.label);

/** What the flights of this logbook have, to choose from. */
export function choicesOf(context: WordsContext): Record<FilterList, FilterChoice[]> {
  const { logbook, standing } = context;
  const choices = (list: FilterList, values: Iterable<string>) =>
    [...new Set(values)]
      .filter((value) => value !== "")
      .map((value) => ({ value, label: listValueWords(context, list, value) }))
      .sort(byLabel);
  const aircraft = logbook.all("aircraft");
  const crafts = standing.facts.value?.crafts ?? new Map();
  const places = new Set<string>();
  for (const flight of logbook.all("flight") as readonly Flight[])
    for (const name of placesOf(flight)) places.add(name);
  return {
    aircraft: choices(
      "aircraft",
      aircraft.map(({ _id }) => uuidOf(_id)),
    ),
    model: choices(
      "model",
      aircraft.map((one) => one.model_id ?? one.own_model_id ?? ""),
    ),
    class: choices(
      "class",
      [...crafts.values()].map((craft) => craft.class ?? craft.category ?? ""),
    ),
    airport: choices("airport", places),
    person: choices(
      "person",
      logbook.all("person").map(({ _id }) => uuidOf(_id)),
    ),
    tag: choices(
      "tag",
      logbook.all("tag").map(({ _id }) => uuidOf(_id)),
    ),
  };
}

/** Fields that a filter has its own lists for, or that are no words to anybody. */
const listed = new Set([
  "flight_date",
  "aircraft_id",
  "flight_crew.person_id",
  "entry_tags.tag_id",
]);

/** Every field of a flight that can be tested, rows within rows included, with what it is called. */
export function testableFields(): FilterChoice[] {
  const found: FilterChoice[] = [];
  const look = (fields: Fields, before: string) => {
    for (const [name, field] of shownFields(fields)) {
      const value = `${before}${name}`;
      if (listed.has(value) || field.type === "airport") continue;
      found.push({ value, label: fieldWords(value) });
      if (field.type === "rows") look(field.fields, `${value}.`);
    }
  };
  look(flightKind.fields, "");
  return found.sort(byLabel);
}
