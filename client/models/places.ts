/** Places of an entry: airports of the list, airports of the owner's own, and words. */
import { distanceNm, type Position } from "../../shared/geography.ts";
import { isUuid, uuidOf } from "../../shared/ids.ts";
import type { RecordOfKind } from "../../shared/kinds/kinds.ts";
import type { Place } from "../../shared/places.ts";
import { foldText } from "../../shared/reference/airport_search.ts";
import type { Airport } from "../../shared/reference/airport.ts";
import type { PlaceName } from "./flight_facts.ts";
import type { AirportsModel } from "./airports.ts";
import type { Logbook } from "./logbook.ts";

/** An airport that the logbook's owner has added. */
export type OwnAirport = RecordOfKind<"airport">;

/** One airport that may be meant by what was typed. */
export type FoundPlace = { own: false; airport: Airport } | { own: true; airport: OwnAirport };

/** The places of the open logbook. */
export interface Places {
  /** The code of a place, or the words that stand for it. */
  name: PlaceName;
  /** The airport of a place; undefined for words, and while the airports are not read yet. */
  airportOf(place: Place): (Position & { name: string }) | undefined;
  /** Airports by code, name and town, best first; the owner's own before the others. */
  search(text: string, limit: number): FoundPlace[];
  /** Every airport that has this code. */
  byCode(code: string): FoundPlace[];
  /** Airports within so many nautical miles of a position, nearest first; the owner's own too. */
  near(position: Position, within_nm: number): NearPlace[];
}

/** A place, and how far away it is. */
export type NearPlace = FoundPlace & { distance_nm: number };

/** What pilots write for an airport of their own. */
export function ownCode(airport: Pick<OwnAirport, "code" | "name">): string {
  return airport.code ?? airport.name;
}

/** What a place is called by its key: the id of an airport, listed or the owner's own, or words as they are. */
export function placeKeyWords(
  { logbook, places }: { logbook: Pick<Logbook, "get">; places: Pick<Places, "name"> },
  key: string,
): string {
  if (!isUuid(key)) return key;
  const is_own = logbook.get("airport", key) !== undefined;
  return places.name({
    airport_id: is_own ? null : key,
    own_airport_id: is_own ? key : null,
    airport_description: null,
  });
}

/** The places of a logbook, from its own airports and those of the list. */
export function openPlaces(airports: AirportsModel, logbook: Pick<Logbook, "get" | "all">): Places {
  const own = (found: OwnAirport): FoundPlace => ({ own: true, airport: found });
  const listed = (airport: Airport): FoundPlace => ({ own: false, airport });
  const ownMatching = (text: string) => {
    const words = foldText(text)
      .split(" ")
      .filter((word) => word !== "");
    return logbook.all("airport").filter((airport) => {
      const said = ` ${foldText([airport.code, airport.name, airport.municipality].join(" "))}`;
      return words.length > 0 && words.every((word) => said.includes(` ${word}`));
    });
  };
  const ownNear = (position: Position, within_nm: number): NearPlace[] =>
    logbook
      .all("airport")
      .flatMap((airport) => {
        const { latitude, longitude } = airport;
        if (latitude === null || longitude === null) return [];
        return [{ ...own(airport), distance_nm: distanceNm(position, { latitude, longitude }) }];
      })
      .filter(({ distance_nm }) => distance_nm <= within_nm);
  return {
    name({ airport_id, own_airport_id, airport_description }) {
      if (own_airport_id === null) return airports.place(airport_id, airport_description);
      const found = logbook.get("airport", own_airport_id);
      return found === undefined ? (airport_description ?? "····") : ownCode(found);
    },
    airportOf({ airport_id, own_airport_id }) {
      if (own_airport_id !== null) {
        const { name, latitude, longitude } = logbook.get("airport", own_airport_id) ?? {};
        if (name === undefined || latitude == null || longitude == null) return undefined;
        return { name, latitude, longitude };
      }
      return airport_id === null ? undefined : airports.loaded.value?.byId(airport_id);
    },
    search: (text, limit) =>
      [
        ...ownMatching(text).map(own),
        ...(airports.loaded.value?.search(text, { limit }) ?? []).map(listed),
      ].slice(0, limit),
    byCode(code) {
      const said = code.trim().toUpperCase();
      const mine = logbook.all("airport").filter((found) => found.code?.toUpperCase() === said);
      const theirs = airports.loaded.value?.byCode(said) ?? [];
      return [...mine.map(own), ...theirs.map((match) => listed(match.airport))];
    },
    near(position, within_nm) {
      const theirs = airports.loaded.value?.near(position, within_nm) ?? [];
      return [
        ...ownNear(position, within_nm),
        ...theirs.map(({ airport, distance_nm }) => ({ ...listed(airport), distance_nm })),
      ].sort((a, b) => a.distance_nm - b.distance_nm);
    },
  };
}

/** The ids under which a found airport is kept in an entry. */
export function idsOf(found: FoundPlace): Pick<Place, "airport_id" | "own_airport_id"> {
  return found.own
    ? { airport_id: null, own_airport_id: uuidOf(found.airport._id) }
    : { airport_id: found.airport.id, own_airport_id: null };
}
