import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newRowId } from "../../shared/ids.ts";
import type { Kind } from "../../shared/kinds/kind.ts";
import { kinds } from "../../shared/kinds/kinds.ts";
import { validate } from "../../shared/validate.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { freshDatabase } from "../harness/fresh_database.ts";
import {
  applyDocuments,
  everyKind,
  loadSomeReference,
  newOwner,
  type Owner,
  refusalOf,
} from "../harness/pilots.ts";
import type { TestDatabase } from "../harness/postgres.ts";
import { aFlight } from "../harness/records.ts";

let database: TestDatabase;
let owner: Owner;
beforeAll(async () => {
  database = await freshDatabase();
  await loadSomeReference(database.admin);
  owner = await newOwner(database.db, "ann");
  await applyDocuments(database.db, owner, Object.values(everyKind()));
});
afterAll(async () => {
  await checkLedger(database.admin);
  await database.drop();
});

/** Changes the one row of a table, as the gateway, in a way that a constraint must refuse. */
const change = (table: string, set: string) =>
  refusalOf(
    database.db.transaction(owner.user_id, (tx) => tx.query(`update logbook.${table} set ${set}`)),
  );

/** Adds a copy of a row with some columns changed, for tables whose rows stay as they were made. */
const addCopy = (table: string, columns: object) =>
  refusalOf(
    database.db.transaction(owner.user_id, (tx) =>
      tx.query(
        `insert into logbook.${table}
          select (jsonb_populate_record(t, $1)).* from logbook.${table} t limit 1`,
        [JSON.stringify({ id: newRowId(), ...columns })],
      ),
    ),
  );

