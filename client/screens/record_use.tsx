import { uuidOf } from "../../shared/ids.ts";
import type { KindName } from "../../shared/kinds/kinds.ts";
import { useApp } from "../app_context.ts";
import { landingsOf, routeOf, type Flight } from "../models/flight_facts.ts";
import { formatMinutes, formatTotal } from "../ui/durations.ts";
import { formatDay } from "../ui/moments.ts";
import { Figure, Section } from "../ui/page.tsx";

/** Flights named under a record; the list has the rest. */
const named_max = 10;

/** Whether a flight has to do with a record. */
function uses(
  flight: Flight,
  kind: KindName,
  uuid: string,
  model_of: (id: string) => string | null,
) {
  if (kind === "aircraft") return flight.aircraft_id === uuid;
  if (kind === "aircraft_model") return model_of(flight.aircraft_id) === uuid;
  if (kind === "person")
    return (
      flight.cfi_signature_person_id === uuid ||
      flight.flight_crew.some((row) => row.person_id === uuid)
    );
  return kind === "tag" && flight.entry_tags.some((row) => row.tag_id === uuid);
}

/** What was flown in an aircraft or a model, with a person, or under a tag. */
export function RecordUse({ kind, uuid }: { kind: KindName; uuid: string }) {
  const { logbook, standing, places, settings } = useApp();
  const style = settings.duration_style.value;
  const modelOf = (id: string) => logbook.get("aircraft", id)?.own_model_id ?? null;
  const counted = new Set(standing.facts.value?.flights.map((flight) => flight.id));
  const flights = logbook
    .all("flight")
    .filter((flight) => counted.has(flight._id) && uses(flight, kind, uuid, modelOf));
  if (flights.length === 0) return null;
  const minutes = flights.reduce((sum, flight) => sum + flight.total_time, 0);
  const landings = flights.map(landingsOf);
  return (
    <Section title="Flown">
      <dl class="figures_grid">
        <Figure label="Total time">{formatTotal(minutes, style)}</Figure>
        <Figure label="Flights">{flights.length}</Figure>
        <Figure label="Landings">
          {landings.reduce((sum, one) => sum + one.day_landings + one.night_landings, 0)}
        </Figure>
        <Figure label="Last flown">{formatDay(flights[0]!.flight_date)}</Figure>
      </dl>
      <ul class="rows after">
        {flights.slice(0, named_max).map((flight) => (
          <li key={flight._id}>
            <a class="row" href={`#/flights/${uuidOf(flight._id)}`}>
              <span>
                <span class="row_title">{routeOf(flight, places.name) || "No route"}</span>
                <span class="row_more"> {formatDay(flight.flight_date)}</span>
              </span>
              <span>{formatMinutes(flight.total_time, style)}</span>
            </a>
          </li>
        ))}
      </ul>
    </Section>
  );
}
