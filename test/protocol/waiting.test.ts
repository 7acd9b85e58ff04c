import { afterEach, beforeEach, expect, test } from "vitest";
import { derivedUuid, newRowId, uuidOf } from "../../shared/ids.ts";
import { type Gateway, type Pilot, startGateway } from "../harness/gateway.ts";
import { aFlight, aModel, anAircraft, aPerson, roleId } from "../harness/records.ts";

let gateway: Gateway;
let pilot: Pilot;
beforeEach(async () => {
  gateway = await startGateway(undefined, "reference");
  pilot = await gateway.signUp();
});
afterEach(() => gateway.close());

const rows = async (table: string) =>
  (await gateway.database.admin.query<{ id: string }>(`select id from logbook.${table}`)).map(
    ({ id }) => id,
  );
const waiting = async () =>
  (
    await gateway.database.admin.query<{ document_id: string }>(
      "select document_id from sync.waiting",
    )
  ).map(({ document_id }) => document_id);
const put = async (document: { _id: string }) =>
  expect((await pilot.send("PUT", `/${document._id}`, document)).status).toBe(201);

test("a flight that comes before its aircraft, its model and its crew waits, and is applied when all are there", async () => {
  const [model, person] = [aModel(), aPerson()];
  const aircraft = anAircraft(model);
  const crew = { id: newRowId(), person_id: uuidOf(person._id), role_on_flight_id: roleId("PIC") };
  const flight = aFlight(aircraft, { flight_crew: [crew] });
  const since = () =>
    gateway.database.admin.query("select since from sync.waiting where document_id = $1", [
      flight._id,
    ]);
  await put(flight);
  expect(await rows("flights")).toEqual([]);
  const first = await since();
  await put(person);
  // It lacks something still, so it is not even tried.
  expect(await since()).toEqual(first);
  await put(aircraft);
  expect((await waiting()).sort()).toEqual([aircraft._id, flight._id].sort());
  await put(model);
  expect(await waiting()).toEqual([]);
  expect(await rows("flights")).toEqual([uuidOf(flight._id)]);
  expect(await rows("aircraft")).toEqual([uuidOf(aircraft._id)]);
});

test("what waits is in the feed: other devices see it", async () => {
  const flight = aFlight(anAircraft(aModel()));
  await put(flight);
  const device = pilot.device();
  await device.replicate.from(pilot.remote());
  expect(await device.get(flight._id)).toMatchObject(flight);
});

test("an edit of what waits is what is applied in the end", async () => {
  const model = aModel();
  const aircraft = anAircraft(model);
  const flight = aFlight(aircraft);
  const created = await pilot.send("PUT", `/${flight._id}`, flight);
  await put({ ...flight, _rev: created.body.rev, remarks: "edited" } as never);
  await put(aircraft);
  await put(model);
  expect(await gateway.database.admin.query("select remarks from logbook.flights")).toEqual([
    { remarks: "edited" },
  ]);
});

test("what waits goes on waiting when a deletion by a device that did not know comes to nothing", async () => {
  const model = aModel();
  const aircraft = anAircraft(model);
  const flight = aFlight(aircraft);
  const repeated = (letter: string) => letter.repeat(32);
  const branch = (letters: string) => ({
    _id: flight._id,
    _rev: `${letters.length}-${repeated(letters[0]!)}`,
    _revisions: { start: letters.length, ids: [...letters].map(repeated) },
  });
  for (const doc of [
    { ...flight, ...branch("a") },
    { ...flight, remarks: "edited", ...branch("ba") },
    { ...branch("ca"), _deleted: true },
  ])
    await pilot.send("POST", "/_bulk_docs", { docs: [doc], new_edits: false });
  expect(await waiting()).toEqual([flight._id]);
  await put(aircraft);
  await put(model);
  expect(await gateway.database.admin.query("select remarks from logbook.flights")).toEqual([
    { remarks: "edited" },
  ]);
});

test("what waits can be deleted", async () => {
  const flight = aFlight(anAircraft(aModel()));
  const { body } = await pilot.send("PUT", `/${flight._id}`, flight);
  await pilot.send("DELETE", `/${flight._id}?rev=${body.rev}`);
  expect(await waiting()).toEqual([]);
});