/** Constraint by constraint: a change, or a changed copy, that breaks it and nothing else. */
const broken: Record<string, [table: string, change: string | object]> = {
  airports_name_filled: ["airports", "name = ''"],
  airports_country_code_form: ["airports", "country_code = 'us'"],
  airports_latitude_range: ["airports", "latitude = 90.1"],
  airports_longitude_range: ["airports", "longitude = -180.1"],
  airports_elevation_range: ["airports", "elevation_ft = 20001"],
  attachments_owner_table_known: ["attachments", "owner_table = 'tags'"],
  attachments_filename_filled: ["attachments", "filename = ''"],
  attachments_mime_type_filled: ["attachments", "mime_type = ''"],
  attachments_file_size_range: ["attachments", "file_size_bytes = -1"],
  attachments_sha256_form: ["attachments", "sha256_hash = upper(repeat('a', 64))"],
  balloon_flight_details_balloon_type_known: ["balloon_flight_details", "balloon_type = 'lead'"],
  balloon_flight_details_max_altitude_range: ["balloon_flight_details", "max_altitude_ft = 100001"],
  book_reports_report_type_known: ["book_reports", { report_type: "weather" }],
  book_reports_attestation: ["book_reports", "is_attested = true"],
  book_reports_locked_from_start: ["book_reports", { is_locked: false }],
  book_reports_locked_reason_known: ["book_reports", "locked_reason = 'mood'"],
  certificate_limitations_text_filled: ["certificate_limitations", "limitation_text = ''"],
  currency_rules_name_filled: ["currency_rules", "name = ''"],
  endorsements_locked_reason_known: ["endorsements", "locked_reason = 'mood'"],
  entry_signatures_entry_table_known: ["entry_signatures", { entry_table: "people" }],
  entry_signatures_canonical_form_version_filled: [
    "entry_signatures",
    { canonical_form_version: "" },
  ],
  entry_signatures_hash_form: ["entry_signatures", { canonical_data_hash: "abc" }],
  entry_signatures_signature_filled: ["entry_signatures", { signature_data: "" }],
  entry_signatures_purpose_known: ["entry_signatures", { signature_purpose: "fun" }],
  flight_reviews_locked_reason_known: ["flight_reviews", "locked_reason = 'mood'"],
  flight_reviews_review_type_known: ["flight_reviews", "review_type = 'chat'"],
  glider_flight_details_launch_method_known: ["glider_flight_details", "launch_method = 'gun'"],
  glider_flight_details_release_altitude_range: [
    "glider_flight_details",
    "release_altitude_ft = -1501",
  ],
  glider_flight_details_max_altitude_range: ["glider_flight_details", "max_altitude_ft = 100001"],
  practical_tests_sought_filled: ["practical_tests", "certificate_or_rating_sought = ''"],
  public_keys_key_fingerprint_filled: ["public_keys", "key_fingerprint = ''"],
  public_keys_public_key_data_filled: ["public_keys", "public_key_data = ''"],
  public_keys_revocation_reason: ["public_keys", "revoked_at = now()"],
  public_keys_key_algorithm_known: ["public_keys", "key_algorithm = 'rot13'"],
  public_keys_key_format_known: ["public_keys", "key_format = 'paper'"],
  saved_reports_name_filled: ["saved_reports", "name = ''"],
  saved_reports_report_type_known: ["saved_reports", "report_type = 'gossip'"],
  people_display_name_filled: ["people", "display_name = ''"],
  aircraft_models_model_name_filled: ["aircraft_models", "model_name = ''"],
  aircraft_models_engine_type_known: ["aircraft_models", "engine_type = 'steam'"],
  aircraft_models_engine_count_range: ["aircraft_models", "engine_count = 13"],
  aircraft_models_gear_type_known: ["aircraft_models", "gear_type = 'legs'"],
  aircraft_models_service_ceiling_range: ["aircraft_models", "service_ceiling_ft = -1"],
  aircraft_models_mtow_range: ["aircraft_models", "mtow_lbs = 2000001"],
  aircraft_registration_form: ["aircraft", "registration = 'n1'"],
  aircraft_one_model: ["aircraft", "own_model_id = null"],
  aircraft_year_range: ["aircraft", "year_manufactured = 1902"],
  training_devices_name_filled: ["training_devices", "name = ''"],
  tags_tag_name_filled: ["tags", "tag_name = ''"],
  tags_value_type_known: ["tags", "tag_value_type = 'colour'"],
  tags_color_form: ["tags", "tag_color = 'red'"],
  flights_date_range: ["flights", "flight_date = '1903-12-16'"],
  flights_block_order: [
    "flights",
    "block_out = '2026-05-01T11:00Z', block_in = '2026-05-01T10:00Z'",
  ],
  flights_part_within_total: ["flights", "night_time = total_time + 7"],
  flights_hobbs_range: ["flights", "hobbs_start = -0.1"],
  flights_tach_range: ["flights", "tach_end = -1"],
  flights_locked_reason_known: ["flights", "locked_reason = 'mood'"],
  flights_correction_other: ["flights", "corrects_flight_id = id, correction_reason = 'x'"],
  flights_erroneous_reason: ["flights", "is_erroneous = true"],
  flight_legs_leg_number_range: ["flight_legs", "leg_number = 0"],
  flight_legs_distance_range: ["flight_legs", "distance_nm = 25000.01"],
  landings_takeoffs_some_event: ["landings_takeoffs", "is_takeoff = false"],
  landings_takeoffs_full_stop: ["landings_takeoffs", "is_full_stop = false"],
  training_sessions_date_range: ["training_sessions", "session_date = '1900-01-01'"],
  training_sessions_type_known: ["training_sessions", "session_type = 'dream'"],
  training_sessions_device_named: ["training_sessions", "training_device_id = null"],
  training_sessions_part_within_total: ["training_sessions", "dual_received = total_time + 7"],
  training_sessions_locked_reason_known: ["training_sessions", "locked_reason = 'mood'"],
  training_sessions_correction_other: [
    "training_sessions",
    "corrects_training_session_id = id, correction_reason = 'x'",
  ],
  training_sessions_erroneous_reason: [
    "training_sessions",
    "is_erroneous = true, erroneous_reason = ''",
  ],
  corrections_corrects_id_filled: ["corrections", "corrects_id = ''"],
  corrections_reason_known: ["corrections", "reason = 'whim'"],
  corrections_status_known: ["corrections", "status = 'lost'"],
};

