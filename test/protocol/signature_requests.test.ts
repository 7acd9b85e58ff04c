import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { uuidOf } from "../../shared/ids.ts";
import { limits } from "../../shared/limits.ts";
import { acceptAnswer } from "../../shared/signatures/accept_answer.ts";
import { makeRequest, readRequest, signRequest } from "../../shared/signatures/sign_request.ts";
import { type Gateway, type Pilot, startGateway } from "../harness/gateway.ts";
import { type Document, loadSomeReference, recordOf } from "../harness/pilots.ts";
import { aFlight, anAircraft, aModel, aPerson } from "../harness/records.ts";

let gateway: Gateway;
let ann: Pilot;
let ivo: Pilot;
let ben: Pilot;
let grant_id: string;

const owner = aPerson({ is_logbook_owner: true }) as Document;
const instructor = aPerson({ display_name: "Ivo Marsh" }) as Document;
const model = aModel();
const aircraft = anAircraft(model);
const flight = aFlight(aircraft) as Document;
const now = "2026-06-01T12:00:00Z";

const request = makeRequest("flights", { ...recordOf(flight), _id: flight._id } as never, {
  purpose: "cfi_endorsement_signature",
  signer_person_id: uuidOf(instructor._id),
  signed_for_person_id: uuidOf(owner._id),
  pilot: "Ann",
  names: {},
  known_keys: {},
});

function answerTo(asked: unknown) {
  const read = readRequest(asked);
  if (!read.ok) expect.fail(read.reason);
  const says = {
    name: "Ivo Marsh",
    certificate_number: "1234567CFI",
    certificate_expiration: null,
    recent_experience_end: "2028-05-31",
    signed_at: now,
  };
  return signRequest(read.value, says, new Uint8Array(32).fill(7));
}

