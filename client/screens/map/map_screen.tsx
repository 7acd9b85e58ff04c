/** Where a pilot has been: on a map of the world, and in two lists that say the same. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { daysOfPeriod, type Period } from "../../../shared/totals/report_config.ts";
import { flownMap, type FlownRoute, type VisitedPlace } from "../../../shared/totals/flown_map.ts";
import { useApp } from "../../app_context.ts";
import { daysInWords, groupName } from "../../models/report_words.ts";
import { formatDay } from "../../ui/moments.ts";
import { Page, Section } from "../../ui/page.tsx";
import { SelectField } from "../../ui/input_field.tsx";
import type { MarkedPlace } from "./world_map.tsx";

type MapPart = typeof import("./world_map.tsx");

/** Lines of a list at first, and how many more a tap shows. */
const lines_step = 12;

/** The map's own part of the app; `false` when it could not be fetched. */
function useMapPart(): MapPart | false | undefined {
  const [part, setPart] = useState<MapPart | false | undefined>(undefined);
  useEffect(() => {
    import("./world_map.tsx").then(
      (fetched) => setPart(fetched),
      () => setPart(false),
    );
  }, []);
  return part;
}

interface LongListProps<T> {
  all: readonly T[];
  render: (one: T) => ComponentChildren;
}

function LongList<T>({ all, render }: LongListProps<T>) {
  const [shown, setShown] = useState(lines_step);
  return (
    <>
      <ul class="rows">{all.slice(0, shown).map(render)}</ul>
      {all.length > shown && (
        <button
          type="button"
          class="button after on_screen"
          onClick={() => setShown(shown + 4 * lines_step)}
        >
          Show more of {all.length}
        </button>
      )}
    </>
  );
}

const counted = (count: number, one: string, many: string) =>
  `${count} ${count === 1 ? one : many}`;

function usePlaceName() {
  const app = useApp();
  return {
    codeOf: (name: string) => groupName(app, "airport", name),
    nameOf: ({ name }: VisitedPlace) =>
      app.airports.loaded.value?.byId(name)?.name ?? app.logbook.get("airport", name)?.name ?? "",
  };
}

interface PlacesProps {
  places: readonly VisitedPlace[];
  chosen: string | null;
  onChoose: (name: string) => void;
}

function Places({ places, chosen, onChoose }: PlacesProps) {
  const { codeOf, nameOf } = usePlaceName();
  return (
    <Section title={`Airports visited: ${places.length}`}>
      <LongList
        all={places}
        render={(place) => (
          <li key={place.name}>
            <button
              type="button"
              class="row"
              aria-current={place.name === chosen ? "true" : undefined}
              onClick={() => onChoose(place.name)}
            >
              <span>
                <span class="row_title">{codeOf(place.name)}</span>
                <span class="row_more">
                  {nameOf(place)}
                  {place.position === null && " not on the map: nobody knows where it is"}
                </span>
              </span>
              <span class="row_end">
                {counted(place.flights, "flight", "flights")}
                <span class="row_more">
                  {place.first === place.last
                    ? formatDay(place.last)
                    : `${formatDay(place.first)} to ${formatDay(place.last)}`}
                </span>
              </span>
            </button>
          </li>
        )}
      />
    </Section>
  );
}

function Routes({ routes }: { routes: readonly FlownRoute[] }) {
  const { codeOf } = usePlaceName();
  if (routes.length === 0) return null;
  return (
    <Section title={`Routes flown: ${routes.length}`}>
      <LongList
        all={routes}
        render={({ a, b, legs, distance_nm }) => (
          <li key={`${a} ${b}`} class="row">
            <span class="row_title">
              {codeOf(a)} – {codeOf(b)}
            </span>
            <span class="row_end">
              {counted(legs, "leg", "legs")}
              <span class="row_more">
                {Math.round(distance_nm).toLocaleString("en-US")} NM each
              </span>
            </span>
          </li>
        )}
      />
    </Section>
  );
}

const periods = {
  all: ["All time", { is: "all" }],
  this_year: ["This year", { is: "this_year" }],
  months: ["Last 12 calendar months", { is: "months", count: 12 }],
  days: ["Last 90 days", { is: "days", count: 90 }],
} as const satisfies Record<string, readonly [string, Period]>;

type PeriodName = keyof typeof periods | `${number}`;

/** One of the usual periods, or a year. */
function periodOf(name: PeriodName): Period {
  return Object.hasOwn(periods, name)
    ? periods[name as keyof typeof periods][1]
    : { is: "range", from: `${name}-01-01`, to: `${name}-12-31` };
}

/** The map of all flights or of a period, and its lists. */
export function MapScreen() {
  const { standing, today, router, airports } = useApp();
  const [period, setPeriod] = useState<PeriodName>("all");
  const [chosen, setChosen] = useState<string | null>(null);
  const part = useMapPart();
  const { codeOf } = usePlaceName();
  const facts = standing.facts.value;
  if (facts === undefined || airports.loaded.value === undefined)
    return (
      <Page title="Map" onBack={() => router.back("/totals")}>
        <p class="soft">The logbook and the airports are being read.</p>
      </Page>
    );
  const { from, to } = daysOfPeriod(periodOf(period), today.value);
  const { places, routes, distance_nm } = flownMap(facts, from, to);
  const years = [...new Set(facts.flights.map(({ date }) => date.slice(0, 4)))].toReversed();
  const marked = places.flatMap((place): MarkedPlace[] =>
    place.position === null
      ? []
      : [{ ...place, position: place.position, code: codeOf(place.name) }],
  );
  const toggle = (name: string | null) => setChosen(name === chosen ? null : name);
  const flown = `${counted(routes.length, "route", "routes")} between ${counted(places.length, "place", "places")}, ${Math.round(distance_nm).toLocaleString("en-US")} NM along great circles.`;
  return (
    <Page title="Map" onBack={() => router.back("/totals")}>
      <div class="form_grid on_screen">
        <SelectField
          label="Period"
          value={period}
          options={[
            ...Object.entries(periods).map(([name, [label]]) => [name, label] as const),
            ...years.map((year) => [year, year] as const),
          ]}
          onPick={(name) => setPeriod(name as PeriodName)}
        />
      </div>
      <p class="small soft after" role="status">
        {daysInWords(from, to)}: {places.length === 0 ? "no flight with a place." : flown}
      </p>
      {part === false && (
        <p class="notice bad" role="alert">
          The map could not be loaded: there is no network, or the app has a newer version by now.
          The lists below say the same. Loading the app again brings the map.
        </p>
      )}
      {part !== undefined && part !== false && (
        <part.WorldMap
          key={period}
          places={marked}
          routes={routes}
          chosen={chosen}
          onChoose={toggle}
        />
      )}
      {part === undefined && <div class="map_frame map_box" />}
      {part !== undefined && places.length > 0 && (
        <div class="map_lists">
          <Places places={places} chosen={chosen} onChoose={toggle} />
          <Routes routes={routes} />
        </div>
      )}
    </Page>
  );
}
