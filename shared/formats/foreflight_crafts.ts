/** Every craft of a file: those of the aircraft table, and those that only flights name. */
import { uuidOf } from "../ids.ts";
import type { Candidate } from "./candidate.ts";
import type { AircraftLine, ForeFlightReading } from "./foreflight.ts";
import {
  type CraftLine,
  deviceCodeOf,
  makeCraft,
  nameOf,
  registrationOf,
} from "./foreflight_aircraft.ts";
import type { FlightLine } from "./foreflight_line.ts";
import type { Remark } from "./remark.ts";

/** What the AircraftID of a flight's line stands for. */
export interface Craft {
  is: "aircraft" | "training_device";
  uuid: string;
  /** The registration, or the device's name. */
  name: string;
}

/** Every craft of a file, by `registrationOf` its AircraftID. */
export interface Crafts {
  byRegistration: Map<string, Craft>;
  candidates: Candidate[];
}

/** The name of the device of simulator lines that name none. */
export const unnamedDevice = "Unknown device";

/** Days on which each craft was first used; the file's first day for those that never were. */
function firstDays(flights: readonly FlightLine[]): (registration: string) => string {
  const days = new Map<string, string>();
  let first: string | undefined;
  for (const { day, text } of flights) {
    if (day === null) continue;
    const registration = registrationOf(text.AircraftID ?? unnamedDevice);
    if (day < (days.get(registration) ?? "9999")) days.set(registration, day);
    if (first === undefined || day < first) first = day;
  }
  return (registration) => days.get(registration) ?? first ?? "1970-01-01";
}

/** The type of devices of which the file says nothing. */
const unknownDevice = "unknown_historical";

/** Names that only simulator lines use: one of them has simulator time, none has a total time. */
function simulatorsOnly(flights: readonly FlightLine[]): ReadonlySet<string> {
  const named = flights.filter(({ text }) => text.AircraftID !== undefined);
  const registrations = (lines: readonly FlightLine[]) =>
    lines.map(({ text }) => registrationOf(text.AircraftID!));
  const simulated = registrations(named.filter(({ hours }) => hours.SimulatedFlight));
  const flown = new Set(registrations(named.filter(({ hours }) => hours.TotalTime)));
  return new Set(simulated.filter((registration) => !flown.has(registration)));
}

/** What the logbook has under a name. */
export type KnownCrafts = ReadonlyMap<string, Craft["is"]>;

/** The craft that a flight's line needs: its AircraftID, or a device for simulator time alone. */
function neededBy(
  { text, hours, line, raw }: FlightLine,
  simulators: ReadonlySet<string>,
  known: KnownCrafts,
): CraftLine | undefined {
  const AircraftID = text.AircraftID ?? (hours.SimulatedFlight ? unnamedDevice : undefined);
  if (AircraftID === undefined) return undefined;
  const registration = registrationOf(AircraftID);
  const looksLike = simulators.has(registration) ? "training_device" : "aircraft";
  const is =
    text.AircraftID === undefined ? "training_device" : (known.get(registration) ?? looksLike);
  const device = is === "training_device" ? unknownDevice : undefined;
  return { line, raw, cells: { AircraftID }, notes: [], device, from_table: false };
}

function remarkOnMissing(craft: CraftLine, remarks: Remark[]): void {
  const cell = craft.cells.AircraftID!;
  const message =
    cell === unnamedDevice
      ? `Simulator time without a device: it is entered for "${unnamedDevice}".`
      : craft.device === undefined
        ? 'The aircraft table lacks this aircraft: it is made with the model "Unknown".'
        : "The aircraft table lacks this device: it is made with an unknown type.";
  remarks.push({ line: craft.line, column: "AircraftID", cell, level: "warning", message });
}

function remarkOnSecond({ line, raw }: AircraftLine, remarks: Remark[]): void {
  const message = "This aircraft is in the table twice. The first line counts.";
  remarks.push({ line, column: "AircraftID", cell: raw, level: "warning", message });
}

/**
 * Makes the aircraft, models and devices of a file, also those that only a flight's line names. What
 * those are is told by the logbook, if it knows them.
 */
export function craftsOf(
  reading: ForeFlightReading,
  known: KnownCrafts,
  remarks: Remark[],
): Crafts {
  const byRegistration = new Map<string, Craft>();
  const candidates = new Map<string, Candidate>();
  const dayOf = firstDays(reading.flights);
  const add = (craft: CraftLine) => {
    const registration = registrationOf(nameOf(craft));
    const made = makeCraft(craft, dayOf(registration), remarks);
    const { kind, document } = made.at(-1)!;
    const is = kind === "training_device" ? kind : "aircraft";
    byRegistration.set(registration, { is, uuid: uuidOf(document._id), name: nameOf(craft) });
    for (const candidate of made) {
      const earlier = candidates.get(candidate.document._id)?.document.created_at;
      // Aircraft share models: the model is as old as the first of them.
      if (earlier === undefined || candidate.document.created_at < earlier)
        candidates.set(candidate.document._id, candidate);
    }
  };
  for (const line of reading.aircraft)
    if (byRegistration.has(registrationOf(nameOf(line)))) remarkOnSecond(line, remarks);
    else add({ ...line, device: deviceCodeOf(line), from_table: true });
  const simulators = simulatorsOnly(reading.flights);
  for (const flight of reading.flights) {
    const craft = neededBy(flight, simulators, known);
    if (craft === undefined || byRegistration.has(registrationOf(nameOf(craft)))) continue;
    if (!known.has(registrationOf(nameOf(craft)))) remarkOnMissing(craft, remarks);
    add(craft);
  }
  return { byRegistration, candidates: [...candidates.values()] };
}
