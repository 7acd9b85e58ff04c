import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { uuidOf } from "../../shared/ids.ts";
import { type Gateway, type Pilot, startGateway } from "../harness/gateway.ts";
import { aFlight, aModel, anAircraft, deviceId } from "../harness/records.ts";

let gateway: Gateway;
let pilot: Pilot;
let one: PouchDB.Database<any>;
let two: PouchDB.Database<any>;
const model = aModel();
const aircraft = anAircraft(model);
const flight = aFlight(aircraft, { remarks: "as flown" });

beforeEach(async () => {
  gateway = await startGateway();
  pilot = await gateway.signUp();
  [one, two] = [pilot.device(), pilot.device()];
  await one.bulkDocs([model, aircraft, flight]);
  await settle();
});
afterEach(() => gateway.close());

/** Both devices talk to the gateway until neither has anything new. */
async function settle() {
  for (const device of [one, two, one, two]) await device.sync(pilot.remote());
}
const edit = async (device: PouchDB.Database<any>, id: string, changes: object) =>
  await device.put({ ...(await device.get(id)), ...changes });
const corrections = async (device: PouchDB.Database<any>) =>
  (
    await device.allDocs({ include_docs: true, startkey: "correction:", endkey: "correction;" })
  ).rows.map((row) => row.doc);
const sameOnBoth = async (id: string) => {
  const [a, b] = [await one.get(id, { conflicts: true }), await two.get(id, { conflicts: true })];
  expect(a).toEqual(b);
  expect(a._conflicts).toBeUndefined();
  return a;
};

test("the same field on two devices: both agree, and the losing edit is an open correction", async () => {
  await edit(one, flight._id, { remarks: "by one", device_id: deviceId("one") });
  await edit(two, flight._id, { remarks: "by two", device_id: deviceId("two") });
  await settle();
  const stands = await sameOnBoth(flight._id);
  const [correction, ...more] = await corrections(one);
  expect(more).toEqual([]);
  expect(correction).toMatchObject({
    corrects_id: flight._id,
    differing_fields: ["remarks"],
    reason: "edited_on_two_devices",
    status: "open",
  });
  expect(new Set([stands.remarks, correction.proposed.remarks])).toEqual(
    new Set(["by one", "by two"]),
  );
  expect(correction.written_by_device).toBe(
    deviceId(correction.proposed.remarks === "by one" ? "one" : "two"),
  );
  expect(await corrections(two)).toEqual([correction]);
  const [row] = await gateway.database.admin.query("select remarks from logbook.flights");
  expect(row).toEqual({ remarks: stands.remarks });
});

test("a correction that was decided before its branches come again stays decided", async () => {
  await edit(one, flight._id, { remarks: "by one" });
  await edit(two, flight._id, { remarks: "by two" });
  const branches = [
    await one.get(flight._id, { revs: true }),
    await two.get(flight._id, { revs: true }),
  ];
  await settle();
  const [correction] = await corrections(one);
  await edit(one, correction._id, { status: "dismissed" });
  const dismissed = await one.get(correction._id, { revs: true });
  // As in a ledger that was restored: what came out of the branches is there before they are.
  const other = await gateway.signUp();
  for (const doc of [model, aircraft, flight, branches[0], dismissed, branches[1]]) {
    const pushed = await other.send("POST", "/_bulk_docs", {
      new_edits: "_rev" in doc ? false : true,
      docs: [doc],
    });
    expect(pushed.status).toBe(201);
  }
  const path = `/${encodeURIComponent(correction._id)}?conflicts=true`;
  const { body } = await other.send("GET", path);
  expect(body).toMatchObject({ status: "dismissed", _rev: dismissed._rev });
  expect(body).not.toHaveProperty("_conflicts");
});

test("different fields on two devices: merged, on both and in the ledger", async () => {
  await edit(one, flight._id, { remarks: "by one" });
  await edit(two, flight._id, { night_time: 30 });
  await settle();
  expect(await sameOnBoth(flight._id)).toMatchObject({ remarks: "by one", night_time: 30 });
  expect(await corrections(one)).toEqual([]);
  const [row] = await gateway.database.admin.query(
    "select remarks, night_time from logbook.flights",
  );
  expect(row).toEqual({ remarks: "by one", night_time: 30 });
});

test("several edits on each side before they meet", async () => {
  for (const remarks of ["one a", "one b", "one c"]) await edit(one, flight._id, { remarks });
  for (const remarks of ["two a", "two b"]) await edit(two, flight._id, { remarks });
  await settle();
  expect((await sameOnBoth(flight._id)).remarks).toBe("one c");
  expect(await corrections(two)).toMatchObject([{ proposed: { remarks: "two b" } }]);
});

test("an edit against a deletion: the edit stands, the deletion is proposed", async () => {
  await edit(one, flight._id, { remarks: "kept" });
  await two.remove(await two.get(flight._id));
  await settle();
  expect((await sameOnBoth(flight._id)).remarks).toBe("kept");
  expect(await corrections(one)).toMatchObject([{ proposed: null, corrects_id: flight._id }]);
});

test("a deletion of what is referred to comes back, with a correction that says why", async () => {
  await one.remove(await one.get(aircraft._id));
  await settle();
  expect(await sameOnBoth(aircraft._id)).toMatchObject({ registration: aircraft.registration });
  expect(await corrections(two)).toMatchObject([
    { reason: "still_referenced", corrects_id: aircraft._id, proposed: null },
  ]);
});

