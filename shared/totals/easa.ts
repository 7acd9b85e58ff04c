/** The columns of an EASA logbook, AMC1 FCL.050, from the same records. Times are UTC and minutes. */
import type { Craft } from "../facts/craft.ts";
import type { FlightRecord, SessionRecord } from "../facts/records.ts";
import { arrivalOf, departureOf } from "../places.ts";

/** One line of the logbook: columns 1 to 10 and 12. */
export interface EasaLine {
  id: string;
  /** Column 1, `dd/mm/yy`. */
  date: string;
  /** Columns 2 and 3: place and time, `hh:mm`; null where not recorded. */
  departure_place: string | null;
  departure_time: string | null;
  arrival_place: string | null;
  arrival_time: string | null;
  /** Column 4. */
  aircraft: string;
  registration: string | null;
  /** Column 5: time of a single pilot, by engines, and of several. */
  single_pilot_se: number;
  single_pilot_me: number;
  multi_pilot: number;
  /** Column 6. */
  total: number;
  /** Column 7: "SELF" when the holder was PIC. */
  pic_name: string;
  /** Column 8. */
  landings_day: number;
  landings_night: number;
  /** Column 9. */
  night: number;
  ifr: number;
  /** Column 10. */
  pic: number;
  co_pilot: number;
  dual: number;
  instructor: number;
  /** Column 12. */
  remarks: string;
}

/** A session in a device: column 11. */
export interface EasaSession {
  id: string;
  date: string;
  device: string;
  total: number;
}

/** What can be summed at the foot of a page. */
export const easaSums = [
  "single_pilot_se",
  "single_pilot_me",
  "multi_pilot",
  "total",
  "landings_day",
  "landings_night",
  "night",
  "ifr",
  "pic",
  "co_pilot",
  "dual",
  "instructor",
] as const;

export type EasaFoot = Record<(typeof easaSums)[number], number>;

const easaDate = (day: string) => `${day.slice(8)}/${day.slice(5, 7)}/${day.slice(2, 4)}`;
const clock = (moment: string | null) => moment?.slice(11, 16) ?? null;

/**
 * The line of a flight. Where two pilots were not needed, the time stands under the engines; an
 * instructor's time is PIC time as well, and PIC under supervision is PIC (countersigned).
 * `nameOf` answers what people call an airport, `picName` who was in command.
 */
export function easaLine(
  flight: FlightRecord,
  craft: Craft,
  nameOf: (airport_id: string) => string,
  picName: string,
): EasaLine {
  const legs = flight.flight_legs.toSorted((a, b) => a.leg_number - b.leg_number);
  const [first, last] = [legs[0], legs.at(-1)];
  const called = (
    place: { id: string | null; name: string | null } | undefined,
    words: string | null,
  ) => (place === undefined ? null : place.id === null ? words : nameOf(place.id));
  const single = Math.max(0, flight.total_time - flight.multi_pilot_time);
  const sum = (count: (leg: (typeof legs)[number]) => number) =>
    legs.reduce((total, leg) => total + count(leg), 0);
  return {
    id: flight._id,
    date: easaDate(flight.flight_date),
    departure_place: called(first && departureOf(first), first?.from_airport_description ?? null),
    departure_time: clock(flight.block_out ?? flight.block_off),
    arrival_place: called(last && arrivalOf(last), last?.to_airport_description ?? null),
    arrival_time: clock(flight.block_in ?? flight.block_on),
    aircraft: craft.model,
    registration: craft.registration,
    single_pilot_se: craft.is_multi_engine ? 0 : single,
    single_pilot_me: craft.is_multi_engine ? single : 0,
    multi_pilot: flight.multi_pilot_time,
    total: flight.total_time,
    pic_name: flight.pic_time > 0 && flight.dual_received === 0 ? "SELF" : picName,
    landings_day: sum((leg) => leg.day_landings_touch_and_go + leg.day_landings_full_stop),
    landings_night: sum((leg) => leg.night_landings_touch_and_go + leg.night_landings_full_stop),
    night: flight.night_time,
    ifr: flight.ifr_time,
    pic: Math.min(
      flight.total_time,
      Math.max(flight.pic_time, flight.dual_given) + flight.picus_time,
    ),
    co_pilot: flight.sic_time,
    dual: flight.dual_received,
    instructor: flight.dual_given,
    remarks: flight.remarks ?? "",
  };
}

/** The entry of a session in a device, column 11. */
export function easaSession(session: SessionRecord, device: string): EasaSession {
  return {
    id: session._id,
    date: easaDate(session.session_date),
    device,
    total: session.total_time,
  };
}

/** The foot of a page: this page, the pages before, and both together. */
export function easaFeet(
  page: readonly EasaLine[],
  before: readonly EasaLine[],
): { this_page: EasaFoot; previous_pages: EasaFoot; total: EasaFoot } {
  const this_page = footOf(page);
  const previous_pages = footOf(before);
  const total = Object.fromEntries(
    easaSums.map((name) => [name, this_page[name] + previous_pages[name]]),
  ) as EasaFoot;
  return { this_page, previous_pages, total };
}

function footOf(lines: readonly EasaLine[]): EasaFoot {
  return Object.fromEntries(
    easaSums.map((name) => [name, lines.reduce((sum, line) => sum + line[name], 0)]),
  ) as EasaFoot;
}
