/**
 * The columns of a ForeFlight logbook file, old and new. A column is known by its name in any case,
 * without spaces, dots and the mark of the authority: `FAA 61.58 (FAA)` and `FAA6158` are one.
 */

/** Columns of the aircraft table by the name we use, each with the other names it has had. */
const aircraftColumns = {
  AircraftID: [],
  TypeCode: [],
  Year: [],
  Make: [],
  Model: [],
  GearType: [],
  EngineType: [],
  EquipmentType: ["equipType"],
  Category: ["aircraftCategory"],
  Class: ["aircraftClass"],
  Complex: ["complexAircraft"],
  TAA: [],
  HighPerformance: [],
  Pressurized: [],
} as const;

export type AircraftColumn = keyof typeof aircraftColumns;

/** Columns of hours, and the field of a flight that takes them. */
export const hoursFields = {
  TotalTime: "total_time",
  PIC: "pic_time",
  SIC: "sic_time",
  Night: "night_time",
  Solo: "solo_time",
  CrossCountry: "cross_country_time",
  PICUS: "picus_time",
  MultiPilot: "multi_pilot_time",
  IFR: "ifr_time",
  Examiner: "examiner_time",
  NVG: "nvg_time",
  ActualInstrument: "actual_instrument",
  SimulatedInstrument: "simulated_instrument",
  DualGiven: "dual_given",
  DualReceived: "dual_received",
  GroundTraining: "ground_training_received",
  GroundTrainingGiven: "ground_training_given",
  SimulatedFlight: null,
} as const;

/** Columns of whole numbers. Take-offs and landings belong to the leg. */
export const countFields = {
  NVGOps: "nvg_operations",
  Holds: "holds",
  DayTakeoffs: "day_takeoffs",
  NightTakeoffs: "night_takeoffs",
  DayLandingsFullStop: "day_landings_full_stop",
  NightLandingsFullStop: "night_landings_full_stop",
  AllLandings: null,
} as const;

/** Columns of numbers with two decimals. The distance belongs to the leg. */
export const numberFields = {
  Distance: "distance_nm",
  HobbsStart: "hobbs_start",
  HobbsEnd: "hobbs_end",
  TachStart: "tach_start",
  TachEnd: "tach_end",
} as const;

/** Columns that say yes or no. */
export const flagFields = {
  FlightReview: "is_flight_review",
  IPC: "is_ipc",
  Checkride: "is_checkride",
  FAA6158: "is_6158_check",
  NVGProficiency: "is_nvg_proficiency_check",
} as const;

/** Columns of a clock, UTC, in the order in which they happen. */
export const clockColumns = [
  "OnDuty",
  "TimeOut",
  "TimeOff",
  "TimeOn",
  "TimeIn",
  "OffDuty",
] as const;
export const approachColumns = [1, 2, 3, 4, 5, 6].map((n) => `Approach${n}` as const);
export const personColumns = [1, 2, 3, 4, 5, 6].map((n) => `Person${n}` as const);
/** Columns of free text, of any length. */
export const remarkColumns = ["InstructorComments", "PilotComments"] as const;
/** Columns of text. */
export const textColumns = [
  "AircraftID",
  "From",
  "To",
  "Route",
  "InstructorName",
  ...remarkColumns,
] as const;

export type HoursColumn = keyof typeof hoursFields;
export type CountColumn = keyof typeof countFields;
export type NumberColumn = keyof typeof numberFields;
export type FlagColumn = keyof typeof flagFields;
export type ClockColumn = (typeof clockColumns)[number];
export type TextColumn = (typeof textColumns)[number];
export type FlightColumn =
  | "Date"
  | HoursColumn
  | CountColumn
  | NumberColumn
  | FlagColumn
  | ClockColumn
  | TextColumn
  | (typeof approachColumns)[number]
  | (typeof personColumns)[number];

const flightColumns: readonly FlightColumn[] = [
  "Date",
  ...(Object.keys(hoursFields) as HoursColumn[]),
  ...(Object.keys(countFields) as CountColumn[]),
  ...(Object.keys(numberFields) as NumberColumn[]),
  ...(Object.keys(flagFields) as FlagColumn[]),
  ...clockColumns,
  ...textColumns,
  ...approachColumns,
  ...personColumns,
];

/** The pilot's own columns: `[Toggle]Aerobatics`. */
export const customTypes = [
  "Text",
  "Numeric",
  "Hours",
  "Counter",
  "Date",
  "DateTime",
  "Toggle",
] as const;
export type CustomType = (typeof customTypes)[number];

/** What a column of the file is. */
export type Column<Name extends string> =
  | { is: "known"; name: Name; header: string }
  | { is: "custom"; type: CustomType; name: string; header: string }
  | { is: "unknown"; header: string };

function plainName(header: string): string {
  return header
    .replace(/\(FAA\)\s*$/i, "")
    .replace(/[\s._-]/g, "")
    .toLowerCase();
}

const aircraftNames = new Map<string, AircraftColumn>(
  Object.entries(aircraftColumns).flatMap(([name, others]) =>
    [name, ...others].map((known) => [plainName(known), name as AircraftColumn] as const),
  ),
);
const flightNames = new Map<string, FlightColumn>(
  flightColumns.map((name) => [plainName(name), name]),
);

function columnOf<Name extends string>(
  header: string,
  names: ReadonlyMap<string, Name>,
): Column<Name> {
  const name = names.get(plainName(header));
  if (name !== undefined) return { is: "known", name, header };
  const custom = /^\[(\w+)\]\s*(\S.*)$/.exec(header);
  const type = customTypes.find((known) => known === custom?.[1]);
  return custom === null || type === undefined
    ? { is: "unknown", header }
    : { is: "custom", type, name: custom[2]!.trim(), header };
}

function columnsOf<Name extends string>(
  headers: readonly string[],
  names: ReadonlyMap<string, Name>,
): Column<Name>[] {
  const seen = new Set<string>();
  return headers.map((cell) => {
    const column = columnOf(cell.trim(), names);
    // Of two columns with one name the first counts; the other's cells are kept as notes.
    if (column.is !== "known" || !seen.has(column.name)) {
      if (column.is === "known") seen.add(column.name);
      return column;
    }
    return { is: "unknown", header: column.header };
  });
}

/** The columns of an aircraft table's header. */
export const aircraftColumnsOf = (headers: readonly string[]): Column<AircraftColumn>[] =>
  columnsOf(headers, aircraftNames);

/** The columns of a flights table's header. */
export const flightColumnsOf = (headers: readonly string[]): Column<FlightColumn>[] =>
  columnsOf(headers, flightNames);

/** The column that a field of an entry is read from, if one column is. */
export function columnOfField(field: string): string | undefined {
  const fields = { ...hoursFields, ...countFields, ...numberFields, ...flagFields };
  return Object.entries(fields).find(([, name]) => name === field)?.[0];
}

/** The words of the row of data types that ForeFlight's import template carries. */
const typeWords = new Set(
  `text yyyy boolean date datetime time hhmm hh:mm decimal number numeric hours counter toggle
   integer yyyy-mm-dd packeddetail`.split(/\s+/),
);

/** Whether a row says what its columns hold instead of holding it. */
export function isTypeRow(cells: readonly string[]): boolean {
  const words = cells.map((cell) => cell.replace(/\s/g, "").toLowerCase()).filter(Boolean);
  return words.length >= 2 && words.every((word) => typeWords.has(word));
}
