/** Where something happened: an airport of the list, one of the owner's own, or words. */
export interface Place {
  airport_id: string | null;
  own_airport_id: string | null;
  airport_description: string | null;
}

/** Where a leg begins and ends. */
export interface LegEnds {
  from_airport_id: string | null;
  from_own_airport_id: string | null;
  from_airport_description: string | null;
  to_airport_id: string | null;
  to_own_airport_id: string | null;
  to_airport_description: string | null;
}

/** A place by the id of its airport, and by a name that is the same for the same place. */
export interface NamedPlace {
  /** The airport, of the list or own; null for a place in words. */
  id: string | null;
  /** The id, or the words in lower case; null when the entry names no place. */
  name: string | null;
}

function named(id: string | null, words: string | null): NamedPlace {
  if (id !== null) return { id, name: id };
  const name = words?.trim().toLowerCase() ?? "";
  return { id: null, name: name === "" ? null : name };
}

/** The place of a take-off, a landing or an approach. */
export function placeOf(row: Place): NamedPlace {
  return named(row.airport_id ?? row.own_airport_id, row.airport_description);
}

/** Where a leg begins. */
export function departureOf(leg: LegEnds): NamedPlace {
  return named(leg.from_airport_id ?? leg.from_own_airport_id, leg.from_airport_description);
}

/** Where a leg ends. */
export function arrivalOf(leg: LegEnds): NamedPlace {
  return named(leg.to_airport_id ?? leg.to_own_airport_id, leg.to_airport_description);
}
