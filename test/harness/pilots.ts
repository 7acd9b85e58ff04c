/** Accounts and records straight in the ledger, without the gateway: for tests of the tables. */
import { expect } from "vitest";
import {
  type Database,
  type DatabaseProblem,
  databaseProblem,
  type Queryable,
} from "../../server/postgres/database.ts";
import { newRecordId, newRowId, stableId, uuidOf } from "../../shared/ids.ts";
import { type KindName, kinds } from "../../shared/kinds/kinds.ts";
import type { Values } from "../../shared/merge.ts";
import { canonicalEntryText } from "../../shared/signatures/canonical_form.ts";
import { signedBytes, type SignedTerms, statementHash } from "../../shared/signatures/statement.ts";
import { validate } from "../../shared/validate.ts";
import { aFlight, aModel, anAircraft, aPerson } from "./records.ts";

/** An account with its pilot logbook. */
export interface Owner {
  user_id: string;
  logbook_id: string;
}

/** A document before validation: its fields may be left to their defaults. */
export type Document = { _id: string } & Record<string, unknown>;

/** Makes an account as signing up does. */
export async function newOwner(db: Database, name: string): Promise<Owner> {
  const [made] = await db.transaction(null, (tx) =>
    tx.query<Owner>("select * from auth.sign_up($1, $2, 'hash')", [`${name}@example.test`, name]),
  );
  return made!;
}

/** Lookup rows and two airports, as the loader would put them there. */
export async function loadSomeReference(admin: Queryable): Promise<void> {
  for (const [table, code] of [
    ["approach_types", "ILS"],
    ["role_on_flight_types", "PIC"],
    ["role_on_flight_types", "CFI_giving"],
    ["role_qualification_types", "CFI"],
    ["training_device_types", "AATD"],
    ["certificate_levels", "private"],
    ["rating_types", "instrument_airplane"],
    ["endorsement_types", "high_performance"],
    ["medical_classes", "class_1"],
    ["training_event_types", "ground_school"],
  ] as const)
    await admin.query(
      `insert into reference.${table} (id, code, name) values (reference.stable_id($1), $2, $2)
        on conflict do nothing`,
      [`${table}:${code}`, code],
    );
  await admin.query(
    `insert into reference.airports (id, ident, name, latitude, longitude)
      select reference.stable_id('airport:' || c), c, c, 37.5, -122.1
      from unnest('{KPAO, KUKI}'::text[]) as c on conflict do nothing`,
  );
}

/** The record that a valid document becomes, as the writers of the ledger take it. */
export function recordOf(document: Document): Record<string, unknown> {
  const result = validate(document);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const { _id, _rev, ...fields } = result.value.record;
  return { id: uuidOf(document._id), ...fields };
}

/** Writes documents into the owner's ledger in one transaction, in the order of the kinds. */
export async function applyDocuments(
  db: Database,
  owner: Owner,
  documents: readonly Document[],
  as: string | null = owner.user_id,
): Promise<void> {
  await db.transaction(as, async (tx) => {
    for (const kind of Object.keys(kinds)) {
      const records = documents.filter((d) => d._id.startsWith(`${kind}:`)).map(recordOf);
      if (records.length > 0)
        await tx.query(`select logbook.apply_${kind}($1, $2)`, [
          owner.logbook_id,
          JSON.stringify(records),
        ]);
    }
  });
}

/** Removes records of one kind. */
export async function removeDocuments(
  db: Database,
  owner: Owner,
  kind: KindName,
  documents: readonly Document[],
): Promise<void> {
  await db.transaction(owner.user_id, (tx) =>
    tx.query(`select logbook.remove_${kind}($1, $2::uuid[])`, [
      owner.logbook_id,
      documents.map((d) => uuidOf(d._id)),
    ]),
  );
}

const at = "2026-05-01T10:00:00Z";
const envelope = { created_at: at, updated_at: at };

