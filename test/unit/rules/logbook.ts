/** Small logbooks for the rules: records written as a form would save them, and facts made of them. */
import type { FactsLookups } from "../../../shared/facts/records.ts";
import { type Facts, factsOf } from "../../../shared/facts/facts.ts";
import { derivedUuid, stableId } from "../../../shared/ids.ts";
import type { Envelope } from "../../../shared/kinds/kind.ts";
import { lookupByCode, type LookupTable } from "../../../shared/reference/lookups.ts";
import { validate } from "../../../shared/validate.ts";

export type Fields = Record<string, unknown>;

/** Places used in tests, at their published coordinates. */
export const places = {
  KPAO: {
    latitude: 37.461111,
    longitude: -122.115,
    elevation_ft: 4,
    time_zone: "America/Los_Angeles",
    has_control_tower: true,
  },
  KSTS: {
    latitude: 38.509722,
    longitude: -122.812778,
    elevation_ft: 128,
    time_zone: "America/Los_Angeles",
    has_control_tower: true,
  },
  KHAF: {
    latitude: 37.513333,
    longitude: -122.501111,
    elevation_ft: 66,
    time_zone: "America/Los_Angeles",
    has_control_tower: false,
  },
  KSCK: {
    latitude: 37.894167,
    longitude: -121.238333,
    elevation_ft: 33,
    time_zone: "America/Los_Angeles",
    has_control_tower: true,
  },
  KMRY: {
    latitude: 36.587,
    longitude: -121.843,
    elevation_ft: 257,
    time_zone: "America/Los_Angeles",
    has_control_tower: true,
  },
  KLAX: {
    latitude: 33.9425,
    longitude: -118.408056,
    elevation_ft: 125,
    time_zone: "America/Los_Angeles",
    has_control_tower: true,
  },
  KRNO: {
    latitude: 39.499167,
    longitude: -119.768056,
    elevation_ft: 4415,
    time_zone: "America/Los_Angeles",
    has_control_tower: true,
  },
} as const;

export const airportId = (ident: string) => stableId(`airport:${ident}`);
const airports = new Map(
  Object.entries(places).map(([ident, place]) => [airportId(ident), { ident, ...place }]),
);

export const lookups: FactsLookups = {
  airport: (id) => airports.get(id),
  model: () => undefined,
  device_category: () => null,
};

export const code = (table: LookupTable, name: string) => lookupByCode(table, name)!.id;

const times = { created_at: "2020-01-01T00:00:00Z", updated_at: "2020-01-01T00:00:00Z" };

/** A record with an id made of `key`; kinds of the app are validated, so that defaults are filled in. */
export function record(kind: string, key: string, fields: Fields): Envelope {
  const document = { _id: `${kind}:${derivedUuid(key)}`, ...times, ...fields };
  const result = validate(document);
  if (result.ok) return result.value.record;
  if (result.problems.every(({ code }) => code === "E_KIND_UNKNOWN"))
    return document as unknown as Envelope;
  throw new Error(JSON.stringify(result.problems));
}

/** An aircraft with a model of its own, by registration. */
export function aircraft(registration: string, model: Fields = {}, own: Fields = {}): Envelope[] {
  const { category = "airplane", class: of_class = "ASEL", is_glass, ...rest } = model;
  return [
    record("aircraft_model", `model ${registration}`, {
      model_name: `Model of ${registration}`,
      category_id: category === null ? null : code("aircraft_categories", String(category)),
      class_id: of_class === null ? null : code("aircraft_classes", String(of_class)),
      engine_type: "piston",
      engine_count: 1,
      ...rest,
    }),
    record("aircraft", registration, {
      registration,
      own_model_id: derivedUuid(`model ${registration}`),
      is_glass_cockpit: is_glass === true,
      ...own,
    }),
  ];
}

let count = 0;

export interface FlightParts extends Fields {
  date: string;
  aircraft?: string;
  from?: string;
  to?: string;
  leg?: Fields;
  legs?: Fields[];
  /** As many approaches, flown under the hood. */
  approaches?: number;
}

/** A flight of one leg, unless `legs` are given. Places are idents of `places` or words. */
export function flight(parts: FlightParts): Envelope {
  const {
    date,
    aircraft: registration = "N1",
    from,
    to,
    leg,
    legs,
    approaches = 0,
    ...fields
  } = parts;
  const key = `flight ${++count}`;
  const given = legs ?? [{ from: from ?? "KPAO", to: to ?? from ?? "KPAO", ...leg }];
  return record("flight", key, {
    flight_date: date,
    aircraft_id: derivedUuid(registration),
    total_time: 60,
    flight_legs: given.map(({ from: start, to: end, approach_types, approach_at, ...rest }, i) => ({
      id: derivedUuid(`${key} leg ${i}`),
      leg_number: i + 1,
      ...placed("from", start as string | undefined),
      ...placed("to", end as string | undefined),
      approaches: approachesOf(
        `${key} leg ${i}`,
        (approach_types as string[] | undefined) ??
          Array.from(
            { length: approach_at === undefined ? (i === 0 ? approaches : 0) : 1 },
            () => "ILS",
          ),
        approach_at as string | undefined,
      ),
      ...rest,
    })),
    ...fields,
  });
}

function approachesOf(key: string, types: readonly string[], at: string | undefined): Fields[] {
  return types.map((type, n) => ({
    id: derivedUuid(`${key} approach ${n}`),
    approach_type_id: code("approach_types", type),
    in_simulated_imc: true,
    ...(at === undefined ? {} : { airport_id: airportId(at) }),
  }));
}

function placed(side: "from" | "to", place: string | undefined): Fields {
  if (place === undefined) return {};
  return place in places
    ? { [`${side}_airport_id`]: airportId(place) }
    : { [`${side}_airport_description`]: place };
}

/** Facts of a logbook of records. */
export function factsFrom(...records: (Envelope | Envelope[])[]): Facts {
  return factsOf(records.flat(), lookups);
}

/** Landings and as many take-offs, by day, touch and go unless `full_stop`. */
export const dayLandings = (n: number, full_stop = false): Fields => ({
  day_takeoffs: n,
  [full_stop ? "day_landings_full_stop" : "day_landings_touch_and_go"]: n,
});

/** Landings to a full stop and as many take-offs, by night. */
export const nightLandings = (n: number): Fields => ({
  night_takeoffs: n,
  night_landings_full_stop: n,
});
