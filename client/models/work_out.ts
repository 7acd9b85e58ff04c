/** What the form of a flight works out while it is filled in. Each is marked, and typed over at will. */
import { judgeCrossCountry, routePoints } from "../../shared/cross_country.ts";
import { distanceNm, type Position } from "../../shared/geography.ts";
import { nightOfFlight } from "../../shared/night.ts";
import { roundToStyle } from "../ui/durations.ts";
import { blockMinutes, endsOf, type Flight } from "./flight_facts.ts";
import { timesOfRole, type Role } from "./flight_roles.ts";
import type { Form } from "./form.ts";
import type { Places } from "./places.ts";
import type { DurationStyle } from "./settings.ts";

/** What the working out needs to know beside the form. */
export interface WorkContext {
  style: DurationStyle;
  role: Role;
  places: Pick<Places, "airportOf">;
}

/** Where an airport is, be it of the list or the owner's own. */
function positionIn(places: WorkContext["places"]) {
  const nothing = { airport_id: null, own_airport_id: null, airport_description: null };
  return (id: string): Position | undefined =>
    places.airportOf({ ...nothing, airport_id: id }) ??
    places.airportOf({ ...nothing, own_airport_id: id });
}

function workOutDistances(form: Form, flight: Flight, places: WorkContext["places"]): void {
  flight.flight_legs.forEach((leg, i) => {
    const ends = endsOf(leg);
    const [from, to] = [places.airportOf(ends.from), places.airportOf(ends.to)];
    if (from === undefined || to === undefined) return;
    const distance_nm = Math.round(distanceNm(from, to) * 100) / 100;
    form.prefill(`flight_legs.${i}.distance_nm`, distance_nm === 0 ? null : distance_nm);
  });
}

/** Cross-country by 14 CFR 61.1(b)(i) and (ii): all of a flight that landed elsewhere, or over 50 NM away. */
function workOutCrossCountry(
  form: Form,
  flight: Flight,
  position: (id: string) => Position | undefined,
) {
  const { from, points } = routePoints(flight, position);
  // A leg whose end is not said yet says nothing of where the flight went.
  if (from?.name == null || points.some(({ name }) => name === null)) return;
  const answers = new Map(
    judgeCrossCountry(from, points).map(({ variant, qualifies }) => [variant, qualifies]),
  );
  const minutes = (variant: "any_landing" | "over_50nm") =>
    answers.get(variant) === "yes" ? flight.total_time : 0;
  form.prefill("cross_country_time", minutes("any_landing"));
  form.prefill("cross_country_50nm_time", minutes("over_50nm"));
}

/**
 * Fills in what follows from what was typed: the total from the clocks, distances from the route,
 * cross-country by where the flight landed, night by the sun along the way (14 CFR 1.1), and the
 * times that somebody of this role logs for the whole flight.
 */
export function workOut(form: Form, { style, role, places }: WorkContext): void {
  const flight = () => form.values.value as unknown as Flight;
  const minutes = blockMinutes(flight());
  if (minutes !== null) form.prefill("total_time", roundToStyle(minutes, style));
  workOutDistances(form, flight(), places);
  const position = positionIn(places);
  workOutCrossCountry(form, flight(), position);
  const found = nightOfFlight(flight(), position);
  const night = found.ok ? roundToStyle(found.night.part1_minutes, style) : 0;
  // A total that was typed may be shorter than the clocks say.
  form.prefill("night_time", Math.min(night, flight().total_time));
  for (const [name, whole] of Object.entries(timesOfRole(role, flight())))
    form.prefill(name, whole);
}

/**
 * Whether the form may fill in at all: always in a new flight; in one that is in the logbook only
 * after its clocks or its route were changed, since opening it must not change what it says.
 */
export function mayWorkOut(form: Form, isNew: boolean): boolean {
  return isNew || [...form.typed.value].some((path) => /^(block_|flight_legs)/.test(path));
}
