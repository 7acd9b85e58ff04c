/**
 * The facts of a logbook: everything that the rules, the totals and the reports ask, made once from
 * the records and kept in step with each record saved. Superseded and erroneous entries are out.
 */
import { uuidOf } from "../ids.ts";
import type { Envelope } from "../kinds/kind.ts";
import { type Craft, craftOf, unknownCraft } from "./craft.ts";
import { type AirportOf, type EntryFacts, type FlightFacts, flightFacts } from "./flight_facts.ts";
import { byDay, type Group, type GroupName, groupOf, withEntry } from "./groups.ts";
import {
  type FactsLookups,
  type FlightRecord,
  type LogbookRecords,
  recordsByKind,
  type SessionRecord,
} from "./records.ts";
import { deviceTypeCode, type SessionFacts, sessionFacts } from "./session_facts.ts";

/** What the rules ask. A value: a change makes a new one. */
export interface Facts {
  /** Flights that count, in order of the day. */
  flights: readonly FlightFacts[];
  /** Lessons that count, in order of the day. */
  sessions: readonly SessionFacts[];
  /** Entries by what they count for, by key. */
  groups: ReadonlyMap<string, Group>;
  /** The aircraft by uuid. */
  crafts: ReadonlyMap<string, Craft>;
  /** All other kinds of record, as they are. */
  records: Omit<LogbookRecords, "flight" | "training_session">;
  airport: AirportOf;
  /** Entries that were left out, by why. */
  left_out: { superseded: number; erroneous: number };
}

/** The craft of a flight; one of which nothing is known when the aircraft is missing. */
export function craftOfFlight(facts: Facts, flight: FlightFacts): Craft {
  return facts.crafts.get(flight.aircraft_id) ?? unknownCraft;
}

/** The key under which devices that do not say what they stand for are counted. */
const assumedDeviceCategory = "airplane";

/** The names of the groups that flights in an aircraft belong to. */
function namesOfCraft(craft: Craft): GroupName[] {
  const names: GroupName[] = [{ key: "all", level: "all", applies_to: {} }];
  const { category } = craft;
  if (category === null) return names;
  names.push({ key: `category|${category}`, level: "category", applies_to: { category } });
  names.push({ key: `instrument|${category}`, level: "instrument", applies_to: { category } });
  const in_class = craft.class === null ? { category } : { category, class: craft.class };
  const key = `${category}|${craft.class ?? ""}`;
  names.push({ key: `class|${key}`, level: "class", applies_to: in_class });
  if (craft.type !== null)
    names.push({
      key: `type|${key}|${craft.type}`,
      level: "type",
      applies_to: { ...in_class, type: craft.type },
    });
  if (craft.is_tailwheel && category === "airplane")
    names.push({
      key: `tailwheel|${key}`,
      level: "tailwheel",
      applies_to: { ...in_class, tailwheel: true },
    });
  return names;
}

/** The names of the groups that a lesson belongs to; ground lessons belong to none. */
function namesOfSession(session: SessionFacts): GroupName[] {
  if (session.session_type !== "device") return [];
  const category = session.device_category ?? assumedDeviceCategory;
  return [
    { key: `instrument|${category}`, level: "instrument", applies_to: { category } },
    { key: `device|${session.device ?? ""}`, level: "device", applies_to: {} },
  ];
}

/** An entry that is kept, with what decides whether it counts. */
interface Kept<F extends EntryFacts> {
  facts: F;
  corrects: string | null;
  is_erroneous: boolean;
  created_at: string;
}

/**
 * The entries that a correction has taken the place of: what is corrected, and every earlier
 * correction of the same entry. The latest one that is no error stands.
 */
function supersededIds(kept: Iterable<Kept<EntryFacts>>): Set<string> {
  const corrections = [...kept].filter((one) => one.corrects !== null && !one.is_erroneous);
  corrections.sort((a, b) =>
    a.created_at === b.created_at
      ? a.facts.id < b.facts.id
        ? -1
        : 1
      : a.created_at < b.created_at
        ? -1
        : 1,
  );
  const latest = new Map<string, string>();
  const superseded = new Set<string>();
  for (const { corrects, facts } of corrections) {
    const earlier = latest.get(corrects!);
    if (earlier !== undefined) superseded.add(earlier);
    superseded.add(corrects!);
    latest.set(corrects!, uuidOf(facts.id));
  }
  return superseded;
}

