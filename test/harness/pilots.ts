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

/** A record of every kind, with a row in every list: no table of records stays empty. */
export function everyKind() {
  const model = aModel();
  const aircraft = anAircraft(model);
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
    in_imc: true,
  });
  const flight = aFlight(aircraft, {
    ...lists(),
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
        landings_takeoffs: [{ id: newRowId(), is_takeoff: true, occurred_at: at }],
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
  return { model, aircraft, person, device, tag, flight, session, correction };
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