/** Those that take more than one change to break; each is tried in the test of that name. */
const elsewhere = [
  "approaches_one_entry",
  "approaches_one_place",
  "endorsements_one_model",
  "entry_tags_owner_table_known",
  "flight_crew_one_entry",
  "flight_legs_from_one_place",
  "flight_legs_to_one_place",
  "flights_correction_reason",
  "landings_takeoffs_one_place",
  "training_sessions_correction_reason",
];

test("every check has its test here", async () => {
  const rows = await database.admin.query<{ name: string }>(
    `select conname as name from pg_constraint
      where connamespace = 'logbook'::regnamespace and contype = 'c' and conrelid <> 0 order by 1`,
  );
  expect(rows.map((row) => row.name)).toEqual([...Object.keys(broken), ...elsewhere].toSorted());
});

test.each(Object.entries(broken))("%s refuses", async (constraint, [table, how]) => {
  const refused = typeof how === "string" ? await change(table, how) : await addCopy(table, how);
  expect(refused).toMatchObject({ code: "23514", constraint });
});

test.each([
  ["flights", "total_time = -5", "minutes_range"],
  ["flights", "total_time = 100000", "minutes_range"],
  ["flights", "holds = 1000", "event_count_range"],
  ["flights", "route = repeat('x', 201)", "line_length"],
  ["flights", "remarks = repeat('x', 10000000)", "prose_length"],
])("update %s set %s is refused by %s", async (table, set, constraint) => {
  expect(await change(table, set)).toMatchObject({ code: "23514", constraint });
});

describe("block times", () => {
  const [t0, t1] = ["'2026-05-01T10:00Z'", "'2026-05-01T11:00Z'"];
  const names = ["block_out", "block_off", "block_on", "block_in"];
  const pairs = names.flatMap((before, i) =>
    names.slice(i + 1).map((after) => [before, after] as const),
  );

  test.each(pairs)("%s before %s is fine, after it is not", async (before, after) => {
    await database.db.transaction(owner.user_id, async (tx) => {
      await tx.query(`update logbook.flights set ${before} = ${t0}, ${after} = ${t1}`);
      await tx.query(`update logbook.flights set ${before} = null, ${after} = null`);
    });
    expect(await change("flights", `${before} = ${t1}, ${after} = ${t0}`)).toMatchObject({
      constraint: "flights_block_order",
    });
  });

  test.each(pairs)("%s and %s in one minute only on the ground", async (before, after) => {
    const set = `${before} = ${t0}, ${after} = ${t0}`;
    const ground = ["block_out block_off", "block_on block_in"].includes(`${before} ${after}`);
    if (ground)
      await database.db.transaction(owner.user_id, async (tx) => {
        await tx.query(`update logbook.flights set ${set}`);
        await tx.query(`update logbook.flights set ${before} = null, ${after} = null`);
      });
    else expect(await change("flights", set)).toMatchObject({ constraint: "flights_block_order" });
  });
});

test.each([
  "pic_time",
  "sic_time",
  "solo_time",
  "dual_received",
  "dual_given",
  "cross_country_time",
  "cross_country_50nm_time",
  "night_time",
  "actual_instrument",
  "simulated_instrument",
  "ifr_time",
  "multi_pilot_time",
  "picus_time",
  "examiner_time",
  "nvg_time",
])("%s may exceed the whole by a tenth of an hour and no more", async (part) => {
  await database.db.transaction(owner.user_id, async (tx) => {
    await tx.query(`update logbook.flights set ${part} = total_time + 6`);
    await tx.query(`update logbook.flights set ${part} = 0`);
  });
  expect(await change("flights", `${part} = total_time + 7`)).toMatchObject({
    constraint: "flights_part_within_total",
  });
});

test("flights_correction_reason and training_sessions_correction_reason refuse a correction that does not say why", async () => {
  const other = everyKind();
  await applyDocuments(database.db, owner, Object.values(other));
  for (const [table, column] of [
    ["flights", "corrects_flight_id"],
    ["training_sessions", "corrects_training_session_id"],
  ] as const)
    for (const reason of ["null", "''"])
      expect(
        await change(
          table,
          `${column} = (select id from logbook.${table} x where x.id <> ${table}.id limit 1), correction_reason = ${reason}`,
        ),
      ).toMatchObject({ code: "23514", constraint: `${table}_correction_reason` });
});

