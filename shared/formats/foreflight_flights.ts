/** A line of the flights table as a flight with one leg. */
import type { Problem } from "../problems.ts";
import { compact, derivedRowId, makeDocument, type Candidate } from "./candidate.ts";
import { registrationOf } from "./foreflight_aircraft.ts";
import {
  clockColumns,
  countFields,
  flagFields,
  hoursFields,
  numberFields,
} from "./foreflight_columns.ts";
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
import { momentsOf } from "./foreflight_times.ts";
import { plainCode } from "./import_places.ts";

/** Seconds by which a block may exceed the total time before it is worth a look. */
const blockOverTotalSeconds = 6 * 3600;

/** Numbers of some columns under the names of their fields; those in `skip` belong elsewhere. */
function fieldsOf<T>(
  names: Readonly<Record<string, string | null>>,
  values: Readonly<Record<string, T | undefined>>,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([column, field]) => {
      const value = values[column];
      return field === null || value === undefined ? [] : [[field, value]];
    }),
  );
}

/**
 * ForeFlight counts landings to a full stop by day and by night, and all landings together. What
 * remains are touch-and-goes; the file does not say by which light.
 */
function touchAndGoes(
  line: FlightLine,
  context: EntryContext,
  notes: Note[],
): Record<string, number> {
  const { DayLandingsFullStop = 0, NightLandingsFullStop = 0, AllLandings = 0 } = line.counts;
  const { DayTakeoffs = 0, NightTakeoffs = 0 } = line.counts;
  if (AllLandings === 0) return {};
  const left = AllLandings - DayLandingsFullStop - NightLandingsFullStop;
  if (left === 0) return {};
  if (left < 0) {
    notes.push({ column: "AllLandings", cell: line.cells.get("AllLandings")! });
    const message = "Fewer than the landings to a full stop; the full stops count.";
    remarkOn(context, line, "AllLandings", "warning", message);
    return {};
  }
  const { Night = 0, TotalTime = 0 } = line.hours;
  const allNight = Night > 0 && Night >= TotalTime;
  const someNight = NightTakeoffs + NightLandingsFullStop > 0;
  const someDay = DayTakeoffs + DayLandingsFullStop > 0;
  const isNight = allNight || someNight;
  const certain = isNight ? !someDay : Night === 0;
  const light = isNight ? "night" : "day";
  const message =
    `${left} of ${AllLandings} landings are no full stops: ${light} touch-and-goes.` +
    (certain ? "" : " The file does not say whether by day or by night: check.");
  remarkOn(context, line, "AllLandings", certain ? "info" : "warning", message);
  return { [`${light}_landings_touch_and_go`]: left };
}

function legOf(line: FlightLine, uuid: string, context: EntryContext, notes: Note[]) {
  const from = context.places.placeOf(line.text.From, line.line, "From");
  const to = context.places.placeOf(line.text.To, line.line, "To");
  const { nvg_operations: _nvg, holds: _holds, ...counts } = fieldsOf(countFields, line.counts);
  return compact({
    id: derivedRowId(uuid, "flight_legs", 0, dayOfLine(line)),
    leg_number: 1,
    from_airport_id: from.airport_id,
    from_airport_description: from.description,
    to_airport_id: to.airport_id,
    to_airport_description: to.description,
    distance_nm: line.numbers.Distance,
    leg_time: line.hours.TotalTime,
    ...counts,
    ...touchAndGoes(line, context, notes),
    approaches: approachesOf(line, uuid, context),
  });
}

/** Moments of the clocks; those that cannot be are kept as notes. */
function timesOf(line: FlightLine, context: EntryContext, notes: Note[]): Record<string, string> {
  const { fields, unfit, span_seconds } = momentsOf(dayOfLine(line), line.clocks);
  if (unfit !== null) {
    for (const column of unfit.columns) notes.push({ column, cell: line.cells.get(column)! });
    const message = `${unfit.because} The clocks are kept in the notes of the import.`;
    remarkOn(context, line, unfit.columns[0]!, "warning", message);
    return fields;
  }
  const total_seconds = (line.hours.TotalTime ?? 0) * 60;
  if (total_seconds > 0 && span_seconds > total_seconds + blockOverTotalSeconds) {
    const hours = (span_seconds / 3600).toFixed(1);
    const message = `The block lasts ${hours} h, far longer than the total time: check the clocks.`;
    remarkOn(context, line, "TimeOut", "warning", message);
  }
  return fields;
}

/** What names a flight: its aircraft, places, clocks and total time. */
export function flightName(line: FlightLine): string {
  const { AircraftID = "", From = "", To = "" } = line.text;
  return [
    registrationOf(AircraftID),
    plainCode(From),
    plainCode(To),
    ...clockColumns.slice(1, 5).map((column) => line.clocks[column]),
    line.hours.TotalTime ?? 0,
  ].join("|");
}

/** Makes the flight of a line. Without an aircraft it has a problem and is not imported. */
export function flightOf(line: FlightLine, uuid: string, context: EntryContext): Candidate {
  const notes: Note[] = [];
  const leg = legOf(line, uuid, context, notes);
  const simulated = line.cells.get("SimulatedFlight");
  if (simulated !== undefined && line.hours.SimulatedFlight !== 0) {
    notes.push({ column: "SimulatedFlight", cell: simulated });
    const message = "A flight in an aircraft has no simulator time; it is kept in the notes.";
    remarkOn(context, line, "SimulatedFlight", "warning", message);
  }
  const craft = context.crafts.byRegistration.get(registrationOf(line.text.AircraftID ?? ""));
  const problems: Problem[] = [];
  if (line.text.AircraftID === undefined) {
    const message = "The line has flight time and names no aircraft.";
    problems.push({ code: "E_FIELD_REQUIRED", path: "aircraft_id", message });
    remarkOn(context, line, "AircraftID", "error", `${message} It is not imported.`);
  }
  const { distance_nm: _distance, ...meters } = fieldsOf(numberFields, line.numbers);
  const { Holds = 0, NVGOps } = line.counts;
  const fields = {
    flight_date: dayOfLine(line),
    aircraft_id: craft?.uuid,
    route: line.text.Route,
    flight_legs: [leg],
    ...timesOf(line, context, notes),
    ...fieldsOf(hoursFields, line.hours),
    nvg_operations: NVGOps,
    holds: Holds,
    holding_performed: Holds > 0,
    instructor_name: line.text.InstructorName,
    instructor_comments: line.text.InstructorComments,
    ...fieldsOf(flagFields, line.flags),
    ...meters,
    flight_crew: crewOf(line, uuid, context),
    entry_tags: context.tags.rowsOf(line, uuid, notes),
    remarks: line.text.PilotComments,
  };
  const import_notes = importNotes(line, notes);
  const document = makeDocument(`flight:${uuid}`, dayOfLine(line), { ...fields, import_notes });
  return entryCandidate("flight", line, document, problems);
}