describe("a locked flight", () => {
  beforeEach(async () => {
    await edit(one, flight._id, {
      is_locked: true,
      locked_at: "2026-05-02T10:00:00Z",
      locked_reason: "user_locked",
    });
    await one.replicate.to(pilot.remote());
  });
  test("stays as it is when a device that did not know edits it", async () => {
    await edit(two, flight._id, { remarks: "too late" });
    await settle();
    expect(await sameOnBoth(flight._id)).toMatchObject({ is_locked: true, remarks: "as flown" });
    expect(await corrections(two)).toMatchObject([
      { reason: "signed_elsewhere", proposed: { remarks: "too late" } },
    ]);
  });
  test("stays as it is when a device that knew edits or deletes it", async () => {
    await settle();
    await edit(two, flight._id, { remarks: "nevertheless" });
    await settle();
    await one.remove(await one.get(flight._id));
    await settle();
    expect(await sameOnBoth(flight._id)).toMatchObject({ is_locked: true, remarks: "as flown" });
    expect((await corrections(one)).map((c) => c.proposed?.remarks ?? null)).toEqual(
      expect.arrayContaining(["nevertheless", null]),
    );
  });
});

test("every revision that a device sent is kept as it was sent", async () => {
  const first = await edit(one, flight._id, { remarks: "by one" });
  const second = await edit(two, flight._id, { remarks: "by two" });
  await settle();
  for (const [rev, remarks] of [
    [first.rev, "by one"],
    [second.rev, "by two"],
  ]) {
    const { body } = await pilot.send("GET", `/${flight._id}?rev=${rev}`);
    expect(body).toEqual({ ...flight, _rev: rev, remarks });
  }
});

test("two devices that meet the same new aircraft make one record of it", async () => {
  const same = { ...anAircraft(model), registration: "N77777" };
  await one.put({ ...same, nickname: "Sally" });
  await two.put({ ...same, notes: "hangar 3" });
  await settle();
  expect(await sameOnBoth(same._id)).toMatchObject({ nickname: "Sally", notes: "hangar 3" });
  const rows = await gateway.database.admin.query(
    "select id from logbook.aircraft where registration = 'N77777'",
  );
  expect(rows).toEqual([{ id: uuidOf(same._id) }]);
});

describe("a correction that two devices decide, each without knowing of the other", () => {
  beforeEach(async () => {
    await edit(one, flight._id, { remarks: "by one" });
    await edit(two, flight._id, { remarks: "by two" });
    await settle();
  });
  const decide = async (device: PouchDB.Database<any>, status: string, notes: string) => {
    const [{ _id }] = await corrections(device);
    const name = device === one ? "one" : "two";
    const decided_at = `2026-06-0${name.length + (device === one ? 0 : 1)}T10:00:00Z`;
    await edit(device, _id, { status, notes, decided_at, decided_by_device: deviceId(name) });
  };
  test.each([
    ["accepted", "dismissed"],
    ["dismissed", "accepted"],
  ])("%s and %s: what was accepted has happened, and both notes are kept", async (a, b) => {
    await decide(one, a, "the note of one");
    await decide(two, b, "the note of two");
    await settle();
    const [correction, ...more] = await corrections(one);
    expect(more).toEqual([]);
    expect(correction).toMatchObject({
      status: "accepted",
      decided_by_device: deviceId(a === "accepted" ? "one" : "two"),
    });
    expect(correction.notes.split("\n").toSorted()).toEqual(["the note of one", "the note of two"]);
    expect(await corrections(two)).toEqual([correction]);
  });
  test("both dismissed: dismissed, with both notes", async () => {
    await decide(one, "dismissed", "the note of one");
    await decide(two, "dismissed", "the note of two");
    await settle();
    const [correction] = await corrections(two);
    expect(correction.status).toBe("dismissed");
    expect(correction.notes.split("\n").toSorted()).toEqual(["the note of one", "the note of two"]);
  });
});

describe("the owner locks an entry on one device while the other one edits it", () => {
  const lock = { is_locked: true, locked_at: "2026-05-02T08:00:00Z", locked_reason: "user_locked" };

  test.each([
    ["the lock arrives first", () => [one, two]],
    ["the edit arrives first", () => [two, one]],
  ] as const)("%s: what was locked stands, the edit is an open correction", async (_, inOrder) => {
    await edit(one, flight._id, lock);
    await edit(two, flight._id, { night_time: 30, device_id: deviceId("two") });
    const edited = (await two.get(flight._id))._rev;
    for (const device of inOrder()) await device.replicate.to(pilot.remote());
    await settle();
    const { night_time, _rev, ...stands } = await sameOnBoth(flight._id);
    expect(stands).toMatchObject({ ...lock, remarks: "as flown" });
    expect(night_time).toBeUndefined();
    expect(await corrections(one)).toMatchObject([
      {
        reason: "signed_elsewhere",
        status: "open",
        corrects_rev: _rev,
        proposed_rev: edited,
        proposed: { night_time: 30 },
        written_by_device: deviceId("two"),
      },
    ]);
    expect(await corrections(two)).toEqual(await corrections(one));
    expect(
      await gateway.database.admin.query("select is_locked, remarks from logbook.flights"),
    ).toEqual([{ is_locked: true, remarks: "as flown" }]);
  });

  test("the other one deleted it: it is there, locked, and the deletion is an open correction", async () => {
    await edit(one, flight._id, lock);
    await two.remove(await two.get(flight._id));
    await two.replicate.to(pilot.remote());
    await settle();
    expect(await sameOnBoth(flight._id)).toMatchObject(lock);
    expect(await corrections(one)).toMatchObject([{ reason: "signed_elsewhere", proposed: null }]);
  });
});
