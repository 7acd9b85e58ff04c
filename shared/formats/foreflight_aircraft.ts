/** One craft as documents: an aircraft with a model of its own, or a training device. */
import { derivedUuid, uuidOf } from "../ids.ts";
import { countOf, folded, yesOrNoOf } from "./cell_values.ts";
import { type Candidate, makeDocument, notesText } from "./candidate.ts";
import type { AircraftLine } from "./foreflight.ts";
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
import type { Note } from "./foreflight_line.ts";
import type { Remark, RemarkLevel } from "./remark.ts";

/** A registration as aircraft are known by: capitals, single spaces. */
export function registrationOf(text: string): string {
  return text.trim().replace(/\s+/g, " ").toUpperCase();
}

/** A line of the aircraft table, or one that stands for craft that the table lacks. */
export interface CraftLine extends AircraftLine {
  /** Code of the device's type; undefined for an aircraft. */
  device: string | undefined;
  from_table: boolean;
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
function modelOf(line: CraftLine, day: string, say: Say): Candidate {
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
  line: CraftLine,
  document: Candidate["document"],
): Candidate {
  const { line: number, raw, from_table } = line;
  const has_line = from_table && kind !== "aircraft_model";
  return { kind, line: number, raw, document, problems: [], incomplete: null, has_line };
}

function aircraftOf(
  line: CraftLine,
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
export function deviceCodeOf(line: AircraftLine): string | undefined {
  const { EquipmentType = "", Class = "", Category = "" } = line.cells;
  return deviceTypeOf(EquipmentType) ?? deviceTypeOf(Class) ?? deviceTypeOf(Category);
}

/** A training device. What the table says of it beyond name and type goes to the notes. */
function deviceOf(line: CraftLine, name: string, typeCode: string, day: string): Candidate {
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

/** Makes the documents of one craft: an aircraft and its model, or a device. */
export function makeCraft(craft: CraftLine, day: string, remarks: Remark[]): Candidate[] {
  const say: Say = (level, column, message) =>
    remarks.push({ line: craft.line, column, cell: craft.cells[column] ?? "", level, message });
  if (craft.device !== undefined) return [deviceOf(craft, nameOf(craft), craft.device, day)];
  const { EquipmentType } = craft.cells;
  if (EquipmentType !== undefined && folded(EquipmentType) !== "aircraft")
    say("warning", "EquipmentType", "This word is unknown; it is taken for an aircraft.");
  const model = modelOf(craft, day, say);
  return [model, aircraftOf(craft, registrationOf(nameOf(craft)), model, day, say)];
}

/** The name of a craft: its AircraftID with single spaces. */
export function nameOf(craft: AircraftLine): string {
  return craft.cells.AircraftID!.replace(/\s+/g, " ");
}
