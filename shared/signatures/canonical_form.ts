/**
 * The canonical form of an entry, version 1: which fields of each kind are signed, and how each is
 * written. The lists are fixed for ever; a field that comes later needs version 2. Its twin is
 * `sql/0691_canonical_form.sql`; `docs/oplf/signatures.md` publishes both, with vectors.
 */
import { canonicalJson } from "../canonical_json.ts";
import type { signableTables } from "../kinds/entry_parts.ts";
import type { Json } from "../kinds/kind.ts";
import type { Values } from "../merge.ts";

/** The version that this code writes and checks. */
export const canonicalFormVersion = "1";

/** A table whose entries can be signed. */
export type SignableTable = keyof typeof signableTables;

/** What is signed of a record or of a row: fields as they are, moments, and lists of rows. */
export interface SignedFields {
  values: readonly string[];
  moments: readonly string[];
  rows: Readonly<Record<string, SignedFields>>;
}

const names = (text: string) => text.split(" ");

function fields(
  values: string,
  moments = "",
  rows: Readonly<Record<string, SignedFields>> = {},
): SignedFields {
  return { values: names(values), moments: moments === "" ? [] : names(moments), rows };
}

const approaches = fields(
  "approach_type_id airport_id own_airport_id airport_description runway in_imc in_simulated_imc " +
    "was_circling was_missed to_landing notes",
);
const flightCrew = fields("person_id role_on_flight_id seat_position notes");
const entryTags = fields("tag_id numeric_value text_value");
const notes = fields("notes");

const flights = fields(
  "flight_date aircraft_id route total_time pic_time pic_basis_id sic_time solo_time dual_received " +
    "dual_given cross_country_time cross_country_50nm_time night_time actual_instrument " +
    "simulated_instrument ifr_time multi_pilot_time picus_time examiner_time nvg_time " +
    "nvg_operations holds holding_performed course_intercepting_tracking_performed " +
    "ground_training_received ground_training_given instructor_name instructor_comments " +
    "is_flight_review is_ipc is_checkride is_6158_check is_nvg_proficiency_check hobbs_start " +
    "hobbs_end tach_start tach_end cfi_signature_person_id corrects_flight_id correction_reason " +
    "import_notes remarks",
  "block_out block_off block_on block_in on_duty off_duty cfi_signed_at",
  {
    flight_legs: fields(
      "leg_number from_airport_id from_own_airport_id from_airport_description to_airport_id " +
        "to_own_airport_id to_airport_description distance_nm leg_time day_takeoffs " +
        "night_takeoffs day_landings_touch_and_go day_landings_full_stop " +
        "night_landings_touch_and_go night_landings_full_stop notes",
      "",
      {
        landings_takeoffs: fields(
          "airport_id own_airport_id airport_description is_takeoff is_landing is_full_stop " +
            "was_at_towered_field runway notes",
          "occurred_at",
        ),
        approaches,
      },
    ),
    helicopter_flight_details: fields(
      "autorotations_to_touchdown hovering_time external_load_operations notes",
    ),
    glider_flight_details: fields(
      "launch_method tow_aircraft_id release_altitude_ft max_altitude_ft soaring_time notes",
    ),
    balloon_flight_details: fields(
      "balloon_type launch_site_description landing_site_description max_altitude_ft notes",
    ),
    lta_flight_details: notes,
    powered_lift_details: notes,
    weight_shift_control_details: notes,
    powered_parachute_details: notes,
    flight_crew: flightCrew,
    entry_tags: entryTags,
  },
);

const trainingSessions = fields(
  "session_date session_type training_device_id location total_time instrument_time_simulated " +
    "dual_received dual_given holds holding_performed course_intercepting_tracking_performed " +
    "instructor_person_id instructor_name instructor_comments is_ipc cfi_signature_person_id " +
    "corrects_training_session_id correction_reason import_notes remarks",
  "cfi_signed_at",
  { approaches, flight_crew: flightCrew, entry_tags: entryTags },
);

/** The signed fields of every table that can be signed. */
export const signedFields: Readonly<Record<SignableTable, SignedFields>> = {
  flights,
  training_sessions: trainingSessions,
  endorsements: fields(
    "endorsement_type_id endorsement_date endorsing_cfi_person_id cfi_certificate_number_at_time " +
      "cfi_certificate_expiration_at_time cfi_recent_experience_end_at_time far_reference " +
      "ac_edition ac_id endorsement_text aircraft_model_id own_model_id expiration_date notes",
  ),
  flight_reviews: fields(
    "review_date review_type instructor_person_id associated_flight_id " +
      "aircraft_or_device_description satisfactorily_completed endorsement_id notes",
  ),
  book_reports: fields(
    "as_of_date report_type report_data is_attested attested_by_person_id attestation_text",
    "generated_at attested_at",
  ),
};

/** A moment as the canonical form spells it: UTC to the microsecond, always six digits. */
export function canonicalMoment(text: string): string {
  const [, minute, second = "00", fraction = ""] = /^(.{16})(?::(\d\d)(?:\.(\d+))?)?Z$/.exec(text)!;
  return `${minute}:${second}.${fraction.padEnd(6, "0")}Z`;
}

function signedPart(signed: SignedFields, record: Values): { [name: string]: Json } {
  const part: { [name: string]: Json } = {};
  for (const name of signed.values) {
    const value = record[name];
    if (value !== null && value !== undefined) part[name] = value;
  }
  for (const name of signed.moments) {
    const value = record[name];
    if (typeof value === "string") part[name] = canonicalMoment(value);
  }
  for (const [name, row] of Object.entries(signed.rows)) {
    const rows = (record[name] ?? []) as Values[];
    if (rows.length > 0) part[name] = rows.map((one) => signedPart(row, one));
  }
  return part;
}

/**
 * The signed fields of a validated record. What holds nothing (null, no rows) is left out;
 * everything else is there, zeros and false too.
 */
export function canonicalEntry(table: SignableTable, record: Values): { [name: string]: Json } {
  return signedPart(signedFields[table], record);
}

/** The canonical form of a validated record by itself, as JSON (RFC 8785). */
export function canonicalEntryText(table: SignableTable, record: Values): string {
  return canonicalJson(canonicalEntry(table, record));
}