test("a correction entry may come before what it corrects", async () => {
  const model = aModel();
  const aircraft = anAircraft(model);
  const first = aFlight(aircraft);
  const second = aFlight(aircraft, {
    corrects_flight_id: uuidOf(first._id),
    correction_reason: "typo",
  });
  await put(model);
  await put(aircraft);
  await put(second);
  expect(await waiting()).toEqual([second._id]);
  await put(first);
  expect(await waiting()).toEqual([]);
  const [row] = await gateway.database.admin.query(
    `select superseded_by_flight_id from logbook.flights where id = '${uuidOf(first._id)}'`,
  );
  expect(row).toEqual({ superseded_by_flight_id: uuidOf(second._id) });
});

test("one batch in any order ends the same", async () => {
  const model = aModel();
  const aircraft = anAircraft(model);
  const person = aPerson();
  const flight = aFlight(aircraft, {
    flight_crew: [
      { id: newRowId(), person_id: uuidOf(person._id), role_on_flight_id: roleId("passenger") },
    ],
  });
  await pilot.send("POST", "/_bulk_docs", { docs: [flight, person, aircraft, model] });
  expect(await waiting()).toEqual([]);
  expect(await rows("flight_crew")).toHaveLength(1);
});

test("an airport that this installation does not know is waited for", async () => {
  const model = aModel();
  const aircraft = anAircraft(model);
  const leg = { id: newRowId(), leg_number: 1, to_airport_id: derivedUuid("no airport") };
  await pilot.send("POST", "/_bulk_docs", {
    docs: [model, aircraft, aFlight(aircraft, { flight_legs: [leg] })],
  });
  expect(await waiting()).toHaveLength(1);
});

test("what waits and breaks a rule that nothing can mend is refused at once, with the reason", async () => {
  const known = aModel();
  const first = anAircraft(known, { registration: "N54321" });
  await pilot.send("POST", "/_bulk_docs", { docs: [known, first] });
  const early = anAircraft(aModel(), { registration: "N54321" });
  const { status, body } = await pilot.send("PUT", `/${early._id}`, early);
  expect(status).toBe(403);
  expect(body.reason).toMatch(/^E_AIRCRAFT_REGISTRATION_TAKEN/);
  expect(await waiting()).toEqual([]);
});

test("what came is taken in, also when what waited for it turns out to break a rule", async () => {
  const model = aModel();
  const twins = [1, 2].map(() => anAircraft(model, { registration: "N54321" }));
  const flight = aFlight(twins[0]!);
  for (const document of [...twins, flight]) await put(document);
  await put(model);
  expect(await rows("aircraft")).toHaveLength(1);
  const left = await gateway.database.admin.query<{ problem: string }>(
    "select problem from sync.waiting where document_id like 'aircraft:%'",
  );
  expect(left).toEqual([{ problem: expect.stringContaining("aircraft_registration") }]);
});

test("who asks is told what each entry waits for, and why one cannot be applied", async () => {
  const asked = async () => {
    const answer = await pilot.ask(`/api/v1/logbooks/${pilot.logbook_id}/waiting`);
    return ((await answer.json()) as { entries: { id: string }[] }).entries;
  };
  const model = aModel();
  const twins = [1, 2].map(() => anAircraft(model, { registration: "N54321" }));
  for (const twin of twins) await put(twin);
  const needs = [{ target: "record", name: "aircraft_model", uuid: uuidOf(model._id) }];
  expect(await asked()).toMatchObject(twins.map(({ _id }) => ({ id: _id, needs, problem: null })));
  await put(model);
  expect(await asked()).toMatchObject([
    { needs: [], problem: expect.stringContaining("registration") },
  ]);
  const other = await gateway.signUp();
  const answer = await other.ask(`/api/v1/logbooks/${pilot.logbook_id}/waiting`);
  expect(answer.status).toBe(404);
});

/** Counts from now on how many rows are put into a table of those that wait. */
async function countInserts(table: string): Promise<() => Promise<number>> {
  const { admin } = gateway.database;
  await admin.run(`
    create table public.inserted (rows bigint);
    create function public.count_inserted() returns trigger language plpgsql security definer as $$
    begin
      insert into public.inserted select count(*) from added;
      return null;
    end
    $$;
    create trigger count_inserted after insert on ${table}
      referencing new table as added for each statement execute function public.count_inserted()`);
  return async () => {
    const [row] = await admin.query<{ rows: string }>(
      "select sum(rows) as rows from public.inserted",
    );
    await admin.run("drop function public.count_inserted cascade; drop table public.inserted");
    return Number(row!.rows);
  };
}

