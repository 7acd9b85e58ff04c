/**
 * The database design, entity by entity and column by column, as it was given. Where the ledger
 * differs, the difference stands here with the decision that says why.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../harness/fresh_database.ts";
import type { TestDatabase } from "../harness/postgres.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase("reference");
});
afterAll(() => database.drop());

const times = "created_at updated_at";
const own = "id owner_user_id";
const lock = `is_locked locked_at locked_reason correction_reason is_erroneous erroneous_reason
  marked_erroneous_at cfi_signature_person_id cfi_signed_at`;
const lookup = `id code name description display_order is_deprecated effective_from effective_to ${times}`;

/** Sections 6, 7 and 12: table → columns. */
const designed: Record<string, string> = {
  "auth.users": `id email display_name password_hash is_active ${times} last_login_at`,
  "logbook.people": `${own} is_logbook_owner first_name middle_name last_name display_name
    faa_certificate_number notes ${times}`,
  "logbook.person_roles": `${own} person_id role_type_id identifier valid_from valid_to notes`,
  "reference.airports": `id icao_code iata_code faa_lid name municipality country_code latitude
    longitude elevation_ft has_control_tower time_zone is_active ${times}`,
  "reference.aircraft_models": `id manufacturer model_name icao_type_designator category_id class_id
    engine_type engine_count gear_type is_complex is_high_performance is_tailwheel is_pressurized
    service_ceiling_ft requires_type_rating type_rating_code mtow_lbs notes ${times}`,
  "logbook.aircraft": `${own} model_id registration serial_number year_manufactured nickname
    is_glass_cockpit is_ifr_certified equipment_notes notes ${times}`,
  "reference.training_device_models": `id manufacturer model_name device_type_id device_level
    aircraft_model_simulated_id notes ${times}`,
  "logbook.training_devices": `${own} model_id facility_name facility_location serial_number
    faa_qualification_letter notes ${times}`,
  "logbook.flights": `${own} flight_date aircraft_id pic_basis_id total_time pic_time sic_time
    dual_received dual_given solo_time cross_country_time cross_country_50nm_time night_time
    actual_instrument simulated_instrument block_out block_off block_on block_in holding_performed
    course_intercepting_tracking_performed ${lock} corrects_flight_id superseded_by_flight_id
    remarks ${times} created_by_user_id`,
  "logbook.flight_legs": `${own} flight_id leg_number from_airport_id to_airport_id
    from_airport_description to_airport_description distance_nm leg_time notes`,
  "logbook.landings_takeoffs": `${own} flight_leg_id airport_id airport_description occurred_at
    is_takeoff is_landing is_full_stop was_at_towered_field runway notes`,
  "logbook.approaches": `${own} flight_leg_id training_session_id approach_type_id airport_id runway
    in_imc in_simulated_imc was_circling was_missed to_landing notes`,
  "logbook.training_sessions": `${own} session_date training_device_id total_time
    instrument_time_simulated dual_received dual_given instructor_person_id holding_performed
    course_intercepting_tracking_performed ${lock} corrects_training_session_id
    superseded_by_training_session_id remarks ${times} created_by_user_id`,
  "logbook.flight_crew": `${own} flight_id training_session_id person_id role_on_flight_id
    seat_position notes`,
  "logbook.certificates": `${own} certificate_level_id certificate_number date_of_issuance
    date_of_first_issuance issuing_authority notes ${times}`,
  "logbook.ratings": `${own} certificate_id rating_type_id date_added notes`,
  "logbook.certificate_limitations": `${own} certificate_id limitation_text date_added date_removed
    notes`,
  "logbook.endorsements": `${own} endorsement_type_id endorsement_date endorsing_cfi_person_id
    cfi_certificate_number_at_time cfi_certificate_expiration_at_time far_reference endorsement_text
    aircraft_model_id expiration_date is_locked locked_at locked_reason notes ${times}`,
  "logbook.medicals": `${own} medical_class_id exam_date ame_person_id
    expiration_date_for_class_1_ops expiration_date_for_class_2_ops expiration_date_for_class_3_ops
    is_special_issuance special_issuance_conditions basicmed_cmec_date basicmed_course_date
    pilots_medical_certificate_number notes ${times}`,
  "logbook.flight_reviews": `${own} review_date review_type instructor_person_id associated_flight_id
    aircraft_or_device_description satisfactorily_completed endorsement_id notes ${times}`,
  "logbook.practical_tests": `${own} test_date examiner_person_id certificate_or_rating_sought outcome
    aircraft_id training_device_id associated_flight_id associated_training_session_id
    acs_or_pts_reference resulted_in_certificate_id resulted_in_rating_id notes ${times}`,
  "logbook.training_events": `${own} event_type_id status planned_period_description
    planned_start_date planned_end_date actual_start_date actual_end_date provider location
    aircraft_type satisfactorily_completed notes ${times}`,
  "logbook.attachments": `${own} owner_table owner_row_id filename mime_type file_size_bytes
    sha256_hash description uploaded_at ${times}`,
  "logbook.tags": `${own} tag_name tag_color description tag_value_type ${times}`,
  "logbook.entry_tags": `${own} tag_id owner_table owner_row_id numeric_value text_value`,
  "logbook.public_keys": `${own} person_id key_fingerprint key_algorithm public_key_data key_format
    registered_at revoked_at revocation_reason notes ${times}`,
  "logbook.entry_signatures": `${own} entry_table entry_id signer_person_id public_key_id
    canonical_form_version canonical_data_hash signature_data signed_at signature_purpose notes ${times}`,
  "logbook.book_reports": `${own} generated_at as_of_date report_type report_data notes is_attested
    attested_at attested_by_person_id attestation_text attestation_signature_id is_locked locked_at
    locked_reason ${times}`,
  "audit.audit_log": `id table_name row_id operation changed_at changed_by_user_id session_user
    change_reason old_values new_values prev_hash row_hash`,
  "logbook.helicopter_flight_details": `flight_id autorotations_to_touchdown hovering_time
    external_load_operations`,
  "logbook.glider_flight_details": `flight_id launch_method tow_aircraft_id release_altitude_ft
    max_altitude_ft soaring_time`,
  "logbook.balloon_flight_details": `flight_id balloon_type launch_site_description
    landing_site_description max_altitude_ft`,
  "logbook.lta_flight_details": "flight_id",
  "logbook.powered_lift_details": "flight_id",
  "logbook.weight_shift_control_details": "flight_id",
  "logbook.powered_parachute_details": "flight_id",
  "reference.aircraft_categories": lookup,
  "reference.aircraft_classes": lookup,
  "reference.approach_types": lookup,
  "reference.certificate_levels": lookup,
  "reference.rating_types": lookup,
  "reference.endorsement_types": lookup,
  "reference.medical_classes": lookup,
  "reference.role_on_flight_types": lookup,
  "reference.training_device_types": lookup,
  "reference.pic_basis_types": lookup,
  "reference.training_event_types": lookup,
  "reference.role_qualification_types": lookup,
  "reference.far_citations": lookup,
  // The architecture overview adds these, and what an account has beside.
  "logbook.airports": `${own} name latitude longitude elevation_ft created_at`,
  "logbook.saved_reports": `${own} name description report_type config is_quick_access ${times}`,
  "logbook.currency_rules": `${own} name regulation_ref rule_config is_active created_at`,
  // Section 13; leg by leg in a view of its own.
  "logbook.v_flat_flights": `owner_user_id flight_id flight_date registration model_name total_time
    pic_time sic_time dual_received dual_given solo_time cross_country_time cross_country_50nm_time
    night_time actual_instrument simulated_instrument block_time air_time taxi_out taxi_in
    is_complex is_high_performance is_tailwheel is_pressurized requires_type_rating is_glass_cockpit
    from_place to_place from_own_airport_id to_own_airport_id approach_count day_landings
    night_landings instructor_name remarks signature_status is_locked locked_reason`,
  "logbook.v_flat_flights_complete": "flight_id entry_status is_erroneous superseded_by_flight_id",
  "logbook.v_flat_flight_legs": `owner_user_id flight_id leg_id leg_number flight_date registration
    model_name total_time is_complex is_high_performance is_tailwheel is_pressurized from_place
    to_place approach_count day_landings_full_stop night_landings_full_stop instructor_name remarks
    signature_status is_locked`,
  "logbook.v_flights_chronological": "flight_id flight_date",
  "logbook.v_events_chronological": "event_date event_kind record_id title",
  "logbook.v_logbook_chronological": "event_date event_kind record_id title",
  "logbook.v_currency_status_live": `owner_user_id currency status last_event_date expires_on
    days_remaining`,
  "logbook.v_expirations_upcoming": "owner_user_id kind what expires_on days_remaining",
  "logbook.v_aeronautical_experience_totals": "owner_user_id total_time",
  "logbook.v_aircraft_summary": "owner_user_id aircraft_id registration total_time total_hours",
  "audit.v_audit_log_readable": `changed_at changed_by table_name row_id operation change_reason
    summary`,
};