test.each(["approaches", "flight_crew"])(
  "%s of no entry, and of two, are refused",
  async (table) => {
    for (const [left, right] of [
      ["null", "null"],
      ["gen_random_uuid()", "gen_random_uuid()"],
    ]) {
      const parent = table === "approaches" ? "flight_leg_id" : "flight_id";
      const refused = await refusalOf(
        database.db.transaction(owner.user_id, (tx) =>
          tx.query(
            `insert into logbook.${table}
              select (json_populate_record(t, json_build_object('id', gen_random_uuid(),
                '${parent}', ${left}, 'training_session_id', ${right}))).*
              from logbook.${table} t limit 1`,
          ),
        ),
      );
      expect(refused).toMatchObject({ code: "23514", constraint: `${table}_one_entry` });
    }
  },
);

test("entry_tags_owner_table_known refuses a tag on anything else", async () => {
  const refused = await refusalOf(
    database.db.transaction(owner.user_id, (tx) =>
      tx.query(
        `insert into logbook.entry_tags
          select (json_populate_record(t, json_build_object('id', gen_random_uuid(), 'owner_table', 'people'))).*
          from logbook.entry_tags t limit 1`,
      ),
    ),
  );
  expect(refused).toMatchObject({ code: "23514", constraint: "entry_tags_owner_table_known" });
});

test.each([
  ["approaches", ""],
  ["landings_takeoffs", ""],
  ["flight_legs", "from_"],
  ["flight_legs", "to_"],
])(
  "%s: an airport of the list and an own one for one place (%s) are refused",
  async (table, end) => {
    const set = `${end}airport_id = reference.stable_id('airport:KPAO'),
    ${end}own_airport_id = (select id from logbook.airports limit 1)`;
    expect(await change(table, set)).toMatchObject({
      code: "23514",
      constraint: `${table}_${end}one_place`,
    });
  },
);

test("endorsements_one_model refuses a model of the list and an own one together", async () => {
  await database.admin.run(
    `insert into reference.aircraft_models (id, code, manufacturer, model_name)
      values (reference.stable_id('aircraft_model:x'), 'x', 'X', 'X')`,
  );
  const set = `aircraft_model_id = reference.stable_id('aircraft_model:x'),
    own_model_id = (select id from logbook.aircraft_models limit 1)`;
  expect(await change("endorsements", set)).toMatchObject({
    code: "23514",
    constraint: "endorsements_one_model",
  });
});

test.each([
  "helicopter_flight_details",
  "glider_flight_details",
  "balloon_flight_details",
  "lta_flight_details",
  "powered_lift_details",
  "weight_shift_control_details",
  "powered_parachute_details",
])("a second row of %s for one flight is refused", async (table) => {
  expect(await addCopy(table, {})).toMatchObject({
    code: "23505",
    constraint: `${table}_flight_key`,
  });
});

describe("names that are taken", () => {
  test.each([
    ["aircraft", "aircraft_registration_key", "registration = 'N1'"],
    [
      "tags",
      "tags_tag_name_key",
      "tag_name = case when id = (select min(id::text)::uuid from logbook.tags) then ' Night ' else 'night' end",
    ],
    ["people", "one_owner_per_user", "is_logbook_owner = true"],
    ["public_keys", "public_keys_key_fingerprint_key", "key_fingerprint = 'same'"],
  ])("in %s are refused by %s", async (table, constraint, set) => {
    await applyDocuments(database.db, owner, Object.values(everyKind()));
    expect(await change(table, set)).toMatchObject({ code: "23505", constraint });
  });
});

test("every constraint that a document can break says its problem code", async () => {
  const known = await database.admin.query<{ constraint_name: string; code: string }>(
    "select constraint_name, code from logbook.v_problem_codes",
  );
  const codes = new Map(known.map((row) => [row.constraint_name, row.code]));
  expect(codes.get("flights_block_order")).toBe("E_FLIGHT_BLOCK_ORDER");
  expect(codes.get("tags_tag_name_key")).toBe("E_TAG_NAME_TAKEN");
  for (const name of [...Object.keys(broken), ...elsewhere])
    expect(`${name} ${codes.get(name)}`).toMatch(/ E_/);
});