/** A key, a report with its signature, a file on an endorsement: what points at entries. */
function everyWitness() {
  const signer = aPerson({ display_name: "Sign Er" });
  const key = {
    _id: newRecordId("public_key"),
    ...envelope,
    person_id: uuidOf(signer._id),
    key_fingerprint: `SHA256:${newRowId()}`,
    key_algorithm: "ed25519",
    public_key_data: "AAAA",
    key_format: "raw",
    registered_at: at,
  };
  const report = {
    _id: newRecordId("book_report"),
    ...envelope,
    generated_at: at,
    as_of_date: "2026-05-01",
    report_type: "totals",
    report_data: { total_time: 60 },
    attested_by_person_id: uuidOf(signer._id),
  };
  const endorsement = {
    _id: newRecordId("endorsement"),
    ...envelope,
    endorsement_type_id: stableId("endorsement_types:high_performance"),
    endorsement_date: "2026-04-01",
    endorsing_cfi_person_id: uuidOf(signer._id),
  };
  const attachment = {
    _id: newRecordId("attachment"),
    ...envelope,
    owner_table: "endorsements",
    owner_row_id: uuidOf(endorsement._id),
    filename: "endorsement.jpg",
    mime_type: "image/jpeg",
    file_size_bytes: 3,
    sha256_hash: "0".repeat(64),
  };
  const unsigned = aSignature(report, "book_reports", key);
  const bytes = signedBytes(
    recordOf(unsigned) as unknown as SignedTerms,
    canonicalEntryText("book_reports", recordOf(report) as Values),
    key.key_fingerprint,
  );
  const signature = { ...unsigned, canonical_data_hash: statementHash(bytes) };
  return { signer, key, report, endorsement, attachment, signature };
}

/** A signature over an entry, by a key. Nobody checks it here. */
export function aSignature(
  entry: { _id: string },
  entry_table: string,
  key: { _id: string; person_id: string },
  fields: object = {},
) {
  return {
    _id: newRecordId("entry_signature"),
    ...envelope,
    entry_table,
    entry_id: uuidOf(entry._id),
    signer_person_id: key.person_id,
    public_key_id: uuidOf(key._id),
    canonical_form_version: "1",
    canonical_data_hash: "0".repeat(64),
    signature_data: "AAAA",
    signed_at: "2026-05-02T10:00:00Z",
    signature_purpose: "cfi_endorsement_signature",
    ...fields,
  };
}

/** What a pilot holds and does beside flying, in an aircraft, of a person. */
function everyQualification(aircraft: Document, person: Document, flight: Document) {
  const certificate = {
    _id: newRecordId("certificate"),
    ...envelope,
    certificate_level_id: stableId("certificate_levels:private"),
    date_of_issuance: "2020-01-01",
    ratings: [{ id: newRowId(), rating_type_id: stableId("rating_types:instrument_airplane") }],
    certificate_limitations: [{ id: newRowId(), limitation_text: "VFR only" }],
  };
  const medical = {
    _id: newRecordId("medical"),
    ...envelope,
    medical_class_id: stableId("medical_classes:class_1"),
    exam_date: "2026-01-01",
    ame_person_id: uuidOf(person._id),
  };
  const review = {
    _id: newRecordId("flight_review"),
    ...envelope,
    review_date: "2026-02-01",
    instructor_person_id: uuidOf(person._id),
    associated_flight_id: uuidOf(flight._id),
  };
  const practicalTest = {
    _id: newRecordId("practical_test"),
    ...envelope,
    test_date: "2026-03-01",
    certificate_or_rating_sought: "Instrument",
    outcome: "pass",
    aircraft_id: uuidOf(aircraft._id),
    resulted_in_certificate_id: uuidOf(certificate._id),
    resulted_in_rating_id: certificate.ratings[0]!.id,
  };
  const trainingEvent = {
    _id: newRecordId("training_event"),
    ...envelope,
    event_type_id: stableId("training_event_types:ground_school"),
    planned_period_description: "April 2027",
  };
  return { certificate, medical, review, practicalTest, trainingEvent };
}

