import { afterEach, describe, expect, test } from "vitest";
import { newRowId, uuidOf } from "../../shared/ids.ts";
import { type KindName, kinds } from "../../shared/kinds/kinds.ts";
import { checkLedger } from "../harness/check_ledger.ts";
import { ledgerOfAnn } from "../harness/ledger_of_ann.ts";
import {
  applyDocuments,
  type Document,
  entryCount,
  everyKind,
  newOwner,
  recordOf,
  refusalOf,
  removeDocuments,
} from "../harness/pilots.ts";
import { nodesInside } from "../harness/plans.ts";
import { aFlight, aModel, anAircraft, aPerson } from "../harness/records.ts";

const ledger = ledgerOfAnn();
afterEach(() => checkLedger(ledger.admin));

const apply = (...documents: Document[]) => applyDocuments(ledger.db, ledger.ann, documents);
const rows = (query: string) => ledger.admin.query(query);

/** What the log says of what happened since it had so many entries. */
async function entriesSince(count: number): Promise<string[]> {
  const entries = await ledger.admin.query<{ what: string }>(
    `select operation || ' ' || table_name as what from audit.audit_log
      where chain_number > $1 order by chain_number`,
    [count],
  );
  return entries.map((entry) => entry.what);
}

test("every table of records gets its rows", async () => {
  await apply(...Object.values(everyKind()));
  const tables = await ledger.admin.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class
      where relnamespace = 'logbook'::regnamespace and relkind = 'r'`,
  );
  for (const { name } of tables)
    expect(`${name} ${(await rows(`select 1 from ${name}`)).length > 0}`).toBe(`${name} true`);
});

test("a chain of corrections that arrives at once is walked once, not once for each of them", async () => {
  const model = aModel();
  const aircraft = anAircraft(model);
  await apply(model, aircraft);
  const chain = [aFlight(aircraft)];
  for (let i = 0; i < 100; i++)
    chain.push(
      aFlight(aircraft, {
        corrects_flight_id: uuidOf(chain[i]!._id),
        correction_reason: `correction ${i}`,
      }),
    );
  const nodes = await nodesInside(
    ledger.url,
    ledger.ann.user_id,
    "select logbook.apply_flight($1, $2)",
    [ledger.ann.logbook_id, JSON.stringify(chain.map(recordOf))],
  );
  const walked = nodes
    .filter((node) => node["Node Type"] === "Recursive Union")
    .reduce((sum, node) => sum + node["Actual Rows"]!, 0);
  // Up to the first flight, and down again. A walk for each of them would be 5,050 steps.
  expect(walked).toBe(200);
});

test("the same records again change nothing, and the log tells of nothing", async () => {
  const documents = Object.values(everyKind());
  await apply(...documents);
  const before = await entryCount(ledger.admin);
  await apply(...documents);
  expect(await entriesSince(before)).toEqual([]);
});

describe("a changed flight", () => {
  test("touches only the rows that differ", async () => {
    const { flight, ...rest } = everyKind();
    await apply(...Object.values(rest), flight);
    const before = await entryCount(ledger.admin);
    await apply({ ...flight, remarks: "windy" });
    expect(await entriesSince(before)).toEqual(["UPDATE logbook.flights"]);
  });

  test("has its lists replaced as sets: kept, changed, added, removed", async () => {
    const { model, aircraft } = everyKind();
    const leg = (leg_number: number, leg_time = 10) => ({ id: newRowId(), leg_number, leg_time });
    const [kept, changed, removed, added] = [leg(1), leg(2), leg(3), leg(3)];
    const flight = aFlight(aircraft, { flight_legs: [kept, changed, removed] });
    await apply(model, aircraft, flight);
    const before = await entryCount(ledger.admin);
    await apply({ ...flight, flight_legs: [kept, { ...changed, leg_time: 11 }, added] });
    expect((await entriesSince(before)).toSorted()).toEqual([
      "DELETE logbook.flight_legs",
      "INSERT logbook.flight_legs",
      "UPDATE logbook.flight_legs",
    ]);
    expect(await rows("select id, leg_time from logbook.flight_legs order by leg_number")).toEqual([
      { id: kept.id, leg_time: 10 },
      { id: changed.id, leg_time: 11 },
      { id: added.id, leg_time: 10 },
    ]);
  });

  test("may have two legs change places", async () => {
    const { model, aircraft } = everyKind();
    const [a, b] = [newRowId(), newRowId()];
    const legs = (first: string, second: string) => ({
      flight_legs: [
        { id: first, leg_number: 1 },
        { id: second, leg_number: 2 },
      ],
    });
    const flight = aFlight(aircraft, legs(a, b));
    await apply(model, aircraft, flight);
    await apply({ ...flight, ...legs(b, a) });
    expect(await rows("select id from logbook.flight_legs order by leg_number")).toEqual([
      { id: b },
      { id: a },
    ]);
  });

  test("loses what lay in a leg together with the leg", async () => {
    const { flight, ...rest } = everyKind();
    await apply(...Object.values(rest), flight);
    await apply({ ...flight, flight_legs: [{ id: newRowId(), leg_number: 1 }] });
    expect(await rows("select 1 from logbook.landings_takeoffs")).toEqual([]);
    expect(await rows("select 1 from logbook.approaches where flight_leg_id is not null")).toEqual(
      [],
    );
    expect(
      await rows("select 1 from logbook.approaches where training_session_id is not null"),
    ).toHaveLength(1);
  });

  test("keeps the order of its lists", async () => {
    const { flight, person, ...rest } = everyKind();
    const crew = [1, 2, 3].map(() => ({ ...flight_crew(flight), id: newRowId() }));
    await apply(person, ...Object.values(rest), { ...flight, flight_crew: crew });
    await apply({ ...flight, flight_crew: crew.toReversed() });
    expect(
      await rows(
        "select id, position from logbook.flight_crew where flight_id is not null order by position",
      ),
    ).toEqual(crew.toReversed().map(({ id }, i) => ({ id, position: i + 1 })));
  });
});

const flight_crew = (flight: Document) => (flight["flight_crew"] as object[])[0]!;

test("one row cannot lie in two records: the second is refused, not moved", async () => {
  const { model, aircraft } = everyKind();
  const leg = { id: newRowId(), leg_number: 1 };
  await apply(model, aircraft, aFlight(aircraft, { flight_legs: [leg] }));
  const refused = await refusalOf(apply(aFlight(aircraft, { flight_legs: [leg] })));
  expect(refused).toMatchObject({
    code: "23514",
    message: expect.stringMatching(/^E_ROW_DUPLICATE/),
  });
  expect(await rows("select 1 from logbook.flights")).toHaveLength(1);
});

test("a row moves when one batch takes it out of one record and puts it into another", async () => {
  const { model, aircraft } = everyKind();
  const leg = { id: newRowId(), leg_number: 1 };
  const other = { id: newRowId(), leg_number: 1 };
  const [from, to] = [
    aFlight(aircraft, { flight_legs: [leg] }),
    aFlight(aircraft, { flight_legs: [other] }),
  ];
  await apply(model, aircraft, from, to);
  await apply(
    { ...to, flight_legs: [leg] },
    { ...from, flight_legs: [{ id: newRowId(), leg_number: 1 }] },
  );
  expect(await rows(`select flight_id from logbook.flight_legs where id = '${leg.id}'`)).toEqual([
    { flight_id: uuidOf(to._id) },
  ]);
});

test("records are written for their owner, whatever they say", async () => {
  const ben = await newOwner(ledger.db, "ben");
  const person = aPerson();
  await ledger.db.transaction(ledger.ann.user_id, (tx) =>
    tx.query("select logbook.apply_person($1, $2)", [
      ledger.ann.logbook_id,
      JSON.stringify([
        {
          ...person,
          id: uuidOf(person._id),
          is_logbook_owner: false,
          owner_user_id: ben.user_id,
          person_roles: [],
        },
      ]),
    ]),
  );
  expect(await rows("select owner_user_id from logbook.people")).toEqual([
    { owner_user_id: ledger.ann.user_id },
  ]);
});

test("flights say which account brought them in, and an edit does not change that", async () => {
  const { model, aircraft, flight, ...rest } = everyKind();
  await apply(model, aircraft, ...Object.values(rest), flight);
  await ledger.admin.run("update logbook.flights set created_by_user_id = null");
  await apply({ ...flight, remarks: "later" });
  expect(await rows("select created_by_user_id, remarks from logbook.flights")).toEqual([
    { created_by_user_id: null, remarks: "later" },
  ]);
});

test("two owners may hold records of the same ids", async () => {
  const ben = await newOwner(ledger.db, "ben");
  const documents = Object.values(everyKind());
  await apply(...documents);
  await applyDocuments(ledger.db, ben, documents);
  expect(await rows("select 1 from logbook.flight_legs")).toHaveLength(2);
});

describe("removing", () => {
  test("takes a record with all its rows, and tells the log of each", async () => {
    const all = everyKind();
    await apply(...Object.values(all));
    await removeDocuments(ledger.db, ledger.ann, "flight_review", [all.review]);
    const before = await entryCount(ledger.admin);
    await removeDocuments(ledger.db, ledger.ann, "flight", [all.flight]);
    expect((await entriesSince(before)).toSorted()).toEqual([
      "DELETE logbook.approaches",
      "DELETE logbook.balloon_flight_details",
      "DELETE logbook.entry_tags",
      "DELETE logbook.flight_crew",
      "DELETE logbook.flight_legs",
      "DELETE logbook.flights",
      "DELETE logbook.glider_flight_details",
      "DELETE logbook.helicopter_flight_details",
      "DELETE logbook.landings_takeoffs",
      "DELETE logbook.lta_flight_details",
      "DELETE logbook.powered_lift_details",
      "DELETE logbook.powered_parachute_details",
      "DELETE logbook.weight_shift_control_details",
    ]);
  });

  test("is refused while other records refer to it", async () => {
    const all = everyKind();
    await apply(...Object.values(all));
    const referred = { aircraft: "flights_aircraft_fk", person: "flight_crew_person_fk" } as const;
    for (const [kind, constraint] of Object.entries(referred)) {
      const refused = await refusalOf(
        removeDocuments(ledger.db, ledger.ann, kind as KindName, [
          all[kind as keyof typeof referred],
        ]),
      );
      expect(refused).toMatchObject({ code: "23503", constraint });
    }
  });

  test("in the reverse order of the kinds empties the logbook, but for what is fixed", async () => {
    const { signature, report, key, signer, ...rest } = everyKind();
    const fixed = [signature, report, key, signer];
    const all = Object.values(rest);
    await apply(...all, ...fixed);
    for (const kind of Object.keys(kinds).toReversed() as KindName[])
      await removeDocuments(
        ledger.db,
        ledger.ann,
        kind,
        all.filter((d) => d._id.startsWith(`${kind}:`)),
      );
    const left = await ledger.admin.query<{ id: string }>(
      `select id from logbook.people union all select id from logbook.flights
        union all select id from logbook.entry_tags union all select id from logbook.endorsements
        union all select id from logbook.book_reports`,
    );
    expect(left.map((row) => row.id).toSorted()).toEqual(
      [signer, report].map((d) => uuidOf(d._id)).toSorted(),
    );
  });

  test("what is not there is no error", async () => {
    await removeDocuments(ledger.db, ledger.ann, "person", [aPerson()]);
  });
});

test("a tag on what is not there is refused at the end of the transaction", async () => {
  const { tag } = everyKind();
  await apply(tag);
  const refused = await refusalOf(
    ledger.db.transaction(ledger.ann.user_id, (tx) =>
      tx.query(
        `insert into logbook.entry_tags (owner_user_id, id, owner_table, owner_row_id, position, tag_id)
          values ($1, gen_random_uuid(), 'flights', gen_random_uuid(), 1, $2)`,
        [ledger.ann.user_id, uuidOf(tag._id)],
      ),
    ),
  );
  expect(refused).toMatchObject({ code: "23503", constraint: "entry_tags_owner_row_fk" });
});

test("a thousand flights are one batch: the log has an entry for each row", async () => {
  const { model, aircraft } = everyKind();
  const flights = Array.from({ length: 1000 }, () => aFlight(aircraft));
  await apply(model, aircraft);
  const before = await entryCount(ledger.admin);
  await apply(...flights);
  expect((await entriesSince(before)).length).toBe(2000);
  await apply(...flights.map((flight) => ({ ...flight, remarks: "all of them" })));
  expect(await entryCount(ledger.admin)).toBe(before + 3000);
});
