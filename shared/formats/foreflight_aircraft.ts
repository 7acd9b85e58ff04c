/** The aircraft table as aircraft with models of their own, and as training devices. */
import { derivedUuid, uuidOf } from "../ids.ts";
import { countOf, folded, yesOrNoOf } from "./cell_values.ts";
import { type Candidate, makeDocument, notesText } from "./candidate.ts";
import type { AircraftLine, ForeFlightReading } from "./foreflight.ts";
import {
  categoryCodeOf,
  categoryIdOfClass,
  classCodeOf,
  deviceTypeOf,
  engineOf,
  gearOf,
  lookupId,
} from "./foreflight_codes.ts";
import type { AircraftColumn } from "./foreflight_columns.ts";
import type { FlightLine, Note } from "./foreflight_line.ts";
import type { Remark, RemarkLevel } from "./remark.ts";

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

/** A registration as aircraft are known by: capitals, single spaces. */
export function registrationOf(text: string): string {
  return text.trim().replace(/\s+/g, " ").toUpperCase();
}

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

type Say = (level: RemarkLevel, column: AircraftColumn, message: string) => void;

/** A cell through a table of words; a word that the table lacks goes to the notes. */
function word<V>(
  line: AircraftLine,
  column: AircraftColumn,
  known: (text: string) => V | undefined,
  notes: Note[],
  say: Say,
): V | undefined {
  const cell = line.cells[column];
  if (cell === undefined) return undefined;
  const value = known(cell);
  if (value !== undefined) return value;
  notes.push({ column, cell });
  say("warning", column, "This word is unknown; it is kept in the notes.");
  return undefined;
}

/** The model that a line describes. One for each distinct description, whatever the aircraft. */
function modelOf(line: AircraftLine, day: string, say: Say): Candidate {
  const notes: Note[] = [];
  const classCode = word(line, "Class", classCodeOf, notes, say);
  const category = word(line, "Category", categoryCodeOf, notes, say);
  const ofClass = classCode === undefined ? null : categoryIdOfClass(classCode);
  const gear = word(line, "GearType", gearOf, notes, say);
  const flag = (column: AircraftColumn) => word(line, column, yesOrNoOf, notes, say) ?? false;
  const { Make, Model, TypeCode } = line.cells;
  const fields = {
    manufacturer: Make ?? null,
    model_name: Model ?? TypeCode ?? "Unknown",
    icao_type_designator: TypeCode ?? null,
    category_id: category === undefined ? ofClass : lookupId("aircraft_categories", category),
    class_id: classCode === undefined ? null : lookupId("aircraft_classes", classCode),
    engine_type: word(line, "EngineType", engineOf, notes, say) ?? null,
    // A multiengine class does not say how many.
    engine_count: classCode === "ASEL" || classCode === "ASES" ? 1 : 0,
    gear_type: gear ?? null,
    is_complex: flag("Complex"),
    is_high_performance: flag("HighPerformance"),
    is_tailwheel: gear === "fixed_tailwheel" || gear === "retractable_tailwheel",
    is_pressurized: flag("Pressurized"),
    notes: notesText(notes),
  };
  const key = Object.values(fields).join("|");
  const id = `aircraft_model:${derivedUuid(`aircraft_model:${key}`)}`;
  return candidate("aircraft_model", line, makeDocument(id, day, fields));
}

function candidate(
  kind: Candidate["kind"],
  line: Pick<AircraftLine, "line" | "raw">,
  document: Candidate["document"],
): Candidate {
  return { kind, line: line.line, raw: line.raw, document, problems: [], incomplete: null };
}

function aircraftOf(
  line: AircraftLine,
  registration: string,
  model: Candidate,
  day: string,
  say: Say,
): Candidate {
  const notes = [...line.notes];
  const year = word(line, "Year", yearOf, notes, say);
  const fields = {
    registration,
    own_model_id: uuidOf(model.document._id),
    year_manufactured: year ?? null,
    is_glass_cockpit: word(line, "TAA", yesOrNoOf, notes, say) ?? false,
    notes: notesText(notes),
  };
  const id = `aircraft:${derivedUuid(`aircraft:${registration}`)}`;
  return candidate("aircraft", line, makeDocument(id, day, fields));
}

