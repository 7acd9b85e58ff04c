/**
 * The facts of a logbook: everything that the rules, the totals and the reports ask, made once from
 * the records and kept in step with each record saved. Superseded and erroneous entries are out.
 */
import { uuidOf } from "../ids.ts";
import type { Envelope } from "../kinds/kind.ts";
import { type Craft, craftOf, unknownCraft } from "./craft.ts";
import { type EntryFacts, type FlightFacts, flightFacts } from "./flight_facts.ts";
import { type Group, groupsOf, namesOfCraft } from "./groups.ts";
import {
  type AirportOf,
  type FactsLookups,
  type FlightRecord,
  isAsked,
  type LogbookRecords,
  recordsByKind,
  type SessionRecord,
} from "./records.ts";
import { byDay, type Timeline, timelineOf, withEntry } from "./timeline.ts";
import {
  type DeviceFacts,
  deviceGroup,
  deviceTypeCode,
  type SessionFacts,
  sessionFacts,
  withDevice,
} from "./session_facts.ts";

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
  /** All other kinds of record that are asked about, as they are. */
  records: Omit<LogbookRecords, "flight" | "training_session">;
  airport: AirportOf;
  /** Entries that were left out, by why. */
  left_out: { superseded: number; erroneous: number };
}

/** The craft of a flight; one of which nothing is known when the aircraft is missing. */
export function craftOfFlight(facts: Facts, flight: FlightFacts): Craft {
  return facts.crafts.get(flight.aircraft_id) ?? unknownCraft;
}

/** An entry that is kept, with what decides whether it counts. */
export interface KeptEntry<F extends EntryFacts> {
  facts: F;
  corrects: string | null;
  is_erroneous: boolean;
  created_at: string;
}

/** The entries of a keeper as plain data, to be kept beside the store and opened again. */
export interface FactsSnapshot {
  flights: KeptEntry<FlightFacts>[];
  sessions: KeptEntry<SessionFacts>[];
}

/**
 * The entries that a correction has taken the place of: what is corrected, and every earlier
 * correction of the same entry. The latest one that is no error stands.
 */
function supersededIds(kept: Iterable<KeptEntry<EntryFacts>>): Set<string> {
  const corrections: KeptEntry<EntryFacts>[] = [];
  for (const one of kept) if (one.corrects !== null && !one.is_erroneous) corrections.push(one);
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
  /** The entries with these ids, or all, as plain data: what `keepFacts` takes instead of records. */
  snapshot(ids?: ReadonlySet<string>): FactsSnapshot;
}

/** A flight as it was and as it is; undefined: not there. */
interface FlightChange {
  before: KeptEntry<FlightFacts> | undefined;
  after: KeptEntry<FlightFacts> | undefined;
}

/** Flights changed after which all facts are made anew: each costs a copy of every day. */
const few = 20;

type SmallRecords = Omit<LogbookRecords, "flight" | "training_session">;

/** State of a keeper. Flights and sessions are kept as facts, small kinds as records. */
interface State {
  flights: Map<string, KeptEntry<FlightFacts>>;
  sessions: Map<string, KeptEntry<SessionFacts>>;
  small: Map<string, Envelope>;
  /** Uuids of the entries that a correction has taken the place of, when facts were last assembled. */
  superseded: Set<string>;
}

function keptFlight(record: FlightRecord, airport: AirportOf): KeptEntry<FlightFacts> {
  return {
    facts: flightFacts(record, airport),
    corrects: record.corrects_flight_id,
    is_erroneous: record.is_erroneous,
    created_at: record.created_at,
  };
}

function keptSession(record: SessionRecord): KeptEntry<SessionFacts> {
  return {
    facts: sessionFacts(record),
    corrects: record.corrects_training_session_id,
    is_erroneous: record.is_erroneous,
    created_at: record.created_at,
  };
}

const kindOf = (id: string) => id.slice(0, id.indexOf(":"));
const isEntry = (record: Envelope) => /^(flight|training_session):/.test(record._id);

function byFactsId<F extends EntryFacts>(kept: readonly KeptEntry<F>[] = []) {
  const by_id = new Map<string, KeptEntry<F>>();
  for (const one of kept) by_id.set(one.facts.id, one);
  return by_id;
}

function keptOf<T>(kept: ReadonlyMap<string, T>, ids: ReadonlySet<string> | undefined): T[] {
  if (ids === undefined) return [...kept.values()];
  return [...ids].map((id) => kept.get(id)).filter((one) => one !== undefined);
}

/** Where an airport is: the owner's own ones first, then those of the reference data. */
function airportOf(state: State, lookups: FactsLookups): AirportOf {
  return (id) => {
    const own = state.small.get(`airport:${id}`) as LogbookRecords["airport"][number] | undefined;
    if (own === undefined) return lookups.airport(id);
    const { latitude, longitude } = own;
    return latitude === null || longitude === null ? undefined : { ...own, latitude, longitude };
  };
}

/**
 * Opens a keeper over the records of a logbook; entries may come from a snapshot instead. `lookups`
 * answers from the reference data. A take-off or landing with a time of its own is placed when its
 * flight is put: an own airport that moves later does not move it until the flight is put again.
 */