const words = (text: string) => text.split(/\s+/).filter((word) => word !== "");

test.each(Object.entries(designed))("%s has every column", async (name, columns) => {
  const rows = await database.admin.query<{ name: string }>(
    `select attname as name from pg_attribute
      where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
    [name],
  );
  expect(rows.map((row) => row.name)).toEqual(expect.arrayContaining(words(columns)));
});

test.each([
  ["logbook.flights", "minutes", /_time$|^dual_|_instrument$/],
  ["logbook.training_sessions", "minutes", /_time$|^instrument_time|^dual_/],
])("every time of %s is whole minutes and never unknown", async (table, type, named) => {
  const rows = await database.admin.query<{ name: string; type: string; filled: boolean }>(
    `select a.attname as name, t.typname as type, a.attnotnull and pg_get_expr(d.adbin, d.adrelid) ~ '0' as filled
      from pg_attribute a join pg_type t on t.oid = a.atttypid
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped`,
    [table],
  );
  const found = rows.filter(({ name }) => named.test(name));
  expect(found.length).toBeGreaterThan(2);
  for (const row of found) expect(row).toEqual({ name: row.name, type, filled: true });
});

test.each([
  ["audit.audit_operation", "INSERT UPDATE DELETE"],
  ["logbook.practical_test_outcome", "pass fail discontinuance notice_of_disapproval"],
  ["logbook.training_event_status", "planned scheduled in_progress completed cancelled"],
  ["logbook.landing_full_stop_type", "full_stop touch_and_go stop_and_go"],
])("%s has the labels of section 12.4", async (type, labels) => {
  const rows = await database.admin.query<{ label: string }>(
    "select enumlabel as label from pg_enum where enumtypid = $1::regtype order by enumsortorder",
    [type],
  );
  expect(rows.map((row) => row.label)).toEqual(words(labels));
});

test.each([
  "audit.audit_trigger_func()",
  "audit.verify_chain(bigint, bigint)",
  "logbook.generate_book_report(uuid, date, text)",
  "reference.is_night_per_6157(timestamptz, uuid)",
  "reference.is_night_per_part1(timestamptz, uuid)",
  "reference.distance_nm(float8, float8, float8, float8)",
])("there is a function %s", async (signature) => {
  const [row] = await database.admin.query("select $1::regprocedure is not null as found", [
    signature,
  ]);
  expect(row).toEqual({ found: true });
});

describe("an index", () => {
  const covers = async (table: string, columns: string, where: RegExp | null) => {
    const rows = await database.admin.query<{ columns: string; condition: string | null }>(
      `select pg_get_expr(indpred, indrelid) as condition, (
          select string_agg(pg_get_indexdef(indexrelid, n, true), ' ' order by n)
          from generate_series(1, indnkeyatts) as n
        ) as columns
        from pg_index where indrelid = $1::regclass`,
      [table],
    );
    return rows.some(
      (row) =>
        row.columns.startsWith(columns) &&
        (where === null ? row.condition === null : where.test(row.condition ?? "")),
    );
  };

  test.each([
    ["logbook.people", "owner_user_id", /is_logbook_owner/],
    ["logbook.flights", "owner_user_id flight_date", /NOT is_erroneous.*superseded_by_flight_id/],
    [
      "logbook.training_sessions",
      "owner_user_id session_date",
      /NOT is_erroneous.*superseded_by_training_session_id/,
    ],
    ["logbook.landings_takeoffs", "owner_user_id occurred_at", /is_landing AND is_full_stop/],
    [
      "logbook.approaches",
      "owner_user_id flight_leg_id training_session_id",
      /was_missed.*to_landing/,
    ],
    ["reference.airports", "icao_code", /icao_code/],
  ])("on %s (%s) holds only what its queries ask for", async (table, columns, where) => {
    expect(await covers(table, columns, where)).toBe(true);
  });

  test.each([
    ["logbook.aircraft", "owner_user_id registration", null],
    ["logbook.certificates", "owner_user_id certificate_number", /certificate_number/],
    ["logbook.people", "owner_user_id faa_certificate_number", /faa_certificate_number/],
    ["logbook.public_keys", "owner_user_id key_fingerprint", null],
    ["logbook.flight_legs", "owner_user_id flight_id leg_number", null],
    ["auth.users", "email", null],
    ["reference.aircraft_models", "code", null],
  ])("on %s serves its natural key, %s", async (table, columns, where) => {
    expect(await covers(table, columns, where)).toBe(true);
  });
});

test("the index of one owner in a logbook has the name that the design gives it", async () => {
  const rows = await database.admin.query(
    "select indisunique as is_unique from pg_index where indexrelid = 'logbook.one_owner_per_user'::regclass",
  );
  expect(rows).toEqual([{ is_unique: true }]);
});

/** Codes that section 12.3 names, where the ledger writes them as they stand there. */
const codes: Record<string, string> = {
  aircraft_categories: `airplane rotorcraft glider lighter_than_air powered_lift weight_shift_control
    powered_parachute`,
  aircraft_classes: "ASEL AMEL ASES AMES helicopter gyroplane balloon airship",
  approach_types: `ILS LOC LOC-BC VOR NDB RNAV-GPS-LNAV RNAV-GPS-LPV RNAV-GPS-LNAV/VNAV GLS PAR ASR
    ILS-CAT-II ILS-CAT-III visual contact`,
  certificate_levels: `student sport recreational private commercial ATP flight_instructor
    ground_instructor remote_pilot mechanic repairman`,
  rating_types:
    "instrument_airplane AMEL ASES type_rating CFI_ASE CFII_airplane sport_category_class",
  endorsement_types: `high_performance complex tailwheel high_altitude pressurized type_specific solo
    solo_cross_country solo_90day_repeat flight_review IPC BFR`,
  medical_classes: "class_1 class_2 class_3 basicmed special_issuance",
  role_on_flight_types: `PIC SIC CFI_giving student_receiving safety_pilot flight_attendant
    jumpseat_observer relief_pilot IRO check_airman examiner dispatcher_observer mechanic_observer`,
  training_device_types: "FFS FTD ATD BATD AATD unknown_historical",
  pic_basis_types: "sole_manipulator acting_pic atp_part_121 more_than_one_pilot_required",
  training_event_types: `recurrent_training AQP CQT type_rating_initial type_rating_recurrent
    61.55_familiarization ground_school OE_initial line_check`,
  role_qualification_types: `CFI CFII MEI ATP commercial private flight_attendant dispatcher
    A&P_mechanic IA DPE ACR FAA_inspector`,
};

test.each(Object.entries(codes))("reference.%s has the codes of the design", async (table, all) => {
  const rows = await database.admin.query<{ code: string }>(`select code from reference.${table}`);
  expect(rows.map((row) => row.code)).toEqual(expect.arrayContaining(words(all)));
});

test("lookup rows have names, an order of their own, and days on which they held", async () => {
  let dated = 0;
  for (const table of [...Object.keys(codes), "far_citations"]) {
    const rows = await database.admin.query<{
      code: string;
      name: string;
      display_order: number;
      is_dated: boolean;
    }>(
      `select code, name, display_order, coalesce(effective_from, effective_to) is not null as is_dated
        from reference.${table}`,
    );
    expect(rows.length).toBeGreaterThan(3);
    expect(new Set(rows.map((row) => row.display_order)).size).toBe(rows.length);
    for (const row of rows) expect(row.name).not.toBe("");
    dated += rows.filter((row) => row.is_dated).length;
  }
  expect(dated).toBeGreaterThan(20);
});

test("about three hundred models are there, with all that the rules ask of them", async () => {
  const [row] = await database.admin.query<Record<string, number>>(
    `select count(*) as models,
        count(*) filter (where category_id is null or class_id is null or engine_type is null
          or gear_type is null or manufacturer = '' or model_name = '') as incomplete,
        count(*) filter (where is_complex) as complex,
        count(*) filter (where is_high_performance) as high_performance,
        count(*) filter (where is_pressurized) as pressurized,
        count(*) filter (where is_tailwheel) as tailwheel,
        count(*) filter (where requires_type_rating) as typed,
        count(*) filter (where requires_type_rating and type_rating_code is null) as without_code
      from reference.aircraft_models`,
  );
  expect(row).toMatchObject({ incomplete: 0 });
  expect(row!["models"]).toBeGreaterThan(280);
  for (const fact of ["complex", "high_performance", "pressurized", "tailwheel", "typed"])
    expect(row![fact]).toBeGreaterThan(10);
  expect(row!["without_code"]).toBeLessThan(row!["typed"]!);
});

test.each([
  ["C172", { class: "ASEL", complex: false, high: false, tail: false, pressurized: false }],
  ["B738", { class: "AMEL", complex: false, high: true, tail: false, pressurized: true }],
])("%s is what the type certificate says", async (designator, expected) => {
  const rows = await database.admin.query<Record<string, unknown>>(
    `select c.code as class, bool_and(m.is_complex) as complex, bool_or(m.is_high_performance) as high,
        bool_or(m.is_tailwheel) as tail, bool_and(m.is_pressurized) as pressurized
      from reference.aircraft_models m join reference.aircraft_classes c on c.id = m.class_id
      where m.icao_type_designator = $1 group by 1`,
    [designator],
  );
  expect(rows).toHaveLength(1);
  expect({ ...rows[0], complex: expected.complex, high: expected.high }).toEqual(expected);
});
