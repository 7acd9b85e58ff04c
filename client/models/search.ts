import { uuidOf } from "../../shared/ids.ts";
import type { App } from "../app_context.ts";
import { routeOf, type Flight } from "./flight_facts.ts";
import { modelName } from "./shared_models.ts";

/** What each flight is found by, in lower case, by its id. */
type SearchTexts = ReadonlyMap<string, string>;

/** Everything that a pilot may remember of a flight, as one text a flight. */
export function searchTexts(app: Pick<App, "logbook" | "places" | "models">): SearchTexts {
  const { logbook, places } = app;
  const aircraft = new Map(
    logbook
      .all("aircraft")
      .map((record) => [uuidOf(record._id), `${record.registration} ${modelName(app, record)}`]),
  );
  const people = new Map(
    logbook.all("person").map((record) => [uuidOf(record._id), record.display_name]),
  );
  const tags = new Map(logbook.all("tag").map((record) => [uuidOf(record._id), record.tag_name]));
  const textOf = (flight: Flight) =>
    [
      flight.flight_date,
      aircraft.get(flight.aircraft_id),
      routeOf(flight, places.name),
      flight.route,
      flight.remarks,
      flight.instructor_name,
      flight.instructor_comments,
      ...flight.flight_crew.map((row) => people.get(row.person_id)),
      ...flight.entry_tags.map((row) => tags.get(row.tag_id)),
    ]
      .filter(Boolean)
      .join("\n")
      .toLowerCase();
  return new Map(logbook.all("flight").map((flight) => [flight._id, textOf(flight)]));
}

/** Whether a flight has every word of a query, given in lower case. */
export function matches(texts: SearchTexts, flight: Flight, query: string): boolean {
  const text = texts.get(flight._id) ?? "";
  return query.split(/\s+/).every((word) => text.includes(word));
}