export function keepFacts(
  records: Iterable<Envelope>,
  lookups: FactsLookups,
  snapshot?: FactsSnapshot,
): FactsKeeper {
  const state: State = {
    flights: byFactsId(snapshot?.flights),
    sessions: byFactsId(snapshot?.sessions),
    small: new Map(),
    superseded: new Set(),
  };
  let airport = airportOf(state, lookups);
  let facts: Facts | undefined;
  /** What has become of flights since `facts` were made. */
  let changes: FlightChange[] = [];

  function takeIn(record: Envelope): void {
    const id = record._id;
    if (kindOf(id) === "flight") state.flights.set(id, keptFlight(record as FlightRecord, airport));
    else if (isEntry(record)) state.sessions.set(id, keptSession(record as SessionRecord));
    else if (isAsked(kindOf(id))) state.small.set(id, record);
  }

  // Small kinds first: a flight may begin at an airport of the owner's own.
  const all = [...records];
  for (const record of all) if (!isEntry(record)) takeIn(record);
  for (const record of all) if (isEntry(record)) takeIn(record);

  function change(id: string, make: () => void): void {
    const kind = kindOf(id);
    if (!isAsked(kind)) return;
    const before = state.flights.get(id);
    // What is remembered of routes hangs on the list of airports, so a changed one is another list.
    if (kind === "airport") airport = airportOf(state, lookups);
    make();
    if (facts === undefined) return;
    changes.push({ before, after: state.flights.get(id) });
    if (kind === "flight" && changes.length <= few) return;
    facts = undefined;
    changes = [];
  }

  function current(): Facts {
    for (const { before, after } of changes) facts = withFlightChanged(facts, state, before, after);
    changes = [];
    return (facts ??= assemble(state, lookups, airport));
  }

  return {
    put: (record) => change(record._id, () => takeIn(record)),
    remove: (id) =>
      change(id, () => {
        for (const kept of [state.flights, state.sessions, state.small]) kept.delete(id);
      }),
    current,
    snapshot: (ids) => ({
      flights: keptOf(state.flights, ids),
      sessions: keptOf(state.sessions, ids),
    }),
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

function devicesOf(records: SmallRecords, lookups: FactsLookups): Map<string, DeviceFacts> {
  return new Map(
    records.training_device.map((device) => [
      uuidOf(device._id),
      {
        group: deviceGroup(deviceTypeCode(device.device_type_id)),
        category: device.model_id === null ? null : lookups.device_category(device.model_id),
      },
    ]),
  );
}

function counting<F extends EntryFacts>(
  kept: ReadonlyMap<string, KeptEntry<F>>,
  superseded: ReadonlySet<string>,
): F[] {
  const entries: F[] = [];
  for (const { facts, is_erroneous } of kept.values())
    if (!is_erroneous && (superseded.size === 0 || !superseded.has(uuidOf(facts.id))))
      entries.push(facts);
  return entries.sort(byDay);
}

function assemble(state: State, lookups: FactsLookups, airport: AirportOf): Facts {
  const records = recordsByKind(state.small.values());
  const crafts = craftsOf(records, lookups);
  state.superseded = new Set([
    ...supersededIds(state.flights.values()),
    ...supersededIds(state.sessions.values()),
  ]);
  const flights = counting(state.flights, state.superseded);
  const devices = devicesOf(records, lookups);
  const sessions = counting(state.sessions, state.superseded).map((session) =>
    withDevice(session, devices.get(session.training_device_id ?? "")),
  );
  let erroneous = 0;
  for (const kept of [state.flights, state.sessions])
    for (const one of kept.values()) if (one.is_erroneous) erroneous += 1;
  const kept = state.flights.size + state.sessions.size;
  return {
    flights,
    sessions,
    groups: groupsOf(flights, sessions, crafts),
    crafts,
    records,
    airport,
    left_out: { erroneous, superseded: kept - erroneous - flights.length - sessions.length },
  };
}

/**
 * The facts after one flight was saved or removed. Only a plain flight is this quick: one that
 * corrects, is corrected or is an error makes all facts anew.
 */
function withFlightChanged(
  facts: Facts | undefined,
  state: State,
  before: KeptEntry<FlightFacts> | undefined,
  after: KeptEntry<FlightFacts> | undefined,
): Facts | undefined {
  const isPlain = (one: KeptEntry<FlightFacts> | undefined) =>
    one === undefined ||
    (one.corrects === null && !one.is_erroneous && !state.superseded.has(uuidOf(one.facts.id)));
  if (facts === undefined || !isPlain(before) || !isPlain(after)) return undefined;
  const groups = new Map(facts.groups);
  const change = (flight: FlightFacts, sign: 1 | -1) => {
    const changed = new Map<Timeline, Timeline>();
    for (const name of namesOfCraft(facts.crafts.get(flight.aircraft_id) ?? unknownCraft)) {
      const before = groups.get(name.key)?.timeline ?? timelineOf([]);
      const timeline = changed.get(before) ?? withEntry(before, flight, sign);
      changed.set(before, timeline);
      if (timeline.rows.length === 0) groups.delete(name.key);
      else groups.set(name.key, { ...name, timeline });
    }
  };
  if (before !== undefined) change(before.facts, -1);
  if (after !== undefined) change(after.facts, 1);
  const { sessions, crafts, records, airport, left_out } = facts;
  let flights: FlightFacts[] | undefined;
  return {
    sessions,
    groups,
    crafts,
    records,
    airport,
    left_out,
    // Few ask for the list itself, and a copy of 30,000 costs as much as all verdicts.
    get flights() {
      return (flights ??= (groups.get("all")?.timeline.rows.flat() ?? []) as FlightFacts[]);
    },
  };
}