test("1,200 documents, what they refer to last: all are applied, and each has waited once", async () => {
  const models = Array.from({ length: 20 }, () => aModel());
  const fleet = Array.from({ length: 1080 }, (_, i) =>
    anAircraft(models[i % models.length]!, { registration: `N${10_000 + i}` }),
  );
  const flights = fleet.slice(0, 100).map((aircraft) => aFlight(aircraft));
  const inserted = await countInserts("sync.waiting");
  const early = [...flights, ...fleet];
  const batches: { _id: string }[][] = [];
  for (let at = 0; at < early.length; at += 200) batches.push(early.slice(at, at + 200));
  for (const docs of [...batches, ...models.map((model) => [model])]) {
    const { body } = await pilot.send("POST", "/_bulk_docs", { docs });
    expect(body.filter((row: { ok?: true }) => row.ok !== true)).toEqual([]);
  }
  expect(await waiting()).toEqual([]);
  expect(await rows("aircraft")).toHaveLength(fleet.length);
  expect(await rows("flights")).toHaveLength(flights.length);
  expect(await inserted()).toBe(early.length);
});

test("a chain of 60 corrections that comes from its end to its beginning is applied whole", async () => {
  const model = aModel();
  const aircraft = anAircraft(model);
  const chain = [aFlight(aircraft)];
  for (let i = 1; i < 60; i++)
    chain.push(
      aFlight(aircraft, {
        corrects_flight_id: uuidOf(chain.at(-1)!._id),
        correction_reason: `correction ${i}`,
      }),
    );
  await pilot.send("POST", "/_bulk_docs", { docs: [model, aircraft] });
  const inserted = await countInserts("sync.waiting");
  const [first, ...later] = chain;
  const early = later.toReversed();
  for (let at = 0; at < early.length; at += 20)
    await pilot.send("POST", "/_bulk_docs", { docs: early.slice(at, at + 20) });
  expect(await waiting()).toHaveLength(59);
  await put(first!);
  expect(await waiting()).toEqual([]);
  expect(await rows("flights")).toHaveLength(60);
  expect(await inserted()).toBe(59);
});

test("what has a problem is tried again when what stood in its way changes, at once or when its turn comes", async () => {
  const model = aModel();
  const alike = [1, 2, 3].map(() => anAircraft(model, { registration: "N54321" }));
  for (const document of [...alike, model]) await put(document);
  const left = await waiting();
  expect(left).toHaveLength(2);
  await put(aPerson());
  expect(await waiting()).toEqual(left);
  const inTheWay = async (waits: readonly string[], gone: readonly string[]) => {
    const { _id } = alike.find((one) => ![...waits, ...gone].includes(one._id))!;
    return (await pilot.send("GET", `/${_id}`)).body;
  };
  const first = await inTheWay(left, []);
  await put({ ...first, registration: "N12345" });
  const last = await waiting();
  expect(last).toHaveLength(1);
  // This change waits itself: what lets it in lets in what it stood in the way of.
  const later = aModel();
  const second = await inTheWay(last, [first._id]);
  await put({ ...second, registration: "N12346", own_model_id: uuidOf(later._id) });
  expect(await waiting()).toHaveLength(2);
  await put(later);
  expect(await waiting()).toEqual([]);
  expect(await rows("aircraft")).toHaveLength(3);
});

test("an airport that is loaded later lets what waited for it in with the next push", async () => {
  const model = aModel();
  const aircraft = anAircraft(model);
  const strip = derivedUuid("a strip");
  const leg = { id: newRowId(), leg_number: 1, to_airport_id: strip };
  const flight = aFlight(aircraft, { flight_legs: [leg] });
  await pilot.send("POST", "/_bulk_docs", { docs: [model, aircraft, flight] });
  expect(await waiting()).toEqual([flight._id]);
  const { admin } = gateway.database;
  const copy = `jsonb_build_object('id', $1::text, 'ident', 'ZZZ-1')`;
  await admin.query(
    `insert into reference.airports
      select (jsonb_populate_record(a, to_jsonb(a) || ${copy})).* from reference.airports a limit 1`,
    [strip],
  );
  await put(aPerson());
  expect(await waiting()).toEqual([]);
});