/** Keeps the facts of one logbook in step with its records. */
export interface FactsKeeper {
  /** A record that is new or changed. One that counts nowhere is ignored. */
  put(record: Envelope): void;
  /** A record that is gone, by its whole id. */
  remove(id: string): void;
  /** The facts now. The same value until something changes. */
  current(): Facts;
}

type SmallRecords = Omit<LogbookRecords, "flight" | "training_session">;

/** State of a keeper. Flights and sessions are kept as facts, small kinds as records. */
interface State {
  flights: Map<string, Kept<FlightFacts>>;
  sessions: Map<string, Kept<SessionFacts>>;
  small: Map<string, Envelope>;
}

function keptFlight(record: FlightRecord, airport: AirportOf): Kept<FlightFacts> {
  return {
    facts: flightFacts(record, airport),
    corrects: record.corrects_flight_id,
    is_erroneous: record.is_erroneous,
    created_at: record.created_at,
  };
}

function keptSession(
  record: SessionRecord,
  state: State,
  lookups: FactsLookups,
): Kept<SessionFacts> {
  const id = record.training_device_id;
  const device = id === null ? undefined : state.small.get(`training_device:${id}`);
  const { device_type_id, model_id } = (device ?? {}) as Partial<
    LogbookRecords["training_device"][number]
  >;
  return {
    facts: sessionFacts(record, {
      type_code: device_type_id === undefined ? null : deviceTypeCode(device_type_id),
      category: model_id ? lookups.device_category(model_id) : null,
    }),
    corrects: record.corrects_training_session_id,
    is_erroneous: record.is_erroneous,
    created_at: record.created_at,
  };
}

const kindOf = (id: string) => id.slice(0, id.indexOf(":"));

/** Opens a keeper over the records of a logbook. `lookups` answers from the reference data. */
export function keepFacts(records: Iterable<Envelope>, lookups: FactsLookups): FactsKeeper {
  const state: State = { flights: new Map(), sessions: new Map(), small: new Map() };
  const session_records = new Map<string, SessionRecord>();
  let own_airports = new Map<string, LogbookRecords["airport"][number]>();
  const airport: AirportOf = (id) => {
    const own = own_airports.get(id);
    return own === undefined || own.latitude === null || own.longitude === null
      ? lookups.airport(id)
      : { ...own, latitude: own.latitude, longitude: own.longitude };
  };
  let facts: Facts | undefined;

  const all = [...records];
  for (const record of all)
    if (!["flight", "training_session"].includes(kindOf(record._id)))
      state.small.set(record._id, record);
  own_airports = new Map(
    recordsByKind(state.small.values()).airport.map((own) => [uuidOf(own._id), own]),
  );
  for (const record of all) takeIn(record);

  function takeIn(record: Envelope): void {
    const kind = kindOf(record._id);
    if (kind === "flight")
      state.flights.set(record._id, keptFlight(record as FlightRecord, airport));
    else if (kind === "training_session") {
      session_records.set(record._id, record as SessionRecord);
      state.sessions.set(record._id, keptSession(record as SessionRecord, state, lookups));
    }
  }

  function put(record: Envelope): void {
    const kind = kindOf(record._id);
    const before = state.flights.get(record._id);
    if (kind === "flight" || kind === "training_session") {
      takeIn(record);
      const after = state.flights.get(record._id);
      facts = after === undefined ? undefined : withFlightChanged(facts, state, before, after);
      return;
    }
    state.small.set(record._id, record);
    if (kind === "airport")
      own_airports.set(uuidOf(record._id), record as LogbookRecords["airport"][number]);
    if (kind === "training_device") for (const session of session_records.values()) takeIn(session);
    facts = undefined;
  }

  function remove(id: string): void {
    const before = state.flights.get(id);
    state.flights.delete(id);
    state.sessions.delete(id);
    session_records.delete(id);
    state.small.delete(id);
    own_airports.delete(uuidOf(id));
    facts = before === undefined ? undefined : withFlightChanged(facts, state, before, undefined);
  }

  return {
    put,
    remove,
    current: () => (facts ??= assemble(state, lookups, airport)),
  };
}

/** The facts of a logbook, made once. */
export function factsOf(records: Iterable<Envelope>, lookups: FactsLookups): Facts {
  return keepFacts(records, lookups).current();
}

