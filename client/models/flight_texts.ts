/** What each flight says in words as one text, made once: what a search looks through. */
import { computed, effect, type ReadonlySignal, untracked } from "@preact/signals";
import { placesOf } from "../../shared/flight_filter.ts";
import type { Field, Fields, LookupName } from "../../shared/fields.ts";
import { uuidOf } from "../../shared/ids.ts";
import { flight as flightKind } from "../../shared/kinds/flight.ts";
import { lookupById } from "../../shared/reference/lookups.ts";
import type { App } from "../app_context.ts";
import { formatDay } from "../ui/moments.ts";
import { type Flight, routeOf } from "./flight_facts.ts";
import { idle } from "./idle.ts";
import { modelName } from "./shared_models.ts";
import { folded } from "./word_search.ts";

/** What the texts are made of. */
export type TextContext = Pick<App, "logbook" | "places" | "models">;

/** How long texts are made in one go, in milliseconds: half a frame. */
const warm_ms = 8;

const wordTypes: ReadonlySet<Field["type"]> = new Set(["text", "long_text", "lookup", "rows"]);

/** Fields that hold words, to be read one after another. */
function wordFields(fields: Fields): [string, Field][] {
  return Object.entries(fields).filter(([, field]) => wordTypes.has(field.type));
}
const fieldsOfRows = new Map<Fields, [string, Field][]>();

type Row = Readonly<Record<string, unknown>>;

/** Everything in words that a record or a row of it holds, rows within rows included. */
function collect(fields: Fields, row: Row, into: string[]): void {
  let known = fieldsOfRows.get(fields);
  if (known === undefined) fieldsOfRows.set(fields, (known = wordFields(fields)));
  for (const [name, field] of known) {
    const value = row[name];
    if (typeof value === "string")
      into.push(
        field.type === "lookup"
          ? (lookupById(field.lookup as LookupName, value)?.name ?? "")
          : value,
      );
    else if (field.type === "rows" && Array.isArray(value))
      for (const inner of value) collect(field.fields, inner, into);
  }
}

/** What stands for other records in a flight's text; another value when one of them changes. */
function openTexts({ logbook, places, models }: TextContext): TextOf {
  const aircraft = new Map(
    logbook
      .all("aircraft")
      .map((one) => [
        uuidOf(one._id),
        `${one.registration} ${modelName({ logbook, models }, one)}`,
      ]),
  );
  const people = new Map(logbook.all("person").map((one) => [uuidOf(one._id), one.display_name]));
  const tags = new Map(logbook.all("tag").map((one) => [uuidOf(one._id), one.tag_name]));
  // An airport of one's own that is called otherwise now is found by its new name.
  void logbook.all("airport");
  const names = new Map<string, string>();
  const placeName = (id: string) => {
    let name = names.get(id);
    if (name === undefined) {
      const own = logbook.get("airport", id);
      const place = { airport_id: id, own_airport_id: null, airport_description: null };
      name = own?.name ?? places.airportOf(place)?.name ?? "";
      names.set(id, name);
    }
    return name;
  };
  const cache = new WeakMap<Flight, string>();
  const make = (flight: Flight): string => {
    const said = [
      flight.flight_date,
      formatDay(flight.flight_date),
      aircraft.get(flight.aircraft_id) ?? "",
      routeOf(flight, places.name).replaceAll(" – ", "-"),
    ];
    for (const place of placesOf(flight)) said.push(placeName(place));
    collect(flightKind.fields, flight as object as Row, said);
    for (const row of flight.flight_crew) said.push(people.get(row.person_id) ?? "");
    for (const row of flight.entry_tags) said.push(tags.get(row.tag_id) ?? "");
    return folded(said.join("\n"));
  };
  return (flight) => {
    let text = cache.get(flight);
    if (text === undefined) cache.set(flight, (text = make(flight)));
    return text;
  };
}

/** Everything that a flight says, folded. */
export type TextOf = (flight: Flight) => string;

/** The texts of each open logbook: every list and every visit share them. */
const textsOfLogbooks = new WeakMap<object, ReadonlySignal<TextOf>>();

/** The texts of the open logbook; others when what they are made of has changed. */
export function textsOf(context: TextContext): ReadonlySignal<TextOf> {
  let texts = textsOfLogbooks.get(context.logbook);
  if (texts === undefined)
    textsOfLogbooks.set(context.logbook, (texts = computed(() => openTexts(context))));
  return texts;
}

/** Makes texts ahead of the first key, a few at a time; stops when `isOver`. */
async function warm(flights: readonly Flight[], textOf: TextOf, isOver: () => boolean) {
  for (let i = 0; i < flights.length && !isOver();) {
    await idle();
    const end = performance.now() + warm_ms;
    for (; i < flights.length && performance.now() < end; i++) textOf(flights[i]!);
  }
}

/**
 * Has the texts of a logbook at hand before anybody searches it: once it is read, and again when
 * what they are made of has changed. Answers its undo.
 */
export function keepTexts(context: TextContext): () => void {
  const { logbook } = context;
  return effect(() => {
    if (!logbook.ready.value) return undefined;
    const textOf = textsOf(context).value;
    const flights = untracked(() => logbook.all("flight"));
    let isOver = false;
    void warm(flights as readonly Flight[], textOf, () => isOver);
    return () => {
      isOver = true;
    };
  });
}
