/**
 * Rows that a flight and a training session have in common, and the fields of an entry that can be
 * locked and corrected (database design, sections 6.12, 6.14, 6.24 and 10).
 */
import {
  airport,
  boolean,
  choice,
  longText,
  lookup,
  minutes,
  moment,
  reference,
  rows,
  text,
} from "../fields.ts";
import type { Problem } from "../problems.ts";

/** Instrument approaches, 14 CFR 61.51(g)(3) and 61.57(c). */
export const approachRows = rows(
  "Approaches",
  "Approach",
  {
    approach_type_id: lookup("Type", "approach_types", { required: true }),
    airport_id: airport("Airport"),
    own_airport_id: reference("Own airport", "airport"),
    airport_description: text("Place"),
    runway: text("Runway"),
    in_imc: boolean("Actual instrument conditions"),
    in_simulated_imc: boolean("Simulated instrument conditions"),
    was_circling: boolean("Circling"),
    was_missed: boolean("Missed approach"),
    to_landing: boolean("To a landing"),
    notes: longText("Notes"),
  },
  { section: "Approaches" },
);

/** Who was aboard, in which role. */
export const crewRows = rows(
  "People",
  "Person",
  {
    person_id: reference("Person", "person", { required: true }),
    role_on_flight_id: lookup("Role", "role_on_flight_types", { required: true }),
    seat_position: text("Seat"),
    notes: longText("Notes"),
  },
  { section: "People" },
);

/** The pilot's own tags, with the value that the tag's type asks for. */
export const tagRows = rows(
  "Tags",
  "Tag",
  {
    tag_id: reference("Tag", "tag", { required: true }),
    numeric_value: minutes("Time"),
    text_value: longText("Text"),
  },
  { section: "Tags" },
);

/** What locks an entry, database design 10.1. */
export const lockReasons = {
  user_locked: "The owner",
  cfi_signature: "The instructor's signature",
  cryptographic_signature: "A cryptographic signature",
} as const;

/** The records that a file can be attached to, by their table. */
export const entryTables = {
  flights: "Flight",
  training_sessions: "Training session",
  certificates: "Certificate",
  endorsements: "Endorsement",
  medicals: "Medical",
  flight_reviews: "Flight review",
  practical_tests: "Practical test",
  training_events: "Training event",
  book_reports: "Book report",
  people: "Person",
  aircraft: "Aircraft",
  training_devices: "Training device",
} as const;

/** The entries that can be signed, by their table. Database design 6.26. */
export const signableTables = {
  flights: "Flight",
  training_sessions: "Training session",
  endorsements: "Endorsement",
  flight_reviews: "Flight review",
  book_reports: "Book report",
} as const;

/** Locking, correcting and marking as an error, database design section 10. */
export const lockFields = {
  is_locked: boolean("Locked", { default: false, section: "Record" }),
  locked_at: moment("Locked at", { section: "Record" }),
  locked_reason: choice("Locked by", lockReasons, { section: "Record" }),
  correction_reason: longText("Reason of the correction", { section: "Record" }),
  is_erroneous: boolean("Marked as an error", { default: false, section: "Record" }),
  erroneous_reason: longText("Why it is an error", { section: "Record" }),
  marked_erroneous_at: moment("Marked at", { section: "Record" }),
} as const;

/** Whether an instructor signed the entry off in its simple fields. Locks it; database design 10.1. */
export function isSignedOff(record: object): boolean {
  return "cfi_signed_at" in record && typeof record.cfi_signed_at === "string";
}

/** Whether a record says of itself that it is locked. A cryptographic signature says it elsewhere. */
export function isLockedItself(record: object): boolean {
  return ("is_locked" in record && record.is_locked === true) || isSignedOff(record);
}

/** Tenths are rounded part by part, so a part may exceed the whole by one (database design 15.1). */
const roundingMinutes = 6;

/** The parts of an entry that are longer than the entry. */
export function partsOverTotal<Part extends string>(
  entry: Readonly<Record<Part | "total_time", number>>,
  parts: readonly Part[],
): Part[] {
  return parts.filter((part) => entry[part] > entry.total_time + roundingMinutes);
}

/** The first powered flight. No entry is older. */
export const firstDay = "1903-12-17";

/** A place is an airport of the list or one of the owner's own: not both. */
export function checkPlace(
  row: Readonly<Record<string, unknown>>,
  listed: string,
  own: string,
  at = "",
): Problem[] {
  if (row[listed] === null || row[own] === null) return [];
  return [
    {
      code: "E_AIRPORT_TWICE",
      path: `${at}${own}`,
      message: "The place is given twice, from the list and as your own.",
    },
  ];
}

/** The same for each row of a list. */
export function checkPlaces(
  rows: readonly Readonly<Record<string, unknown>>[],
  list: string,
): Problem[] {
  return rows.flatMap((row, i) => checkPlace(row, "airport_id", "own_airport_id", `${list}.${i}.`));
}

/** What holds for every entry that can be corrected. */
export function checkEntry(entry: {
  day: string;
  day_path: string;
  corrects: string | null;
  correction_reason: string | null;
  is_erroneous: boolean;
  erroneous_reason: string | null;
}): Problem[] {
  const problems: Problem[] = [];
  if (entry.day < firstDay)
    problems.push({
      code: "E_DATE_RANGE",
      path: entry.day_path,
      message: `${entry.day} is before ${firstDay}.`,
    });
  if (entry.corrects !== null && !entry.correction_reason)
    problems.push({
      code: "E_CORRECTION_REASON",
      path: "correction_reason",
      message: "The reason is missing.",
    });
  if (entry.is_erroneous && !entry.erroneous_reason)
    problems.push({
      code: "E_ERRONEOUS_REASON",
      path: "erroneous_reason",
      message: "The reason is missing.",
    });
  return problems;
}

/** The field of a kind that names the entry which a correction entry supersedes. */
const correctsFields: Readonly<Record<string, string>> = {
  flight: "corrects_flight_id",
  training_session: "corrects_training_session_id",
};

/** The field by which an entry of a kind corrects another; undefined when the kind has none. */
export function correctsField(kind: string): string | undefined {
  return correctsFields[kind];
}
