import { flight as flightKind } from "../../shared/kinds/flight.ts";
import type { Field } from "../../shared/fields.ts";
import { useApp } from "../app_context.ts";
import { valueText } from "../fields/value_text.ts";
import { endsOf, type Flight } from "../models/flight_facts.ts";
import { formatMinutes } from "../ui/durations.ts";
import { Section } from "../ui/page.tsx";

type Leg = Flight["flight_legs"][number];

const { fields } = flightKind.fields.flight_legs;

const counts = [
  ["day_takeoffs", "day take-off"],
  ["night_takeoffs", "night take-off"],
  ["day_landings_full_stop", "day full stop"],
  ["day_landings_touch_and_go", "day touch and go"],
  ["night_landings_full_stop", "night full stop"],
  ["night_landings_touch_and_go", "night touch and go"],
] as const;

function LegLine({ leg }: { leg: Leg }) {
  const app = useApp();
  const { places, settings } = app;
  const ends = endsOf(leg);
  const [from, to] = [places.name(ends.from), places.name(ends.to)];
  const flown = counts
    .filter(([name]) => leg[name] > 0)
    .map(([name, label]) => `${leg[name]} ${label}`);
  const said = (["approaches", "landings_takeoffs", "notes"] as const).map((name) => ({
    name,
    text: valueText(fields[name] as Field, leg[name] as never, app),
  }));
  // Words that were typed stay readable where an airport was chosen as well.
  const names = [ends.from, ends.to].flatMap((end) => {
    const words = end.airport_description;
    return [places.airportOf(end)?.name, places.name(end) === words ? null : words].filter(Boolean);
  });
  return (
    <li class="row">
      <span>
        <span class="row_title">
          {from || "–"} – {to || "–"}
        </span>
        <span class="row_more">{[...new Set(names)].join(" – ")}</span>
        {flown.length > 0 && <span class="row_more">{flown.join(", ")}</span>}
        {said
          .filter(({ text }) => text !== "")
          .map(({ name, text }) => (
            <span class="row_more pre" key={name}>
              {text}
            </span>
          ))}
      </span>
      <span class="row_end">
        {leg.distance_nm !== null && <span class="block">{leg.distance_nm} NM</span>}
        {leg.leg_time > 0 && (
          <span class="soft">{formatMinutes(leg.leg_time, settings.duration_style.value)}</span>
        )}
      </span>
    </li>
  );
}

/** The legs of a flight, one a line. */
export function LegList({ flight }: { flight: Flight }) {
  const legs = flight.flight_legs.toSorted((a, b) => a.leg_number - b.leg_number);
  return (
    <Section title={legs.length === 1 ? "Route" : `${legs.length} legs`}>
      <ul>
        {legs.map((leg) => (
          <LegLine key={leg.id} leg={leg} />
        ))}
      </ul>
      {flight.route !== null && <p class="soft after">Flown as: {flight.route}</p>}
    </Section>
  );
}
