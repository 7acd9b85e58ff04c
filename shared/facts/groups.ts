/** Entries gathered by what they count for. A rule asks one group. */
import { type Craft, unknownCraft } from "./craft.ts";
import type { EntryFacts, FlightFacts } from "./flight_facts.ts";
import type { SessionFacts } from "./session_facts.ts";
import { byDay, type Timeline, timelineOf } from "./timeline.ts";

/** What a group of entries has in common. */
export interface AppliesTo {
  category?: string;
  class?: string;
  /** The type, where a type rating is required. */
  type?: string;
  tailwheel?: true;
}

/** Which question a group answers. */
export type GroupLevel =
  | "all"
  | "category"
  | "class"
  | "type"
  | "tailwheel"
  /** Flights and lessons in devices of one category, for 14 CFR 61.57(c). */
  | "instrument"
  /** Single-engine piston airplanes without a type rating: EASA's class SEP. */
  | "sep"
  /** Gliders with an engine: EASA's class TMG, as far as a model says. */
  | "tmg"
  /** SEP (land) and TMG together, which revalidate both for holders of both. */
  | "sep_land_or_tmg"
  /** Turbine airplanes with a type rating, for 14 CFR 61.57(e)(4). */
  | "turbine"
  | "device";

/** A group's identity without its entries. */
export interface GroupName {
  key: string;
  level: GroupLevel;
  applies_to: AppliesTo;
}

/** Entries of one sort. */
export interface Group extends GroupName {
  timeline: Timeline;
}

/** The category under which devices that do not say what they stand for are counted. */
const assumedDeviceCategory = "airplane";

/** The names of the groups that flights in an aircraft belong to. */
export function namesOfCraft(craft: Craft): GroupName[] {
  const names: GroupName[] = [{ key: "all", level: "all", applies_to: {} }];
  const { category } = craft;
  if (category === null) {
    names.push({ key: "class||", level: "class", applies_to: {} });
    return names;
  }
  const in_class = craft.class === null ? { category } : { category, class: craft.class };
  const key = `${category}|${craft.class ?? ""}`;
  names.push({ key: `category|${category}`, level: "category", applies_to: { category } });
  names.push({ key: `instrument|${category}`, level: "instrument", applies_to: { category } });
  names.push({ key: `class|${key}`, level: "class", applies_to: in_class });
  if (craft.type !== null)
    names.push({
      key: `type|${key}|${craft.type}`,
      level: "type",
      applies_to: { ...in_class, type: craft.type },
    });
  if (category === "airplane") names.push(...namesOfAirplane(craft, key, in_class));
  if (isMotorGlider(craft))
    names.push({ key: "tmg", level: "tmg", applies_to: in_class }, sepLandOrTmg);
  return names;
}

const sepLandOrTmg: GroupName = {
  key: "sep_land_or_tmg",
  level: "sep_land_or_tmg",
  applies_to: {},
};

const isMotorGlider = ({ category, engine_type }: Craft) =>
  category === "glider" && engine_type !== null && engine_type !== "none";

function namesOfAirplane(craft: Craft, key: string, in_class: AppliesTo): GroupName[] {
  const names: GroupName[] = [];
  if (craft.is_tailwheel)
    names.push({
      key: `tailwheel|${key}`,
      level: "tailwheel",
      applies_to: { ...in_class, tailwheel: true },
    });
  if (!craft.is_multi_engine && !craft.is_turbine && craft.type === null) {
    names.push({ key: `sep|${key}`, level: "sep", applies_to: in_class });
    if (craft.class === "ASEL") names.push(sepLandOrTmg);
  }
  if (craft.is_turbine && craft.type !== null)
    names.push({ key: "turbine", level: "turbine", applies_to: { category: "airplane" } });
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

/** Which aircraft a group is of. */
interface GroupAircraft {
  name: GroupName;
  aircraft: string[];
}

function aircraftByGroup(
  aircraft: Iterable<string>,
  crafts: ReadonlyMap<string, Craft>,
): GroupAircraft[] {
  const groups = new Map<string, GroupAircraft>();
  for (const id of aircraft)
    for (const name of namesOfCraft(crafts.get(id) ?? unknownCraft)) {
      const group = groups.get(name.key);
      if (group === undefined) groups.set(name.key, { name, aircraft: [id] });
      else group.aircraft.push(id);
    }
  return [...groups.values()];
}

/** Groups of the same aircraft (most pilots' airplanes are all their flights) share one timeline. */
export function groupsOf(
  flights: readonly FlightFacts[],
  sessions: readonly SessionFacts[],
  crafts: ReadonlyMap<string, Craft>,
): Map<string, Group> {
  const of_aircraft = aircraftByGroup(new Set(flights.map((one) => one.aircraft_id)), crafts);
  const lists = new Map<string, EntryFacts[]>();
  const lists_of = new Map<string, EntryFacts[][]>();
  for (const { aircraft } of of_aircraft) {
    const key = aircraft.join(" ");
    if (lists.has(key)) continue;
    const list: EntryFacts[] = [];
    lists.set(key, list);
    for (const id of aircraft) {
      const known = lists_of.get(id);
      if (known === undefined) lists_of.set(id, [list]);
      else known.push(list);
    }
  }
  for (const flight of flights)
    for (const list of lists_of.get(flight.aircraft_id)!) list.push(flight);
  const timelines = new Map([...lists].map(([key, list]) => [key, timelineOf(list)]));
  const groups = new Map<string, Group>(
    of_aircraft.map(({ name, aircraft }) => [
      name.key,
      { ...name, timeline: timelines.get(aircraft.join(" "))! },
    ]),
  );
  addSessions(groups, sessions);
  return groups;
}

function addSessions(groups: Map<string, Group>, sessions: readonly SessionFacts[]): void {
  const added = new Map<string, { name: GroupName; entries: EntryFacts[] }>();
  for (const session of sessions)
    for (const name of namesOfSession(session)) {
      const known = added.get(name.key);
      if (known === undefined) added.set(name.key, { name, entries: [session] });
      else known.entries.push(session);
    }
  for (const [key, { name, entries }] of added) {
    const flown = groups.get(key)?.timeline.rows.flat() ?? [];
    groups.set(key, { ...name, timeline: timelineOf([...flown, ...entries].sort(byDay)) });
  }
}
