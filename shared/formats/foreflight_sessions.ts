/** A line of the flights table that is no flight: a lesson on the ground, or time in a device. */
import { type Candidate, makeDocument } from "./candidate.ts";
import { folded } from "./cell_values.ts";
import { registrationOf } from "./foreflight_aircraft.ts";
import { type Craft, unnamedDevice } from "./foreflight_crafts.ts";
import { roleCodeOf } from "./foreflight_codes.ts";
import type { FlightColumn } from "./foreflight_columns.ts";
import { approachColumns, personColumns } from "./foreflight_columns.ts";
import {
  approachesOf,
  crewOf,
  dayOfLine,
  type EntryContext,
  entryCandidate,
  importNotes,
  remarkOn,
} from "./foreflight_entry.ts";
import type { FlightLine, Note } from "./foreflight_line.ts";
import { plainCode } from "./import_places.ts";

/** Columns of which a session has a field. `used` says more for each type of session. */
const ownColumns: readonly FlightColumn[] = [
  "Date",
  "AircraftID",
  "From",
  "SimulatedInstrument",
  "Holds",
  "IPC",
  "InstructorName",
  "InstructorComments",
  "PilotComments",
  ...approachColumns,
  ...personColumns,
];

/** Whether a line without an aircraft still claims a flight: landings, or time that is no lesson's. */
function claimsFlight({ counts, hours }: FlightLine): boolean {
  const { DayTakeoffs, NightTakeoffs, AllLandings } = counts;
  const { DayLandingsFullStop, NightLandingsFullStop } = counts;
  if (DayTakeoffs || NightTakeoffs || AllLandings) return true;
  if (DayLandingsFullStop || NightLandingsFullStop) return true;
  const ground = (hours.GroundTraining ?? 0) + (hours.GroundTrainingGiven ?? 0);
  const lesson = (hours.TotalTime ?? 0) + (hours.DualReceived ?? 0) + (hours.DualGiven ?? 0);
  if (lesson > 0 && ground === 0) return true;
  const { PIC, SIC, Solo, Night, CrossCountry, ActualInstrument } = hours;
  return [PIC, SIC, Solo, Night, CrossCountry, ActualInstrument].some((minutes) => minutes);
}

/** The device of a line; null for a lesson on the ground; undefined for a flight. */
export function sessionCraft(line: FlightLine, context: EntryContext): Craft | null | undefined {
  const { AircraftID } = line.text;
  if (AircraftID !== undefined) {
    const craft = context.crafts.byRegistration.get(registrationOf(AircraftID));
    return craft?.is === "training_device" ? craft : undefined;
  }
  if (line.hours.SimulatedFlight)
    return context.crafts.byRegistration.get(registrationOf(unnamedDevice));
  return claimsFlight(line) ? undefined : null;
}

/** Cells that a session has no field for. */
function leftOver(line: FlightLine, used: readonly FlightColumn[], context: EntryContext): Note[] {
  const noted = new Set(line.notes.map((note) => note.column));
  return [...line.cells].flatMap(([column, cell]): Note[] => {
    if (used.includes(column) || noted.has(column)) return [];
    const message = "A training session has no such field; the cell is kept in its notes.";
    remarkOn(context, line, column, "warning", message);
    return [{ column, cell }];
  });
}

/** The crew's instructor when there is one, and the line's InstructorName names nobody else. */
function instructorOf(line: FlightLine, context: EntryContext): string | null {
  const instructors = line.people.filter(
    ({ role }) => role !== null && roleCodeOf(role) === "CFI_giving",
  );
  const [instructor] = instructors;
  if (instructor === undefined || instructors.length > 1) return null;
  const { InstructorName } = line.text;
  const isOther =
    InstructorName !== undefined && folded(InstructorName) !== folded(instructor.name);
  return isOther ? null : context.people.uuidOf(instructor);
}

/** The times of a session, and the columns that they come from. */
function timesOf(line: FlightLine, isDevice: boolean) {
  const { TotalTime = 0, SimulatedFlight = 0, DualReceived, DualGiven } = line.hours;
  const { GroundTraining = 0, GroundTrainingGiven = 0 } = line.hours;
  // Two different totals: the simulator's counts, the other is kept as a note.
  const oneTotal = SimulatedFlight === 0 || TotalTime === 0 || TotalTime === SimulatedFlight;
  const used: readonly FlightColumn[] = isDevice
    ? ["SimulatedFlight", "DualReceived", "DualGiven", ...(oneTotal ? ["TotalTime" as const] : [])]
    : ["TotalTime", "GroundTraining", "GroundTrainingGiven"];
  return isDevice
    ? {
        used,
        total_time: SimulatedFlight || TotalTime,
        dual_received: DualReceived,
        dual_given: DualGiven,
      }
    : {
        used,
        total_time: TotalTime || GroundTraining + GroundTrainingGiven,
        dual_received: GroundTraining,
        dual_given: GroundTrainingGiven,
      };
}

/** What names a session: its device, places and times. */
export function sessionName(line: FlightLine, device: Craft | null): string {
  const { total_time, dual_received, dual_given } = timesOf(line, device !== null);
  const { From = "", To = "" } = line.text;
  const parts = [registrationOf(device?.name ?? ""), plainCode(From), plainCode(To)];
  return [...parts, total_time, dual_received ?? 0, dual_given ?? 0].join("|");
}

/** Makes the session of a line: in `device`, or on the ground when that is null. */
export function sessionOf(
  line: FlightLine,
  device: Craft | null,
  uuid: string,
  context: EntryContext,
): Candidate {
  const { From, To } = line.text;
  const { used, ...times } = timesOf(line, device !== null);
  const samePlace = To === undefined || folded(To) === folded(From ?? "");
  const places: readonly FlightColumn[] = samePlace ? ["To"] : [];
  const notes = leftOver(line, [...ownColumns, ...used, ...places], context);
  const { Holds = 0 } = line.counts;
  if (device === null && !times.total_time)
    remarkOn(
      context,
      line,
      "",
      "warning",
      "The line has no aircraft and no time: a ground lesson.",
    );
  const fields = {
    session_date: dayOfLine(line),
    session_type: device === null ? "ground" : "device",
    training_device_id: device?.uuid,
    location: From,
    ...times,
    instrument_time_simulated: line.hours.SimulatedInstrument,
    holds: Holds,
    holding_performed: Holds > 0,
    instructor_person_id: instructorOf(line, context),
    instructor_name: line.text.InstructorName,
    instructor_comments: line.text.InstructorComments,
    approaches: approachesOf(line, uuid, context),
    flight_crew: crewOf(line, uuid, context),
    entry_tags: context.tags.rowsOf(line, uuid, notes),
    is_ipc: line.flags.IPC,
    remarks: line.text.PilotComments,
  };
  const import_notes = importNotes(line, notes);
  const id = `training_session:${uuid}`;
  const document = makeDocument(id, dayOfLine(line), { ...fields, import_notes });
  return entryCandidate("training_session", line, document);
}