function craftsOf(records: SmallRecords, lookups: FactsLookups): Map<string, Craft> {
  const own_models = new Map(records.aircraft_model.map((model) => [uuidOf(model._id), model]));
  return new Map(
    records.aircraft.map((aircraft) => {
      const id = uuidOf(aircraft._id);
      const model =
        aircraft.model_id !== null
          ? lookups.model(aircraft.model_id)
          : own_models.get(aircraft.own_model_id ?? "");
      return [id, craftOf({ ...aircraft, id }, model)];
    }),
  );
}

function counting<F extends EntryFacts>(kept: ReadonlyMap<string, Kept<F>>): F[] {
  const superseded = supersededIds(kept.values());
  const entries: F[] = [];
  for (const { facts, is_erroneous } of kept.values())
    if (!is_erroneous && (superseded.size === 0 || !superseded.has(uuidOf(facts.id))))
      entries.push(facts);
  return entries.sort(byDay);
}

function assemble(state: State, lookups: FactsLookups, airport: AirportOf): Facts {
  const records = recordsByKind(state.small.values());
  const crafts = craftsOf(records, lookups);
  const flights = counting(state.flights);
  const sessions = counting(state.sessions);
  const kept = [...state.flights.values(), ...state.sessions.values()];
  const erroneous = kept.filter((one) => one.is_erroneous).length;
  return {
    flights,
    sessions,
    groups: groupsOf(flights, sessions, crafts),
    crafts,
    records,
    airport,
    left_out: { erroneous, superseded: kept.length - erroneous - flights.length - sessions.length },
  };
}

function groupsOf(
  flights: readonly FlightFacts[],
  sessions: readonly SessionFacts[],
  crafts: ReadonlyMap<string, Craft>,
): Map<string, Group> {
  const gathered = new Map<string, { name: GroupName; entries: EntryFacts[] }>();
  const gatherer = (names: GroupName[]) =>
    names.map((name) => {
      let group = gathered.get(name.key);
      if (group === undefined) gathered.set(name.key, (group = { name, entries: [] }));
      return group.entries;
    });
  // The groups of an aircraft are looked up once, not once a flight.
  const lists = new Map<string, EntryFacts[][]>();
  for (const flight of flights) {
    let of_craft = lists.get(flight.aircraft_id);
    if (of_craft === undefined) {
      of_craft = gatherer(namesOfCraft(crafts.get(flight.aircraft_id) ?? unknownCraft));
      lists.set(flight.aircraft_id, of_craft);
    }
    for (const list of of_craft) list.push(flight);
  }
  const mixed = new Set<string>();
  for (const session of sessions)
    for (const name of namesOfSession(session)) {
      gatherer([name])[0]!.push(session);
      mixed.add(name.key);
    }
  for (const key of mixed) gathered.get(key)!.entries.sort(byDay);
  return new Map([...gathered].map(([key, { name, entries }]) => [key, groupOf(name, entries)]));
}

/**
 * The facts after one flight was saved or removed. Only a plain flight is this quick: one that
 * corrects, is corrected or is an error makes all facts anew.
 */
function withFlightChanged(
  facts: Facts | undefined,
  state: State,
  before: Kept<FlightFacts> | undefined,
  after: Kept<FlightFacts> | undefined,
): Facts | undefined {
  const isPlain = (one: Kept<FlightFacts> | undefined) =>
    one === undefined || (one.corrects === null && !one.is_erroneous);
  if (facts === undefined || !isPlain(before) || !isPlain(after)) return undefined;
  if (facts.left_out.superseded > 0) return undefined;
  const groups = new Map(facts.groups);
  const flights = [...facts.flights];
  const change = (flight: FlightFacts, sign: 1 | -1) => {
    for (const name of namesOfCraft(facts.crafts.get(flight.aircraft_id) ?? unknownCraft)) {
      const group = withEntry(groups.get(name.key) ?? groupOf(name, []), flight, sign);
      if (group.days.length === 0) groups.delete(name.key);
      else groups.set(name.key, group);
    }
    const place = placeInOrder(flights, flight);
    flights.splice(place, sign === -1 ? 1 : 0, ...(sign === -1 ? [] : [flight]));
  };
  if (before !== undefined) change(before.facts, -1);
  if (after !== undefined) change(after.facts, 1);
  return { ...facts, groups, flights };
}

function placeInOrder(entries: readonly EntryFacts[], entry: EntryFacts): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byDay(entries[middle]!, entry) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