describe("validation and the ledger say the same", () => {
  /** Evaluates a check of `logbook.flights`, as the catalog holds it, over made-up rows. */
  async function verdicts(constraint: string, types: object, made: object[]): Promise<boolean[]> {
    const [check] = await database.admin.query<{ expression: string }>(
      "select pg_get_expr(conbin, conrelid) as expression from pg_constraint where conname = $1",
      [constraint],
    );
    const columns = Object.entries(types).map(([name, type]) => `${name} ${type}`);
    const rows = await database.admin.query<{ fine: boolean }>(
      `select (${check!.expression}) is not false as fine
        from rows from (jsonb_to_recordset($1) as (${columns.join(", ")})) with ordinality as r
        order by ordinality`,
      [JSON.stringify(made)],
    );
    return rows.map((row) => row.fine);
  }

  function complaints(fields: object): string[] {
    const { aircraft } = everyKind();
    const result = validate(aFlight(aircraft, fields));
    return result.ok ? [] : result.problems.map((problem) => problem.code);
  }

  test("of every order of block times", async () => {
    const moments = [null, "2026-05-01T10:00:00Z", "2026-05-01T10:30:00Z", "2026-05-01T11:00:00Z"];
    const made = moments.flatMap((block_out) =>
      moments.flatMap((block_off) =>
        moments.flatMap((block_on) =>
          moments.map((block_in) => ({ block_out, block_off, block_on, block_in })),
        ),
      ),
    );
    const type = "timestamptz";
    const types = { block_out: type, block_off: type, block_on: type, block_in: type };
    const fine = await verdicts("flights_block_order", types, made);
    made.forEach((times, i) =>
      expect({ times, fine: !complaints(times).includes("E_FLIGHT_BLOCK_ORDER") }).toEqual({
        times,
        fine: fine[i],
      }),
    );
  });

  test("of corrections and errors without a reason", async () => {
    const made = [null, "", "because"].flatMap((reason) => [
      { corrects_flight_id: newRowId(), correction_reason: reason },
      { corrects_flight_id: null, correction_reason: reason },
    ]);
    const types = { corrects_flight_id: "uuid", correction_reason: "text" };
    const fine = await verdicts("flights_correction_reason", types, made);
    made.forEach((fields, i) =>
      expect(!complaints(fields).includes("E_CORRECTION_REASON")).toBe(fine[i]),
    );
    const errors = [null, "", "because"].flatMap((erroneous_reason) =>
      [true, false].map((is_erroneous) => ({ is_erroneous, erroneous_reason })),
    );
    const errorTypes = { is_erroneous: "boolean", erroneous_reason: "text" };
    const fineErrors = await verdicts("flights_erroneous_reason", errorTypes, errors);
    errors.forEach((fields, i) =>
      expect(!complaints(fields).includes("E_ERRONEOUS_REASON")).toBe(fineErrors[i]),
    );
  });

  test("of the choices that a field has", async () => {
    for (const kind of Object.values(kinds) as unknown as Kind[])
      for (const [name, field] of Object.entries(kind.fields)) {
        if (field.type !== "choice") continue;
        const checks = await database.admin.query<{ expression: string }>(
          `select pg_get_expr(conbin, conrelid) as expression from pg_constraint
            where conrelid = $1::regclass and contype = 'c' and cardinality(conkey) = 1
              and conkey[1] = (select attnum from pg_attribute where attrelid = conrelid and attname = $2)`,
          [`logbook.${kind.table}`, name],
        );
        const all = checks.map((check) => check.expression).join(" ");
        const labels = await database.admin.query<{ label: string }>(
          `select e.enumlabel as label from pg_attribute a join pg_enum e on e.enumtypid = a.atttypid
            where a.attrelid = $1::regclass and a.attname = $2`,
          [`logbook.${kind.table}`, name],
        );
        const listed = [
          ...labels.map((row) => row.label),
          ...[...all.matchAll(/'([^']*)'::text/g)].map((match) => match[1]!),
        ];
        expect({ name, choices: listed.toSorted() }).toEqual({
          name,
          choices: Object.keys(field.choices).toSorted(),
        });
      }
  });
});
