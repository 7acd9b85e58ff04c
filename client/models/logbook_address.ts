/** Addresses of the logbook: as a list, as pages, as a calendar; what is looked for; what is open. */
import {
  everyFlight,
  filterOfParts,
  type FlightFilter,
  partsOfFilter,
} from "../../shared/flight_filter.ts";

/** How the logbook is read. */
export const logbookViews = { find: "List", pages: "Pages", calendar: "Calendar" } as const;

/** The name of a way to read it. */
export type LogbookView = keyof typeof logbookViews;

/** Where in the logbook one is. */
export interface LogbookPlace {
  view: LogbookView;
  filter: FlightFilter;
  /** The uuid of the flight that is open beside the list. */
  open: string | undefined;
  /** The page of the book, or the month or year of the calendar; undefined: the newest. */
  at: string | undefined;
}

/** The address of a place in the logbook, to go to; with `#` before it, a link. */
export function addressOfPlace({ view, filter, open, at }: Partial<LogbookPlace>): string {
  const parts = partsOfFilter(filter ?? everyFlight).map(
    ([name, value]) => `${name}:${encodeURIComponent(value)}`,
  );
  if ((view ?? "find") === "find" && parts.length === 0)
    return open === undefined ? "/flights" : `/flights/${open}`;
  if (open !== undefined) parts.push(`open:${open}`);
  if (at !== undefined) parts.push(`at:${at}`);
  return `/flights/${[view ?? "find", ...parts].join("/")}`;
}

/** The place at an address behind `flights`; its filter undefined when a part is not known. */
export function placeOfAddress(
  path: readonly string[],
): Omit<LogbookPlace, "filter"> & { filter: FlightFilter | undefined } {
  const [first, ...rest] = path;
  if (first === undefined || !Object.hasOwn(logbookViews, first))
    return { view: "find", filter: everyFlight, open: first, at: undefined };
  const parts = rest.map((part): [string, string] => {
    const colon = part.indexOf(":");
    return [part.slice(0, colon), part.slice(colon + 1)];
  });
  const own = (name: string) => parts.find(([found]) => found === name)?.[1];
  return {
    view: first as LogbookView,
    filter: filterOfParts(parts.filter(([name]) => name !== "open" && name !== "at")),
    open: own("open"),
    at: own("at"),
  };
}