/** A row of each list of what only some category has, as if one flight could be all of them. */
const everyDetail = (aircraft: Document) => ({
  helicopter_flight_details: [{ id: newRowId(), autorotations_to_touchdown: 2, hovering_time: 6 }],
  glider_flight_details: [
    { id: newRowId(), launch_method: "aerotow", tow_aircraft_id: uuidOf(aircraft._id) },
  ],
  balloon_flight_details: [{ id: newRowId(), balloon_type: "gas", max_altitude_ft: 9000 }],
  lta_flight_details: [{ id: newRowId(), notes: "x" }],
  powered_lift_details: [{ id: newRowId(), notes: "x" }],
  weight_shift_control_details: [{ id: newRowId(), notes: "x" }],
  powered_parachute_details: [{ id: newRowId(), notes: "x" }],
});

/** A record of every kind, with a row in every list: no table of records stays empty. */
export function everyKind() {
  const model = aModel();
  const aircraft = anAircraft(model);
  const strip = {
    _id: newRecordId("airport"),
    ...envelope,
    name: "Farm",
    latitude: 37.25,
    longitude: -121.5,
  };
  const person = aPerson({
    person_roles: [{ id: newRowId(), role_type_id: stableId("role_qualification_types:CFI") }],
  });
  const device = {
    _id: newRecordId("training_device"),
    ...envelope,
    name: `FMX ${newRowId()}`,
    device_type_id: stableId("training_device_types:AATD"),
  };
  const tag = { _id: newRecordId("tag"), ...envelope, tag_name: `tag ${newRowId()}` };
  const lists = () => ({
    flight_crew: [
      {
        id: newRowId(),
        person_id: uuidOf(person._id),
        role_on_flight_id: stableId("role_on_flight_types:CFI_giving"),
      },
    ],
    entry_tags: [{ id: newRowId(), tag_id: uuidOf(tag._id), numeric_value: 12 }],
  });
  const approach = () => ({
    id: newRowId(),
    approach_type_id: stableId("approach_types:ILS"),
    own_airport_id: uuidOf(strip._id),
    in_imc: true,
  });
  const event = {
    id: newRowId(),
    is_takeoff: true,
    occurred_at: at,
    own_airport_id: uuidOf(strip._id),
  };
  const flight = aFlight(aircraft, {
    ...lists(),
    ...everyDetail(aircraft),
    flight_legs: [
      {
        id: newRowId(),
        leg_number: 1,
        from_airport_id: stableId("airport:KPAO"),
        to_airport_id: stableId("airport:KUKI"),
        distance_nm: 112.3,
        day_takeoffs: 1,
        day_landings_full_stop: 1,
        approaches: [approach()],
        landings_takeoffs: [event],
      },
    ],
  });
  const session = {
    _id: newRecordId("training_session"),
    ...envelope,
    session_date: "2026-05-02",
    session_type: "device",
    training_device_id: uuidOf(device._id),
    total_time: 90,
    approaches: [approach()],
    ...lists(),
  };
  const correction = {
    _id: newRecordId("correction"),
    ...envelope,
    corrects_id: flight._id,
    reason: "requested",
    proposed: { remarks: "so" },
    differing_fields: ["remarks"],
  };
  const savedReport = { _id: newRecordId("saved_report"), ...envelope, name: "Insurance" };
  const currencyRule = { _id: newRecordId("currency_rule"), ...envelope, name: "Club checkout" };
  return {
    model,
    aircraft,
    strip,
    person,
    device,
    tag,
    flight,
    session,
    correction,
    savedReport,
    currencyRule,
    ...everyQualification(aircraft, person, flight),
    ...everyWitness(),
  };
}

/** What PostgreSQL says when it refuses; fails when it does not. */
export async function refusalOf(work: Promise<unknown>): Promise<DatabaseProblem> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const problem = databaseProblem(error);
  if (problem === undefined) {
    if (error !== undefined) throw error;
    expect.fail("it was not refused");
  }
  return problem;
}

/** How many entries the audit log holds. */
export async function entryCount(admin: Queryable): Promise<number> {
  const [row] = await admin.query<{ n: number }>("select count(*) as n from audit.audit_log");
  return Number(row!.n);
}
