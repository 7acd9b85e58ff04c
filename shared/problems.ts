/**
 * The closed list of problem codes. A problem says what is wrong, where, and what to do; it is data
 * and never thrown inside `shared/`.
 */

/** One thing wrong with one document. `path` is the field, dotted (`flight_legs.0.leg_time`). */
export interface Problem {
  code: ProblemCode;
  path: string;
  message: string;
}

interface ProblemKind {
  /** HTTP status when the problem refuses a whole request. */
  status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 429;
  /** What a person reads. */
  text: string;
  /** What that person can do. */
  remedy: string;
}

/** Code by code: status, words, remedy. */
export const problemKinds = {
  E_DOCUMENT_SHAPE: {
    status: 400,
    text: "This is not a record.",
    remedy: "Send a JSON object with an _id.",
  },
  E_DOCUMENT_TOO_LARGE: {
    status: 413,
    text: "The record is too large.",
    remedy: "Shorten the remarks, or attach long text as a file.",
  },
  E_DOCUMENT_TOO_DEEP: {
    status: 400,
    text: "The record is nested too deeply.",
    remedy: "Send the fields of the record's kind only.",
  },
  E_ID_MALFORMED: {
    status: 400,
    text: "The id is not one of a record.",
    remedy: "Ids read kind:uuid, with a version 7 UUID in lower case.",
  },
  E_KIND_UNKNOWN: {
    status: 400,
    text: "This kind of record does not exist.",
    remedy: "Update the app, or correct the kind in the id.",
  },
  E_FIELD_REQUIRED: { status: 400, text: "A field is missing.", remedy: "Fill it in." },
  E_FIELD_TYPE: {
    status: 400,
    text: "A field has the wrong type.",
    remedy: "Correct the field.",
  },
  E_FIELD_FORMAT: {
    status: 400,
    text: "A field is not written as it must be.",
    remedy: "Correct the field.",
  },
  E_FIELD_RANGE: { status: 400, text: "A number is out of range.", remedy: "Correct the number." },
  E_FIELD_TOO_LONG: { status: 400, text: "A text is too long.", remedy: "Shorten it." },
  E_FIELD_CHOICE: {
    status: 400,
    text: "A field holds none of its choices.",
    remedy: "Choose one from the list.",
  },
  E_FIELD_UNKNOWN: {
    status: 400,
    text: "The kind has no such field.",
    remedy: "Remove the field, or update the app.",
  },
  E_ROW_DUPLICATE: {
    status: 400,
    text: "Two rows of the record have the same id or number.",
    remedy: "Give each row its own.",
  },
  E_DATE_RANGE: {
    status: 400,
    text: "The date is before the first powered flight.",
    remedy: "Correct the date: 1903-12-17 or later.",
  },
  E_FLIGHT_BLOCK_ORDER: {
    status: 400,
    text: "The block times are out of order.",
    remedy: "OUT, OFF, ON and IN must follow each other in time.",
  },
  E_FLIGHT_PART_OVER_TOTAL: {
    status: 400,
    text: "A part of the time is longer than the whole.",
    remedy: "Correct the part or the total time.",
  },
  E_TRAINING_SESSION_PART_OVER_TOTAL: {
    status: 400,
    text: "A part of the time is longer than the whole.",
    remedy: "Correct the part or the total time.",
  },
  E_AIRPORT_TWICE: {
    status: 400,
    text: "A place is given twice.",
    remedy: "Keep the airport from the list, or your own.",
  },
  E_FLIGHT_LEG_REQUIRED: {
    status: 400,
    text: "A flight has at least one leg.",
    remedy: "Say where the flight began and ended.",
  },
  E_AIRCRAFT_MODEL: {
    status: 400,
    text: "An aircraft has one model.",
    remedy: "Choose a model from the list, or one of your own: not both, not none.",
  },
  E_AIRCRAFT_REGISTRATION_TAKEN: {
    status: 409,
    text: "This registration is already in the logbook.",
    remedy: "Use the aircraft that is there, or change the registration.",
  },
  E_TAG_NAME_TAKEN: {
    status: 409,
    text: "This tag is already in the logbook.",
    remedy: "Use the tag that is there, or choose another name.",
  },
  E_OWNER_TAKEN: {
    status: 409,
    text: "The logbook already has its owner.",
    remedy: "Only one person of a logbook is its owner.",
  },
  E_ATTACHMENT: {
    status: 400,
    text: "The attached file cannot be kept.",
    remedy: "Attach it again.",
  },
  E_PUBLIC_KEY_TAKEN: {
    status: 409,
    text: "This key is already in the logbook.",
    remedy: "Use the key that is there.",
  },
  E_ENTRY_LOCKED: {
    status: 409,
    text: "The entry is locked.",
    remedy: "Make a correction.",
  },
  E_CORRECTION_CYCLE: {
    status: 409,
    text: "A correction leads back to itself.",
    remedy: "Correct the entry that counts.",
  },
  E_ROW_KEY_FIXED: {
    status: 409,
    text: "A row keeps its owner and its id.",
    remedy: "Make a new record.",
  },
  E_CORRECTION_REASON: {
    status: 400,
    text: "A correction says why.",
    remedy: "Give the reason of the correction.",
  },
  E_ERRONEOUS_REASON: {
    status: 400,
    text: "An entry marked as an error says why.",
    remedy: "Give the reason.",
  },
  E_CONSTRAINT: {
    status: 409,
    text: "The ledger refuses this record.",
    remedy: "Correct the field that is named.",
  },
  E_NOT_KEPT: {
    status: 413,
    text: "This device could not keep the entry.",
    remedy: "Free some space, then save again: what you typed stays here.",
  },
  E_READ_ONLY: {
    status: 403,
    text: "You may read this logbook, not write it.",
    remedy: "Ask its owner to make the entry.",
  },
  E_NOT_YOURS: {
    status: 403,
    text: "This logbook belongs to somebody else.",
    remedy: "Sign in with the account that owns it.",
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof problemKinds;

/**
 * The problem that a refusal's line tells of; undefined when the line is none of ours. The path is
 * empty where the line names no field.
 */
export function problemOf(reason: string): Problem | undefined {
  const match = /^(E_[A-Z_]+): (?:([a-z][a-z0-9_]*(?:\.\d+\.[a-z][a-z0-9_]*)*): )?(.*)$/s.exec(
    reason,
  );
  const [, code = "", path = "", words = ""] = match ?? [];
  if (!Object.hasOwn(problemKinds, code)) return undefined;
  const { remedy } = problemKinds[code as ProblemCode];
  const message = words.endsWith(remedy) ? words.slice(0, -remedy.length).trimEnd() : words;
  return { code: code as ProblemCode, path, message };
}

/** The line that a refusal carries over the wire: `E_…: where: what. remedy`. */
export function reasonOf(problem: Problem): string {
  const where = problem.path === "" ? "" : `${problem.path}: `;
  return `${problem.code}: ${where}${problem.message} ${problemKinds[problem.code].remedy}`;
}