/** A year of building; 0 says none. */
function yearOf(cell: string): number | null | undefined {
  const year = countOf(cell);
  if (year === 0) return null;
  return year !== undefined && year >= 1903 && year <= 2200 ? year : undefined;
}

/** The code of a device's type; undefined for an aircraft. */
function deviceCodeOf(line: AircraftLine): string | undefined {
  const { EquipmentType = "", Class = "", Category = "" } = line.cells;
  return deviceTypeOf(EquipmentType) ?? deviceTypeOf(Class) ?? deviceTypeOf(Category);
}

/** A training device. What the table says of it beyond name and type goes to the notes. */
function deviceOf(line: AircraftLine, name: string, typeCode: string, day: string): Candidate {
  const said = Object.entries(line.cells)
    .filter(([column]) => column !== "AircraftID" && column !== "EquipmentType")
    .map(([column, cell]) => ({ column, cell }));
  const fields = {
    name,
    device_type_id: lookupId("training_device_types", typeCode),
    notes: notesText([...said, ...line.notes]),
  };
  const id = `training_device:${derivedUuid(`training_device:${name.toLowerCase()}`)}`;
  return candidate("training_device", line, makeDocument(id, day, fields));
}

/** A line of the aircraft table, or one that stands for craft that the table lacks. */
interface CraftLine extends AircraftLine {
  /** Code of the device's type; undefined for an aircraft. */
  device: string | undefined;
}

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

/** The craft that a flight's line needs: its AircraftID, or a device for simulator time alone. */
function neededBy(
  { text, hours, line, raw }: FlightLine,
  simulators: ReadonlySet<string>,
): CraftLine | undefined {
  const AircraftID = text.AircraftID ?? (hours.SimulatedFlight ? unnamedDevice : undefined);
  if (AircraftID === undefined) return undefined;
  const isDevice = text.AircraftID === undefined || simulators.has(registrationOf(AircraftID));
  const device = isDevice ? unknownDevice : undefined;
  return { line, raw, cells: { AircraftID }, notes: [], device };
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

/** Makes the documents of one craft: an aircraft and its model, or a device. */
function makeCraft(craft: CraftLine, day: string, remarks: Remark[]): Candidate[] {
  const say: Say = (level, column, message) =>
    remarks.push({ line: craft.line, column, cell: craft.cells[column] ?? "", level, message });
  if (craft.device !== undefined) return [deviceOf(craft, nameOf(craft), craft.device, day)];
  const { EquipmentType } = craft.cells;
  if (EquipmentType !== undefined && folded(EquipmentType) !== "aircraft")
    say("warning", "EquipmentType", "This word is unknown; it is taken for an aircraft.");
  const model = modelOf(craft, day, say);
  return [model, aircraftOf(craft, registrationOf(nameOf(craft)), model, day, say)];
}

function nameOf(craft: AircraftLine): string {
  return craft.cells.AircraftID!.replace(/\s+/g, " ");
}

/** Makes the aircraft, models and devices of a file, also those that only a flight's line names. */
export function craftsOf(reading: ForeFlightReading, remarks: Remark[]): Crafts {
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
  for (const line of reading.aircraft) {
    if (!byRegistration.has(registrationOf(nameOf(line))))
      add({ ...line, device: deviceCodeOf(line) });
    else
      remarks.push({
        line: line.line,
        column: "AircraftID",
        cell: line.raw,
        level: "warning",
        message: "This aircraft is in the table twice. The first line counts.",
      });
  }
  const simulators = simulatorsOnly(reading.flights);
  for (const flight of reading.flights) {
    const craft = neededBy(flight, simulators);
    if (craft === undefined || byRegistration.has(registrationOf(nameOf(craft)))) continue;
    remarkOnMissing(craft, remarks);
    add(craft);
  }
  return { byRegistration, candidates: [...candidates.values()] };
}