async function api(who: Pilot, method: string, path: string, body?: unknown) {
  const answer = await who.ask(`/api/v1/${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text === "" ? undefined : JSON.parse(text)) as any };
}
const ask = (who: Pilot, of = grant_id, what: unknown = request) =>
  api(who, "POST", "signature_requests", { grant_id: of, request: what });
const open = async (who: Pilot) =>
  (await api(who, "GET", "signature_requests")).body.requests as any[];
const answer = (who: Pilot, id: string) =>
  api(who, "POST", `signature_requests/${id}/answer`, { answer: answerTo(request) });
const settle = (who: Pilot, id: string, outcome: string) =>
  api(who, "POST", `signature_requests/${id}/settle`, { outcome });
const give = async (email: string, role: string) =>
  (await api(ann, "POST", "grants", { email, book: "pilot", role })).body.id as string;

beforeAll(async () => {
  gateway = await startGateway();
  await loadSomeReference(gateway.database.admin);
  ann = await gateway.signUp("ann@example.test");
  ivo = await gateway.signUp("ivo@example.test");
  ben = await gateway.signUp("ben@example.test");
  const docs = [owner, model, aircraft, flight].filter((document) => document !== undefined);
  const { body } = await ann.send("POST", "/_bulk_docs", { docs });
  expect(body.filter((row: { error?: string }) => row.error)).toEqual([]);
  grant_id = await give("ivo@example.test", "instructor");
});
afterAll(() => gateway.close());

describe("a signature by account", () => {
  test("is asked of an instructor with a grant, comes back, is saved by its owner and locks", async () => {
    const { id } = (await ask(ann)).body;
    expect(await open(ivo)).toMatchObject([{ id, is_mine: false, request, answer: null }]);
    expect(await open(ben)).toEqual([]);
    expect((await answer(ben, id)).status).toBe(404);
    expect((await answer(ann, id)).status).toBe(404);
    // Its owner's device waits for it, and is told at once.
    const { state } = (await api(ann, "GET", "signature_requests")).body;
    const told = api(ann, "GET", `signature_requests?unlike=${state}`);
    expect((await answer(ivo, id)).status).toBe(204);
    expect((await told).body).toMatchObject({ requests: [{ id, answer: answerTo(request) }] });
    expect((await answer(ivo, id)).status).toBe(404);

    const [back] = await open(ann);
    expect(back).toMatchObject({ id, is_mine: true });
    const accepted = acceptAnswer(back.answer, {
      record: () => recordOf(flight) as never,
      owner_person_id: uuidOf(owner._id),
      hasPerson: () => false,
      key: () => undefined,
      now,
    });
    if (!accepted.ok) expect.fail(accepted.reason);
    const { body } = await ann.send("POST", "/_bulk_docs", { docs: accepted.value.documents });
    expect(body.filter((row: { error?: string }) => row.error)).toEqual([]);
    expect((await settle(ivo, id, "taken")).status).toBe(404);
    expect((await settle(ann, id, "taken")).status).toBe(204);
    expect([await open(ann), await open(ivo)]).toEqual([[], []]);
    expect(
      await gateway.database.admin.query(
        `select f.is_locked, f.locked_reason, p.display_name from logbook.flights f
          join logbook.entry_signatures s on s.entry_id = f.id
          join logbook.people p on p.id = s.signer_person_id`,
      ),
    ).toEqual([
      { is_locked: true, locked_reason: "cryptographic_signature", display_name: "Ivo Marsh" },
    ]);
    // And whoever signed sees it in the logbook that is open to them.
    const seen = await ivo.remote(ann.logbook_id).allDocs();
    expect(seen.rows.filter((row) => row.id.startsWith("entry_signature:"))).toHaveLength(1);
  });

  test("may begin with the instructor, who has read the entry in the logbook", async () => {
    const { id } = (await ask(ivo)).body;
    expect((await answer(ivo, id)).status).toBe(204);
    expect(await open(ann)).toMatchObject([{ id, is_mine: true }]);
    expect((await settle(ann, id, "refused")).status).toBe(204);
  });

  test("can be withdrawn and declined, each by whom it is for, and then is over", async () => {
    for (const [who, other, outcome] of [
      [ann, ivo, "withdrawn"],
      [ivo, ann, "declined"],
    ] as const) {
      const { id } = (await ask(ann)).body;
      expect((await settle(other, id, outcome)).status).toBe(404);
      expect((await settle(ann, id, "taken")).status).toBe(404);
      expect((await settle(who, id, outcome)).status).toBe(204);
      expect((await answer(ivo, id)).status).toBe(404);
    }
  });

  test("is asked of nobody else: no viewer, no stranger, nobody whose grant is over", async () => {
    const viewer = await give("ben@example.test", "viewer");
    for (const [who, of] of [
      [ann, viewer],
      [ben, viewer],
      [ben, grant_id],
      [ann, uuidOf(flight._id)],
    ] as const)
      expect((await ask(who, of)).body.code).toBe("E_SIGNATURE_NOT_ASKED");
    const { id } = (await ask(ann)).body;
    expect((await api(ann, "DELETE", `grants/${grant_id}`)).status).toBe(204);
    expect(await open(ivo)).toEqual([]);
    expect((await answer(ivo, id)).status).toBe(404);
    expect((await ask(ivo)).body.code).toBe("E_SIGNATURE_NOT_ASKED");
    expect((await settle(ann, id, "withdrawn")).status).toBe(204);
    grant_id = await give("ivo@example.test", "instructor");
  });

  test.each([
    ["no request", {}, /request: This is nothing that Offblock exchanges/],
    [
      "another entry under the words",
      { ...request, entry: { remarks: "x" } },
      /request: The entry/,
    ],
    ["a later form", { ...request, canonical_form_version: "2" }, /Update the older app/],
    ["text", "x", /request: must be a JSON object/],
  ])("that asks for %s is refused in words", async (_, what, words) => {
    const { status, body } = await ask(ann, grant_id, what);
    expect([status, body.detail]).toEqual([400, expect.stringMatching(words)]);
  });

  test("has so many requests open at a time, and needs an account", async () => {
    await gateway.database.admin.query(
      `insert into auth.signature_requests (owner_user_id, grantee_user_id, request)
        select $1, $2, '{}' from generate_series(1, $3::integer)`,
      [ann.user_id, ivo.user_id, limits.signature_requests],
    );
    expect((await ask(ann)).body.code).toBe("E_SIGNATURE_NOT_ASKED");
    await gateway.database.admin.query("delete from auth.signature_requests");
    const nobody = await gateway.app.request("http://offblock.test/api/v1/signature_requests");
    expect(nobody.status).toBe(401);
  });
});
